// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/deploy-agent/image/image_source.hpp"

#include <algorithm>

#include <poll.h>
#include <zstd.h>

namespace seedbed::deploy_agent {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kWindow = 256u << 10;
constexpr int kLargestWindowLog = 23; // 8 MiB, what decoders must have (RFC 8878, 3.1.1.1.2)
constexpr int kConnections = 5;
constexpr auto kStall = 30s;

Error zstdError(std::string cause) {
    return {.kind = ErrorKind::nonsense,
            .id = "AGENT-ZSTD",
            .object = "image",
            .attempted = "decompress it",
            .cause = std::move(cause),
            .action = "check the image where it is served"};
}

} // namespace

ImageSource::ImageSource(std::string url) : url_(std::move(url)), decoder_(ZSTD_createDCtx(), ZSTD_freeDCtx) {
    ZSTD_DCtx_setParameter(decoder_.get(), ZSTD_d_windowLogMax, kLargestWindowLog);
}

Result<ImageSource> ImageSource::open(std::string url) {
    ImageSource source(std::move(url));
    auto connected = source.connect();
    if (!connected) {
        return fail(connected.error());
    }
    source.encoding_ = source.stream_->encoding();
    source.expected_ = source.stream_->left();
    if (source.encoding_ == "zstd") {
        source.compressed_.resize(kWindow);
    } else if (!source.encoding_.empty() && source.encoding_ != "identity") {
        return fail(zstdError("its Content-Encoding is " + source.encoding_));
    }
    return source;
}

Result<> ImageSource::connect() {
    posix::HttpMessage message;
    message.url = url_;
    message.headers = {{"Accept-Encoding", "zstd, identity"}};
    auto stream = posix::HttpStream::open(message, received_, posix::Clock::now() + kStall);
    if (!stream) {
        return fail(stream.error());
    }
    if (received_ > 0 && stream->encoding() != encoding_) {
        return fail(zstdError("the server went on in another Content-Encoding"));
    }
    stream_.emplace(std::move(*stream));
    return received_ > 0 && stream_->whole() ? skip(received_) : Result<>();
}

// A server without ranges begins anew.
Result<> ImageSource::skip(std::uint64_t bytes) {
    std::vector<char> block(kWindow);
    while (bytes > 0) {
        auto part = std::span(block).first(static_cast<std::size_t>(std::min<std::uint64_t>(bytes, kWindow)));
        auto count = stream_->read(part, posix::Clock::now() + kStall);
        if (!count) {
            return fail(count.error());
        }
        if (*count == 0) {
            return fail(zstdError("the server's copy has become shorter"));
        }
        bytes -= *count;
    }
    return {};
}

Result<std::size_t> ImageSource::receive(std::span<char> into) {
    for (int attempt = 1;; ++attempt) {
        auto count = stream_->read(into, posix::Clock::now() + kStall);
        if (count) {
            received_ += *count;
            return count;
        }
        Error broken = count.error();
        bool again = false;
        while (!again && attempt < kConnections && isTransient(broken)) {
            ++attempt;
            ::poll(nullptr, 0, 1000); // the server or the way to it may be starting again
            auto connected = connect();
            again = connected.has_value();
            broken = connected ? broken : connected.error();
        }
        if (!again) {
            return fail(broken.withContext("after " + std::to_string(received_) + " bytes"));
        }
    }
}

Result<std::size_t> ImageSource::read(std::span<char> into) {
    std::size_t filled = 0;
    while (filled < into.size()) {
        auto rest = into.subspan(filled);
        auto count = compressed_.empty() ? receive(rest) : decode(rest);
        if (!count) {
            return count;
        }
        if (*count == 0) {
            break;
        }
        filled += *count;
    }
    return filled;
}

Result<std::size_t> ImageSource::decode(std::span<char> into) {
    ZSTD_outBuffer out{into.data(), into.size(), 0};
    while (out.pos == 0) {
        if (from_ == to_ && !holds_) {
            auto count = receive(compressed_);
            if (!count) {
                return count;
            }
            if (*count == 0) {
                return frameEnded_ ? Result<std::size_t>(std::size_t{0})
                                   : fail(zstdError("it ends inside a frame"));
            }
            from_ = 0;
            to_ = *count;
        }
        ZSTD_inBuffer in{compressed_.data(), to_, from_};
        auto hint = ZSTD_decompressStream(decoder_.get(), &out, &in);
        if (ZSTD_isError(hint) != 0) {
            return fail(zstdError(ZSTD_getErrorName(hint)));
        }
        const bool moved = in.pos > from_ || out.pos > 0; // without it, the hint is about a next frame
        frameEnded_ = moved ? hint == 0 : frameEnded_;
        from_ = in.pos;
        holds_ = hint != 0 && out.pos == out.size; // the decoder may have more for the next call
    }
    return out.pos;
}

} // namespace seedbed::deploy_agent
