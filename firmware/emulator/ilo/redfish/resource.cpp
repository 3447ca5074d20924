// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ilo/redfish/resource.hpp"

#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator::redfish {
namespace {

constexpr auto kPower = Privilege::power;
constexpr auto kMedia = Privilege::media;

bool matches(std::string_view pattern, const std::vector<std::string>& segments, std::string& id) {
    const auto wanted = split(pattern, '/');
    if (wanted.size() != segments.size()) {
        return false;
    }
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const bool isPlace = wanted[i] == "{}";
        if (!isPlace && wanted[i] != segments[i]) {
            return false;
        }
        id = isPlace ? segments[i] : id;
    }
    return true;
}

} // namespace

const std::vector<Resource>& resources() {
    static const std::vector<Resource> rows = {
        {.path = "", .get = serviceRoot, .open = true},
        {.path = "ResourceDirectory", .get = resourceDirectory},
        {.path = "JsonSchemas", .get = schemas},
        {.path = "Registries", .get = registries},
        {.path = "EventService", .get = eventService},
        {.path = "Systems", .get = systems},
        {.path = "Systems/1", .get = computerSystem, .patch = patchSystem, .post = actOnSystem},
        {.path = "Systems/1/Actions/ComputerSystem.Reset", .post = resetSystem, .privilege = kPower},
        {.path = "Systems/1/Actions/Oem/Hp/ComputerSystemExt.PowerButton",
         .post = pressPowerButton,
         .privilege = kPower},
        {.path = "Systems/1/Actions/Oem/Hp/ComputerSystemExt.SystemReset",
         .post = coldBoot,
         .privilege = kPower},
        {.path = "Systems/1/Processors", .get = processors},
        {.path = "Systems/1/Processors/{}", .get = processor},
        {.path = "Systems/1/EthernetInterfaces", .get = systemNics},
        {.path = "Systems/1/EthernetInterfaces/{}", .get = systemNic},
        {.path = "Systems/1/LogServices", .get = systemLogs},
        {.path = "Systems/1/LogServices/IML", .get = managementLog, .post = clearManagementLog},
        {.path = "Systems/1/LogServices/IML/Actions/LogService.ClearLog", .post = clearManagementLog},
        {.path = "Systems/1/LogServices/IML/Entries", .get = managementEntries},
        {.path = "Systems/1/LogServices/IML/Entries/{}", .get = managementEntry},
        {.path = "Chassis", .get = chassisCollection},
        {.path = "Chassis/1", .get = chassisResource},
        {.path = "Chassis/1/Power", .get = powerResource},
        {.path = "Chassis/1/Thermal", .get = thermalResource},
        {.path = "Managers", .get = managers},
        {.path = "Managers/1", .get = managerResource, .post = resetManager},
        {.path = "Managers/1/Actions/Manager.Reset", .post = resetManager},
        {.path = "Managers/1/DateTime", .get = dateTime},
        {.path = "Managers/1/NetworkService", .get = networkService},
        {.path = "Managers/1/EthernetInterfaces", .get = managerNics},
        {.path = "Managers/1/EthernetInterfaces/{}", .get = managerNic},
        {.path = "Managers/1/VirtualMedia", .get = mediaCollection},
        {.path = "Managers/1/VirtualMedia/{}",
         .get = mediaResource,
         .patch = patchMedia,
         .privilege = kMedia},
        {.path = "Managers/1/VirtualMedia/{}/Actions/Oem/Hp/HpiLOVirtualMedia.InsertVirtualMedia",
         .post = insertMedia,
         .privilege = kMedia},
        {.path = "Managers/1/VirtualMedia/{}/Actions/Oem/Hp/HpiLOVirtualMedia.EjectVirtualMedia",
         .post = ejectMedia,
         .privilege = kMedia},
        {.path = "Managers/1/VirtualMedia/{}/Actions/VirtualMedia.InsertMedia",
         .post = insertMedia,
         .privilege = kMedia},
        {.path = "Managers/1/VirtualMedia/{}/Actions/VirtualMedia.EjectMedia",
         .post = ejectMedia,
         .privilege = kMedia},
        {.path = "Managers/1/LogServices", .get = managerLogs},
        {.path = "Managers/1/LogServices/IEL", .get = iloLog, .post = clearIloLog},
        {.path = "Managers/1/LogServices/IEL/Actions/LogService.ClearLog", .post = clearIloLog},
        {.path = "Managers/1/LogServices/IEL/Entries", .get = iloEntries},
        {.path = "Managers/1/LogServices/IEL/Entries/{}", .get = iloEntry},
        {.path = "AccountService", .get = accountService},
        {.path = "AccountService/Accounts", .get = accounts},
        {.path = "AccountService/Accounts/{}", .get = account},
        {.path = "AccountService/Roles", .get = roles},
        {.path = "AccountService/Roles/{}", .get = role},
        {.path = "SessionService", .get = sessionService},
        {.path = "SessionService/Sessions",
         .get = sessionCollection,
         .post = openSession,
         .privilege = Privilege::none},
        {.path = "Sessions", .get = sessionCollection, .post = openSession, .privilege = Privilege::none},
        {.path = "SessionService/Sessions/{}",
         .get = sessionResource,
         .erase = closeSession,
         .privilege = Privilege::none},
        {.path = "Sessions/{}", .get = sessionResource, .erase = closeSession, .privilege = Privilege::none},
    };
    return rows;
}

const Resource* findResource(std::string_view path, std::string& id) {
    const auto segments = split(path, '/');
    for (const auto& row : resources()) {
        if (matches(row.path, segments, id)) {
            return &row;
        }
    }
    return nullptr;
}

void Context::note(const std::string& text) const {
    chassis.logIlo(bay, LogSeverity::informational,
                   text + " by: " + (user == nullptr ? "" : user->login) + ".");
}

Json Context::link(std::string_view path) const {
    return {{style.rest ? "href" : "@odata.id", style.link(path)}};
}

Json resource(const Context& context, std::string_view path, std::string_view type, std::string_view version,
              std::string_view id, std::string_view name) {
    const auto& style = context.style;
    const auto home = style.link(path);
    Json json;
    if (!style.rest) {
        json["@odata.context"] = fmt::format("/redfish/v1/$metadata#{}{}", path, style.modern ? "" : "/");
        json["@odata.id"] = home;
        json["@odata.type"] = style.type(type, version);
        if (style.modern) {
            json["@odata.context"] = fmt::format("/redfish/v1/$metadata#{0}.{0}", type);
        }
    }
    json["Id"] = id;
    json["Name"] = name;
    if (style.older) {
        json["Type"] = fmt::format("{}.{}", type, version);
        json["links"] = {{"self", {{"href", home}}}};
    }
    return json;
}

Json collection(const Context& context, std::string_view path, std::string_view type, std::string_view name,
                const std::vector<std::string>& members) {
    const auto& style = context.style;
    Json json;
    auto list = Json::array();
    auto older = Json::array();
    for (const auto& member : members) {
        const auto home = style.link(fmt::format("{}/{}", path, member));
        list.push_back({{"@odata.id", home}});
        older.push_back({{"href", home}});
    }
    if (!style.rest) {
        json["@odata.context"] = style.modern ? fmt::format("/redfish/v1/$metadata#{0}.{0}", type)
                                              : fmt::format("/redfish/v1/$metadata#{}/", path);
        json["@odata.id"] = style.link(path);
        json["@odata.type"] = fmt::format("#{0}.{0}", type);
        json["Members"] = std::move(list);
        json["Members@odata.count"] = members.size();
    }
    json["Name"] = name;
    if (style.older) {
        json["Type"] = "Collection.1.0.0";
        json["MemberType"] = type;
        json["Total"] = members.size();
        json["links"] = {{"Member", std::move(older)}, {"self", {{"href", style.link(path)}}}};
    }
    return json;
}

Json healthStatus(std::string_view health, bool enabled) {
    return {{"Health", health}, {"State", enabled ? "Enabled" : "Disabled"}};
}

} // namespace seedbed::emulator::redfish
