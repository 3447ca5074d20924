// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/net/pin_store.hpp"

#include <sys/stat.h>

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "oa-bridge/base/text.hpp"

namespace seedbed {
namespace {

constexpr std::size_t fileLimit = 1u << 20;
constexpr std::size_t digestLength = 64;

Error storeError(ErrorKind kind, const std::filesystem::path& file, std::string cause, std::string action) {
    return {.kind = kind,
            .id = "PIN-STORE",
            .object = file.string(),
            .attempted = "read the pinned certificates",
            .cause = std::move(cause),
            .action = std::move(action)};
}

bool isDigest(const std::string& text) {
    return text.size() == digestLength && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

// Whoever may write it decides whom we trust.
Result<> checkMode(const std::filesystem::path& file) {
    struct stat facts{};
    if (::stat(file.c_str(), &facts) != 0) {
        return fail(storeError(ErrorKind::refused, file, "it cannot be looked at", "check the state directory"));
    }
    if ((facts.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return fail(storeError(ErrorKind::refused, file,
                               fmt::format("its mode is {:o}: others may read or change it", facts.st_mode & 07777),
                               "compare the pins with the devices, then chmod it to 600"));
    }
    return {};
}

} // namespace

Error pinMismatch(const std::string& peer, const std::string& pinned, const std::string& seen,
                  std::string_view cure) {
    return {.kind = ErrorKind::refused,
            .id = "TLS-PIN-MISMATCH",
            .object = peer,
            .attempted = "compare its certificate with the pinned one",
            .cause = fmt::format("pinned is sha256 {}, it shows {}", pinned.empty() ? "nothing" : pinned,
                                 seen.empty() ? "nothing" : seen),
            .action = fmt::format("find out whether the device or its certificate was replaced; if so, {}", cure)};
}

Result<PinStore> PinStore::open(std::filesystem::path file) {
    PinStore store(std::move(file));
    std::error_code ignored; // absent and unreachable are told apart by checkMode
    if (!std::filesystem::exists(store.file_, ignored) && !ignored) {
        return store;
    }
    if (auto safe = checkMode(store.file_); !safe) {
        return fail(safe.error());
    }
    auto text = readFile(store.file_, fileLimit);
    if (!text) {
        return fail(text.error());
    }
    auto json = parseJson(*text, store.file_.string());
    if (!json || !json->is_object()) {
        return fail(storeError(ErrorKind::invalid, store.file_, json ? "not a JSON object" : json.error().cause,
                               "restore it from a backup, or remove it and compare every device anew"));
    }
    for (const auto& [peer, digest] : json->items()) {
        if (!digest.is_string() || !isDigest(digest.get<std::string>())) {
            return fail(storeError(ErrorKind::invalid, store.file_, "the pin of " + peer + " is no SHA-256",
                                   "restore it from a backup, or remove that line"));
        }
        store.pins_[peer] = digest.get<std::string>();
    }
    return store;
}

Result<> PinStore::save(const std::map<std::string, std::string>& pins) const {
    const nlohmann::json json = pins;
    return writeFile(file_, json.dump(2) + "\n", 0600);
}

Result<> PinStore::meet(const std::string& peer, const std::string& sha256) {
    const auto known = pins_.find(peer);
    if (known != pins_.end() && known->second == sha256 && isDigest(sha256)) {
        return {};
    }
    if (known != pins_.end() || !isDigest(sha256)) {
        return fail(pinMismatch(peer, pinOf(peer), sha256,
                                fmt::format("remove {} from {}", peer, file_.string())));
    }
    auto more = pins_;
    more[peer] = sha256;
    if (auto saved = save(more); !saved) {
        return saved;
    }
    pins_ = std::move(more);
    return {};
}

Result<> PinStore::forget(const std::string& peer) {
    auto fewer = pins_;
    fewer.erase(peer);
    if (auto saved = save(fewer); !saved) {
        return saved;
    }
    pins_ = std::move(fewer);
    return {};
}

std::string PinStore::pinOf(const std::string& peer) const {
    const auto known = pins_.find(peer);
    return known == pins_.end() ? std::string() : known->second;
}

} // namespace seedbed
