// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/snmp/snmp_face.hpp"

#include "firmware/emulator/snmp/agent_socket.hpp"
#include "firmware/emulator/snmp/rack_mib.hpp"
#include "firmware/emulator/snmp/traps.hpp"
#include "firmware/emulator/state/told.hpp"

namespace seedbed::emulator {
namespace {

snmp::AgentDoor doorOf(Chassis& chassis, const std::chrono::steady_clock::time_point& begun) {
    snmp::AgentDoor door;
    door.address = chassis.oaAddress();
    door.community = [&chassis] { return chassis.oa().snmpRead; };
    door.objects = [&chassis, &begun] { return snmp::oaObjects(chassis, snmp::clockSince(begun)); };
    door.silent = [&chassis] { return !chassis.oaIsUp() || isMute(chassis, 0, "snmp") || !chassis.oa().service("SNMP"); };
    door.lateness = [&chassis] { return lateness(chassis, 0); };
    return door;
}

class SnmpFace : public Face {
public:
    explicit SnmpFace(Chassis& chassis)
        : chassis_(chassis), oa_(chassis.executor(), doorOf(chassis, begun_)), traps_(chassis), nursery_(chassis.executor()) {}
    Result<> listen();
    asio::awaitable<void> stop() override {
        alive_.reset();
        oa_.close();
        nursery_.cancel();
        co_await nursery_.join();
    }

private:
    void sendTraps();

    Chassis& chassis_;
    std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
    snmp::AgentSocket oa_;
    snmp::TrapSource traps_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true); // the chassis outlives the face
    Nursery nursery_;
};

Result<> SnmpFace::listen() {
    auto listening = oa_.listen();
    if (!listening) {
        return listening;
    }
    nursery_.spawn("snmp oa", oa_.serve());
    chassis_.observe([this, alive = std::weak_ptr<bool>(alive_)](BayNumber) {
        if (!alive.expired()) {
            sendTraps();
        }
    });
    return {};
}

// An OA that is down sends nothing, and never will: what happened meanwhile is to be polled.
void SnmpFace::sendTraps() {
    for (const auto& trap : traps_.changes()) {
        for (const auto& receiver : chassis_.oa().trapReceivers) {
            const auto address = Ipv4Address::parse(receiver.address);
            if (!address || !chassis_.oaIsUp()) {
                continue;
            }
            oa_.send(snmp::trapPacket(receiver.community, snmp::compaq(), chassis_.oaAddress().value, trap.number,
                                      snmp::clockSince(begun_).upTime, trap.varbinds),
                     *address, receiver.port);
        }
    }
}

} // namespace

Result<std::unique_ptr<Face>> startSnmp(Chassis& chassis) {
    auto face = std::make_unique<SnmpFace>(chassis);
    const auto listening = face->listen();
    if (!listening) {
        return fail(listening.error());
    }
    return face;
}

} // namespace seedbed::emulator
