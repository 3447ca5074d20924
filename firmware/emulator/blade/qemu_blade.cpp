// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/blade/qemu_blade.hpp"

#include <signal.h>

#include <fmt/format.h>

#include "firmware/emulator/blade/qmp_client.hpp"
#include "firmware/emulator/blade/serial_port.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"
#include "oa-bridge/net/process.hpp"

namespace seedbed::emulator {
namespace {

using namespace std::chrono_literals;
constexpr auto kStart = 30s; // eight machines that start at once on two cores
constexpr auto kQuit = 2s;

std::string linkArguments(int nic, bool up) {
    return fmt::format(R"({{"name":"nic{}","up":{}}})", nic, up);
}

std::string bootIndexArguments(const std::string& device, int index) {
    return fmt::format(R"({{"path":"/machine/peripheral/{}","property":"bootindex","value":{}}})", device,
                       index);
}

Error blocked(BayNumber bay, std::string attempted, std::string cause) {
    Error error;
    error.kind = ErrorKind::conflict;
    error.id = "BLADE-QEMU";
    error.object = fmt::format("bay{}", bay);
    error.attempted = std::move(attempted);
    error.cause = std::move(cause);
    error.action = fmt::format("look at run/bay{}.qemu.log in the state directory", bay);
    return error;
}

asio::awaitable<void> untilEnded(Process& process, int& status) {
    status = co_await process.wait();
}

} // namespace

// One QEMU process and the two lines to it.
struct QemuBlade::Machine {
    Machine(const asio::any_io_executor& executor, Process qemu, QmpClient::EventHandler handler)
        : process(std::move(qemu)), monitor(executor, std::move(handler)), restarted(executor) {}

    // The machine is stopped on purpose: its end is no news.
    Task<> stop() {
        stopping = true;
        auto quit = co_await within(kQuit, "QEMU quits", monitor.execute("quit"));
        if (quit) {
            auto ended = co_await within(kQuit, "QEMU ends", end());
            if (ended) {
                co_return Result<>();
            }
        }
        process.signal(SIGKILL);
        auto killed = co_await within(10s, "QEMU dies", end());
        co_return killed;
    }
    Task<> end() {
        co_await process.wait();
        co_return Result<>();
    }

    Process process;
    QmpClient monitor;
    std::unique_ptr<SerialPort> serial;
    Event restarted; // RESET was seen
    int resets = 0;
    bool stopping = false;
    bool owned = true; // the blade that started it is still there
};

QemuBlade::QemuBlade(Chassis& chassis, BayNumber bay, Fabric* fabric, QemuSettings settings)
    : chassis_(chassis), bay_(bay), fabric_(fabric), settings_(settings), nursery_(chassis.executor()) {}

QemuBlade::~QemuBlade() {
    if (machine_) {
        machine_->stopping = true;
        machine_->owned = false;
        machine_->process.signal(SIGKILL);
    }
}

std::filesystem::path QemuBlade::file(std::string_view kind) const {
    return std::filesystem::path(chassis_.stateDirectory()) / "run" / fmt::format("bay{}.{}", bay_, kind);
}

std::filesystem::path QemuBlade::diskFile() const {
    return std::filesystem::path(chassis_.stateDirectory()) / "disks" / (disk().name + ".qcow2");
}

Task<> QemuBlade::makeDisk() {
    const auto wanted = diskFile();
    std::error_code code;
    std::filesystem::create_directories(wanted.parent_path(), code);
    std::filesystem::create_directories(file("x").parent_path(), code);
    if (!code && std::filesystem::exists(wanted, code)) {
        co_return Result<>();
    }
    ProcessSpec spec(
        {"qemu-img", "create", "-q", "-f", "qcow2", wanted.string(), std::to_string(disk().bytes)});
    auto made = co_await runChecked(std::move(spec));
    if (!made) {
        co_return fail(made.error().withContext(fmt::format("bay{}: make the disk", bay_)));
    }
    co_return Result<>();
}

// setpriv: QEMU must not outlive us, however we end. nice: the management side stays quick.
Result<std::shared_ptr<QemuBlade::Machine>> QemuBlade::spawn(const Blade& blade, const BootOrder& order) {
    QemuMachine shape;
    shape.accelerator = settings_.accelerator;
    shape.memoryMb = settings_.memoryMb;
    shape.disk = diskFile().string();
    shape.badByte = disk().badByte;
    shape.monitorSocket = file("qmp").string();
    shape.serialSocket = file("serial").string();
    for (int i = 0; fabric_ != nullptr && i < kNicsPerBlade; ++i) {
        shape.taps[static_cast<std::size_t>(i)] = Fabric::portName(bay_, i);
    }
    std::vector<std::string> argv = {"setpriv", "--pdeathsig", "KILL", "nice", "-n", "5"};
    const auto qemu = qemuArguments(blade, shape, order);
    argv.insert(argv.end(), qemu.begin(), qemu.end());
    std::error_code ignored; // sockets of a run that was killed
    std::filesystem::remove(shape.monitorSocket, ignored);
    std::filesystem::remove(shape.serialSocket, ignored);
    ProcessSpec spec(std::move(argv));
    spec.logFile = file("qemu.log");
    auto process = Process::start(chassis_.executor(), std::move(spec));
    if (!process) {
        return fail(process.error());
    }
    auto slot = std::make_shared<std::weak_ptr<Machine>>();
    auto handler = [this, slot](const QmpEvent& event) {
        if (const auto machine = slot->lock(); machine && machine->owned && machine == machine_) {
            onEvent(*machine, event);
        }
    };
    auto machine = std::make_shared<Machine>(chassis_.executor(), std::move(*process), handler);
    *slot = machine;
    return machine;
}

Task<> QemuBlade::connect(std::shared_ptr<Machine> machine) {
    auto serial = co_await connectUnix(file("serial").string());
    if (!serial) {
        co_return fail(serial.error());
    }
    machine->serial = std::make_unique<SerialPort>(chassis_.executor(), *serial, chassis_.console(bay_));
    auto monitor = co_await machine->monitor.connect(file("qmp").string());
    co_return monitor;
}

Task<> QemuBlade::powerOn(const Blade& blade, BootDevice device) {
    const Blade facts = blade;
    auto off = co_await powerOff();
    if (!off) {
        co_return off;
    }
    auto disk = co_await makeDisk();
    if (!disk) {
        co_return disk;
    }
    if (fabric_ != nullptr) {
        auto plugged = co_await fabric_->plugTaps(bay_);
        if (!plugged) {
            co_return plugged;
        }
    }
    auto machine = spawn(facts, bootOrderOf(facts, device));
    if (!machine) {
        co_return fail(machine.error());
    }
    machine_ = *machine;
    auto alive = co_await bringToLife(*machine, facts, device);
    if (!alive && machine_ == *machine) {
        machine_.reset();
        (*machine)->process.signal(SIGKILL);
    }
    co_return alive;
}

Task<> QemuBlade::bringToLife(std::shared_ptr<Machine> machine, Blade blade, BootDevice device) {
    Ending<void> connected;
    int status = 0;
    const auto first = co_await firstOf(keepEnding<void>(within(kStart, "QEMU answers", connect(machine)), connected),
                                        untilEnded(machine->process, status));
    if (first == 1) {
        co_return fail(blocked(bay_, "start QEMU", fmt::format("it ended with status {}", status)));
    }
    auto answers = resultOf<void>(std::move(connected));
    if (!answers) {
        co_return answers;
    }
    nursery_.spawn(fmt::format("bay{} QEMU", bay_), watch(machine));
    for (int i = 0; i < kNicsPerBlade; ++i) {
        if (!blade.nics[static_cast<std::size_t>(i)].isUp()) {
            auto down = co_await machine->monitor.execute("set_link", linkArguments(i, false));
            if (!down) {
                co_return fail(down.error());
            }
        }
    }
    log::debug("BLADE-QEMU-ON", "the machine starts",
               {{"BAY", std::to_string(bay_)}, {"DEVICE", device == BootDevice::disk ? "disk" : "pxe"}});
    auto running = co_await machine->monitor.execute("cont");
    if (!running) {
        co_return fail(running.error());
    }
    co_return Result<>();
}

Task<> QemuBlade::powerOff() {
    auto machine = std::exchange(machine_, nullptr);
    if (!machine) {
        co_return Result<>();
    }
    auto stopped = co_await machine->stop();
    co_return stopped;
}

// "set-action" lets one reset through: a reset asked for while resets pause the machine would only pause it.
Task<> QemuBlade::reset(const Blade& blade, BootDevice device) {
    auto machine = machine_;
    if (!machine) {
        auto on = co_await powerOn(blade, device);
        co_return on;
    }
    const auto order = bootOrderOf(blade, device);
    std::vector<std::pair<std::string, std::string>> commands;
    commands.emplace_back("qom-set", bootIndexArguments("disk0", -1));
    for (int i = 0; i < kNicsPerBlade;
         ++i) { // an index must be free before any device can take it, also its own
        commands.emplace_back("qom-set", bootIndexArguments(fmt::format("nic{}", i), -1));
    }
    commands.emplace_back("qom-set", bootIndexArguments("disk0", order.disk.value_or(-1)));
    for (int i = 0; i < kNicsPerBlade; ++i) {
        const auto place = order.nics[static_cast<std::size_t>(i)];
        if (place) {
            commands.emplace_back("qom-set", bootIndexArguments(fmt::format("nic{}", i), *place));
        }
    }
    commands.emplace_back("set-action", R"({"reboot":"reset"})");
    commands.emplace_back("system_reset", "");
    const int before = machine->resets;
    for (const auto& [command, arguments] : commands) {
        auto done = co_await machine->monitor.execute(command, arguments);
        if (!done) {
            co_return fail(done.error());
        }
    }
    while (machine->resets == before) {
        auto seen = co_await machine->restarted.waitFor(5s);
        if (!seen) {
            co_return fail(blocked(bay_, "reset", "QEMU did not report the reset within 5 s"));
        }
    }
    auto pausing = co_await machine->monitor.execute("set-action", R"({"reboot":"shutdown"})");
    if (!pausing) {
        co_return fail(pausing.error());
    }
    auto running = co_await machine->monitor.execute("cont");
    if (!running) {
        co_return fail(running.error());
    }
    co_return Result<>();
}

Task<> QemuBlade::pressButton() {
    auto machine = machine_;
    if (!machine) {
        co_return fail(blocked(bay_, "press the power button", "the blade is off"));
    }
    auto pressed = co_await machine->monitor.execute("system_powerdown");
    if (!pressed) {
        co_return fail(pressed.error());
    }
    co_return Result<>();
}

namespace {

template <class Machine>
asio::awaitable<void> setLinks(std::shared_ptr<Machine> machine, std::array<Nic, kNicsPerBlade> nics) {
    for (int i = 0; i < kNicsPerBlade; ++i) {
        const bool up = nics[static_cast<std::size_t>(i)].isUp();
        auto done = co_await machine->monitor.execute("set_link", linkArguments(i, up));
        if (!done) {
            if (!machine->stopping) { // else it was switched off in between
                log::error(done.error());
            }
            co_return;
        }
    }
}

} // namespace

// The fabric follows the chassis by itself; the guest must also see the carrier.
void QemuBlade::rewire(const Blade& blade) {
    if (machine_ && !machine_->stopping) {
        nursery_.spawn(fmt::format("bay{} links", bay_), setLinks(machine_, blade.nics));
    }
}

void QemuBlade::typeConsole(std::string_view bytes) {
    if (machine_ && machine_->serial) {
        machine_->serial->type(bytes);
    }
}

void QemuBlade::onEvent(Machine& machine, const QmpEvent& event) {
    if (event.name == "RESET") {
        ++machine.resets;
        machine.restarted.notifyAll();
    } else if (event.name == "SHUTDOWN" && !machine.stopping && startsWith(event.reason, "guest")) {
        nursery_.spawn(fmt::format("bay{} guest", bay_), guestStopped(machine_, event.reason));
    }
}

// The machine is paused: the chassis decides what follows a restart, a power-off ends the process.
asio::awaitable<void> QemuBlade::guestStopped(std::shared_ptr<Machine> machine, std::string reason) {
    if (reason == "guest-reset") {
        chassis_.bladeReset(bay_);
        co_return;
    }
    auto stopped = co_await machine->stop();
    if (!stopped) {
        log::error(stopped.error());
    }
    if (machine->owned && machine_ == machine) {
        machine_.reset();
        chassis_.bladeStopped(bay_, "the machine powered itself off (" + reason + ")");
    }
}

asio::awaitable<void> QemuBlade::watch(std::shared_ptr<Machine> machine) {
    const int status = co_await machine->process.wait();
    if (machine->owned && !machine->stopping && machine_ == machine) {
        machine_.reset();
        chassis_.bladeStopped(bay_, fmt::format("QEMU ended by itself with status {}", status));
    }
}

} // namespace seedbed::emulator
