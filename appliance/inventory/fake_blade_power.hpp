// SPDX-License-Identifier: GPL-3.0-or-later
// A blade for the recovery ladder, without a chassis: it can ignore commands, hang, and lie. For tests; made and owned
// by one of them.
#pragma once

#include <set>

#include <fmt/format.h>

#include "appliance/inventory/ladder.hpp"

namespace seedbed {

class FakeBladePower : public BladePower {
public:
    bool on = true;
    std::set<Rung> heeded{Rung::softOff, Rung::hardOff, Rung::iloReset, Rung::eFuse}; // the others do nothing
    std::set<Rung> hanging;                                                           // never answered
    std::set<Source> liars;
    std::set<Source> silent;            // an iLO reset, if heeded, wakes the iLO's doors; an e-fuse reset always does
    bool heedsOn = true;
    std::vector<std::string> commands; // in order, as in "soft-off OA"

    asio::awaitable<PowerLook> look() override {
        PowerLook seen;
        tell(seen, Source::oa);
        tell(seen, Source::ipmi);
        if (seen.power.accounts().size() < 2 || seen.power.verdict() != Verdict::agreed) {
            tell(seen, Source::redfish);
        }
        co_return seen;
    }
    Task<bool> climb(Rung rung, Source door) override {
        commands.push_back(fmt::format("{} {}", toString(rung), toString(door)));
        if (hanging.count(rung) != 0) {
            co_await pause(std::chrono::hours(1)); // ends early when the ladder gives up
            co_return fail(noAnswer(door));
        }
        if (silent.count(door) != 0) {
            co_return fail(noAnswer(door));
        }
        const bool seemsOff = on == (liars.count(door) != 0);
        const bool isReset = rung == Rung::iloReset || rung == Rung::eFuse;
        if (seemsOff && !isReset) {
            co_return false;
        }
        if (heeded.count(rung) != 0) {
            obey(rung);
        }
        co_return true;
    }
    Task<bool> switchOn(Source door) override {
        commands.push_back(fmt::format("on {}", toString(door)));
        const bool seemsOn = on != (liars.count(door) != 0);
        on = on || (heedsOn && !seemsOn);
        co_return !seemsOn;
    }

private:
    static Error noAnswer(Source door) {
        return {.kind = ErrorKind::unreachable,
                .id = "FAKE-SILENT",
                .object = std::string(toString(door)),
                .attempted = "ask it",
                .cause = "no answer",
                .action = "bring it back"};
    }
    void tell(PowerLook& seen, Source door) const {
        if (silent.count(door) != 0) {
            seen.silent.push_back(noAnswer(door));
            return;
        }
        const bool told = on != (liars.count(door) != 0);
        seen.power.add(told ? PowerReading::on : PowerReading::off, door, std::chrono::system_clock::now());
    }
    void obey(Rung rung) {
        if (rung != Rung::iloReset) {
            on = false;
        }
        if (rung == Rung::iloReset || rung == Rung::eFuse) {
            silent.erase(Source::ipmi);
            silent.erase(Source::redfish);
        }
    }
};

} // namespace seedbed
