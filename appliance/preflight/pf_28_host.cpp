// SPDX-License-Identifier: GPL-3.0-or-later
// PF-28: this machine has room for images and logs, memory, and the ports of the boot service.
#include <sys/statvfs.h>
#include <sys/sysinfo.h>

#include <fmt/format.h>

#include "appliance/preflight/check.hpp"

namespace seedbed {
namespace {

constexpr std::uint64_t kLeastDisk = 2ULL << 30;
constexpr std::uint64_t kLeastMemory = 1ULL << 30;

template <class Protocol>
std::string whyNotFree(const asio::any_io_executor& executor, std::uint16_t port) {
    typename Protocol::socket socket(executor);
    boost::system::error_code code;
    socket.open(Protocol::v4(), code);
    if (!code) {
        socket.set_option(asio::socket_base::reuse_address(true), code);
        socket.bind({asio::ip::address_v4::any(), port}, code);
    }
    return code ? code.message() : std::string();
}

void checkPort(Findings& findings, std::string_view protocol, std::uint16_t port, const std::string& why) {
    if (!why.empty()) {
        findings.push_back(failed("appliance", fmt::format("{} port {} cannot be used: {}", protocol, port, why),
                                  "stop the service that holds it (another DHCP, TFTP, web or iSCSI server)"));
    }
}

} // namespace

Task<Findings> checkHost(PreflightContext& context) {
    Findings findings;
    struct statvfs disk {};
    if (::statvfs(context.state.c_str(), &disk) != 0) {
        findings.push_back(failed("appliance", fmt::format("the free space below {} cannot be read", context.state.string()), "choose another state directory"));
    } else if (disk.f_bavail * disk.f_frsize < kLeastDisk) {
        findings.push_back(failed("appliance", fmt::format("{} MiB free for images, logs and reports, {} MiB are needed", disk.f_bavail * disk.f_frsize >> 20, kLeastDisk >> 20), "free some space"));
    }
    struct sysinfo memory {};
    if (::sysinfo(&memory) == 0 && static_cast<std::uint64_t>(memory.totalram) * memory.mem_unit < kLeastMemory) {
        findings.push_back(failed("appliance", "it has less than 1 GiB of memory", "use a larger machine"));
    }
    auto executor = co_await asio::this_coro::executor;
    if (!context.engineRuns) { // else they are ours
        for (const std::uint16_t port : {std::uint16_t{67}, std::uint16_t{69}}) {
            checkPort(findings, "UDP", port, whyNotFree<asio::ip::udp>(executor, port));
        }
        for (const std::uint16_t port : {std::uint16_t{80}, std::uint16_t{3260}}) {
            checkPort(findings, "TCP", port, whyNotFree<asio::ip::tcp>(executor, port));
        }
    }
    if (findings.empty()) {
        findings.push_back(passed("appliance", context.engineRuns ? "room enough; our boot service runs" : "room enough, the ports 67, 69, 80 and 3260 are free"));
    }
    co_return findings;
}

} // namespace seedbed
