// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/deploy-agent/api/system_logs.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <sys/klog.h>

#include "firmware/deploy-agent/image/config_drive.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::deploy_agent {
namespace {

constexpr std::size_t kTarBlock = 512;
constexpr std::size_t kKernelLogLimit = 1u << 20;
constexpr int kReadAll = 3; // SYSLOG_ACTION_READ_ALL, see syslog(2)

std::string kernelMessages() {
    std::string text(kKernelLogLimit, '\0');
    auto count = ::klogctl(kReadAll, text.data(), static_cast<int>(text.size()));
    text.resize(static_cast<std::size_t>(std::max(count, 0)));
    return text;
}

} // namespace

std::string tarMember(const std::string& name, std::string_view content) {
    std::string head(kTarBlock, '\0');
    head.replace(0, std::min<std::size_t>(name.size(), 99), name.substr(0, 99));
    head.replace(100, 7, "0000644");
    head.replace(108, 7, "0000000");
    head.replace(116, 7, "0000000");
    head.replace(124, 11, fmt::format("{:011o}", content.size()));
    head.replace(136, 11, "00000000000");
    head.replace(148, 8, "        "); // the checksum counts as blanks
    head[156] = '0';
    head.replace(257, 5, "ustar");
    head.replace(263, 2, "00");
    unsigned sum = 0;
    for (char c : head) {
        sum += static_cast<unsigned char>(c);
    }
    head.replace(148, 7, fmt::format("{:06o}", sum) + std::string(1, '\0'));
    const auto padding = (kTarBlock - content.size() % kTarBlock) % kTarBlock;
    return head + std::string(content) + std::string(padding, '\0');
}

std::string withoutSecrets(const std::string& kernelLine) {
    std::string shown;
    for (const auto& word : split(trim(kernelLine), ' ')) {
        const auto name = lower(word.substr(0, word.find('=')));
        const bool secret = name.find("key") != std::string::npos ||
                            name.find("token") != std::string::npos ||
                            name.find("password") != std::string::npos;
        shown += (secret ? name + "=******" : word) + " ";
    }
    return shown;
}

Result<nlohmann::json> collectSystemLogs(Scene& scene, const nlohmann::json&, const Job::Tell&) {
    std::string tar = tarMember("agent.log", scene.console.said());
    tar += tarMember("kernel.log", kernelMessages());
    for (const char* file : {"cmdline", "partitions", "meminfo", "net/dev", "net/route", "mounts"}) {
        auto text = readFile(std::string("/proc/") + file, kKernelLogLimit);
        auto name = std::string("proc-") + file;
        std::replace(name.begin(), name.end(), '/', '-');
        tar += tarMember(name, withoutSecrets(text.value_or("")));
    }
    tar += std::string(2 * kTarBlock, '\0');
    return nlohmann::json{{"system_logs", toBase64(gzip(tar))}};
}

} // namespace seedbed::deploy_agent
