// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/vc/dialogue.hpp"

#include "firmware/emulator/state/enclosure.hpp"
#include "firmware/emulator/state/faults.hpp"
#include "firmware/emulator/vc/wordings.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator::vc {
namespace {

constexpr int kUsuallySlow = 1000;                    // milliseconds, of the fault vc-slow
constexpr auto kForcedOff = std::chrono::seconds(10); // after the power was cut

std::string terminalText(const std::string& text) {
    std::string out;
    for (char character : text) {
        out += character == '\n' ? std::string("\r\n") : std::string(1, character);
    }
    return out;
}

} // namespace

// Every session is taken: the user is told, and left.
Dialogue::Dialogue(VirtualConnect& module, Event& changed, Session session)
    : module_(module), changed_(changed), session_(std::move(session)),
      ended_(module.chassis().hasFault("vc-sessions", 0)) {}

std::string Dialogue::greeting() const {
    if (ended_) {
        return terminalText(fmt::format("ERROR: {}\n", words::noSession));
    }
    auto facts = enclosureFacts(module_.chassis().options());
    std::string rule(79, '-');
    auto text = fmt::format("{}\n{} Virtual Connect Management CLI v{}\n{}\n\n", rule, facts.manufacturer,
                            facts.vcFirmware, rule);
    text += "help : lists the subcommands\nexit : ends the session\n\n";
    if (!module_.reachesOa()) {
        text += std::string(words::noOa) + "\n\n";
    }
    if (!module_.domain().imported) {
        text += std::string(words::noEnclosure) + "\n\n";
    }
    return terminalText(text);
}

std::string Dialogue::prompt() const {
    if (ended_) {
        return {};
    }
    return asking() ? question_ : "->";
}

asio::awaitable<Output> Dialogue::done(std::string line) {
    Output output;
    if (asking()) {
        auto command = std::exchange(pending_, {}) + " -quiet";
        bool agreed = iequals(trim(line), "yes") || iequals(trim(line), "y");
        output = agreed ? perform(module_, command, session_) : error(words::cancelled);
    } else {
        output = perform(module_, line, session_);
    }
    if (!output.question.empty()) {
        pending_ = line;
        question_ = output.question;
    }
    if (output.wait) {
        auto wait = *output.wait;
        output = co_await finish(std::move(wait));
    }
    co_return output;
}

asio::awaitable<std::string> Dialogue::answer(std::string line) {
    if (ended_) {
        co_return std::string();
    }
    if (const auto* slow = module_.chassis().fault("vc-slow", 0)) {
        co_await pause(std::chrono::milliseconds(parameter(*slow, "ms", kUsuallySlow)));
    }
    auto output = co_await done(std::move(line));
    const bool lost = module_.takesAnswerAway();
    const bool going = !module_.isUp(); // a manager that goes answers first
    ended_ = output.exit || lost || going;
    co_return lost ? std::string() : terminalText(output.text) + (going ? "->" : "");
}

asio::awaitable<std::string> Dialogue::execute(std::string command) {
    if (ended_) {
        co_return greeting();
    }
    auto text = co_await answer(std::move(command));
    if (asking()) {
        text += co_await answer("no");
    }
    co_return text;
}

asio::awaitable<Output> Dialogue::finish(PowerWait wait) {
    bool off = co_await waitOff(wait);
    if (!off && wait.forceOnTimeout) {
        module_.chassis().command(wait.bay, PowerCommand::hardOff);
        wait.time = kForcedOff;
        off = co_await waitOff(wait);
    }
    auto server = fmt::format("enc0:{}", wait.bay);
    co_return off ? success(wait.success) : error(fmt::format(words::powerTimeout, server));
}

asio::awaitable<bool> Dialogue::waitOff(PowerWait wait) {
    auto end = std::chrono::steady_clock::now() + wait.time;
    while (module_.chassis().blade(wait.bay).powered) {
        auto left = end - std::chrono::steady_clock::now();
        if (left <= Duration::zero()) {
            co_return false;
        }
        co_await changed_.waitFor(left);
    }
    co_return true;
}

} // namespace seedbed::emulator::vc
