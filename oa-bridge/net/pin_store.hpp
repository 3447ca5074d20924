// SPDX-License-Identifier: GPL-3.0-or-later
// Which certificate each device showed when it was first met: a JSON file of the state directory (address ->
// SHA-256), readable by its owner only, written whole. Owned by main, outlives the connections that ask it
// (TlsProfile::pins); I/O thread only.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "oa-bridge/base/error.hpp"

namespace seedbed {

class PinStore {
public:
    // Reads `file` when it is there. Errors PIN-STORE (invalid: not what this class wrote; refused: others may
    // read or change it).
    static Result<PinStore> open(std::filesystem::path file);

    // Records `sha256` when `peer` is met for the first time. TLS-PIN-MISMATCH (refused) when it was met with
    // another one: nothing is changed, the cause names both. FILE-WRITE when it cannot be recorded.
    Result<> meet(const std::string& peer, const std::string& sha256);
    // After somebody has made sure that the device was replaced.
    Result<> forget(const std::string& peer);
    std::string pinOf(const std::string& peer) const; // empty when it was never met
    const std::filesystem::path& file() const { return file_; }

private:
    explicit PinStore(std::filesystem::path file) : file_(std::move(file)) {}
    Result<> save(const std::map<std::string, std::string>& pins) const;

    std::filesystem::path file_;
    std::map<std::string, std::string> pins_;
};

// The error of a pin that does not fit; `cure` is what to do when the device was replaced on purpose.
Error pinMismatch(const std::string& peer, const std::string& pinned, const std::string& seen,
                  std::string_view cure);

} // namespace seedbed
