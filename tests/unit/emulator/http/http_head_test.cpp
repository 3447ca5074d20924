// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/http/http_head.hpp"

#include <gtest/gtest.h>

namespace seedbed::emulator {
namespace {

TEST(HttpHead, endsAtTheEmptyLineWithOrWithoutCarriageReturns) {
    EXPECT_EQ(endOfHead("POST / HTTP/1.1\nA: b\n\nbody"), 22u);
    EXPECT_EQ(endOfHead("POST / HTTP/1.1\r\nA: b\r\n\r\nbody"), 25u);
    EXPECT_EQ(endOfHead("POST / HTTP/1.1\r\nA: b\r\n"), std::nullopt);
    EXPECT_EQ(endOfHead(""), std::nullopt);
}

TEST(HttpHead, readsWhatASoapClientSends) {
    auto head = parseHead("POST /hpoa?x=1 HTTP/1.1\nHost: oa\ncontent-length: 12\n\n");
    ASSERT_TRUE(head);
    EXPECT_EQ(head->method, "POST");
    EXPECT_EQ(head->path, "/hpoa");
    EXPECT_EQ(head->length, 12u);
    EXPECT_FALSE(head->expectsContinue);
    EXPECT_TRUE(parseHead("POST /hpoa HTTP/1.1\r\nExpect: 100-continue\r\n\r\n")->expectsContinue);
}

TEST(HttpHead, refusesWhatItCannotServe) {
    for (const char* text :
         {"", "\n", "GET /\n\n", "GET / FTP/1.1\n\n", "POST / HTTP/1.1\nno colon\n\n",
          "POST / HTTP/1.1\nContent-Length: -1\n\n", "POST / HTTP/1.1\nContent-Length: 1x\n\n",
          "POST / HTTP/1.1\nContent-Length: 99999999999999999999999\n\n",
          "POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n"}) {
        EXPECT_FALSE(parseHead(text)) << text;
    }
}

} // namespace
} // namespace seedbed::emulator
