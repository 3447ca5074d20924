// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/deploy/console_recorder.hpp"

#include <utility>

#include <fmt/format.h>

#include "oa-bridge/base/log.hpp"

namespace seedbed {
namespace {

constexpr unsigned kThreads = 8; // a blade each
constexpr auto kFirstPause = std::chrono::seconds(1);
constexpr auto kLongestPause = std::chrono::seconds(30);
constexpr auto kPauseAfterRefusal = std::chrono::minutes(5); // a wrong password is not tried again and again


Error notOpen(BayNumber bay) {
    return {.kind = ErrorKind::unreachable,
            .id = "CONSOLE-NOT-OPEN",
            .object = fmt::format("bay{}", bay),
            .attempted = "type at its console",
            .cause = "we do not have it",
            .action = "run seedbed survey for a site that names the bay; seedbed console shows why it was lost"};
}

Error heldByAnother(BayNumber bay) {
    return {.kind = ErrorKind::conflict,
            .id = "CONSOLE-HELD",
            .object = fmt::format("bay{}", bay),
            .attempted = "type at its console",
            .cause = "somebody else does",
            .action = fmt::format("end that session, or wait {} s after it broke off", consoles::kHandHolds.count())};
}

Duration pauseAfter(const Error& loss, Duration wait) {
    const bool refused = loss.kind == ErrorKind::refused || loss.kind == ErrorKind::unsupported;
    return refused ? Duration(kPauseAfterRefusal) : wait;
}

// Shows who types the console for as long as it is there.
class Lent {
public:
    Lent(SerialConsole*& place, SerialConsole& console) : place_(place) { place_ = &console; }
    ~Lent() { place_ = nullptr; }
    Lent(const Lent&) = delete;
    Lent& operator=(const Lent&) = delete;

private:
    SerialConsole*& place_;
};

} // namespace

ConsoleRecorder::ConsoleRecorder(asio::any_io_executor executor, SolEngine& engine, std::filesystem::path directory)
    : engine_(engine), directory_(std::move(directory)), blocking_(executor, kThreads), asked_(executor),
      nursery_(executor) {}

std::filesystem::path ConsoleRecorder::fileOf(BayNumber bay) const { return directory_ / fmt::format("bay{}.log", bay); }

void ConsoleRecorder::record(BayNumber bay, BmcAccess access, SolClaim claim) {
    auto [place, added] = recordings_.try_emplace(bay);
    place->second.access = std::move(access);
    if (claim == SolClaim::takeOver) {
        place->second.claim = claim;
    }
    if (added) {
        nursery_.spawn(fmt::format("console of bay{}", bay), keepRecording(bay));
    } else {
        asked_.notifyAll();
    }
}

Task<> ConsoleRecorder::recordOnce(BayNumber bay, Recording& recording, consoles::Record& record) {
    auto console = co_await SerialConsole::open(engine_, blocking_, recording.access, recording.claim);
    if (!console) {
        co_return fail(console.error());
    }
    log::info("CONSOLE-RECORDED", "its console is recorded", {{"BAY", std::to_string(bay)}});
    auto kept = record.mark("begins", consoles::Clock::now());
    recording.claim = SolClaim::takeOver;
    recording.trouble.clear();
    const Lent lent(recording.open, *console);
    while (kept) {
        auto bytes = co_await console->read();
        if (!bytes) {
            co_return fail(bytes.error());
        }
        kept = record.append(*bytes, consoles::Clock::now());
    }
    co_return fail(kept.error());
}

// Once a kind of loss: a dead management processor is one line, not one a minute.
Result<> ConsoleRecorder::tell(BayNumber bay, Recording& recording, consoles::Record& record, const Error& loss) {
    if (std::exchange(recording.trouble, loss.id) == loss.id) {
        return {};
    }
    log::warning("CONSOLE-LOST", toSentence(loss), {{"BAY", std::to_string(bay)}});
    return record.mark("lost: " + toSentence(loss), consoles::Clock::now());
}

asio::awaitable<void> ConsoleRecorder::keepRecording(BayNumber bay) {
    Recording& recording = recordings_.at(bay);
    Duration wait = kFirstPause;
    while (true) {
        auto record = consoles::Record::open(fileOf(bay));
        Result<> ended;
        if (record) {
            ended = co_await recordOnce(bay, recording, *record);
        } else {
            ended = fail(record.error());
        }
        auto mine = co_await asio::this_coro::cancellation_state;
        if (mine.cancelled() != asio::cancellation_type::none) {
            co_return;
        }
        wait = recording.trouble.empty() ? Duration(kFirstPause) : wait; // it was recorded meanwhile
        if (ended.error().id == "SOL-STOLEN") {
            recording.claim = SolClaim::giveWay;
        }
        if (record) {
            auto told = tell(bay, recording, *record, ended.error());
            ended = told ? ended : told;
        } else if (std::exchange(recording.trouble, ended.error().id) != ended.error().id) {
            log::error(ended.error());
        }
        co_await asked_.waitFor(pauseAfter(ended.error(), wait));
        wait = std::min<Duration>(wait * 2, kLongestPause);
    }
}

Task<> ConsoleRecorder::type(BayNumber bay, std::string hand, std::string bytes) {
    auto place = recordings_.find(bay);
    if (place == recordings_.end() || place->second.open == nullptr) {
        co_return fail(notOpen(bay));
    }
    if (!place->second.keyboard.take(hand, consoles::Keyboard::Clock::now())) {
        co_return fail(heldByAnother(bay));
    }
    if (bytes.empty()) {
        co_return Result<>{};
    }
    auto typed = co_await place->second.open->write(std::move(bytes)); // runs at once, and then holds what it needs
    co_return typed;
}

void ConsoleRecorder::release(BayNumber bay, std::string_view hand) {
    auto place = recordings_.find(bay);
    if (place != recordings_.end()) {
        place->second.keyboard.release(hand);
    }
}

asio::awaitable<void> ConsoleRecorder::stop() {
    nursery_.cancel();
    co_await nursery_.join();
}

} // namespace seedbed
