// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/blade/namespace_mode.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "firmware/emulator/blade/boot_rom.hpp"
#include "firmware/emulator/blade/descriptor.hpp"
#include "firmware/emulator/blade/namespace_init.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator {
namespace {

constexpr std::string_view kBladeMode = "namespace-blade";
constexpr std::string_view kInitMode = "namespace-init";

std::string calledAs(char** argv) {
    return std::filesystem::path(argv[0] == nullptr ? "" : argv[0]).filename();
}

Error systemError(std::string attempted, std::string object) {
    Error error;
    error.kind = ErrorKind::internal;
    error.id = "NAMESPACE-BLADE";
    error.object = std::move(object);
    error.attempted = std::move(attempted);
    error.cause = std::strerror(errno);
    error.action = "run the chassis as root on a host with namespaces, or use QEMU blades";
    return error;
}

// A network and mounts of its own, a private tmpfs to work in, and an end with the chassis.
Result<> isolate(const NamespaceMachine& machine) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::unshare(CLONE_NEWNET | CLONE_NEWNS) != 0) {
        return fail(systemError("make namespaces", "namespace blade"));
    }
    const auto* work = machine.workDirectory.c_str();
    if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount("tmpfs", work, "tmpfs", MS_NOSUID, "mode=0700,size=1g") != 0) {
        return fail(systemError("mount", machine.workDirectory));
    }
    const auto self = fmt::format("/proc/{}/exe", ::getpid());
    const auto hook = machine.workDirectory + "/" + std::string(kDhcpHook);
    if (::symlink(self.c_str(), hook.c_str()) != 0) {
        return fail(systemError("make a link", hook));
    }
    return {};
}

// Tells the chassis that the namespaces are there; it answers with SIGUSR1 when the NICs are in them.
asio::awaitable<void> waitForNics(asio::signal_set& wired) {
    constexpr std::string_view ready = "ready\n";
    [[maybe_unused]] const auto written = ::write(STDOUT_FILENO, ready.data(), ready.size());
    co_await wired.async_wait(asio::use_awaitable);
}

asio::awaitable<void> forwardButton(BootRom& rom, asio::signal_set& button) {
    while (true) {
        co_await button.async_wait(asio::use_awaitable);
        rom.pressButton();
    }
}

asio::awaitable<void> untilBooted(BootRom& rom, int& status) {
    status = co_await rom.run();
}

asio::awaitable<void> untilOff(asio::signal_set& off) {
    co_await off.async_wait(asio::use_awaitable);
}

asio::awaitable<void> live(BootRom& rom, int& status) {
    const auto executor = co_await asio::this_coro::executor;
    asio::signal_set wired(executor, SIGUSR1);
    asio::signal_set button(executor, SIGUSR2);
    asio::signal_set off(executor, SIGTERM);
    co_await waitForNics(wired);
    std::vector<asio::awaitable<void>> contenders;
    contenders.push_back(untilBooted(rom, status));
    contenders.push_back(untilOff(off));
    contenders.push_back(forwardButton(rom, button));
    const auto first = co_await firstOf(std::move(contenders));
    if (first != 0) {
        co_await rom.settle();
    }
}

int runBlade(const char* file) {
    const auto text = readFile(file);
    const auto machine = text ? readNamespaceMachine(*text) : Result<NamespaceMachine>(fail(text.error()));
    if (!machine) {
        log::error(machine.error());
        return 1;
    }
    const auto isolated = isolate(*machine);
    if (!isolated) {
        log::error(isolated.error());
        return 1;
    }
    const Descriptor console(::open(machine->console.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC));
    int status = 128 + SIGTERM;
    asio::io_context io(1);
    BootRom rom(*machine, console.number());
    bool failed = false;
    asio::co_spawn(io, live(rom, status),
                   [&failed](const std::exception_ptr& thrown) { failed = thrown != nullptr; });
    io.run();
    return failed ? 1 : status;
}

int runInit(const char* file) {
    const auto became = becomeInit(file);
    log::error(became.error());
    return 1;
}

} // namespace

bool isNamespaceMode(int argc, char** argv) {
    return argc > 0 &&
           (calledAs(argv) == kDhcpHook || (argc == 3 && (argv[1] == kBladeMode || argv[1] == kInitMode)));
}

int runNamespaceBlade(int argc, char** argv) {
    if (calledAs(argv) == kDhcpHook) {
        return runDhcpHook(argc, argv);
    }
    return argv[1] == kInitMode ? runInit(argv[2]) : runBlade(argv[2]);
}

} // namespace seedbed::emulator
