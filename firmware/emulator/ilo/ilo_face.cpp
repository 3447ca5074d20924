// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ilo/ilo_face.hpp"

#include <filesystem>
#include <thread>

#include "firmware/emulator/ilo/ribcl/stream.hpp"
#include "firmware/emulator/ilo/smash/shell.hpp"
#include "firmware/emulator/ilo/traps.hpp"
#include "firmware/emulator/ilo/web_door.hpp"
#include "firmware/emulator/ssh/listener.hpp"
#include "firmware/emulator/state/kept_certificate.hpp"
#include "firmware/emulator/state/told.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"
#include "oa-bridge/net/http.hpp"
#include "oa-bridge/net/tls.hpp"

namespace seedbed::emulator {
namespace {

constexpr std::string_view kSshDoor = "ilo-ssh";

constexpr auto kMuteTime = std::chrono::minutes(5); // longer than any client waits

// All of port 80 moves to the secure port.
asio::awaitable<HttpResponse> redirect(std::string address, std::string target, bool mute) {
    if (mute) {
        co_await pause(kMuteTime);
    }
    auto response = textResponse(301, "");
    response.headers.set("Location", "https://" + address + target);
    co_return response;
}

// All doors of one iLO.
class IloDoors {
public:
    IloDoors(Chassis& chassis, BayNumber bay)
        : chassis_(chassis), bay_(bay), traps_(chassis, bay), trapSocket_(chassis.executor()) {}
    Result<> start(const TlsIdentity& identity);
    void follow(); // opens or shuts as the iLO comes and goes, where it has its address then
    asio::awaitable<void> stop();

private:
    Result<> open();
    Result<> startSsh();
    void sendTraps();

    Chassis& chassis_;
    BayNumber bay_;
    std::shared_ptr<WebDoor> web_;
    std::unique_ptr<HttpServer> plain_;
    std::unique_ptr<SshListener> ssh_;
    Ipv4Address sshAddress_;
    IloTrapSource traps_;
    asio::ip::udp::socket trapSocket_;
};

Result<> IloDoors::start(const TlsIdentity& identity) {
    auto context = makeServerContext(identity);
    if (!context) {
        return fail(context.error());
    }
    web_ = std::make_shared<WebDoor>(chassis_, bay_, std::move(*context));
    auto ssh = startSsh();
    return ssh && chassis_.iloIsUp(bay_) ? open() : ssh;
}

Result<> IloDoors::open() {
    auto opened = web_->open();
    if (!opened) {
        return opened;
    }
    const auto address = chassis_.iloAddress(bay_).toString();
    plain_ = std::make_unique<HttpServer>(chassis_.executor(), [this, address](const HttpRequest& request) {
        return redirect(address, request.target, isMute(chassis_, bay_, ""));
    });
    return plain_->listenTcp(address, 80);
}

Result<> IloDoors::startSsh() {
    SshDoor door;
    door.address = chassis_.iloAddress(bay_);
    door.name = fmt::format("bay{} iLO", bay_);
    door.hostKeyFile =
        chassis_.stateDirectory() + "/ilo-host-key"; // one key for all: making eight takes long
    door.open = [this] { return chassis_.iloIsUp(bay_); };
    door.mute = [this] { return isMute(chassis_, bay_, kSshDoor); };
    door.check = [this](const std::string& user, const std::string& password) {
        const bool early = loginWait(chassis_, bay_) > Duration::zero();
        return !early && logIn(chassis_, {bay_, kSshDoor, "SSH"}, user, password).has_value();
    };
    door.talk = [this](const TalkLogin& login) {
        const auto* user = findUser(chassis_.ilo(bay_), login.user);
        return std::make_unique<SmashShell>(chassis_, bay_, user == nullptr ? IloUser() : *user, login.peer);
    };
    auto ssh = SshListener::start(chassis_.executor(), std::move(door));
    if (!ssh) {
        return fail(ssh.error());
    }
    ssh_ = std::move(*ssh);
    sshAddress_ = chassis_.iloAddress(bay_);
    return {};
}

// From its own address, like all an iLO sends.
void IloDoors::sendTraps() {
    for (const auto& [to, port, packet] : traps_.changes()) {
        boost::system::error_code code;
        if (!trapSocket_.is_open()) {
            trapSocket_.open(asio::ip::udp::v4(), code);
            trapSocket_.bind({asio::ip::address_v4(chassis_.iloAddress(bay_).value), 0}, code);
        }
        trapSocket_.send_to(asio::buffer(packet), {asio::ip::address_v4(to.value), port}, 0, code);
        if (code) { // a lost trap is lost
            log::debug("ILO-TRAP", code.message(), {{"BAY", std::to_string(bay_)}});
        }
    }
}

void IloDoors::follow() {
    sendTraps();
    const bool up = chassis_.iloIsUp(bay_);
    if (up == web_->isOpen()) {
        return;
    }
    if (!up) {
        web_->shut();
        plain_.reset();
        boost::system::error_code ignored; // it may come back under another address
        trapSocket_.close(ignored);
        return;
    }
    auto opened = open();
    if (opened && sshAddress_ != chassis_.iloAddress(bay_)) {
        opened = startSsh();
    }
    if (!opened) {
        log::error(opened.error(), {{"BAY", std::to_string(bay_)}});
    }
}

asio::awaitable<void> IloDoors::stop() {
    web_->shut();
    plain_.reset();
    co_await web_->join();
    co_await ssh_->stop();
}

// Keys take long to make: two threads share the work.
std::map<BayNumber, Result<TlsIdentity>> makeIdentities(const Chassis& chassis) {
    std::map<BayNumber, Result<TlsIdentity>> all;
    for (const auto bay : chassis.options().bays) {
        all.emplace(bay, TlsIdentity());
    }
    std::vector<std::thread> threads;
    constexpr int sharing = 2;
    for (int mine = 0; mine < sharing; ++mine) {
        threads.emplace_back([&all, &chassis, mine] {
            int index = 0;
            for (auto& [bay, identity] : all) {
                if (index++ % sharing == mine) {
                    identity = keptCertificate(chassis, fmt::format("ilo-bay{}", bay),
                                               {chassis.blade(bay).iloName, chassis.iloAddress(bay)});
                }
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    return all;
}

class IloFace : public Face {
public:
    explicit IloFace(Chassis& chassis) : chassis_(chassis) {}
    Result<> start();
    asio::awaitable<void> stop() override {
        chassis_.setRibclHook({});
        for (const auto& doors : *doors_) {
            co_await doors->stop();
        }
        doors_->clear();
    }

private:
    using Doors = std::vector<std::unique_ptr<IloDoors>>;
    Chassis& chassis_;
    std::shared_ptr<Doors> doors_ = std::make_shared<Doors>(); // shared with the chassis' observer
};

Result<> IloFace::start() {
    const auto identities = makeIdentities(chassis_);
    for (const auto& [bay, identity] : identities) {
        if (!identity) {
            return fail(identity.error());
        }
        doors_->push_back(std::make_unique<IloDoors>(chassis_, bay));
        const auto started = doors_->back()->start(*identity);
        if (!started) {
            return started;
        }
    }
    chassis_.observe([doors = doors_](BayNumber) {
        for (const auto& each : *doors) {
            each->follow();
        }
    });
    chassis_.setRibclHook([](Chassis& chassis, BayNumber bay, std::string_view script) {
        return answerRibcl(chassis, bay, script, Trust::onboardAdministrator);
    });
    return {};
}

} // namespace

Result<std::unique_ptr<Face>> startIlo(Chassis& chassis) {
    auto face = std::make_unique<IloFace>(chassis);
    const auto started = face->start();
    if (!started) {
        return fail(started.error());
    }
    return face;
}

} // namespace seedbed::emulator
