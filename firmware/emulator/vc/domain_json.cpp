// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/vc/domain_json.hpp"

#include <algorithm>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator::vc {

using nlohmann::json;

NLOHMANN_JSON_SERIALIZE_ENUM(Pxe, {{Pxe::useBios, "useBios"},
                                   {Pxe::enabled, "enabled"},
                                   {Pxe::disabled, "disabled"}})
NLOHMANN_JSON_SERIALIZE_ENUM(SpeedType, {{SpeedType::preferred, "preferred"},
                                         {SpeedType::automatic, "auto"},
                                         {SpeedType::custom, "custom"},
                                         {SpeedType::disabled, "disabled"}})
NLOHMANN_JSON_SERIALIZE_ENUM(MacType, {{MacType::vcDefined, "vcDefined"},
                                       {MacType::userDefined, "userDefined"},
                                       {MacType::factory, "factory"}})
NLOHMANN_JSON_SERIALIZE_ENUM(ConnectionMode, {{ConnectionMode::automatic, "auto"},
                                              {ConnectionMode::failover, "failover"}})
NLOHMANN_JSON_SERIALIZE_ENUM(PortRole, {{PortRole::primary, "primary"}, {PortRole::secondary, "secondary"}})
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(VlanMapping, network, vlan, untagged)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Network, name, enabled, uplinkSet, vlan, nativeVlan, isPrivate, tunnel,
                                   smartLink, preferredMb, maxMb, mode)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(UplinkSet, name, mode)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(UplinkPort, port, uplinkSet, network, speed, role)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(AccessGroup, name, networks)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(User, name, passwordHash, fullName, contact, enabled, privileges)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(SnmpSettings, enabled, readCommunity, contact, smis)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(TrapDestination, name, address, community, format, severity, categories)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(MonitoredPort, port, direction)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Settings, sharedServerVlans, macCache, macCacheSeconds, loopProtect, lldp,
                                   portMonitor, monitoredPorts, throughputMinutes, sessionMinutes, snmp, traps,
                                   users)

} // namespace seedbed::emulator::vc

namespace seedbed {

// Found by argument-dependent lookup from the macros below.
static void to_json(nlohmann::json& out, const MacAddress& mac) {
    out = mac.withDashes();
}
static void from_json(const nlohmann::json& in, MacAddress& mac) {
    auto parsed = MacAddress::parse(in.get<std::string>());
    if (!parsed) {
        throw std::invalid_argument(parsed.error().cause);
    }
    mac = *parsed;
}

} // namespace seedbed

namespace seedbed::emulator::vc {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Connection, network, pxe, speed, customMb, mac, iscsiMac, mappings)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Profile, name, bay, group, hideUnused, connections)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Domain, imported, name, macType, macPool, macStart, macEnd, expandedVlans,
                                   uplinkSets, uplinkPorts, networks, groups, profiles, settings)

namespace {

// The macros above would make whole numbers of them, whatever their size.
bool hasFraction(const json& value) {
    return value.is_number_float() ||
           (value.is_structured() && std::any_of(value.begin(), value.end(), hasFraction));
}

} // namespace

std::string domainToJson(const Domain& domain) {
    return json(domain).dump(2) + "\n";
}

Result<Domain> domainFromJson(std::string_view text) {
    auto parsed = parseJson(text, "vc-domain.json");
    if (!parsed) {
        return fail(parsed.error());
    }
    try {
        if (hasFraction(*parsed)) {
            throw std::invalid_argument("a number in it is not whole");
        }
        return parsed->get<Domain>();
    } catch (const std::exception& exception) {
        Error error;
        error.kind = ErrorKind::invalid;
        error.id = "VC-DOMAIN-FILE";
        error.object = "vc-domain.json";
        error.attempted = "read the saved Virtual Connect domain";
        error.cause = exception.what();
        error.action = "remove the file to start with an empty domain";
        return fail(std::move(error));
    }
}

} // namespace seedbed::emulator::vc
