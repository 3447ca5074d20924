// SPDX-License-Identifier: GPL-3.0-or-later
// Brings the Virtual Connect domain to where a plan leads, through whatever happens to the manager on the way: it is
// away for minutes when it restarts, busy while another administrator works, and what it was doing then is done or is
// not. So after each such error it is looked at anew and planned anew. Ends when every command of a plan was taken and
// the manager says that what it holds is saved. For the steps of a run; I/O thread only.
#pragma once

#include "appliance/deploy/arrival.hpp"
#include "appliance/deploy/steps.hpp"

namespace seedbed {

// How long a manager may be away, and how often it is asked: 1, 2, 2, 4, 6, 8 and then every 12 s, as a busy management
// processor is (what-users-expect.md section 6).
class Patience {
public:
    explicit Patience(StepContext* step = nullptr) : step_(step) {} // whom to tell; none: it is logged
    // Waits, after an error that may pass; false when it may not, or the manager has been away too long.
    asio::awaitable<bool> after(const Error& error);
    void worked() {
        since_ = std::chrono::steady_clock::now();
        waits_ = 0;
        said_.clear();
    }

private:
    Result<> tell(const std::string& error);

    StepContext* step_;
    std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
    std::size_t waits_ = 0;
    std::string said_; // the error that was noted last
};

// What `ask` comes to, asked again while the manager is away. `ask` changes nothing, or is safe to repeat.
template <class T, class Ask>
Task<T> throughRestarts(StepContext& step, Ask ask) {
    Patience patience(&step);
    while (true) {
        auto answer = co_await ask();
        if (answer) {
            co_return answer;
        }
        const bool again = co_await patience.after(answer.error());
        if (!again) {
            co_return answer;
        }
    }
}

// The same before there is a step. A manager that has not answered at all is not waited for.
template <class T, class Ask>
Task<T> onceItAnswers(DeployContext& context, Ask ask) {
    Patience patience;
    while (true) {
        auto answer = co_await ask();
        if (answer || context.vc->hostKey().empty()) {
            co_return answer;
        }
        const bool again = co_await patience.after(answer.error());
        if (!again) {
            co_return answer;
        }
    }
}

struct VcChange {
    std::function<Task<vc::VcPlan>()> plan; // from what is there now
    std::function<Task<bool>(BayNumber)> bringOff; // false: the blade stays on, what needs it off is left out
};
// Errors: those of the plan and the commands; transient ones (VC-UNREACHABLE, VC-BUSY) when it stays away;
// VC-CHECKPOINT-PENDING (stalled).
Task<> changeVirtualConnect(DeployContext& context, StepContext& step, VcChange change);

// Do the witnesses of its power say that the blade is off?
Task<bool> seenOff(DeployContext& context, BayNumber bay);
// The blade is off, brought there by the recovery ladder as far as the site approves. VC-NEEDS-OFF (needsHuman) when it is
// on, and the plan neither deploys it nor was allowed to switch it off. Never false.
Task<bool> bringOff(DeployContext& context, StepContext& step, BayNumber bay);

// Before each change: the first one keeps what is there, and the module's own configuration script beside it; each
// notes the names of `desired` as ours. After a rollback the next change is a first one again.
Task<> keepArrival(DeployContext& context, StepContext& step, vc::VcDomain desired);
Result<std::optional<vc::Arrival>>
keptArrival(const DeployContext& context);                   // nothing: nothing of it was changed
Result<vc::Arrival> arrivalOf(const DeployContext& context); // VC-NO-ARRIVAL (notFound)
Result<> closeArrival(const DeployContext& context); // it is as it was

Task<vc::VcPlan> rollbackPlan(DeployContext& context); // from what is there to the arrival
// What was read back is not what was wanted: VC-NOT-APPLIED, or VC-PROFILE-PENDING (needsHuman) when only a
// blade that was on keeps it from that.
Error notApplied(const DeployContext& context, const vc::VcPlan& left);

} // namespace seedbed
