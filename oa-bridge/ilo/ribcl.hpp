// SPDX-License-Identifier: GPL-3.0-or-later
// One iLO over RIBCL (XML in an HTTPS POST). Calls queue: the iLO sees one at a time. Created by whoever owns the
// blade, lives as long as that; I/O thread only. Nothing is retried here except that a password with special
// characters is tried in both of the forms that firmware knows. Errors, object "iLO <address>": those of
// wire/ribcl.hpp and of iloFailure with the door RIBCL.
#pragma once

#include <string>
#include <vector>

#include "oa-bridge/ilo/ilo_access.hpp"
#include "oa-bridge/model/ilo.hpp"
#include "oa-bridge/wire/ribcl.hpp"

namespace seedbed {

class Ribcl {
public:
    Ribcl(asio::any_io_executor executor, IloAccess access);

    Task<PowerReading> powerStatus();
    // Reads the state first; false when the blade was there already. RIBCL-POWER-OFF (conflict): reset of an off
    // blade; RIBCL-POWER-UNKNOWN.
    Task<bool> setPower(PowerCommand command);

    Task<bool> startsByItself(); // when its power comes back

    Task<IloFirmware> firmware();
    Task<std::string> productName();
    Task<HostIdentity> hostIdentity();
    Task<EmbeddedHealth> health();
    Task<std::vector<LogRecord>> eventLog();      // the iLO's own
    Task<std::vector<LogRecord>> managementLog(); // the machine's (IML)

    Task<std::vector<IloUser>> users();
    Task<> addUser(IloUser user, Secret password);
    Task<> modifyUser(IloUser user); // name and privileges
    Task<> setUserPassword(std::string login, Secret password);

    Task<BootSource> oneTimeBoot();
    // Reads back: RIBCL-BOOT-IGNORED (nonsense) when the iLO accepted it and holds something else.
    Task<> setOneTimeBoot(BootSource source);
    Task<BootOrder> persistentBoot();
    Task<> setPersistentBoot(BootOrder order);

    Task<NetworkSettings> networkSettings();
    Task<> setTimeServers(std::vector<std::string> servers); // two at most; the iLO's network starts anew
    Task<GlobalSettings> globalSettings();
    Task<> setIpmiOverLan(bool on);
    // From the head of its answer; RIBCL has no command for it. RIBCL-NO-CLOCK (unsupported) without one.
    Task<DeviceClock> clock();
    Task<> resetIlo(); // it is gone for about a minute; the host runs on

    Task<VirtualMedia> virtualMedia(MediaDrive drive);
    Task<> insertMedia(MediaDrive drive, std::string url); // inserts and connects
    Task<> ejectMedia(MediaDrive drive);

private:
    struct Answer {
        std::string body;
        std::string date; // of the HTTP head
    };
    Task<Answer> exchange(wire::RibclCommand command);
    Task<Answer> post(std::string document, std::string attempted);
    Task<> act(wire::RibclCommand command);
    template <class T>
    Task<T> ask(wire::RibclCommand command, Result<T> (*read)(std::string_view));
    Error named(Error error) const;

    IloAccess access_;
    Turn turn_;
    wire::RibclPasswordForm form_;
};

} // namespace seedbed
