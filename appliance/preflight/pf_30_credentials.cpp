// SPDX-License-Identifier: GPL-3.0-or-later
// PF-30: the chassis password is no default one.
#include <algorithm>
#include <array>

#include "appliance/preflight/check.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed {
namespace {

// A tag password of the factory: eight capital letters and digits.
bool looksLikeTag(const std::string& password) {
    return password.size() == 8 && std::all_of(password.begin(), password.end(), [](char c) {
               return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
           });
}

} // namespace

Task<Findings> checkCredentials(PreflightContext& context) {
    constexpr std::array<const char*, 6> known{"password", "admin", "administrator", "compaq", "hpinvent", "changeme"};
    const std::string& password = context.password.reveal();
    const bool common = std::any_of(known.begin(), known.end(), [&password](const char* word) { return iequals(password, word); });
    if (common) {
        co_return Findings{failed("chassis", "its password is one that everybody tries", "set another at OA, iLOs and Virtual Connect")};
    }
    if (looksLikeTag(password)) {
        co_return Findings{failed("chassis", "its password looks like that of the factory's tag", "set another at OA, iLOs and Virtual Connect")};
    }
    co_return Findings{passed("chassis", "the password is neither a common one nor like that of a tag")};
}

} // namespace seedbed
