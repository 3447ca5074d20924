// SPDX-License-Identifier: GPL-3.0-or-later
// One blade's management controller over IPMI 2.0. Each call is one session on the Blocking pool; calls to
// one controller queue, so that it never sees two sessions of ours. Created by whoever owns the blade, lives
// as long as that; I/O thread only; Blocking must outlive it. Errors: ids of ipmi_failure.hpp and
// wire/ipmi.hpp, object "BMC <address>". Busy, timeout and unreachable are retried within
// BmcAccess::deadline, everything else is final.
#pragma once

#include <atomic>
#include <functional>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "oa-bridge/async/blocking.hpp"
#include "oa-bridge/async/hold.hpp"
#include "oa-bridge/ilo/ipmi_session.hpp"
#include "oa-bridge/model/enclosure.hpp"
#include "oa-bridge/wire/fru.hpp"

namespace seedbed {

// What one session tells of the blade and its controller; what the controller does not offer is left out.
struct BmcAccount {
    PowerReading power = PowerReading::unknown;
    wire::DeviceId device;
    std::string guid; // RFC 4122 text, octets in IPMI's order
    std::optional<wire::FruInventory> fru;
    std::optional<std::chrono::system_clock::time_point> clock; // of its event log
    std::chrono::system_clock::time_point asked;                // our clock at that moment
};

class Bmc {
public:
    Bmc(asio::any_io_executor executor, Blocking& blocking, BmcAccess access);

    Task<PowerReading> powerStatus();
    // Reads the state first; false when the blade was there already. BMC-POWER-OFF (conflict): reset of an
    // off blade. BMC-UNSURE (timeout): a reset was sent and not answered; it is not sent twice.
    Task<bool> setPower(PowerCommand command);
    // Switches the 60 s timer of the boot flags off, sets them, reads them back. BMC-BOOT-IGNORED (nonsense):
    // the controller accepted the command and holds something else.
    Task<> setBootDevice(wire::BootFlags flags);
    Task<wire::BootFlags> getBootDevice();
    Task<wire::DeviceId> deviceId();
    Task<std::string> systemGuid();
    // All of it in one session, which needs the administrator privilege.
    Task<BmcAccount> account();
    // How long the controller is to be left alone yet (BmcAccess::minimumInterval); a call before that waits,
    // outside of its deadline. Never longer than that interval; zero before the first call.
    Duration restLeft() const;
    // Is a session without authentication (cipher suite 0) refused, as it must be? Nothing is sent in it.
    Task<bool> refusesCipherZero();

private:
    template <class T>
    using Work = std::function<Result<T>(IpmiSession&)>;
    template <class T>
    Task<T> retried(Work<T> work);
    template <class T>
    Task<T> once(Work<T> work, std::shared_ptr<Hold> turn, Duration left);
    asio::awaitable<void> keepInterval();
    Error named(Error error) const;

    asio::any_io_executor executor_;
    Blocking& blocking_;
    BmcAccess access_;
    Turn turn_;
    std::shared_ptr<std::atomic<std::size_t>> suite_; // index of the cipher suite that worked last
    std::chrono::steady_clock::time_point lastEnd_{};
};

} // namespace seedbed
