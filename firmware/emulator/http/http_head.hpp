// SPDX-License-Identifier: GPL-3.0-or-later
// The head of an HTTP request as old clients of management processors send it: lines may end in a bare LF.
// Pure, any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace seedbed::emulator {

struct HttpHead {
    std::string method;
    std::string path;  // without the query
    std::string query; // what follows "?"
    std::size_t length = 0;
    bool expectsContinue = false;
    bool keepsAlive = true; // HTTP/1.1 that does not say otherwise
    std::vector<std::pair<std::string, std::string>> headers;

    std::optional<std::string> header(std::string_view name) const; // the first, ignoring case
};

// Where the body starts, if the empty line has come.
std::optional<std::size_t> endOfHead(std::string_view bytes);
// None for anything that is no HTTP/1 request, including chunked bodies, which this server does not take.
std::optional<HttpHead> parseHead(std::string_view head);

} // namespace seedbed::emulator
