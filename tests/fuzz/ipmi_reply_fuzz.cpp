// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as the answer of a management controller to any command we send.
#include <cstddef>
#include <cstdint>

#include "oa-bridge/wire/fru.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed::wire;
    const IpmiBytes reply(data, data + size);
    (void)readDeviceId(reply);
    (void)readSystemGuid(reply);
    (void)readChassisStatus(reply);
    (void)readBootFlags(reply);
    (void)readSelTime(reply);
    (void)readFruSize(reply);
    (void)readFruPiece(reply);
    (void)parseFru(reply);
    (void)readPlain(keepBootFlagsValid(), reply);
    return 0;
}
