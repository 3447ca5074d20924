// SPDX-License-Identifier: GPL-3.0-or-later
// What the agent sends and reads: TFTP packets, the deploy call, HTTP text, file system identity.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "firmware/deploy-agent/deploy_info.hpp"
#include "firmware/deploy-agent/ext4_label.hpp"
#include "firmware/deploy-agent/tftp_packets.hpp"

namespace seedbed::deploy_agent {
namespace {

using namespace std::string_literals;

TEST(Tftp, requestAndAcknowledge) {
    EXPECT_EQ(tftpReadRequest("token-1"), "\0\1token-1\0octet\0"s);
    EXPECT_EQ(tftpAcknowledge(258), "\0\4\1\2"s);
}

TEST(Tftp, dataErrorAndGarbage) {
    auto data = parseTftp("\0\3\0\7hello"s);
    ASSERT_TRUE(data);
    EXPECT_EQ(std::get<TftpData>(*data).block, 7);
    EXPECT_EQ(std::get<TftpData>(*data).bytes, "hello");
    EXPECT_TRUE(std::get<TftpData>(*data).last());
    auto full = parseTftp("\0\3\0\1"s + std::string(512, 'x'));
    EXPECT_FALSE(std::get<TftpData>(*full).last());
    auto error = parseTftp("\0\5\0\1File not found\0"s);
    EXPECT_EQ(std::get<TftpError>(*error).code, TftpError::fileNotFound);
    EXPECT_EQ(std::get<TftpError>(*error).text, "File not found");
    for (const auto& garbage : {""s, "\0"s, "\0\3\0"s, "\0\1a\0octet\0"s, "\0\3\0\1"s + std::string(513, 'x')}) {
        EXPECT_FALSE(parseTftp(garbage));
    }
}

DeployOrder order() {
    DeployOrder order;
    order.deploymentId = "11";
    order.deploymentKey = "K\"EY";
    order.iqn = "iqn-11";
    order.apiUrl = "http://10.83.0.1:6385";
    order.network.address = *Ipv4Address::parse("10.83.0.21");
    return order;
}

TEST(DeployInfo, callOfTheRamdisk) {
    auto message = deployInfo(order(), "", "", "");
    EXPECT_EQ(message.method, "POST");
    EXPECT_EQ(message.url, "http://10.83.0.1:6385/nodes/11/vendor_passthru/pass_deploy_info");
    EXPECT_FALSE(message.headers.contains("X-Auth-Token"));
    auto body = nlohmann::json::parse(message.body);
    EXPECT_EQ(body, (nlohmann::json{{"address", "10.83.0.21"}, {"key", "K\"EY"}, {"iqn", "iqn-11"}, {"error", ""}}));
}

TEST(DeployInfo, tokenAndErrorTravel) {
    auto message = deployInfo(order(), "tok", "no disk found", "SGH0001001");
    EXPECT_EQ(message.headers.at("X-Auth-Token"), "tok");
    EXPECT_EQ(nlohmann::json::parse(message.body)["error"], "no+disk+found");
    EXPECT_EQ(nlohmann::json::parse(message.body)["serial"], "SGH0001001");
}

TEST(Http, requestAsSent) {
    auto url = posix::Url::parse("http://10.83.0.1:6385/v1/nodes?x=1");
    ASSERT_TRUE(url);
    posix::HttpMessage message;
    message.method = "POST";
    message.headers = {{"Content-Type", "application/json"}};
    message.body = "{}";
    EXPECT_EQ(posix::requestText(message, *url),
              "POST /v1/nodes?x=1 HTTP/1.1\r\nHost: 10.83.0.1:6385\r\nConnection: close\r\n"
              "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
}

TEST(Http, urlsThatAreNone) {
    for (const char* text : {"https://10.0.0.1/", "http://host/", "http://10.0.0.1:99999/", "http://10.0.0.1/a b", ""}) {
        EXPECT_FALSE(posix::Url::parse(text)) << text;
    }
    EXPECT_EQ(posix::Url::parse("http://10.0.0.1")->target, "/");
    EXPECT_EQ(posix::Url::parse("http://10.0.0.1?a=b")->target, "/?a=b");
    EXPECT_EQ(posix::Url::parse("http://10.0.0.1:80/")->authority(), "10.0.0.1");
}

TEST(Http, repliesPlainAndChunked) {
    auto plain = posix::parseReply("HTTP/1.1 202 Accepted\r\ncontent-length: 2\r\n\r\nokEXTRA");
    ASSERT_TRUE(plain);
    EXPECT_EQ(plain->status, 202u);
    EXPECT_EQ(plain->body, "ok");
    EXPECT_EQ(posix::parseReply("HTTP/1.0 200 OK\r\n\r\nto the end")->body, "to the end");
    auto chunked =
        posix::parseReply("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n");
    EXPECT_EQ(chunked->body, "abcde");
    for (const char* text : {"", "garbage", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort",
                             "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\nab"}) {
        EXPECT_FALSE(posix::parseReply(text)) << text;
    }
}

TEST(Http, percentCoding) {
    EXPECT_EQ(posix::percentEncode("a:/b~_-. é"), "a%3A%2Fb~_-.%20%C3%A9");
    EXPECT_EQ(posix::percentDecode("a%3A%2fb%"), "a:/b%");
}

TEST(Ext4, identityOfASuperblock) {
    std::string block(1024, '\0');
    EXPECT_FALSE(readSuperblock(block));
    block.replace(0x38, 2, "\x53\xef");
    for (int i = 0; i < 16; ++i) {
        block[0x68 + static_cast<std::size_t>(i)] = static_cast<char>(i);
    }
    block.replace(0x78, 4, "root");
    auto identity = readSuperblock(block);
    ASSERT_TRUE(identity);
    EXPECT_EQ(identity->uuid, "00010203-0405-0607-0809-0a0b0c0d0e0f");
    EXPECT_EQ(identity->label, "root");
    EXPECT_FALSE(readSuperblock("short"));
}

} // namespace
} // namespace seedbed::deploy_agent
