// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ipmi/command.hpp"

#include <algorithm>

#include "firmware/emulator/state/told.hpp"

namespace seedbed::emulator::ipmi {
namespace {

using Handler = Reply (*)(Call&);

struct Row {
    std::uint8_t netFn;
    std::uint8_t command;
    Privilege privilege; // none: also before login
    std::size_t least, most;
    Handler handler;
};

constexpr std::uint8_t kChassis = 0x00, kSensor = 0x04, kApp = 0x06, kStorage = 0x0a, kTransport = 0x0c, kGroup = 0x2c;
constexpr auto kAnyone = Privilege::none;
constexpr auto kUser = Privilege::user;
constexpr auto kOperator = Privilege::operators;
constexpr auto kAdministrator = Privilege::administrator;

// clang-format off
constexpr Row kCommands[] = {
    {kChassis,   0x00, kUser,          0,  0, getChassisCapabilities},
    {kChassis,   0x01, kUser,          0,  0, getChassisStatus},
    {kChassis,   0x02, kOperator,      1,  1, chassisControl},
    {kChassis,   0x04, kOperator,      0,  2, chassisIdentify},
    {kChassis,   0x07, kUser,          0,  0, getRestartCause},
    {kChassis,   0x08, kOperator,      1, 20, setBootOption},
    {kChassis,   0x09, kOperator,      3,  3, getBootOption},
    {kChassis,   0x0f, kUser,          0,  0, getPowerOnHours},
    {kSensor,    0x20, kUser,          0,  1, getDeviceSdrInfo},
    {kSensor,    0x21, kUser,          6,  6, getSdr},
    {kSensor,    0x22, kUser,          0,  0, reserveSdr},
    {kSensor,    0x23, kUser,          2,  2, getSensorFactors},
    {kSensor,    0x25, kUser,          1,  2, getSensorHysteresis},
    {kSensor,    0x27, kUser,          1,  1, getSensorThresholds},
    {kSensor,    0x29, kUser,          1,  1, getSensorEventEnable},
    {kSensor,    0x2b, kUser,          1,  1, getSensorEventStatus},
    {kSensor,    0x2d, kUser,          1,  1, getSensorReading},
    {kSensor,    0x2f, kUser,          1,  1, getSensorType},
    {kApp,       0x01, kUser,          0,  0, getDeviceId},
    {kApp,       0x04, kUser,          0,  0, getSelfTestResults},
    {kApp,       0x37, kAnyone,        0,  0, getSystemGuid},
    {kApp,       0x38, kAnyone,        2,  2, getChannelAuthenticationCapabilities},
    {kApp,       0x3b, kUser,          1,  1, setSessionPrivilege},
    {kApp,       0x3c, kUser,          4,  5, closeSession},
    {kApp,       0x3d, kUser,          1,  5, getSessionInfo},
    {kApp,       0x40, kAdministrator, 3,  3, setChannelAccess},
    {kApp,       0x41, kUser,          2,  2, getChannelAccess},
    {kApp,       0x42, kUser,          1,  1, getChannelInfo},
    {kApp,       0x43, kAdministrator, 3,  4, setUserAccess},
    {kApp,       0x44, kOperator,      2,  2, getUserAccess},
    {kApp,       0x45, kAdministrator, 17, 17, setUserName},
    {kApp,       0x46, kOperator,      1,  1, getUserName},
    {kApp,       0x47, kAdministrator, 2, 22, setUserPassword},
    {kApp,       0x48, kUser,          6,  6, activatePayload},
    {kApp,       0x49, kUser,          6,  6, deactivatePayload},
    {kApp,       0x4a, kUser,          1,  1, getPayloadActivationStatus},
    {kApp,       0x4b, kUser,          2,  2, getPayloadInstanceInfo},
    {kApp,       0x4d, kOperator,      2,  2, getUserPayloadAccess},
    {kApp,       0x4e, kUser,          1,  1, getChannelPayloadSupport},
    {kApp,       0x4f, kUser,          2,  2, getChannelPayloadVersion},
    {kApp,       0x54, kAnyone,        3,  3, getChannelCipherSuites},
    {kStorage,   0x10, kUser,          1,  1, getFruInfo},
    {kStorage,   0x11, kUser,          4,  4, readFru},
    {kStorage,   0x12, kOperator,      4, 67, writeFru},
    {kStorage,   0x20, kUser,          0,  0, getSdrInfo},
    {kStorage,   0x22, kUser,          0,  0, reserveSdr},
    {kStorage,   0x23, kUser,          6,  6, getSdr},
    {kStorage,   0x28, kUser,          0,  0, getSdrTime},
    {kStorage,   0x40, kUser,          0,  0, getSelInfo},
    {kStorage,   0x42, kUser,          0,  0, reserveSel},
    {kStorage,   0x43, kUser,          6,  6, getSelEntry},
    {kStorage,   0x44, kOperator,     16, 16, addSelEntry},
    {kStorage,   0x46, kOperator,      4,  4, deleteSelEntry},
    {kStorage,   0x47, kOperator,      6,  6, clearSel},
    {kStorage,   0x48, kUser,          0,  0, getSelTime},
    {kStorage,   0x49, kOperator,      4,  4, setSelTime},
    {kStorage,   0x5c, kUser,          0,  0, getSelUtcOffset},
    {kTransport, 0x01, kAdministrator, 2, 24, setLanParameter},
    {kTransport, 0x02, kOperator,      4,  4, getLanParameter},
    {kTransport, 0x21, kAdministrator, 2,  5, setSolParameter},
    {kTransport, 0x22, kUser,          4,  4, getSolParameter},
    {kGroup,     0x01, kUser,          2,  2, getDcmiCapabilities},
    {kGroup,     0x02, kUser,          4,  4, getDcmiPower},
};
// clang-format on

// The number by IPMI's order: every octet of the UUID, last first.
Block guidOf(const Blade& blade) {
    Block guid;
    std::reverse_copy(blade.uuid.begin(), blade.uuid.end(), guid.begin());
    return guid;
}

} // namespace

Device::Device(Chassis& owner, BayNumber number)
    : chassis(owner), bay(number), guid(guidOf(owner.blade(number))) {
    noteChanges(); // where the comparing starts
}

std::vector<User> Device::users() const {
    constexpr int noAccess = 0x0f;
    std::vector<User> able;
    if (refusesLogin(chassis, bay, "ipmi")) {
        return able;
    }
    int place = 0;
    for (const IloUser& user : chassis.ilo(bay).users) {
        ++place;
        if (!user.login.empty() && user.enabled && user.ipmiPrivilege != noAccess) {
            able.push_back({place, user.login, user.password, static_cast<Privilege>(user.ipmiPrivilege)});
        }
    }
    return able;
}

Reply execute(Call& call, std::uint8_t netFn, std::uint8_t command) {
    const auto* row =
        std::find_if(std::begin(kCommands), std::end(kCommands), [netFn, command](const Row& candidate) {
            return candidate.netFn == netFn && candidate.command == command;
        });
    if (row == std::end(kCommands)) {
        return completion::invalidCommand;
    }
    const auto privilege = call.session == nullptr ? Privilege::none : call.session->current;
    if (row->privilege > privilege) {
        return completion::noPrivilege;
    }
    if (call.data.size() < row->least || call.data.size() > row->most) {
        return completion::wrongLength;
    }
    // a busy BMC logs in and out all the same: its few sessions would be lost for a minute each
    const bool ofSession = netFn == kApp && (command == 0x3b || command == 0x3c);
    if (call.session != nullptr && !ofSession && isBusy(call.device.chassis, call.device.bay, "ipmi")) {
        return completion::busy;
    }
    return row->handler(call);
}

bool isLanChannel(std::uint8_t channel) {
    return (channel & 0x0f) == kLanChannel || (channel & 0x0f) == kThisChannel;
}

Bytes networkOrder(Ipv4Address address) {
    const auto value = address.value;
    Bytes octets;
    append(octets, {value >> 24, (value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff});
    return octets;
}

} // namespace seedbed::emulator::ipmi
