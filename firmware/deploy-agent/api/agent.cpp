// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/deploy-agent/api/agent.hpp"

#include <algorithm>
#include <array>

#include <poll.h>

#include "firmware/deploy-agent/api/command_door.hpp"
#include "firmware/deploy-agent/api/conductor_messages.hpp"
#include "firmware/deploy-agent/network.hpp"
#include "firmware/posix/http.hpp"

namespace seedbed::deploy_agent {
namespace {

using posix::Clock;
using namespace std::chrono_literals;

class Agent {
public:
    Agent(const Console& console, const AgentOrder& order, const AgentLimits& limits, Commands& commands,
          CommandDoor& door)
        : console_(console), order_(order), limits_(limits), commands_(commands), door_(door) {}

    Result<Afterwards> run() {
        while (true) {
            auto found = lookUp();
            if (!found) {
                return fail(found.error());
            }
            auto afterwards = serve();
            if (afterwards != Afterwards::goOn) {
                return afterwards;
            }
            console_.say("the conductor does not know us any more: looking the node up again");
            commands_.abandon();
            door_.giveAnswers();
        }
    }

private:
    Result<> lookUp();
    Afterwards serve();
    void pass(Clock::time_point until);
    bool beat();

    const Console& console_;
    const AgentOrder& order_;
    const AgentLimits& limits_;
    Commands& commands_;
    CommandDoor& door_;
    Heartbeat heartbeat_;
    std::chrono::seconds period_{120};
    Clock::time_point next_{};
};

// Asks until the node waits for a ramdisk. A token is handed out once: without one it is asked again, because
// a deployment that begins anew gives a new one.
Result<> Agent::lookUp() {
    const auto deadline = Clock::now() + limits_.lookup;
    auto pause = limits_.lookupPause;
    Result<> why;
    while (Clock::now() < deadline) {
        auto reply =
            posix::exchange(lookupMessage(order_.apiUrl, {order_.bootMac.toString()}), Clock::now() + 30s);
        auto lookup = reply ? readLookup(*reply) : fail(reply.error());
        if (lookup && !lookup->token.empty()) {
            commands_.scene().node = lookup->node;
            heartbeat_.nodeId = lookup->node["uuid"].get<std::string>();
            heartbeat_.token = lookup->token;
            heartbeat_.callbackUrl =
                "http://" + order_.network.address.toString() + ":" + std::to_string(door_.port());
            period_ = std::max(lookup->heartbeatTimeout * 2 / 5, 1s);
            door_.setToken(lookup->token);
            console_.say("we are node " + heartbeat_.nodeId);
            return {};
        }
        if (!lookup) {
            console_.complain(lookup.error());
            why = fail(lookup.error());
        } else {
            console_.say("the node's token was handed out before");
        }
        pass(std::min(deadline, Clock::now() + pause));
        pause = std::min(pause * 2, limits_.lookupPauseMost);
    }
    return why ? fail({.kind = ErrorKind::timeout,
                       .id = "AGENT-LOOKUP",
                       .object = "conductor",
                       .attempted = "get this boot's token",
                       .cause = "it was handed out to another boot of this blade",
                       .action = "deploy the node again"})
               : why;
}

// Until a command ends it, or the conductor has forgotten us.
Afterwards Agent::serve() {
    next_ = Clock::now();
    while (commands_.scene().afterwards == Afterwards::goOn) {
        if (Clock::now() >= next_ && !beat()) {
            return Afterwards::goOn;
        }
        pass(next_);
    }
    return commands_.scene().afterwards;
}

// Answers and collects until then, or until something has changed.
void Agent::pass(Clock::time_point until) {
    std::array<pollfd, 2> items{{{door_.descriptor(), POLLIN, 0}, {commands_.descriptor(), POLLIN, 0}}};
    ::poll(items.data(), items.size(), posix::millisecondsUntil(until));
    if (items[1].revents != 0 && commands_.collect()) {
        door_.giveAnswers();
        next_ = Clock::now(); // the conductor goes on at heartbeats only
    }
    if (items[0].revents != 0) {
        door_.serve();
    }
}

// False when the conductor does not take our token.
bool Agent::beat() {
    auto reply = posix::exchange(heartbeatMessage(order_.apiUrl, heartbeat_), Clock::now() + 30s);
    auto taken = reply ? readHeartbeat(*reply) : fail(reply.error());
    next_ = Clock::now() + (taken ? Clock::duration(period_) : limits_.lockedPause);
    if (taken) {
        console_.say("heartbeat accepted");
        return true;
    }
    console_.complain(taken.error());
    return taken.error().kind != ErrorKind::refused;
}

} // namespace

Result<Afterwards> serveConductor(const Console& console, const AgentOrder& order, Ground ground,
                                  const AgentLimits& limits) {
    Commands commands(Scene{console, DiskSearch{order.disks, ground}});
    auto door = CommandDoor::open(commands, limits.port);
    if (!door) {
        return fail(door.error());
    }
    return Agent(console, order, limits, commands, *door).run();
}

Result<Afterwards> runAgent(const Console& console, const Words& words, Ground ground) {
    auto order = parseAgentOrder(words);
    if (!order) {
        return fail(order.error());
    }
    const DeviceEvents events;
    auto nic = findInterface(order->bootMac, events, Clock::now() + 15s);
    auto up = nic ? configureInterface(*nic, order->network) : fail(nic.error());
    if (!up) {
        return fail(up.error());
    }
    console.say(*nic + " has " + order->network.address.toString() + "; asking " + order->apiUrl);
    return serveConductor(console, *order, ground);
}

} // namespace seedbed::deploy_agent
