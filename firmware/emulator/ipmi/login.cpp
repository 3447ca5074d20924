// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ipmi/login.hpp"

#include <algorithm>

namespace seedbed::emulator::ipmi {
namespace {

constexpr std::size_t kOpenLength = 32;
constexpr std::size_t kRakp1Least = 28;
constexpr std::size_t kRakp3Least = 8;
constexpr std::size_t kNameLength = 16;
constexpr std::uint8_t kNameOnly = 0x10; // role bit: look the user up by name alone

Bytes refusal(std::uint8_t tag, Status status, std::uint32_t consoleId) {
    Bytes answer;
    append(answer, {tag, static_cast<unsigned>(status), 0, 0});
    append32(answer, consoleId);
    return answer;
}

// One of the three 8-byte records of an Open Session request. A length of 0 says "any".
std::optional<std::uint8_t> algorithm(View record) {
    return record[3] == 0 ? std::nullopt : std::optional<std::uint8_t>(record[4] & 0x3f);
}

Status checkProposal(View request, const Proposal& proposal, const CipherSuite* suite) {
    if (request[8] != 0 || request[16] != 1 || request[24] != 2 || (request[1] & 0x0f) > 5) {
        return Status::illegalParameter;
    }
    if (!knowsAuthentication(proposal.authentication.value_or(0))) {
        return Status::invalidAuthentication;
    }
    if (!knowsIntegrity(proposal.integrity.value_or(0))) {
        return Status::invalidIntegrity;
    }
    if (!knowsConfidentiality(proposal.confidentiality.value_or(0))) {
        return Status::invalidConfidentiality;
    }
    const bool reachable = suite != nullptr && (request[1] & 0x0f) <= static_cast<unsigned>(suite->maximum);
    return reachable ? Status::ok : Status::noSuchSuite;
}

Bytes openAnswer(std::uint8_t tag, const Session& session) {
    auto answer = refusal(tag, Status::ok, session.exchange.consoleId);
    answer[2] = static_cast<std::uint8_t>(session.maximum);
    append32(answer, session.id);
    append(answer, {0, 0, 0, 8, session.suite.authentication, 0, 0, 0});
    append(answer, {1, 0, 0, 8, session.suite.integrity, 0, 0, 0});
    append(answer, {2, 0, 0, 8, session.suite.confidentiality, 0, 0, 0});
    return answer;
}

// The user a RAKP 1 message names; the status says what is wrong with the message.
struct Applicant {
    Status status;
    const User* user;
};

Applicant checkApplicant(const LoginContext& context, const Session& session, View request) {
    const auto role = static_cast<Privilege>(request[24] & 0x0f);
    if (request[27] > kNameLength || request.size() < kRakp1Least + request[27]) {
        return {Status::invalidNameLength, nullptr};
    }
    if (role > Privilege::oem) {
        return {Status::invalidRole, nullptr};
    }
    const auto name = textOf(request.subspan(kRakp1Least, request[27]));
    const auto user = std::find_if(context.users.begin(), context.users.end(),
                                   [name](const User& candidate) { return candidate.name == name; });
    if (user == context.users.end()) {
        return {Status::unauthorizedName, nullptr};
    }
    if (role > user->maximum || role > session.maximum) {
        return {(request[24] & kNameOnly) != 0 ? Status::unauthorizedRole : Status::unauthorizedName,
                nullptr};
    }
    return {Status::ok, &*user};
}

void beginExchange(const LoginContext& context, Session& session, const User& user, View request) {
    auto& exchange = session.exchange;
    exchange.hash = session.suite.hash;
    exchange.userKey = userKey(user.password.reveal());
    exchange.managedId = session.id;
    std::copy_n(request.begin() + 8, exchange.consoleRandom.size(), exchange.consoleRandom.begin());
    exchange.managedRandom = randomBlock();
    exchange.guid = context.guid;
    exchange.role = request[24];
    exchange.user = user.name;
    session.user = user.number;
    const auto role = static_cast<Privilege>(request[24] & 0x0f);
    session.maximum = std::min(session.maximum, role == Privilege::none ? user.maximum : role);
    session.stage = Session::Stage::keyed;
}

// A client whose answer was lost asks the same again: a new random number would break the one it may still
// get.
bool isRepeated(const Session& session, View request) {
    const auto& exchange = session.exchange;
    return session.stage == Session::Stage::keyed && exchange.role == request[24] &&
           std::equal(exchange.consoleRandom.begin(), exchange.consoleRandom.end(), request.begin() + 8) &&
           request.size() >= kRakp1Least + request[27] &&
           textOf(request.subspan(kRakp1Least, request[27])) == exchange.user;
}

void activate(Session& session, Peer peer) {
    const auto key = sessionIntegrityKey(session.exchange);
    session.integrityKey = additionalKey(session.suite.hash, key, 1);
    session.cipherKey = additionalKey(session.suite.hash, key, 2);
    session.stage = Session::Stage::active;
    session.current = std::min(Privilege::user, session.maximum);
    session.peer = peer;
    const auto check = finalCheck(session.exchange, key);
    session.answer = refusal(0, Status::ok, session.exchange.consoleId);
    append(session.answer, View(check).first(session.suite.codeLength));
}

Bytes withTag(Bytes answer, std::uint8_t tag) {
    answer[0] = tag;
    return answer;
}

} // namespace

std::optional<Bytes> openSession(LoginContext& context, View request, TimePoint now) {
    if (request.size() < kOpenLength) {
        return std::nullopt;
    }
    const auto consoleId = read32(request, 4);
    const Proposal proposal{algorithm(request.subspan(8, 8)), algorithm(request.subspan(16, 8)),
                            algorithm(request.subspan(24, 8))};
    const auto* suite = chooseSuite(context.ilo, proposal);
    const auto status = checkProposal(request, proposal, suite);
    if (status != Status::ok) {
        return refusal(request[0], status, consoleId);
    }
    auto* session = context.sessions.open(now);
    if (session == nullptr) {
        return refusal(request[0], Status::noResources, consoleId);
    }
    const auto wanted = static_cast<Privilege>(request[1] & 0x0f);
    session->suite = *suite;
    session->maximum = wanted == Privilege::none ? suite->maximum : wanted;
    session->exchange.consoleId = consoleId;
    return openAnswer(request[0], *session);
}

std::optional<Bytes> rakp1(LoginContext& context, View request, TimePoint now) {
    if (request.size() < kRakp1Least) {
        return std::nullopt;
    }
    auto* session = context.sessions.find(read32(request, 4));
    if (session == nullptr || session->active()) {
        return refusal(request[0], Status::invalidSession, 0);
    }
    session->lastSeen = now;
    const auto consoleId = session->exchange.consoleId;
    if (isRepeated(*session, request)) {
        return withTag(session->answer, request[0]);
    }
    const auto applicant = checkApplicant(context, *session, request);
    if (applicant.user == nullptr) {
        context.sessions.close(session->id);
        return refusal(request[0], applicant.status, consoleId);
    }
    beginExchange(context, *session, *applicant.user, request);
    session->answer = refusal(request[0], Status::ok, consoleId);
    append(session->answer, session->exchange.managedRandom);
    append(session->answer, context.guid);
    append(session->answer, keyExchangeCode(session->exchange));
    return session->answer;
}

std::optional<Bytes> rakp3(LoginContext& context, View request, Peer peer, TimePoint now) {
    if (request.size() < kRakp3Least) {
        return std::nullopt;
    }
    auto* session = context.sessions.find(read32(request, 4));
    if (session == nullptr || session->stage == Session::Stage::opened) {
        return refusal(request[0], Status::invalidSession, 0);
    }
    const auto consoleId = session->exchange.consoleId;
    const bool isValid = sameSecret(request.subspan(kRakp3Least), consoleProof(session->exchange));
    if (session->active()) {
        return isValid ? std::optional(withTag(session->answer, request[0])) : std::nullopt;
    }
    if (request[1] != 0) {
        context.sessions.close(session->id); // the console did not like our RAKP 2 and expects no answer
        return std::nullopt;
    }
    if (!isValid) {
        context.sessions.close(session->id);
        return refusal(request[0], Status::invalidCheck, consoleId);
    }
    session->lastSeen = now;
    activate(*session, peer);
    return withTag(session->answer, request[0]);
}

} // namespace seedbed::emulator::ipmi
