// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/ilo/serial_console.hpp"

#include <array>
#include <cerrno>
#include <system_error>

#include <unistd.h>

#include <ipmiconsole.h>

#include "oa-bridge/ilo/ipmi_failure.hpp"

namespace seedbed {

namespace {

Error systemFailure(std::string id, std::string_view attempted, int code) {
    Error error;
    error.id = std::move(id);
    error.attempted = attempted;
    error.cause = std::generic_category().message(code);
    error.action = "report this as a defect";
    return error;
}

// A context of the library. Destroyed, it ends the session; the descriptor then belongs to the stream reading
// it.
struct ContextCloser {
    void operator()(ipmiconsole_ctx_t context) const { ipmiconsole_ctx_destroy(context); }
};
using Context = std::shared_ptr<ipmiconsole_ctx>;

ipmiconsole_ctx_t createContext(const BmcAccess& access, int suite, SolClaim claim) {
    std::string host =
        access.port == 623 ? access.address : fmt::format("{}:{}", access.address, access.port);
    std::string user = access.user;
    std::string password = access.password.reveal().substr(0, 20);
    ipmiconsole_ipmi_config ipmi{};
    ipmi.username = user.data();
    ipmi.password = password.data();
    ipmi.privilege_level = IPMICONSOLE_PRIVILEGE_ADMIN;
    ipmi.cipher_suite_id = suite;
    ipmi.workaround_flags = access.openSessionPrivilege ? IPMICONSOLE_WORKAROUND_OPEN_SESSION_PRIVILEGE : 0U;
    ipmiconsole_protocol_config protocol{};
    protocol.session_timeout_len = static_cast<int>(access.sessionTimeout.count());
    protocol.retransmission_timeout_len = static_cast<int>(access.retransmission.count());
    protocol.keepalive_timeout_len = static_cast<int>(access.sessionTimeout.count() / 2);
    protocol.retransmission_keepalive_timeout_len = static_cast<int>(access.retransmission.count());
    ipmiconsole_engine_config engine{};
    engine.behavior_flags = claim == SolClaim::giveWay ? IPMICONSOLE_BEHAVIOR_ERROR_ON_SOL_INUSE : 0U;
    return ipmiconsole_ctx_create(host.c_str(), &ipmi, &protocol, &engine);
}

// Blocks until the payload is active, or its log-in has failed.
Result<Context> establish(const BmcAccess& access, int suite, SolClaim claim) {
    ipmiconsole_ctx_t raw = createContext(access, suite, claim);
    if (raw == nullptr) {
        return fail(systemFailure("BMC-INTERNAL", "open the serial console", errno));
    }
    Context context(raw, ContextCloser{});
    if (ipmiconsole_engine_submit_block(raw) < 0) {
        return fail(consoleFailure(ipmiconsole_ctx_errnum(raw), "open the serial console"));
    }
    return context;
}

Result<Context> establishWithAnySuite(const BmcAccess& access, SolClaim claim) {
    Result<Context> context =
        fail(consoleFailure(IPMICONSOLE_ERR_CIPHER_SUITE_ID_UNAVAILABLE, "open the serial console"));
    for (const int suite : access.cipherSuites) {
        context = establish(access, suite, claim);
        if (context || context.error().id != "BMC-CIPHER") {
            return context;
        }
    }
    return context;
}

} // namespace

Result<std::unique_ptr<SolEngine>> SolEngine::start(unsigned threads) {
    if (ipmiconsole_engine_init(threads, 0) < 0) {
        return fail(systemFailure("SOL-ENGINE", "start the serial console engine", errno));
    }
    return std::unique_ptr<SolEngine>(new SolEngine());
}

SolEngine::~SolEngine() {
    ipmiconsole_engine_teardown(1);
}

struct SerialConsole::State {
    State(asio::any_io_executor executor, Context c, std::string who)
        : context(std::move(c)), stream(std::move(executor)), address(std::move(who)) {}
    // Why the stream ended: the engine closes its end, the reason is in the context.
    Error ended(std::string_view attempted) const {
        const bool ours = !stream.is_open();
        Error error =
            consoleFailure(ours ? IPMICONSOLE_ERR_SUCCESS : ipmiconsole_ctx_errnum(context.get()), attempted);
        error.object = "console " + address;
        return error;
    }
    Context context;
    asio::posix::stream_descriptor stream;
    std::string address;
};

SerialConsole::SerialConsole(std::shared_ptr<State> state) : state_(std::move(state)) {}
SerialConsole::SerialConsole(SerialConsole&&) noexcept = default;
SerialConsole& SerialConsole::operator=(SerialConsole&&) noexcept = default;
SerialConsole::~SerialConsole() { close(); }

Task<SerialConsole> SerialConsole::open(SolEngine&, Blocking& blocking, BmcAccess access, SolClaim claim) {
    std::string address = access.address;
    std::function<Result<Context>()> job = [access = std::move(access), claim] {
        return establishWithAnySuite(access, claim);
    };
    auto context = co_await blocking.run(std::move(job));
    if (!context) {
        Error error = context.error();
        error.object = "console " + address;
        co_return fail(std::move(error));
    }
    auto executor = co_await asio::this_coro::executor;
    auto state = std::make_shared<State>(executor, *context, address);
    boost::system::error_code code;
    state->stream.assign(ipmiconsole_ctx_fd(context->get()), code);
    if (code) {
        co_return fail(systemFailure("BMC-INTERNAL", "take the console's descriptor", code.value()));
    }
    co_return SerialConsole(std::move(state));
}

Task<std::string> SerialConsole::read() {
    auto state = state_;
    if (!state) {
        co_return fail(consoleFailure(IPMICONSOLE_ERR_SUCCESS, "read the console"));
    }
    std::array<char, 4096> bytes{};
    auto [code, length] =
        co_await state->stream.async_read_some(asio::buffer(bytes), asio::as_tuple(asio::use_awaitable));
    if (code || length == 0) {
        co_return fail(state->ended("read the console"));
    }
    co_return std::string(bytes.data(), length);
}

Task<> SerialConsole::write(std::string bytes) {
    auto state = state_;
    auto [code, length] =
        co_await asio::async_write(state->stream, asio::buffer(bytes), asio::as_tuple(asio::use_awaitable));
    if (code || length != bytes.size()) {
        co_return fail(state->ended("write to the console"));
    }
    co_return Result<>{};
}

Task<> SerialConsole::sendBreak(Blocking& blocking) {
    if (!state_) {
        co_return fail(consoleFailure(IPMICONSOLE_ERR_SUCCESS, "send a break"));
    }
    std::function<Result<>()> job = [context = state_->context]() -> Result<> {
        if (ipmiconsole_ctx_generate_break(context.get()) < 0) {
            return fail(consoleFailure(ipmiconsole_ctx_errnum(context.get()), "send a break"));
        }
        return {};
    };
    auto done = co_await blocking.run(std::move(job));
    co_return done;
}

void SerialConsole::close() {
    if (!state_) {
        return;
    }
    boost::system::error_code code;
    state_->stream.close(code); // the engine sees the end of the stream and ends the session
}

} // namespace seedbed
