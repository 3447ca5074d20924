// SPDX-License-Identifier: GPL-3.0-or-later
// RIBCL of iLO 3 and 4: commands to text, answers to values, pure. Used by Ribcl. An answer is a stream of XML
// documents, one an event; the first one that names a fault is what the whole answer means. Source of the
// protocol facts: hpilo.py and its captures, HP iLO 4 Scripting and Command Line Guide. Errors of every reader,
// all without an object (the client names the iLO):
//   RIBCL-LOGIN-REFUSED refused   0x005f
//   RIBCL-PRIVILEGE     refused   0x0023
//   RIBCL-UNSUPPORTED   unsupported 0x003C, and commands that the firmware does not know
//   RIBCL-LICENCE       unsupported 0x002e
//   RIBCL-NO-USER       notFound  0x000a
//   RIBCL-PASSWORD      invalid   0x0004
//   RIBCL-MEDIA         conflict  0x0035
//   RIBCL-POWER-OFF     conflict  the host is off
//   RIBCL-BUSY          busy      0x0088
//   RIBCL-ERROR         conflict  any other status, its code and text in the cause
//   RIBCL-NONSENSE      nonsense  not such a stream, or without the elements the command must answer
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "oa-bridge/base/secret.hpp"
#include "oa-bridge/model/ilo.hpp"

namespace seedbed::wire {

// An iLO takes a password literally, or with XML entities when the request says so. Both forms are one for
// passwords without special characters.
enum class RibclPasswordForm { literal, entities };
// The form to try first, and whether the other one could work too.
RibclPasswordForm preferredForm(const Secret& password);
bool otherFormPossible(const Secret& password);

struct RibclCommand {
    RibclCommand(std::string s, std::string n) : section(std::move(s)), name(std::move(n)) {}
    RibclCommand& writing();                                            // MODE="write"
    RibclCommand& with(std::string attribute, std::string value);       // in this order
    RibclCommand& withChild(std::string element, std::string value);    // <ELEMENT VALUE="value"/>
    RibclCommand& withSecret(std::string element, const Secret& value); // the same, for a new password
    std::string section;                                                // SERVER_INFO, RIB_INFO, USER_INFO
    std::string name;
    bool write = false;
    std::vector<std::pair<std::string, std::string>> attributes;
    std::vector<std::pair<std::string, Secret>> children;
};

RibclCommand powerCommand(PowerCommand command);
RibclCommand addUserCommand(const IloUser& user, const Secret& password);
RibclCommand modifyUserCommand(const IloUser& user);
RibclCommand oneTimeBootCommand(BootSource source);
RibclCommand persistentBootCommand(const BootOrder& order);
RibclCommand timeServersCommand(const std::vector<std::string>& servers); // two at most, and none from DHCP
RibclCommand mediaCommand(std::string name, MediaDrive drive);

// The whole document. `form` is how the password to log in with is meant.
std::string ribclRequest(const RibclCommand& command, const std::string& user, const Secret& password,
                         RibclPasswordForm form);

Result<> readRibclDone(std::string_view reply);
Result<PowerReading> readHostPower(std::string_view reply);
Result<bool> readAutoPower(std::string_view reply); // at once or after a delay: true
Result<IloFirmware> readIloFirmware(std::string_view reply);
Result<std::string> readProductName(std::string_view reply);
Result<HostIdentity> readHostData(std::string_view reply);
Result<EmbeddedHealth> readEmbeddedHealth(std::string_view reply);
Result<std::vector<LogRecord>> readIloLog(std::string_view reply);
Result<std::vector<IloUser>> readIloUsers(std::string_view reply);
Result<BootSource> readOneTimeBoot(std::string_view reply);
Result<BootOrder> readPersistentBoot(std::string_view reply);
Result<NetworkSettings> readNetworkSettings(std::string_view reply);
Result<GlobalSettings> readGlobalSettings(std::string_view reply);
Result<VirtualMedia> readMediaStatus(std::string_view reply);

} // namespace seedbed::wire
