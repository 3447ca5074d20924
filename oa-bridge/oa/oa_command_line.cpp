// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/oa/oa_command_line.hpp"

#include <algorithm>
#include <array>

#include "oa-bridge/base/log.hpp"
#include "oa-bridge/wire/device_clock.hpp"
#include "oa-bridge/wire/oa_cli_words.hpp"

namespace seedbed {

namespace {

struct SshRule {
    std::string_view from;
    std::string_view id;
};
constexpr std::array sshRules{
    SshRule{"SSH-UNREACHABLE", "OA-UNREACHABLE"}, SshRule{"SSH-CLOSED", "OA-UNREACHABLE"},
    SshRule{"SSH-TIMEOUT", "OA-UNREACHABLE"},     SshRule{"SSH-REFUSED", "OA-LOGIN-REFUSED"},
    SshRule{"SSH-HOST-KEY", "OA-HOST-KEY"},       SshRule{"SSH-PROTOCOL", "OA-NONSENSE"},
    SshRule{"SSH-TOO-LARGE", "OA-NONSENSE"},
};

// A refusal is a line or two; a log may quote the same words.
constexpr int refusalLines = 6;

Error fromSsh(Error error) {
    for (const auto& rule : sshRules) {
        if (error.id == rule.from) {
            error.cause = error.id + ": " + error.cause;
            error.id = rule.id;
            break;
        }
    }
    return error;
}

} // namespace

OaCommandLine::OaCommandLine(asio::any_io_executor executor, Blocking& blocking, OaCliAccess access)
    : blocking_(blocking), access_(std::make_shared<const OaCliAccess>(std::move(access))),
      turn_(std::move(executor)), hostKey_(access_->ssh.pinnedHostKeySha256) {}

Error OaCommandLine::named(Error error) const {
    error.object = "OA " + access_->ssh.host;
    return error;
}

Result<OaCommandLine::Answer> OaCommandLine::talk(const OaCliAccess& access, const std::string& command,
                                                   const std::string& below) {
    auto session = SshSession::open(access.ssh);
    if (!session) {
        return fail(fromSsh(session.error()));
    }
    auto outcome = session->exec(command + below, access.limit);
    if (!outcome) {
        return fail(fromSsh(outcome.error()));
    }
    auto text = wire::readExecOutput(outcome->output, command);
    if (!text) {
        return fail(text.error());
    }
    return Answer{std::move(*text), session->hostKey()};
}

Task<std::string> OaCommandLine::run(std::string command) {
    if (command.find_first_of("\r\n") != std::string::npos) { // each line is a command of its own
        Error error;
        error.kind = ErrorKind::usage;
        error.id = "OA-CLI-USAGE";
        error.attempted = "run a command";
        error.cause = "a line break in: " + log::printable(command, 64);
        error.action = "give one command at a time";
        co_return fail(named(std::move(error)));
    }
    auto answer = co_await exchange(std::move(command), std::string());
    co_return answer;
}

Task<std::string> OaCommandLine::exchange(std::string command, std::string below) {
    auto turn = co_await hold(turn_);
    auto access = std::make_shared<OaCliAccess>(*access_);
    access->ssh.pinnedHostKeySha256 = hostKey_; // of the first meeting, when none was pinned before
    std::function<Result<Answer>()> job = [access, command, below, turn] { return talk(*access, command, below); };
    turn.reset();
    auto answer = co_await blocking_.run<Answer>(std::move(job));
    if (!answer) {
        Error error = named(answer.error());
        error.attempted = command;
        co_return fail(std::move(error));
    }
    hostKey_ = answer->hostKey;
    const bool isShort = std::count(answer->text.begin(), answer->text.end(), '\n') <= refusalLines;
    const auto refusal = isShort ? wire::readRefusal(answer->text) : std::nullopt;
    if (refusal) {
        Error error = named(*refusal);
        error.attempted = command;
        co_return fail(std::move(error));
    }
    co_return std::move(answer->text);
}

Task<> OaCommandLine::expect(std::string command, std::string_view words) {
    const std::string attempted = command;
    auto answer = co_await run(std::move(command));
    if (!answer) {
        co_return fail(answer.error());
    }
    const auto done = wire::readConfirmation(*answer, words);
    if (!done) {
        Error error = named(done.error());
        error.attempted = attempted;
        co_return fail(std::move(error));
    }
    co_return Result<>{};
}

Task<std::vector<OaServerRow>> OaCommandLine::showServerList() {
    auto answer = co_await run("SHOW SERVER LIST");
    if (!answer) {
        co_return fail(answer.error());
    }
    auto rows = wire::readServerList(*answer);
    if (!rows) {
        co_return fail(named(rows.error()));
    }
    co_return rows;
}

Task<OaServerStatus> OaCommandLine::showServerStatus(BayNumber bay) {
    auto answer = co_await run(fmt::format("SHOW SERVER STATUS {}", bay));
    if (!answer) {
        co_return fail(answer.error());
    }
    auto status = wire::readServerStatus(*answer, bay);
    if (!status) {
        co_return fail(named(status.error()));
    }
    co_return status;
}

Task<std::vector<EbipaEntry>> OaCommandLine::showEbipa(EbipaKind kind) {
    auto answer = co_await run(fmt::format("SHOW EBIPA {}", wire::ebipaWord(kind)));
    if (!answer) {
        co_return fail(answer.error());
    }
    auto entries = wire::readEbipa(*answer);
    if (!entries) {
        co_return fail(named(entries.error()));
    }
    co_return entries;
}

Task<> OaCommandLine::setEbipa(EbipaKind kind, EbipaEntry entry) {
    for (const auto& command : wire::ebipaCommands(kind, entry)) {
        auto answer = co_await run(command);
        if (!answer) {
            co_return fail(answer.error());
        }
    }
    co_return Result<>{};
}

Task<> OaCommandLine::saveEbipa() {
    auto answer = co_await run("SAVE EBIPA");
    if (!answer) {
        co_return fail(answer.error());
    }
    co_return Result<>{};
}

Task<> OaCommandLine::resetBay(BayNumber bay) {
    return expect(fmt::format("RESET SERVER {}", bay), wire::words::fuseDone);
}
Task<> OaCommandLine::resetIlo(BayNumber bay) {
    return expect(fmt::format("RESET ILO {}", bay), wire::words::iloResetDone);
}
Task<std::string> OaCommandLine::syslog() {
    return run("SHOW SYSLOG OA");
}
Task<std::string> OaCommandLine::showConfig() {
    return run("SHOW CONFIG");
}

Task<OaTimeSettings> OaCommandLine::timeSettings() {
    auto answer = co_await showConfig();
    if (!answer) {
        co_return fail(answer.error());
    }
    auto settings = wire::readTimeSettings(*answer);
    if (!settings) {
        co_return fail(named(settings.error()));
    }
    co_return settings;
}

Task<> OaCommandLine::setTimeServers(std::vector<std::string> servers) {
    for (const auto& command : wire::timeServerCommands(servers)) {
        auto answer = co_await run(command);
        if (!answer) {
            co_return fail(answer.error());
        }
    }
    co_return Result<>{};
}

Task<OaPowerSettings> OaCommandLine::powerSettings() {
    auto answer = co_await run(std::string(wire::words::showPower));
    if (!answer) {
        co_return fail(answer.error());
    }
    auto settings = wire::readPowerSettings(*answer);
    if (!settings) {
        co_return fail(named(settings.error()));
    }
    co_return settings;
}

Task<DeviceClock> OaCommandLine::clock() {
    const auto before = std::chrono::system_clock::now();
    auto answer = co_await run("SHOW DATE");
    const auto after = std::chrono::system_clock::now();
    if (!answer) {
        co_return fail(answer.error());
    }
    const auto time = wire::readOaDate(*answer);
    if (!time) {
        co_return fail(named(time.error()));
    }
    co_return wire::clockReading(*time, before, after);
}

} // namespace seedbed
