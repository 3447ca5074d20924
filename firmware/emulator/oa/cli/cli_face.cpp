// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/oa/cli/cli_face.hpp"

#include "firmware/emulator/oa/cli/talk.hpp"
#include "firmware/emulator/oa/cli/telnet_text.hpp"
#include "firmware/emulator/oa/cli/wordings.hpp"
#include "firmware/emulator/ssh/line_editor.hpp"
#include "firmware/emulator/ssh/listener.hpp"
#include "firmware/emulator/state/listener.hpp"
#include "firmware/emulator/state/told.hpp"

namespace seedbed::emulator {
namespace {

using asio::ip::tcp;
constexpr std::uint16_t kTelnetPort = 23;
constexpr std::size_t kConnections = 16;
constexpr auto kLoginTime = std::chrono::seconds(60);
constexpr auto kIdleTime = std::chrono::minutes(30);
constexpr int kAttempts = 3;

bool isMuteNow(const Chassis& chassis) { return isMute(chassis, 0, "oa-cli"); }

// One telnet connection: login, then the talk.
class TelnetUser {
public:
    TelnetUser(Chassis& chassis, tcp::socket socket) : chassis_(chassis), socket_(std::move(socket)) {}
    asio::awaitable<void> serve();

private:
    asio::awaitable<std::optional<std::string>> line(bool echo, Duration limit);
    asio::awaitable<bool> say(std::string text);
    asio::awaitable<bool> logIn();
    Task<std::size_t> read();

    Chassis& chassis_;
    tcp::socket socket_;
    oacli::TelnetText telnet_;
    ssh::LineEditor editor_{true}, hidden_{false};
    std::array<char, 1024> buffer_{};
    std::string user_;
};

asio::awaitable<bool> TelnetUser::say(std::string text) {
    const auto [code, size] =
        co_await asio::async_write(socket_, asio::buffer(text), asio::as_tuple(asio::use_awaitable));
    co_return !code && size == text.size();
}

Task<std::size_t> TelnetUser::read() {
    const auto [code, size] =
        co_await socket_.async_read_some(asio::buffer(buffer_), asio::as_tuple(asio::use_awaitable));
    if (code) {
        co_return fail(Error{.kind = ErrorKind::unreachable, .id = "OA-TELNET-GONE"});
    }
    co_return size;
}

// The next line; none when the peer left or said nothing for too long.
asio::awaitable<std::optional<std::string>> TelnetUser::line(bool echo, Duration limit) {
    auto& editor = echo ? editor_ : hidden_;
    while (true) {
        if (auto ready = editor.nextLine()) {
            co_return ready;
        }
        if (editor.left()) {
            co_return std::nullopt;
        }
        const auto size = co_await within(limit, "telnet input", read());
        if (!size) {
            co_return std::nullopt;
        }
        const auto shown = editor.type(telnet_.keys(std::string_view(buffer_.data(), *size)));
        const bool said = co_await say(telnet_.takeReply() + shown);
        if (!said) {
            co_return std::nullopt;
        }
    }
}

asio::awaitable<bool> TelnetUser::logIn() {
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
        co_await say(fmt::format("\r\n{} login: ", chassis_.oa().oaName));
        const auto user = co_await line(true, kLoginTime);
        if (!user) {
            co_return false;
        }
        co_await say("Password: ");
        const auto password = co_await line(false, kLoginTime);
        if (!password) {
            co_return false;
        }
        if (oacli::oaLogin(chassis_, *user, *password)) {
            user_ = *user;
            co_return true;
        }
        co_await say(fmt::format("\r\n{}\r\n", oacli::words::loginIncorrect));
    }
    co_return false;
}

asio::awaitable<void> TelnetUser::serve() {
    const bool begun = co_await say(oacli::TelnetText::opening());
    if (!begun) {
        co_return;
    }
    const bool in = co_await logIn();
    if (!in) {
        co_return;
    }
    oacli::OaTalk talk(chassis_, user_);
    co_await say("\r\n" + talk.greeting() + talk.prompt());
    while (!talk.ended()) {
        const auto typed = co_await line(true, kIdleTime);
        if (!typed) {
            co_return;
        }
        auto text = co_await talk.answer(*typed);
        if (!talk.ended()) {
            text += talk.prompt();
        }
        const bool said = co_await say(std::move(text));
        if (!said) {
            co_return;
        }
    }
}

struct Doors {
    explicit Doors(Chassis& c) : chassis(c), nursery(c.executor()) {}
    Chassis& chassis;
    std::unique_ptr<SshListener> ssh;
    std::unique_ptr<tcp::acceptor> telnet;
    Nursery nursery;
};

asio::awaitable<void> serveTelnet(std::shared_ptr<Doors> doors, tcp::socket socket) {
    TelnetUser user(doors->chassis, std::move(socket));
    co_await user.serve();
}

asio::awaitable<void> acceptTelnet(std::shared_ptr<Doors> doors) {
    while (true) {
        boost::system::error_code code;
        auto socket = co_await doors->telnet->async_accept(asio::redirect_error(asio::use_awaitable, code));
        if (code == asio::error::operation_aborted) {
            co_return;
        }
        if (code) { // out of descriptors: breathe, then go on
            co_await pause(std::chrono::milliseconds(100));
            continue;
        }
        const bool open = doors->chassis.oaIsUp() && doors->chassis.oa().service("TELNET");
        if (open && doors->nursery.size() <= kConnections) {
            doors->nursery.spawn("telnet connection", isMuteNow(doors->chassis) ? sayNothing(std::move(socket))
                                                                                : serveTelnet(doors, std::move(socket)));
        }
    }
}

class OaCliFace : public Face {
public:
    explicit OaCliFace(std::shared_ptr<Doors> doors) : doors_(std::move(doors)) {}
    ~OaCliFace() override { doors_->nursery.cancel(); }
    asio::awaitable<void> stop() override {
        auto doors = doors_;
        co_await doors->ssh->stop();
        doors->nursery.cancel();
        co_await doors->nursery.join();
        doors->telnet.reset();
    }

private:
    std::shared_ptr<Doors> doors_; // shared with the connections
};

} // namespace

Result<std::unique_ptr<Face>> startOaCli(Chassis& chassis) {
    auto doors = std::make_shared<Doors>(chassis);
    SshDoor door;
    door.address = chassis.oaAddress();
    door.name = "Onboard Administrator";
    door.hostKeyFile = chassis.stateDirectory() + "/oa-host-key";
    door.check = [&chassis](const std::string& user, const std::string& password) {
        return oacli::oaLogin(chassis, user, password);
    };
    door.talk = [&chassis](const TalkLogin& login) { return std::make_unique<oacli::OaTalk>(chassis, login.user); };
    door.open = [&chassis] { return chassis.oaIsUp() && chassis.oa().service("SECURESH"); };
    door.mute = [&chassis] { return isMuteNow(chassis); };
    auto ssh = SshListener::start(chassis.executor(), std::move(door));
    if (!ssh) {
        return fail(ssh.error());
    }
    auto telnet = listenTcp(chassis.executor(), chassis.oaAddress(), kTelnetPort, "Onboard Administrator");
    if (!telnet) {
        return fail(telnet.error());
    }
    doors->ssh = std::move(*ssh);
    doors->telnet = std::make_unique<tcp::acceptor>(std::move(*telnet));
    doors->nursery.spawn("telnet listener", acceptTelnet(doors));
    return std::make_unique<OaCliFace>(doors);
}

} // namespace seedbed::emulator
