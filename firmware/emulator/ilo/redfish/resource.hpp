// SPDX-License-Identifier: GPL-3.0-or-later
// The resources of the Redfish service: one row each in the table of resource.cpp, built in resources_*.cpp.
// Paths are below /redfish/v1 and /rest/v1; "{}" is one segment that the row is given. I/O thread only.
// Source: the shape of a Gen8 with iLO 4, and DMTF DSP0266 where `modern` asks for it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "firmware/emulator/ilo/account/login.hpp"
#include "firmware/emulator/ilo/redfish/message.hpp"
#include "firmware/emulator/ilo/redfish/sessions.hpp"

namespace seedbed::emulator::redfish {

constexpr std::string_view kDoor = "redfish";

struct Context {
    Chassis& chassis;
    BayNumber bay;
    Sessions& sessions;
    Style style;
    const IloUser* user; // who asks; null where everybody may
    std::string id;      // what stands for "{}"
    const Json* body;    // of POST and PATCH, an object; else null

    const Blade& blade() const { return chassis.blade(bay); }
    Ilo& ilo() const { return chassis.ilo(bay); }
    void note(const std::string& text) const; // in the iLO's event log
    Json link(std::string_view path) const;   // {"@odata.id": ...}, or {"href": ...} below /rest
    Answer say(const Message& message, const std::vector<std::string>& arguments = {}) const {
        return messageAnswer(style, message, arguments);
    }
};

using Build = Json (*)(Context&); // null: there is no such resource
using Act = Answer (*)(Context&);

struct Resource {
    std::string_view path;
    Build get = nullptr;
    Act patch = nullptr;
    Act post = nullptr;
    Act erase = nullptr;
    Privilege privilege = Privilege::configure; // to change it
    bool open = false;                          // to everybody
};
const std::vector<Resource>& resources();
// The row of a path without slashes at its ends; sets `id`.
const Resource* findResource(std::string_view path, std::string& id);

// The head of every resource: context, id, type, and the older self link.
Json resource(const Context& context, std::string_view path, std::string_view type, std::string_view version,
              std::string_view id, std::string_view name);
Json collection(const Context& context, std::string_view path, std::string_view type, std::string_view name,
                const std::vector<std::string>& members);
Json healthStatus(std::string_view health, bool enabled = true);

// resources_root.cpp
Json serviceRoot(Context& context);
Json resourceDirectory(Context& context);
Json schemas(Context& context);
Json registries(Context& context);
Json eventService(Context& context);
// resources_system.cpp
Json systems(Context& context);
Json computerSystem(Context& context);
Answer patchSystem(Context& context);
Answer actOnSystem(Context& context);
Answer resetSystem(Context& context);
Answer pressPowerButton(Context& context);
Answer coldBoot(Context& context);
Json processors(Context& context);
Json processor(Context& context);
Json systemNics(Context& context);
Json systemNic(Context& context);
// resources_chassis.cpp
Json chassisCollection(Context& context);
Json chassisResource(Context& context);
Json powerResource(Context& context);
Json thermalResource(Context& context);
// resources_manager.cpp
Json managers(Context& context);
Json managerResource(Context& context);
Answer resetManager(Context& context);
Json dateTime(Context& context);
Json networkService(Context& context);
Json managerNics(Context& context);
Json managerNic(Context& context);
// resources_media.cpp
Json mediaCollection(Context& context);
Json mediaResource(Context& context);
Answer patchMedia(Context& context);
Answer insertMedia(Context& context);
Answer ejectMedia(Context& context);
// resources_log.cpp
Json systemLogs(Context& context);
Json managerLogs(Context& context);
Json managementLog(Context& context);
Json iloLog(Context& context);
Json managementEntries(Context& context);
Json iloEntries(Context& context);
Json managementEntry(Context& context);
Json iloEntry(Context& context);
Answer clearManagementLog(Context& context);
Answer clearIloLog(Context& context);
// resources_account.cpp
Json accountService(Context& context);
Json accounts(Context& context);
Json account(Context& context);
Json roles(Context& context);
Json role(Context& context);
Json sessionService(Context& context);
Json sessionCollection(Context& context);
Json sessionResource(Context& context);
Answer openSession(Context& context);
Answer closeSession(Context& context);

} // namespace seedbed::emulator::redfish
