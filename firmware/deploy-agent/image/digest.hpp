// SPDX-License-Identifier: GPL-3.0-or-later
// A running hash of what passes by. Made by whoever writes or reads an image, lives as long as that. Error
// AGENT-HASH: an algorithm that is not known.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "oa-bridge/base/error.hpp"

struct evp_md_ctx_st;

namespace seedbed::deploy_agent {

class Digest {
public:
    static Result<Digest> make(const std::string& algorithm); // md5, sha1, sha256, sha384, sha512
    void add(std::span<const char> bytes);
    std::string hex(); // lower case; ends it

private:
    using Context = std::unique_ptr<evp_md_ctx_st, void (*)(evp_md_ctx_st*)>;
    explicit Digest(Context context) : context_(std::move(context)) {}
    Context context_;
};

} // namespace seedbed::deploy_agent
