// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/oa/onboard_administrator.hpp"

#include <array>

#include "oa-bridge/base/log.hpp"
#include "oa-bridge/net/http.hpp"

namespace seedbed {

namespace {

constexpr std::uint64_t replyLimit = 16u << 20;

struct TransportRule {
    std::string_view from; // error id of httpCall, or the head of one
    std::string_view id;
    ErrorKind kind;
    std::string_view action;
};
constexpr std::array transportRules{
    TransportRule{"HTTP-UNREACHABLE", "OA-UNREACHABLE", ErrorKind::unreachable,
                  "check the OA's address, cable and power"},
    TransportRule{"HTTP-TIMEOUT", "OA-UNREACHABLE", ErrorKind::timeout,
                  "check that the OA is not restarting, then retry"},
    TransportRule{"HTTP-", "OA-NONSENSE", ErrorKind::nonsense,
                  "check that the address is an Onboard Administrator"},
    TransportRule{"TLS-HANDSHAKE", "OA-TLS", ErrorKind::refused, "check the OA's certificate and TLS versions"},
};

Error fromTransport(const Error& cause) {
    Error error = cause;
    for (const auto& rule : transportRules) {
        if (cause.id.starts_with(rule.from)) {
            error.id = rule.id;
            error.kind = rule.kind;
            error.cause = cause.id + ": " + cause.cause;
            error.action = rule.action;
            return error;
        }
    }
    return error;
}

std::string commandWord(PowerCommand command) {
    switch (command) {
    case PowerCommand::off:
        return "PRESS_AND_HOLD";
    case PowerCommand::reset:
        return "RESET";
    default:
        return "MOMENTARY_PRESS"; // switches on what is off, asks what is on to shut down
    }
}

Error bayError(std::string id, ErrorKind kind, std::string cause, std::string action) {
    Error error;
    error.kind = kind;
    error.id = std::move(id);
    error.attempted = "set the power of a bay";
    error.cause = std::move(cause);
    error.action = std::move(action);
    return error;
}

// One optional part of the snapshot: which call, for how many bays (nullptr: none), and who reads the answer.
struct Part {
    const char* call;
    std::size_t (*bays)(const Enclosure&);
    Result<> (*read)(std::string_view, Enclosure&);
};
std::size_t noBays(const Enclosure&) {
    return 0;
}
std::size_t trays(const Enclosure& e) {
    return e.interconnects.size();
}
std::size_t supplies(const Enclosure& e) {
    return e.powerSupplies.size();
}
std::size_t fanBays(const Enclosure& e) {
    return e.fans.size();
}

constexpr std::array parts{
    Part{"getEnclosureStatus", noBays, wire::readEnclosureStatus},
    Part{"getRackTopology2", noBays, wire::readRackTopology},
    Part{"getInterconnectTrayInfoArray", trays, wire::readInterconnectInfoArray},
    Part{"getInterconnectTrayStatusArray", trays, wire::readInterconnectStatusArray},
    Part{"getPowerSubsystemInfo", noBays, wire::readPowerSubsystem},
    Part{"getPowerSupplyInfoArray", supplies, wire::readPowerSupplyInfoArray},
    Part{"getPowerSupplyStatusArray", supplies, wire::readPowerSupplyStatusArray},
    Part{"getFanInfoArray", fanBays, wire::readFanInfoArray},
    Part{"getOaVcmMode", noBays, wire::readVcmMode},
};

} // namespace

OnboardAdministrator::OnboardAdministrator(asio::any_io_executor executor, OaAccess access)
    : access_(std::move(access)), turn_(std::move(executor)) {}

Error OnboardAdministrator::named(Error error) const {
    error.object = "OA " + access_.address;
    return error;
}

Task<std::string> OnboardAdministrator::post(std::string envelope, std::string attempted) {
    HttpCall request("POST", fmt::format("https://{}:{}/hpoa", access_.address, access_.port));
    request.headers.set("Content-Type", "application/soap+xml; charset=\"utf-8\"");
    request.body = std::move(envelope);
    request.tls = access_.tls;
    request.bodyLimit = replyLimit;
    request.deadline = access_.callDeadline;
    auto reply = co_await httpCall(std::move(request));
    if (!reply) {
        Error error = named(fromTransport(reply.error()));
        error.attempted = std::move(attempted);
        co_return fail(std::move(error));
    }
    const bool soapStatus = reply->status == 200 || reply->status == 400 || reply->status == 500;
    if (!soapStatus) {
        Error error =
            named(bayError("OA-NONSENSE", ErrorKind::nonsense, fmt::format("HTTP status {}", reply->status),
                           "check that the address is an Onboard Administrator"));
        error.attempted = std::move(attempted);
        co_return fail(std::move(error));
    }
    co_return std::move(reply->body);
}

Task<> OnboardAdministrator::logIn() {
    auto reply = co_await post(wire::logInEnvelope(access_.user, access_.password), "log in");
    if (!reply) {
        co_return fail(reply.error());
    }
    auto key = wire::readLogIn(*reply);
    if (!key) {
        Error error = named(key.error());
        error.attempted = "log in as " + access_.user;
        co_return fail(std::move(error));
    }
    session_ = std::move(*key);
    co_return Result<>{};
}

// The reply to `call`, with a session; logs in when there is none, and once more when the OA dropped ours.
Task<std::string> OnboardAdministrator::call(wire::OaCall call) {
    auto guard = co_await turn_.take();
    for (int attempt = 0;; ++attempt) {
        if (session_.empty()) {
            auto in = co_await logIn();
            if (!in) {
                co_return fail(in.error());
            }
        }
        auto reply = co_await post(wire::envelope(call, session_), call.name);
        if (!reply || attempt > 0 || !wire::isSessionRefusal(*reply, call.name)) {
            co_return reply;
        }
        log::debug("OA-SESSION-RENEWED", "the session was no longer accepted", {{"OA", access_.address}});
        session_ = Secret{};
    }
}

Task<> OnboardAdministrator::act(wire::OaCall call) {
    const std::string name = call.name;
    auto reply = co_await this->call(std::move(call));
    if (!reply) {
        co_return fail(reply.error());
    }
    auto done = wire::readReturnCode(*reply, name);
    if (!done) {
        co_return fail(named(done.error()));
    }
    co_return Result<>{};
}

Task<> OnboardAdministrator::fill(wire::OaCall call, Result<> (*read)(std::string_view, Enclosure&),
                                  Enclosure& into) {
    auto reply = co_await this->call(std::move(call));
    if (!reply) {
        co_return fail(reply.error());
    }
    auto done = read(*reply, into);
    if (!done) {
        co_return fail(named(done.error()));
    }
    co_return Result<>{};
}

Task<> OnboardAdministrator::fillMandatory(Enclosure& into) {
    auto done = co_await fill(wire::OaCall("getEnclosureInfo"), wire::readEnclosureInfo, into);
    if (!done) {
        co_return done;
    }
    wire::OaCall info("getBladeInfoArray");
    info.withBays(into.deviceBayCount);
    done = co_await fill(std::move(info), wire::readBladeInfoArray, into);
    if (!done) {
        co_return done;
    }
    wire::OaCall status("getBladeStatusArray");
    status.withBays(into.deviceBayCount);
    done = co_await fill(std::move(status), wire::readBladeStatusArray, into);
    co_return done;
}

// What cannot be read is a gap; an OA that has gone away ends the round at once.
Task<> OnboardAdministrator::fillProcessors(Enclosure& into) {
    for (const auto& bay : into.bays) {
        if (!bay.present()) {
            continue;
        }
        auto done = co_await fill(wire::bayCall("getBladeMpInfo", bay.number), wire::readBladeMpInfo, into);
        if (!done && done.error().id == "OA-UNREACHABLE") {
            co_return done;
        }
        if (!done) {
            into.gaps.push_back(done.error());
        }
    }
    co_return Result<>{};
}

Task<> OnboardAdministrator::surveyRest(Enclosure& into) {
    for (const auto& part : parts) {
        wire::OaCall call(part.call);
        const auto bays = part.bays(into);
        if (part.bays != noBays && bays == 0) {
            continue;
        }
        call.withBays(static_cast<int>(bays));
        auto done = co_await fill(std::move(call), part.read, into);
        if (!done && done.error().id == "OA-UNREACHABLE") {
            co_return fail(done.error().withContext("survey"));
        }
        if (!done) {
            into.gaps.push_back(done.error());
        }
    }
    co_return Result<>{};
}

Task<Enclosure> OnboardAdministrator::surveyBlades() {
    Enclosure enclosure;
    auto done = co_await fillMandatory(enclosure);
    if (!done) {
        co_return fail(done.error().withContext("survey"));
    }
    done = co_await fillProcessors(enclosure);
    if (!done) {
        co_return fail(done.error().withContext("survey"));
    }
    co_return enclosure;
}

Task<Enclosure> OnboardAdministrator::survey() {
    auto enclosure = co_await surveyBlades();
    if (!enclosure) {
        co_return enclosure;
    }
    auto done = co_await surveyRest(*enclosure);
    if (!done) {
        co_return fail(done.error());
    }
    co_return enclosure;
}

Task<BladeStatus> OnboardAdministrator::getBladeStatus(BayNumber bay) {
    auto reply = co_await call(wire::bayCall("getBladeStatus", bay));
    if (!reply) {
        co_return fail(reply.error());
    }
    auto status = wire::readBladeStatus(*reply);
    if (!status) {
        co_return fail(named(status.error()));
    }
    co_return status;
}

Task<std::string> OnboardAdministrator::serialNumber(BayNumber bay) {
    constexpr BayNumber mostBays = 16; // of a c7000
    Enclosure enclosure;
    for (BayNumber number = 1; number <= mostBays; ++number) {
        enclosure.bays.push_back({.number = number});
    }
    wire::OaCall info("getBladeInfoArray");
    info.withBays(bay);
    auto read = co_await fill(std::move(info), wire::readBladeInfoArray, enclosure);
    if (!read) {
        co_return fail(read.error());
    }
    const DeviceBay* found = enclosure.bay(bay);
    co_return found == nullptr ? std::string() : found->serialNumber;
}

Task<bool> OnboardAdministrator::setPower(BayNumber bay, PowerCommand command) {
    auto status = co_await getBladeStatus(bay);
    if (!status) {
        co_return fail(status.error());
    }
    if (status->presence != Presence::present) {
        Error error =
            named(bayError("BAY-ABSENT", ErrorKind::notFound, "the OA sees no blade", "insert a blade"));
        error.object += fmt::format(" bay{}", bay);
        co_return fail(std::move(error));
    }
    if (status->power == PowerReading::unknown) { // a momentary press means the opposite on an off blade
        Error error =
            named(bayError("BAY-POWER-UNKNOWN", ErrorKind::conflict, "the OA does not know the power state",
                           "ask the blade's management processor"));
        error.object += fmt::format(" bay{}", bay);
        co_return fail(std::move(error));
    }
    const bool on = status->power == PowerReading::on;
    const bool wantOn = command == PowerCommand::on;
    if (command == PowerCommand::reset && !on) {
        Error error =
            named(bayError("BAY-POWER-OFF", ErrorKind::conflict, "the blade is off", "switch it on instead"));
        error.object += fmt::format(" bay{}", bay);
        co_return fail(std::move(error));
    }
    if (command != PowerCommand::reset && on == wantOn) {
        co_return false;
    }
    auto done = co_await act(wire::bladePowerCall(bay, commandWord(command)));
    if (!done) {
        co_return fail(done.error());
    }
    co_return true;
}

Task<> OnboardAdministrator::setOneTimePxe(BayNumber bay) {
    auto done = co_await act(wire::oneTimePxeCall(bay));
    co_return done;
}

Task<> OnboardAdministrator::logOut() {
    if (session_.empty()) {
        co_return Result<>{};
    }
    auto guard = co_await turn_.take();
    const wire::OaCall out("userLogOut");
    auto reply = co_await post(wire::envelope(out, session_), out.name);
    session_ = Secret{};
    if (!reply) {
        co_return fail(reply.error());
    }
    auto done = wire::readReturnCode(*reply, out.name);
    if (!done && done.error().id != "OA-SESSION-REFUSED") { // gone already is gone
        co_return fail(named(done.error()));
    }
    co_return Result<>{};
}

} // namespace seedbed
