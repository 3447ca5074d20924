// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"
#include "oa-bridge/wire/device_clock.hpp"
#include "oa-bridge/wire/oa_reply.hpp"
#include "oa-bridge/wire/oa_settings.hpp"
#include "oa-bridge/wire/ribcl_reply.hpp"

namespace seedbed::wire {

namespace {

constexpr int logBytes = 256 * 1024; // what we ask for at most

struct Node {
    OaReply reply; // owns what `node` points into
    pugi::xml_node node;
};

// The element `item` of the answer to `call`.
Result<Node> openItem(std::string_view bytes, std::string_view call, std::string_view item) {
    auto opened = openReply(bytes, call);
    if (!opened) {
        return fail(opened.error());
    }
    const auto node = child(opened->response, item);
    if (!node) {
        return fail(oaNonsense(call, fmt::format("no {}", item)));
    }
    return Node{std::move(*opened), node};
}

Health sensorHealth(std::string_view word) {
    static constexpr std::array<std::pair<std::string_view, Health>, 4> words{{
        {"SENSOR_STATUS_OK", Health::ok},
        {"SENSOR_STATUS_WARM", Health::degraded},
        {"SENSOR_STATUS_CAUTION", Health::degraded},
        {"SENSOR_STATUS_CRITICAL", Health::failed},
    }};
    const auto row = std::find_if(words.begin(), words.end(), [&](const auto& w) { return w.first == word; });
    return row == words.end() ? Health::unknown : row->second;
}

// Where each port of one mezzanine comes out: slots tell the interconnect, devices the addresses.
Result<> readMezzanine(pugi::xml_node mezz, std::string_view call, std::vector<PortRoute>& routes) {
    const int number = Fields(mezz, call).number("mezzNumber");
    const auto device = child(mezz, "mezzDevices");
    const auto ports = children(device, "port");
    for (const auto slot : children(child(mezz, "mezzSlots"), "slot")) {
        Fields fields(slot, call);
        PortRoute route;
        route.mezzanine = number;
        route.port = fields.number("slotNumber");
        route.interconnectBay = fields.number("interconnectTrayBayNumber");
        route.interconnectPort = fields.number("interconnectTrayPortNumber");
        for (const auto port : ports) {
            if (Fields(port, call).number("portNumber") == route.port) {
                route.address = childText(port, "wwpn");
                route.fabric = childText(port, "fabric");
            }
        }
        if (auto sound = fields.check(); !sound) {
            return sound;
        }
        routes.push_back(std::move(route));
    }
    return {};
}

// One with the status word of the sensor as its health.
ThermalReading thermalOf(Fields& fields, std::string name) {
    ThermalReading reading;
    reading.name = std::move(name);
    reading.celsius = fields.number("temperatureC");
    reading.caution = fields.number("cautionThreshold");
    reading.critical = fields.number("criticalThreshold");
    return reading;
}

// An iLO log as the OA passes it on: text that is XML again.
Result<std::vector<LogRecord>> readPassedLog(std::string_view reply, std::string_view call, std::string_view item) {
    const auto opened = openItem(reply, call, item);
    if (!opened) {
        return fail(opened.error());
    }
    const auto text = childText(opened->node, "logContents");
    if (text.empty()) {
        return std::vector<LogRecord>{};
    }
    const auto document = parseXml(text);
    if (!document) {
        return fail(oaNonsense(call, document.error().id + ": " + document.error().cause));
    }
    std::vector<LogRecord> records;
    for (const auto node : element(**document, "EVENT_LOG").children()) {
        if (iequals(node.name(), "EVENT")) {
            records.push_back({attribute(node, "SEVERITY"), attribute(node, "CLASS"),
                               attribute(node, "INITIAL_UPDATE"), attribute(node, "LAST_UPDATE"),
                               numberIn(attribute(node, "COUNT")), attribute(node, "DESCRIPTION")});
        }
    }
    return records;
}

BootSource iplSource(std::string_view word) {
    static constexpr std::array<std::pair<std::string_view, BootSource>, 5> words{{
        {"CD", BootSource::cdrom},
        {"FLOPPY", BootSource::floppy},
        {"HDD", BootSource::disk},
        {"USB", BootSource::usb},
        {"PXE_NIC", BootSource::network}, // PXE_NIC1..4
    }};
    const auto row = std::find_if(words.begin(), words.end(), [&](const auto& w) { return word.starts_with(w.first); });
    return row == words.end() ? BootSource::unknown : row->second;
}

} // namespace

OaCall powerConfigCall(const OaPowerConfig& config) {
    OaCall call("setPowerConfigInfo");
    call.with("redundancyMode", config.redundancyMode).with("powerCeiling", std::to_string(config.ceilingWatts));
    call.with("dynamicPowerSaverEnabled", config.dynamicPowerSaver ? "true" : "false");
    return call;
}

OaCall thermalCall(std::string sensorType, int bay) {
    OaCall call("getThermalInfo");
    call.with("sensorType", std::move(sensorType)).with("bayNumber", std::to_string(bay));
    return call;
}

OaCall unitLightCall(BayNumber bay, std::string command) {
    OaCall call = bayCall("setBladeUid", bay);
    call.with("uid", std::move(command));
    return call;
}

OaCall logCall(std::string name, BayNumber bay) {
    OaCall call = bayCall(std::move(name), bay);
    call.with("maxsize", std::to_string(logBytes));
    return call;
}

Result<std::vector<BladePortMap>> readPortMaps(std::string_view reply) {
    constexpr std::string_view call = "getBladePortMapArray";
    const auto opened = openItem(reply, call, "bladePortMapArray");
    if (!opened) {
        return fail(opened.error());
    }
    std::vector<BladePortMap> maps;
    for (const auto node : children(opened->node, "bladePortMap")) {
        Fields fields(node, call);
        BladePortMap map;
        map.bay = fields.numberWithin("bladeBayNumber", 1, 16);
        map.status = fields.text("status");
        if (auto sound = fields.check(); !sound) {
            return fail(sound.error());
        }
        for (const auto mezz : children(node, "mezz")) {
            if (auto sound = readMezzanine(mezz, call, map.routes); !sound) {
                return fail(sound.error());
            }
        }
        maps.push_back(std::move(map));
    }
    return maps;
}

Result<std::vector<ThermalReading>> readBladeThermals(std::string_view reply) {
    constexpr std::string_view call = "getBladeThermalInfoArray";
    const auto opened = openItem(reply, call, "bladeThermalInfoArray");
    if (!opened) {
        return fail(opened.error());
    }
    std::vector<ThermalReading> readings;
    for (const auto node : children(opened->node, "bladeThermalInfo")) {
        Fields fields(node, call);
        if (fields.extra("SensorPresent") == "false") {
            continue;
        }
        auto reading = thermalOf(fields, fields.text("description"));
        if (auto sound = fields.check(); !sound) {
            return fail(sound.error());
        }
        readings.push_back(std::move(reading));
    }
    return readings;
}

Result<ThermalReading> readThermal(std::string_view reply) {
    constexpr std::string_view call = "getThermalInfo";
    const auto opened = openItem(reply, call, "thermalInfo");
    if (!opened) {
        return fail(opened.error());
    }
    Fields fields(opened->node, call);
    auto reading = thermalOf(fields, fields.text("sensorType"));
    reading.health = sensorHealth(fields.text("sensorStatus"));
    if (auto sound = fields.check(); !sound) {
        return fail(sound.error());
    }
    return reading;
}

Result<OaPowerConfig> readPowerConfig(std::string_view reply) {
    const auto opened = openItem(reply, "getPowerConfigInfo", "powerConfigInfo");
    if (!opened) {
        return fail(opened.error());
    }
    Fields fields(opened->node, "getPowerConfigInfo");
    OaPowerConfig config;
    config.redundancyMode = fields.text("redundancyMode");
    config.ceilingWatts = fields.number("powerCeiling");
    config.dynamicPowerSaver = fields.flag("dynamicPowerSaverEnabled");
    if (auto sound = fields.check(); !sound) {
        return fail(sound.error());
    }
    return config;
}

Result<OaUser> readOaUser(std::string_view reply) {
    constexpr std::string_view call = "getUserInfo";
    const auto opened = openItem(reply, call, "userInfo");
    if (!opened) {
        return fail(opened.error());
    }
    Fields fields(opened->node, call);
    OaUser user;
    user.name = fields.text("username");
    user.enabled = fields.flag("isEnabled");
    user.access = fields.text("acl");
    const auto permissions = child(opened->node, "bayPermissions");
    user.oaAccess = Fields(permissions, call).flag("oaAccess");
    for (const auto node : children(child(permissions, "bladeBays"), "blade")) {
        Fields blade(node, call);
        const int bay = blade.number("bayNumber");
        if (blade.flag("access") && bay > 0) {
            user.bays.push_back(bay);
        }
    }
    return user;
}

Result<std::string> readOaSyslog(std::string_view reply) {
    const auto opened = openItem(reply, "getOaSyslog", "syslog");
    if (!opened) {
        return fail(opened.error());
    }
    return childText(opened->node, "logContents");
}

Result<std::vector<LogRecord>> readMpEventLog(std::string_view reply) {
    return readPassedLog(reply, "getBladeMpEventLog", "bladeMpEventLog");
}

Result<std::vector<LogRecord>> readMpIml(std::string_view reply) {
    return readPassedLog(reply, "getBladeMpIml", "bladeMpIml");
}

Result<BootOrder> readBladeBoot(std::string_view reply) {
    constexpr std::string_view call = "getBladeBootInfo";
    const auto opened = openItem(reply, call, "bladeBootInfo");
    if (!opened) {
        return fail(opened.error());
    }
    std::vector<std::pair<int, BootSource>> entries;
    for (const auto node : children(child(opened->node, "ipls"), "ipl")) {
        Fields fields(node, call);
        entries.emplace_back(fields.number("bootPriority"), iplSource(fields.text("iplDevice")));
        if (auto sound = fields.check(); !sound) {
            return fail(sound.error());
        }
    }
    std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    BootOrder order;
    for (const auto& [priority, source] : entries) {
        order.sources.push_back(source);
    }
    return order;
}

Result<std::chrono::system_clock::time_point> readEnclosureTime(std::string_view reply) {
    constexpr std::string_view call = "getEnclosureTime";
    const auto opened = openItem(reply, call, "enclosureTime");
    if (!opened) {
        return fail(opened.error());
    }
    auto time = readZonedTime(childText(opened->node, "dateTime"), childText(opened->node, "timeZone"));
    if (!time) {
        time.error().attempted = call;
    }
    return time;
}

} // namespace seedbed::wire
