// SPDX-License-Identifier: GPL-3.0-or-later
// PF-19: the gateway, the DNS and the NTP servers that the site names answer from where we stand: DNS forward and back,
// NTP with a time that is ours.
#include <fmt/format.h>

#include "appliance/preflight/check.hpp"
#include "appliance/preflight/dns_probe.hpp"
#include "appliance/preflight/echo_probe.hpp"
#include "appliance/preflight/ntp_probe.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed {
namespace {

void report(const std::string& object, const Error& error, Findings& findings) {
    findings.push_back(failed(object, toSentence(error), error.action));
}

asio::awaitable<void> lookAtGateway(Ipv4Address gateway, Duration limit, Findings& findings) {
    const auto object = "gateway " + gateway.toString();
    auto there = co_await probeEcho(gateway, limit);
    if (there) {
        findings.push_back(passed(object, "it answers ICMP echo"));
    } else {
        report(object, there.error(), findings);
    }
}

// The name has an address, and each of its addresses has the name.
Result<std::string> forwardAndBack(DnsServer server, const std::string& name) {
    const auto addresses = addressesOf(server, name);
    if (!addresses) {
        return fail(addresses.error());
    }
    for (const Ipv4Address address : *addresses) {
        const auto names = namesOf(server, address);
        if (!names) {
            return fail(names.error());
        }
        if (std::none_of(names->begin(), names->end(), [&name](const std::string& each) { return iequals(each, name); })) {
            return fail(Error{.kind = ErrorKind::conflict,
                              .id = "PROBE-DNS",
                              .object = "DNS server " + server.address.toString(),
                              .attempted = "ask for the name of " + address.toString(),
                              .cause = fmt::format("it is not {}", name),
                              .action = "correct the reverse entry"});
        }
    }
    return fmt::format("{} has {} addresses, each with its reverse entry", name, addresses->size());
}

asio::awaitable<void> lookAtDns(PreflightContext& context, Ipv4Address server, Findings& findings) {
    const auto object = "DNS server " + server.toString();
    std::function<Result<std::string>()> work = [server, name = context.site.services.name] {
        return forwardAndBack({server}, name);
    };
    auto known = co_await context.blocking.run(std::move(work));
    if (known) {
        findings.push_back(passed(object, *known));
    } else {
        report(object, known.error(), findings);
    }
}

asio::awaitable<void> lookAtNtp(Ipv4Address server, Duration limit, Findings& findings) {
    constexpr std::uint16_t port = 123;
    constexpr auto tolerable = std::chrono::seconds(2);
    const auto object = "NTP server " + server.toString();
    auto answer = co_await probeNtp(server, port, limit);
    if (!answer) {
        report(object, answer.error(), findings);
        co_return;
    }
    const auto evidence = fmt::format("stratum {}, its clock is {} ms ahead of ours", answer->stratum, answer->ahead.count());
    const bool ours = answer->ahead <= tolerable && answer->ahead >= -tolerable;
    findings.push_back(ours ? passed(object, evidence) : warned(object, evidence, "set this machine's clock by that server"));
}

} // namespace

Task<Findings> checkServices(PreflightContext& context) {
    const NetworkServices& services = context.site.services;
    if (!services.gateway && services.dns.empty() && services.ntp.empty()) {
        co_return Findings{skipped("site.yaml", "the site names no gateway, DNS or NTP server (services)")};
    }
    auto executor = co_await asio::this_coro::executor;
    Findings findings;
    Nursery nursery(executor);
    if (services.gateway) {
        nursery.spawn("gateway", lookAtGateway(*services.gateway, context.probeTime, findings));
    }
    for (const Ipv4Address server : services.dns) {
        nursery.spawn("DNS", lookAtDns(context, server, findings));
    }
    for (const Ipv4Address server : services.ntp) {
        nursery.spawn("NTP", lookAtNtp(server, context.probeTime, findings));
    }
    co_await nursery.join();
    co_return findings;
}

} // namespace seedbed
