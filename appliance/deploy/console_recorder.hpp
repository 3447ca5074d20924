// SPDX-License-Identifier: GPL-3.0-or-later
// Records the serial consoles of blades by IPMI Serial over LAN, one session a blade, each into its log with the index
// of its times (appliance/consoles). A console is recorded from the first survey, preflight or run that names its
// blade until the daemon ends. One that cannot be had is logged, tried again with growing pauses, and holds nothing
// up. Whoever takes a console from us keeps it: we wait until it is free, and the index says so. A console that is
// recorded can be typed at, by one hand at a time. Owned by Deployment, I/O thread only.
#pragma once

#include <filesystem>
#include <map>

#include "appliance/consoles/keyboard.hpp"
#include "appliance/consoles/record.hpp"
#include "oa-bridge/base/ids.hpp"
#include "oa-bridge/ilo/serial_console.hpp"

namespace seedbed {

class ConsoleRecorder {
public:
    ConsoleRecorder(asio::any_io_executor executor, SolEngine& engine, std::filesystem::path directory);
    // Records the console of this bay from now on. One that is recorded already goes on; one that waits for its next
    // try tries at once, with this access. A run takes consoles over, looking at a chassis takes nothing from anybody.
    void record(BayNumber bay, BmcAccess access, SolClaim claim);
    // Sends `bytes` to the console of this bay; without any the hand takes the keyboard, or keeps it. CONSOLE-NOT-OPEN,
    // CONSOLE-HELD (another hand has it), those of SerialConsole::write.
    Task<> type(BayNumber bay, std::string hand, std::string bytes);
    void release(BayNumber bay, std::string_view hand);
    asio::awaitable<void> stop();

private:
    struct Recording {
        BmcAccess access;
        SolClaim claim = SolClaim::giveWay; // of the next session
        std::string trouble;                // id of the last loss, so that it is told once
        SerialConsole* open = nullptr;      // while it is recorded
        consoles::Keyboard keyboard;
    };
    asio::awaitable<void> keepRecording(BayNumber bay);
    Task<> recordOnce(BayNumber bay, Recording& recording, consoles::Record& record);
    Result<> tell(BayNumber bay, Recording& recording, consoles::Record& record, const Error& loss);
    std::filesystem::path fileOf(BayNumber bay) const;

    SolEngine& engine_;
    std::filesystem::path directory_;
    Blocking blocking_; // of our own: consoles that do not answer keep nobody else waiting
    Event asked_;
    std::map<BayNumber, Recording> recordings_;
    Nursery nursery_;
};

} // namespace seedbed
