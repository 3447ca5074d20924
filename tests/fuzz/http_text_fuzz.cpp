// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as an HTTP reply or a URL, for the programs on the metal, and as the target of a request to a
// service.
#include "firmware/posix/http_text.hpp"
#include "oa-bridge/net/http.hpp"
#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    const auto text = fuzz::textOf(data, size);
    (void)posix::parseReply(text);
    if (const auto url = posix::Url::parse(text)) {
        fuzz::must(posix::Url::parse("http://" + url->authority() + url->target).has_value());
    }
    fuzz::must(posix::percentDecode(posix::percentEncode(text)) == text);
    fuzz::must(percentDecode(percentEncode(text)) == text);
    HttpRequest request;
    request.target = text;
    (void)request.path();
    (void)request.query();
    return 0;
}
