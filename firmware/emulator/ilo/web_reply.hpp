// SPDX-License-Identifier: GPL-3.0-or-later
// How an iLO writes HTTP: RIBCL in small chunks, for its clients know no Content-Length; all else whole.
// Pure.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace seedbed::emulator {

using WallTime = std::chrono::system_clock::time_point;

std::string httpDate(WallTime time); // Thu, 26 Oct 1995 00:00:00 GMT
// Chunks of at most 1ff bytes, their sizes in three hexadecimal digits.
std::string chunked(std::string_view text);
// A whole RIBCL answer.
std::string ribclReply(std::string_view documents, WallTime now);

struct WebReply {
    unsigned status = 200;
    std::string type = "text/html";
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::string body = {};
    bool keepsAlive = false;
    bool headOnly = false; // the answer to HEAD
};
std::string webReply(const WebReply& reply, WallTime now);
WebReply page(unsigned status, std::string_view text = {});

} // namespace seedbed::emulator
