// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/blade/ipxe_script.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator {
namespace {

std::string withType(std::string value, std::string_view type) {
    if (type == "hexhyp") {
        std::replace(value.begin(), value.end(), ':', '-');
    } else if (type == "hexraw") {
        std::erase(value, ':');
    } else if (type == "uristring") {
        std::string escaped;
        for (char c : value) {
            escaped += c == ' ' ? std::string("%20") : c == ':' ? std::string("%3A") : std::string(1, c);
        }
        return escaped;
    }
    return value;
}

std::string settingValue(std::string_view name, const IpxeSettings& settings) {
    const auto colon = name.find(':');
    const auto type = colon == std::string_view::npos ? std::string_view() : name.substr(colon + 1);
    name = name.substr(0, colon);
    const auto slash = name.rfind('/'); // "net0/mac": there is one NIC that boots
    const auto key = slash == std::string_view::npos ? name : name.substr(slash + 1);
    const auto found = settings.find(std::string(key));
    return found == settings.end() ? std::string() : withType(found->second, type);
}

struct Words {
    std::vector<std::string> all;
    std::string from(std::size_t index) const {
        std::string text;
        for (std::size_t i = index; i < all.size(); ++i) {
            text += (text.empty() ? "" : " ") + all[i];
        }
        return text;
    }
};

// The command's words without its options ("--name NAME", "-n NAME", "--drive 0x80", "--no-describe").
Words wordsOf(std::string_view line) {
    Words words;
    for (const auto& word : split(line, ' ')) {
        const auto text = std::string(trim(word));
        if (text == "||") {
            break;
        }
        if (!text.empty()) {
            words.all.push_back(text);
        }
    }
    return words;
}

void dropOptions(Words& words) {
    static const std::vector<std::string> kWithValue = {"--name", "-n", "--timeout", "-t", "--drive", "-d"};
    while (words.all.size() > 1 && startsWith(words.all[1], "-")) {
        const bool hasValue =
            std::find(kWithValue.begin(), kWithValue.end(), words.all[1]) != kWithValue.end();
        const auto count = std::min<std::ptrdiff_t>(hasValue ? 2 : 1, std::ssize(words.all) - 1);
        words.all.erase(words.all.begin() + 1, words.all.begin() + 1 + count);
    }
}

struct Reading {
    IpxePlan plan;
    IpxeSettings settings;
    bool ended = false;
};

bool isSilent(const std::string& command) {
    static const std::vector<std::string> kSilent = {"dhcp",    "ifopen", "ifclose", "ifconf", "ifstat",
                                                     "imgstat", "clear",  "isset",   "sync",   "colour"};
    return std::find(kSilent.begin(), kSilent.end(), command) != kSilent.end();
}

void endWith(Reading& reading, IpxeEnd end) {
    reading.plan.end = end;
    reading.ended = true;
}

bool loadImage(Reading& reading, const std::string& command, const Words& words) {
    auto& plan = reading.plan;
    if (words.all.size() < 2) {
        return false;
    }
    if (command == "initrd" || command == "module") {
        plan.initrds.push_back(words.all[1]);
    } else if (command == "chain") {
        plan.chainTo = words.all[1];
        endWith(reading, IpxeEnd::chain);
    } else { // kernel, imgselect
        plan.kernel = words.all[1];
        plan.arguments = words.from(2);
    }
    return true;
}

bool isLoad(const std::string& command) {
    return command == "kernel" || command == "imgselect" || command == "initrd" || command == "module" ||
           command == "chain";
}

// False: the command is outside the subset.
bool perform(Reading& reading, const Words& words) {
    const auto& command = words.all.front();
    if (isLoad(command)) {
        return loadImage(reading, command, words);
    }
    if (command == "boot") {
        endWith(reading, IpxeEnd::bootKernel);
    } else if (command == "sanboot") {
        endWith(reading, IpxeEnd::bootDisk);
    } else if (command == "exit") {
        endWith(reading, IpxeEnd::leave);
    } else if (command == "imgfree") {
        reading.plan.kernel.clear();
        reading.plan.initrds.clear();
    } else if (command == "imgargs") {
        reading.plan.arguments = words.from(2);
    } else if (command == "echo") {
        reading.plan.messages.push_back(words.from(1));
    } else if (command == "set") {
        reading.settings[words.all.size() > 1 ? words.all[1] : std::string()] = words.from(2);
    } else {
        return isSilent(command);
    }
    return true;
}

Error scriptError(std::string id, int line, std::string cause) {
    Error error;
    error.kind = ErrorKind::unsupported;
    error.id = std::move(id);
    error.object = line > 0 ? fmt::format("boot script line {}", line) : std::string("boot script");
    error.attempted = "read the iPXE script";
    error.cause = std::move(cause);
    error.action = "correct the script, or boot this blade as a QEMU machine";
    return error;
}

} // namespace

std::string expandIpxe(std::string_view text, const IpxeSettings& settings) {
    std::string result;
    while (!text.empty()) {
        const auto start = text.find("${");
        const auto end = start == std::string_view::npos ? start : text.find('}', start);
        if (end == std::string_view::npos) {
            break;
        }
        result += text.substr(0, start);
        result += settingValue(text.substr(start + 2, end - start - 2), settings);
        text.remove_prefix(end + 1);
    }
    result += text;
    return result;
}

bool isIpxeScript(std::string_view content) {
    return startsWith(content, "#!ipxe");
}

Result<IpxePlan> readIpxeScript(std::string_view content, IpxeSettings settings) {
    if (!isIpxeScript(content)) {
        return fail(scriptError("IPXE-NOT-A-SCRIPT", 0, "it does not begin with #!ipxe"));
    }
    Reading reading;
    reading.settings = std::move(settings);
    int number = 0;
    for (const auto& raw : split(content, '\n')) {
        ++number;
        const auto line = trim(raw);
        if (line.empty() || line.front() == '#' || line.front() == ':') {
            continue;
        }
        auto words = wordsOf(expandIpxe(line, reading.settings));
        if (words.all.empty()) {
            continue;
        }
        dropOptions(words);
        if (!perform(reading, words)) {
            return fail(scriptError("IPXE-COMMAND", number, fmt::format("\"{}\" is not understood", line)));
        }
        if (reading.ended) {
            break;
        }
    }
    if (reading.plan.end == IpxeEnd::bootKernel && reading.plan.kernel.empty()) {
        return fail(scriptError("IPXE-NO-KERNEL", number, "boot without a kernel"));
    }
    return std::move(reading.plan);
}

std::string resolveUrl(const std::string& base, const std::string& reference) {
    if (reference.find("://") != std::string::npos) {
        return reference;
    }
    const auto scheme = base.find("://");
    const auto root = scheme == std::string::npos ? 0 : base.find('/', scheme + 3);
    if (root == std::string::npos) {
        return base + (startsWith(reference, "/") ? "" : "/") + reference;
    }
    if (startsWith(reference, "/")) {
        return base.substr(0, root) + reference;
    }
    return base.substr(0, base.rfind('/') + 1) + reference;
}

} // namespace seedbed::emulator
