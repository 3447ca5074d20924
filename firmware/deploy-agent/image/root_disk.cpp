// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/deploy-agent/image/root_disk.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "oa-bridge/base/text.hpp"

namespace seedbed::deploy_agent {
namespace {

using Json = nlohmann::json;
using namespace std::chrono_literals;

constexpr std::uint64_t kSmallest = std::uint64_t{4} << 30;

tl::unexpected<Error> diskError(std::string id, std::string object, std::string cause) {
    return fail({.kind = ErrorKind::notFound,
                 .id = std::move(id),
                 .object = std::move(object),
                 .attempted = "choose the disk for the image",
                 .cause = std::move(cause),
                 .action = "compare properties/root_device of the node with the blade's disks"});
}

std::optional<std::uint64_t> numberIn(std::string_view text) {
    std::uint64_t value = 0;
    auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    return code == std::errc{} && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

bool compares(std::string_view sign, std::uint64_t a, std::uint64_t b) {
    return sign == "=="   ? a == b
           : sign == "!=" ? a != b
           : sign == "<=" ? a <= b
           : sign == "<"  ? a < b
           : sign == ">"  ? a > b
                          : a >= b; // "=" is "at least" there
}

// "s== x", "s!= x", "<in> x", "<or> x <or> y", or the text itself; capitals do not matter.
bool textFits(const std::string& held, const std::string& hint) {
    const auto have = lower(trim(held));
    const auto want = lower(trim(hint));
    if (startsWith(want, "<or>")) {
        for (std::size_t at = 0; at != std::string::npos;) {
            auto next = want.find("<or>", at + 4);
            if (have == trim(std::string_view(want).substr(at + 4, next - std::min(next, at + 4)))) {
                return true;
            }
            at = next;
        }
        return false;
    }
    if (startsWith(want, "<in>")) {
        return have.find(trim(std::string_view(want).substr(4))) != std::string::npos;
    }
    if (startsWith(want, "s==") || startsWith(want, "s!=")) {
        return (have == trim(std::string_view(want).substr(3))) == (want[1] == '=');
    }
    return have == want;
}

std::optional<bool> sizeFits(std::uint64_t bytes, const Json& hint) {
    const auto gib = bytes >> 30;
    if (hint.is_number_integer()) {
        return std::cmp_equal(gib, hint.get<std::int64_t>());
    }
    const auto text = hint.is_string() ? hint.get<std::string>() : "";
    const auto digits = std::min(text.find_first_of("0123456789"), text.size());
    const auto sign = std::string(trim(std::string_view(text).substr(0, digits)));
    const auto wanted = numberIn(trim(std::string_view(text).substr(digits)));
    constexpr std::array<std::string_view, 7> known = {"=", "==", "!=", "<=", ">=", "<", ">"};
    if (!wanted || (!sign.empty() && std::find(known.begin(), known.end(), sign) == known.end())) {
        return std::nullopt;
    }
    return compares(sign.empty() ? "==" : sign, gib, *wanted);
}

// No value: the hint is not known, or is not of its type.
std::optional<bool> fits(const BlockDevice& device, const std::string& hint, const Json& value) {
    if (hint == "size") {
        return sizeFits(device.bytes, value);
    }
    if (hint == "rotational") {
        const auto text = value.is_boolean()  ? (value.get<bool>() ? "true" : "false")
                          : value.is_string() ? lower(value.get<std::string>())
                                              : "";
        const bool wanted = text == "true" || text == "1" || text == "yes";
        return text.empty() ? std::nullopt : std::optional(device.rotational == wanted);
    }
    if (!value.is_string()) {
        return std::nullopt;
    }
    for (const auto& [name, held] : {std::pair("name", &device.path), std::pair("model", &device.model),
                                     std::pair("vendor", &device.vendor), std::pair("serial", &device.serial),
                                     std::pair("wwn", &device.wwn), std::pair("hctl", &device.hctl)}) {
        if (hint == name) {
            return textFits(*held, value.get<std::string>());
        }
    }
    return std::nullopt;
}

std::string lineOf(const std::filesystem::path& file) {
    auto text = readFile(file, 4096);
    return text ? std::string(trim(*text)) : "";
}

BlockDevice deviceAt(const std::filesystem::path& place) {
    const auto name = place.filename().string();
    BlockDevice device;
    device.path = "/dev/" + name;
    std::replace(device.path.begin() + 5, device.path.end(), '!', '/'); // cciss!c0d0
    device.bytes = numberIn(lineOf(place / "size")).value_or(0) * 512;
    device.rotational = lineOf(place / "queue/rotational") == "1";
    device.model = lineOf(place / "device/model");
    device.vendor = lineOf(place / "device/vendor");
    device.serial = lineOf(place / "device/serial");
    if (device.serial.empty()) {
        device.serial = lineOf(place / "serial"); // virtio
    }
    device.wwn = lineOf(place / "device/wwid");
    std::error_code code;
    const auto home = std::filesystem::canonical(place / "device", code);
    device.hctl = code ? "" : home.filename().string();
    return device;
}

const Json& hintsOf(const Json& node) {
    static const Json none = Json::object();
    for (const auto* part : {"instance_info", "properties"}) {
        auto info = node.find(part);
        if (info != node.end() && info->is_object() && info->contains("root_device") &&
            (*info)["root_device"].is_object()) {
            return (*info)["root_device"];
        }
    }
    return none;
}

Result<Disk> asDisk(const Result<BlockDevice>& device) {
    return device ? Result<Disk>(Disk{device->path, device->bytes}) : fail(device.error());
}

} // namespace

Result<BlockDevice> matchHints(const std::vector<BlockDevice>& devices, const Json& hints) {
    std::string there;
    for (const auto& device : devices) {
        bool all = true;
        for (const auto& [hint, value] : hints.items()) {
            auto fit = fits(device, hint, value);
            if (!fit) {
                return diskError("AGENT-HINT", "root device hint " + hint,
                                 "it is not known, or its value is none");
            }
            all = all && *fit;
        }
        if (all) {
            return device;
        }
        there += " " + device.path + " of " + std::to_string(device.bytes >> 30) + " GiB;";
    }
    return diskError("AGENT-HINT", "root device " + hints.dump(), "it fits no disk; there is:" + there);
}

Result<BlockDevice> smallestDisk(const std::vector<BlockDevice>& devices) {
    const BlockDevice* smallest = nullptr;
    for (const auto& device : devices) {
        if (device.bytes > kSmallest && (smallest == nullptr || device.bytes < smallest->bytes)) {
            smallest = &device;
        }
    }
    return smallest != nullptr ? Result<BlockDevice>(*smallest)
                               : diskError("AGENT-DISK", "disks", "none has more than 4 GiB");
}

std::vector<BlockDevice> blockDevices(const std::string& sysBlock) {
    std::vector<BlockDevice> devices;
    std::error_code code;
    for (const auto& entry : std::filesystem::directory_iterator(sysBlock, code)) {
        const auto name = entry.path().filename().string();
        const bool other = startsWith(name, "loop") || startsWith(name, "ram") || startsWith(name, "zram") ||
                           startsWith(name, "sr") || startsWith(name, "fd") || startsWith(name, "dm-");
        auto device = deviceAt(entry.path());
        if (!other && device.bytes > 0) {
            devices.push_back(std::move(device));
        }
    }
    std::sort(devices.begin(), devices.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return devices;
}

Result<Disk> findRootDisk(const DiskSearch& search, const Json& node) {
    const DeviceEvents events;
    const auto deadline = posix::Clock::now() + 10s;
    const auto& hints = hintsOf(node);
    if (search.ground == Ground::namespaced || (hints.empty() && !search.names.empty())) {
        auto disk = findDisk(search.names, events, deadline); // what the host's kernel shows is not ours
        if (!disk || hints.empty()) {
            return disk;
        }
        BlockDevice only;
        only.path = disk->path;
        only.bytes = disk->bytes;
        return asDisk(matchHints({only}, hints));
    }
    Result<BlockDevice> found;
    do {
        auto devices = blockDevices();
        found = hints.empty() ? smallestDisk(devices) : matchHints(devices, hints);
    } while (!found && events.wait(deadline));
    return asDisk(found);
}

} // namespace seedbed::deploy_agent
