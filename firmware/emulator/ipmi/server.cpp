// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ipmi/server.hpp"

#include "firmware/emulator/ipmi/bmc.hpp"
#include "firmware/emulator/state/told.hpp"
#include "oa-bridge/base/log.hpp"

namespace seedbed::emulator {
namespace {

using asio::ip::udp;
using ipmi::TimePoint;

TimePoint now() {
    return std::chrono::steady_clock::now();
}

// One blade's socket, its BMC, and the two loops that drive it.
class Endpoint {
public:
    Endpoint(Chassis& chassis, BayNumber bay)
        : chassis_(chassis), bay_(bay), bmc_(chassis, bay), socket_(chassis.executor()),
          due_(chassis.executor()), nursery_(chassis.executor()) {}
    ~Endpoint() { chassis_.console(bay_).forget(listener_); }
    Endpoint(const Endpoint&) = delete;
    Endpoint& operator=(const Endpoint&) = delete;

    Result<> listen();
    void begin(); // once all endpoints listen
    void noteChanges();
    asio::awaitable<void> stop();

private:
    asio::awaitable<void> receive();
    asio::awaitable<void> keepTime();
    void consoleOutput(std::string_view bytes);
    bool isSilent() const;
    void send(const std::vector<ipmi::Datagram>& datagrams);

    Chassis& chassis_;
    BayNumber bay_;
    ipmi::Bmc bmc_;
    udp::socket socket_;
    Event due_; // the time of the next thing to do may have changed
    bool stopping_ = false;
    int listener_ = 0;
    Ipv4Address address_;
    Nursery nursery_;
};

Result<> Endpoint::listen() {
    const auto address = address_ = chassis_.iloAddress(bay_);
    const udp::endpoint local(asio::ip::address_v4(address.value), ipmi::kIpmiPort);
    boost::system::error_code code;
    socket_.open(udp::v4(), code);
    if (!code) {
        socket_.bind(local, code);
    }
    if (!code) {
        socket_.non_blocking(true, code);
    }
    if (code) {
        return fail(
            {.kind = ErrorKind::unreachable,
             .id = "IPMI-LISTEN",
             .object = fmt::format("bay{} iLO {} port {}", bay_, address.toString(), ipmi::kIpmiPort),
             .attempted = "listen for IPMI",
             .cause = code.message(),
             .action = "use an address of this machine that nobody listens on, with the right to bind it"});
    }
    return {};
}

void Endpoint::begin() {
    listener_ = chassis_.console(bay_).listen([this](std::string_view bytes) { consoleOutput(bytes); });
    nursery_.spawn("ipmi receive", receive());
    nursery_.spawn("ipmi time", keepTime());
}

// The iLO may have been given another address.
void Endpoint::noteChanges() {
    bmc_.device().noteChanges();
    if (address_ == chassis_.iloAddress(bay_)) {
        return;
    }
    boost::system::error_code ignored; // nothing is lost with it
    socket_.close(ignored);
    const auto listening = listen();
    if (!listening) {
        log::error(listening.error());
    }
}

void Endpoint::consoleOutput(std::string_view bytes) {
    bmc_.consoleOutput(bytes, now());
    due_.notifyAll();
}

bool Endpoint::isSilent() const {
    return chassis_.hasFault("bmc-silent", bay_) || isMute(chassis_, bay_, "ipmi") || !chassis_.iloIsUp(bay_) ||
           !chassis_.ilo(bay_).settings.ipmiOverLan;
}

asio::awaitable<void> Endpoint::receive() {
    std::array<std::uint8_t, 2048> buffer{};
    while (!stopping_) {
        udp::endpoint from;
        if (!socket_.is_open()) { // an address that is not on this machine: until there is another one
            co_await pause(std::chrono::milliseconds(100));
            continue;
        }
        const auto [code, length] = co_await socket_.async_receive_from(asio::buffer(buffer), from,
                                                                        asio::as_tuple(asio::use_awaitable));
        const auto wait = lateness(chassis_, bay_);
        if (wait.count() > 0 && !stopping_) {
            co_await pause(wait);
        }
        if (stopping_ || code || isSilent()) {
            continue; // an error of a datagram socket concerns one datagram
        }
        const ipmi::Peer peer{from.address().to_v4().to_uint(), from.port()};
        send(bmc_.receive(ipmi::View(buffer).first(length), peer, now()));
        due_.notifyAll();
    }
}

asio::awaitable<void> Endpoint::keepTime() {
    while (!stopping_) {
        const auto next = bmc_.nextDue();
        if (!next) {
            co_await due_.wait();
        } else if (*next > now()) {
            co_await due_.waitFor(*next - now());
        }
        if (!stopping_) {
            send(bmc_.poll(now()));
        }
    }
}

void Endpoint::send(const std::vector<ipmi::Datagram>& datagrams) {
    if (isSilent()) {
        return;
    }
    for (const auto& datagram : datagrams) {
        const udp::endpoint to(asio::ip::address_v4(datagram.peer.address), datagram.peer.port);
        boost::system::error_code code;
        socket_.send_to(asio::buffer(datagram.bytes), to, 0, code);
        if (code) {
            log::debug("IPMI-SEND", code.message(), {{"BAY", std::to_string(bay_)}});
        }
    }
}

asio::awaitable<void> Endpoint::stop() {
    stopping_ = true;
    boost::system::error_code ignored; // the socket is gone either way
    socket_.close(ignored);
    due_.notifyAll();
    nursery_.cancel();
    co_await nursery_.join();
}

class IpmiFace : public Face {
public:
    Result<> listen(Chassis& chassis) {
        for (const auto bay : chassis.options().bays) {
            endpoints_.push_back(std::make_unique<Endpoint>(chassis, bay));
            const auto listening = endpoints_.back()->listen();
            if (!listening) {
                return listening;
            }
        }
        for (const auto& endpoint : endpoints_) {
            endpoint->begin();
        }
        chassis.observe([this, alive = std::weak_ptr<bool>(alive_)](BayNumber) {
            if (!alive.expired()) {
                noteChanges();
            }
        });
        return {};
    }
    asio::awaitable<void> stop() override {
        for (const auto& endpoint : endpoints_) {
            co_await endpoint->stop();
        }
    }

private:
    // Supplies and fans concern every blade, so that all look at each change.
    void noteChanges() {
        for (const auto& endpoint : endpoints_) {
            endpoint->noteChanges();
        }
    }

    std::vector<std::unique_ptr<Endpoint>> endpoints_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true); // the chassis outlives the face
};

} // namespace

Result<std::unique_ptr<Face>> startIpmi(Chassis& chassis) {
    auto face = std::make_unique<IpmiFace>();
    const auto listening = face->listen(chassis);
    if (!listening) {
        return fail(listening.error());
    }
    return face;
}

} // namespace seedbed::emulator
