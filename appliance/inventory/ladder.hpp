// SPDX-License-Identifier: GPL-3.0-or-later
// The recovery ladder of one blade: how it is brought off, and who must confirm it. A rung is journalled before it
// acts, bounded in time, and has worked only when the OA and the iLO say so; what the commands answered counts for
// nothing. A rung that the site does not approve is left to a human, by name. The decisions are pure; the doing goes
// through BladePower. Called by appliance/deploy for one bay at a time; I/O thread only.
#pragma once

#include <functional>
#include <vector>

#include "appliance/site/recovery.hpp"
#include "oa-bridge/async/task.hpp"
#include "oa-bridge/base/ids.hpp"
#include "oa-bridge/model/enclosure.hpp"
#include "oa-bridge/model/witness.hpp"

namespace seedbed {

// One look at the power of a blade, by the doors that answered.
struct PowerLook {
    Witnessed<PowerReading> power;
    std::vector<Error> silent; // why the others did not
};
std::string toSentence(const PowerLook& look); // "OA says on, IPMI says off"

enum class PowerStanding {
    off,      // OA and iLO agree, or most of three doors when they do not
    on,       // the same
    offAlone, // the OA says so; the iLO says nothing
    onAlone,
    undecided, // they disagree and none can decide
    oaSilent,  // nobody is left who could act, or confirm what the iLO says of itself
};
PowerStanding standingOf(const PowerLook& look);
// The next rung for a blade that is to be off; none when it is off, or only hands can help. `tried` in order.
std::optional<Rung> nextRung(PowerStanding standing, const std::vector<Rung>& tried);

// The blade as the ladder sees it: the chassis (chassis_power.hpp), or the fake of fake_blade_power.hpp.
class BladePower {
public:
    virtual ~BladePower() = default;
    virtual asio::awaitable<PowerLook> look() = 0; // bounded; doors that fail are in PowerLook::silent
    // One command at one door: Source::oa, or Source::ipmi for the two offs. False: the door says that there is
    // nothing to do.
    virtual Task<bool> climb(Rung rung, Source door) = 0;
    virtual Task<bool> switchOn(Source door) = 0; // the same
};

struct LadderTerms {
    BayNumber bay = 0;
    RecoverySpec rules;
    std::function<Result<>(const std::string& type, const std::string& text)> record; // the journal; "effect" is durable
    std::function<void()> alive = [] {};          // called at each look
    Duration between = std::chrono::seconds(1);   // two looks
    Duration iloSettle = std::chrono::seconds(5); // a reset iLO may answer that long as if nothing had been
    Duration onLimit = std::chrono::seconds(60);
};

struct LadderEnd {
    PowerLook look;
    std::vector<std::string> effects; // as journalled
};

// POWER-NEEDS-APPROVAL and POWER-NEEDS-HANDS (needsHuman), and those of the journal: without it nothing is done.
Task<LadderEnd> switchOff(BladePower& blade, LadderTerms terms);
// POWER-NOT-ON (timeout), POWER-NEEDS-HANDS when the witnesses disagree; those of BladePower::switchOn().
Task<LadderEnd> switchOn(BladePower& blade, LadderTerms terms);

} // namespace seedbed
