// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/net/ssh.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <libssh/callbacks.h>
#include <libssh/libssh.h>

#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"
#include "oa-bridge/net/pin_store.hpp"

namespace seedbed {

namespace {

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::milliseconds;

constexpr std::size_t shellLimit = 1u << 20;
constexpr std::size_t execLimit = 16u << 20;
constexpr int noRows = 10000; // a terminal this high never pages

struct SessionCloser {
    void operator()(ssh_session session) const {
        ssh_disconnect(session);
        ssh_free(session);
    }
};
struct ChannelCloser {
    void operator()(ssh_channel channel) const {
        ssh_channel_close(channel);
        ssh_channel_free(channel);
    }
};
struct KeyCloser {
    void operator()(ssh_key key) const { ssh_key_free(key); }
};
using Session = std::unique_ptr<ssh_session_struct, SessionCloser>;
using Channel = std::unique_ptr<ssh_channel_struct, ChannelCloser>;
using Key = std::unique_ptr<ssh_key_struct, KeyCloser>;

struct FailureKind {
    std::string_view id;
    ErrorKind kind;
    std::string_view action;
};
constexpr FailureKind unreachable{"SSH-UNREACHABLE", ErrorKind::unreachable,
                                  "check address, cable and power of the peer"};
constexpr FailureKind refused{"SSH-REFUSED", ErrorKind::refused, "check user and password or key"};
constexpr FailureKind protocol{"SSH-PROTOCOL", ErrorKind::nonsense,
                               "check the peer's firmware; old devices need the legacy setting"};
constexpr FailureKind closed{"SSH-CLOSED", ErrorKind::unreachable, "open the session again"};
constexpr FailureKind late{"SSH-TIMEOUT", ErrorKind::timeout, "check that the peer is alive, then retry"};
constexpr FailureKind tooLarge{"SSH-TOO-LARGE", ErrorKind::nonsense, "look at what the peer sends"};

Error failure(const FailureKind& what, std::string attempted, std::string cause) {
    Error error;
    error.kind = what.kind;
    error.id = what.id;
    error.attempted = std::move(attempted);
    error.cause = std::move(cause);
    error.action = what.action;
    return error;
}

std::string lastError(ssh_session session) {
    return log::printable(ssh_get_error(session), 256);
}

// Who goes away in the middle of the handshake has not spoken wrongly. The library takes a peer that it does
// not understand for gone too, so its words tell.
const FailureKind& noConnection(ssh_session session) {
    if (ssh_get_serverbanner(session) == nullptr) {
        return unreachable;
    }
    return startsWith(ssh_get_error(session), "Socket error") ? closed : protocol;
}

// For peers that know nothing newer: the modern algorithms first, so that a peer that can do better does,
// then those of 2005 to 2012. Whole lists, because libssh 0.10 has no way to add to its own.
bool allowLegacy(ssh_session session) {
    struct Choice {
        ssh_options_e option;
        const char* list;
    };
    constexpr const char* ciphers =
        "aes256-gcm@openssh.com,aes128-gcm@openssh.com,aes256-ctr,aes192-ctr,aes128-ctr,"
        "aes256-cbc,aes192-cbc,aes128-cbc,3des-cbc";
    constexpr const char* macs =
        "hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,hmac-sha2-256,hmac-sha2-512,"
        "hmac-sha1";
    constexpr const char* keys =
        "ssh-ed25519,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,rsa-sha2-512,"
        "rsa-sha2-256,ssh-rsa";
    constexpr std::array choices{
        Choice{SSH_OPTIONS_KEY_EXCHANGE,
               "curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,diffie-hellman-group-"
               "exchange-sha256,"
               "diffie-hellman-group16-sha512,diffie-hellman-group14-sha256,diffie-hellman-group14-sha1,"
               "diffie-hellman-group1-sha1"},
        Choice{SSH_OPTIONS_HOSTKEYS, keys},
        Choice{SSH_OPTIONS_PUBLICKEY_ACCEPTED_TYPES, keys},
        Choice{SSH_OPTIONS_CIPHERS_C_S, ciphers},
        Choice{SSH_OPTIONS_CIPHERS_S_C, ciphers},
        Choice{SSH_OPTIONS_HMAC_C_S, macs},
        Choice{SSH_OPTIONS_HMAC_S_C, macs},
    };
    const int smallestKey = 1024;
    bool accepted = ssh_options_set(session, SSH_OPTIONS_RSA_MIN_SIZE, &smallestKey) == SSH_OK;
    for (const auto& choice : choices) {
        accepted = accepted && ssh_options_set(session, choice.option, choice.list) == SSH_OK;
    }
    return accepted;
}

Result<> compareHostKey(const SshTarget& target, const std::string& seen) {
    const auto peer = sshPeer(target.host, target.port);
    if (!target.pinnedHostKeySha256.empty() && !iequals(target.pinnedHostKeySha256, seen)) {
        return fail(pinMismatch(peer, target.pinnedHostKeySha256, seen));
    }
    return target.pins == nullptr ? Result<>() : target.pins->meet(peer, seen);
}

bool configure(ssh_session session, const SshTarget& target) {
    const long seconds = static_cast<long>(target.timeout.count() / 1000);
    const long micros = static_cast<long>(target.timeout.count() % 1000) * 1000;
    const bool noConfig = false; // nothing of the user's own SSH configuration
    const bool accepted = ssh_options_set(session, SSH_OPTIONS_HOST, target.host.c_str()) == SSH_OK &&
                          ssh_options_set(session, SSH_OPTIONS_PORT, &target.port) == SSH_OK &&
                          ssh_options_set(session, SSH_OPTIONS_USER, target.user.c_str()) == SSH_OK &&
                          ssh_options_set(session, SSH_OPTIONS_TIMEOUT, &seconds) == SSH_OK &&
                          ssh_options_set(session, SSH_OPTIONS_TIMEOUT_USEC, &micros) == SSH_OK &&
                          ssh_options_set(session, SSH_OPTIONS_PROCESS_CONFIG, &noConfig) == SSH_OK &&
                          ssh_options_set(session, SSH_OPTIONS_KNOWNHOSTS, "/dev/null") == SSH_OK &&
                          ssh_options_set(session, SSH_OPTIONS_GLOBAL_KNOWNHOSTS, "/dev/null") == SSH_OK;
    return accepted && (!target.legacy || allowLegacy(session));
}

Result<std::string> readHostKey(ssh_session session) {
    ssh_key raw = nullptr;
    if (ssh_get_server_publickey(session, &raw) != SSH_OK) {
        return fail(failure(protocol, "read the host key", lastError(session)));
    }
    const Key key(raw);
    unsigned char* hash = nullptr;
    std::size_t length = 0;
    if (ssh_get_publickey_hash(raw, SSH_PUBLICKEY_HASH_SHA256, &hash, &length) != 0) {
        return fail(failure(protocol, "read the host key", "no hash of it"));
    }
    std::string hex = toHex(std::string(hash, hash + length));
    ssh_clean_pubkey_hash(&hash);
    return hex;
}

int answerPrompts(ssh_session session, const Secret& password) {
    int state = ssh_userauth_kbdint(session, nullptr, nullptr);
    for (int round = 0; state == SSH_AUTH_INFO && round < 8; ++round) {
        const int prompts = ssh_userauth_kbdint_getnprompts(session);
        for (int i = 0; i < prompts; ++i) {
            ssh_userauth_kbdint_setanswer(session, static_cast<unsigned>(i), password.reveal().c_str());
        }
        state = ssh_userauth_kbdint(session, nullptr, nullptr);
    }
    return state;
}

int logInByPassword(ssh_session session, const Secret& password) {
    int state = ssh_userauth_none(session, nullptr); // fills the list of methods
    if (state == SSH_AUTH_SUCCESS || state == SSH_AUTH_ERROR) {
        return state;
    }
    const auto methods = static_cast<unsigned>(ssh_userauth_list(session, nullptr));
    if ((methods & SSH_AUTH_METHOD_PASSWORD) != 0) {
        state = ssh_userauth_password(session, nullptr, password.reveal().c_str());
    }
    const bool interactive = (methods & SSH_AUTH_METHOD_INTERACTIVE) != 0;
    return state != SSH_AUTH_SUCCESS && state != SSH_AUTH_ERROR && interactive
               ? answerPrompts(session, password)
               : state;
}

Result<int> logInByKey(ssh_session session, const std::filesystem::path& file) {
    ssh_key raw = nullptr;
    if (ssh_pki_import_privkey_file(file.c_str(), nullptr, nullptr, nullptr, &raw) != SSH_OK) {
        return fail(failure(refused, "read the private key " + file.string(), "not a readable private key"));
    }
    const Key key(raw);
    return ssh_userauth_publickey(session, nullptr, raw);
}

Result<> logIn(ssh_session session, const SshTarget& target) {
    auto state =
        target.keyFile ? logInByKey(session, *target.keyFile) : logInByPassword(session, target.password);
    if (!state) {
        return fail(state.error());
    }
    const std::string attempted = "log in as " + target.user;
    if (*state == SSH_AUTH_SUCCESS) {
        return {};
    }
    if (*state == SSH_AUTH_ERROR && ssh_is_connected(session) != 0) {
        return fail(failure(protocol, attempted, lastError(session)));
    }
    if (*state == SSH_AUTH_ERROR) {
        return fail(failure(closed, attempted, lastError(session)));
    }
    return fail(failure(refused, attempted, "the peer refuses the credentials"));
}

// Takes what an exec channel sends as its packets come in. Reading afterwards would lose the output of a peer
// that closes the connection right behind it, as old devices do.
class ExecSink {
public:
    explicit ExecSink(ssh_channel channel) : channel_(channel) {
        ssh_callbacks_init(&callbacks_);
        callbacks_.userdata = this;
        callbacks_.channel_data_function = onData;
        callbacks_.channel_eof_function = onEnd;
        callbacks_.channel_close_function = onEnd;
        callbacks_.channel_exit_status_function = onStatus;
        ssh_set_channel_callbacks(channel, &callbacks_);
    }
    ~ExecSink() { ssh_remove_channel_callbacks(channel_, &callbacks_); } // packets may come behind us
    ExecSink(const ExecSink&) = delete;
    ExecSink& operator=(const ExecSink&) = delete;

    SshOutcome outcome{-1, {}, {}};
    bool ended = false;
    bool tooMuch = false;

private:
    static int onData(ssh_session, ssh_channel, void* data, std::uint32_t length, int isErrors, void* self) {
        auto& sink = *static_cast<ExecSink*>(self);
        auto& stream = isErrors != 0 ? sink.outcome.errors : sink.outcome.output;
        sink.tooMuch = sink.tooMuch || stream.size() + length > execLimit;
        if (!sink.tooMuch) {
            stream.append(static_cast<const char*>(data), length);
        }
        return static_cast<int>(length);
    }
    static void onEnd(ssh_session, ssh_channel, void* self) { static_cast<ExecSink*>(self)->ended = true; }
    static void onStatus(ssh_session, ssh_channel, int status, void* self) {
        static_cast<ExecSink*>(self)->outcome.status = status;
    }
    ssh_channel channel_;
    ssh_channel_callbacks_struct callbacks_{};
};

Milliseconds left(Clock::time_point end) {
    return std::max(Milliseconds(0), std::chrono::ceil<Milliseconds>(end - Clock::now()));
}

// Does `text` end with `prompt` at the start of a line, perhaps with a blank behind it? Then the text before
// it.
std::optional<std::string> beforePrompt(std::string_view text, std::string_view prompt) {
    std::string_view rest = text;
    if (!rest.empty() && rest.back() == ' ' && !rest.ends_with(prompt)) {
        rest.remove_suffix(1);
    }
    if (!rest.ends_with(prompt)) {
        return std::nullopt;
    }
    rest.remove_suffix(prompt.size());
    const bool lineStart = rest.empty() || rest.back() == '\n' || rest.back() == '\r';
    return lineStart ? std::optional(std::string(rest)) : std::nullopt;
}

} // namespace

struct SshSession::State {
    std::string host;
    std::string hostKey;
    Session session; // before the channel: freed after it
    Channel shell;
    std::string received;
    std::vector<std::pair<std::string, std::string>> answers; // question, reply

    Error named(Error error) const {
        error.object = host;
        return error;
    }
    Result<Channel> openChannel();
    std::optional<std::string> reply(); // to the question that `received` ends with; takes it out
};

std::optional<std::string> SshSession::State::reply() {
    for (const auto& [question, reply] : answers) {
        const auto end = received.find_last_not_of(' ') + 1; // 0 when there is nothing else
        if (std::string_view(received).substr(0, end).ends_with(question)) {
            received.resize(end - question.size());
            return reply;
        }
    }
    return std::nullopt;
}

Result<Channel> SshSession::State::openChannel() {
    Channel channel(ssh_channel_new(session.get()));
    if (!channel || ssh_channel_open_session(channel.get()) != SSH_OK) {
        const auto& kind = ssh_is_connected(session.get()) != 0 ? protocol : closed;
        return fail(named(failure(kind, "open a channel", lastError(session.get()))));
    }
    return channel;
}

SshSession::SshSession(std::unique_ptr<State> state) : state_(std::move(state)) {}
SshSession::SshSession(SshSession&&) noexcept = default;
SshSession& SshSession::operator=(SshSession&&) noexcept = default;
SshSession::~SshSession() = default;

Result<SshSession> SshSession::open(const SshTarget& target) {
    auto state = std::make_unique<State>();
    state->host = fmt::format("{}:{}", target.host, target.port);
    state->session.reset(ssh_new());
    ssh_session session = state->session.get();
    if (session == nullptr || !configure(session, target)) {
        return fail(state->named(failure(protocol, "prepare a session", "the library refuses the settings")));
    }
    if (ssh_connect(session) != SSH_OK) {
        return fail(state->named(failure(noConnection(session), "connect", lastError(session))));
    }
    auto key = readHostKey(session);
    if (!key) {
        return fail(state->named(key.error()));
    }
    state->hostKey = *key;
    auto trusted = compareHostKey(target, *key);
    if (!trusted) {
        return fail(state->named(trusted.error()));
    }
    auto in = logIn(session, target);
    if (!in) {
        return fail(state->named(in.error()));
    }
    return SshSession(std::move(state));
}

std::string SshSession::hostKey() const {
    return state_->hostKey;
}

Result<SshOutcome> SshSession::exec(const std::string& command, Milliseconds limit) {
    const auto end = Clock::now() + limit;
    auto channel = state_->openChannel();
    if (!channel) {
        return fail(channel.error());
    }
    ssh_channel raw = channel->get();
    ExecSink sink(raw);
    if (ssh_channel_request_exec(raw, command.c_str()) != SSH_OK && !sink.ended) {
        return fail(state_->named(failure(protocol, "run a command", lastError(state_->session.get()))));
    }
    ssh_channel_send_eof(raw); // fails when the peer is done and has closed already
    while (!sink.ended && !sink.tooMuch) {
        if (Clock::now() >= end) {
            return fail(state_->named(
                failure(late, "run a command", fmt::format("not done in {} ms", limit.count()))));
        }
        const int events = ssh_channel_poll_timeout(raw, static_cast<int>(left(end).count()), 0);
        if (events == SSH_ERROR && !sink.ended) {
            return fail(state_->named(failure(closed, "run a command", lastError(state_->session.get()))));
        }
    }
    if (sink.tooMuch) {
        return fail(state_->named(
            failure(tooLarge, "run a command", fmt::format("over {} bytes of output", execLimit))));
    }
    if (sink.outcome.status < 0) { // it may come behind the end of the output
        sink.outcome.status = ssh_channel_get_exit_status(raw);
    }
    return std::move(sink.outcome);
}

Result<> SshSession::openShell() {
    auto channel = state_->openChannel();
    if (!channel) {
        return fail(channel.error());
    }
    ssh_channel raw = channel->get();
    if (ssh_channel_request_pty_size(raw, "vt100", 200, noRows) != SSH_OK ||
        ssh_channel_request_shell(raw) != SSH_OK) {
        const auto& kind = ssh_is_connected(state_->session.get()) != 0 ? protocol : closed;
        return fail(state_->named(failure(kind, "open a shell", lastError(state_->session.get()))));
    }
    state_->shell = std::move(*channel);
    state_->received.clear();
    return {};
}

Result<> SshSession::send(const std::string& text) {
    ssh_channel raw = state_->shell.get();
    const auto length = static_cast<std::uint32_t>(text.size());
    if (raw == nullptr || ssh_channel_write(raw, text.data(), length) != static_cast<int>(length)) {
        return fail(state_->named(
            failure(closed, "send", raw == nullptr ? "no shell is open" : "the shell is gone")));
    }
    return {};
}

void SshSession::answer(std::string question, std::string reply) {
    state_->answers.emplace_back(std::move(question), std::move(reply));
}

Result<std::string> SshSession::readUntilPrompt(const std::string& prompt, Milliseconds limit) {
    const auto end = Clock::now() + limit;
    ssh_channel raw = state_->shell.get();
    if (raw == nullptr) {
        return fail(state_->named(failure(closed, "read until the prompt", "no shell is open")));
    }
    std::array<char, 16384> buffer{};
    for (;;) {
        if (auto text = beforePrompt(state_->received, prompt)) {
            state_->received.clear();
            return std::move(*text);
        }
        if (const auto reply = state_->reply()) {
            if (auto sent = send(*reply); !sent) {
                return fail(sent.error());
            }
        }
        if (state_->received.size() > shellLimit) {
            return fail(state_->named(failure(tooLarge, "read until the prompt", "1 MiB without a prompt")));
        }
        const auto wait = static_cast<int>(left(end).count());
        const int count =
            wait == 0 ? 0 : ssh_channel_read_timeout(raw, buffer.data(), buffer.size(), 0, wait);
        if (count > 0) {
            state_->received.append(buffer.data(), static_cast<std::size_t>(count));
        } else if (count < 0 || ssh_channel_is_eof(raw) != 0) {
            return fail(
                state_->named(failure(closed, "read until the prompt",
                                      "the peer closed; last: " + log::printable(state_->received, 200))));
        } else if (Clock::now() >= end) {
            return fail(state_->named(failure(late, "read until the prompt",
                                              fmt::format("no prompt within {} ms", limit.count()))));
        }
    }
}

} // namespace seedbed
