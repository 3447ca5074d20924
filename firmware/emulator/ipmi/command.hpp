// SPDX-License-Identifier: GPL-3.0-or-later
// The commands of the BMC: one row a command in the table of command.cpp, one handler each in commands_*.cpp.
// A handler gets its data in a length that the row allows, from a session with the privilege the row asks
// for. I/O thread only. Source: IPMI 2.0 revision 1.1, appendix G and the sections named at the handlers.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "firmware/emulator/ipmi/event_records.hpp"
#include "firmware/emulator/ipmi/login.hpp"
#include "firmware/emulator/ipmi/sol_port.hpp"
#include "firmware/emulator/state/chassis.hpp"

namespace seedbed::emulator::ipmi {

namespace completion {
constexpr std::uint8_t ok = 0x00;
constexpr std::uint8_t notSupported = 0x80; // boot, LAN and SOL parameters
constexpr std::uint8_t inProgress = 0x81;
constexpr std::uint8_t readOnly = 0x82;
constexpr std::uint8_t busy = 0xc0;
constexpr std::uint8_t invalidCommand = 0xc1;
constexpr std::uint8_t invalidLun = 0xc2;
constexpr std::uint8_t wrongLength = 0xc7;
constexpr std::uint8_t outOfSpace = 0xc4;
constexpr std::uint8_t reservationGone = 0xc5;
constexpr std::uint8_t outOfRange = 0xc9;
constexpr std::uint8_t tooMuch = 0xca; // cannot return that many octets
constexpr std::uint8_t notPresent = 0xcb;
constexpr std::uint8_t invalidField = 0xcc;
constexpr std::uint8_t noPrivilege = 0xd4;
constexpr std::uint8_t notInThisState = 0xd5;
} // namespace completion

constexpr std::uint8_t kLanChannel = 2; // of an iLO 4
constexpr std::uint8_t kThisChannel = 0x0e;
constexpr std::uint16_t kIpmiPort = 623;

// What the boot option commands keep beside the chassis' boot override.
struct BootSettings {
    std::uint32_t inProgressBy = 0;   // session that set parameter 0 to "in progress"
    std::uint8_t validBitControl = 0; // parameter 3
    std::uint8_t acknowledge = 0;     // parameter 4, who has seen the options
    std::uint8_t deviceByte = 0;      // parameter 5 byte 2 as set
    std::uint8_t rest[3] = {0, 0, 0}; // parameter 5 bytes 3 to 5
};

// One BMC as the handlers see it.
struct Device {
    Device(Chassis& owner, BayNumber number);
    const Blade& blade() const { return chassis.blade(bay); }
    std::vector<User> users() const; // who may log in now, from the iLO's list
    void noteChanges();              // what is new since the last call, as events of the sensors

    Chassis& chassis;
    BayNumber bay;
    Block guid{}; // as IPMI sends it
    SessionTable sessions;
    SolPort sol;
    BootSettings boot;
    std::optional<TimePoint> identifyUntil;
    EventRecords events;
    std::map<std::uint8_t, unsigned> seenStates; // of each sensor, by noteChanges()
    std::uint16_t sdrReservation = 0;
};

struct Call {
    Device& device;
    Session* session; // null before login
    View data;
    TimePoint now;
    std::vector<std::uint32_t> closing;        // sessions to close once the answer is sent
    std::optional<std::uint32_t> solTakenFrom; // session that is to hear that its payload ends

    std::uint8_t at(std::size_t i) const { return data[i]; }
};

struct Reply {
    Reply(Bytes bytes) : data(std::move(bytes)) {} // NOLINT: a handler returns either
    Reply(std::uint8_t code) : completion(code) {} // NOLINT
    Reply(std::initializer_list<unsigned> bytes) { append(data, bytes); }
    std::uint8_t completion = completion::ok;
    Bytes data;
};

// Finds the row, checks length and privilege, runs the handler.
Reply execute(Call& call, std::uint8_t netFn, std::uint8_t command);

bool isLanChannel(std::uint8_t channel);
// The four octets of an address, first octet first.
Bytes networkOrder(Ipv4Address address);

// commands_device.cpp
Reply getDeviceId(Call& call);
Reply getSelfTestResults(Call& call);
Reply getSystemGuid(Call& call);
// commands_session.cpp
Reply getChannelAuthenticationCapabilities(Call& call);
Reply getChannelCipherSuites(Call& call);
Reply setSessionPrivilege(Call& call);
Reply closeSession(Call& call);
Reply getSessionInfo(Call& call);
// commands_channel.cpp
Reply setChannelAccess(Call& call);
Reply getChannelAccess(Call& call);
Reply getChannelInfo(Call& call);
// commands_user.cpp
Reply getUserAccess(Call& call);
Reply setUserAccess(Call& call);
Reply getUserName(Call& call);
Reply setUserName(Call& call);
Reply setUserPassword(Call& call);
// commands_sensor.cpp
Reply getDeviceSdrInfo(Call& call);
Reply getSdrInfo(Call& call);
Reply reserveSdr(Call& call);
Reply getSdr(Call& call);
Reply getSdrTime(Call& call);
Reply getSensorReading(Call& call);
Reply getSensorThresholds(Call& call);
Reply getSensorHysteresis(Call& call);
Reply getSensorType(Call& call);
Reply getSensorFactors(Call& call);
Reply getSensorEventEnable(Call& call);
Reply getSensorEventStatus(Call& call);
// commands_log.cpp
Reply getSelInfo(Call& call);
Reply reserveSel(Call& call);
Reply getSelEntry(Call& call);
Reply addSelEntry(Call& call);
Reply deleteSelEntry(Call& call);
Reply clearSel(Call& call);
Reply getSelTime(Call& call);
Reply setSelTime(Call& call);
Reply getSelUtcOffset(Call& call);
// commands_inventory.cpp
Reply getFruInfo(Call& call);
Reply readFru(Call& call);
Reply writeFru(Call& call);
Reply getDcmiCapabilities(Call& call);
Reply getDcmiPower(Call& call);
// commands_payload.cpp
Reply activatePayload(Call& call);
Reply deactivatePayload(Call& call);
Reply getPayloadActivationStatus(Call& call);
Reply getPayloadInstanceInfo(Call& call);
Reply getUserPayloadAccess(Call& call);
Reply getChannelPayloadSupport(Call& call);
Reply getChannelPayloadVersion(Call& call);
Reply setSolParameter(Call& call);
Reply getSolParameter(Call& call);
// commands_chassis.cpp
Reply getChassisCapabilities(Call& call);
Reply getChassisStatus(Call& call);
Reply chassisControl(Call& call);
Reply chassisIdentify(Call& call);
Reply getPowerOnHours(Call& call);
Reply getRestartCause(Call& call);
// commands_boot.cpp
Reply setBootOption(Call& call);
Reply getBootOption(Call& call);
// commands_lan.cpp
Reply setLanParameter(Call& call);
Reply getLanParameter(Call& call);

} // namespace seedbed::emulator::ipmi
