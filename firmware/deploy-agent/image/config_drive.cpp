// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/deploy-agent/image/config_drive.hpp"

#include <array>

#include <zlib.h>

#include "firmware/deploy-agent/image/partition_table.hpp"
#include "firmware/posix/http.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::deploy_agent {
namespace {

constexpr std::size_t kDriveLimit = kConfigDriveMiB * kMiB;
constexpr int kGzip = 16 + MAX_WBITS; // zlib's way to say "with a gzip head"

tl::unexpected<Error> badDrive(std::string cause) {
    return fail({.kind = ErrorKind::invalid,
                 .id = "AGENT-CONFIG-DRIVE",
                 .object = "config drive",
                 .attempted = "unpack it",
                 .cause = std::move(cause),
                 .action = "give the node a config drive as base64 of gzip, of 64 MiB at most"});
}

int digitOf(char c) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    auto at = digits.find(c);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

} // namespace

Result<std::string> decodeBase64(std::string_view text) {
    std::string bytes;
    unsigned held = 0;
    int bits = 0;
    for (char c : text) {
        if (c == '=' || c == '\n' || c == '\r' || c == ' ') {
            continue;
        }
        int digit = digitOf(c);
        if (digit < 0) {
            return badDrive("it is not base64");
        }
        held = (held << 6 | static_cast<unsigned>(digit)) & 0xffffff;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes += static_cast<char>(held >> bits & 255);
        }
    }
    return bytes;
}

Result<std::string> gunzip(std::string_view packed, std::size_t limit) {
    z_stream stream{};
    ::inflateInit2(&stream, kGzip);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    std::string plain;
    std::array<char, 65536> block{};
    int state = Z_OK;
    while (state == Z_OK && plain.size() <= limit) {
        stream.next_out = reinterpret_cast<Bytef*>(block.data());
        stream.avail_out = static_cast<uInt>(block.size());
        state = ::inflate(&stream, Z_NO_FLUSH);
        plain.append(block.data(), block.size() - stream.avail_out);
    }
    ::inflateEnd(&stream);
    if (plain.size() > limit) {
        return badDrive("it is larger than " + std::to_string(limit >> 20) + " MiB");
    }
    return state == Z_STREAM_END ? Result<std::string>(std::move(plain)) : badDrive("its gzip is damaged");
}

std::string gzip(std::string_view plain) {
    z_stream stream{};
    ::deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzip, 8, Z_DEFAULT_STRATEGY);
    std::string packed(::deflateBound(&stream, plain.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    ::deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    ::deflateEnd(&stream);
    return packed;
}

Result<std::string> configDriveImage(const std::string& given) {
    std::string text = given;
    if (startsWith(given, "http://")) {
        posix::HttpMessage message;
        message.url = given;
        auto reply = posix::exchange(message, posix::Clock::now() + std::chrono::seconds(60));
        if (!reply || reply->status != 200) {
            return reply ? badDrive("its URL answers " + std::to_string(reply->status)) : fail(reply.error());
        }
        text = reply->body;
    }
    auto packed = decodeBase64(text);
    bool zipped = packed && startsWith(*packed, "\x1f\x8b");
    return zipped ? gunzip(*packed, kDriveLimit) : packed;
}

} // namespace seedbed::deploy_agent
