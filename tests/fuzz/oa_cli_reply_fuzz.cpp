// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as what an Onboard Administrator prints on an exec channel.
#include "oa-bridge/wire/oa_cli.hpp"
#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    const auto output = fuzz::textOf(data, size);
    for (const char* command : {"SHOW SERVER LIST", "SHOW SERVER STATUS 1", "SHOW EBIPA SERVER", "SHOW DATE"}) {
        const auto answer = wire::readExecOutput(output, command);
        const auto text = answer.value_or(std::string(output));
        fuzz::must(text.size() <= output.size() + 1);
        if (const auto rows = wire::readServerList(text)) {
            for (const auto& row : *rows) {
                fuzz::must(row.bay >= 1 && row.bay <= 16);
            }
        }
        (void)wire::readServerStatus(text, 1);
        (void)wire::readEbipa(text);
        (void)wire::readPowerSettings(text);
        (void)wire::readOaDate(text);
        (void)wire::readConfirmation(text, "Successfully");
    }
    return 0;
}
