// SPDX-License-Identifier: GPL-3.0-or-later
// What the Onboard Administrator is asked besides the snapshot of the chassis.
#include "oa-bridge/oa/onboard_administrator.hpp"
#include "oa-bridge/wire/device_clock.hpp"
#include "oa-bridge/wire/oa_settings.hpp"

namespace seedbed {

template <class T>
Task<T> OnboardAdministrator::ask(wire::OaCall call, Result<T> (*read)(std::string_view)) {
    auto reply = co_await this->call(std::move(call));
    if (!reply) {
        co_return fail(reply.error());
    }
    auto value = read(*reply);
    if (!value) {
        co_return fail(named(value.error()));
    }
    co_return value;
}

Task<std::vector<BladePortMap>> OnboardAdministrator::portMaps(int bays) {
    wire::OaCall call("getBladePortMapArray");
    call.withBays(bays);
    return ask(std::move(call), wire::readPortMaps);
}

Task<std::vector<ThermalReading>> OnboardAdministrator::bladeThermals(BayNumber bay) {
    return ask(wire::bayCall("getBladeThermalInfoArray", bay), wire::readBladeThermals);
}

Task<ThermalReading> OnboardAdministrator::enclosureThermal() {
    return ask(wire::thermalCall("SENSOR_TYPE_ENC", 1), wire::readThermal);
}

Task<OaPowerConfig> OnboardAdministrator::powerConfig() {
    return ask(wire::OaCall("getPowerConfigInfo"), wire::readPowerConfig);
}

Task<> OnboardAdministrator::setPowerConfig(OaPowerConfig config) {
    return act(wire::powerConfigCall(config));
}

Task<OaUser> OnboardAdministrator::userInfo(std::string user) {
    wire::OaCall call("getUserInfo");
    call.with("username", std::move(user));
    return ask(std::move(call), wire::readOaUser);
}

Task<std::string> OnboardAdministrator::syslog(int oaBay) {
    return ask(wire::logCall("getOaSyslog", oaBay), wire::readOaSyslog);
}

Task<std::vector<LogRecord>> OnboardAdministrator::iloEventLog(BayNumber bay) {
    return ask(wire::logCall("getBladeMpEventLog", bay), wire::readMpEventLog);
}

Task<std::vector<LogRecord>> OnboardAdministrator::managementLog(BayNumber bay) {
    return ask(wire::logCall("getBladeMpIml", bay), wire::readMpIml);
}

Task<BootOrder> OnboardAdministrator::bootOrder(BayNumber bay) {
    return ask(wire::bayCall("getBladeBootInfo", bay), wire::readBladeBoot);
}

Task<> OnboardAdministrator::setUnitLight(BayNumber bay, bool on) {
    return act(wire::unitLightCall(bay, on ? "UID_CMD_ON" : "UID_CMD_OFF"));
}

Task<DeviceClock> OnboardAdministrator::clock() {
    const auto before = std::chrono::system_clock::now();
    auto told = co_await ask(wire::OaCall("getEnclosureTime"), wire::readEnclosureTime);
    if (!told) {
        co_return fail(told.error());
    }
    co_return wire::clockReading(*told, before, std::chrono::system_clock::now());
}

} // namespace seedbed
