// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/state/chassis.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "firmware/emulator/state/faults.hpp"
#include "firmware/emulator/state/identity.hpp"
#include "firmware/emulator/state/log_wordings.hpp"
#include "firmware/emulator/state/null_backend.hpp"
#include "firmware/emulator/state/units.hpp"
#include "oa-bridge/base/log.hpp"

namespace seedbed::emulator {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// POST of a BL460c Gen8 takes about a minute and a half; five seconds pass between the halves of a power
// cycle.
constexpr Timings kFast{milliseconds(200), milliseconds(0), milliseconds(500), milliseconds(500),
                        milliseconds(0)};
constexpr Timings kReal{milliseconds(90000), milliseconds(5000), milliseconds(60000), milliseconds(120000),
                        milliseconds(10000)};

std::string powerSentence(PowerCommand command) {
    switch (command) {
    case PowerCommand::on: return "Server power on requested.";
    case PowerCommand::hardOff: return "Server power removed.";
    case PowerCommand::softOff: return "Power button pressed.";
    case PowerCommand::cycle: return "Server power cycled.";
    case PowerCommand::reset: return "Server reset.";
    }
    return {};
}

void report(const Result<>& result, BayNumber bay) {
    if (!result) {
        log::error(result.error(), {{"BAY", std::to_string(bay)}});
    }
}

} // namespace

// What belongs to a bay beside its visible state. `life` counts the power commands: background work that
// wakes up in another life than the one it began in has been overtaken and ends.
struct Chassis::Slot {
    Slot(const asio::any_io_executor& executor, std::string file)
        : console(std::move(file)), turn(executor), overtaken(executor), overrideTimer(executor),
          iloTimer(executor) {}
    Console console;
    std::unique_ptr<BladeBackend> backend;
    Turn turn;
    Event overtaken;
    asio::steady_timer overrideTimer;
    asio::steady_timer iloTimer;
    int life = 0;
    bool machineOn = false; // the backend runs; a blade in POST is powered but has no machine yet
};

Chassis::Chassis(asio::any_io_executor executor, ChassisOptions options, std::string stateDirectory)
    : executor_(executor), options_(std::move(options)),
      timings_(options_.timings.value_or(options_.timing == Timing::fast ? kFast : kReal)),
      state_(std::move(stateDirectory)), oa_(makeOaSettings(options_)), oaTimer_(executor),
      nursery_(executor) {
    const auto consoles = std::filesystem::path(state_) / "consoles";
    std::filesystem::create_directories(consoles);
    for (BayNumber bay = 1; bay <= kBladeBays; ++bay) {
        blades_.push_back(makeBlade(options_, bay));
        ilos_.push_back(makeIlo(options_, blades_.back()));
        slots_.push_back(std::make_unique<Slot>(executor, consoles / fmt::format("bay{}.log", bay)));
        setBackend(bay, std::make_unique<NullBackend>(*this, bay));
    }
}

Chassis::~Chassis() = default;

Console& Chassis::console(BayNumber bay) {
    return slot(bay).console;
}

void Chassis::setBackend(BayNumber bay, std::unique_ptr<BladeBackend> backend) {
    slot(bay).backend = std::move(backend);
}

void Chassis::typeConsole(BayNumber bay, std::string_view bytes) {
    if (slot(bay).machineOn) {
        slot(bay).backend->typeConsole(bytes);
    }
}

bool Chassis::command(BayNumber bay, PowerCommand command) {
    const auto& blade = bladeOf(bay);
    const bool needsPower = command != PowerCommand::on && command != PowerCommand::hardOff;
    if (closing_ || !blade.present || (needsPower && !blade.powered)) {
        return false;
    }
    const bool nothingToDo = !needsPower && blade.powered == (command == PowerCommand::on);
    if (nothingToDo || hasFault("power-stuck", bay)) {
        return true;
    }
    if (command == PowerCommand::on && !powerAdmits(*this, bay)) {
        logOa(fmt::format(log_words::notPoweredOn, bay));
        logManagement(bay, LogSeverity::caution, "Rack Infrastructure",
                      "Server power on was refused: insufficient enclosure power.");
        return true; // as on the metal: accepted, and it stays off
    }
    logIlo(bay, LogSeverity::informational, powerSentence(command));
    if (command == PowerCommand::softOff && slot(bay).machineOn) {
        nursery_.spawn("power button", pressButton(bay));
        return true;
    }
    if (command == PowerCommand::hardOff || command == PowerCommand::softOff) {
        cutPower(bay);
        nursery_.spawn("power off", stop(bay, slot(bay).life));
        return true;
    }
    keepOverride(bay);
    if (command == PowerCommand::cycle) {
        cutPower(bay);
        begin(bay, Start::cycle);
    } else if (command == PowerCommand::reset) {
        begin(bay, Start::reset);
    } else {
        applyPower(bay);
        begin(bay, Start::powerOn);
    }
    return true;
}

bool Chassis::eFuse(BayNumber bay) {
    if (closing_ || !blade(bay).present) {
        return false;
    }
    cutPower(bay);
    nursery_.spawn("e-fuse", stop(bay, slot(bay).life));
    logOa(fmt::format(log_words::eFuseReset, bay));
    std::erase_if(faults_, [bay](const auto& entry) {
        return entry.second.bay == bay && (entry.second.kind == "power-stuck" || entry.second.kind == "bmc-hung");
    });
    resetIlo(bay);
    return true;
}

void Chassis::resetIlo(BayNumber bay) { restartIlo(bay, "iLO reset."); }

void Chassis::renewLeases() {
    for (const BayNumber bay : options_.bays) {
        const auto& entry = oa_.ebipaServer.at(static_cast<std::size_t>(bay - 1));
        const auto address = Ipv4Address::parse(entry.address);
        if (entry.enabled && address && *address != iloAddress(bay)) {
            bladeOf(bay).iloAddress = *address;
            restartIlo(bay, "iLO network interface restarted.");
        }
    }
}

void Chassis::restartIlo(BayNumber bay, std::string why) {
    auto& place = slot(bay);
    ilo(bay).restartsUntil = Clock::now() + timings_.iloReset;
    logIlo(bay, LogSeverity::informational, std::move(why));
    place.iloTimer.expires_after(timings_.iloReset);
    place.iloTimer.async_wait([this, bay](boost::system::error_code stopped) {
        if (!stopped) {
            ilo(bay).restartsUntil.reset();
            changed(bay);
        }
    });
    changed(bay);
}

bool Chassis::iloIsUp(BayNumber bay) const {
    return blade(bay).present && !ilo(bay).restartsUntil;
}

std::chrono::system_clock::time_point Chassis::iloNow(BayNumber bay) const {
    auto time = now() + ilo(bay).clockOffset;
    if (const auto* skew = fault("ilo-clock", bay)) {
        time += std::chrono::seconds(parameter(*skew, "seconds", 3600));
    }
    return time;
}

void Chassis::setIloTime(BayNumber bay) {
    ilo(bay).clockOffset = std::chrono::seconds(0);
    std::erase_if(faults_, [bay](const auto& entry) { return entry.second.bay == bay && entry.second.kind == "ilo-clock"; });
}

void Chassis::restartOa() {
    oaRestartsUntil_ = Clock::now() + timings_.oaRestart;
    logOa(log_words::restarting);
    oaTimer_.expires_after(timings_.oaRestart);
    oaTimer_.async_wait([this](boost::system::error_code stopped) {
        if (!stopped) {
            oaRestartsUntil_.reset();
            changed(0);
        }
    });
    changed(0);
}

LogEntry Chassis::entry(std::chrono::system_clock::time_point time, LogSeverity severity, std::string category,
                        std::string text) {
    LogEntry made;
    made.first = time;
    made.last = time;
    made.severity = severity;
    made.category = std::move(category);
    made.text = std::move(text);
    return made;
}

void Chassis::logManagement(BayNumber bay, LogSeverity severity, std::string category, std::string text) {
    ilo(bay).managementLog.add(entry(iloNow(bay), severity, std::move(category), std::move(text)));
}

void Chassis::logIlo(BayNumber bay, LogSeverity severity, std::string text) {
    ilo(bay).eventLog.add(entry(iloNow(bay), severity, "iLO 4", std::move(text)));
}

void Chassis::logOa(std::string text) {
    oaLog_.add(entry(now(), LogSeverity::informational, "OA", std::move(text)));
}

void Chassis::setPowerSettings(PowerSettings settings) {
    power_ = settings;
    logOa(log_words::powerUpdated);
    changed(0);
}

void Chassis::cutPower(BayNumber bay) {
    auto& blade = bladeOf(bay);
    blade.powered = false;
    blade.inPost = false;
    blade.changed = Clock::now();
    ++slot(bay).life;
    slot(bay).overtaken.notifyAll();
    changed(bay);
}

void Chassis::applyPower(BayNumber bay) {
    auto& blade = bladeOf(bay);
    blade.powered = true;
    blade.changed = Clock::now();
    if (hasFault("profile-dropped", bay)) {
        assignProfile(bay, std::nullopt, factoryNics(blade));
    }
}

void Chassis::begin(BayNumber bay, Start kind) {
    auto& blade = bladeOf(bay);
    blade.inPost = blade.powered;
    const auto life = ++slot(bay).life;
    slot(bay).overtaken.notifyAll();
    changed(bay);
    nursery_.spawn("power on", start(bay, kind, life));
}

// A machine left over from the life before is stopped first: a reset stops it at once, as the metal does, and
// it starts again after POST. A guest that reset itself stands still already and gets the backend's reset.
asio::awaitable<void> Chassis::start(BayNumber bay, Start kind, int life) {
    auto& place = slot(bay);
    const auto mine = co_await place.turn.take();
    if (place.life != life) {
        co_return;
    }
    if (kind != Start::guestReset) {
        co_await stopMachine(bay);
    }
    if (kind == Start::cycle) {
        const bool stillOurs = co_await wait(bay, life, timings_.cyclePause);
        if (!stillOurs) {
            co_return;
        }
        applyPower(bay);
        bladeOf(bay).inPost = true;
        changed(bay);
    }
    const bool stillOurs = co_await wait(bay, life, timings_.post);
    if (stillOurs && !hasFault("power-reset-stuck", bay)) {
        co_await boot(bay, kind);
    }
}

asio::awaitable<bool> Chassis::wait(BayNumber bay, int life, Duration time) {
    auto& place = slot(bay);
    if (time > Duration::zero() && place.life == life) {
        co_await place.overtaken.waitFor(time);
    }
    co_return place.life == life;
}

asio::awaitable<void> Chassis::boot(BayNumber bay, Start kind) {
    auto& place = slot(bay);
    auto& blade = bladeOf(bay);
    const auto life = place.life;
    const auto device = takeBootDevice(bay);
    blade.inPost = false;
    logIlo(bay, LogSeverity::informational, "POST completed.");
    changed(bay);
    const bool again = kind == Start::guestReset && place.machineOn;
    auto task = again ? place.backend->reset(blade, device) : place.backend->powerOn(blade, device);
    const auto started = co_await std::move(task);
    place.machineOn = started.has_value();
    report(started, bay);
    if (!started && place.life == life) {
        cutPower(bay);
    }
}

asio::awaitable<void> Chassis::stop(BayNumber bay, int life) {
    const auto mine = co_await slot(bay).turn.take();
    if (slot(bay).life == life) {
        co_await stopMachine(bay);
    }
}

asio::awaitable<void> Chassis::stopMachine(BayNumber bay) {
    auto& place = slot(bay);
    if (!place.machineOn) {
        co_return;
    }
    place.machineOn = false; // first: what the backend reports of this end is not news
    const auto stopped = co_await place.backend->powerOff();
    report(stopped, bay);
}

asio::awaitable<void> Chassis::pressButton(BayNumber bay) {
    auto& place = slot(bay);
    const auto mine = co_await place.turn.take();
    if (!place.machineOn) {
        co_return;
    }
    const auto pressed = co_await place.backend->pressButton();
    report(pressed, bay);
}

void Chassis::changed(BayNumber bay) {
    for (const auto& observer : observers_) {
        observer(bay);
    }
}

void Chassis::setUid(BayNumber bay, bool lit) {
    bladeOf(bay).uidLit = lit;
    changed(bay);
}

void Chassis::setBootOverride(BayNumber bay, const BootOverride& value) {
    bladeOf(bay).bootOverride = value;
    auto& timer = slot(bay).overrideTimer;
    timer.cancel();
    if (value.valid && value.expires) {
        timer.expires_at(*value.expires);
        timer.async_wait([this, bay](boost::system::error_code stopped) {
            if (!stopped) {
                expireOverride(bay);
            }
        });
    }
    changed(bay);
}

// A restart by command came in time: the override stays until POST takes it.
void Chassis::keepOverride(BayNumber bay) {
    bladeOf(bay).bootOverride.expires.reset();
    slot(bay).overrideTimer.cancel();
}

void Chassis::expireOverride(BayNumber bay) {
    auto& value = bladeOf(bay).bootOverride;
    if (value.expires && *value.expires <= Clock::now()) {
        value.valid = false;
        value.expires.reset();
        changed(bay);
    }
}

BootDevice Chassis::takeBootDevice(BayNumber bay) {
    auto& blade = bladeOf(bay);
    const auto chosen = blade.bootOverride;
    if (chosen.valid && !chosen.persistent) {
        setBootOverride(bay, {});
    }
    const bool obeyed =
        chosen.valid && chosen.device != BootDevice::none && !hasFault("boot-flag-ignored", bay);
    return obeyed ? chosen.device : permanentDevice(bay);
}

// A virtual medium that was told to boot goes before the permanent order, in which what is not there is passed over.
BootDevice Chassis::permanentDevice(BayNumber bay) {
    auto& processor = ilo(bay);
    struct Drive {
        BootDevice device;
        VirtualMedia& media;
    };
    const Drive drives[] = {{BootDevice::cd, processor.cd}, {BootDevice::floppy, processor.floppy}};
    for (const auto& [device, media] : drives) {
        if (media.connected && media.boot != MediaBoot::none) {
            media.boot = media.boot == MediaBoot::once ? MediaBoot::none : media.boot;
            return device;
        }
    }
    for (const auto device : bladeOf(bay).bootOrder) {
        const bool there = device == BootDevice::cd       ? processor.cd.connected
                           : device == BootDevice::floppy ? processor.floppy.connected
                                                          : device != BootDevice::usb;
        if (there) {
            return device;
        }
    }
    return bladeOf(bay).permanentFirst;
}

void Chassis::setPermanentFirst(BayNumber bay, BootDevice device) {
    setBootOrder(bay, {device});
}

void Chassis::setBootOrder(BayNumber bay, const std::vector<BootDevice>& devices) {
    auto& blade = bladeOf(bay);
    std::vector<BootDevice> order;
    const auto add = [&order](BootDevice device) {
        if (device != BootDevice::none && std::find(order.begin(), order.end(), device) == order.end()) {
            order.push_back(device);
        }
    };
    std::for_each(devices.begin(), devices.end(), add);
    std::for_each(blade.bootOrder.begin(), blade.bootOrder.end(), add);
    blade.bootOrder = std::move(order);
    blade.permanentFirst = blade.bootOrder.front();
    changed(bay);
}

void Chassis::setServerName(BayNumber bay, std::string name) {
    bladeOf(bay).serverName = std::move(name);
    changed(bay);
}

void Chassis::setIloFirmware(BayNumber bay, std::string version) {
    bladeOf(bay).iloFirmware = std::move(version);
    changed(bay);
}

void Chassis::setRomVersion(BayNumber bay, std::string version) {
    bladeOf(bay).romVersion = std::move(version);
    changed(bay);
}

void Chassis::assignProfile(BayNumber bay, std::optional<std::string> profile,
                            const std::array<Nic, kNicsPerBlade>& nics) {
    auto& blade = bladeOf(bay);
    blade.nics = profile ? nics : factoryNics(blade);
    blade.profile = profile.value_or("");
    if (slot(bay).machineOn) {
        slot(bay).backend->rewire(blade);
    }
    changed(bay);
}

void Chassis::setNetworks(std::map<std::string, NetworkWires> networks) {
    networks_ = std::move(networks);
    changed(0);
}

void Chassis::setNeighbour(int uplink, std::optional<Neighbour> neighbour) {
    if (neighbour) {
        neighbours_[uplink] = std::move(*neighbour);
    } else {
        neighbours_.erase(uplink);
    }
}

void Chassis::bladeStopped(BayNumber bay, std::string reason) {
    auto& place = slot(bay);
    if (!place.machineOn) {
        return;
    }
    place.machineOn = false;
    log::info("CHASSIS-BLADE-STOPPED", reason, {{"BAY", std::to_string(bay)}});
    cutPower(bay);
}

void Chassis::bladeReset(BayNumber bay) {
    if (slot(bay).machineOn && !closing_) {
        begin(bay, Start::guestReset);
    }
}

const Fault* Chassis::fault(std::string_view kind, BayNumber bay) const {
    const auto found = std::find_if(faults_.begin(), faults_.end(), [kind, bay](const auto& entry) {
        const Fault& fault = entry.second;
        return fault.kind == kind && (fault.bay == bay || fault.bay == 0);
    });
    return found == faults_.end() ? nullptr : &found->second;
}

bool Chassis::hasFault(std::string_view kind, BayNumber bay) const {
    return fault(kind, bay) != nullptr;
}

int Chassis::addFault(Fault fault) {
    const auto bay = fault.bay;
    log::info("CHASSIS-FAULT-ON", fault.kind,
              {{"BAY", std::to_string(bay)}, {"FAULT", std::to_string(nextFault_)}});
    const auto kind = fault.kind;
    const auto id = nextFault_++;
    faults_.emplace(id, std::move(fault));
    heedFault(kind, bay);
    changed(bay);
    return id;
}

bool Chassis::removeFault(int id) {
    const auto found = faults_.find(id);
    if (found == faults_.end()) {
        return false;
    }
    const auto bay = found->second.bay;
    log::info("CHASSIS-FAULT-OFF", found->second.kind,
              {{"BAY", std::to_string(bay)}, {"FAULT", std::to_string(id)}});
    const auto kind = found->second.kind;
    faults_.erase(found);
    heedFault(kind, bay);
    changed(bay);
    return true;
}

// Most faults are asked for where they show; those that move something do it here, when they come and when they go.
void Chassis::heedFault(const std::string& kind, BayNumber bay) {
    if (kind == "blade-pulled") {
        pullBlades();
    } else if (kind == "ilo-reset" && bay != 0) {
        resetIlo(bay);
    } else if (kind == "duplicate-mac") {
        setLomMacs();
    } else if (kind == "blade-exchanged") {
        exchangeBlades();
    }
}

// As if somebody had pulled one and put in the other. A machine that runs keeps what it has until it starts anew.
void Chassis::exchangeBlades() {
    auto others = options_;
    ++others.seed;
    for (const BayNumber bay : options_.bays) {
        const auto there = makeBlade(hasFault("blade-exchanged", bay) ? others : options_, bay);
        bladeOf(bay).serial = there.serial;
        bladeOf(bay).uuid = there.uuid;
    }
}

// The factory addresses, or those of another blade. A machine that runs keeps what it has until it starts anew.
void Chassis::setLomMacs() {
    constexpr int firstBay = 1;
    for (const BayNumber bay : options_.bays) {
        auto& blade = bladeOf(bay);
        const auto before = factoryNics(blade);
        blade.lomMacs = makeBlade(options_, bay).lomMacs;
        if (const Fault* fault = this->fault("duplicate-mac", bay)) {
            const int of = std::clamp(parameter(*fault, "of", firstBay), firstBay, kBladeBays);
            blade.lomMacs[0] = makeBlade(options_, of).lomMacs[0];
        }
        const auto after = factoryNics(blade);
        for (std::size_t i = 0; i < blade.nics.size(); ++i) {
            if (blade.nics[i].mac == before[i].mac) { // else Virtual Connect gave it one
                blade.nics[i].mac = after[i].mac;
            }
        }
    }
}

// A pulled blade loses its power and leaves an empty bay; put back, it is off and its iLO starts.
void Chassis::pullBlades() {
    for (const BayNumber bay : options_.bays) {
        auto& blade = bladeOf(bay);
        const bool there = !hasFault("blade-pulled", bay);
        if (blade.present == there) {
            continue;
        }
        if (!there && blade.powered) {
            cutPower(bay);
            nursery_.spawn("blade pulled", stop(bay, slot(bay).life));
        }
        blade.present = there;
        logOa(there ? fmt::format(log_words::bladeInserted, bay) : fmt::format(log_words::bladeRemoved, bay));
        if (there) {
            resetIlo(bay);
        }
    }
}

asio::awaitable<void> Chassis::powerOffAll() {
    closing_ = true;
    for (BayNumber bay = 1; bay <= kBladeBays; ++bay) {
        keepOverride(bay);
        if (blade(bay).powered) {
            cutPower(bay);
        }
    }
    for (BayNumber bay = 1; bay <= kBladeBays; ++bay) {
        const auto mine = co_await slot(bay).turn.take();
        co_await stopMachine(bay);
    }
    co_await nursery_.join();
}

} // namespace seedbed::emulator
