// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/ilo/bmc.hpp"

#include <random>

#include "oa-bridge/base/log.hpp"
#include "oa-bridge/ilo/ipmi_failure.hpp"

namespace seedbed {

namespace {

using Clock = std::chrono::steady_clock;
using wire::ChassisControl;

// A session with the suite that worked last; the next suite when the peer has not got it.
Result<IpmiSession> openSession(const BmcAccess& access, std::atomic<std::size_t>& suite) {
    const auto count = access.cipherSuites.size();
    Result<IpmiSession> session =
        fail(Error{ErrorKind::invalid, "BMC-CIPHER", "", "log in", "no cipher suite given", ""});
    for (std::size_t tried = 0; tried < count; ++tried) {
        const auto index = (suite.load() + tried) % count;
        session = IpmiSession::open(access, access.cipherSuites[index]);
        if (session) {
            suite = index;
            return session;
        }
        if (session.error().id != "BMC-CIPHER") {
            return session;
        }
    }
    return session;
}

Result<> plain(IpmiSession& session, const wire::IpmiRequest& request) {
    const auto reply = session.send(request);
    if (!reply) {
        return fail(reply.error());
    }
    return wire::readPlain(request, *reply);
}

Result<PowerReading> readPower(IpmiSession& session) {
    return session.send(wire::getChassisStatus())
        .and_then(wire::readChassisStatus)
        .map([](const auto& status) { return status.powerOn ? PowerReading::on : PowerReading::off; });
}

ChassisControl controlFor(PowerCommand command) {
    switch (command) {
    case PowerCommand::on:
        return ChassisControl::powerUp;
    case PowerCommand::off:
        return ChassisControl::powerDown;
    case PowerCommand::softOff:
        return ChassisControl::softShutdown;
    case PowerCommand::reset:
        break;
    }
    return ChassisControl::hardReset;
}

Result<bool> reset(IpmiSession& session) {
    auto done = plain(session, wire::chassisControl(ChassisControl::hardReset));
    if (!done && isTransient(done.error()) && done.error().kind != ErrorKind::busy) {
        Error unsure = done.error();
        unsure.kind = ErrorKind::timeout;
        unsure.id = "BMC-UNSURE";
        unsure.action = "look at the console whether the blade restarted before you reset it again";
        return fail(std::move(unsure));
    }
    return done.map([] { return true; });
}

Result<bool> changePower(IpmiSession& session, PowerCommand command) {
    const auto power = readPower(session);
    if (!power) {
        return fail(power.error());
    }
    const bool on = *power == PowerReading::on;
    if (command == PowerCommand::reset && !on) {
        return fail(Error{ErrorKind::conflict, "BMC-POWER-OFF", "", "reset", "the blade is off",
                          "switch it on instead"});
    }
    if (command == PowerCommand::reset) {
        return reset(session);
    }
    if (on == (command == PowerCommand::on)) {
        return false;
    }
    return plain(session, wire::chassisControl(controlFor(command))).map([] { return true; });
}

std::string describe(const wire::BootFlags& flags) {
    return fmt::format("device {}{}{}{}", static_cast<int>(flags.target),
                       flags.persistent ? ", persistent" : "", flags.efi ? ", EFI" : "",
                       flags.valid ? "" : ", not valid");
}

Result<> changeBootDevice(IpmiSession& session, const wire::BootFlags& wanted) {
    const auto timer = plain(session, wire::keepBootFlagsValid());
    if (!timer && timer.error().kind != ErrorKind::unsupported) {
        return timer;
    }
    if (!timer) {
        log::debug("BMC-BOOT-TIMER", "boot flags will lapse after 60 s", {{"CAUSE", timer.error().cause}});
    }
    auto set = plain(session, wire::setBootFlags(wanted));
    if (!set) {
        return set;
    }
    const auto held = session.send(wire::getBootFlags()).and_then(wire::readBootFlags);
    if (!held) {
        return fail(held.error());
    }
    if (*held != wanted) {
        return fail(Error{ErrorKind::nonsense, "BMC-BOOT-IGNORED", "", "set the boot device",
                          fmt::format("asked for {}, it holds {}", describe(wanted), describe(*held)),
                          "set the boot device through the OA, and check the firmware version"});
    }
    return {};
}

// FRU 0 in pieces every controller can send.
Result<wire::FruInventory> readInventory(IpmiSession& session) {
    constexpr std::uint8_t builtin = 0;
    constexpr std::size_t piece = 16, most = 4096;
    const auto size = session.send(wire::getFruInfo(builtin)).and_then(wire::readFruSize);
    if (!size) {
        return fail(size.error());
    }
    wire::IpmiBytes area;
    while (area.size() < std::min(*size, most)) {
        const auto count = static_cast<std::uint8_t>(std::min(piece, *size - area.size()));
        const auto read = session.send(wire::readFru(builtin, static_cast<std::uint16_t>(area.size()), count))
                              .and_then(wire::readFruPiece);
        if (!read) {
            return fail(read.error());
        }
        area.insert(area.end(), read->begin(), read->end());
    }
    return wire::parseFru(area);
}

Result<BmcAccount> readAccount(IpmiSession& session) {
    BmcAccount account;
    const auto power = readPower(session);
    const auto device = session.send(wire::getDeviceId()).and_then(wire::readDeviceId);
    const auto guid = session.send(wire::getSystemGuid()).and_then(wire::readSystemGuid);
    if (!power || !device || !guid) {
        return fail(!power ? power.error() : !device ? device.error() : guid.error());
    }
    account.power = *power;
    account.device = *device;
    account.guid = *guid;
    const auto time = session.send(wire::getSelTime()).and_then(wire::readSelTime);
    account.asked = std::chrono::system_clock::now();
    if (time) {
        account.clock = std::chrono::system_clock::time_point(std::chrono::seconds(*time));
    }
    auto inventory = readInventory(session);
    if (inventory) {
        account.fru = std::move(*inventory);
    } else {
        log::debug("BMC-FRU", inventory.error().cause);
    }
    return account;
}

double luck() {
    static thread_local std::minstd_rand generator{std::random_device{}()};
    return std::uniform_real_distribution<double>(0.0, 1.0)(generator);
}

} // namespace

Bmc::Bmc(asio::any_io_executor executor, Blocking& blocking, BmcAccess access)
    : executor_(executor), blocking_(blocking), access_(std::move(access)), turn_(std::move(executor)),
      suite_(std::make_shared<std::atomic<std::size_t>>(0)) {}

Error Bmc::named(Error error) const {
    error.object = "BMC " + access_.address;
    return error;
}

Duration Bmc::restLeft() const {
    const bool first = lastEnd_ == Clock::time_point{};
    return first ? Duration::zero()
                 : std::max<Duration>(lastEnd_ + access_.minimumInterval - Clock::now(), Duration::zero());
}

asio::awaitable<void> Bmc::keepInterval() {
    const auto rest = restLeft();
    if (rest > Duration::zero()) {
        co_await pause(rest);
    }
}

template <class T>
Task<T> Bmc::once(Work<T> work, std::shared_ptr<Hold> turn, Duration left) {
    BmcAccess limited = access_;
    limited.sessionTimeout =
        std::min(limited.sessionTimeout, std::chrono::ceil<std::chrono::milliseconds>(left));
    std::function<Result<T>()> job = [work = std::move(work), turn = std::move(turn),
                                      access = std::move(limited), suite = suite_] {
        auto session = openSession(access, *suite);
        return session ? work(*session) : Result<T>(fail(session.error()));
    };
    auto result = co_await blocking_.run(std::move(job));
    lastEnd_ = Clock::now();
    co_return result;
}

template <class T>
Task<T> Bmc::retried(Work<T> work) {
    const auto end = Clock::now() + restLeft() + access_.deadline;
    auto turn = co_await hold(turn_);
    co_await keepInterval();
    for (int attempt = 0;; ++attempt) {
        const auto left = std::max<Duration>(end - Clock::now(), access_.retransmission);
        auto result = co_await once<T>(work, turn, left);
        if (result) {
            co_return result;
        }
        const auto delay = std::max<Duration>(retryDelay(attempt, luck()), access_.minimumInterval);
        if (!worthRetrying(result.error()) || Clock::now() + delay >= end) {
            Error error = named(result.error());
            error.cause += attempt > 0 ? fmt::format(" ({} tries)", attempt + 1) : "";
            co_return fail(std::move(error));
        }
        log::debug("BMC-RETRY", result.error().cause, {{"BMC", access_.address}});
        co_await pause(delay);
    }
}

Task<PowerReading> Bmc::powerStatus() {
    Work<PowerReading> work = readPower;
    auto power = co_await retried<PowerReading>(std::move(work));
    co_return power;
}

Task<bool> Bmc::setPower(PowerCommand command) {
    Work<bool> work = [command](IpmiSession& session) { return changePower(session, command); };
    auto changed = co_await retried<bool>(std::move(work));
    co_return changed;
}

Task<> Bmc::setBootDevice(wire::BootFlags flags) {
    Work<void> work = [flags](IpmiSession& session) { return changeBootDevice(session, flags); };
    auto done = co_await retried<void>(std::move(work));
    co_return done;
}

Task<wire::BootFlags> Bmc::getBootDevice() {
    Work<wire::BootFlags> work = [](IpmiSession& session) {
        return session.send(wire::getBootFlags()).and_then(wire::readBootFlags);
    };
    auto flags = co_await retried<wire::BootFlags>(std::move(work));
    co_return flags;
}

Task<wire::DeviceId> Bmc::deviceId() {
    Work<wire::DeviceId> work = [](IpmiSession& session) {
        return session.send(wire::getDeviceId()).and_then(wire::readDeviceId);
    };
    auto id = co_await retried<wire::DeviceId>(std::move(work));
    co_return id;
}

Task<std::string> Bmc::systemGuid() {
    Work<std::string> work = [](IpmiSession& session) {
        return session.send(wire::getSystemGuid()).and_then(wire::readSystemGuid);
    };
    auto guid = co_await retried<std::string>(std::move(work));
    co_return guid;
}

Task<BmcAccount> Bmc::account() {
    Work<BmcAccount> work = readAccount;
    auto told = co_await retried<BmcAccount>(std::move(work));
    co_return told;
}

Task<bool> Bmc::refusesCipherZero() {
    BmcAccess access = access_;
    auto turn = co_await hold(turn_);
    std::function<Result<bool>()> job = [access = std::move(access), turn = std::move(turn)]() -> Result<bool> {
        constexpr int without = 0;
        const auto session = IpmiSession::open(access, without);
        if (session) {
            return false;
        }
        return isTransient(session.error()) ? Result<bool>(fail(session.error())) : Result<bool>(true);
    };
    auto refused = co_await blocking_.run(std::move(job));
    lastEnd_ = Clock::now();
    if (!refused) {
        co_return fail(named(refused.error()));
    }
    co_return refused;
}

} // namespace seedbed
