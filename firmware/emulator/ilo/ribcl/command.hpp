// SPDX-License-Identifier: GPL-3.0-or-later
// The commands of RIBCL: one row each in the table of command.cpp, one handler each in commands_*.cpp. A
// handler is called by a user who has the privilege of its row, in a section opened for writing when the row
// asks for it. I/O thread only. Source: HP iLO 4 Scripting and Command Line Guide, and captured answers.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "firmware/emulator/ilo/account/login.hpp"
#include "firmware/emulator/ilo/ribcl/element.hpp"

namespace seedbed::emulator::ribcl {

// The door as faults know it.
constexpr std::string_view kDoor = "ribcl";

// A command as it was sent.
struct Node {
    std::string name;
    Attributes attributes;
    std::vector<Node> children;
    int line = 1;

    std::optional<std::string> get(std::string_view attributeName) const {
        return attribute(attributes, attributeName);
    }
    std::string text(std::string_view attributeName) const { return get(attributeName).value_or(""); }
    const Node* child(std::string_view childName) const; // ignoring case; null if there is none
    // VALUE of the child of that name.
    std::optional<std::string> valueOf(std::string_view childName) const;
};

struct Outcome {
    unsigned status = 0;
    std::string message = "No error";
    std::vector<Element> payload;
    std::vector<std::string> informs; // what it says of its progress

    static Outcome of(Element element);
    static Outcome said(std::string message); // done, and it has something to say
    static Outcome refused(unsigned status, std::string message);
};

// What commands of one stream leave for its end.
struct StreamEffects {
    const std::string* image = nullptr; // a firmware image that was uploaded before; null: none
    bool restartIlo = false;
};

struct Call {
    Chassis& chassis;
    BayNumber bay;
    const IloUser& user;
    const Node& node;
    StreamEffects& effects;

    const Blade& blade() const { return chassis.blade(bay); }
    Ilo& ilo() const { return chassis.ilo(bay); }
    void note(const std::string& text) const { // in the iLO's event log
        chassis.logIlo(bay, LogSeverity::informational, text + " by: " + user.login + ".");
    }
};

struct Command {
    const char* section;
    const char* name;
    bool writes;
    Privilege privilege;
    Outcome (*run)(Call&);
};
const Command* findCommand(std::string_view section, std::string_view name); // ignoring case
bool isSection(std::string_view name);

// Yes, Y, True, T, 1 and their opposites, any case.
std::optional<bool> truth(std::string_view text);
std::string yesNo(bool value); // "Y", "N"
// At most so many characters, all of them printable ASCII: what other doors can tell, too.
bool isPlain(std::string_view text, std::size_t longest);
Outcome unsupported(const Call& call); // 0x003C
Outcome invalidValue(std::string_view what);

// commands_power.cpp
Outcome getHostPowerStatus(Call& call);
Outcome setHostPower(Call& call);
Outcome pressPowerButton(Call& call);
Outcome holdPowerButton(Call& call);
Outcome resetServer(Call& call);
Outcome coldBootServer(Call& call);
Outcome getUidStatus(Call& call);
Outcome uidControl(Call& call);
Outcome getPowerReadings(Call& call);
Outcome getPowerCap(Call& call);
Outcome getServerAutoPower(Call& call);
Outcome serverAutoPower(Call& call);
Outcome getServerPowerOnTime(Call& call);
// commands_boot.cpp
Outcome getOneTimeBoot(Call& call);
Outcome setOneTimeBoot(Call& call);
Outcome getPersistentBoot(Call& call);
Outcome setPersistentBoot(Call& call);
// commands_host.cpp
Outcome getProductName(Call& call);
Outcome getServerName(Call& call);
Outcome setServerName(Call& call);
Outcome getAssetTag(Call& call);
Outcome setAssetTag(Call& call);
Outcome getTpmStatus(Call& call);
Outcome getHostData(Call& call);
// commands_health.cpp
Outcome getEmbeddedHealth(Call& call);
// commands_log.cpp
Outcome getManagementLog(Call& call);
Outcome clearManagementLog(Call& call);
Outcome getIloLog(Call& call);
Outcome clearIloLog(Call& call);
// commands_settings.cpp
Outcome getNetworkSettings(Call& call);
Outcome modNetworkSettings(Call& call);
Outcome getGlobalSettings(Call& call);
Outcome modGlobalSettings(Call& call);
Outcome getSnmpSettings(Call& call);
Outcome modSnmpSettings(Call& call);
Outcome sendSnmpTestTrap(Call& call);
Outcome getDirectoryConfig(Call& call);
Outcome getOaInfo(Call& call);
// commands_media.cpp
Outcome getVmStatus(Call& call);
Outcome insertVirtualMedia(Call& call);
Outcome ejectVirtualMedia(Call& call);
Outcome setVmStatus(Call& call);
// commands_firmware.cpp
Outcome getFirmwareVersion(Call& call);
Outcome tpmEnabled(Call& call);
Outcome updateFirmware(Call& call);
Outcome resetRib(Call& call);
// commands_user.cpp
Outcome getAllUsers(Call& call);
Outcome getAllUserInfo(Call& call);
Outcome getUser(Call& call);
Outcome addUser(Call& call);
Outcome modUser(Call& call);
Outcome deleteUser(Call& call);

} // namespace seedbed::emulator::ribcl
