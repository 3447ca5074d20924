// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/inventory/chassis_power.hpp"

#include <fmt/format.h>

namespace seedbed {
namespace {

OaCliAccess commandLineAccess(const ChassisPowerAccess& access) {
    OaCliAccess cli;
    cli.ssh.host = access.oaAddress;
    cli.ssh.user = access.user;
    cli.ssh.password = access.password;
    cli.ssh.legacy = true;
    cli.ssh.pins = access.pins;
    return cli;
}

BmcAccess bmcAccess(const ChassisPowerAccess& access) {
    BmcAccess bmc;
    bmc.address = access.iloAddress;
    bmc.user = access.user;
    bmc.password = access.password;
    bmc.deadline = access.doorLimit * 3 / 4;
    bmc.sessionTimeout = std::chrono::milliseconds(4000);
    bmc.minimumInterval = access.ipmiInterval;
    return bmc;
}

IloAccess iloAccess(const ChassisPowerAccess& access) {
    IloAccess ilo;
    ilo.address = access.iloAddress;
    ilo.user = access.user;
    ilo.password = access.password;
    ilo.tls.pins = access.pins;
    ilo.deadline = access.doorLimit * 3 / 4;
    return ilo;
}

Error notHere(Rung rung, Source door) {
    return {.kind = ErrorKind::unsupported,
            .id = "POWER-NO-DOOR",
            .object = std::string(toString(door)),
            .attempted = std::string(toString(rung)),
            .cause = "it cannot do this",
            .action = "ask another door"};
}

std::optional<PowerReading> oaTells(const PowerLook& look) {
    const auto& accounts = look.power.accounts();
    const auto oa = std::find_if(accounts.begin(), accounts.end(),
                                 [](const auto& each) { return each.source == Source::oa; });
    return oa == accounts.end() ? std::nullopt : std::optional(oa->value);
}

Error unknownState(Source source) {
    return {.kind = ErrorKind::nonsense,
            .id = "POWER-UNKNOWN",
            .object = std::string(toString(source)),
            .attempted = "read the power state",
            .cause = "it says neither on nor off",
            .action = "ask another door"};
}

} // namespace

ChassisPower::ChassisPower(asio::any_io_executor executor, Blocking& blocking, OnboardAdministrator& oa,
                           ChassisPowerAccess access)
    : access_(std::move(access)), oa_(oa), commandLine_(executor, blocking, commandLineAccess(access_)),
      bmc_(executor, blocking, bmcAccess(access_)), redfish_(executor, iloAccess(access_)) {}

Task<PowerReading> ChassisPower::askOa() {
    auto status = co_await oa_.getBladeStatus(access_.bay);
    if (!status) {
        co_return fail(status.error());
    }
    co_return status->power;
}

asio::awaitable<void> ChassisPower::ask(PowerLook& look, Source source, Task<PowerReading> question) {
    const auto what = fmt::format("{} of bay{}", toString(source), access_.bay);
    auto told = co_await within(access_.doorLimit, what, std::move(question));
    if (!told) {
        look.silent.push_back(told.error());
        look.silent.back().object = std::string(toString(source));
    } else if (*told == PowerReading::unknown) {
        look.silent.push_back(unknownState(source));
    } else {
        look.power.add(*told, source, std::chrono::system_clock::now());
    }
}

asio::awaitable<PowerLook> ChassisPower::look() {
    PowerLook seen;
    co_await ask(seen, Source::oa, askOa());
    if (access_.iloAddress.empty()) {
        co_return seen;
    }
    const auto rest = bmc_.restLeft();
    if (rest > Duration::zero()) {
        if (last_ && oaTells(*last_) == oaTells(seen)) {
            co_return *last_;
        }
        co_await pause(rest);
        seen = PowerLook();
        co_await ask(seen, Source::oa, askOa());
    }
    co_await ask(seen, Source::ipmi, bmc_.powerStatus());
    const bool agreed = seen.power.accounts().size() == 2 && seen.power.verdict() == Verdict::agreed;
    if (!agreed) {
        co_await ask(seen, Source::redfish, redfish_.powerStatus());
    }
    last_ = seen;
    co_return seen;
}

Task<bool> ChassisPower::climb(Rung rung, Source door) {
    const bool isReset = rung == Rung::iloReset || rung == Rung::eFuse;
    if ((door != Source::oa && door != Source::ipmi) || (door == Source::ipmi && isReset)) {
        co_return fail(notHere(rung, door));
    }
    if (isReset) {
        last_.reset();
        auto resetting = rung == Rung::eFuse ? commandLine_.resetBay(access_.bay) : commandLine_.resetIlo(access_.bay);
        auto reset = co_await std::move(resetting);
        if (!reset) {
            co_return fail(reset.error());
        }
        co_return true;
    }
    const auto command = rung == Rung::softOff ? PowerCommand::softOff : PowerCommand::off;
    if (door == Source::ipmi) {
        auto changed = co_await bmc_.setPower(command);
        co_return changed;
    }
    auto changed = co_await oa_.setPower(access_.bay, command);
    co_return changed;
}

Task<bool> ChassisPower::switchOn(Source door) {
    auto switching =
        door == Source::ipmi ? bmc_.setPower(PowerCommand::on) : oa_.setPower(access_.bay, PowerCommand::on);
    auto changed = co_await std::move(switching);
    co_return changed;
}

} // namespace seedbed
