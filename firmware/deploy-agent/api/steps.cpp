// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/deploy-agent/api/steps.hpp"

#include <fmt/format.h>

#include "firmware/deploy-agent/image/write_image.hpp"
#include "firmware/deploy-agent/notice.hpp"

namespace seedbed::deploy_agent {
namespace {

using Json = nlohmann::json;
using namespace std::chrono_literals;

constexpr const char* kHardware = "SeedbedHardware"; // in Ironic's words, the hardware manager
constexpr const char* kHardwareVersion = "1.0";
constexpr const char* kNoticePort = "10000";

Json objectAt(const Json& params, const char* key) {
    auto found = params.find(key);
    return found != params.end() && found->is_object() ? *found : Json::object();
}

Json valueAt(const Json& params, const char* key) {
    auto found = params.find(key);
    return found != params.end() ? *found : Json();
}

Json told(const ImageProgress& progress) {
    Json news = {{"step", progress.step}, {"bytes", progress.done}};
    if (progress.seconds > 0) {
        news["rate"] = static_cast<std::uint64_t>(static_cast<double>(progress.done) / progress.seconds);
    }
    if (progress.expected > 0 && progress.received > 0) {
        news["received"] = progress.received;
        news["expected"] = progress.expected;
        const auto left =
            static_cast<double>(progress.expected - std::min(progress.expected, progress.received));
        news["eta_seconds"] =
            static_cast<std::uint64_t>(progress.seconds * left / static_cast<double>(progress.received));
    }
    return news;
}

Result<Json> write(Scene& scene, const Json& args, const Job::Tell& tell) {
    auto order = readImageInfo(valueAt(args, "image_info"), valueAt(args, "configdrive"));
    auto disk = order ? findRootDisk(scene.search, scene.node) : fail(order.error());
    if (!disk) {
        return fail(disk.error());
    }
    scene.console.say(
        fmt::format("writing image {} to {} of {} MiB", order->id, disk->path, disk->bytes >> 20));
    ImageProgressSink sink = [&](const ImageProgress& progress) {
        scene.console.say(fmt::format(
            "{}: {} MiB, {} MiB/s", progress.step, progress.done >> 20,
            static_cast<std::uint64_t>(static_cast<double>(progress.done >> 20) / progress.seconds)));
        tell(told(progress));
    };
    auto written = writeImage(*order, *disk, sink);
    if (!written) {
        return fail(written.error());
    }
    scene.console.say(
        fmt::format("written and read back: {} bytes, {} of them zeros, {} over the wire, sha256 {}",
                    written->bytes, written->zeros, written->received, written->sha256));
    return Json{{"root uuid", written->rootUuid}, {"bytes", written->bytes},   {"zeros", written->zeros},
                {"received", written->received},  {"sha256", written->sha256}, {"device", disk->path}};
}

// The engine writes: the disk is exported until its notice comes, as the 2014 ramdisk did it.
Result<Json> exportIscsi(Scene& scene, const Json&, const Job::Tell& tell) {
    auto disk = findRootDisk(scene.search, scene.node);
    auto notice = disk ? Notice::open() : fail(disk.error());
    if (!notice) {
        return fail(notice.error());
    }
    const auto iqn = "iqn-" + scene.node.value("uuid", "");
    auto target = chooseTarget(scene.search.ground);
    auto outcome = target->start(iqn, disk->path);
    if (outcome) {
        scene.console.say("iSCSI target " + iqn + " up on port 3260, LUN 1, by " + target->name());
        tell({{"iscsi_target_iqn", iqn}, {"portal_port", 3260}, {"lun", 1}, {"notice_port", kNoticePort}});
        outcome = notice->wait(scene.console, *disk, posix::Clock::now() + 1h);
    }
    auto stopped = target->stop();
    outcome = outcome ? stopped : outcome;
    return outcome ? Result<Json>(Json{{"device", disk->path}, {"bytes_written", bytesWritten(*disk)}})
                   : fail(outcome.error());
}

Result<Json> eraseDevicesMetadata(Scene& scene, const Json&, const Job::Tell&) {
    auto disk = findRootDisk(scene.search, scene.node);
    auto erased = disk ? eraseMetadata(*disk) : fail(disk.error());
    return erased ? Result<Json>(Json{{"device", disk->path}}) : fail(erased.error());
}

struct OfferedStep {
    const char* name;
    int deployPriority; // 0: only when somebody asks for it
    int cleanPriority;  // below 0: no clean step
    const char*
        onlyInterface; // the deploy priority counts for nodes of this deploy interface; empty: for all
    CommandBody run;
};
constexpr OfferedStep kSteps[] = {
    {"write_image", 0, -1, "", &write},
    {"export_iscsi", 80, -1, "custom-agent",
     &exportIscsi}, // between the agent's start and prepare_instance_boot
    {"erase_devices_metadata", 0, 99, "", &eraseDevicesMetadata},
};

Json version() {
    return {{kHardware, kHardwareVersion}};
}

Json stepDocument(const OfferedStep& step, int priority) {
    return {{"step", step.name},         {"interface", "deploy"}, {"priority", priority},
            {"reboot_requested", false}, {"abortable", true},     {"argsinfo", nullptr}};
}

void takeNode(Scene& scene, const Json& params) {
    auto node = objectAt(params, "node");
    if (!node.empty()) {
        scene.node = std::move(node);
    }
}

Error stepError(std::string id, std::string object, std::string cause) {
    return {.kind = ErrorKind::unsupported,
            .id = std::move(id),
            .object = std::move(object),
            .attempted = "run a step",
            .cause = std::move(cause),
            .action = "ask for the steps that the agent lists"};
}

struct StepWords {
    const char* version; // names of the parameters and the result
    const char* result;
    const char* step;
};

Result<Json> execute(Scene& scene, const Json& params, const Job::Tell& tell, const StepWords& words) {
    takeNode(scene, params);
    const auto asked = valueAt(params, words.version);
    if (asked.is_object() && asked != version()) {
        return fail(
            stepError(kVersionMismatch, "hardware manager", "it is version " + version().dump() + " now"));
    }
    auto step = objectAt(params, "step");
    const auto args = objectAt(step, "args");
    if (step.contains("args") && step["args"].is_object()) {
        step["args"].erase("configdrive"); // results may be read by everybody on the wire
    }
    const auto name = valueAt(step, "step");
    for (const auto& offered : kSteps) {
        if (name == offered.name) {
            auto result = offered.run(scene, args, tell);
            return result ? Result<Json>(Json{{words.result, *result}, {words.step, step}}) : result;
        }
    }
    return fail(stepError("AGENT-STEP", "step " + name.dump(), "this agent has no such step"));
}

} // namespace

Result<Json> getDeploySteps(Scene& scene, const Json& params, const Job::Tell&) {
    takeNode(scene, params);
    const auto interface = valueAt(scene.node, "deploy_interface");
    Json steps = Json::array();
    for (const auto& step : kSteps) {
        const bool counts = step.onlyInterface[0] == '\0' || interface == step.onlyInterface;
        steps.push_back(stepDocument(step, counts ? step.deployPriority : 0));
    }
    return Json{{"deploy_steps", {{kHardware, steps}}}, {"hardware_manager_version", version()}};
}

Result<Json> getCleanSteps(Scene& scene, const Json& params, const Job::Tell&) {
    takeNode(scene, params);
    Json steps = Json::array();
    for (const auto& step : kSteps) {
        if (step.cleanPriority >= 0) {
            steps.push_back(stepDocument(step, step.cleanPriority));
        }
    }
    return Json{{"clean_steps", {{kHardware, steps}}}, {"hardware_manager_version", version()}};
}

Result<Json> executeDeployStep(Scene& scene, const Json& params, const Job::Tell& tell) {
    return execute(scene, params, tell, {"deploy_version", "deploy_result", "deploy_step"});
}

Result<Json> executeCleanStep(Scene& scene, const Json& params, const Job::Tell& tell) {
    return execute(scene, params, tell, {"clean_version", "clean_result", "clean_step"});
}

Result<Json> prepareImage(Scene& scene, const Json& params, const Job::Tell& tell) {
    return write(scene, params, tell);
}

} // namespace seedbed::deploy_agent
