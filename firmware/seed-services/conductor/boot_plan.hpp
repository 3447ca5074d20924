// SPDX-License-Identifier: GPL-3.0-or-later
// The texts of the boot service, as pure functions: dnsmasq's configuration, its host and option lines, the
// iPXE scripts, and what its log lines say. Kernel arguments are those of Ironic 2014 (deployment
// reference, 9.6); the DHCP options that save 19 s of waiting in iPXE are in the blade reference, section 6.
// Error BOOT-RANGE.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/seed-services/core/service.hpp"
#include "oa-bridge/base/ids.hpp"
#include "oa-bridge/base/secret.hpp"

namespace seedbed::seed {

// What a node gets from its boot script: the deploy ramdisk, or (without it) its own disk.
struct DeployBoot {
    std::filesystem::path kernel;
    std::filesystem::path ramdisk;
    Secret key; // goes into the kernel arguments: the script is given to the node's address only
    std::string disks = "cciss/c0d0,sda,hda,vda";
    bool agent = false; // the ramdisk speaks Ironic's agent protocol, not the one of 2014
    std::filesystem::path image, packedImage; // for a ramdisk that pulls: raw, and the same in zstd
    std::string appendParams = "nofb nomodeset vga=normal console=ttyS0 cryptomgr.notests";
};
struct BootNode {
    std::string id;
    std::vector<std::string> macs;
    std::string address;
    std::optional<DeployBoot> deploy;
};

struct BootNetwork {
    std::string listen; // our address on the provisioning network
    Ipv4Net net;
    Ipv4Address first, last; // addresses for nodes
    std::string interface;
    bool metadata = false; // route 169.254.169.254 to us
    int httpPort = 8088;
    std::string ironicUrl;
    std::filesystem::path folder; // STATE/boot
};
Result<BootNetwork> bootNetworkOf(const SeedOptions& options);
// The first address of the range that nobody has; `wanted` if it is free and in the range. Error
// BOOT-RANGE-FULL.
Result<std::string> allotAddress(const BootNetwork& network, const std::vector<std::string>& taken,
                                 const std::string& wanted);

inline constexpr std::string_view routerAdvertisementNet =
    "fd77::"; // iPXE stops to wait once it is advertised
std::string dnsmasqConfig(const BootNetwork& network);
std::string hostLine(const BootNode& node);
std::string optionLine(const BootNetwork& network, const BootNode& node);
std::string bootScript(const BootNetwork& network, const BootNode& node);
std::string imageUrl(const BootNetwork& network, const std::string& nodeId);
std::string nodePath(const std::string& nodeId, std::string_view file); // "/nodes/<id>/boot.ipxe"

enum class BootLineKind { discover, ignored, acknowledged, sent, notFound, fileRead };
struct BootLine {
    BootLineKind kind = BootLineKind::discover;
    std::string mac;     // lower case
    std::string address; // of acknowledged, sent, notFound
    std::string file;    // of sent, notFound, fileRead
};
// No value for the lines that say nothing we need.
std::optional<BootLine> parseBootLine(std::string_view line);

} // namespace seedbed::seed
