// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/deploy-agent/tftp_packets.hpp"

namespace seedbed::deploy_agent {
namespace {

enum Opcode : std::uint16_t { readRequest = 1, data = 3, acknowledge = 4, error = 5 };

void put16(std::string& packet, std::uint16_t value) {
    packet += static_cast<char>(value >> 8);
    packet += static_cast<char>(value & 0xff);
}

std::uint16_t get16(std::string_view packet, std::size_t at) {
    return static_cast<std::uint16_t>(static_cast<unsigned char>(packet[at]) << 8 |
                                      static_cast<unsigned char>(packet[at + 1]));
}

} // namespace

std::string tftpReadRequest(std::string_view file) {
    std::string packet;
    put16(packet, readRequest);
    packet.append(file).push_back('\0');
    packet.append("octet").push_back('\0');
    return packet;
}

std::string tftpAcknowledge(std::uint16_t block) {
    std::string packet;
    put16(packet, acknowledge);
    put16(packet, block);
    return packet;
}

Result<std::variant<TftpData, TftpError>> parseTftp(std::string_view packet) {
    if (packet.size() >= 4 && packet.size() <= 516 && get16(packet, 0) == data) {
        return TftpData{get16(packet, 2), std::string(packet.substr(4))};
    }
    if (packet.size() >= 4 && get16(packet, 0) == error) {
        auto text = packet.substr(4);
        return TftpError{get16(packet, 2), std::string(text.substr(0, text.find('\0')))};
    }
    return fail({.kind = ErrorKind::nonsense,
                 .id = "AGENT-TFTP",
                 .object = "TFTP server",
                 .attempted = "read a packet",
                 .cause = "neither DATA nor ERROR",
                 .action = "check what answers on port 69"});
}

} // namespace seedbed::deploy_agent
