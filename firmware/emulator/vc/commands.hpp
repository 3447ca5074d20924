// SPDX-License-Identifier: GPL-3.0-or-later
// The commands of the CLI: one function each, found in tables of {verb, element, usage, handler}. A new
// command is one function and one row. Handlers run on the I/O thread and never wait; what takes time comes
// back as a PowerWait.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "firmware/emulator/vc/line.hpp"
#include "firmware/emulator/vc/virtual_connect.hpp"

namespace seedbed::emulator::vc {

// The command is done when the blade is off, or refused after the time is over.
struct PowerWait {
    BayNumber bay = 0;
    std::chrono::seconds time{0};
    bool forceOnTimeout = false;
    std::string success;
};

struct Output {
    std::string text;     // lines ending in LF
    std::string question; // to be answered with yes before the command is done
    std::optional<PowerWait> wait;
    bool exit = false;
};

// What a session may do: the enclosure's own user all, a local user of the module what its privileges say.
struct Session {
    std::string user;
    std::string privileges = "domain,network,server,storage";
};

struct Call {
    VirtualConnect& module;
    const CommandLine& line;
    const Session& session;
    const Domain& domain() const { return module.domain(); }
};

using Handler = Output (*)(const Call&);

struct CommandRow {
    std::string_view verb;
    std::string_view element; // empty: the verb stands alone
    std::string_view usage;   // what follows the element
    Handler handler;
    bool needsDomain = true;
};

std::span<const CommandRow> domainCommands();
std::span<const CommandRow> hardwareCommands();
std::span<const CommandRow> networkCommands();
std::span<const CommandRow> uplinkCommands();
std::span<const CommandRow> profileCommands();
std::span<const CommandRow> connectionCommands();
std::span<const CommandRow> groupCommands();
std::span<const CommandRow> settingCommands();
std::span<const CommandRow> accountCommands();
std::span<const CommandRow> planeCommands();
std::span<const CommandRow> keepingCommands();
std::vector<const CommandRow*> allCommands();

// Parses and performs one line; an empty line gives an empty output.
Output perform(VirtualConnect& module, std::string_view line, const Session& session = {});

// Helpers of the handlers.
Output success(std::string sentence);
Output error(const std::string& sentence);
Output report(const Outcome& outcome, std::string sentence);
Output plain(std::string text);
// The first argument, or the refusal.
tl::expected<std::string, std::string> argument(const CommandLine& line, std::size_t index,
                                                std::string_view what);
Outcome onlyProperties(const CommandLine& line, std::initializer_list<std::string_view> known);

// Reads the properties of a line into values, which keep what they were where the line says nothing; the first
// thing that is wrong is kept as the refusal.
class Given {
public:
    Given(const CommandLine& line, std::initializer_list<std::string_view> known)
        : line_(line), outcome_(onlyProperties(line, known)) {}
    Given& flag(std::string_view property, bool& value); // Enabled or Disabled, true or false
    Given& number(std::string_view property, int& value, int least, int most);
    Given& text(std::string_view property, std::string& value);
    Given& word(std::string_view property, std::string& value, std::initializer_list<std::string_view> allowed);
    Given& list(std::string_view property, std::vector<std::string>& value); // parted by commas
    const Outcome& outcome() const { return outcome_; }

private:
    void refuseValue(std::string_view property, const std::string& value);
    const CommandLine& line_;
    Outcome outcome_;
};
// "Auto" or "Failover" of ConnectionMode.
Outcome readMode(const CommandLine& line, ConnectionMode& mode);
const char* modeWord(ConnectionMode mode);
tl::expected<bool, std::string> enabled(const CommandLine& line, std::string_view property, bool otherwise);
tl::expected<int, std::string> wholeNumber(const CommandLine& line, std::string_view property, int otherwise);
// "enc0:3" -> 3, also for bays without a blade.
tl::expected<BayNumber, std::string> serverBay(const std::string& id);
// The names to show: all for none or "*", else the one given; empty when there is no such thing.
bool wantsRecords(const CommandLine& line);
std::string speedText(int mb); // "1 Gb", "2.5 Gb", "500 Mb"
std::string upperDashes(const MacAddress& mac);
// Refused while the blade of an assigned profile is on.
Outcome bladeMustBeOff(const VirtualConnect& module, const std::string& profile);
std::string onOff(bool enabled); // Enabled, Disabled
const char* healthWord(Health health); // OK, Degraded, Failed, Disabled

} // namespace seedbed::emulator::vc
