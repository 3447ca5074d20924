// SPDX-License-Identifier: GPL-3.0-or-later
// The conductor's surroundings for tests: a node book in memory, and one blade whose power, boot and disk
// answer as the test wants.
#pragma once

#include <algorithm>
#include <map>
#include <set>

#include <nlohmann/json.hpp>

#include "firmware/seed-services/conductor/conductor.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::seed::test {

using Json = nlohmann::json;
inline const std::string nodeId = "0a0b0c0d-1111-4222-8333-444455556666";
inline const std::string nodeMac = "02:00:00:00:01:0a";
inline const std::string nodeAddress = "127.45.2.20";

inline Error fakeError(std::string id, ErrorKind kind = ErrorKind::unreachable) {
    Error error;
    error.kind = kind;
    error.id = std::move(id);
    error.object = "the fake";
    error.cause = "the test wants it";
    return error;
}

class FakeNodes : public NodeBook {
public:
    explicit FakeNodes(asio::any_io_executor executor) : changed(std::move(executor)) {
        node = {{"uuid", nodeId},
                {"name", "bay3"},
                {"provision_state", "available"},
                {"driver_info", Json::object()},
                {"driver_internal_info", Json::object()},
                {"instance_info", {{"image_source", "node"}}},
                {"properties", Json::object()}};
    }
    Result<Json> find(const std::string& idOrName) override {
        return idOrName == nodeId || idOrName == "bay3" ? Result<Json>(node)
                                                        : fail(fakeError("NODE-ABSENT", ErrorKind::notFound));
    }
    std::vector<Json> all() override { return {node}; }
    std::vector<std::string> macs(const std::string&) override { return addresses; }
    Result<> patch(const std::string&, const Json& changes) override {
        node.merge_patch(changes);
        changed.notifyAll();
        return {};
    }
    void record(const std::string&, const std::string& type, const std::string& text) override {
        history.emplace_back(type, text);
        changed.notifyAll();
        if (type == "power-on") {
            onPowerOn();
        }
    }
    std::string state() const { return node.value("provision_state", ""); }
    std::string phase() const { return node["driver_internal_info"].value("deploy_phase", ""); }
    std::vector<std::string> types() const {
        std::vector<std::string> result;
        for (const auto& [type, text] : history) {
            result.push_back(type);
        }
        return result;
    }

    Json node;
    std::vector<std::string> addresses{nodeMac};
    std::vector<std::pair<std::string, std::string>> history;
    std::function<void()> onPowerOn = [] {};
    Event changed;
};

class FakeImages : public ImageCatalog {
public:
    Result<ImageFile> find(const std::string& idOrName) override {
        if (idOrName != "node" && idOrName != "deploy-kernel" && idOrName != "deploy-ramdisk") {
            return fail(fakeError("IMAGE-ABSENT", ErrorKind::notFound));
        }
        ImageFile image;
        image.id = image.name = idOrName;
        image.file = folder / idOrName;
        image.diskFormat = "raw";
        image.bytes = 4096;
        image.sha256 = std::string(64, 'a');
        return image;
    }
    std::filesystem::path folder = "/images";
};

// Where the blade stops to cooperate.
enum class Until { dhcp, offer, kernel, files, callBack, never };

class FakeBlade : public NodePower, public BootEntries, public DiskWriter {
public:
    explicit FakeBlade(asio::any_io_executor executor) : executor_(std::move(executor)), forever_(executor_) {
        SeedOptions options;
        options.listen = "127.45.2.1";
        options.provisioningNetwork = "127.45.2.0/24";
        options.provisioningRange = "127.45.2.20-127.45.2.30";
        options.state = "/state";
        network_ = *bootNetworkOf(options);
    }

    // --- NodePower
    Task<bool> isOn(std::string) override {
        auto free = co_await passes("isOn");
        if (!free) {
            co_return fail(free.error());
        }
        co_return on;
    }
    Task<> setPower(std::string, bool wanted) override {
        const std::string call = wanted ? "on" : "off";
        auto free = co_await passes(call);
        if (!free) {
            co_return free;
        }
        const bool starts = wanted && !on;
        on = wanted;
        calls.push_back(wanted ? "on" : "off");
        if (starts && fast) {
            boot();
        }
        co_return Result<>();
    }
    Task<> setBootDevice(std::string, BootDevice wanted, bool persistent) override {
        const std::string call = wanted == BootDevice::pxe ? "pxe" : "disk";
        auto free = co_await passes(call);
        if (!free) {
            co_return free;
        }
        device = wanted;
        calls.push_back(fmt::format("{}{}", toString(wanted), persistent ? " persistent" : ""));
        co_return Result<>();
    }

    Task<BootDeviceReading> bootDevice(std::string) override {
        BootDeviceReading held{std::string(toString(device)), true};
        co_return held;
    }

    // --- BootEntries
    const BootNetwork& network() const override { return network_; }
    Task<> set(BootNode node) override {
        const std::string call = node.deploy ? "entry" : "local entry";
        auto free = co_await passes(call);
        if (!free) {
            co_return free;
        }
        entry = std::move(node);
        co_return Result<>();
    }
    void remove(const std::string&) override { entry.reset(); }
    Result<> putToken(const std::string&, const Secret& secret) override {
        token = secret;
        return {};
    }
    void dropToken(const std::string&) override { token = Secret(); }
    std::vector<std::string> strangers() const override { return strangersSeen; }

    // --- DiskWriter
    Task<> write(WriteOrder given, ProgressSink progress) override {
        order = given;
        progress({WriteStep::loggedIn, 0, given.bytes});
        progress({WriteStep::writing, 1024, given.bytes});
        auto free = co_await passes("write");
        if (!free) {
            co_return free;
        }
        progress({WriteStep::written, given.bytes, given.bytes});
        progress({WriteStep::verified, given.bytes, given.bytes});
        co_return Result<>();
    }

    // The ramdisk's call, as the API hands it over.
    Result<> call(const std::string& key, const std::string& address) {
        return conductor->passDeployInfo(nodeId, {{"key", key},
                                                  {"address", address},
                                                  {"iqn", "iqn-" + nodeId},
                                                  {"error", ramdiskError},
                                                  {"serial", serial}});
    }
    // Its network boot, as far as `until`.
    void boot() {
        const BootSign signs[] = {BootSign::discover, BootSign::dhcp, BootSign::kernel, BootSign::ramdisk};
        for (int i = 0; i < 4; ++i) {
            if (static_cast<int>(until) <= i) {
                return;
            }
            tell(signs[i]);
        }
        if (onRamdisk) {
            onRamdisk();
        } else if (until != Until::callBack) {
            static_cast<void>(call(key(), ramdiskAddress));
        }
    }
    std::string key() const { return entry->deploy->key.reveal(); }

    std::map<std::string, Error> fails; // operation -> error
    std::set<std::string> blocks;       // operations that never end
    Until until = Until::never;
    std::function<void()> onRamdisk; // instead of the call of 2014
    std::string ramdiskError;
    std::string serial; // as the ramdisk tells it
    std::string ramdiskAddress = nodeAddress;
    std::vector<std::string> strangersSeen;
    bool on = false;
    bool fast = false; // boots while its controller still confirms
    BootDevice device = BootDevice::disk;
    std::optional<BootNode> entry;
    Secret token;
    std::vector<std::string> calls;
    std::optional<WriteOrder> order;
    Conductor* conductor = nullptr;
    BootEventSink sink;

private:
    Task<> passes(std::string operation) {
        if (const auto found = fails.find(operation); found != fails.end()) {
            co_return fail(found->second);
        }
        if (blocks.contains(operation)) {
            co_await forever_.wait();
        }
        co_return Result<>();
    }
    void tell(BootSign sign) {
        BootEvent event;
        event.nodeId = nodeId;
        event.sign = sign;
        event.text = "seen";
        sink(event);
    }

    asio::any_io_executor executor_;
    Event forever_;
    BootNetwork network_;
};

} // namespace seedbed::seed::test
