// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a request of the emulated OA: head and body.
#include "firmware/emulator/http/http_head.hpp"
#include "firmware/emulator/oa/soap.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    std::string_view bytes(reinterpret_cast<const char*>(data), size);
    auto start = seedbed::emulator::endOfHead(bytes);
    (void)seedbed::emulator::parseHead(bytes.substr(0, start.value_or(size)));
    auto request = seedbed::emulator::parseSoap(bytes);
    if (request) {
        (void)request->text("bayNumber");
    }
    return 0;
}
