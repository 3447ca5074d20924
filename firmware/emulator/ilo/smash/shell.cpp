// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ilo/smash/shell.hpp"

#include <algorithm>

#include "firmware/emulator/ilo/account/view.hpp"
#include "firmware/emulator/ilo/smash/wordings.hpp"
#include "firmware/emulator/state/told.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator {
namespace {

constexpr std::string_view kDoor = "ilo-ssh";
constexpr char kEscapeKey = 0x1b;
using Words = std::vector<std::string>;

Words wordsOf(std::string_view line) {
    Words words;
    for (const auto& word : split(line, ' ')) {
        const auto trimmed = trim(word);
        if (!trimmed.empty()) {
            words.emplace_back(trimmed);
        }
    }
    return words;
}

std::string done(std::string_view text) {
    return fmt::format("{}\n{}\n", smash::completed, text);
}
std::string failed(std::string_view text) {
    return fmt::format("{}{}\n\n", smash::failed, text);
}

std::string terminalText(std::string_view text) {
    std::string result;
    for (const char character : text) {
        result += character == '\n' ? "\r\n" : std::string(1, character);
    }
    return result;
}

bool has(const Words& words, std::string_view wanted) {
    return std::any_of(words.begin(), words.end(),
                       [wanted](const std::string& word) { return iequals(word, wanted); });
}

} // namespace

// One row a verb.
struct Verbs {
    using Run = std::string (*)(SmashShell&, const Words&);
    struct Row {
        std::string_view name;
        Run run;
    };
    static const Row* find(std::string_view name);

    static std::string command(SmashShell& shell, PowerCommand power, std::string_view text,
                               std::string_view already) {
        if (!allows(shell.user_, Privilege::power)) {
            return failed(smash::noPrivilege);
        }
        const bool on = shell.chassis_.blade(shell.bay_).powered;
        if (on == (power == PowerCommand::on)) {
            return done(already);
        }
        shell.chassis_.command(shell.bay_, power);
        return done(text);
    }
    static std::string turnOn(SmashShell& shell) {
        return command(shell, PowerCommand::on, smash::poweringOn, smash::alreadyOn);
    }
    static std::string turnOff(SmashShell& shell, bool hard) {
        return hard ? command(shell, PowerCommand::hardOff, smash::forcingOff, smash::alreadyOff)
                    : command(shell, PowerCommand::softOff, smash::poweringOff, smash::alreadyOff);
    }
    static std::string restart(SmashShell& shell) {
        return command(shell, PowerCommand::reset, smash::resetting, smash::alreadyOff);
    }
    // /system1 or /map1, as named or as "cd" left it; empty for anything else.
    static std::string target(const SmashShell& shell, const Words& words) {
        for (std::size_t i = 1; i < words.size(); ++i) {
            for (const std::string_view known : {"/system1", "/map1"}) {
                if (iequals(words[i], known) || iequals(words[i], known.substr(1))) {
                    return std::string(known);
                }
            }
            if (startsWith(words[i], "/")) {
                return {};
            }
        }
        return shell.target_;
    }
    static std::string show(SmashShell& shell, const Words& words);
    static std::string start(SmashShell& shell, const Words& words) {
        return target(shell, words) == "/system1" ? turnOn(shell) : failed(smash::unknownTarget);
    }
    static std::string stop(SmashShell& shell, const Words& words) {
        return target(shell, words) == "/system1" ? turnOff(shell, has(words, "hard"))
                                                  : failed(smash::unknownTarget);
    }
    static std::string reset(SmashShell& shell, const Words& words) {
        const auto where = target(shell, words);
        if (where == "/system1") {
            return restart(shell);
        }
        if (where != "/map1") {
            return failed(smash::unknownTarget);
        }
        if (!allows(shell.user_, Privilege::configure)) {
            return failed(smash::noPrivilege);
        }
        shell.chassis_.resetIlo(shell.bay_);
        return done(smash::iloResetting);
    }
    static std::string power(SmashShell& shell, const Words& words) {
        if (words.size() == 1) {
            const bool on = toldPower(shell.chassis_, shell.chassis_.blade(shell.bay_), kDoor);
            return done(fmt::format(fmt::runtime(smash::powerState), on ? "On" : "Off"));
        }
        if (iequals(words[1], "on")) {
            return turnOn(shell);
        }
        if (iequals(words[1], "off")) {
            return turnOff(shell, has(words, "hard"));
        }
        return iequals(words[1], "reset") || iequals(words[1], "warm") ? restart(shell)
                                                                       : failed(smash::unknownCommand);
    }
    static std::string uid(SmashShell& shell, const Words& words) {
        if (words.size() > 1 && (iequals(words[1], "on") || iequals(words[1], "off"))) {
            shell.chassis_.setUid(shell.bay_, iequals(words[1], "on"));
        }
        return done(fmt::format("uid: unit UID is currently: {}",
                                shell.chassis_.blade(shell.bay_).uidLit ? "On" : "Off"));
    }
    static std::string vsp(SmashShell& shell, const Words&) {
        return allows(shell.user_, Privilege::remoteConsole) ? shell.openSerialPort()
                                                             : failed(smash::noPrivilege);
    }
    static std::string cd(SmashShell& shell, const Words& words) {
        const auto where = words.size() == 2 && words[1] == "/" ? std::string("/") : target(shell, words);
        if (where.empty()) {
            return failed(smash::unknownTarget);
        }
        shell.target_ = where;
        return done("");
    }
    static std::string smclp(SmashShell&, const Words&) { return done(""); }
    static std::string version(SmashShell&, const Words&) { return done("SM-CLP Version 1.0"); }
    static std::string help(SmashShell&, const Words&) {
        return done("DMTF SMASH CLP Commands:\nshow start stop reset cd help version exit\n"
                    "HP CLI Commands:\nPOWER    : Control server power.\nUID      : Control Unit-ID light.\n"
                    "VSP      : Invoke virtual serial port.");
    }
    static std::string exit(SmashShell& shell, const Words&) {
        shell.ended_ = true;
        return done("CLI session stopped");
    }
};

std::string Verbs::show(SmashShell& shell, const Words& words) {
    const auto& blade = shell.chassis_.blade(shell.bay_);
    const auto where = target(shell, words);
    if (where == "/system1") {
        const bool on = toldPower(shell.chassis_, blade, kDoor);
        return done(fmt::format(
            "\n/system1\n  Targets\n    firmware1\n    bootconfig1\n    log1\n    led1\n  Properties\n"
            "    name={}\n    number={}\n    oemhp_server_name={}\n    EnabledState={}\n"
            "    processor_number={}\n  Verbs\n    cd version exit show reset set start stop\n",
            blade.productName, toldSerial(shell.chassis_, blade, kDoor), blade.serverName,
            on ? "enabled" : "disabled", blade.cpus));
    }
    if (where == "/map1") {
        return done(fmt::format(
            "\n/map1\n  Targets\n    firmware1\n    accounts1\n    log1\n  Properties\n    name=iLO 4\n"
            "    version={}\n    license=iLO 4 Advanced\n  Verbs\n    cd version exit show reset set\n",
            iloVersion(blade)));
    }
    return where == "/" ? done("\n/\n  Targets\n    system1\n    map1\n  Properties\n  Verbs\n    cd version "
                               "exit show\n")
                        : failed(smash::unknownTarget);
}

const Verbs::Row* Verbs::find(std::string_view name) {
    static constexpr Row rows[] = {{"show", show},      {"start", start}, {"stop", stop}, {"reset", reset},
                                   {"power", power},    {"uid", uid},     {"vsp", vsp},   {"cd", cd},
                                   {"smclp", smclp},    {"help", help},   {"exit", exit}, {"quit", exit},
                                   {"version", version}};
    const auto* found = std::find_if(std::begin(rows), std::end(rows),
                                     [name](const Row& row) { return iequals(row.name, name); });
    return found == std::end(rows) ? nullptr : found;
}

SmashShell::SmashShell(Chassis& chassis, BayNumber bay, IloUser user, std::string peer)
    : chassis_(chassis), bay_(bay), user_(std::move(user)), peer_(std::move(peer)) {}

SmashShell::~SmashShell() {
    closeSerialPort();
}

std::string SmashShell::greeting() const {
    const auto& blade = chassis_.blade(bay_);
    return terminalText(
        fmt::format("User:{} logged-in to {}({})\niLO 4 {} at {}\nServer Name: {}\nServer Power: {}\n\n",
                    user_.login, blade.iloName, blade.iloAddress.toString(), iloVersion(blade),
                    iloDate(blade), blade.serverName, toldPower(chassis_, blade, kDoor) ? "On" : "Off"));
}

std::string SmashShell::prompt() const {
    return std::string(smash::prompt);
}

std::string SmashShell::perform(std::string_view line) {
    const auto words = wordsOf(line);
    if (words.empty()) {
        return {};
    }
    const auto* row = Verbs::find(words.front());
    return row == nullptr ? failed(smash::unknownCommand) : row->run(*this, words);
}

asio::awaitable<std::string> SmashShell::answer(std::string line) {
    const auto late = lateness(chassis_, bay_);
    if (late.count() > 0) {
        co_await pause(late);
    }
    co_return terminalText(isBusy(chassis_, bay_, kDoor) ? failed("iLO is busy. Try again later.")
                                                         : perform(line));
}

asio::awaitable<std::string> SmashShell::execute(std::string command) {
    auto text = co_await answer(std::move(command));
    closeSerialPort(); // nobody is there to type
    co_return text;
}

std::string SmashShell::openSerialPort() {
    if (show_) {
        listener_ =
            chassis_.console(bay_).listen([this](std::string_view bytes) { show_(std::string(bytes)); });
    }
    return std::string(smash::serialPort) + "\n";
}

void SmashShell::closeSerialPort() {
    if (listener_ != 0) {
        chassis_.console(bay_).forget(listener_);
        listener_ = 0;
    }
}

// Everything goes to the blade but "ESC (", which leads back.
std::string SmashShell::keys(std::string_view typed) {
    std::string passed;
    for (const char key : typed) {
        if (escape_ && key == '(') {
            escape_ = false;
            closeSerialPort();
            break; // what came in the same packet is lost, as on the metal
        }
        if (escape_) {
            passed += kEscapeKey;
        }
        escape_ = key == kEscapeKey;
        if (!escape_) {
            passed += key;
        }
    }
    if (!passed.empty()) {
        chassis_.typeConsole(bay_, passed);
    }
    return takesKeys() ? std::string() : "\r\n\r\n";
}

} // namespace seedbed::emulator
