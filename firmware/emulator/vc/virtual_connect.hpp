// SPDX-License-Identifier: GPL-3.0-or-later
// The module behind the CLI: its domain, kept in STATE/vc-domain.json and carried out on the chassis after
// every change. A change happens wholly or not at all. Also what is not kept: restarts of the manager, the
// checkpoint, profiles that wait for a power cycle. Lives as long as the face; I/O thread only.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>

#include "firmware/emulator/vc/rules.hpp"
#include "firmware/emulator/vc/wiring.hpp"

namespace seedbed::emulator::vc {

class VirtualConnect {
public:
    explicit VirtualConnect(Chassis& chassis)
        : chassis_(chassis), back_(chassis.executor()), refresh_(chassis.executor()) {}
    VirtualConnect(const VirtualConnect&) = delete;
    VirtualConnect& operator=(const VirtualConnect&) = delete;

    // Reads the saved domain, if there is one, and carries it out. Errors VC-DOMAIN-FILE, those of reading
    // files.
    Result<> load();
    const Domain& domain() const { return domain_; }
    // Tries `rule` on a copy; when it agrees the copy becomes the domain.
    Outcome change(const std::function<Outcome(Domain&)>& rule);
    // To be called after every change of the chassis: it may have dropped a profile of its own accord (then
    // the bay has none here either), switched a blade off, or lost an uplink.
    void chassisChanged(BayNumber bay);
    Chassis& chassis() const { return chassis_; }

    // Why nothing may be changed now, if so: somebody holds the domain, or the enclosure is being recovered.
    Outcome mayChange();
    bool reachesOa() const;
    bool checkpointIsPending() const;
    bool isPending(BayNumber bay) const {
        return pending_.contains(bay);
    } // its profile waits for a power cycle

    // The manager goes away, in a moment or at once, and comes back with the domain as it is kept.
    void restart(Duration away, bool atOnce = true);
    bool isUp() const { return !down_; }
    Duration usualRestart() const;
    void onRestart(std::function<void()> drop) { drop_ = std::move(drop); } // sessions end
    // Somebody typed a command, whatever came of it.
    void commandDone() { countDown(true); }
    // Does the answer of the command that has just been done get lost?
    bool takesAnswerAway();

    void log(std::string line);
    const std::deque<std::string>& systemLog() const { return log_; }
    void onChange(std::function<void()> tell) { tell_ = std::move(tell); } // of anything that can be seen
    void onTestTrap(std::function<void()> send) { testTrap_ = std::move(send); }
    void sendTestTrap() const {
        if (testTrap_) {
            testTrap_();
        }
    }

private:
    using Clock = std::chrono::steady_clock;
    void carryOut();
    void carryOutBay(BayNumber bay);
    void dropProfile(BayNumber bay);
    void save() const;
    std::string file() const;
    void heedRestartFaults();
    void countDown(bool everyCommand);
    Duration given(std::string_view fault, const char* parameter, std::chrono::milliseconds otherwise) const;

    Chassis& chassis_;
    Domain domain_;
    std::map<BayNumber, std::pair<std::string, Nics>> wired_; // what the chassis was told, by bay
    std::set<BayNumber> pending_;
    bool carryingOut_ = false;
    std::optional<Clock::time_point> lastChange_;
    bool oaWasUp_ = true;
    std::optional<Clock::time_point> oaTurned_; // away or back, whichever came last
    bool down_ = false;
    bool answerLost_ = false;
    asio::steady_timer back_;
    asio::steady_timer refresh_;
    std::function<void()> drop_;
    std::function<void()> testTrap_;
    std::function<void()> tell_;
    std::map<int, int> restartFaults_; // the commands each still waits for; 0: it has had its restart
    std::map<int, int> locksLeft_;
    std::deque<std::string> log_;
};

} // namespace seedbed::emulator::vc
