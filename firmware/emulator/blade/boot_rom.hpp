// SPDX-License-Identifier: GPL-3.0-or-later
// The firmware of a namespace blade: tries the boot devices in order (PXE as iPXE does it, or the disk),
// starts what it finds as process 1 of new namespaces, and ends with how that ended. Runs in the process that
// runNamespaceBlade made, alone with its network namespace. Its console lines follow iPXE's, so that readers
// of consoles need to know one firmware. Nothing to boot, or an init that ends (a kernel would panic): it
// waits for the power switch.
#pragma once

#include "firmware/emulator/blade/dhcp_lease.hpp"
#include "firmware/emulator/blade/namespace_machine.hpp"
#include "oa-bridge/net/process.hpp"

namespace seedbed::emulator {

class BootRom {
public:
    BootRom(NamespaceMachine machine, int console);
    // kStatusRestarted or kStatusPoweredOff. Cancelling it kills all that runs inside.
    asio::awaitable<int> run();
    asio::awaitable<void> settle(); // after the end: until the disk is let go of
    void pressButton(); // SIGPWR for the init, as container tools do; one that does not listen ignores it

private:
    asio::awaitable<int> runInit(Process init);
    Task<Process> bootFrom(std::string device);
    Task<Process> bootNetwork(int nic);
    Task<Process> follow(IpxePlan plan, std::string script, IpxeSettings settings);
    Task<Process> bootKernel(IpxePlan plan, std::string script);
    Task<Process> bootDisk();
    Task<IpxePlan> readScript(std::string address, IpxeSettings settings);
    Task<DhcpLease> configure(int nic);
    Task<> waitForLink(int nic);
    Task<> unconfigure();
    Task<> fetch(std::string url, std::string file);
    Task<> waitForDisk();
    Result<Process> launch(const NamespaceStart& start);
    void print(const std::string& text);
    std::string path(const std::string& name) const { return machine_.workDirectory + "/" + name; }

    NamespaceMachine machine_;
    int console_;
    asio::any_io_executor executor_;
    int initPid_ = 0;
};

} // namespace seedbed::emulator
