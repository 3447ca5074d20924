// SPDX-License-Identifier: GPL-3.0-or-later
// One Onboard Administrator over SOAP. Owns the session key; calls queue, one at a time. Created by whoever
// owns the chassis, lives as long as that; I/O thread only. A session that the OA no longer accepts is opened
// again, once a call. Errors: those of oa-bridge/wire/oa_soap.hpp, the OA's address as object, and
// OA-UNREACHABLE (unreachable or timeout), OA-NONSENSE (also: no HTTP answer worth the name), OA-TLS (kind
// refused: handshake), TLS-PIN-MISMATCH. What SOAP lacks, or nobody has documented (EBIPA, the E-fuse), is with
// OaCommandLine.
#pragma once

#include <string>
#include <vector>

#include "oa-bridge/async/task.hpp"
#include "oa-bridge/base/secret.hpp"
#include "oa-bridge/model/enclosure.hpp"
#include "oa-bridge/model/oa_settings.hpp"
#include "oa-bridge/net/tls.hpp"
#include "oa-bridge/wire/oa_soap.hpp"

namespace seedbed {

struct OaAccess {
    std::string address;
    std::string user;
    Secret password;
    TlsProfile tls{TlsProfile::Trust::firstUse, true, {}, {}};
    int port = 443;
    Duration callDeadline = std::chrono::seconds(20);
};

class OnboardAdministrator {
public:
    OnboardAdministrator(asio::any_io_executor executor, OaAccess access);

    // The whole chassis. Fails when enclosure or blades cannot be read, or the OA goes away meanwhile;
    // anything less lands in Enclosure::gaps.
    Task<Enclosure> survey();
    // The same in two parts, for who has the blades to ask meanwhile: enclosure and blades with the addresses of their
    // iLOs; then all else.
    Task<Enclosure> surveyBlades();
    Task<> surveyRest(Enclosure& into);
    Task<BladeStatus> getBladeStatus(BayNumber bay);
    Task<std::string> serialNumber(BayNumber bay); // of the blade that is there now, empty: none
    // Reads the state first; false when the blade was there already. BAY-ABSENT when the bay is empty,
    // BAY-POWER-OFF when an off blade is to be reset, BAY-POWER-UNKNOWN.
    Task<bool> setPower(BayNumber bay, PowerCommand command);
    Task<> setOneTimePxe(BayNumber bay);

    Task<std::vector<BladePortMap>> portMaps(int bays);
    Task<std::vector<ThermalReading>> bladeThermals(BayNumber bay);
    Task<ThermalReading> enclosureThermal();
    Task<OaPowerConfig> powerConfig();
    Task<> setPowerConfig(OaPowerConfig config);
    Task<OaUser> userInfo(std::string user);
    Task<std::string> syslog(int oaBay);
    Task<std::vector<LogRecord>> iloEventLog(BayNumber bay);
    Task<std::vector<LogRecord>> managementLog(BayNumber bay); // the machine's (IML)
    Task<BootOrder> bootOrder(BayNumber bay);
    Task<> setUnitLight(BayNumber bay, bool on);
    Task<DeviceClock> clock();

    Task<> logOut(); // gives the session back; fine without one

private:
    Task<std::string> call(wire::OaCall call);
    Task<std::string> post(std::string envelope, std::string attempted);
    Task<> logIn();
    Task<> act(wire::OaCall call);
    Task<> fill(wire::OaCall call, Result<> (*read)(std::string_view, Enclosure&), Enclosure& into);
    Task<> fillMandatory(Enclosure& into);
    Task<> fillProcessors(Enclosure& into);
    template <class T>
    Task<T> ask(wire::OaCall call, Result<T> (*read)(std::string_view));
    Error named(Error error) const;

    OaAccess access_;
    Turn turn_;
    Secret session_;
};

} // namespace seedbed
