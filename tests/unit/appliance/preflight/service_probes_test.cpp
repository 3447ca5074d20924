// SPDX-License-Identifier: GPL-3.0-or-later
// The probes of PF-19 and PF-22, against servers of a few lines on loopback and by their packets alone.
#include <thread>

#include <gtest/gtest.h>

#include "appliance/preflight/dns_probe.hpp"
#include "appliance/preflight/echo_probe.hpp"
#include "appliance/preflight/ntp_probe.hpp"
#include "appliance/preflight/vrrp_probe.hpp"
#include "tests/unit/support/run.hpp"

namespace seedbed {
namespace {

using namespace std::chrono_literals;
using asio::ip::udp;

// Answers so many datagrams, each with what `answer` makes of it (empty: not at all), on a thread of its own.
class UdpServer {
public:
    UdpServer(int count, std::string (*answer)(const std::string&))
        : socket_(io_, udp::endpoint(asio::ip::address_v4::loopback(), 0)), thread_([this, count, answer] {
              for (int i = 0; i < count; ++i) {
                  std::array<char, 1024> buffer{};
                  udp::endpoint from;
                  const auto size = socket_.receive_from(asio::buffer(buffer), from);
                  socket_.send_to(asio::buffer(answer(std::string(buffer.data(), size))), from);
              }
          }) {}
    ~UdpServer() { thread_.join(); }
    std::uint16_t port() const { return socket_.local_endpoint().port(); }

private:
    asio::io_context io_;
    udp::socket socket_;
    std::thread thread_;
};

std::string bigEndian(NtpTime time) {
    std::string bytes;
    for (int shift = 56; shift >= 0; shift -= 8) {
        bytes += static_cast<char>(time >> shift & 0xff);
    }
    return bytes;
}

// A server of stratum 2 that received and answered at `there`.
std::string ntpAnswer(NtpTime question, NtpTime there) {
    return std::string("\x24\x02\x00\x00", 4) + std::string(20, '\0') + bigEndian(question) + bigEndian(there) + bigEndian(there);
}

constexpr NtpTime kSecond = 1ULL << 32;
constexpr NtpTime kSent = 3'900'000'000 * kSecond;

TEST(NtpProbe, tellsHowFarTheClocksAreApart) {
    EXPECT_EQ(ntpQuestion(kSent).substr(40), bigEndian(kSent));
    const auto ahead = readNtpAnswer(ntpAnswer(kSent, kSent + 10 * kSecond), kSent, kSent + kSecond);
    ASSERT_TRUE(ahead);
    EXPECT_EQ(ahead->stratum, 2);
    EXPECT_EQ(ahead->ahead, 9500ms); // half a second is the way
    const auto behind = readNtpAnswer(ntpAnswer(kSent, kSent - 10 * kSecond), kSent, kSent);
    EXPECT_EQ(behind->ahead, -10s);
    const NtpTime lastOfEra = 0xffffffff * kSecond;
    EXPECT_EQ(readNtpAnswer(ntpAnswer(lastOfEra, lastOfEra + 2 * kSecond), lastOfEra, lastOfEra)->ahead, 2s) << "2036";
    EXPECT_EQ(ntpTime(std::chrono::system_clock::time_point(1500ms)) >> 31, (2'208'988'801ULL << 1) + 1);
}

TEST(NtpProbe, everythingElseIsNoAnswer) {
    const auto good = ntpAnswer(kSent, kSent);
    ASSERT_TRUE(readNtpAnswer(good, kSent, kSent));
    EXPECT_FALSE(readNtpAnswer(good, kSent + 1, kSent)) << "of another question";
    for (std::size_t length = 0; length < good.size(); ++length) {
        EXPECT_FALSE(readNtpAnswer(std::string_view(good).substr(0, length), kSent, kSent));
    }
    for (const auto& [place, byte] : {std::pair(0, '\x23'), std::pair(0, '\xe4'), std::pair(1, '\x00'), std::pair(1, '\x10')}) {
        auto bad = good; // a client's, of a clock that is not set, a refusal, unsynchronized
        bad[static_cast<std::size_t>(place)] = byte;
        EXPECT_FALSE(readNtpAnswer(bad, kSent, kSent));
    }
}

TEST(NtpProbe, asksAServerAndGivesUpInTime) {
    asio::io_context io;
    const auto local = *Ipv4Address::parse("127.0.0.1");
    {
        UdpServer server(1, [](const std::string& question) {
            return std::string("\x24\x01\x00\x00", 4) + std::string(20, '\0') + question.substr(40) + question.substr(40) + question.substr(40);
        });
        const auto answer = test::runOn(io, probeNtp(local, server.port(), 5s));
        ASSERT_TRUE(answer) << toSentence(answer.error());
        EXPECT_EQ(answer->stratum, 1);
        EXPECT_LE(answer->ahead, 0ms);
    }
    UdpServer deaf(1, [](const std::string&) { return std::string("no"); });
    const auto silent = test::runOn(io, probeNtp(local, deaf.port(), 100ms));
    ASSERT_FALSE(silent);
    EXPECT_EQ(silent.error().id, "PROBE-NTP");
    EXPECT_EQ(silent.error().kind, ErrorKind::timeout);
    EXPECT_EQ(silent.error().object, "NTP server 127.0.0.1");
}

TEST(EchoProbe, knowsItsReply) {
    EXPECT_EQ(echoRequest(0x1234, 1), std::string("\x08\x00\xe5\xca\x12\x34\x00\x01", 8));
    const std::string head = "\x45" + std::string(19, '\0');
    const std::string reply("\x00\x00\x00\x00\x12\x34\x00\x01", 8);
    EXPECT_TRUE(isEchoReply(head + reply, 0x1234));
    EXPECT_FALSE(isEchoReply(head + reply, 0x1235));
    EXPECT_FALSE(isEchoReply(head + echoRequest(0x1234, 1), 0x1234)) << "our own question";
    EXPECT_FALSE(isEchoReply(head + reply.substr(1), 0x1234));
    EXPECT_FALSE(isEchoReply("", 0x1234));
}

// A DNS answer to `question` with one record, whose name is that of the question.
std::string dnsAnswer(const std::string& question, const std::string& data) {
    auto answer = question.substr(0, question.find('\0', 12) + 5);
    answer[2] = '\x84';
    answer[3] = '\0';
    answer[7] = 1;
    answer.replace(8, 4, std::string(4, '\0')); // no other section
    const auto type = answer.substr(answer.size() - 4, 2);
    return answer + std::string("\xc0\x0c", 2) + type + std::string("\x00\x01\x00\x00\x00\x3c\x00", 7) +
           static_cast<char>(data.size()) + data;
}

TEST(DnsProbe, asksThatServerForwardAndBack) {
    UdpServer server(2, [](const std::string& question) {
        const bool reverse = question.find("in-addr") != std::string::npos;
        return dnsAnswer(question, reverse ? std::string("\x05" "cloud\x04test\x00", 12) : std::string("\xc0\x00\x02\x07", 4));
    });
    const DnsServer dns{*Ipv4Address::parse("127.0.0.1"), server.port()};
    const auto addresses = addressesOf(dns, "cloud.test");
    ASSERT_TRUE(addresses) << toSentence(addresses.error());
    EXPECT_EQ(*addresses, std::vector{*Ipv4Address::parse("192.0.2.7")});
    const auto names = namesOf(dns, *Ipv4Address::parse("192.0.2.7"));
    ASSERT_TRUE(names) << toSentence(names.error());
    EXPECT_EQ(*names, std::vector<std::string>{"cloud.test"});
}

TEST(DnsProbe, tellsAnEntryThatIsMissingFromAServerThatIs) {
    {
        UdpServer server(1, [](const std::string& question) {
            auto answer = question;
            answer[2] = '\x84';
            answer[3] = 3; // NXDOMAIN
            return answer;
        });
        const auto none = addressesOf({*Ipv4Address::parse("127.0.0.1"), server.port()}, "cloud.test");
        ASSERT_FALSE(none);
        EXPECT_EQ(none.error().kind, ErrorKind::notFound);
        EXPECT_EQ(none.error().id, "PROBE-DNS");
    }
    const auto nobody = addressesOf({*Ipv4Address::parse("127.0.0.1"), 9}, "cloud.test");
    ASSERT_FALSE(nobody);
    EXPECT_EQ(nobody.error().kind, ErrorKind::timeout);
    EXPECT_EQ(nobody.error().object, "DNS server 127.0.0.1");
}

// From 203.0.113.2, for 203.0.113.9.
std::string vrrp(char versionAndType, char id) {
    const std::string ip("\x45\xc0\x00\x28\x00\x01\x00\x00\xff\x70\x00\x00\xcb\x00\x71\x02\xe0\x00\x00\x12", 20);
    return ip + versionAndType + id + std::string("\x64\x01\x00\x01\x00\x00\xcb\x00\x71\x09", 10) + std::string(8, '\0');
}

TEST(VrrpProbe, readsWhoUsesWhichRouterId) {
    for (const char version : {'\x21', '\x31'}) {
        const auto told = readVrrp(vrrp(version, '\x33'));
        ASSERT_TRUE(told);
        EXPECT_EQ(told->router.toString(), "203.0.113.2");
        EXPECT_EQ(told->id, 51);
        EXPECT_EQ(told->address->toString(), "203.0.113.9");
    }
    EXPECT_FALSE(readVrrp(vrrp('\x41', '\x33'))) << "another version";
    EXPECT_FALSE(readVrrp(vrrp('\x22', '\x33'))) << "no advertisement";
    EXPECT_FALSE(readVrrp(vrrp('\x21', '\0'))) << "no router has this id";
    const auto good = vrrp('\x21', '\x33');
    for (std::size_t length = 0; length < 28; ++length) {
        EXPECT_FALSE(readVrrp(std::string_view(good).substr(0, length)));
    }
    EXPECT_FALSE(readVrrp(std::string_view(good).substr(0, 28))->address);
}

} // namespace
} // namespace seedbed
