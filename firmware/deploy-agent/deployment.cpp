// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/deploy-agent/deployment.hpp"

#include <poll.h>

#include "firmware/deploy-agent/deploy_info.hpp"
#include "firmware/deploy-agent/disk.hpp"
#include "firmware/deploy-agent/disk_target.hpp"
#include "firmware/deploy-agent/network.hpp"
#include "firmware/deploy-agent/notice.hpp"
#include "firmware/deploy-agent/tftp.hpp"
#include "firmware/posix/http.hpp"
#include "firmware/posix/serial_number.hpp"

namespace seedbed::deploy_agent {
namespace {

using namespace std::chrono_literals;

constexpr int kCallTries = 5;

Result<> bringNetworkUp(const Console& console, const DeployOrder& order, const DeviceEvents& events) {
    auto nic = findInterface(order.bootMac, events, posix::Clock::now() + 15s);
    if (!nic) {
        return fail(nic.error());
    }
    auto configured = configureInterface(*nic, order.network);
    if (configured) {
        console.say(*nic + " " + order.bootMac.toString() + " has " + order.network.address.toString() +
                    ", boot server " + order.network.bootServer.toString());
    }
    return configured;
}

Result<Disk> exportDisk(const Console& console, const DeployOrder& order, const DeviceEvents& events,
                        DiskTarget& target) {
    auto disk = findDisk(order.disks, events, posix::Clock::now() + 10s);
    if (!disk) {
        return disk;
    }
    console.say("disk " + disk->path + " of " + std::to_string(disk->bytes >> 20) + " MiB");
    auto started = target.start(order.iqn, disk->path);
    if (!started) {
        return fail(started.error());
    }
    console.say("iSCSI target " + order.iqn + " up on port 3260, LUN 1, by " + target.name());
    return disk;
}

std::string fetchToken(const Console& console, const DeployOrder& order) {
    auto token = fetchByTftp(order.network.bootServer, "token-" + order.deploymentId);
    if (!token) {
        console.complain(token.error());
        return {};
    }
    console.say(token->empty() ? "no token: calling without one" : "token fetched");
    return token->substr(0, token->find_first_of("\r\n"));
}

// A conductor that is busy or just starting gets the call again.
Result<> passDeployInfo(const Console& console, const posix::HttpMessage& message) {
    Result<> outcome;
    for (int attempt = 1; attempt <= kCallTries; ++attempt) {
        auto reply = posix::exchange(message, posix::Clock::now() + 30s);
        if (reply && reply->status < 300) {
            console.say("pass_deploy_info accepted, status " + std::to_string(reply->status));
            return {};
        }
        outcome = reply ? fail({.kind = ErrorKind::refused,
                                .id = "AGENT-CALLBACK",
                                .object = message.url,
                                .attempted = "pass_deploy_info",
                                .cause = "status " + std::to_string(reply->status) + " " + reply->body.substr(0, 300),
                                .action = "look at the conductor's log"})
                        : fail(reply.error());
        console.complain(outcome.error());
        bool final = reply && reply->status < 500 && reply->status != 409;
        if (final) {
            break;
        }
        ::poll(nullptr, 0, 2000);
    }
    return outcome;
}

} // namespace

Result<> deploy(const Console& console, const Words& words, Ground ground) {
    auto order = parseDeployOrder(words);
    if (!order) {
        return fail(order.error());
    }
    console.say("deployment " + order->deploymentId);
    DeviceEvents events;
    auto up = bringNetworkUp(console, *order, events);
    if (!up) {
        return up;
    }
    auto target = chooseTarget(ground);
    auto disk = exportDisk(console, *order, events, *target);
    auto notice = Notice::open();
    Result<> problem = !disk ? fail(disk.error()) : !notice ? fail(notice.error()) : Result<>();
    auto token = fetchToken(console, *order);
    auto info = deployInfo(*order, token, problem ? "" : toSentence(problem.error()), posix::serialNumber());
    auto called = passDeployInfo(console, info);
    if (problem && called) {
        console.say("waiting for notice of complete");
        called = notice->wait(console, *disk, posix::Clock::now() + 1h);
    }
    if (disk) {
        auto stopped = target->stop();
        console.say(stopped ? "target down" : "target did not go down cleanly: " + toSentence(stopped.error()));
    }
    return problem ? called : problem;
}

} // namespace seedbed::deploy_agent
