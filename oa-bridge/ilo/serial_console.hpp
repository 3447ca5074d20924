// SPDX-License-Identifier: GPL-3.0-or-later
// The serial console of one blade: IPMI Serial over LAN by libipmiconsole, which runs its own threads and
// hands out a descriptor. Opened per recording or per viewer, lives until it is closed or the peer goes; it
// is an IPMI session of its own beside those of Bmc. I/O thread only. Errors: ids of ipmi_failure.hpp, object
// "console <address>".
#pragma once

#include <memory>
#include <string>

#include "oa-bridge/async/blocking.hpp"
#include "oa-bridge/ilo/ipmi_session.hpp"

namespace seedbed {

// The library's threads: one engine a process, made by main before the first console and destroyed after the
// last.
class SolEngine {
public:
    static Result<std::unique_ptr<SolEngine>> start(unsigned threads = 4); // Error SOL-ENGINE
    ~SolEngine();
    SolEngine(const SolEngine&) = delete;
    SolEngine& operator=(const SolEngine&) = delete;

private:
    SolEngine() = default;
};

// What to do when another session has the console: end it, for somebody left it behind, or leave it (SOL-IN-USE).
enum class SolClaim { takeOver, giveWay };

class SerialConsole {
public:
    // Logs in and activates the payload. BmcAccess::sessionTimeout limits the log-in.
    static Task<SerialConsole> open(SolEngine& engine, Blocking& blocking, BmcAccess access,
                                    SolClaim claim = SolClaim::takeOver);
    SerialConsole() = default; // a closed one: co_spawn wants results that can be made from nothing
    SerialConsole(SerialConsole&&) noexcept;
    SerialConsole& operator=(SerialConsole&&) noexcept;
    ~SerialConsole();

    Task<std::string> read(); // the next bytes, at least one; SOL-CLOSED or the cause when it is over
    Task<> write(std::string bytes);
    Task<> sendBreak(Blocking& blocking);
    void close();

private:
    struct State;
    explicit SerialConsole(std::shared_ptr<State> state);
    std::shared_ptr<State> state_;
};

} // namespace seedbed
