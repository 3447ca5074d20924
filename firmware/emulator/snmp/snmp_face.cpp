// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/snmp/snmp_face.hpp"

#include "firmware/emulator/snmp/rack_mib.hpp"
#include "firmware/emulator/snmp/traps.hpp"
#include "firmware/emulator/state/told.hpp"
#include "oa-bridge/base/log.hpp"

namespace seedbed::emulator {
namespace {

using asio::ip::udp;
constexpr std::uint16_t kSnmpPort = 161;

// What all agents share: the chassis, and when it came up.
struct Shared {
    explicit Shared(Chassis& c) : chassis(c) {}
    snmp::Clock clock() const {
        const auto up = std::chrono::steady_clock::now() - begun;
        return {static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::milliseconds>(up).count() / 10)};
    }
    Chassis& chassis;
    std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();
};

using ObjectsOf = snmp::Objects (*)(const Chassis&, snmp::Clock);

class Agent {
public:
    Agent(Shared& shared, Ipv4Address address, ObjectsOf objects, bool ofOa)
        : shared_(shared), address_(address), objects_(objects), ofOa_(ofOa), socket_(shared.chassis.executor()) {}
    Result<> listen();
    asio::awaitable<void> serve();
    void close() {
        boost::system::error_code ignored; // the socket is gone either way
        socket_.close(ignored);
    }
    void send(const std::string& packet, const udp::endpoint& to) {
        boost::system::error_code code;
        socket_.send_to(asio::buffer(packet), to, 0, code);
        if (code) {
            log::debug("SNMP-SEND", code.message());
        }
    }

private:
    bool isSilent() const {
        const auto& chassis = shared_.chassis;
        return ofOa_ && (!chassis.oaIsUp() || isMute(chassis, 0, "snmp") || !chassis.oa().service("SNMP"));
    }

    Shared& shared_;
    Ipv4Address address_;
    ObjectsOf objects_;
    bool ofOa_;
    udp::socket socket_;
};

Result<> Agent::listen() {
    boost::system::error_code code;
    socket_.open(udp::v4(), code);
    if (!code) {
        socket_.bind({asio::ip::address_v4(address_.value), kSnmpPort}, code);
    }
    if (!code) {
        socket_.non_blocking(true, code);
    }
    if (code) {
        return fail({.kind = ErrorKind::unreachable,
                     .id = "SNMP-LISTEN",
                     .object = fmt::format("{} port {}", address_.toString(), kSnmpPort),
                     .attempted = "listen for SNMP",
                     .cause = code.message(),
                     .action = "use an address of this machine that nobody listens on, with the right to bind it"});
    }
    return {};
}

asio::awaitable<void> Agent::serve() {
    std::array<char, 8192> buffer{};
    while (socket_.is_open()) {
        udp::endpoint from;
        const auto [code, size] =
            co_await socket_.async_receive_from(asio::buffer(buffer), from, asio::as_tuple(asio::use_awaitable));
        if (code == asio::error::operation_aborted) {
            co_return;
        }
        if (code || isSilent()) {
            continue; // an error of a datagram socket concerns one datagram
        }
        if (ofOa_) {
            co_await pause(lateness(shared_.chassis, 0));
        }
        const auto& chassis = shared_.chassis;
        const auto answer = snmp::answer(std::string_view(buffer.data(), size), chassis.oa().snmpRead,
                                         [this, &chassis] { return objects_(chassis, shared_.clock()); });
        if (answer) {
            send(*answer, from);
        }
    }
}

class SnmpFace : public Face {
public:
    explicit SnmpFace(Chassis& chassis)
        : shared_(chassis), oa_(shared_, chassis.oaAddress(), snmp::oaObjects, true),
          vc_(shared_, chassis.vcAddress(), snmp::vcObjects, false), traps_(chassis), nursery_(chassis.executor()) {}
    Result<> listen();
    asio::awaitable<void> stop() override {
        alive_.reset();
        oa_.close();
        vc_.close();
        nursery_.cancel();
        co_await nursery_.join();
    }

private:
    void sendTraps();

    Shared shared_;
    Agent oa_, vc_;
    snmp::TrapSource traps_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true); // the chassis outlives the face
    Nursery nursery_;
};

Result<> SnmpFace::listen() {
    auto listening = oa_.listen();
    if (listening) {
        listening = vc_.listen();
    }
    if (!listening) {
        return listening;
    }
    nursery_.spawn("snmp oa", oa_.serve());
    nursery_.spawn("snmp vc", vc_.serve());
    shared_.chassis.observe([this, alive = std::weak_ptr<bool>(alive_)](BayNumber) {
        if (!alive.expired()) {
            sendTraps();
        }
    });
    return {};
}

// An OA that is down sends nothing, and never will: what happened meanwhile is to be polled.
void SnmpFace::sendTraps() {
    const auto& chassis = shared_.chassis;
    for (const auto& trap : traps_.changes()) {
        for (const auto& receiver : chassis.oa().trapReceivers) {
            const auto address = Ipv4Address::parse(receiver.address);
            if (!address || !chassis.oaIsUp()) {
                continue;
            }
            oa_.send(snmp::trapPacket(receiver.community, snmp::compaq(), chassis.oaAddress().value, trap.number,
                                      shared_.clock().upTime, trap.varbinds),
                     {asio::ip::address_v4(address->value), receiver.port});
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
