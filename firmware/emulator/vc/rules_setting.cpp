// SPDX-License-Identifier: GPL-3.0-or-later
// Local users and the destinations of SNMP traps.
#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "firmware/emulator/vc/rules.hpp"
#include "firmware/emulator/vc/wordings.hpp"

namespace seedbed::emulator::vc {
namespace {

constexpr std::size_t kUsers = 32;
constexpr std::size_t kLongestUser = 13;
constexpr std::size_t kTraps = 5; // inferred

template <class Thing>
Outcome add(std::vector<Thing>& things, const Thing& thing, const char* element) {
    auto same = [&](const Thing& other) { return other.name == thing.name; };
    if (std::any_of(things.begin(), things.end(), same)) {
        return refuse(fmt::format(words::alreadyExists, element, thing.name));
    }
    things.push_back(thing);
    return {};
}

template <class Thing>
Outcome replace(std::vector<Thing>& things, const Thing& thing, const char* element) {
    auto same = [&](const Thing& other) { return other.name == thing.name; };
    auto found = std::find_if(things.begin(), things.end(), same);
    if (found == things.end()) {
        return refuse(fmt::format(words::notFound, element, thing.name));
    }
    *found = thing;
    return {};
}

template <class Thing>
Outcome remove(std::vector<Thing>& things, const std::string& name, const char* element) {
    auto same = [&](const Thing& other) { return other.name == name; };
    return std::erase_if(things, same) == 0 ? refuse(fmt::format(words::notFound, element, name)) : Outcome{};
}

Outcome checkUserName(const std::string& name) {
    auto good = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-' || c == '.'; };
    bool fits = !name.empty() && name.size() <= kLongestUser && std::all_of(name.begin(), name.end(), good);
    return fits ? Outcome{} : refuse(fmt::format(words::badName, name));
}

Outcome checkAddress(const std::string& address) {
    return Ipv4Address::parse(address) ? Outcome{} : refuse(fmt::format(words::badValue, "Address", address));
}

} // namespace

Outcome addUser(Domain& domain, const User& user) {
    if (auto named = checkUserName(user.name); !named) {
        return named;
    }
    if (domain.settings.users.size() >= kUsers) {
        return refuse(fmt::format(words::userCapacity, kUsers));
    }
    return add(domain.settings.users, user, "User");
}

Outcome changeUser(Domain& domain, const User& user) {
    return replace(domain.settings.users, user, "User");
}

Outcome removeUser(Domain& domain, const std::string& name) {
    return remove(domain.settings.users, name, "User");
}

Outcome addTrapDestination(Domain& domain, const TrapDestination& destination) {
    if (auto named = checkName(destination.name); !named) {
        return named;
    }
    if (auto reachable = checkAddress(destination.address); !reachable) {
        return reachable;
    }
    if (domain.settings.traps.size() >= kTraps) {
        return refuse(fmt::format(words::trapCapacity, kTraps));
    }
    return add(domain.settings.traps, destination, "SNMP trap");
}

Outcome changeTrapDestination(Domain& domain, const TrapDestination& destination) {
    auto reachable = checkAddress(destination.address);
    return reachable ? replace(domain.settings.traps, destination, "SNMP trap") : reachable;
}

Outcome removeTrapDestination(Domain& domain, const std::string& name) {
    return remove(domain.settings.traps, name, "SNMP trap");
}

} // namespace seedbed::emulator::vc
