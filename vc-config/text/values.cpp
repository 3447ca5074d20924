// SPDX-License-Identifier: GPL-3.0-or-later
#include "vc-config/text/values.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "oa-bridge/base/text.hpp"
#include "vc-config/text/wording.hpp"

namespace seedbed::vc {

Error nonsense(std::string_view command, std::string cause) {
    return {ErrorKind::nonsense,
            "VC-NONSENSE",
            "",
            std::string(command),
            std::move(cause),
            "check the firmware version of the module; the wording may differ from what is known"};
}

std::optional<int> leadingNumber(std::string_view text) {
    int value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    return code == std::errc{} && end != text.data() ? std::optional(value) : std::nullopt;
}

std::optional<BayNumber> bayOf(std::string_view text) {
    const auto last = text.find_last_not_of("0123456789");
    return leadingNumber(last == std::string_view::npos ? text : text.substr(last + 1));
}

bool isOn(std::string_view value) {
    return iequals(value, words::enabled) || iequals(value, "true");
}

std::optional<int> speedOf(std::string_view text) {
    const auto first = text.find_first_of("0123456789");
    if (first == std::string_view::npos) {
        return std::nullopt;
    }
    const auto number = text.substr(first);
    const auto stop = std::min(number.find_first_not_of("0123456789."), number.size());
    if (stop > 8) {
        return std::nullopt;
    }
    double value = 0;
    const auto [end, code] = std::from_chars(number.data(), number.data() + stop, value);
    if (code != std::errc{} || value > 100000) {
        return std::nullopt;
    }
    const auto unit = lower(trim(number.substr(static_cast<std::size_t>(end - number.data()))));
    return static_cast<int>(std::lround(startsWith(unit, "g") ? value * 1000 : value));
}

Result<std::vector<Record>> recordsWith(std::string_view key, std::string_view reply,
                                        std::string_view command) {
    if (auto error = replyError(reply, command)) {
        return fail(std::move(*error));
    }
    auto records = parseAny(reply, command);
    std::erase_if(records, [&](const Record& r) { return r.get(key).empty(); });
    return records;
}

} // namespace seedbed::vc
