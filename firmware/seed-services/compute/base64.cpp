// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/compute/base64.hpp"

#include <sodium.h>

namespace seedbed::seed {

Result<std::string> fromBase64(std::string_view text) {
    std::string bytes(text.size(), '\0');
    std::size_t length = 0;
    const char* end = nullptr;
    int failed = sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                                   text.size(), " \r\n\t", &length, &end, sodium_base64_VARIANT_ORIGINAL);
    if (failed != 0 || end != text.data() + text.size()) {
        Error error;
        error.kind = ErrorKind::invalid;
        error.id = "COMPUTE-BASE64";
        error.object = "encoded text";
        error.attempted = "decode it";
        error.cause = "it is not base64";
        error.action = "encode it with base64";
        return fail(std::move(error));
    }
    bytes.resize(length);
    return bytes;
}

} // namespace seedbed::seed
