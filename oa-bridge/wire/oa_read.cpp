// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include "oa-bridge/wire/oa_reply.hpp"
#include "oa-bridge/wire/oa_soap.hpp"

namespace seedbed::wire {

namespace {

constexpr int mostBays = 16; // a c7000 has 16 device bays, which is the most of anything

// Calls `fill(fields, element)` for each `item` of `array`, with the element of `bays` that its bay number
// names.
template <class T, class Fill>
Result<> eachBay(std::string_view reply, std::string_view call, std::string_view item, std::vector<T>& bays,
                 Fill fill) {
    const auto opened = openReply(reply, call);
    if (!opened) {
        return fail(opened.error());
    }
    const auto array = child(opened->response, std::string(item) + "Array");
    if (!array) {
        return fail(oaNonsense(call, fmt::format("no {}Array", item)));
    }
    for (const auto node : children(array, item)) {
        Fields fields(node, call);
        const int bay = fields.numberWithin("bayNumber", 1, static_cast<int>(bays.size()));
        if (auto sound = fields.check(); !sound) {
            return sound;
        }
        fill(fields, bays[static_cast<std::size_t>(bay - 1)]);
        if (auto sound = fields.check(); !sound) {
            return sound;
        }
    }
    return {};
}

// The one structure that `call` answers, given to `fill`.
template <class Fill>
Result<> one(std::string_view reply, std::string_view call, std::string_view item, Fill fill) {
    const auto opened = openReply(reply, call);
    if (!opened) {
        return fail(opened.error());
    }
    const auto node = child(opened->response, item);
    if (!node) {
        return fail(oaNonsense(call, fmt::format("no {}", item)));
    }
    Fields fields(node, call);
    fill(fields);
    return fields.check();
}

template <class T>
void makeBays(std::vector<T>& bays, int count, int T::*number) {
    bays.assign(static_cast<std::size_t>(count), T{});
    for (int i = 0; i < count; ++i) {
        bays[static_cast<std::size_t>(i)].*number = i + 1;
    }
}

void fillStatus(Fields& fields, BladeStatus& status) {
    status.bay = fields.numberWithin("bayNumber", 1, mostBays);
    status.presence = fields.presence();
    status.power = fields.power();
    status.health = fields.health();
    status.unitLight = fields.text("uid") == "UID_ON" || fields.text("uid") == "UID_BLINK";
    status.wattsConsumed = fields.number("powerConsumed");
}

void fillBlade(Fields& fields, DeviceBay& bay) {
    bay.status.presence = fields.presence();
    bay.product = fields.text("name");
    bay.manufacturer = fields.text("manufacturer");
    bay.serialNumber = fields.text("serialNumber");
    bay.partNumber = fields.text("partNumber");
    bay.uuid = fields.text("uuid");
    bay.serverName = fields.text("serverName");
    bay.romVersion = fields.text("romVersion");
    bay.memoryMb = fields.number("memory");
    bay.cpus.clear();
    for (const auto node : children(child(fields.node(), "cpus"), "bladeCpuInfo")) {
        Fields cpu(node, "getBladeInfoArray");
        bay.cpus.push_back({cpu.text("cpuType"), cpu.number("cpuSpeed")});
    }
    bay.nics.clear();
    for (const auto node : children(child(fields.node(), "nics"), "bladeNicInfo")) {
        if (const auto mac =
                MacAddress::parse(childText(node, "macAddress"))) { // "[Unknown]" while the blade is off
            bay.nics.push_back({childText(node, "port"), *mac});
        }
    }
}

// The enclosure we talk to, among those linked to it: by serial number, else the one that calls itself
// primary.
pugi::xml_node ownEnclosure(pugi::xml_node topology, const std::string& serial) {
    pugi::xml_node primary;
    for (const auto node : children(child(topology, "enclosures"), "enclosure")) {
        if (!serial.empty() && childText(node, "enclosureSerialNumber") == serial) {
            return node;
        }
        if (!primary && Fields(node, "getRackTopology2").flag("primaryEnclosure")) {
            primary = node;
        }
    }
    return primary;
}

} // namespace

Result<Secret> readLogIn(std::string_view reply) {
    const auto opened = openReply(reply, "userLogIn");
    if (!opened) {
        return fail(opened.error());
    }
    auto key = childText(child(opened->response, "HpOaSessionKeyToken"), "oaSessionKey");
    if (key.empty() || key.size() > 64) {
        return fail(oaNonsense("userLogIn", "no session key"));
    }
    return Secret(std::move(key));
}

Result<> readReturnCode(std::string_view reply, std::string_view call) {
    const auto opened = openReply(reply, call);
    if (!opened) {
        return fail(opened.error());
    }
    if (!child(opened->response, "returnCodeOk")) {
        return fail(oaNonsense(call, "no returnCodeOk"));
    }
    return {};
}

Result<BladeStatus> readBladeStatus(std::string_view reply) {
    BladeStatus status;
    auto read =
        one(reply, "getBladeStatus", "bladeStatus", [&](Fields& fields) { fillStatus(fields, status); });
    if (!read) {
        return fail(read.error());
    }
    return status;
}

Result<> readEnclosureInfo(std::string_view reply, Enclosure& into) {
    return one(reply, "getEnclosureInfo", "enclosureInfo", [&](Fields& fields) {
        into.name = fields.text("enclosureName");
        into.rackName = fields.text("rackName");
        into.product = fields.text("name");
        into.serialNumber = fields.text("serialNumber");
        into.partNumber = fields.text("partNumber");
        into.uuid = fields.text("uuid");
        into.deviceBayCount = fields.numberWithin("bladeBays", 1, mostBays);
        into.interconnectBayCount = fields.numberWithin("interconnectTrayBays", 0, mostBays);
        makeBays(into.bays, into.deviceBayCount, &DeviceBay::number);
        makeBays(into.interconnects, into.interconnectBayCount, &Interconnect::bay);
        makeBays(into.powerSupplies, fields.numberWithin("powerSupplyBays", 0, mostBays), &PowerSupply::bay);
        makeBays(into.fans, fields.numberWithin("fanBays", 0, mostBays), &Fan::bay);
        for (auto& bay : into.bays) {
            bay.status.bay = bay.number;
        }
    });
}

Result<> readEnclosureStatus(std::string_view reply, Enclosure& into) {
    return one(reply, "getEnclosureStatus", "enclosureStatus",
               [&](Fields& fields) { into.health = fields.health(); });
}

Result<> readRackTopology(std::string_view reply, Enclosure& into) {
    constexpr std::string_view call = "getRackTopology2";
    bool found = false;
    const auto read = one(reply, call, "rackTopology2", [&](Fields& topology) {
        const auto own = ownEnclosure(topology.node(), into.serialNumber);
        found = static_cast<bool>(own);
        into.oas.clear();
        for (const auto node : children(child(own, "encLinkOaArray"), "encLinkOa")) {
            Fields oa(node, call);
            into.oas.push_back({oa.number("bayNumber"), oa.text("oaName"), oa.text("ipAddress"),
                                oa.text("macAddress"), oa.text("fwVersion"), oa.flag("activeOa")});
        }
    });
    if (read && !found) {
        return fail(oaNonsense(call, "the rack topology does not contain this enclosure"));
    }
    return read;
}

Result<> readBladeInfoArray(std::string_view reply, Enclosure& into) {
    return eachBay(reply, "getBladeInfoArray", "bladeInfo", into.bays, fillBlade);
}

Result<> readBladeStatusArray(std::string_view reply, Enclosure& into) {
    return eachBay(reply, "getBladeStatusArray", "bladeStatus", into.bays,
                   [](Fields& fields, DeviceBay& bay) { fillStatus(fields, bay.status); });
}

Result<> readBladeMpInfo(std::string_view reply, Enclosure& into) {
    return one(reply, "getBladeMpInfo", "bladeMpInfo", [&](Fields& fields) {
        const int bay = fields.numberWithin("bayNumber", 1, static_cast<int>(into.bays.size()));
        if (into.bays.empty() || !fields.check()) {
            return;
        }
        into.bays[static_cast<std::size_t>(bay - 1)].ilo = {
            fields.text("ipAddress"), fields.text("macAddress"), fields.text("dnsName"),
            fields.text("modelName"), fields.text("fwVersion")};
    });
}

Result<> readInterconnectInfoArray(std::string_view reply, Enclosure& into) {
    return eachBay(reply, "getInterconnectTrayInfoArray", "interconnectTrayInfo", into.interconnects,
                   [](Fields& fields, Interconnect& tray) {
                       tray.product = fields.text("name");
                       tray.serialNumber = fields.text("serialNumber");
                       tray.partNumber = fields.text("partNumber");
                       tray.address = fields.text("inBandIpAddress");
                       tray.url = fields.text("urlToMgmt");
                       tray.firmware = fields.extra("swmFWVersion");
                   });
}

Result<> readInterconnectStatusArray(std::string_view reply, Enclosure& into) {
    return eachBay(reply, "getInterconnectTrayStatusArray", "interconnectTrayStatus", into.interconnects,
                   [](Fields& fields, Interconnect& tray) {
                       tray.presence = fields.presence();
                       tray.power = fields.power();
                       tray.health = fields.health();
                   });
}

Result<> readPowerSubsystem(std::string_view reply, Enclosure& into) {
    return one(reply, "getPowerSubsystemInfo", "powerSubsystemInfo", [&](Fields& fields) {
        into.power.health = fields.health();
        into.power.redundancyMode = fields.text("redundancyMode");
        into.power.redundant = fields.text("redundancy") == "REDUNDANT";
        into.power.capacityWatts = fields.number("capacity");
        into.power.consumedWatts = fields.number("powerConsumed");
    });
}

Result<> readPowerSupplyInfoArray(std::string_view reply, Enclosure& into) {
    return eachBay(reply, "getPowerSupplyInfoArray", "powerSupplyInfo", into.powerSupplies,
                   [](Fields& fields, PowerSupply& supply) {
                       supply.presence = fields.presence();
                       supply.product = fields.extra("productName");
                       supply.serialNumber = fields.text("serialNumber");
                       supply.capacityWatts = fields.number("capacity");
                       supply.outputWatts = fields.number("actualOutput");
                   });
}

Result<> readPowerSupplyStatusArray(std::string_view reply, Enclosure& into) {
    return eachBay(reply, "getPowerSupplyStatusArray", "powerSupplyStatus", into.powerSupplies,
                   [](Fields& fields, PowerSupply& supply) {
                       supply.presence = fields.presence();
                       supply.health = fields.health();
                   });
}

Result<> readFanInfoArray(std::string_view reply, Enclosure& into) {
    return eachBay(reply, "getFanInfoArray", "fanInfo", into.fans, [](Fields& fields, Fan& fan) {
        fan.presence = fields.presence();
        fan.health = fields.health();
        fan.product = fields.text("name");
        fan.rpm = fields.number("fanSpeed");
        fan.maxRpm = fields.number("maxFanSpeed");
    });
}

Result<> readVcmMode(std::string_view reply, Enclosure& into) {
    return one(reply, "getOaVcmMode", "oaVcmMode", [&](Fields& fields) {
        into.vcMode = {fields.flag("isVcmMode"), fields.text("vcmUrl"), fields.text("vcmDomainId"),
                       fields.text("vcmDomainName")};
    });
}

} // namespace seedbed::wire
