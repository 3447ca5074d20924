// SPDX-License-Identifier: GPL-3.0-or-later
// What reaches the deploy agent from outside: requests, the conductor's answers, image orders, tables, config drives.
#include <nlohmann/json.hpp>

#include "firmware/deploy-agent/api/conductor_messages.hpp"
#include "firmware/deploy-agent/image/config_drive.hpp"
#include "firmware/deploy-agent/image/image_order.hpp"
#include "firmware/deploy-agent/image/partition_table.hpp"
#include "firmware/deploy-agent/image/root_disk.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    using namespace seedbed::deploy_agent;
    const std::string text(reinterpret_cast<const char*>(data), size);
    static_cast<void>(posix::parseRequest(text, 1 << 16));
    static_cast<void>(readLookup({200, text}));
    static_cast<void>(addDrive(text.substr(0, kTableBytes), 1, 64 * kMiB));
    auto packed = decodeBase64(text);
    static_cast<void>(packed ? gunzip(*packed, 1 << 16) : packed);
    const auto document = nlohmann::json::parse(text, nullptr, false);
    static_cast<void>(readImageInfo(document, document));
    if (document.is_object()) {
        const std::vector<BlockDevice> devices{{"/dev/sda", "m", "v", "s", "w", "0:0:0:0", 1u << 31, true}};
        static_cast<void>(matchHints(devices, document));
    }
    return 0;
}
