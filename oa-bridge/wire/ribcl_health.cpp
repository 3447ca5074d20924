// SPDX-License-Identifier: GPL-3.0-or-later
// GET_EMBEDDED_HEALTH: the shape of iLO 4 on a Gen8 blade, and what iLO 3 spells otherwise.
#include <algorithm>

#include "oa-bridge/base/text.hpp"
#include "oa-bridge/wire/ribcl.hpp"
#include "oa-bridge/wire/ribcl_reply.hpp"

namespace seedbed::wire {

namespace {

// FANS and POWER_SUPPLIES come twice: once with STATUS, once with REDUNDANCY only.
void readGlance(pugi::xml_node glance, EmbeddedHealth& health) {
    for (const auto node : glance.children()) {
        const auto word = attribute(node, "STATUS");
        if (!word.empty()) {
            health.glance.push_back({node.name(), word, iloHealth(word)});
        }
    }
}

void readTemperatures(pugi::xml_node parent, EmbeddedHealth& health) {
    for (const auto node : parent.children()) {
        if (!iequals(node.name(), "TEMP")) {
            continue;
        }
        Temperature reading;
        reading.label = valueOf(node, "LABEL");
        reading.health = iloHealth(valueOf(node, "STATUS"));
        reading.celsius = readingOf(node, "CURRENTREADING");
        reading.caution = readingOf(node, "CAUTION");
        reading.critical = readingOf(node, "CRITICAL");
        health.temperatures.push_back(std::move(reading));
    }
}

void readProcessors(pugi::xml_node parent, EmbeddedHealth& health) {
    for (const auto node : parent.children()) {
        if (iequals(node.name(), "PROCESSOR")) {
            const auto word = valueOf(node, "STATUS");
            health.processors.push_back({valueOf(node, "LABEL"), word, iloHealth(word)});
        }
    }
}

// "8192 MB", "64 GB"; "N/A" and "Not Installed" are nothing.
int megabytes(const std::string& size) {
    constexpr int mostGigabytes = 1 << 16;
    const int number = std::max(numberIn(size), 0);
    return lower(size).find("gb") == std::string::npos ? number : std::min(number, mostGigabytes) * 1024;
}

int memoryOf(pugi::xml_node memory) {
    int total = 0;
    for (const auto cpu : element(memory, "MEMORY_DETAILS_SUMMARY").children()) {
        const int more = megabytes(valueOf(cpu, "TOTAL_MEMORY_SIZE"));
        total += std::min(more, (1 << 30) - total);
    }
    return total;
}

void readFirmware(pugi::xml_node parent, EmbeddedHealth& health) {
    for (const auto node : parent.children()) {
        auto name = valueOf(node, "FIRMWARE_NAME");
        if (!name.empty()) {
            health.firmware.push_back({std::move(name), valueOf(node, "FIRMWARE_VERSION")});
        }
    }
}

void readNics(pugi::xml_node parent, EmbeddedHealth& health) {
    for (const auto node : parent.children()) {
        const auto mac = MacAddress::parse(valueOf(node, "MAC_ADDRESS"));
        if (!mac) {
            continue;
        }
        const bool ilo = iequals(node.name(), "iLO");
        health.nics.push_back({ilo ? "iLO" : valueOf(node, "NETWORK_PORT"), *mac});
    }
}

void readDrives(pugi::xml_node parent, EmbeddedHealth& health) {
    for (const auto node : parent.children()) {
        if (iequals(node.name(), "PHYSICAL_DRIVE")) {
            health.drives.push_back({valueOf(node, "LABEL"), valueOf(node, "MODEL"), valueOf(node, "SERIAL_NUMBER"),
                                     valueOf(node, "CAPACITY"), iloHealth(valueOf(node, "STATUS"))});
        } else {
            readDrives(node, health); // within controllers and logical drives; the parser bounds the depth
        }
    }
}

} // namespace

Result<EmbeddedHealth> readEmbeddedHealth(std::string_view reply) {
    const auto opened = openPayload(reply, "GET_EMBEDDED_HEALTH_DATA");
    if (!opened) {
        return fail(opened.error());
    }
    const auto node = opened->node;
    EmbeddedHealth health;
    readGlance(element(node, "HEALTH_AT_A_GLANCE"), health);
    readTemperatures(element(node, "TEMPERATURE"), health);
    readProcessors(element(node, "PROCESSORS"), health);
    readFirmware(element(node, "FIRMWARE_INFORMATION"), health);
    readNics(element(node, "NIC_INFORMATION"), health);
    readNics(element(node, "NIC_INFOMATION"), health); // as iLO 3 spells it
    readDrives(element(node, "STORAGE"), health);
    health.memoryMb = memoryOf(element(node, "MEMORY"));
    const auto supplies = element(node, "POWER_SUPPLIES");
    health.watts = readingOf(element(supplies, "POWER_SUPPLY_SUMMARY"), "PRESENT_POWER_READING");
    return health;
}

} // namespace seedbed::wire
