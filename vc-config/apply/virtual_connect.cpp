// SPDX-License-Identifier: GPL-3.0-or-later
#include "vc-config/apply/virtual_connect.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"
#include "vc-config/text/wording.hpp"

namespace seedbed::vc {

namespace {

struct SshRule {
    std::string_view from;
    std::string_view id;
};
constexpr std::array sshRules{
    SshRule{"SSH-UNREACHABLE", "VC-UNREACHABLE"}, SshRule{"SSH-CLOSED", "VC-UNREACHABLE"},
    SshRule{"SSH-TIMEOUT", "VC-UNREACHABLE"},     SshRule{"SSH-REFUSED", "VC-LOGIN-REFUSED"},
    SshRule{"SSH-HOST-KEY", "VC-HOST-KEY"},       SshRule{"SSH-PROTOCOL", "VC-NONSENSE"},
    SshRule{"SSH-TOO-LARGE", "VC-NONSENSE"},
};

constexpr auto idleBeforeProbe = std::chrono::seconds(30);

// The shell echoes what was typed.
std::string withoutSecret(std::string text, const Secret& secret) {
    const auto& hidden = secret.reveal();
    for (auto at = text.find(hidden); !hidden.empty() && at != std::string::npos;
         at = text.find(hidden, at)) {
        text.replace(at, hidden.size(), "***");
        at += 3;
    }
    return text;
}

Error fromSsh(Error error) {
    for (const auto& rule : sshRules) {
        if (error.id == rule.from) {
            error.id = rule.id;
        }
    }
    return error;
}

} // namespace

// The open shell. Used by one blocking job at a time (the Turn sees to that), so it needs no lock of its own.
struct VirtualConnect::Shell {
    std::optional<SshSession> session;
    std::string hostKey;
    std::chrono::steady_clock::time_point lastUse;

    Result<> open(const VcAccess& access);
    bool stillThere(const VcAccess& access);
    Result<std::string> exchange(const VcAccess& access, const Secret& line, std::chrono::milliseconds limit);
};

Result<> VirtualConnect::Shell::open(const VcAccess& access) {
    SshTarget target = access.ssh;
    if (!hostKey.empty()) {
        target.pinnedHostKeySha256 = hostKey; // of the first meeting
    }
    auto opened = SshSession::open(target);
    if (!opened) {
        return fail(opened.error());
    }
    hostKey = opened->hostKey();
    if (auto shell = opened->openShell(); !shell) {
        return shell;
    }
    for (const auto& question : words::questions) {
        opened->answer(std::string(question.words), std::string(question.reply));
    }
    auto greeting = opened->readUntilPrompt(std::string(words::prompt), access.queryLimit);
    if (!greeting) {
        return fail(greeting.error());
    }
    const auto said = replyError(*greeting, "log in");
    if (said && said->id == "VC-NOT-MANAGER") {
        return fail(*said);
    }
    session = std::move(*opened);
    return {};
}

// A module closes a shell that was idle. Found out before a command is sent, so that none is sent twice.
bool VirtualConnect::Shell::stillThere(const VcAccess& access) {
    if (!session || std::chrono::steady_clock::now() - lastUse < idleBeforeProbe) {
        return session.has_value();
    }
    const bool answers =
        session->send("\n") && session->readUntilPrompt(std::string(words::prompt), access.queryLimit);
    if (!answers) {
        session.reset();
    }
    return answers;
}

Result<std::string> VirtualConnect::Shell::exchange(const VcAccess& access, const Secret& line,
                                                    std::chrono::milliseconds limit) {
    if (!stillThere(access)) {
        if (auto opened = open(access); !opened) {
            return fail(opened.error());
        }
    }
    auto sent = session->send(line.reveal() + "\n");
    auto reply = sent ? session->readUntilPrompt(std::string(words::prompt), limit)
                      : Result<std::string>(fail(sent.error()));
    lastUse = std::chrono::steady_clock::now();
    if (!reply) {
        session.reset(); // what comes now would be taken for the answer to the next command
        return reply;
    }
    return withoutSecret(std::move(*reply), access.oaPassword);
}

VirtualConnect::VirtualConnect(asio::any_io_executor executor, Blocking& blocking, VcAccess access)
    : blocking_(blocking), access_(std::make_shared<const VcAccess>(std::move(access))),
      turn_(std::move(executor)), shell_(std::make_shared<Shell>()) {}

Error VirtualConnect::named(Error error) const {
    error.object = "VC " + access_->ssh.host;
    return error;
}

Task<std::string> VirtualConnect::exchange(Secret line, std::string shown, std::chrono::milliseconds limit) {
    auto turn = co_await hold(turn_);
    std::function<Result<Answer>()> job = [shell = shell_, access = access_, line = std::move(line), turn,
                                           limit] {
        return shell->exchange(*access, line, limit).map([&](std::string text) {
            return Answer{text, shell->hostKey};
        });
    };
    auto answer = co_await blocking_.run(std::move(job));
    if (!answer) {
        Error error = named(fromSsh(answer.error()));
        error.attempted = shown + ": " + error.attempted;
        co_return fail(std::move(error));
    }
    hostKey_ = answer->hostKey;
    co_return std::move(answer->text);
}

Task<VcDomain> VirtualConnect::readDomain() {
    DomainReplies replies;
    for (const auto& query : queries()) {
        const std::string command(query.command);
        auto reply = co_await exchange(Secret(command), command, access_->queryLimit);
        if (!reply) {
            co_return fail(reply.error());
        }
        const auto said = replyError(*reply, command);
        if (said && said->id == "VC-NOT-IMPORTED") {
            VcDomain none;
            none.enclosureImported = false;
            co_return none;
        }
        replies.*query.reply = std::move(*reply);
    }
    auto domain = parseDomain(replies);
    if (!domain) {
        co_return fail(named(domain.error()));
    }
    co_return domain;
}

// A command that changes nothing.
Task<std::string> VirtualConnect::query(std::string command) {
    auto reply = co_await exchange(Secret(command), command, access_->queryLimit);
    if (!reply) {
        co_return fail(reply.error());
    }
    if (auto said = replyError(*reply, command)) {
        co_return fail(named(std::move(*said)));
    }
    co_return std::move(*reply);
}

Task<DomainState> VirtualConnect::readState() {
    const std::string command(words::showDomain);
    auto reply = co_await query(command);
    if (!reply && reply.error().id == "VC-NOT-IMPORTED") { // there is nothing to save
        co_return DomainState{};
    }
    if (!reply) {
        co_return fail(reply.error());
    }
    DomainState state;
    for (const Record& record : parseRecords(*reply, command)) {
        const auto saved = lower(record.get(words::checkpointStatus));
        const auto says = [&saved](std::string_view word) { return saved.find(word) != std::string::npos; };
        if (says(words::checkpointPending) || says(words::checkpointInvalid)) {
            state.checkpoint = Checkpoint::pending;
        } else if (says(words::checkpointValid)) {
            state.checkpoint = Checkpoint::valid;
        }
        if (const auto status = record.get(words::domainStatus); !status.empty()) {
            state.status = status;
        }
    }
    co_return state;
}

Task<std::vector<LearnedMac>> VirtualConnect::readMacTable(std::string module) {
    const auto command = fmt::format(words::showMacTable, module);
    auto reply = co_await query(command);
    co_return reply ? parseMacTable(*reply, command) : Result<std::vector<LearnedMac>>(fail(reply.error()));
}

Task<std::optional<Neighbour>> VirtualConnect::readNeighbour(std::string port) {
    const auto command = fmt::format(words::showLldp, port);
    auto reply = co_await query(command);
    co_return reply ? parseNeighbour(*reply, command) : Result<std::optional<Neighbour>>(fail(reply.error()));
}

Task<std::string> VirtualConnect::readConfiguration() {
    auto script = co_await query(std::string(words::showConfig));
    co_return script;
}

Task<std::vector<UplinkPort>> VirtualConnect::readUplinkPorts() {
    const std::string command(words::showUplinkPorts);
    auto reply = co_await exchange(Secret(command), command, access_->queryLimit);
    if (!reply) {
        co_return fail(reply.error());
    }
    auto ports = parseUplinkPorts(*reply, command);
    if (!ports) {
        co_return fail(named(ports.error()));
    }
    co_return ports;
}

Task<std::string> VirtualConnect::run(VcCommand command) {
    const std::string shown = toCommand(command.operation);
    const bool import = std::holds_alternative<ImportEnclosure>(command.operation);
    Secret line = import ? importCommand(access_->oaUser, access_->oaPassword) : Secret(shown);
    log::info("VC-COMMAND", shown, {{"VC", access_->ssh.host}});
    auto reply = co_await exchange(std::move(line), shown, access_->changeLimit);
    if (!reply) {
        co_return fail(reply.error());
    }
    auto done = checkChanged(*reply, shown);
    if (!done && import &&
        done.error().id == "VC-EXISTS") { // somebody imported it before us: it is as wanted
        done = Result<>{};
    }
    if (!done) {
        co_return fail(named(done.error()));
    }
    co_return std::move(*reply);
}

Task<std::vector<ConnectionRecord>> VirtualConnect::readConnections(std::string profile) {
    const std::string command = "show enet-connection " + profile;
    auto reply = co_await exchange(Secret(command), command, access_->queryLimit);
    if (!reply) {
        co_return fail(reply.error());
    }
    auto records = parseConnections(*reply, command);
    if (!records) {
        co_return fail(named(records.error()));
    }
    std::sort(records->begin(), records->end(), [](const auto& a, const auto& b) { return a.port < b.port; });
    co_return records;
}

Task<std::vector<MacAddress>> VirtualConnect::readProfileMacs(std::string profile) {
    auto records = co_await readConnections(profile);
    if (!records) {
        co_return fail(records.error());
    }
    std::vector<MacAddress> macs;
    for (const auto& record : *records) {
        if (!record.mac) {
            Error error = named(Error{
                ErrorKind::conflict, "VC-NO-MAC", "", "read the MAC addresses of " + profile,
                fmt::format("connection {} has none", record.port), "assign the profile to a bay first"});
            co_return fail(std::move(error));
        }
        macs.push_back(*record.mac);
    }
    co_return macs;
}

} // namespace seedbed::vc
