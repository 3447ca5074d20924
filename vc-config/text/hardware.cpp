// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/base/text.hpp"
#include "vc-config/text/lines.hpp"
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

// "d1  aa:bb:cc:dd:ee:ff  ...": a port, then somewhere its address.
std::vector<LearnedMac> parseMacTable(std::string_view reply, std::string_view echo) {
    std::vector<LearnedMac> learned;
    for (const auto& line : linesOf(reply, echo)) {
        std::string port;
        for (const auto& word : split(std::string(trim(line)), ' ')) {
            if (port.empty()) {
                port = word;
                continue;
            }
            const bool parted = word.size() == 17 && (word[2] == ':' || word[2] == '-');
            if (const auto mac = parted ? MacAddress::parse(word) : fail(Error{})) {
                learned.push_back({port, *mac});
            }
        }
    }
    return learned;
}

std::optional<Neighbour> parseNeighbour(std::string_view reply, std::string_view echo) {
    for (const auto& record : parseRecords(reply, echo)) {
        auto port = record.get(words::lldpPortDescription);
        if (port.empty()) {
            port = record.get(words::lldpPortId);
        }
        Neighbour neighbour{record.get(words::lldpChassisId), std::move(port), record.get(words::lldpSystemName)};
        if (neighbour != Neighbour{}) {
            return neighbour;
        }
    }
    return std::nullopt;
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
