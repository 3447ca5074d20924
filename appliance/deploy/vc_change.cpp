// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/deploy/vc_change.hpp"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "appliance/deploy/power.hpp"
#include "oa-bridge/base/json_fields.hpp"
#include "oa-bridge/base/text.hpp"
#include "vc-config/text/domain_json.hpp"

namespace seedbed {
namespace {

using nlohmann::json;
using Clock = std::chrono::steady_clock;

std::filesystem::path arrivalFile(const DeployContext& context, const char* ending) {
    return context.paths.state / "virtual-connect" / fmt::format("arrival-{}.{}", context.plan.vcAddress, ending);
}

// A manager that restarts refuses, is silent, or says that it is another's turn.
bool mayPass(const Error& error) { return isTransient(error) || error.id == "VC-NOT-MANAGER"; }

constexpr std::array kBetween{1, 2, 2, 4, 6, 8, 12}; // seconds
constexpr auto kLongestAway = std::chrono::minutes(10);
constexpr auto kBetweenCheckpoints = std::chrono::seconds(1);

class Changer {
public:
    Changer(DeployContext& context, StepContext& step, VcChange change)
        : deploy_(context), step_(step), change_(std::move(change)), patience_(step) {}

    Task<> run() {
        while (true) {
            auto done = co_await once();
            if (done) {
                co_return done;
            }
            const bool again = co_await patience_.after(done.error());
            if (!again) {
                co_return done;
            }
        }
    }

private:
    Task<> once() {
        auto plan = co_await change_.plan();
        if (!plan) {
            co_return fail(plan.error());
        }
        if (plan->commands.size() != left_) { // whatever the answers were, something was done
            patience_.worked();
        }
        left_ = plan->commands.size();
        leftOut_.clear();
        for (const vc::VcCommand& command : plan->commands) {
            auto sent = co_await send(command);
            if (!sent) {
                co_return sent;
            }
            patience_.worked();
        }
        auto saved = co_await untilSaved();
        co_return saved;
    }

    Task<> send(const vc::VcCommand& command) {
        const auto profile = vc::profileOf(command.operation);
        bool leftOut = leftOut_.contains(profile);
        for (const BayNumber bay : command.needsOff) {
            auto off = co_await change_.bringOff(bay);
            if (!off) {
                co_return fail(off.error());
            }
            leftOut = leftOut || !*off;
        }
        if (leftOut && !profile.empty()) {
            leftOut_.insert(profile);
        }
        if (leftOut) {
            co_return step_.note("warning", command.object + " is left as it is: its blade is on");
        }
        auto noted = step_.effect("Virtual Connect: " + command.object);
        if (!noted) {
            co_return noted;
        }
        auto ran = co_await deploy_.vc->run(command);
        if (!ran) {
            co_return fail(ran.error());
        }
        co_return Result<>();
    }

    Task<> untilSaved() {
        const auto since = Clock::now();
        while (true) {
            auto saved = co_await deploy_.vc->readState();
            if (!saved) {
                co_return fail(saved.error());
            }
            if (saved->checkpoint != vc::Checkpoint::pending) {
                co_return Result<>();
            }
            if (Clock::now() - since > kLongestAway) {
                co_return fail({.kind = ErrorKind::stalled,
                                .id = "VC-CHECKPOINT-PENDING",
                                .object = "Virtual Connect " + deploy_.plan.vcAddress,
                                .attempted = "wait until it has saved its configuration",
                                .cause = "its checkpoint is still pending",
                                .action = "leave its power on; look at the domain status in Virtual Connect Manager"});
            }
            step_.alive();
            co_await pause(kBetweenCheckpoints);
        }
    }

    DeployContext& deploy_;
    StepContext& step_;
    VcChange change_;
    Patience patience_;
    std::size_t left_ = 0; // commands of the last plan
    std::set<std::string> leftOut_; // profiles whose blade stays on
};

Result<std::optional<Arrival>> readArrival(const DeployContext& context) {
    const auto file = arrivalFile(context, "json");
    if (!std::filesystem::exists(file)) {
        return std::optional<Arrival>();
    }
    auto text = readFile(file);
    auto saved = text ? parseJson(*text, file.string()) : fail(text.error());
    if (!saved) {
        return fail(saved.error());
    }
    auto domain = vc::domainFromJson(field::object(*saved, "domain").dump());
    auto ours = vc::domainFromJson(field::object(*saved, "ours").dump());
    if (!domain || !ours) {
        return fail((domain ? ours.error() : domain.error()).withContext("read " + file.string()));
    }
    return std::optional(Arrival{std::move(*domain), std::move(*ours)});
}

Result<> writeArrival(const DeployContext& context, const Arrival& arrival) {
    const auto file = arrivalFile(context, "json");
    std::error_code ignored; // who writes tells
    std::filesystem::create_directories(file.parent_path(), ignored);
    const json saved{{"schema", 1},
                     {"written", nowIso()},
                     {"domain", json::parse(vc::domainToJson(arrival.domain))},
                     {"ours", json::parse(vc::domainToJson(arrival.ours))}};
    return writeFile(file, saved.dump(2) + "\n", 0640);
}

// For the engineer, and for a module that has lost everything: its own commands.
Task<> saveScript(const DeployContext& context, const vc::VcDomain& domain) {
    if (!domain.enclosureImported) {
        co_return Result<>();
    }
    auto script = co_await context.vc->readConfiguration();
    if (!script) {
        co_return fail(script.error());
    }
    const auto file = arrivalFile(context, "txt");
    std::error_code ignored; // who writes tells
    std::filesystem::create_directories(file.parent_path(), ignored);
    co_return writeFile(file, *script, 0640);
}

template <class Named>
void addAbsent(std::vector<Named>& into, const std::vector<Named>& from) {
    for (const auto& each : from) {
        if (std::none_of(into.begin(), into.end(), [&each](const Named& other) { return other.name == each.name; })) {
            into.push_back(each);
        }
    }
}

// A port that a set or network of a known name was given later is ours to take back too.
template <class Named>
void addPorts(std::vector<Named>& into, const std::vector<Named>& from) {
    for (Named& each : into) {
        for (const Named& other : from) {
            if (other.name != each.name) {
                continue;
            }
            for (const vc::UplinkMember& member : other.ports) {
                const bool known = std::any_of(each.ports.begin(), each.ports.end(),
                                               [&member](const auto& has) { return has.port == member.port; });
                if (!known) {
                    each.ports.push_back(member);
                }
            }
        }
    }
}

void addNames(vc::VcDomain& ours, const vc::VcDomain& desired) {
    addAbsent(ours.uplinkSets, desired.uplinkSets);
    addAbsent(ours.networks, desired.networks);
    addAbsent(ours.accessGroups, desired.accessGroups);
    addAbsent(ours.profiles, desired.profiles);
    addPorts(ours.uplinkSets, desired.uplinkSets);
    addPorts(ours.networks, desired.networks);
}

} // namespace

asio::awaitable<bool> Patience::after(const Error& error) {
    if (!mayPass(error) || Clock::now() - since_ > kLongestAway) {
        co_return false;
    }
    if (said_ != toSentence(error)) {
        said_ = toSentence(error);
        auto noted = step_.note("waiting", said_);
        if (!noted) {
            co_return false;
        }
    }
    step_.alive();
    const auto wait = kBetween[std::min(waits_++, kBetween.size() - 1)];
    co_await pause(std::chrono::seconds(wait));
    co_return true;
}

Task<> changeVirtualConnect(DeployContext& context, StepContext& step, VcChange change) {
    Changer changer(context, step, std::move(change));
    auto done = co_await changer.run();
    co_return done;
}

namespace {

Error needsOff(BayNumber bay) {
    return {.kind = ErrorKind::needsHuman,
            .id = "VC-NEEDS-OFF",
            .object = fmt::format("bay{}", bay),
            .attempted = "change its profile",
            .cause = "the blade is on and must be off for it, which the plan was not allowed",
            .action = fmt::format("shut it down yourself, or allow it: --power-off bay{}", bay)};
}

ChassisPower powerOf(asio::any_io_executor executor, DeployContext& context, BayNumber bay) {
    return {std::move(executor), context.blocking, *context.oa, powerAccess(context, bay, context.blade(bay).iloAddress)};
}

bool isPlanned(const DeployContext& context, BayNumber bay) {
    const auto& blades = context.plan.blades;
    return std::any_of(blades.begin(), blades.end(), [bay](const PlannedBlade& blade) { return blade.bay == bay; });
}

} // namespace

Task<bool> seenOff(DeployContext& context, BayNumber bay) {
    if (isPlanned(context, bay)) {
        auto blade = powerOf(co_await asio::this_coro::executor, context, bay);
        const auto seen = co_await blade.look();
        const auto standing = standingOf(seen);
        co_return standing == PowerStanding::off || standing == PowerStanding::offAlone;
    }
    auto status = co_await context.oa->getBladeStatus(bay); // whose iLO is not known
    co_return status ? Result<bool>(status->power == PowerReading::off) : fail(status.error());
}

Task<bool> bringOff(DeployContext& context, StepContext& step, BayNumber bay) {
    auto off = co_await seenOff(context, bay);
    if (!off || *off) {
        co_return off;
    }
    if (!isPlanned(context, bay) || !context.plan.maySwitchOff(bay)) {
        co_return fail(needsOff(bay));
    }
    auto blade = powerOf(co_await asio::this_coro::executor, context, bay);
    auto switched = co_await switchOff(blade, ladderTerms(context, step, bay));
    co_return switched ? Result<bool>(true) : fail(switched.error());
}

Task<> keepArrival(DeployContext& context, StepContext& step, vc::VcDomain desired) {
    auto kept = readArrival(context);
    if (!kept) {
        co_return fail(kept.error());
    }
    const bool first = !kept->has_value();
    Arrival arrival = first ? Arrival() : std::move(**kept);
    const auto before = arrival.ours;
    addNames(arrival.ours, desired);
    if (!first && arrival.ours == before) {
        co_return Result<>();
    }
    if (first) {
        auto domain = co_await context.vc->readDomain();
        if (!domain) {
            co_return fail(domain.error());
        }
        arrival.domain = std::move(*domain);
        auto saved = co_await saveScript(context, arrival.domain);
        if (!saved) {
            co_return saved;
        }
    }
    auto written = writeArrival(context, arrival);
    co_return written && first ? step.note("arrival", "what Virtual Connect was is kept: " + arrivalFile(context, "json").string())
                               : written;
}

Result<Arrival> arrivalOf(const DeployContext& context) {
    auto kept = readArrival(context);
    if (!kept) {
        return fail(kept.error());
    }
    if (!*kept) {
        return fail({.kind = ErrorKind::notFound,
                     .id = "VC-NO-ARRIVAL",
                     .object = "Virtual Connect " + context.plan.vcAddress,
                     .attempted = "find what it was on arrival",
                     .cause = "nothing of it was changed from this state directory, or it was rolled back already",
                     .action = "there is nothing to roll back"});
    }
    return std::move(**kept);
}

Result<> closeArrival(const DeployContext& context) {
    for (const char* ending : {"json", "txt"}) {
        const auto file = arrivalFile(context, ending);
        auto restored = file;
        restored.replace_extension(fmt::format("restored.{}", ending));
        std::error_code code;
        std::filesystem::rename(file, restored, code);
        if (code && code != std::errc::no_such_file_or_directory) {
            return fail({.kind = ErrorKind::internal,
                         .id = "FILE-WRITE",
                         .object = file.string(),
                         .attempted = "rename it",
                         .cause = code.message(),
                         .action = "rename it by hand: Virtual Connect is as it was"});
        }
    }
    return {};
}

Error notApplied(const DeployContext& context) {
    return {.kind = ErrorKind::nonsense,
            .id = "VC-NOT-APPLIED",
            .object = "Virtual Connect " + context.plan.vcAddress,
            .attempted = "read back what was configured",
            .cause = "it differs from what was sent",
            .action = "run seedbed plan to see the difference"};
}

} // namespace seedbed
