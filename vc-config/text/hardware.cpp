// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/base/text.hpp"
#include "vc-config/text/values.hpp"
#include "vc-config/text/wording.hpp"

namespace seedbed::vc {

Result<std::vector<UplinkPort>> parseUplinkPorts(std::string_view reply, std::string_view echo) {
    const auto records = recordsWith(words::id, reply, echo);
    if (!records) {
        return fail(records.error());
    }
    std::vector<UplinkPort> ports;
    for (const auto& record : *records) {
        UplinkPort port;
        port.id = record.get(words::id);
        port.status = record.get(words::status);
        port.sfp = record.get(words::type);
        port.linked = startsWith(lower(port.status), lower(words::linked));
        const auto speed = port.status.rfind('('); // "Linked (Active) (10Gb/Full)"
        if (port.linked && speed != std::string::npos) {
            port.speedMb = speedOf(std::string_view(port.status).substr(speed)).value_or(0);
        }
        port.usedBy = record.get(words::usedBy);
        port.lag = record.get(words::lagId);
        ports.push_back(std::move(port));
    }
    return ports;
}

Result<std::vector<VcEnclosure>> parseEnclosures(std::string_view reply, std::string_view echo) {
    const auto records = recordsWith(words::id, reply, echo);
    if (!records) {
        return fail(records.error());
    }
    std::vector<VcEnclosure> enclosures;
    for (const auto& r : *records) {
        enclosures.push_back({r.get(words::id), r.get(words::enclosureName), r.get(words::importStatus),
                              r.get(words::serialNumber)});
    }
    return enclosures;
}

Result<std::vector<VcModule>> parseModules(std::string_view reply, std::string_view echo) {
    const auto records = recordsWith(words::id, reply, echo);
    if (!records) {
        return fail(records.error());
    }
    std::vector<VcModule> modules;
    for (const auto& r : *records) {
        modules.push_back({r.get(words::id), r.get(words::productName), r.get(words::role),
                           r.get(words::status), r.get(words::firmwareVersion)});
    }
    return modules;
}

} // namespace seedbed::vc
