// SPDX-License-Identifier: GPL-3.0-or-later
// console: the recorded serial console of a blade, live, again in its rhythm, as lines with times, or searched. Only a
// live terminal gets the bytes as they came; everything else is plain text.
#include <iostream>

#include <unistd.h>

#include <fmt/format.h>

#include "appliance/cli/command.hpp"
#include "appliance/consoles/replay.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::cli {
namespace {

using consoles::Entry;
using consoles::Piece;
using nlohmann::json;
constexpr int kScreen = 4096; // bytes of the record that a live view begins with

struct ConsoleOptions {
    std::string bay;
    bool follow = false;
    bool replay = false;
    double speed = 1;
    std::string since;
    bool timestamps = false;
    std::string search;

    bool lines() const { return timestamps || !search.empty(); }
    bool live() const { return !replay && !lines() && since.empty() && ::isatty(STDOUT_FILENO) == 1; }
};

std::string fromBase64(const std::string& text) {
    static const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    unsigned value = 0;
    int bits = 0;
    for (char c : text) {
        auto digit = digits.find(c);
        if (digit == std::string::npos) {
            break;
        }
        value = value << 6 | static_cast<unsigned>(digit);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes += static_cast<char>(value >> bits & 0xff);
        }
    }
    return bytes;
}

std::vector<Entry> entriesFrom(const json& answer) {
    std::vector<Entry> entries;
    for (const json& time : answer.value("times", json::array())) {
        entries.push_back({time.at(0).get<std::int64_t>(), time.at(1).get<std::int64_t>(),
                           time.size() > 2 ? time.at(2).get<std::string>() : std::string()});
    }
    return entries;
}

// Prints the pieces in the way that the options ask for.
class ConsolePrinter {
public:
    ConsolePrinter(const ConsoleOptions& options, bool asJson)
        : search_(options.search), lines_(options.lines()), live_(options.live()), json_(asJson) {}

    void piece(const Piece& piece) {
        if (lines_) {
            print(reader_.take(piece));
        } else if (!piece.mark.empty()) {
            std::cerr << consoles::timedLine({piece.ms, consoles::markText(piece.mark)}) << std::endl;
        } else {
            std::cout << (live_ ? piece.bytes : plain_.take(piece.bytes)) << std::flush;
        }
    }
    void finish() {
        print(reader_.finish());
        std::cout << plain_.finish() << std::flush;
    }

private:
    void print(const std::vector<consoles::Line>& lines) {
        for (const consoles::Line& line : lines) {
            if (line.text.find(search_) == std::string::npos) {
                continue;
            }
            const std::string timed = consoles::timedLine(line);
            std::cout << (json_ ? json{{"time", timed.substr(0, timed.find(' '))}, {"text", line.text}}.dump() : timed) << "\n";
        }
        std::cout << std::flush;
    }

    std::string search_;
    bool lines_, live_, json_;
    consoles::LineReader reader_;
    consoles::PlainText plain_;
};

Result<BayNumber> bayOf(const ConsoleOptions& options) {
    auto bays = parseBays(options.bay, 8);
    if (!bays || bays->size() != 1) {
        return fail({.kind = ErrorKind::usage,
                     .id = "CONSOLE-BAY",
                     .object = options.bay,
                     .attempted = "read one bay",
                     .cause = "it does not name one bay",
                     .action = "write for example bay3"});
    }
    return bays->front();
}

// Where to begin, as the API's query.
Result<std::string> startOf(const ConsoleOptions& options) {
    if (!options.since.empty()) {
        const auto now = std::chrono::system_clock::now().time_since_epoch();
        auto since = consoles::readSince(options.since, std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
        if (!since) {
            return fail(since.error());
        }
        return fmt::format("since={}", std::max<std::int64_t>(0, *since));
    }
    return options.live() ? fmt::format("tail={}", kScreen) : std::string("offset=0");
}

Task<Exit> console(Session& session, ConsoleOptions& options) {
    options.timestamps = options.timestamps || session.asJson(); // one object a line
    auto bay = bayOf(options);
    auto from = startOf(options);
    if (!bay || !from) {
        co_return fail(!bay ? bay.error() : from.error());
    }
    const bool follow = options.follow || options.live();
    session.goesOn = follow ? "its recording goes on" : "";
    ConsolePrinter printer(options, session.asJson());
    consoles::Rhythm rhythm(options.replay ? options.speed : 0);
    consoles::NewMarks marks;
    while (true) {
        const int wait = follow ? 30 : 0; // seconds
        auto answer = co_await session.call("GET", fmt::format("/consoles/{}?{}&wait={}", *bay, *from, wait));
        if (!answer) {
            co_return fail(answer.error());
        }
        const std::string bytes = fromBase64(answer->value("base64", ""));
        const auto start = answer->value("start", std::int64_t{0});
        if (*from == "offset=0" && start > 0) {
            std::cerr << fmt::format("the first {} bytes are gone: a record is capped", start) << std::endl;
        }
        const auto entries = marks.of(entriesFrom(*answer), start);
        for (const Piece& piece : consoles::piecesOf(bytes, start, entries)) {
            const auto rest = rhythm.before(piece.mark.empty() ? piece.ms : 0); // a mark is no part of the rhythm
            if (rest > std::chrono::milliseconds(0)) {
                co_await pause(rest);
            }
            printer.piece(piece);
        }
        from = fmt::format("offset={}", answer->value("offset", start));
        if (bytes.empty() && !follow) {
            printer.finish();
            co_return Exit::ok;
        }
    }
}

} // namespace

void addConsole(CLI::App& app, Session& session, Exit& exit) {
    auto options = std::make_shared<ConsoleOptions>();
    auto* verb = app.add_subcommand("console", "the serial console of a blade: live on a terminal, else what was recorded");
    verb->add_option("bay", options->bay, "the bay, as in bay3")->required();
    auto* follow = verb->add_flag("-f,--follow", options->follow, "go on as more comes; end with Ctrl-C");
    auto* replay = verb->add_flag("--replay", options->replay, "once more, in its rhythm; pauses over 10 s are cut");
    replay->excludes(follow);
    verb->add_option("--speed", options->speed, "of the replay: 2 is twice as fast, 0 all at once")
        ->check(CLI::Range(0.0, 1e6))
        ->needs(replay)
        ->capture_default_str();
    verb->add_option("--since", options->since, "from a time: 2026-11-27T14:30:00Z, 14:30 (UTC), or 10m for ten minutes ago");
    verb->add_flag("--timestamps", options->timestamps, "lines with the time of their first byte");
    verb->add_option("--search", options->search, "only the lines that hold this text, with their times");
    verb->callback([&session, &exit, options] { exit = session.run(console(session, *options)); });
}

} // namespace seedbed::cli
