// SPDX-License-Identifier: GPL-3.0-or-later
// TFTP (RFC 1350) packets of a reader in octet mode. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "oa-bridge/base/error.hpp"

namespace seedbed::deploy_agent {

struct TftpData {
    std::uint16_t block = 0;
    std::string bytes;
    bool last() const { return bytes.size() < 512; }
};

struct TftpError {
    static constexpr std::uint16_t fileNotFound = 1;
    std::uint16_t code = 0;
    std::string text;
};

std::string tftpReadRequest(std::string_view file);
std::string tftpAcknowledge(std::uint16_t block);
// Error AGENT-TFTP for what is neither DATA nor ERROR.
Result<std::variant<TftpData, TftpError>> parseTftp(std::string_view packet);

} // namespace seedbed::deploy_agent
