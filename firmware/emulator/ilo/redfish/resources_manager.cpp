// SPDX-License-Identifier: GPL-3.0-or-later
// The iLO itself.
#include "firmware/emulator/ilo/account/view.hpp"
#include "firmware/emulator/ilo/redfish/resource.hpp"
#include "firmware/emulator/state/identity.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator::redfish {
namespace {

Json oemHp(const Context& context) {
    const auto& blade = context.blade();
    Json json{
        {"@odata.type", context.style.modern ? "#HpiLO.v1_1_0.HpiLO" : "#HpiLO.1.1.0.HpiLO"},
        {"Firmware",
         {{"Current",
           {{"Date", iloDate(blade)}, {"VersionString", fmt::format("iLO 4 v{}", iloVersion(blade))}}}}},
        {"License", {{"LicenseString", "iLO 4 Advanced"}, {"LicenseType", "Perpetual"}}},
        {"Type", "HpiLO.1.1.0"}};
    if (!context.style.modern) {
        json[context.style.rest ? "links" : "Links"]["DateTimeService"] = context.link("Managers/1/DateTime");
    }
    return json;
}

Json shell(int maximum, std::vector<const char*> kinds) {
    return {{"ConnectTypesSupported", kinds}, {"MaxConcurrentSessions", maximum}, {"ServiceEnabled", true}};
}

Json port(int number) {
    return {{"Port", number}, {"ProtocolEnabled", true}};
}

} // namespace

Json managers(Context& context) {
    return collection(context, "Managers", "ManagerCollection", "Managers", {"1"});
}

Json managerResource(Context& context) {
    auto json = resource(context, "Managers/1", "Manager", "1.0.0", "1", "Manager");
    json["CommandShell"] = shell(9, {"SSH", "Oem"});
    json["FirmwareVersion"] = fmt::format("iLO 4 v{}", iloVersion(context.blade()));
    json["GraphicalConsole"] = shell(10, {"KVMIP"});
    json["ManagerType"] = "BMC";
    json["Model"] = "iLO 4";
    json["SerialConsole"] = shell(13, {"SSH", "IPMI", "Oem"});
    json["Status"] = {{"State", "Enabled"}};
    json["UUID"] = uuidText(context.blade().uuid);
    json["Oem"]["Hp"] = oemHp(context);
    if (context.style.modern) { // DMTF's place for it; iLO 4 has a resource of its own
        json["DateTime"] = isoTime(context.chassis.iloNow(context.bay));
        json["DateTimeLocalOffset"] = "+00:00";
    }
    if (context.style.rest) {
        json["AvailableActions"] = Json::array({{{"Action", "Reset"}}});
        json["links"]["EthernetNICs"] = context.link("Managers/1/EthernetInterfaces");
        json["links"]["Logs"] = context.link("Managers/1/LogServices");
        json["links"]["ManagerForServers"] = Json::array({context.link("Systems/1")});
        json["links"]["NetworkService"] = context.link("Managers/1/NetworkService");
        json["links"]["VirtualMedia"] = context.link("Managers/1/VirtualMedia");
        return json;
    }
    json["Actions"]["#Manager.Reset"] = {{"target", context.style.link("Managers/1/Actions/Manager.Reset")}};
    json["EthernetInterfaces"] = context.link("Managers/1/EthernetInterfaces");
    json["Links"] = {{"ManagerForChassis", Json::array({context.link("Chassis/1")})},
                     {"ManagerForServers", Json::array({context.link("Systems/1")})}};
    json["LogServices"] = context.link("Managers/1/LogServices");
    json["NetworkProtocol"] = context.link("Managers/1/NetworkService");
    json["VirtualMedia"] = context.link("Managers/1/VirtualMedia");
    return json;
}

Answer resetManager(Context& context) {
    auto answer = context.say({200, "iLO.0.10.ResetInProgress"});
    answer.restartIlo = true;
    return answer;
}

// The members HPE's examples use; the clock runs in UTC whatever zone is set.
Json dateTime(Context& context) {
    const auto& settings = context.ilo().settings;
    auto servers = Json::array();
    for (const auto& server : settings.ntp) {
        servers.push_back(server);
    }
    auto json = resource(context, "Managers/1/DateTime", "HpiLODateTime", "1.0.0", "DateTime", "iLO Date Time");
    json["ConfigurationSettings"] = "Current";
    json["DateTime"] = isoTime(context.chassis.iloNow(context.bay));
    json["NTPServers"] = servers;
    json["StaticNTPServers"] = servers;
    json["TimeZone"] = {{"Index", 0}, {"Name", settings.timezone}, {"UtcOffset", "+00:00"}};
    json["TimeZoneList"] = Json::array({{{"Index", 0}, {"Name", settings.timezone}}});
    return json;
}

Json networkService(Context& context) {
    const auto& settings = context.ilo().settings;
    auto json = resource(context, "Managers/1/NetworkService",
                         context.style.modern ? "ManagerNetworkProtocol" : "ManagerNetworkService", "1.0.0",
                         "NetworkService", "Manager Network Service");
    json["FQDN"] = settings.dnsName + (settings.domainName.empty() ? "" : "." + settings.domainName);
    json["HTTP"] = port(80);
    json["HTTPS"] = port(443);
    json["HostName"] = settings.dnsName;
    json["IPMI"] = {{"Port", 623}, {"ProtocolEnabled", settings.ipmiOverLan}};
    json["SSH"] = port(22);
    json["Status"] = {{"State", "Enabled"}};
    return json;
}

Json managerNics(Context& context) {
    return collection(context, "Managers/1/EthernetInterfaces", "EthernetInterfaceCollection",
                      "Configuration of Manager NICs", {"1"});
}

// The dedicated port; a blade has no shared one (inferred).
Json managerNic(Context& context) {
    if (context.id != "1") {
        return nullptr;
    }
    const auto& settings = context.ilo().settings;
    const auto& network = context.chassis.options().network;
    auto json = resource(context, "Managers/1/EthernetInterfaces/1", "EthernetInterface", "1.0.0", "1",
                         "Manager Dedicated Network Interface");
    json["AutoNeg"] = true;
    json["FullDuplex"] = true;
    json["HostName"] = settings.dnsName;
    json["IPv4Addresses"] = Json::array({{{"Address", context.blade().iloAddress.toString()},
                                          {"AddressOrigin", "DHCP"},
                                          {"Gateway", network.host(1).toString()},
                                          {"SubnetMask", network.netmask().toString()}}});
    json["MACAddress"] = context.blade().iloMac.toString();
    json["SpeedMbps"] = 1000;
    json["Status"] = healthStatus("OK");
    return json;
}

} // namespace seedbed::emulator::redfish
