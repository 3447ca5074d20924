// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/conductor/node_writer.hpp"

#include <map>

#include <fmt/format.h>

#include "firmware/seed-services/core/service.hpp"
#include "oa-bridge/base/log.hpp"

namespace seedbed::seed {

namespace {

using Json = nlohmann::json;
using Clock = std::chrono::steady_clock;

Error writerError(ErrorKind kind, std::string id, std::string object, std::string attempted,
                  std::string cause) {
    Error error;
    error.kind = kind;
    error.id = std::move(id);
    error.object = std::move(object);
    error.attempted = std::move(attempted);
    error.cause = std::move(cause);
    error.action = "look at the node's console";
    return error;
}

// Ends the ramdisk's wait (deployment reference, 9.4 step 6).
Task<> giveDone(std::string address, int port) {
    constexpr auto tuple = asio::as_tuple(asio::use_awaitable);
    boost::system::error_code code;
    const auto ip = asio::ip::make_address(address, code);
    const asio::ip::tcp::endpoint peer(ip, static_cast<std::uint16_t>(port));
    asio::ip::tcp::socket socket(co_await asio::this_coro::executor);
    if (!code) {
        std::tie(code) = co_await socket.async_connect(peer, tuple);
    }
    if (!code) {
        std::size_t sent = 0;
        std::tie(code, sent) = co_await asio::async_write(socket, asio::buffer("done", 4), tuple);
    }
    if (code) {
        co_return fail(writerError(ErrorKind::unreachable, "DEPLOY-NOTICE", "node at " + address,
                                   "tell the ramdisk that the disk is done", code.message()));
    }
    boost::system::error_code closing;
    socket.shutdown(asio::ip::tcp::socket::shutdown_both, closing);
    co_return Result<>();
}

class TargetWriter : public NodeWriter {
public:
    TargetWriter(RamdiskCall call, DiskWriter& disks, WriterLimits limits)
        : call_(std::move(call)), disks_(disks), limits_(limits) {}
    Task<> write(WriteOrder order, ProgressSink progress) override {
        order.address = call_.address;
        auto written = co_await disks_.write(std::move(order), std::move(progress));
        co_return written;
    }
    Task<> release() override {
        auto told = co_await giveDone(call_.address, limits_.noticePort);
        co_return told;
    }

private:
    RamdiskCall call_;
    DiskWriter& disks_;
    WriterLimits limits_;
};

// What both ways over an agent need: a deploy step that is begun once, and followed.
class AgentWriter : public NodeWriter {
public:
    AgentWriter(RamdiskCall call, WriterLimits limits)
        : call_(std::move(call)), limits_(limits), agent_(call_.agentUrl, call_.token) {}
    Task<> release() override {
        auto sent = co_await agent_.send("standby.run_image", Json::object());
        co_return sent ? Result<>() : fail(sent.error());
    }

protected:
    // A step that an earlier process began is taken up: no disk is written twice.
    Task<AgentCommand> beginStep(std::string name, Json args) {
        auto found = co_await agent_.stepAtWork(name);
        if (!found || !found->id.empty()) {
            co_return found;
        }
        const Json whom{{"node", call_.node}, {"ports", Json::array()}};
        auto offered = co_await agent_.send("deploy.get_deploy_steps", whom);
        if (!offered) {
            co_return offered;
        }
        if (offered->result.dump().find('"' + name + '"') == std::string::npos) {
            co_return fail(writerError(ErrorKind::unsupported, "AGENT-STEP", "agent " + agent_.url(),
                                       "find step " + name, "it does not offer it"));
        }
        Json params = whom;
        params["step"] = {{"interface", "deploy"}, {"step", name}, {"args", std::move(args)}};
        params["deploy_version"] = offered->result.value("hardware_manager_version", Json());
        auto begun = co_await agent_.send("deploy.execute_deploy_step", std::move(params));
        co_return begun;
    }

    // Until `done` says so of the command, or it has ended. What it tells of itself goes to `tell`.
    Task<AgentCommand> followUntil(AgentCommand command, std::function<bool(const AgentCommand&)> done,
                                   std::function<void(const Json&)> tell) {
        auto moved = Clock::now();
        while (command.running && !done(command)) {
            co_await pause(limits_.every);
            auto now = co_await agent_.follow(command.id);
            if (!now && !isTransient(now.error())) {
                co_return now;
            }
            if (now && now->result != command.result) {
                moved = Clock::now();
                tell(now->result);
            }
            if (now) {
                command = std::move(*now);
            }
            if (Clock::now() - moved > limits_.stall) {
                co_return fail(stalled(now ? "it tells of no progress" : now.error().cause));
            }
        }
        co_return command;
    }

    Error stalled(const std::string& why) const {
        const auto seconds = std::chrono::duration<double>(limits_.stall).count();
        return writerError(ErrorKind::stalled, "DEPLOY-STALLED", "agent " + agent_.url(), "wait for its step",
                           fmt::format("no progress for {} s: {}", seconds, why));
    }

    RamdiskCall call_;
    WriterLimits limits_;
    AgentClient agent_;
};

class StepWriter : public AgentWriter {
public:
    StepWriter(RamdiskCall call, DiskWriter& disks, WriterLimits limits)
        : AgentWriter(std::move(call), limits), disks_(disks) {}
    Task<> write(WriteOrder order, ProgressSink progress) override {
        auto step = co_await beginStep("export_iscsi", Json::object());
        if (!step) {
            co_return fail(step.error());
        }
        if (!step->running) { // nobody here saw what was written
            co_return fail(writerError(ErrorKind::conflict, "AGENT-STEP", "agent " + agent_.url(),
                                       "export the disk",
                                       "it was exported and taken back before this process began"));
        }
        std::function<bool(const AgentCommand&)> exported = [](const AgentCommand& command) {
            return command.result.is_object() && command.result.contains("iscsi_target_iqn");
        };
        std::function<void(const Json&)> silent = [](const Json&) {};
        step = co_await followUntil(*step, exported, silent);
        if (!step) {
            co_return fail(step.error());
        }
        order.address = call_.address;
        auto written = co_await disks_.write(std::move(order), std::move(progress));
        if (!written) {
            co_return written;
        }
        auto told = co_await giveDone(call_.address, limits_.noticePort);
        if (!told) {
            co_return told;
        }
        std::function<bool(const AgentCommand&)> never = [](const AgentCommand&) { return false; };
        step = co_await followUntil(*step, never, silent);
        co_return step ? Result<>() : fail(step.error());
    }

private:
    DiskWriter& disks_;
};

class PullWriter : public AgentWriter {
public:
    using AgentWriter::AgentWriter;
    Task<> write(WriteOrder order, ProgressSink progress) override {
        const Json info{{"id", order.image.filename().string()},
                        {"urls", {call_.imageUrl}},
                        {"disk_format", "raw"},
                        {"container_format", "bare"},
                        {"os_hash_algo", "sha256"},
                        {"os_hash_value", order.sha256},
                        {"image_type", "whole-disk"}};
        Json args{{"image_info", info}};
        auto step = co_await beginStep("write_image", std::move(args));
        if (!step) {
            co_return fail(step.error());
        }
        WriteProgress begun{WriteStep::loggedIn, 0, order.bytes};
        progress(begun);
        std::function<bool(const AgentCommand&)> never = [](const AgentCommand&) { return false; };
        std::function<void(const Json&)> tell = [progress, total = order.bytes](const Json& told) {
            const auto bytes = told.is_object() ? told.value("bytes", Json()) : Json();
            if (bytes.is_number_unsigned()) {
                const bool back = textOf(told, "step") == "reading back";
                progress(
                    {back ? WriteStep::readingBack : WriteStep::writing, bytes.get<std::uint64_t>(), total});
            }
        };
        step = co_await followUntil(*step, never, std::move(tell));
        if (!step) {
            co_return fail(step.error());
        }
        const auto read = textOf(partOf(step->result, "deploy_result"), "sha256");
        if (read != order.sha256) {
            co_return fail(writerError(ErrorKind::nonsense, "IMAGE-READ-BACK", "node " + order.node,
                                       "prove what was written",
                                       "the image is sha256 " + order.sha256 + ", the agent read sha256 " +
                                           log::printable(read, 80)));
        }
        progress({WriteStep::written, order.bytes, order.bytes});
        progress({WriteStep::verified, order.bytes, order.bytes});
        co_return Result<>();
    }
};

} // namespace

std::optional<DeployWay> deployWay(const std::string& deployInterface) {
    static const std::map<std::string, DeployWay> ways = {
        {"iscsi", DeployWay::iscsi}, {"custom-agent", DeployWay::iscsiStep}, {"direct", DeployWay::direct}};
    const auto found = ways.find(deployInterface);
    return found == ways.end() ? std::nullopt : std::optional(found->second);
}

std::unique_ptr<NodeWriter> makeNodeWriter(RamdiskCall call, DiskWriter& disks, WriterLimits limits) {
    switch (call.way) {
    case DeployWay::direct:
        return std::make_unique<PullWriter>(std::move(call), limits);
    case DeployWay::iscsiStep:
        return std::make_unique<StepWriter>(std::move(call), disks, limits);
    case DeployWay::iscsi:
        break;
    }
    return std::make_unique<TargetWriter>(std::move(call), disks, limits);
}

} // namespace seedbed::seed
