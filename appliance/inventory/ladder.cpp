// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/inventory/ladder.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace seedbed {
namespace {

using Clock = std::chrono::steady_clock;

struct Row {
    PowerStanding standing;
    std::vector<Rung> rungs;  // in this order; a rung twice may be tried twice
    std::string_view hands;   // what is left for a human after the last
};

// An iLO that was reset gets the hard off once more: it may have swallowed the first. Doors that disagree justify
// nothing but the reset of the iLO, which leaves the host alone; an iLO that is silent beside an OA that says off may
// be reseated.
const std::vector<Row>& rows() {
    using enum Rung;
    static const std::vector<Row> table{
        {PowerStanding::off, {}, ""},
        {PowerStanding::on, {softOff, hardOff, iloReset, hardOff, eFuse}, "pull the blade, wait ten seconds, put it back"},
        {PowerStanding::onAlone, {softOff, hardOff, iloReset, hardOff, eFuse}, "pull the blade, wait ten seconds, put it back"},
        {PowerStanding::offAlone, {iloReset, eFuse}, "its iLO stays silent: pull the blade, wait ten seconds, put it back"},
        {PowerStanding::undecided, {iloReset}, "look at the blade's power light: its doors disagree and none can decide"},
        {PowerStanding::oaSilent, {}, "bring the Onboard Administrator back: nobody else can act and confirm"},
    };
    return table;
}

const Row& rowOf(PowerStanding standing) {
    return *std::find_if(rows().begin(), rows().end(), [standing](const Row& row) { return row.standing == standing; });
}

struct EffectWords {
    Rung rung;
    std::string_view words;
};
constexpr std::array kEffects{
    EffectWords{Rung::softOff, "press the power button"},
    EffectWords{Rung::hardOff, "take the power"},
    EffectWords{Rung::iloReset, "reset the iLO"},
    EffectWords{Rung::eFuse, "reset the e-fuse of the bay"},
};

std::string effectText(Rung rung, Source door) {
    const auto* words = std::find_if(kEffects.begin(), kEffects.end(), [rung](const auto& each) { return each.rung == rung; });
    return fmt::format("{} by {}: {}", toString(rung), toString(door), words->words);
}

// One climb: what it has done so far.
struct Climb {
    BladePower& blade;
    LadderTerms terms;
    std::vector<Rung> tried;
    LadderEnd end;
};

Error handsNeeded(const Climb& climb, std::string id, std::string why, std::string action) {
    std::string tried;
    for (const std::string& effect : climb.end.effects) { // "soft-off by OA: press the power button"
        tried += fmt::format("{}{}", tried.empty() ? "tried " : ", ", effect.substr(0, effect.find(':')));
    }
    const std::string cause =
        fmt::format("{}; {}", tried.empty() ? "nothing was tried" : tried, toSentence(climb.end.look));
    return {.kind = ErrorKind::needsHuman,
            .id = std::move(id),
            .object = fmt::format("bay{}", climb.terms.bay),
            .attempted = "switch the blade",
            .cause = cause + why,
            .action = std::move(action)};
}

Error notApproved(const Climb& climb, Rung rung) {
    std::set<Rung> wanted = climb.terms.rules.approved;
    wanted.insert(rung);
    return handsNeeded(climb, "POWER-NEEDS-APPROVAL", fmt::format("; {} is next, and the site does not approve it", toString(rung)),
                       fmt::format("write \"recovery: {{approve: [{}]}}\" into the site file, then: seedbed power off bay{}",
                                   rungWords(wanted), climb.terms.bay));
}

// Journalled first; a command that fails or has nothing to do is noted, for only the effect counts. False: it has
// none to wait for; a command that was not answered in time may have.
Task<bool> command(Climb& climb, Rung rung, Source door) {
    const auto text = effectText(rung, door);
    auto noted = climb.terms.record("effect", text);
    if (!noted) {
        co_return fail(noted.error());
    }
    climb.end.effects.push_back(text);
    auto done = co_await within(climb.terms.rules.limits.at(rung), text, climb.blade.climb(rung, door));
    const auto outcome = !done ? toSentence(done.error()) : *done ? "accepted" : "there is nothing to do, it says";
    auto told = climb.terms.record("power", fmt::format("{}: {}", toString(rung), outcome));
    if (!told) {
        co_return fail(told.error());
    }
    co_return done ? *done : done.error().kind == ErrorKind::timeout;
}

// False: the door says that the blade is on.
Task<bool> givePower(Climb& climb, Source door) {
    const auto text = fmt::format("on by {}: give power", toString(door));
    auto noted = climb.terms.record("effect", text);
    if (!noted) {
        co_return fail(noted.error());
    }
    climb.end.effects.push_back(text);
    auto done = co_await within(climb.terms.onLimit, "switch the blade on", climb.blade.switchOn(door));
    co_return done;
}

bool isSettled(Rung rung, PowerStanding standing) {
    const bool bothSpeak = standing == PowerStanding::on || standing == PowerStanding::off;
    return rung == Rung::iloReset ? bothSpeak : standing == PowerStanding::off;
}

asio::awaitable<void> watch(Climb& climb, Duration limit, Duration settle, std::function<bool(PowerStanding)> isOver) {
    const auto end = Clock::now() + limit;
    co_await pause(settle);
    while (true) {
        climb.end.look = co_await climb.blade.look();
        climb.terms.alive();
        if (isOver(standingOf(climb.end.look)) || Clock::now() >= end) {
            co_return;
        }
        co_await pause(climb.terms.between);
    }
}

Task<> climbOne(Climb& climb, Rung rung) {
    const auto begun = Clock::now();
    const Duration limit = climb.terms.rules.limits.at(rung);
    climb.tried.push_back(rung);
    auto accepted = co_await command(climb, rung, Source::oa);
    if (!accepted) {
        co_return fail(accepted.error());
    }
    const bool hasOtherDoor = rung == Rung::softOff || rung == Rung::hardOff;
    if (!*accepted && hasOtherDoor) {
        accepted = co_await command(climb, rung, Source::ipmi);
        if (!accepted) {
            co_return fail(accepted.error());
        }
    }
    const Duration left = limit - (Clock::now() - begun);
    const Duration settle = rung == Rung::iloReset ? std::min(climb.terms.iloSettle, limit) : Duration::zero();
    std::function<bool(PowerStanding)> isOver = [rung](PowerStanding standing) { return isSettled(rung, standing); };
    if (*accepted) {
        co_await watch(climb, left, settle, std::move(isOver));
    } else { // nothing took the command: no effect to wait for
        climb.end.look = co_await climb.blade.look();
    }
    co_return climb.terms.record("power", fmt::format("{}: {}", toString(rung), toSentence(climb.end.look)));
}

} // namespace

std::string toSentence(const PowerLook& look) {
    std::string said;
    for (const auto& account : look.power.accounts()) {
        said += fmt::format("{}{} says {}", said.empty() ? "" : ", ", toString(account.source), toString(account.value));
    }
    for (const Error& error : look.silent) {
        said += fmt::format("{}{} says nothing ({})", said.empty() ? "" : ", ", error.object, error.id);
    }
    return said.empty() ? "nobody says anything" : said;
}

PowerStanding standingOf(const PowerLook& look) {
    const auto& accounts = look.power.accounts();
    const auto oa = std::find_if(accounts.begin(), accounts.end(), [](const auto& each) { return each.source == Source::oa; });
    if (oa == accounts.end()) {
        return PowerStanding::oaSilent;
    }
    const auto value = look.power.value();
    if (!value) {
        return PowerStanding::undecided;
    }
    const bool off = *value == PowerReading::off;
    if (accounts.size() == 1) {
        return off ? PowerStanding::offAlone : PowerStanding::onAlone;
    }
    return off ? PowerStanding::off : PowerStanding::on;
}

std::optional<Rung> nextRung(PowerStanding standing, const std::vector<Rung>& tried) {
    std::vector<Rung> used = tried;
    for (const Rung rung : rowOf(standing).rungs) {
        const auto found = std::find(used.begin(), used.end(), rung);
        if (found == used.end()) {
            return rung;
        }
        used.erase(found);
    }
    return std::nullopt;
}

Task<LadderEnd> switchOff(BladePower& blade, LadderTerms terms) {
    Climb climb{blade, std::move(terms), {}, {}};
    climb.end.look = co_await blade.look();
    while (true) {
        const auto standing = standingOf(climb.end.look);
        if (standing == PowerStanding::off) {
            co_return std::move(climb.end);
        }
        const auto rung = nextRung(standing, climb.tried);
        if (!rung) {
            co_return fail(handsNeeded(climb, "POWER-NEEDS-HANDS", "", std::string(rowOf(standing).hands)));
        }
        if (climb.terms.rules.approved.count(*rung) == 0) {
            co_return fail(notApproved(climb, *rung));
        }
        auto climbed = co_await climbOne(climb, *rung);
        if (!climbed) {
            co_return fail(climbed.error());
        }
    }
}

Task<LadderEnd> switchOn(BladePower& blade, LadderTerms terms) {
    Climb climb{blade, std::move(terms), {}, {}};
    climb.end.look = co_await blade.look();
    const auto found = standingOf(climb.end.look);
    if (found == PowerStanding::on) {
        co_return std::move(climb.end);
    }
    if (found == PowerStanding::undecided) { // a blade that is on takes it for "switch off"
        co_return fail(handsNeeded(climb, "POWER-NEEDS-HANDS", "", std::string(rowOf(found).hands)));
    }
    auto done = co_await givePower(climb, Source::oa);
    if (done && !*done) {
        done = co_await givePower(climb, Source::ipmi);
    }
    if (!done) {
        co_return fail(done.error());
    }
    std::function<bool(PowerStanding)> isOver = [](PowerStanding standing) { return standing == PowerStanding::on; };
    co_await watch(climb, climb.terms.onLimit, Duration::zero(), std::move(isOver));
    const auto standing = standingOf(climb.end.look);
    if (standing == PowerStanding::on) {
        co_return std::move(climb.end);
    }
    if (standing == PowerStanding::undecided) {
        co_return fail(handsNeeded(climb, "POWER-NEEDS-HANDS", "", std::string(rowOf(standing).hands)));
    }
    Error error = handsNeeded(climb, "POWER-NOT-ON", "", "see the OA's log and seedbed preflight: the power budget may not allow it");
    error.kind = ErrorKind::timeout;
    co_return fail(std::move(error));
}

} // namespace seedbed
