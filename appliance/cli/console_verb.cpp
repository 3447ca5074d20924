// SPDX-License-Identifier: GPL-3.0-or-later
// console: the recorded serial console of a blade, live, again in its rhythm, as lines with times, or searched. Only a
// live terminal gets the bytes as they came; everything else is plain text. Where standard input is a terminal too, or
// with --write, what is typed goes to the blade.
#include <iostream>

#include <unistd.h>

#include <fmt/format.h>

#include "appliance/api/base64.hpp"
#include "appliance/cli/command.hpp"
#include "appliance/cli/raw_terminal.hpp"
#include "appliance/consoles/keyboard.hpp"
#include "appliance/consoles/replay.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::cli {
namespace {

using consoles::Entry;
using consoles::Piece;
using nlohmann::json;
constexpr int kScreen = 4096; // bytes of the record that a live view begins with
constexpr auto kPressTime = std::chrono::seconds(5);
constexpr const char* kHelp = "\r\n~.  end\r\n~~  send ~\r\n~?  this\r\nonly at the beginning of a line\r\n";

struct ConsoleOptions {
    std::string bay;
    bool follow = false;
    bool replay = false;
    double speed = 1;
    std::string since;
    bool timestamps = false;
    std::string search;
    bool watch = false;
    bool write = false;
    const char* lineEnd = "\n"; // of our own words: a raw terminal does not go back by itself

    bool lines() const { return timestamps || !search.empty(); }
    bool live() const { return !replay && !lines() && since.empty() && ::isatty(STDOUT_FILENO) == 1; }
    bool typing() const { return write || (live() && !watch && ::isatty(STDIN_FILENO) == 1); }
    bool goesOn() const { return follow || live() || write; }
};

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
        : search_(options.search), lineEnd_(options.lineEnd), lines_(options.lines()), live_(options.live()),
          json_(asJson) {}

    void piece(const Piece& piece) {
        if (lines_) {
            print(reader_.take(piece));
        } else if (!piece.mark.empty()) {
            std::cerr << consoles::timedLine({piece.ms, consoles::markText(piece.mark)}) << lineEnd_ << std::flush;
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
    const char* lineEnd_;
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

// Prints from there on; ends at the end of the record unless it goes on.
Task<Exit> show(Session& session, const ConsoleOptions& options, BayNumber bay, std::string from) {
    ConsolePrinter printer(options, session.asJson());
    consoles::Rhythm rhythm(options.replay ? options.speed : 0);
    consoles::NewMarks marks;
    while (true) {
        const int wait = options.goesOn() ? 30 : 0; // seconds
        auto answer = co_await session.call("GET", fmt::format("/consoles/{}?{}&wait={}", bay, from, wait));
        if (!answer) {
            co_return fail(answer.error());
        }
        const std::string bytes = api::fromBase64(answer->value("base64", ""));
        const auto start = answer->value("start", std::int64_t{0});
        if (from == "offset=0" && start > 0) {
            std::cerr << fmt::format("the first {} bytes are gone: a record is capped", start) << options.lineEnd << std::flush;
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
        if (bytes.empty() && !options.goesOn()) {
            printer.finish();
            co_return Exit::ok;
        }
    }
}

Task<json> press(Session& session, BayNumber bay, json keys) {
    return session.call("POST", fmt::format("/consoles/{}/keyboard", bay), std::move(keys), kPressTime);
}

// Until "~.". What could not be typed is told, once a kind, and lost.
Task<Exit> type(Session& session, RawTerminal& terminal, BayNumber bay, std::string hand) {
    consoles::EscapeReader escapes;
    std::string trouble;
    while (true) {
        auto bytes = co_await terminal.read(consoles::kHandHolds / 3);
        if (!bytes) {
            break;
        }
        const auto typed = escapes.take(*bytes);
        if (typed.help) {
            std::cerr << kHelp << std::flush;
        }
        if (bytes->empty() || !typed.bytes.empty()) { // nothing for a while: to keep the keyboard
            json keys{{"hand", hand}, {"base64", toBase64(typed.bytes)}};
            auto pressed = co_await press(session, bay, std::move(keys));
            const auto failure = pressed ? std::string() : pressed.error().id;
            if (!pressed && failure != trouble) {
                std::cerr << "not typed: " << toSentence(pressed.error()) << "\r\n" << std::flush;
            }
            trouble = failure;
        }
        if (typed.end) {
            co_return Exit::ok;
        }
    }
    while (true) { // the end of a pipe or file: nothing more to type, but to see
        co_await pause(std::chrono::hours(1));
    }
}

Task<Exit> showAndType(Session& session, ConsoleOptions& options, BayNumber bay, std::string from, std::string hand) {
    auto terminal = RawTerminal::open(session.io.get_executor());
    if (!terminal) {
        co_return fail(terminal.error());
    }
    if (terminal->isTerminal()) {
        options.lineEnd = "\r\n";
        std::cerr << fmt::format("typing at bay{}: ~. ends, ~? helps\r\n", bay) << std::flush;
    }
    Ending<Exit> shown;
    Ending<Exit> typed;
    const auto first = co_await firstOf(keepEnding<Exit>(show(session, options, bay, std::move(from)), shown),
                                        keepEnding<Exit>(type(session, *terminal, bay, hand), typed));
    co_await pause(Duration::zero()); // throws after a signal
    co_return resultOf<Exit>(std::move(first == 0 ? shown : typed));
}

// Where typing begins when nothing of what was recorded is wanted: asked before the first key is sent.
Task<std::string> endOf(Session& session, BayNumber bay) {
    auto answer = co_await session.call("GET", fmt::format("/consoles/{}?tail=0", bay));
    if (!answer) {
        co_return fail(answer.error());
    }
    co_return fmt::format("offset={}", answer->value("offset", std::int64_t{0}));
}

// Takes the keyboard, and gives it back. Who only happens to sit at a terminal looks on when it is not to be had.
Task<Exit> interact(Session& session, ConsoleOptions& options, BayNumber bay, std::string from) {
    const std::string hand = newUuid();
    json keys{{"hand", hand}};
    auto taken = co_await press(session, bay, keys);
    if (!taken && options.write) {
        co_return fail(taken.error());
    }
    if (!taken) {
        std::cerr << "only to look at: " << toSentence(taken.error()) << std::endl;
        auto shown = co_await show(session, options, bay, std::move(from));
        co_return shown;
    }
    auto ending = co_await endingOf<Exit>(showAndType(session, options, bay, std::move(from), hand));
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation()); // also after a signal
    keys["release"] = true;
    auto released = co_await press(session, bay, std::move(keys));
    std::cerr << "\n" << std::flush; // behind what the console said last
    auto typed = resultOf<Exit>(std::move(ending));
    if (typed) {
        std::cerr << (released ? session.goesOn : toSentence(released.error())) << std::endl;
    }
    co_return typed;
}

Task<Exit> console(Session& session, ConsoleOptions& options) {
    options.timestamps = options.timestamps || session.asJson(); // one object a line
    auto bay = bayOf(options);
    auto from = startOf(options);
    if (!bay || !from) {
        co_return fail(!bay ? bay.error() : from.error());
    }
    session.goesOn = options.goesOn() ? "its recording goes on" : "";
    if (options.write && !options.live() && options.since.empty()) {
        from = co_await endOf(session, *bay);
        if (!from) {
            co_return fail(from.error());
        }
    }
    if (options.typing()) {
        auto typed = co_await interact(session, options, *bay, *from);
        co_return typed;
    }
    auto shown = co_await show(session, options, *bay, *from);
    co_return shown;
}

} // namespace

void addConsole(CLI::App& app, Session& session, Exit& exit) {
    auto options = std::make_shared<ConsoleOptions>();
    auto* verb = app.add_subcommand("console", "the serial console of a blade: live on a terminal, to type at (~. ends); else what was recorded");
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
    auto* watch = verb->add_flag("--watch", options->watch, "only look on: nothing that is typed goes to the blade");
    verb->add_flag("--write", options->write, "type what standard input holds, also when it is no terminal")
        ->excludes(watch)
        ->excludes(replay);
    verb->add_option("--search", options->search, "only the lines that hold this text, with their times");
    verb->callback([&session, &exit, options] { exit = session.run(console(session, *options)); });
}

} // namespace seedbed::cli
