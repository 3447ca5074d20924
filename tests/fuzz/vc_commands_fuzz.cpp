// SPDX-License-Identifier: GPL-3.0-or-later
// Any lines typed at the emulated Virtual Connect after the import, performed on a chassis of state machines.
// Whatever the domain has become, it can be saved and read again.
#include "firmware/emulator/vc/commands.hpp"
#include "firmware/emulator/vc/config_script.hpp"
#include "firmware/emulator/vc/domain_json.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/unit/emulator/lab_chassis.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    using namespace seedbed::emulator;
    static LabChassis lab; // the directory is shared, the chassis is new for each input
    asio::io_context io;
    Chassis chassis(io.get_executor(), LabChassis::options(), lab.directory.string());
    vc::VirtualConnect module(chassis);
    (void)perform(module, "import enclosure UserName=Administrator Password=swordfish");
    for (const auto& line : split(fuzz::textOf(data, size), '\n')) {
        (void)perform(module, line);
    }
    const auto saved = vc::domainToJson(module.domain());
    const auto again = vc::domainFromJson(saved);
    fuzz::must(again && vc::domainToJson(*again) == saved);
    (void)vc::configScript(module.domain());
    return 0;
}
