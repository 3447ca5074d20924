// SPDX-License-Identifier: GPL-3.0-or-later
// What the phases of a deployment do, in their order.
#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "firmware/contract/history.hpp"
#include "firmware/seed-services/conductor/deployment.hpp"
#include "firmware/seed-services/core/service.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::seed {

namespace {

using Json = nlohmann::json;

constexpr int iscsiPort = 3260;
constexpr int iscsiLun = 1;
constexpr const char* agentTokenField = "agent_secret_token"; // sealed at rest, masked in the API

// The 2014 names of the image keys come second.
std::string driverImage(const Json& node, const std::string& what) {
    const auto& info = partOf(node, "driver_info");
    auto named = textOf(info, "deploy_" + what);
    if (named.empty()) {
        named = textOf(info, "pxe_deploy_" + what);
    }
    return named.empty() ? "deploy-" + what : named;
}

std::string upTo(const std::string& text, std::size_t limit) {
    return log::printable(text, limit);
}

} // namespace

Result<BootNode> Deployment::bootNode(const Json& node) const {
    BootNode entry;
    entry.id = id_;
    entry.macs = macs_;
    std::vector<std::string> taken;
    for (const auto& other : parts_.nodes.all()) {
        if (textOf(other, "uuid") != id_) {
            taken.push_back(textOf(partOf(other, "driver_internal_info"), "provisioning_address"));
        }
    }
    const auto wanted = textOf(partOf(node, "driver_internal_info"), "provisioning_address");
    auto address = allotAddress(parts_.boot.network(), taken, wanted);
    if (!address) {
        return fail(address.error());
    }
    entry.address = *address;
    return entry;
}

Result<DeployBoot> Deployment::deployBoot(const Json& node) {
    auto kernel = parts_.images.find(driverImage(node, "kernel"));
    if (!kernel) {
        return fail(kernel.error());
    }
    auto ramdisk = parts_.images.find(driverImage(node, "ramdisk"));
    if (!ramdisk) {
        return fail(ramdisk.error());
    }
    const auto stored = textOf(partOf(node, "instance_info"), "deploy_key");
    key_ = stored.empty() || !resumed_ ? randomSecret(16) : Secret(stored);
    DeployBoot boot;
    boot.kernel = kernel->file;
    boot.ramdisk = ramdisk->file;
    boot.key = key_;
    boot.agent = way_ != DeployWay::iscsi;
    boot.disks = parts_.limits.disks;
    const auto append = textOf(partOf(node, "driver_info"), "kernel_append_params");
    boot.appendParams = append.empty() ? boot.appendParams : append;
    return boot;
}

Task<> Deployment::prepare() {
    auto node = parts_.nodes.find(id_);
    if (!node) {
        co_return fail(node.error());
    }
    const auto label = textOf(*node, "name");
    name_ = label.empty() ? name_ : fmt::format("node {} ({})", label, id_);
    macs_ = parts_.nodes.macs(id_);
    way_ = deployWay(textOf(*node, "deploy_interface")).value_or(DeployWay::iscsi);
    auto found = parts_.images.find(textOf(partOf(*node, "instance_info"), "image_source"));
    if (!found) {
        co_return fail(found.error());
    }
    auto ready =
        co_await within(parts_.limits.image, "convert image " + found->name, parts_.cache.prepare(*found));
    if (!ready) {
        co_return fail(ready.error());
    }
    image_ = *ready;
    auto entry = bootNode(*node);
    auto boot = deployBoot(*node);
    if (!entry || !boot) {
        co_return fail(entry ? boot.error() : entry.error());
    }
    auto offered = co_await withImage(*boot);
    if (!offered) {
        co_return fail(offered.error());
    }
    entry->deploy = *offered;
    Json changes{{"instance_info", {{"deploy_key", key_.reveal()}}}};
    changes["driver_internal_info"] = {{"provisioning_address", entry->address},
                                       {"deploy_bytes_total", image_.bytes},
                                       {"deploy_bytes_written", 0}};
    if (auto kept = note(changes); !kept) {
        co_return kept;
    }
    if (auto given = giveToken(); !given) {
        co_return given;
    }
    auto set = co_await parts_.boot.set(*entry);
    co_return set;
}

// Where the ramdisk pulls, the image is among the boot files.
Task<DeployBoot> Deployment::withImage(DeployBoot boot) {
    if (way_ != DeployWay::direct) {
        co_return boot;
    }
    auto packed = co_await within(parts_.limits.image, "compress the image", parts_.cache.packed(image_));
    if (!packed) {
        co_return fail(packed.error());
    }
    boot.image = image_.file;
    boot.packedImage = *packed;
    co_return boot;
}

// The ramdisk calls with this one-use token; the API knows its digest only. A ramdisk that is up keeps its
// token. An agent gets its own when it looks its node up.
Result<> Deployment::giveToken() {
    if (resumed_) {
        auto node = parts_.nodes.find(id_);
        agentToken_ = Secret(node ? textOf(partOf(*node, "driver_internal_info"), agentTokenField) : "");
        return {};
    }
    if (way_ != DeployWay::iscsi) {
        return noteInternal({{agentTokenField, nullptr}, {"agent_url", nullptr}});
    }
    const Secret token = randomSecret(32);
    if (auto kept = noteInternal({{"deploy_token_sha256", sha256Hex(token.reveal())}}); !kept) {
        return kept;
    }
    return parts_.boot.putToken(id_, token);
}

Task<> Deployment::powerOn() {
    const auto limit = parts_.limits.power;
    auto off = co_await within(limit, "power of " + name_, parts_.power.isOn(id_));
    if (!off) {
        co_return fail(off.error());
    }
    touched_ = true;
    if (*off) {
        auto done = co_await within(limit, "power off " + name_, parts_.power.setPower(id_, false));
        if (!done) {
            co_return done;
        }
    }
    auto device = co_await within(limit, "boot device of " + name_,
                                  parts_.power.setBootDevice(id_, BootDevice::pxe, true));
    if (!device) {
        co_return device;
    }
    listening_ = true; // the node may be fast: it is heard while its controller still confirms
    auto on = co_await within(limit, "power on " + name_, parts_.power.setPower(id_, true));
    if (!on) {
        co_return on;
    }
    parts_.nodes.record(id_, std::string(history::powerOn),
                        "on, boot device pxe, both read back from the controller");
    auto kept = note({{"power_state", "power on"}});
    co_return kept;
}

Task<> Deployment::until(std::function<bool()> done, Duration limit, std::function<Error()> late) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (!done() && !rejected_) {
        const auto left = deadline - std::chrono::steady_clock::now();
        if (left <= Duration::zero()) {
            co_return fail(late());
        }
        [[maybe_unused]] const bool woken = co_await changed_.waitFor(left);
    }
    if (rejected_) {
        co_return fail(*rejected_);
    }
    co_return Result<>();
}

void Deployment::onBoot(const BootEvent& event) {
    if (!listening_) {
        return; // of the life before this deployment
    }
    switch (event.sign) {
    case BootSign::discover:
        seen_.discover = true;
        break;
    case BootSign::dhcp:
        if (!std::exchange(seen_.dhcp, true)) {
            parts_.nodes.record(id_, std::string(history::dhcp), event.text);
        }
        break;
    case BootSign::kernel:
        if (!std::exchange(seen_.kernel, true)) {
            parts_.nodes.record(id_, std::string(history::bootFile), event.text);
        }
        break;
    case BootSign::ramdisk:
        if (!std::exchange(seen_.ramdisk, true)) {
            parts_.nodes.record(id_, std::string(history::bootFile), event.text);
        }
        break;
    case BootSign::script:
    case BootSign::token:
        log::info("DEPLOY-BOOT", event.text, {{"NODE", id_}});
        break;
    }
    changed_.notifyAll();
}

Error Deployment::noDhcp() const {
    const auto limit = std::chrono::duration<double>(parts_.limits.dhcp).count();
    const auto macs = fmt::format("{}", fmt::join(macs_, ", "));
    if (seen_.discover) {
        return trouble(ErrorKind::stalled, "PXE-NO-LEASE", "wait for its DHCP request",
                       fmt::format("MAC {} asked for an address but did not take the one offered within {} s",
                                   macs, limit),
                       "look for a second DHCP server on the provisioning network");
    }
    const auto strangers = parts_.boot.strangers();
    const auto others = strangers.empty() ? ""
                                          : fmt::format("; MACs of no known node asked there: {}",
                                                        fmt::join(strangers, ", "));
    return trouble(
        ErrorKind::stalled, "PXE-NO-DHCP", "wait for its DHCP request",
        fmt::format("MAC {} was never seen on the provisioning network within {} s of power-on{}", macs,
                    limit, others),
        "look at the Virtual Connect profile of this blade: it must be assigned to the bay, and its PXE "
        "connection must be on the provisioning network with this MAC");
}

Task<> Deployment::waitForDhcp() {
    std::function<bool()> done = [this] { return seen_.dhcp || info_; };
    std::function<Error()> late = [this] { return noDhcp(); };
    auto seen = co_await until(std::move(done), parts_.limits.dhcp, std::move(late));
    co_return seen;
}

Task<> Deployment::waitForBootFiles() {
    // A process that was started after the node fetched them cannot know.
    std::function<bool()> done = [this] { return (seen_.kernel && seen_.ramdisk) || info_ || resumed_; };
    std::function<Error()> late = [this] {
        const auto what = seen_.kernel ? "the kernel was fetched, the ramdisk never"
                                       : "it has an address and never fetched the kernel";
        return trouble(ErrorKind::stalled, "PXE-NO-BOOT-FILE", "wait until it fetches kernel and ramdisk",
                       what, "look at the node's console for messages of its network boot");
    };
    auto fetched = co_await until(std::move(done), parts_.limits.bootFiles, std::move(late));
    co_return fetched;
}

Task<> Deployment::waitForCallBack() {
    std::function<bool()> done = [this] { return info_.has_value(); };
    std::function<Error()> late = [this] {
        const auto limit = std::chrono::duration<double>(parts_.limits.callBack).count();
        return trouble(ErrorKind::stalled, "DEPLOY-NO-CALLBACK", "wait for the deploy ramdisk",
                       fmt::format("kernel and ramdisk were fetched, no {} within {} s",
                                   way_ == DeployWay::iscsi ? "pass_deploy_info" : "heartbeat", limit),
                       "look at the node's console: the ramdisk says there what it waits for");
    };
    auto called = co_await until(std::move(done), parts_.limits.callBack, std::move(late));
    listening_ = false;
    parts_.boot.dropToken(id_);
    co_return called;
}

Result<> Deployment::passDeployInfo(const Json& info) {
    if (!(Secret(textOf(info, "key")) == key_) || key_.empty()) {
        return fail(trouble(ErrorKind::refused, "DEPLOY-KEY", "pass_deploy_info",
                            "the deploy key does not match", "only the ramdisk of this deployment may call"));
    }
    const auto address = textOf(info, "address");
    if (info_) {
        return textOf(*info_, "address") == address
                   ? Result<>()
                   : fail(trouble(ErrorKind::conflict, "NODE-STATE", "pass_deploy_info",
                                  "another address has called before", "none"));
    }
    if (!listening_ || phase_ == "prepare") {
        return fail(trouble(ErrorKind::conflict, "NODE-STATE", "pass_deploy_info",
                            "the node is not waiting for it", "call again"));
    }
    auto parsed = Ipv4Address::parse(address);
    const auto said = textOf(info, "error");
    const auto iqn = textOf(info, "iqn", "iqn-" + id_);
    if (auto ours = checkBlade(address, textOf(info, "serial"));
        !ours) { // whatever else it says: its disk is not ours
        rejected_ = ours.error();
    } else if (!parsed || !parts_.boot.network().net.contains(*parsed)) {
        rejected_ = trouble(ErrorKind::invalid, "DEPLOY-ADDRESS", "pass_deploy_info",
                            "address " + upTo(address, 60) + " is not on the provisioning network",
                            "look at the node's console");
    } else if (!said.empty()) {
        rejected_ = trouble(ErrorKind::conflict, "DEPLOY-RAMDISK", "prepare the disk",
                            "the deploy ramdisk says: " + upTo(said, 500), "look at the node's console");
    } else if (iqn != "iqn-" + id_) {
        rejected_ = trouble(ErrorKind::invalid, "DEPLOY-IQN", "pass_deploy_info",
                            "its target is called " + upTo(iqn, 230), "look at the node's console");
    }
    changed_.notifyAll();
    if (rejected_) {
        const bool wrong = rejected_->id != "DEPLOY-RAMDISK"; // that one is an answer in itself
        return wrong ? Result<>(fail(*rejected_)) : Result<>();
    }
    if (auto kept = noteInternal({{"deploy_target", {{"address", address}}}}); !kept) {
        return kept;
    }
    info_ = info;
    parts_.nodes.record(id_, std::string(history::ramdiskUp), "pass_deploy_info from " + address);
    return {};
}

Result<> Deployment::checkBlade(const std::string& address, const std::string& serial) {
    const auto planned = plannedSerial();
    if (!planned) {
        return fail(planned.error());
    }
    if (serial.empty() || planned->empty() || serial == *planned) {
        return {};
    }
    return fail(
        trouble(ErrorKind::needsHuman, "DEPLOY-WRONG-BLADE", "hear its ramdisk",
                fmt::format("the machine at {} has serial number {}, the plan names {}", upTo(address, 60),
                            upTo(serial, 40), *planned),
                "a blade was exchanged: make a new plan; nothing was written, and this one is left on"));
}

Result<std::string> Deployment::plannedSerial() const {
    auto node = parts_.nodes.find(id_);
    if (!node) {
        return fail(node.error());
    }
    return textOf(partOf(*node, "extra"), "serial");
}

Task<> Deployment::writeDisk() {
    auto node = parts_.nodes.find(id_);
    if (!node) {
        co_return fail(node.error());
    }
    auto ours = co_await checkSerial(textOf(partOf(*node, "driver_internal_info"), "agent_url"));
    if (!ours) {
        co_return ours;
    }
    auto call = ramdiskCall();
    if (!call) {
        co_return fail(call.error());
    }
    writer_ = makeNodeWriter(std::move(*call), parts_.disks, parts_.limits.writer);
    WriteOrder order;
    order.node = id_;
    order.port = iscsiPort;
    order.lun = iscsiLun;
    order.iqn = "iqn-" + id_;
    order.image = image_.file;
    order.bytes = image_.bytes;
    order.sha256 = image_.sha256;
    ProgressSink sink = [this](const WriteProgress& progress) { onProgress(progress); };
    auto written = co_await writer_->write(std::move(order), std::move(sink));
    co_return written;
}

void Deployment::onProgress(const WriteProgress& progress) {
    const auto now = std::chrono::steady_clock::now();
    const bool passing = progress.step == WriteStep::writing || progress.step == WriteStep::readingBack;
    if (!passing) {
        onWriteStep(progress.step);
    }
    if (progress.step == WriteStep::readingBack ||
        (passing && now - lastNote_ < parts_.limits.progressEvery)) {
        return;
    }
    lastNote_ = now;
    if (progress.step == WriteStep::writing || progress.step == WriteStep::written) {
        const auto seconds = std::max(0.001, std::chrono::duration<double>(now - writeStart_).count());
        const auto rate = static_cast<std::uint64_t>(static_cast<double>(progress.done) / seconds);
        auto kept = noteInternal({{"deploy_bytes_written", progress.done}, {"deploy_rate", rate}});
        if (!kept) {
            log::error(kept.error(), {{"NODE", id_}});
        }
    }
}

void Deployment::onWriteStep(WriteStep step) {
    if (step == WriteStep::loggedIn) {
        writeStart_ = std::chrono::steady_clock::now();
        const auto how = way_ == DeployWay::direct ? "the agent pulls " + imageUrl(parts_.boot.network(), id_)
                                                   : "LUN 1 of iqn-" + id_;
        parts_.nodes.record(id_, std::string(history::iscsiLogin), how);
    } else if (step == WriteStep::written) {
        const auto text = fmt::format("{} bytes sha256 {}", image_.bytes, image_.sha256);
        parts_.nodes.record(id_, std::string(history::written), text);
    } else if (step == WriteStep::verified) {
        parts_.nodes.record(id_, std::string(history::readBack), "sha256 " + image_.sha256);
    }
}

Task<> Deployment::bootFromDisk() {
    auto node = parts_.nodes.find(id_);
    if (!node) {
        co_return fail(node.error());
    }
    auto entry = bootNode(*node);
    if (!entry) {
        co_return fail(entry.error());
    }
    auto set = co_await parts_.boot.set(*entry);
    if (!set) {
        co_return set;
    }
    auto device = co_await within(parts_.limits.power, "boot device of " + name_,
                                  parts_.power.setBootDevice(id_, BootDevice::disk, true));
    co_return device;
}

Task<> Deployment::giveNotice() {
    auto call = ramdiskCall();
    if (!call) {
        co_return fail(call.error());
    }
    std::string how = "notice given to " + (way_ == DeployWay::iscsi ? call->address : call->agentUrl);
    writer_ = makeNodeWriter(std::move(*call), parts_.disks, parts_.limits.writer);
    auto sent = co_await within(parts_.limits.notice, "notice to " + name_, writer_->release());
    if (!sent && !resumed_) {
        co_return fail(trouble(ErrorKind::unreachable, "DEPLOY-NOTICE",
                               "tell the ramdisk that the disk is done", sent.error().cause,
                               "look at the node's console; the disk is written and read back"));
    }
    if (!sent) { // the process before us may have given it; a power cycle leads to the disk in either case
        auto off =
            co_await within(parts_.limits.power, "power off " + name_, parts_.power.setPower(id_, false));
        if (!off) {
            co_return off;
        }
        auto on = co_await within(parts_.limits.power, "power on " + name_, parts_.power.setPower(id_, true));
        if (!on) {
            co_return on;
        }
        how = "power cycled after a restart of the conductor";
    }
    parts_.nodes.record(id_, std::string(history::rebooted), how + "; boot device disk read back");
    co_return Result<>();
}

} // namespace seedbed::seed
