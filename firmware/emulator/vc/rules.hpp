// SPDX-License-Identifier: GPL-3.0-or-later
// What may be done to a domain. Each function checks and then changes; a refusal is the sentence the CLI
// prints after "ERROR: ". Whether a blade is on is the caller's to ask. Pure.
#pragma once

#include <optional>
#include <string>

#include <tl/expected.hpp>

#include "firmware/emulator/vc/domain.hpp"

namespace seedbed::emulator::vc {

using Outcome = tl::expected<void, std::string>;
inline tl::unexpected<std::string> refuse(std::string sentence) {
    return tl::unexpected(std::move(sentence));
}

Outcome checkName(const std::string& name); // 1..64 letters, digits, "_", "-", "."

Outcome addUplinkSet(Domain& domain, const UplinkSet& set);
Outcome changeUplinkSet(Domain& domain, const UplinkSet& set);
Outcome removeUplinkSet(Domain& domain,
                        const std::string& name); // together with its networks' membership: none left
Outcome addUplinkPort(Domain& domain, const UplinkPort& port);
Outcome changeUplinkPort(Domain& domain, const UplinkPort& port); // the one of the same place
Outcome removeUplinkPort(Domain& domain, const std::string& port);

Outcome addNetwork(Domain& domain, const Network& network);
Outcome changeNetwork(Domain& domain, const Network& network); // the one of the same name
Outcome removeNetwork(Domain& domain, const std::string& name);

Outcome addProfile(Domain& domain, const std::string& name, bool defaultConnections);
Outcome removeProfile(Domain& domain, const std::string& name);
Outcome assignProfile(Domain& domain, const std::string& name, BayNumber bay);
Outcome unassignProfile(Domain& domain, const std::string& name);

Outcome addConnection(Domain& domain, const std::string& profile, Connection connection);
Outcome changeConnection(Domain& domain, const std::string& profile, int number, Connection connection);
Outcome removeConnection(Domain& domain, const std::string& profile); // the last one
Outcome addMapping(Domain& domain, const std::string& profile, int number, const VlanMapping& mapping);
Outcome removeMapping(Domain& domain, const std::string& profile, int number, const std::string& network);

Outcome changeProfile(Domain& domain, const std::string& name, const Profile& wanted); // its own properties

Outcome addGroup(Domain& domain, const AccessGroup& group);
Outcome changeGroup(Domain& domain, const AccessGroup& group);
Outcome removeGroup(Domain& domain, const std::string& name);

Outcome addUser(Domain& domain, const User& user);
Outcome changeUser(Domain& domain, const User& user);
Outcome removeUser(Domain& domain, const std::string& name);
Outcome addTrapDestination(Domain& domain, const TrapDestination& destination);
Outcome changeTrapDestination(Domain& domain, const TrapDestination& destination);
Outcome removeTrapDestination(Domain& domain, const std::string& name);

Outcome setMacs(Domain& domain, MacType type, int pool, MacAddress start, MacAddress end);
Outcome checkSpeed(int mb);

} // namespace seedbed::emulator::vc
