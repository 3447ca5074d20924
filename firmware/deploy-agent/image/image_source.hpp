// SPDX-License-Identifier: GPL-3.0-or-later
// The bytes of an image as they come from its server, decompressed on the way (Content-Encoding zstd, RFC
// 8878). A connection that breaks is taken up again where it ended. Never holds more than its two windows.
// One thread. Errors HTTP-*, AGENT-ZSTD.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "firmware/posix/http.hpp"

struct ZSTD_DCtx_s;

namespace seedbed::deploy_agent {

class ImageSource {
public:
    static Result<ImageSource> open(std::string url);
    // Fills `into` as far as there is something; less only at the end.
    Result<std::size_t> read(std::span<char> into);
    std::uint64_t received() const { return received_; }                // over the wire
    std::optional<std::uint64_t> expected() const { return expected_; } // over the wire, when the server told

private:
    using Decoder = std::unique_ptr<ZSTD_DCtx_s, std::size_t (*)(ZSTD_DCtx_s*)>;
    explicit ImageSource(std::string url);
    Result<> connect();
    Result<> skip(std::uint64_t bytes);
    Result<std::size_t> receive(std::span<char> into);
    Result<std::size_t> decode(std::span<char> into);

    std::string url_;
    std::optional<posix::HttpStream> stream_;
    std::string encoding_; // of the first reply; a later one must say the same
    Decoder decoder_;
    std::vector<char> compressed_;
    std::size_t from_ = 0, to_ = 0; // what of compressed_ is not decoded yet
    bool frameEnded_ = true;
    bool holds_ = false;
    std::uint64_t received_ = 0;
    std::optional<std::uint64_t> expected_;
};

} // namespace seedbed::deploy_agent
