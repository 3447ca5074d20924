// SPDX-License-Identifier: GPL-3.0-or-later
// One HTTP exchange on a connection of its own, blocking, within a deadline. For the programs on the metal.
#pragma once

#include <optional>
#include <span>

#include "firmware/posix/descriptor.hpp"
#include "firmware/posix/http_text.hpp"

namespace seedbed::posix {

// A status of 400 or more is an answer. Errors HTTP-URL, HTTP-UNREACHABLE, HTTP-TIMEOUT, HTTP-NONSENSE.
Result<HttpReply> exchange(const HttpMessage& message, Clock::time_point deadline);

// A body too large for memory, read as it comes.
class HttpStream {
public:
    // Sends a GET for the body from byte `from` on and reads the reply's head. Errors as above; HTTP-STATUS
    // for a status other than 200, or 206 where a part was asked for.
    static Result<HttpStream> open(const HttpMessage& message, std::uint64_t from,
                                   Clock::time_point deadline);
    // Up to into.size() bytes, 0 at the end of the body. HTTP-CUT: the connection ended before it.
    Result<std::size_t> read(std::span<char> into, Clock::time_point deadline);
    std::optional<std::uint64_t> left() const { return left_; } // when the server told the length
    bool whole() const { return whole_; }                     // the server sent the body from its first byte
    const std::string& encoding() const { return encoding_; } // Content-Encoding, empty for none

private:
    explicit HttpStream(Descriptor socket) : socket_(std::move(socket)) {}
    Result<std::string> readHead(Clock::time_point deadline);
    Result<> takeHead(std::string_view head, const std::string& url);

    Descriptor socket_;
    std::string ahead_; // of the body, read with the head
    std::optional<std::uint64_t> left_;
    bool whole_ = true;
    std::string encoding_;
};

} // namespace seedbed::posix
