// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/posix/serial_number.hpp"

#include <cstdlib>

#include "oa-bridge/base/text.hpp"

namespace seedbed::posix {

std::string serialNumber() {
    const char* told = std::getenv("SEEDBED_SERIAL"); // NOLINT(concurrency-mt-unsafe): one thread
    if (told != nullptr) {
        return told;
    }
    auto text = readFile("/sys/class/dmi/id/product_serial");
    return std::string(trim(text.value_or("")));
}

} // namespace seedbed::posix
