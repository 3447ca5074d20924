// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/deploy-agent/tftp.hpp"

#include <array>
#include <optional>

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include "firmware/deploy-agent/tftp_packets.hpp"

namespace seedbed::deploy_agent {
namespace {

constexpr int kTries = 6;
constexpr std::size_t kLimit = 64 * 1024;

// Lock-step reader: the server answers from a port of its own, which the first packet shows.
class Transfer {
public:
    Transfer(Ipv4Address server, const std::string& file)
        : socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)), toSend_(tftpReadRequest(file)),
          server_(server) {
        peer_.sin_family = AF_INET;
        peer_.sin_port = htons(69);
        peer_.sin_addr.s_addr = htonl(server.value);
    }

    Result<std::string> run() {
        while (true) {
            auto packet = nextPacket();
            if (!packet) {
                return fail(packet.error());
            }
            auto parsed = parseTftp(*packet);
            if (!parsed) {
                return fail(parsed.error());
            }
            if (const auto* refusal = std::get_if<TftpError>(&*parsed)) {
                return refused(*refusal);
            }
            auto& data = std::get<TftpData>(*parsed);
            if (data.block == expected_) {
                content_ += data.bytes;
                toSend_ = tftpAcknowledge(expected_++);
            }
            if (content_.size() > kLimit) {
                return fail(error("the file is larger than 64 KiB"));
            }
            if (data.last()) {
                send();
                return content_;
            }
        }
    }

private:
    void send() {
        // a lost packet and a failed send look the same to the retry
        [[maybe_unused]] auto sent = ::sendto(socket_.get(), toSend_.data(), toSend_.size(), 0,
                                              reinterpret_cast<const sockaddr*>(&peer_), sizeof peer_);
    }

    Result<std::string> nextPacket() {
        for (int attempt = 0; attempt < kTries; ++attempt) {
            send();
            auto packet = receive(posix::Clock::now() + std::chrono::seconds(1));
            if (packet) {
                return *packet;
            }
        }
        return fail(error("no answer to " + std::to_string(kTries) + " packets"));
    }

    std::optional<std::string> receive(posix::Clock::time_point deadline) {
        while (posix::waitFor(socket_.get(), POLLIN, deadline)) {
            std::array<char, 1024> block{};
            sockaddr_in from{};
            socklen_t size = sizeof from;
            auto count = ::recvfrom(socket_.get(), block.data(), block.size(), 0,
                                    reinterpret_cast<sockaddr*>(&from), &size);
            if (count >= 0 && from.sin_addr.s_addr == peer_.sin_addr.s_addr) {
                peer_.sin_port = from.sin_port;
                return std::string(block.data(), static_cast<std::size_t>(count));
            }
        }
        return std::nullopt;
    }

    Result<std::string> refused(const TftpError& refusal) const {
        if (refusal.code == TftpError::fileNotFound) {
            return std::string();
        }
        return fail(error("code " + std::to_string(refusal.code) + " " + refusal.text));
    }

    Error error(std::string cause) const {
        return {.kind = ErrorKind::unreachable,
                .id = "AGENT-TFTP",
                .object = "TFTP server " + server_.toString(),
                .attempted = "fetch the token",
                .cause = std::move(cause),
                .action = "check the boot service and the network of the boot NIC"};
    }

    posix::Descriptor socket_;
    std::string toSend_;
    Ipv4Address server_;
    sockaddr_in peer_{};
    std::string content_;
    std::uint16_t expected_ = 1;
};

} // namespace

Result<std::string> fetchByTftp(Ipv4Address server, const std::string& file) {
    return Transfer(server, file).run();
}

} // namespace seedbed::deploy_agent
