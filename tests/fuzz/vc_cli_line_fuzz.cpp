// SPDX-License-Identifier: GPL-3.0-or-later
// Any keys typed at the emulated Virtual Connect: editor and line parser.
#include "firmware/emulator/vc/line.hpp"
#include "firmware/emulator/ssh/line_editor.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    std::string_view keys(reinterpret_cast<const char*>(data), size);
    (void)seedbed::emulator::vc::parseLine(keys);
    seedbed::emulator::ssh::LineEditor editor(true);
    (void)editor.type(keys);
    while (auto line = editor.nextLine()) {
        (void)seedbed::emulator::vc::parseLine(*line);
    }
    return 0;
}
