// SPDX-License-Identifier: GPL-3.0-or-later
// watch: the deployment board, per blade: phase, bytes, rate, time since the last sign of life, last console line.
#include <chrono>
#include <ctime>
#include <fstream>
#include <iostream>

#include <unistd.h>

#include <fmt/format.h>

#include "appliance/api/error_json.hpp"
#include "appliance/cli/command.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::cli {
namespace {

using nlohmann::json;
constexpr auto kPatience = std::chrono::minutes(2); // with a daemon that restarts

double secondsSince(const std::string& time) {
    std::tm parts{};
    if (time.size() < 19 || ::strptime(time.substr(0, 19).c_str(), "%Y-%m-%dT%H:%M:%S", &parts) == nullptr) {
        return 0;
    }
    double fraction = time.size() > 20 ? std::strtod(("0" + time.substr(19)).c_str(), nullptr) : 0;
    auto now = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    return std::max(0.0, now - static_cast<double>(::timegm(&parts)) - fraction);
}

std::string lastLine(const std::filesystem::path& console) {
    constexpr std::streamoff kTail = 4096;
    std::ifstream file(console, std::ios::binary | std::ios::ate);
    const auto size = static_cast<std::streamoff>(file.tellg());
    file.seekg(std::max<std::streamoff>(0, size - kTail));
    const std::string tail{std::istreambuf_iterator<char>(file), {}};
    std::string_view all = trim(tail);
    auto start = all.rfind('\n');
    return log::printable(trim(all.substr(start == std::string_view::npos ? 0 : start + 1)), 60);
}

std::string rowLine(const Session& session, const api::BladeRow& row) {
    std::string bytes = row.totalBytes == 0 ? "" : fmt::format("{}/{} MB {:.0f} MB/s", row.bytes >> 20, row.totalBytes >> 20, row.rate);
    if (row.state != "running") {
        return fmt::format("bay{} {:<24} {:<8} {}", row.bay, row.phase, row.state, row.error);
    }
    return fmt::format("bay{} {:<24} {:<8} {:<22} seen {:>3.0f} s ago  {}", row.bay, row.phase, row.state, bytes,
                       secondsSince(row.lastSign), lastLine(session.state / "consoles" / fmt::format("bay{}.log", row.bay)));
}

// On a terminal the board is drawn in place once a second; elsewhere each new proof is one line.
class BoardPrinter {
public:
    explicit BoardPrinter(const Session& session) : session_(session), terminal_(::isatty(STDERR_FILENO) == 1) {}

    void event(const json& event) {
        const auto type = event.value("type", "");
        bool worth = type != "progress" && type != "fact";
        if (terminal_ || !worth) {
            return;
        }
        const int bay = event.value("bay", 0);
        std::cerr << fmt::format("{} {:<8} {:<22} {}\n", event.value("time", ""), bay == 0 ? "chassis" : fmt::format("bay{}", bay),
                                 type, log::printable(event.value("text", ""), 2000));
    }
    void board(const api::Board& board) {
        if (!terminal_) {
            return;
        }
        if (drawn_ > 0) {
            std::cerr << fmt::format("\x1b[{}A", drawn_);
        }
        drawn_ = 0;
        for (const auto& [bay, row] : board.rows()) {
            std::cerr << "\x1b[K" << rowLine(session_, row) << "\n";
            ++drawn_;
        }
        std::cerr << std::flush;
    }

private:
    const Session& session_;
    bool terminal_;
    int drawn_ = 0;
};

struct WatchOptions {
    std::int64_t run = 0;
};

Task<Exit> watch(Session& session, WatchOptions& options) {
    auto run = co_await chosenRun(session, options.run);
    if (!run) {
        co_return fail(run.error());
    }
    FollowOptions following;
    following.run = *run;
    auto exit = co_await follow(session, following);
    co_return exit;
}

} // namespace

Task<std::int64_t> chosenRun(Session& session, std::int64_t run) {
    if (run != 0) {
        co_return run;
    }
    auto status = co_await session.call("GET", "/status");
    if (!status) {
        co_return fail(status.error());
    }
    const json& last = status->at("last_run");
    if (last.is_null()) {
        co_return fail({.kind = ErrorKind::notFound,
                        .id = "RUN-NONE",
                        .object = "runs",
                        .attempted = "find the newest",
                        .cause = "there was none yet",
                        .action = "see seedbed status; seedbed deploy begins one"});
    }
    co_return last.value("id", std::int64_t{0});
}

Exit exitOfRun(const std::string& state) {
    if (state == "succeeded") {
        return Exit::ok;
    }
    if (state == "partial") {
        return Exit::partial;
    }
    return state == "aborted" ? Exit::aborted : Exit::error;
}

Task<Exit> follow(Session& session, FollowOptions options) {
    api::Board board;
    BoardPrinter printer(session);
    std::int64_t after = 0;
    std::string state = "running";
    bool caughtUp = false;
    auto heard = std::chrono::steady_clock::now();
    session.goesOn = fmt::format("run {} goes on; stop it with: seedbed abort {}", options.run, options.run);
    while (state == "running" || state == "aborting" || !caughtUp) {
        auto answer = co_await session.call("GET", fmt::format("/runs/{}/events?after={}&wait=1", options.run, after));
        const auto now = std::chrono::steady_clock::now();
        if (!answer && answer.error().id == "DAEMON-UNREACHABLE" && now - heard < kPatience) {
            std::cerr << "waiting for the daemon" << std::endl;
            co_await pause(std::chrono::seconds(1));
            continue;
        }
        if (!answer) {
            co_return fail(answer.error());
        }
        heard = now;
        state = answer->value("state", "");
        caughtUp = answer->at("events").empty();
        for (const json& event : answer->at("events")) {
            after = event.value("sequence", after);
            board.apply(event);
            if (!options.quiet) {
                printer.event(event);
            }
        }
        if (!options.quiet) {
            printer.board(board);
        }
    }
    bool named = false;
    for (const auto& [bay, row] : board.rows()) {
        if (row.state == "failed") {
            std::cerr << fmt::format("error: bay{}: {}\n", bay, row.error);
            named = true;
        }
    }
    auto shown = co_await session.call("GET", fmt::format("/runs/{}", options.run));
    if (!shown) {
        co_return fail(shown.error());
    }
    auto exit = exitOfRun(state);
    if (!shown->at("error").is_null()) {
        Error error = errorFromJson(shown->at("error"));
        if (!named) {
            std::cerr << "error: " << toSentence(error) << std::endl;
        }
        exit = exit == Exit::error ? api::exitFor(toString(error.kind)) : exit;
    }
    co_return exit;
}

void addWatch(CLI::App& app, Session& session, Exit& exit) {
    auto options = std::make_shared<WatchOptions>();
    auto* verb = app.add_subcommand("watch", "follow a run: per blade its phase, bytes, rate, last sign of life and console");
    verb->add_option("run", options->run, "number of the run (default: the newest)");
    verb->callback([&session, &exit, options] { exit = session.run(watch(session, *options)); });
}

} // namespace seedbed::cli
