// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/blade/boot_rom.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>

#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <fmt/format.h>

#include "firmware/emulator/blade/boot_files.hpp"
#include "firmware/emulator/blade/descriptor.hpp"
#include "firmware/emulator/blade/loop_device.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator {
namespace {

using namespace std::chrono_literals;
constexpr int kChainLimit = 8;

Error romError(std::string id, std::string object, std::string attempted, std::string cause) {
    Error error;
    error.kind = ErrorKind::conflict;
    error.id = std::move(id);
    error.object = std::move(object);
    error.attempted = std::move(attempted);
    error.cause = std::move(cause);
    error.action = "see the console of the blade";
    return error;
}

bool hasCarrier(int nic) {
    const Descriptor probe(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    ifreq request{};
    const auto name = fmt::format("eth{}", nic);
    name.copy(request.ifr_name, IFNAMSIZ - 1);
    return ::ioctl(probe.number(), SIOCGIFFLAGS, &request) == 0 && (request.ifr_flags & IFF_RUNNING) != 0;
}

Task<> ip(std::string lines) {
    ProcessSpec spec({"ip", "-force", "-batch", "-"});
    spec.input = std::move(lines);
    auto done = co_await runChecked(std::move(spec));
    if (!done) {
        co_return fail(done.error());
    }
    co_return Result<>();
}

// Between fork and exec: only what is safe there.
[[noreturn]] void becomeFirstProcess(const char* console, char* const* argv) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    for (const int number : {SIGTERM, SIGUSR1, SIGUSR2, SIGPIPE}) {
        ::signal(number, SIG_DFL);
    }
    ::setsid();
    const int terminal = ::open(console, O_RDWR);
    for (int number = 0; terminal >= 0 && number < 3; ++number) {
        ::dup2(terminal, number);
    }
    ::ioctl(0, TIOCSCTTY, 0);
    ::execv("/proc/self/exe", argv);
    ::_exit(127);
}

} // namespace

BootRom::BootRom(NamespaceMachine machine, int console) : machine_(std::move(machine)), console_(console) {}

void BootRom::print(const std::string& text) {
    const auto line = text + "\n";
    [[maybe_unused]] const auto written = ::write(console_, line.data(), line.size());
}

asio::awaitable<int> BootRom::run() {
    executor_ = co_await asio::this_coro::executor;
    print(fmt::format("{} serial {}: namespace blade, bay {}", machine_.product, machine_.serial,
                      machine_.bay));
    for (const auto& device : machine_.bootOrder) {
        auto started = co_await bootFrom(device);
        if (started) {
            const int status = co_await runInit(std::move(*started));
            co_return status;
        }
        print(fmt::format("{}: {}: {}", device, started.error().attempted, started.error().cause));
        auto quiet = co_await unconfigure();
        if (!quiet) {
            print(toSentence(quiet.error()));
        }
    }
    print("No bootable device.");
    while (true) {
        co_await pause(24h); // until the power switch
    }
}

// Process 1 has ended, and with it every process of the namespace.
asio::awaitable<int> BootRom::runInit(Process init) {
    initPid_ = init.pid();
    const int status = co_await init.wait();
    initPid_ = 0;
    co_await settle();
    if (status == kStatusRestarted || status == kStatusPoweredOff) {
        print(status == kStatusRestarted ? "reboot: Restarting system" : "reboot: Power down");
        co_return status;
    }
    print(fmt::format("Kernel panic - not syncing: Attempted to kill init! status {}", status));
    while (true) {
        co_await pause(24h);
    }
}

asio::awaitable<void> BootRom::settle() {
    auto released = co_await waitForDisk();
    if (!released) {
        log::error(released.error());
    }
}

void BootRom::pressButton() {
    if (initPid_ > 0) {
        ::kill(initPid_, SIGPWR);
    }
}

Task<Process> BootRom::bootFrom(std::string device) {
    if (device == "disk") {
        auto started = co_await bootDisk();
        co_return started;
    }
    Error last = romError("ROM-NO-PXE", "network", "boot from the network", "no NIC is enabled for PXE");
    for (std::size_t i = 0; i < machine_.nics.size(); ++i) {
        if (!machine_.nics[i].pxe) {
            continue;
        }
        auto started = co_await bootNetwork(static_cast<int>(i));
        if (started) {
            co_return started;
        }
        last = started.error();
    }
    co_return fail(last);
}

Task<Process> BootRom::bootNetwork(int nic) {
    auto lease = co_await configure(nic);
    if (!lease) {
        co_return fail(lease.error());
    }
    auto settings = settingsOf(*lease);
    settings["mac"] = machine_.nics[static_cast<std::size_t>(nic)].mac;
    settings["uuid"] = machine_.uuid;
    settings["serial"] = machine_.serial;
    settings["product"] = machine_.product;
    const auto script = resolveUrl(fmt::format("tftp://{}/", lease->nextServer), lease->bootFile);
    auto plan = co_await readScript(script, settings);
    if (!plan) {
        co_return fail(plan.error());
    }
    auto started = co_await follow(std::move(*plan), script, settings);
    co_return started;
}

Task<Process> BootRom::follow(IpxePlan plan, std::string script, IpxeSettings settings) {
    for (int i = 0; i < kChainLimit && plan.end == IpxeEnd::chain; ++i) {
        script = resolveUrl(script, plan.chainTo);
        auto next = co_await readScript(script, settings);
        if (!next) {
            co_return fail(next.error());
        }
        plan = std::move(*next);
    }
    if (plan.end == IpxeEnd::bootKernel) {
        auto started = co_await bootKernel(std::move(plan), std::move(script));
        co_return started;
    }
    if (plan.end == IpxeEnd::bootDisk) {
        print("Booting from SAN device 0x80");
        auto quiet = co_await unconfigure();
        if (!quiet) {
            co_return fail(quiet.error());
        }
        auto started = co_await bootDisk();
        co_return started;
    }
    co_return fail(romError("ROM-SCRIPT-LEFT", script, "boot from the network",
                            "the script left it to the next device"));
}

Task<IpxePlan> BootRom::readScript(std::string address, IpxeSettings settings) {
    const auto file = path("script");
    auto fetched = co_await fetch(address, file);
    if (!fetched) {
        co_return fail(fetched.error());
    }
    const auto content = readFile(file, 1u << 20);
    if (!content) {
        co_return fail(content.error());
    }
    auto plan = readIpxeScript(*content, std::move(settings));
    if (plan) {
        for (const auto& message : plan->messages) {
            print(message);
        }
    }
    co_return plan;
}

Task<> BootRom::waitForLink(int nic) {
    for (int i = 0; i < 150 && !hasCarrier(nic); ++i) { // 15 s, as iPXE waits
        if (i == 0) {
            print(fmt::format("Waiting for link-up on net{}...", nic));
        }
        co_await pause(100ms);
    }
    if (!hasCarrier(nic)) {
        co_return fail(
            romError("ROM-NO-LINK", fmt::format("net{}", nic), "wait for link-up", "the link is down"));
    }
    co_return Result<>();
}

Task<DhcpLease> BootRom::configure(int nic) {
    const auto interface = fmt::format("eth{}", nic);
    print(fmt::format("net{}: {} on virtio-net", nic, machine_.nics[static_cast<std::size_t>(nic)].mac));
    auto up = co_await ip(fmt::format("link set dev {} up\n", interface));
    if (!up) {
        co_return fail(up.error());
    }
    auto linked = co_await waitForLink(nic);
    if (!linked) {
        co_return fail(linked.error());
    }
    print(fmt::format("Configuring (net{} {})...", nic, machine_.nics[static_cast<std::size_t>(nic)].mac));
    ProcessSpec spec(dhcpArguments(interface, path(std::string(kDhcpHook)), machine_.uuid));
    spec.environment[kLeaseVariable] = path("lease");
    auto asked = co_await seedbed::run(std::move(spec));
    if (!asked) {
        co_return fail(asked.error());
    }
    if (asked->status != 0) {
        co_return fail(
            romError("ROM-NO-LEASE", interface, "configure the interface", "no DHCP server answered"));
    }
    const auto facts = readFile(path("lease"));
    auto lease = facts ? readLease(*facts) : Result<DhcpLease>(fail(facts.error()));
    if (!lease) {
        co_return lease;
    }
    std::string lines = fmt::format("addr add {}/{} dev {}\n", lease->address, lease->prefix, interface);
    if (!lease->gateway.empty()) {
        lines += fmt::format("route add default via {}\n", lease->gateway);
    }
    auto configured = co_await ip(lines);
    if (!configured) {
        co_return fail(configured.error());
    }
    print(fmt::format("net{}: {}/{} gw {}\nNext server: {}\nFilename: {}", nic, lease->address,
                      lease->netmask, lease->gateway, lease->nextServer, lease->bootFile));
    if (lease->bootFile.empty()) {
        co_return fail(romError("ROM-NO-FILENAME", interface, "boot from the network",
                                "nothing to boot: the lease names no file"));
    }
    co_return lease;
}

// The operating system finds its NICs as a cold machine has them.
Task<> BootRom::unconfigure() {
    std::string lines;
    for (std::size_t i = 0; i < machine_.nics.size(); ++i) {
        lines += fmt::format("addr flush dev eth{0}\nlink set dev eth{0} down\n", i);
    }
    auto done = co_await ip(std::move(lines));
    co_return done;
}

Task<> BootRom::fetch(std::string url, std::string file) {
    auto result = co_await fetchFile(url, std::move(file));
    print(fmt::format("{}... {}", url, result ? "ok" : result.error().cause));
    co_return result;
}

Task<Process> BootRom::bootKernel(IpxePlan plan, std::string script) {
    auto fetched = co_await fetch(resolveUrl(script, plan.kernel), path("kernel"));
    if (!fetched) {
        co_return fail(fetched.error());
    }
    std::ifstream kernel(path("kernel"), std::ios::binary);
    std::string head(0x206, '\0');
    kernel.read(head.data(), std::ssize(head));
    if (head.substr(0x202, 4) != "HdrS") { // Documentation/x86/boot.rst
        co_return fail(romError("ROM-NOT-A-KERNEL", plan.kernel, "boot the kernel", "Exec format error"));
    }
    std::error_code code;
    std::filesystem::remove(path("kernel"), code);
    const auto root = path("root");
    std::filesystem::create_directories(root, code);
    for (const auto& initrd : plan.initrds) {
        auto got = co_await fetch(resolveUrl(script, initrd), path("initrd"));
        if (!got) {
            co_return fail(got.error());
        }
        auto unpacked = co_await unpackRamdisk(path("initrd"), root);
        if (!unpacked) {
            co_return fail(unpacked.error());
        }
    }
    const auto written = writeFile(path("cmdline"), plan.arguments + "\n");
    if (!written) {
        co_return fail(written.error());
    }
    auto quiet = co_await unconfigure();
    if (!quiet) {
        co_return fail(quiet.error());
    }
    NamespaceStart start;
    start.root = root;
    start.init = "/init";
    auto launched = launch(start);
    co_return launched;
}

Task<Process> BootRom::bootDisk() {
    print("Booting from Hard Disk...");
    auto free = co_await waitForDisk();
    if (!free) {
        co_return fail(free.error());
    }
    std::ifstream disk(machine_.disk, std::ios::binary);
    std::string sector(512, '\0');
    disk.read(sector.data(), std::ssize(sector));
    const auto partitions = readPartitionTable(sector);
    if (!partitions) {
        co_return fail(partitions.error());
    }
    const auto partition = rootPartition(*partitions);
    if (!partition) {
        co_return fail(partition.error());
    }
    const auto written = writeFile(path("cmdline"), "root=/dev/vda1 rw\n");
    if (!written) {
        co_return fail(written.error());
    }
    NamespaceStart start;
    start.root = path("root");
    start.partition = *partition;
    start.init = "/sbin/init";
    std::error_code code;
    std::filesystem::create_directories(start.root, code);
    auto launched = launch(start);
    co_return launched;
}

Task<> BootRom::waitForDisk() {
    for (int i = 0; i < 2000 && isLoopAttached(machine_.disk); ++i) {
        co_await pause(5ms);
    }
    if (isLoopAttached(machine_.disk)) {
        co_return fail(romError("ROM-DISK-BUSY", machine_.disk, "boot from disk",
                                "its last mount did not end within 10 s"));
    }
    co_return Result<>();
}

Result<Process> BootRom::launch(const NamespaceStart& wanted) {
    auto start = wanted;
    start.commandLineFile = path("cmdline");
    start.console = machine_.console;
    start.disk = machine_.disk;
    start.badByte = machine_.badByte;
    start.serial = machine_.serial;
    auto file = path("start.json");
    const auto written = writeFile(file, toJson(start));
    if (!written) {
        return fail(written.error());
    }
    std::string program = "seedbed-chassis";
    std::string mode = "namespace-init";
    char* const argv[] = {program.data(), mode.data(), file.data(), nullptr};
    const auto flags = CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | SIGCHLD;
    const auto pid = ::syscall(SYS_clone, flags, nullptr, nullptr, nullptr, 0);
    if (pid == 0) {
        becomeFirstProcess(start.console.c_str(), argv);
    }
    if (pid < 0) {
        return fail(romError("ROM-LAUNCH", "namespaces", "start the operating system", std::strerror(errno)));
    }
    return Process::adopt(executor_, static_cast<int>(pid));
}

} // namespace seedbed::emulator
