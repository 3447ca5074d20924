// SPDX-License-Identifier: GPL-3.0-or-later
// The power of one blade of a real or emulated chassis: looks by the OA's SOAP and the iLO's IPMI, and by
// Redfish when these two do not agree; an iLO is left alone for ipmiInterval while the OA tells nothing new;
// acts by SOAP, IPMI, and the OA's command line, which alone resets an iLO or an e-fuse. Made for one power
// command; OA and Blocking must outlive it. I/O thread only.
#pragma once

#include <optional>

#include "appliance/inventory/ladder.hpp"
#include "oa-bridge/async/blocking.hpp"
#include "oa-bridge/ilo/bmc.hpp"
#include "oa-bridge/ilo/redfish.hpp"
#include "oa-bridge/oa/oa_command_line.hpp"
#include "oa-bridge/oa/onboard_administrator.hpp"

namespace seedbed {

struct ChassisPowerAccess {
    BayNumber bay = 0;
    std::string oaAddress, iloAddress; // no iLO address: only the OA is asked
    std::string user;                  // of OA and iLO
    Secret password;
    PinStore* pins = nullptr; // of certificates and host keys; without one any is accepted
    Duration doorLimit = std::chrono::seconds(8); // of one look at one door
    Duration ipmiInterval{};                      // between two IPMI sessions
};

class ChassisPower : public BladePower {
public:
    ChassisPower(asio::any_io_executor executor, Blocking& blocking, OnboardAdministrator& oa, ChassisPowerAccess access);
    asio::awaitable<PowerLook> look() override;
    Task<bool> climb(Rung rung, Source door) override;
    Task<bool> switchOn(Source door) override;

private:
    Task<PowerReading> askOa();
    asio::awaitable<void> ask(PowerLook& look, Source source, Task<PowerReading> question);

    ChassisPowerAccess access_;
    std::optional<PowerLook> last_; // that the iLO took part in; none after the iLO was reset
    OnboardAdministrator& oa_;
    OaCommandLine commandLine_;
    Bmc bmc_;
    Redfish redfish_;
};

} // namespace seedbed
