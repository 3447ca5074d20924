// SPDX-License-Identifier: GPL-3.0-or-later
// PF-05: every iLO answers on HTTPS and IPMI from where we stand.
#include <fmt/format.h>

#include "appliance/preflight/check.hpp"

namespace seedbed {
namespace {

constexpr auto kConnectLimit = std::chrono::seconds(4);
constexpr std::uint16_t kHttps = 443;

Task<> connectTo(std::string address) {
    boost::system::error_code code;
    const auto where = asio::ip::make_address(address, code);
    auto executor = co_await asio::this_coro::executor;
    asio::ip::tcp::socket socket(executor);
    const asio::ip::tcp::endpoint door(where, kHttps);
    if (!code) {
        co_await socket.async_connect(door, asio::redirect_error(asio::use_awaitable, code));
    }
    if (code) {
        co_return fail(Error{.kind = ErrorKind::unreachable, .id = "ILO-HTTPS", .cause = code.message()});
    }
    co_return Result<>();
}

// What to do about it depends on what does answer.
std::string cure(const BladeRecord& record, bool opened, const std::vector<const Error*>& silent) {
    const auto reset = fmt::format("RESET ILO {} at the OA", record.bay);
    const bool busy = std::all_of(silent.begin(), silent.end(), [](const Error* error) { return error->kind == ErrorKind::busy; });
    if (!opened && silent.size() == record.gaps.size() && !record.answeredBy(Source::ipmi)) {
        return "check EBIPA and the cable of the OA's management port; then " + reset;
    }
    if (busy && !silent.empty()) {
        return "wait a minute and look again; if it stays busy, " + reset;
    }
    const bool onlyIpmi = silent.size() == 1 && record.gapOf("IPMI") == silent.front();
    return onlyIpmi ? "switch IPMI/DCMI over LAN on at the iLO; if it is on, " + reset
                    : "it takes connections, so its network is fine: " + reset;
}

// One finding an iLO, of all its doors.
asio::awaitable<void> lookAt(const BladeRecord& record, std::string address, Findings& findings) {
    auto opened = co_await within(kConnectLimit, "HTTPS " + address, connectTo(address));
    std::string evidence = opened ? "" : fmt::format("iLO {} does not take HTTPS: {}", address, opened.error().cause);
    std::vector<const Error*> silent;
    for (const auto& [door, gap] : record.gaps) {
        if (gap.kind == ErrorKind::unreachable || gap.kind == ErrorKind::timeout || gap.kind == ErrorKind::busy) {
            silent.push_back(&gap);
            evidence += fmt::format("{}{} {}: {}", evidence.empty() ? "" : "; ", gap.id, gap.object, gap.cause);
        }
    }
    if (!evidence.empty()) {
        findings.push_back(failed(bayName(record.bay), std::move(evidence), cure(record, opened.has_value(), silent)));
    }
}

} // namespace

Task<Findings> checkIloReach(PreflightContext& context) {
    auto executor = co_await asio::this_coro::executor;
    Findings findings;
    Nursery nursery(executor);
    const auto blades = siteBlades(context);
    for (const auto& [record, bay] : blades) {
        if (bay->ilo.address.empty() || bay->ilo.address == "0.0.0.0") {
            findings.push_back(failed(bayName(record->bay), "its iLO has no address", "enable EBIPA for the device bays"));
        } else {
            nursery.spawn(bayName(record->bay), lookAt(*record, bay->ilo.address, findings));
        }
    }
    co_await nursery.join();
    if (findings.empty()) {
        findings.push_back(passed("iLOs", fmt::format("{} answer on HTTPS and IPMI", blades.size())));
    }
    co_return findings;
}

} // namespace seedbed
