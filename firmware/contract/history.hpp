// SPDX-License-Identifier: GPL-3.0-or-later
// The types of a node's history events (Ironic API 1.78, field event_type) as the conductor writes them and the
// appliance reads them: one a proof, in the order of a healthy deployment.
#pragma once

#include <string_view>

namespace seedbed::history {

inline constexpr std::string_view powerOn = "power-on";            // the BMC confirmed power on
inline constexpr std::string_view dhcp = "dhcp";                   // DHCPACK to the node's MAC
inline constexpr std::string_view bootFile = "boot-file";          // kernel or ramdisk fetched
inline constexpr std::string_view ramdiskUp = "ramdisk-up";        // pass_deploy_info arrived
inline constexpr std::string_view iscsiLogin = "iscsi-login";
inline constexpr std::string_view written = "image-written";       // text: "<bytes> bytes sha256 <hex>"
inline constexpr std::string_view readBack = "image-read-back";    // text: "sha256 <hex>", equal to the image's
inline constexpr std::string_view rebooted = "rebooted-to-disk";   // notice given, boot device disk set and read back
inline constexpr std::string_view active = "active";
inline constexpr std::string_view metadataRead = "metadata-read";  // the node fetched metadata that carries deployments
inline constexpr std::string_view signalled = "signal-received";
inline constexpr std::string_view failed = "failed";               // text: error id and sentence
inline constexpr std::string_view stalled = "stalled";             // failed for want of an answer or of progress; text likewise

} // namespace seedbed::history
