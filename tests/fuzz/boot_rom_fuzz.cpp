// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as what the boot ROM of a namespace blade is given: an iPXE script, a lease, the chassis' files.
#include "firmware/emulator/blade/boot_files.hpp"
#include "firmware/emulator/blade/dhcp_lease.hpp"
#include "firmware/emulator/blade/namespace_machine.hpp"
#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    const auto text = fuzz::textOf(data, size);
    using namespace emulator;
    (void)readIpxeScript(text, {{"ip", "192.0.2.7"}, {"mac", "02:00:00:00:01:0a"}});
    (void)resolveUrl("http://192.0.2.1:8088/nodes/x/boot.ipxe", std::string(text));
    (void)tftpNameOf("tftp://" + std::string(text));
    if (const auto lease = readLease(text)) {
        (void)settingsOf(*lease);
    }
    if (const auto machine = readNamespaceMachine(text)) {
        fuzz::must(readNamespaceMachine(toJson(*machine)).has_value());
    }
    if (const auto start = readNamespaceStart(text)) {
        fuzz::must(readNamespaceStart(toJson(*start)).has_value());
    }
    return 0;
}
