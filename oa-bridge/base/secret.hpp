// SPDX-License-Identifier: GPL-3.0-or-later
// A password, key or token. It has no conversion to text and no stream operator, so that it cannot reach a log,
// an argument vector or a report by accident; reveal() is the one way in, and easy to find. Wiped on destruction.
#pragma once

#include <compare>
#include <filesystem>
#include <string>

#include "oa-bridge/base/error.hpp"

namespace seedbed {

class Secret {
public:
    Secret() = default;
    explicit Secret(std::string text) : text_(std::move(text)) {}
    Secret(const Secret&) = default;
    Secret(Secret&&) noexcept = default;
    Secret& operator=(const Secret&) = default;
    Secret& operator=(Secret&&) noexcept = default;
    ~Secret();

    const std::string& reveal() const { return text_; }
    bool empty() const { return text_.empty(); }
    // Takes the same time wherever the two differ.
    friend bool operator==(const Secret& a, const Secret& b);

private:
    std::string text_;
};

// First line of a file; refuses files that group or others may read. Error SECRET-FILE.
Result<Secret> readSecretFile(const std::filesystem::path& file);
// `bytes` random bytes from the system, in hexadecimal.
Secret randomSecret(unsigned bytes);

} // namespace seedbed
