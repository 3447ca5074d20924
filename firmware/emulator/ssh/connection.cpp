// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ssh/connection.hpp"

#include <algorithm>
#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

#include "firmware/emulator/ssh/channel.hpp"
#include "oa-bridge/base/log.hpp"

namespace seedbed::emulator::ssh {
namespace {

constexpr int kLoginAttempts = 6;
constexpr std::size_t kChannels = 8;
constexpr auto kLoginTime = std::chrono::seconds(60);
constexpr auto kIdleTime = std::chrono::minutes(30);

struct SessionRelease {
    void operator()(ssh_session session) const { ssh_free(session); }
};
struct EventRelease {
    void operator()(ssh_event event) const { ssh_event_free(event); }
};
struct KeyRelease {
    void operator()(ssh_key key) const { ssh_key_free(key); }
};
using SshKey = std::unique_ptr<ssh_key_struct, KeyRelease>;

Error hostKeyError(const std::string& file, std::string cause) {
    Error error;
    error.kind = ErrorKind::internal;
    error.id = "SSH-HOST-KEY-FILE";
    error.object = file;
    error.attempted = "prepare the SSH host key";
    error.cause = std::move(cause);
    error.action = "remove the file and start again";
    return error;
}

class SshPeer {
public:
    SshPeer(std::shared_ptr<SshService> service, std::shared_ptr<asio::steady_timer> wake)
        : service_(std::move(service)), wake_(std::move(wake)) {}
    ~SshPeer() { channels_.clear(); } // before the session
    SshPeer(const SshPeer&) = delete;
    SshPeer& operator=(const SshPeer&) = delete;

    bool begin(int socket, std::string address);
    bool pump();                  // what has arrived; false at the end
    asio::awaitable<bool> work(); // true when something was done
    bool wantsToWrite() const { return (ssh_get_poll_flags(session_.get()) & SSH_WRITE_PENDING) != 0; }
    bool loggedIn() const { return loggedIn_; }
    bool takeNews() { return std::exchange(news_, false); } // somebody else had a channel show something

private:
    static int onPassword(ssh_session, const char* user, const char* password, void* self);
    static int onMessage(ssh_session, ssh_message message, void* self);
    bool interactive(ssh_message message);
    bool openChannel(ssh_message message);
    bool channelRequest(ssh_message message);
    bool check(const std::string& user, const std::string& password);
    SshChannel* find(ssh_channel channel);

    std::shared_ptr<SshService> service_;
    std::shared_ptr<asio::steady_timer> wake_; // cancelled to end the wait for the socket
    bool news_ = false;
    std::unique_ptr<ssh_session_struct, SessionRelease> session_{ssh_new()};
    std::unique_ptr<ssh_event_struct, EventRelease> event_{ssh_event_new()};
    ssh_server_callbacks_struct callbacks_{};
    std::vector<std::unique_ptr<SshChannel>> channels_;
    TalkLogin login_;
    std::string askedUser_; // of the keyboard-interactive login under way
    int failures_ = 0;
    bool loggedIn_ = false;
};

bool SshPeer::begin(int socket, std::string address) {
    login_.peer = std::move(address);
    if (!session_ || !event_) {
        ::close(socket);
        return false;
    }
    if (ssh_bind_accept_fd(service_->bind.get(), session_.get(), socket) != SSH_OK) {
        return false;
    }
    ssh_set_blocking(session_.get(), 0);
    callbacks_.userdata = this;
    callbacks_.auth_password_function = onPassword;
    ssh_callbacks_init(&callbacks_);
    ssh_set_server_callbacks(session_.get(), &callbacks_);
    ssh_set_message_callback(session_.get(), onMessage, this);
    ssh_set_auth_methods(session_.get(), SSH_AUTH_METHOD_PASSWORD | SSH_AUTH_METHOD_INTERACTIVE);
    auto greeted =
        ssh_handle_key_exchange(session_.get()); // sends our banner; the rest comes with the events
    return greeted != SSH_ERROR && ssh_event_add_session(event_.get(), session_.get()) == SSH_OK;
}

bool SshPeer::pump() {
    if (ssh_event_dopoll(event_.get(), 0) == SSH_ERROR || failures_ >= kLoginAttempts) {
        return false;
    }
    std::erase_if(channels_, [](const auto& channel) { return channel->finished(); });
    auto status = ssh_get_status(session_.get());
    return (status & (SSH_CLOSED | SSH_CLOSED_ERROR)) == 0;
}

asio::awaitable<bool> SshPeer::work() {
    bool worked = false;
    for (std::size_t index = 0; index < channels_.size(); ++index) {
        bool stepped = co_await channels_[index]->step();
        worked = worked || stepped;
    }
    co_return worked;
}

bool SshPeer::check(const std::string& user, const std::string& password) {
    loggedIn_ = service_->check(user, password);
    login_.user = user;
    failures_ += loggedIn_ ? 0 : 1;
    return loggedIn_;
}

int SshPeer::onPassword(ssh_session, const char* user, const char* password, void* self) {
    return static_cast<SshPeer*>(self)->check(user, password) ? SSH_AUTH_SUCCESS : SSH_AUTH_DENIED;
}

// Returns 1 for libssh's own answer, which is a refusal.
int SshPeer::onMessage(ssh_session, ssh_message message, void* self) {
    auto& me = *static_cast<SshPeer*>(self);
    auto type = ssh_message_type(message);
    auto kind = ssh_message_subtype(message);
    if (type == SSH_REQUEST_AUTH) {
        return kind == SSH_AUTH_METHOD_INTERACTIVE && me.interactive(message) ? 0 : 1;
    }
    if (type == SSH_REQUEST_CHANNEL_OPEN) {
        return kind == SSH_CHANNEL_SESSION && me.openChannel(message) ? 0 : 1;
    }
    return type == SSH_REQUEST_CHANNEL && me.channelRequest(message) ? 0 : 1;
}

bool SshPeer::interactive(ssh_message message) {
    if (ssh_message_auth_kbdint_is_response(message) == 0) {
        const char* prompts[] = {"Password: "};
        char hidden[] = {0};
        askedUser_ = ssh_message_auth_user(message);
        ssh_message_auth_interactive_request(message, "", "", 1, prompts, hidden);
        return true;
    }
    const char* answer = ssh_userauth_kbdint_getnanswers(session_.get()) == 1
                             ? ssh_userauth_kbdint_getanswer(session_.get(), 0)
                             : nullptr;
    if (answer == nullptr || !check(askedUser_, answer)) {
        return false;
    }
    ssh_message_auth_reply_success(message, 0);
    return true;
}

bool SshPeer::openChannel(ssh_message message) {
    if (!loggedIn_ || channels_.size() >= kChannels) {
        return false;
    }
    auto channel = ssh_message_channel_request_open_reply_accept(message);
    if (channel == nullptr) {
        return false;
    }
    auto wake = [this] {
        news_ = true;
        wake_->cancel();
    };
    channels_.push_back(std::make_unique<SshChannel>(channel, service_->talk(login_), std::move(wake)));
    return true;
}

SshChannel* SshPeer::find(ssh_channel channel) {
    for (const auto& entry : channels_) {
        if (entry->is(channel)) {
            return entry.get();
        }
    }
    return nullptr;
}

bool SshPeer::channelRequest(ssh_message message) {
    auto* channel = find(ssh_message_channel_request_channel(message));
    if (channel == nullptr) {
        return false;
    }
    bool accepted = false;
    switch (ssh_message_subtype(message)) {
    case SSH_CHANNEL_REQUEST_PTY:
        channel->requestTerminal();
        accepted = true;
        break;
    case SSH_CHANNEL_REQUEST_WINDOW_CHANGE:
        accepted = true;
        break;
    case SSH_CHANNEL_REQUEST_SHELL:
        accepted = channel->startShell();
        break;
    case SSH_CHANNEL_REQUEST_EXEC:
        accepted = channel->startCommand(ssh_message_channel_request_command(message));
        break;
    default:
        break;
    }
    if (accepted) {
        ssh_message_channel_request_reply_success(message);
    }
    return accepted;
}

using Socket = asio::posix::stream_descriptor;

asio::awaitable<void> untilReady(Socket& socket, Socket::wait_type what) {
    [[maybe_unused]] const auto [code] = co_await socket.async_wait(what, asio::as_tuple(asio::use_awaitable));
}

asio::awaitable<void> untilOver(asio::steady_timer& limit, bool& expired) {
    const auto [code] = co_await limit.async_wait(asio::as_tuple(asio::use_awaitable));
    expired = !code;
}

// Until the socket has something for libssh or takes something from it, or `limit` is cancelled; an error when it
// expires.
Task<> ready(std::shared_ptr<Socket> socket, bool write, std::shared_ptr<asio::steady_timer> limit) {
    bool expired = false;
    std::vector<asio::awaitable<void>> contenders;
    contenders.push_back(untilOver(*limit, expired));
    contenders.push_back(untilReady(*socket, Socket::wait_read));
    if (write) {
        contenders.push_back(untilReady(*socket, Socket::wait_write));
    }
    const auto first = co_await firstOf(std::move(contenders));
    expired = expired && first == 0;
    if (expired) {
        Error late;
        late.kind = ErrorKind::timeout;
        late.id = "SSH-IDLE";
        co_return fail(std::move(late));
    }
    co_return Result<>();
}

} // namespace

Result<SshBind> makeSshBind(const std::string& file) {
    ssh_key raw = nullptr;
    if (std::filesystem::exists(file)) {
        if (ssh_pki_import_privkey_file(file.c_str(), nullptr, nullptr, nullptr, &raw) != SSH_OK) {
            return fail(hostKeyError(file, "it holds no private key"));
        }
    } else {
        if (ssh_pki_generate(SSH_KEYTYPE_RSA, 2048, &raw) != SSH_OK) {
            return fail(hostKeyError(file, "no key could be generated"));
        }
        auto before = ::umask(0077);
        auto written = ssh_pki_export_privkey_file(raw, nullptr, nullptr, nullptr, file.c_str());
        ::umask(before);
        if (written != SSH_OK) {
            ssh_key_free(raw);
            return fail(hostKeyError(file, "it cannot be written"));
        }
    }
    SshKey key(raw);
    SshBind bind(ssh_bind_new());
    bool noFiles = false; // the configuration of the machine's own SSH server is not ours
    if (!bind || ssh_bind_options_set(bind.get(), SSH_BIND_OPTIONS_PROCESS_CONFIG, &noFiles) != SSH_OK ||
        ssh_bind_options_set(bind.get(), SSH_BIND_OPTIONS_IMPORT_KEY, key.get()) != SSH_OK) {
        return fail(hostKeyError(file, bind ? ssh_get_error(bind.get()) : "out of memory"));
    }
    key.release(); // the bind's now
    return bind;
}

asio::awaitable<void> serveSsh(std::shared_ptr<SshService> service, asio::ip::tcp::socket socket) {
    socket.native_non_blocking(true);
    auto executor = socket.get_executor();
    boost::system::error_code unknown; // then nobody is named
    auto address = socket.remote_endpoint(unknown).address().to_string();
    auto handle = socket.release(); // libssh's from here; our copy only waits
    auto waiting =
        std::make_shared<asio::posix::stream_descriptor>(executor, ::fcntl(handle, F_DUPFD_CLOEXEC, 0));
    auto limit = std::make_shared<asio::steady_timer>(executor);
    SshPeer peer(std::move(service), limit);
    if (!peer.begin(handle, std::move(address))) {
        co_return;
    }
    auto loginEnd = std::chrono::steady_clock::now() + kLoginTime;
    while (peer.pump()) {
        bool worked = co_await peer.work();
        if (worked || peer.takeNews()) {
            continue; // there may be more to do before waiting
        }
        Duration left = loginEnd - std::chrono::steady_clock::now();
        auto time = peer.loggedIn() ? Duration(kIdleTime) : left;
        limit->expires_after(time);
        auto more = co_await ready(waiting, peer.wantsToWrite(), limit);
        if (!more) {
            break;
        }
    }
}

} // namespace seedbed::emulator::ssh
