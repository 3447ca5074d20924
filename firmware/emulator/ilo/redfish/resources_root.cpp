// SPDX-License-Identifier: GPL-3.0-or-later
// The service root and what hangs on it.
#include "firmware/emulator/ilo/account/view.hpp"
#include "firmware/emulator/ilo/redfish/resource.hpp"
#include "firmware/emulator/state/identity.hpp"

namespace seedbed::emulator::redfish {
namespace {

Json oemHp(const Context& context) {
    const auto& blade = context.blade();
    const auto& settings = context.ilo().settings;
    Json manager{
        {"Blade",
         {{"BayNumber", fmt::format("Bay {}", blade.bay)},
          {"EnclosureName", context.chassis.oa().enclosureName},
          {"RackName", context.chassis.oa().rackName}}},
        {"DefaultLanguage", "en"},
        {"FQDN", settings.dnsName + (settings.domainName.empty() ? "" : "." + settings.domainName)},
        {"HostName", settings.dnsName},
        {"Languages",
         Json::array({{{"Language", "en"}, {"TranslationName", "English"}, {"Version", iloVersion(blade)}}})},
        {"ManagerFirmwareVersion", iloVersion(blade)},
        {"ManagerType", "iLO 4"}};
    Json sessions{{"CertCommonName", blade.iloName},
                  {"KerberosEnabled", false},
                  {"LDAPAuthLicenced", true},
                  {"LDAPEnabled", false},
                  {"LocalLoginEnabled", true},
                  {"LoginFailureDelay",
                   std::chrono::duration_cast<std::chrono::seconds>(context.chassis.loginDelay()).count()},
                  {"LoginHint",
                   {{"Hint", "POST to /Sessions to login using the following JSON object:"},
                    {"HintPOSTData", {{"Password", "password"}, {"UserName", "username"}}}}},
                  {"SecurityOverride", false}};
    return {{"@odata.type", context.style.modern ? "#HpiLOServiceExt.v1_0_0.HpiLOServiceExt"
                                                 : "#HpiLOServiceExt.1.0.0.HpiLOServiceExt"},
            {"Manager", Json::array({std::move(manager)})},
            {"Sessions", std::move(sessions)},
            {"Type", "HpiLOServiceExt.1.0.0"},
            {"links", {{"ResourceDirectory", {{"href", context.style.link("ResourceDirectory")}}}}}};
}

} // namespace

Json serviceRoot(Context& context) {
    const auto& style = context.style;
    auto json = resource(context, "", "ServiceRoot", "1.0.0", "v1", "HP RESTful Root Service");
    constexpr const char* places[] = {"AccountService", "Chassis",    "EventService",   "JsonSchemas",
                                      "Managers",       "Registries", "SessionService", "Systems"};
    for (const auto* place : places) {
        if (style.rest) {
            json["links"][place] = context.link(place);
        } else {
            json[place] = context.link(place);
        }
    }
    if (style.rest) {
        json["links"]["Sessions"] = context.link("Sessions");
    } else {
        json["Links"] = {{"Sessions", context.link(style.modern ? "SessionService/Sessions" : "Sessions")}};
    }
    json["Oem"]["Hp"] = oemHp(context);
    json["RedfishVersion"] = "1.0.0";
    if (style.older) {
        json["ServiceVersion"] = "1.0.0";
        json["Time"] = nullptr;
    }
    json["UUID"] = uuidText(context.blade().uuid);
    return json;
}

Json resourceDirectory(Context& context) {
    auto json = resource(context, "ResourceDirectory", "HpiLOResourceDirectory", "1.0.0", "ResourceDirectory",
                         "Resource Directory");
    auto instances = Json::array();
    constexpr const char* places[] = {"Systems/1", "Chassis/1", "Managers/1", "AccountService",
                                      "SessionService"};
    constexpr const char* types[] = {"ComputerSystem", "Chassis", "Manager", "AccountService",
                                     "SessionService"};
    for (std::size_t i = 0; i < std::size(places); ++i) {
        instances.push_back({{"@odata.id", context.style.link(places[i])},
                             {"@odata.type", context.style.type(types[i], "1.0.0")},
                             {"href", context.style.link(places[i])},
                             {"Type", fmt::format("{}.1.0.0", types[i])}});
    }
    json["Instances"] = std::move(instances);
    return json;
}

Json schemas(Context& context) {
    return collection(context, "JsonSchemas", "JsonSchemaFileCollection", "Schemas", {});
}

Json registries(Context& context) {
    return collection(context, "Registries", "MessageRegistryFileCollection", "Registries", {});
}

Json eventService(Context& context) {
    auto json = resource(context, "EventService", "EventService", "1.0.0", "EventService", "Event Service");
    json["ServiceEnabled"] = false; // these iLOs send no events
    json["Status"] = {{"State", "Disabled"}};
    return json;
}

} // namespace seedbed::emulator::redfish
