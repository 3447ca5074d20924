// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ilo/web_reply.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "firmware/emulator/ilo/multipart.hpp"

namespace seedbed::emulator {
namespace {

TEST(WebReply, cutsRibclIntoSmallChunks) {
    EXPECT_EQ(chunked(""), "000\r\n\r\n");
    EXPECT_EQ(chunked("abc"), "003\r\nabc\r\n000\r\n\r\n");
    const std::string text(600, 'x');
    EXPECT_EQ(chunked(text),
              "1ff\r\n" + text.substr(0, 511) + "\r\n059\r\n" + text.substr(511) + "\r\n000\r\n\r\n");
}

TEST(WebReply, hasTheHeadersOfAnIlo) {
    const auto reply = ribclReply("<x/>", WallTime());
    EXPECT_EQ(
        reply,
        "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n"
        "Cache-Control: no-cache\r\nExpires: Thu, 26 Oct 1995 00:00:00 GMT\r\nTransfer-Encoding: chunked\r\n"
        "Server: Allegro-Software-RomPager/4.62\r\nConnection: close\r\n\r\n004\r\n<x/>\r\n000\r\n\r\n");
    auto whole = page(404);
    whole.headOnly = true;
    EXPECT_THAT(webReply(whole, WallTime()), testing::EndsWith("Connection: close\r\n\r\n"));
}

TEST(Multipart, findsTheFieldByName) {
    const std::string body =
        "--x1\r\nContent-Disposition: form-data; name=\"fileType\"\r\n\r\n\r\n--x1\r\n"
        "Content-Disposition: form-data; name=\"fwimgfile\"; filename=\"a\"\r\n\r\nab\r\n--cd\r\n--x1--\r\n";
    EXPECT_EQ(multipartField("multipart/form-data; boundary=x1", body, "fwimgfile"), "ab\r\n--cd");
    EXPECT_EQ(multipartField("multipart/form-data; boundary=x1", body, "fileType"), "");
    EXPECT_EQ(multipartField("multipart/form-data; boundary=x2", body, "fwimgfile"), std::nullopt);
    EXPECT_EQ(multipartField("text/plain", body, "fwimgfile"), std::nullopt);
    EXPECT_EQ(multipartField("multipart/form-data; boundary=x1", body.substr(0, 120), "fwimgfile"),
              std::nullopt);
}

} // namespace
} // namespace seedbed::emulator
