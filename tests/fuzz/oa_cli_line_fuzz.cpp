// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes typed at the emulated OA by telnet: options, words, verbs and bay lists.
#include "firmware/emulator/oa/cli/telnet_text.hpp"
#include "firmware/emulator/oa/cli/verbs.hpp"
#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    emulator::oacli::TelnetText telnet;
    const auto keys = telnet.keys(fuzz::textOf(data, size));
    fuzz::must(keys.size() <= size);
    std::vector<std::string> rest;
    (void)emulator::oacli::findVerb(keys, rest);
    for (const auto& word : rest) {
        (void)emulator::oacli::bayList(word, 8);
    }
    return 0;
}
