// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/deploy-agent/random_uuid.hpp"

#include <sys/random.h>

#include "oa-bridge/base/text.hpp"

namespace seedbed::deploy_agent {

std::string randomUuid() {
    std::string bytes(16, '\0');
    ::getentropy(bytes.data(), bytes.size());
    bytes[6] = static_cast<char>((bytes[6] & 0x0f) | 0x40);
    bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);
    auto hex = toHex(bytes);
    for (std::size_t dash : {8u, 13u, 18u, 23u}) {
        hex.insert(dash, 1, '-');
    }
    return hex;
}

} // namespace seedbed::deploy_agent
