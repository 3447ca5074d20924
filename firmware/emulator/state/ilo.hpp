// SPDX-License-Identifier: GPL-3.0-or-later
// What one management processor holds beside the blade itself: users, logs, virtual media, settings. One value a
// bay in Chassis, behind every door of that iLO (IPMI, RIBCL, Redfish, SSH). Plain data; I/O thread only. An iLO
// has 12 local users; IPMI's user n is users[n - 1], and an unused place has no login name.
#pragma once

#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <string>

#include "firmware/emulator/state/event_log.hpp"
#include "oa-bridge/base/secret.hpp"

namespace seedbed::emulator {

constexpr int kIloUsers = 12;

struct IloUser {
    std::string login; // empty: the place is free
    std::string name;  // shown
    Secret password;
    bool enabled = true;
    bool admin = false; // administer user accounts
    bool remoteConsole = false;
    bool power = false; // reset server
    bool media = false;
    bool configure = false;
    int ipmiPrivilege = 4; // 2 user, 3 operator, 4 administrator, 15 no access
};

enum class MediaBoot { none, once, always };
struct VirtualMedia {
    std::string url; // empty: nothing inserted
    bool connected = false;
    bool writeProtected = true;
    MediaBoot boot = MediaBoot::none;
};

struct IloSettings {
    std::string dnsName;
    std::string domainName;
    std::string timezone = "Etc/UTC";
    std::array<std::string, 2> ntp;
    bool ipmiOverLan = true;
    int sessionTimeoutMinutes = 30;
    int minimumPassword = 8;
    std::string snmpReadCommunity = "public";
    std::array<std::string, 3> trapReceivers;
    bool autoPowerOn = true;    // when power comes back
    std::string autoPowerDelay; // "15", "30", "45", "60" seconds or "RANDOM"; empty: none
    std::map<std::string, std::string> kept; // told back as they were set, without effect here; RIBCL's names
};

struct Ilo {
    std::array<IloUser, kIloUsers> users;
    EventLog eventLog;      // "iLO 4 Event Log"
    EventLog managementLog; // "Integrated Management Log"
    VirtualMedia floppy;    // also USB stick
    VirtualMedia cd;
    IloSettings settings;
    std::string assetTag;
    std::chrono::seconds clockOffset{0};
    int testTraps = 0;    // asked for so far
    int failedLogins = 0; // in a row, for the login delay
    std::optional<std::chrono::steady_clock::time_point> loginAfter; // no login is looked at before
    std::optional<std::chrono::steady_clock::time_point> restartsUntil; // it is resetting: every door is shut
};

} // namespace seedbed::emulator
