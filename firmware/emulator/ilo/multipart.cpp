// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ilo/multipart.hpp"

#include <fmt/format.h>

#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator {

std::optional<std::string> multipartField(std::string_view contentType, std::string_view body,
                                          std::string_view name) {
    constexpr std::string_view key = "boundary=";
    const auto at = contentType.find(key);
    auto boundary =
        at == std::string_view::npos ? std::string_view() : trim(contentType.substr(at + key.size()));
    if (boundary.size() > 1 && boundary.front() == '"' && boundary.back() == '"') {
        boundary = boundary.substr(1, boundary.size() - 2);
    }
    if (boundary.empty()) {
        return std::nullopt;
    }
    const auto delimiter = fmt::format("--{}", boundary);
    const auto wanted = fmt::format("name=\"{}\"", name);
    auto begin = body.find(delimiter);
    while (begin != std::string_view::npos) {
        const auto start = begin + delimiter.size();
        const auto end = body.find("\r\n" + delimiter, start);
        if (end == std::string_view::npos) {
            return std::nullopt;
        }
        const auto part = body.substr(start, end - start);
        const auto head = part.find("\r\n\r\n");
        if (head != std::string_view::npos && part.substr(0, head).find(wanted) != std::string_view::npos) {
            return std::string(part.substr(head + 4));
        }
        begin = end + 2;
    }
    return std::nullopt;
}

} // namespace seedbed::emulator
