// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/blade/namespace_blade.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include <fcntl.h>
#include <signal.h>

#include <fmt/format.h>

#include "firmware/emulator/blade/descriptor.hpp"
#include "firmware/emulator/blade/namespace_machine.hpp"
#include "firmware/emulator/blade/qemu_machine.hpp"
#include "firmware/emulator/blade/serial_port.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"
#include "oa-bridge/net/process.hpp"

namespace seedbed::emulator {
namespace {

using namespace std::chrono_literals;

Error bladeError(BayNumber bay, std::string attempted, std::string cause) {
    Error error;
    error.kind = ErrorKind::internal;
    error.id = "BLADE-NAMESPACE";
    error.object = fmt::format("bay{}", bay);
    error.attempted = std::move(attempted);
    error.cause = std::move(cause);
    error.action = "run the chassis as root on a host with namespaces, or use QEMU blades";
    return error;
}

// The serial line: the chassis holds the master; one slave stays open here, so that the line survives the
// moments when nobody inside has it open.
struct Terminal {
    Descriptor master;
    Descriptor slave;
    std::string name;
};

Result<Terminal> openTerminal(BayNumber bay) {
    Terminal terminal;
    terminal.master = Descriptor(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
    char name[64] = {};
    if (!terminal.master || ::grantpt(terminal.master.number()) != 0 ||
        ::unlockpt(terminal.master.number()) != 0 ||
        ::ptsname_r(terminal.master.number(), name, sizeof name) != 0) {
        return fail(bladeError(bay, "make the console", std::strerror(errno)));
    }
    terminal.name = name;
    terminal.slave = Descriptor(::open(name, O_RDWR | O_NOCTTY | O_CLOEXEC));
    return terminal;
}

std::vector<std::string> bootOrder(BootDevice device) {
    if (device == BootDevice::bios) {
        return {};
    }
    return device == BootDevice::disk ? std::vector<std::string>{"disk", "pxe"}
                                      : std::vector<std::string>{"pxe", "disk"};
}

} // namespace

struct NamespaceBlade::Machine {
    Machine(Process rom, Descriptor consoleSlave) : process(std::move(rom)), slave(std::move(consoleSlave)) {}

    // SIGTERM makes the boot ROM kill process 1 inside, wait for all to be gone and let go of the disk.
    Task<> stop() {
        stopping = true;
        auto ended = co_await process.stop(10s);
        if (!ended) {
            co_return fail(ended.error());
        }
        co_return Result<>();
    }

    Process process;
    Descriptor slave;
    std::unique_ptr<SerialPort> serial;
    bool stopping = false;
    bool owned = true;
};

NamespaceBlade::NamespaceBlade(Chassis& chassis, BayNumber bay, Fabric* fabric, std::uint64_t diskBytes)
    : chassis_(chassis), bay_(bay), fabric_(fabric), diskBytes_(diskBytes), nursery_(chassis.executor()) {}

NamespaceBlade::~NamespaceBlade() {
    if (machine_) {
        machine_->stopping = true;
        machine_->owned = false;
        machine_->process.signal(SIGKILL); // what runs inside dies with it
    }
}

std::filesystem::path NamespaceBlade::file(std::string_view kind) const {
    return std::filesystem::path(chassis_.stateDirectory()) / "run" / fmt::format("bay{}.{}", bay_, kind);
}

std::filesystem::path NamespaceBlade::diskFile() const {
    return std::filesystem::path(chassis_.stateDirectory()) / "disks" / (disk().name + ".raw");
}

Result<> NamespaceBlade::makeDisk() {
    std::error_code code;
    std::filesystem::create_directories(file("root"), code);
    const auto file = diskFile();
    std::filesystem::create_directories(file.parent_path(), code);
    if (!code && !std::filesystem::exists(file, code)) {
        std::ofstream created(file);
        created.close();
        std::filesystem::resize_file(file, disk().bytes, code);
    }
    if (code) {
        return fail(bladeError(bay_, "make the disk", code.message()));
    }
    return {};
}

Result<std::shared_ptr<NamespaceBlade::Machine>> NamespaceBlade::spawn(const Blade& blade,
                                                                       BootDevice device) {
    auto terminal = openTerminal(bay_);
    if (!terminal) {
        return fail(terminal.error());
    }
    std::error_code code;
    NamespaceMachine facts;
    facts.bay = bay_;
    facts.serial = blade.serial;
    facts.uuid = uuidText(blade);
    facts.product = blade.productName;
    facts.console = terminal->name;
    facts.disk = std::filesystem::absolute(diskFile(), code);
    facts.badByte = disk().badByte;
    facts.workDirectory = std::filesystem::absolute(file("root"), code);
    facts.bootOrder = bootOrder(device);
    for (std::size_t i = 0; fabric_ != nullptr && i < blade.nics.size(); ++i) {
        facts.nics.push_back({blade.nics[i].mac.toString(), blade.nics[i].pxe});
    }
    const auto written = writeFile(file("json"), toJson(facts));
    if (!written) {
        return fail(written.error());
    }
    const auto self = std::filesystem::read_symlink("/proc/self/exe", code);
    ProcessSpec spec({self.string(), "namespace-blade", file("json").string()});
    spec.newSession = true;
    auto process = Process::start(chassis_.executor(), std::move(spec));
    if (!process) {
        return fail(process.error());
    }
    auto machine = std::make_shared<Machine>(std::move(*process), std::move(terminal->slave));
    machine->serial =
        std::make_unique<SerialPort>(chassis_.executor(), terminal->master.release(), chassis_.console(bay_));
    return machine;
}

Task<> NamespaceBlade::powerOn(const Blade& blade, BootDevice device) {
    const Blade facts = blade;
    auto off = co_await powerOff();
    if (!off) {
        co_return off;
    }
    auto disk = makeDisk();
    if (!disk) {
        co_return disk;
    }
    auto spawned = spawn(facts, device);
    if (!spawned) {
        co_return fail(spawned.error());
    }
    auto machine = *spawned;
    machine_ = machine;
    auto ready = co_await within(20s, "the namespaces are made", machine->process.readLine());
    Result<> plugged = ready ? Result<>() : Result<>(fail(ready.error()));
    if (plugged && fabric_ != nullptr) {
        plugged = co_await fabric_->plugVeths(bay_, machine->process.pid());
    }
    if (!plugged) {
        machine_.reset();
        machine->process.signal(SIGKILL);
        co_return plugged;
    }
    machine->process.signal(SIGUSR1);
    nursery_.spawn(fmt::format("bay{} namespaces", bay_), watch(machine));
    co_return Result<>();
}

Task<> NamespaceBlade::powerOff() {
    auto machine = std::exchange(machine_, nullptr);
    if (!machine) {
        co_return Result<>();
    }
    auto stopped = co_await machine->stop();
    if (stopped && fabric_ != nullptr) {
        stopped = co_await fabric_->unplug(bay_);
    }
    co_return stopped;
}

Task<> NamespaceBlade::reset(const Blade& blade, BootDevice device) {
    return powerOn(blade, device);
}

Task<> NamespaceBlade::pressButton() {
    if (!machine_) {
        co_return fail(bladeError(bay_, "press the power button", "the blade is off"));
    }
    machine_->process.signal(SIGUSR2);
    co_return Result<>();
}

void NamespaceBlade::rewire(const Blade& /*blade*/) {
} // the fabric follows the chassis, the link state with it

void NamespaceBlade::typeConsole(std::string_view bytes) {
    if (machine_ && machine_->serial) {
        machine_->serial->type(bytes);
    }
}

asio::awaitable<void> NamespaceBlade::watch(std::shared_ptr<Machine> machine) {
    const int status = co_await machine->process.wait();
    if (!machine->owned || machine->stopping || machine_ != machine) {
        co_return;
    }
    machine->stopping = true;
    if (status == kStatusRestarted) {
        chassis_.bladeReset(bay_);
        co_return;
    }
    machine_.reset();
    chassis_.bladeStopped(bay_, status == kStatusPoweredOff
                                    ? std::string("the machine powered itself off")
                                    : fmt::format("the boot ROM ended by itself with status {}", status));
}

} // namespace seedbed::emulator
