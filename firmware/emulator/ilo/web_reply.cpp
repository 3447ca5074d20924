// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ilo/web_reply.hpp"

#include <algorithm>
#include <ctime>

#include <fmt/format.h>

namespace seedbed::emulator {
namespace {

struct Status {
    unsigned code;
    const char* text;
};
constexpr Status kStatuses[] = {
    {200, "OK"},
    {201, "Created"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {412, "Precondition Failed"},
    {413, "Request Entity Too Large"},
    {431, "Request Header Fields Too Large"},
    {503, "Service Unavailable"},
};

const char* statusText(unsigned code) {
    const auto* found = std::find_if(std::begin(kStatuses), std::end(kStatuses),
                                     [code](const Status& status) { return status.code == code; });
    return found == std::end(kStatuses) ? "Internal Server Error" : found->text;
}

} // namespace

std::string httpDate(WallTime time) {
    constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto seconds = std::chrono::system_clock::to_time_t(time);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", days[parts.tm_wday], parts.tm_mday,
                       months[parts.tm_mon], parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

std::string chunked(std::string_view text) {
    constexpr std::size_t most = 0x1ff;
    std::string result;
    for (std::size_t at = 0; at < text.size(); at += most) {
        const auto chunk = text.substr(at, most);
        result += fmt::format("{:03x}\r\n{}\r\n", chunk.size(), chunk);
    }
    return result + "000\r\n\r\n";
}

std::string ribclReply(std::string_view documents, WallTime now) {
    return fmt::format("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nDate: {}\r\nCache-Control: no-cache\r\n"
                       "Expires: Thu, 26 Oct 1995 00:00:00 GMT\r\nTransfer-Encoding: chunked\r\n"
                       "Server: Allegro-Software-RomPager/4.62\r\nConnection: close\r\n\r\n{}",
                       httpDate(now), chunked(documents));
}

std::string webReply(const WebReply& reply, WallTime now) {
    auto head = fmt::format("HTTP/1.1 {} {}\r\nContent-Type: {}\r\nDate: {}\r\nCache-Control: no-cache\r\n",
                            reply.status, statusText(reply.status), reply.type, httpDate(now));
    for (const auto& [name, value] : reply.headers) {
        head += fmt::format("{}: {}\r\n", name, value);
    }
    head += fmt::format("Server: HP-iLO-Server/1.30\r\nX-Frame-Options: sameorigin\r\nContent-Length: {}\r\n"
                        "Connection: {}\r\n\r\n",
                        reply.body.size(), reply.keepsAlive ? "keep-alive" : "close");
    return reply.headOnly ? head : head + reply.body;
}

WebReply page(unsigned status, std::string_view text) {
    WebReply reply;
    reply.status = status;
    reply.body = text.empty() ? fmt::format("<html><body>{} {}</body></html>\n", status, statusText(status))
                              : std::string(text);
    return reply;
}

} // namespace seedbed::emulator
