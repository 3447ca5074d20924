// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/blade/dhcp_lease.hpp"

#include <algorithm>
#include <bit>
#include <cstdlib>

#include "oa-bridge/base/ids.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

extern char** environ;

namespace seedbed::emulator {
namespace {

// Lets "name=value" text be asked for the first of several names that has a value.
class Facts {
public:
    explicit Facts(std::string_view text) {
        for (const auto& line : split(text, '\n')) {
            const auto equals = line.find('=');
            if (equals != std::string::npos) {
                values_[line.substr(0, equals)] = line.substr(equals + 1);
            }
        }
    }
    std::string firstOf(std::initializer_list<const char*> names) const {
        for (const auto* name : names) {
            const auto found = values_.find(name);
            if (found != values_.end() && !trim(found->second).empty() && found->second != "0.0.0.0") {
                return split(trim(found->second), ' ').front(); // routers come as a list
            }
        }
        return {};
    }

private:
    std::map<std::string, std::string> values_;
};

} // namespace

Result<DhcpLease> readLease(std::string_view text) {
    const Facts facts(text);
    DhcpLease lease;
    lease.address = facts.firstOf({"ip"});
    lease.netmask = facts.firstOf({"subnet"});
    lease.gateway = facts.firstOf({"router"});
    lease.nextServer = facts.firstOf({"siaddr", "tftp", "serverid"});
    lease.bootFile = facts.firstOf({"bootfile", "boot_file"});
    const auto mask = Ipv4Address::parse(lease.netmask.empty() ? "255.255.255.0" : lease.netmask);
    if (!Ipv4Address::parse(lease.address) || !mask) {
        Error error;
        error.kind = ErrorKind::nonsense;
        error.id = "DHCP-LEASE";
        error.object = "DHCP answer";
        error.attempted = "read the lease";
        error.cause = "it holds no usable address";
        error.action = "check the DHCP service of the network";
        return fail(std::move(error));
    }
    lease.netmask = mask->toString();
    lease.prefix = std::popcount(mask->value);
    return lease;
}

IpxeSettings settingsOf(const DhcpLease& lease) {
    return {{"ip", lease.address},        {"netmask", lease.netmask},
            {"gateway", lease.gateway},   {"next-server", lease.nextServer},
            {"filename", lease.bootFile}, {"platform", "pcbios"},
            {"buildarch", "x86_64"}};
}

std::vector<std::string> dhcpArguments(const std::string& interface, const std::string& hook,
                                       const std::string& uuid) {
    std::string identifier = uuid;
    std::erase(identifier, '-');
    return {
        "busybox",
        "udhcpc",
        "-f", // stay in the foreground,
        "-q", // end with the lease,
        "-n", // or without one
        "-t",
        "5",
        "-T",
        "3",
        "-i",
        interface,
        "-s",
        hook,
        "-V",
        "PXEClient:Arch:00000:UNDI:002001",
        "-O",
        "bootfile",
        "-O",
        "tftp",
        "-x",
        "0x5d:0000", // client architecture: BIOS
        "-x",
        "0x5e:010201", // UNDI 2.1
        "-x",
        "0x61:00" + identifier,
        "-x",
        "0x4d:69505845", // user class "iPXE"
        "-x",
        "0xaf:b105011af41000" // iPXE options: bus id, as the virtio ROM sends it
    };
}

int runDhcpHook(int argc, char** argv) {
    const std::string_view event = argc > 1 ? argv[1] : "";
    const char* file = std::getenv(kLeaseVariable);
    if (file == nullptr || (event != "bound" && event != "renew")) {
        return 0; // deconfig, leasefail, nak: nothing to keep
    }
    std::string facts;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        if (text.find('\n') == std::string_view::npos) {
            facts += std::string(text) + "\n";
        }
    }
    const auto written = writeFile(file, facts, 0600);
    if (!written) {
        log::error(written.error());
    }
    return written ? 0 : 1;
}

} // namespace seedbed::emulator
