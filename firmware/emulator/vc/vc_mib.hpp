// SPDX-License-Identifier: GPL-3.0-or-later
// The objects the module shows by SNMP, and its notifications. Source: HPVC-MIB, HPVCMODULE-MIB, IF-MIB;
// sysDescr and sysObjectID as public captures show them. Inferred: the indexes of ports, networks and
// profiles. I/O thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "firmware/emulator/snmp/agent.hpp"
#include "firmware/emulator/vc/managed.hpp"

namespace seedbed::emulator::vc {

snmp::Objects vcObjects(const VirtualConnect& module, snmp::Clock clock);

struct Notification {
    snmp::Oid parent; // what stands before ".0.number", or of standard traps before ".number"
    int number = 0;
    int status = normal; // its severity
    std::vector<snmp::Varbind> varbinds;
};
Notification testNotification(const VirtualConnect& module);

// Compares the module with what it was when it was last asked.
class NotificationSource {
public:
    explicit NotificationSource(const VirtualConnect& module);
    std::vector<Notification> changes();

private:
    struct Seen {
        std::map<std::string, Managed> networks, profiles;
        std::map<BayNumber, Managed> servers;
        std::map<int, bool> links; // of the uplinks
        Managed module, enclosure, domain;
    };
    Seen look() const;
    void things(std::vector<Notification>& all, const Seen& before, const Seen& now) const;
    void whole(std::vector<Notification>& all, const Seen& before, const Seen& now) const;

    const VirtualConnect& module_;
    Seen seen_;
};

} // namespace seedbed::emulator::vc
