// SPDX-License-Identifier: GPL-3.0-or-later
// A running hash of what passes by. Made by whoever writes or reads an image, lives as long as that. Error
// AGENT-HASH: an algorithm that is not known.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "oa-bridge/base/error.hpp"

namespace seedbed::deploy_agent {

class Digest {
public:
    static Result<Digest> make(const std::string& algorithm); // md5, sha1, sha256, sha384, sha512
    void add(std::span<const char> bytes) { hash_->add(bytes); }
    std::string hex() { return hash_->hex(); } // lower case; ends it

    class Hash { // one algorithm
    public:
        virtual ~Hash() = default;
        virtual void add(std::span<const char> bytes) = 0;
        virtual std::string hex() = 0;
    };

private:
    explicit Digest(std::unique_ptr<Hash> hash) : hash_(std::move(hash)) {}
    std::unique_ptr<Hash> hash_;
};

} // namespace seedbed::deploy_agent
