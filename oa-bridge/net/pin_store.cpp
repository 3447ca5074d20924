// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/net/pin_store.hpp"

#include <sys/stat.h>

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "oa-bridge/base/text.hpp"
#include "oa-bridge/net/tls.hpp"

namespace seedbed {
namespace {

constexpr std::size_t fileLimit = 1u << 20;
constexpr std::size_t digestLength = 64;

Error storeError(ErrorKind kind, const std::filesystem::path& file, std::string cause, std::string action) {
    return {.kind = kind,
            .id = "PIN-STORE",
            .object = file.string(),
            .attempted = "read the pinned certificates and host keys",
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

constexpr std::string_view sshScheme = "ssh://";

std::string addressOf(std::string_view peer) {
    peer.remove_prefix(startsWith(peer, sshScheme) ? sshScheme.size() : 0);
    return std::string(peer.substr(0, peer.rfind(':')));
}

} // namespace

std::string sshPeer(const std::string& host, int port) {
    return port == 22 ? fmt::format("{}{}", sshScheme, host) : fmt::format("{}{}:{}", sshScheme, host, port);
}

Error pinMismatch(const std::string& peer, const std::string& pinned, const std::string& seen) {
    const bool ssh = startsWith(peer, sshScheme);
    const auto what = ssh ? "host key" : "certificate";
    return {.kind = ErrorKind::refused,
            .id = ssh ? "SSH-HOST-KEY" : "TLS-PIN-MISMATCH",
            .object = peer,
            .attempted = fmt::format("compare its {} with the pinned one", what),
            .cause = fmt::format("pinned is sha256 {}, it shows {}", pinned.empty() ? "nothing" : pinned,
                                 seen.empty() ? "nothing" : seen),
            .action = fmt::format("find out whether the device or its {} was replaced; if so, run: seedbed pin forget {}", what,
                                  addressOf(peer))};
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
    const std::scoped_lock lock(*mutex_);
    const auto known = pins_.find(peer);
    if (known != pins_.end() && known->second == sha256 && isDigest(sha256)) {
        return {};
    }
    if (known != pins_.end() || !isDigest(sha256)) {
        return fail(pinMismatch(peer, known == pins_.end() ? "" : known->second, sha256));
    }
    auto more = pins_;
    more[peer] = sha256;
    if (auto saved = save(more); !saved) {
        return saved;
    }
    pins_ = std::move(more);
    return {};
}

Result<std::vector<std::string>> PinStore::forget(const std::string& addressOrPeer) {
    const std::scoped_lock lock(*mutex_);
    std::map<std::string, std::string> fewer;
    std::vector<std::string> forgotten;
    for (const auto& [peer, digest] : pins_) {
        if (peer == addressOrPeer || addressOf(peer) == addressOrPeer) {
            forgotten.push_back(peer);
        } else {
            fewer[peer] = digest;
        }
    }
    if (forgotten.empty()) {
        return fail({.kind = ErrorKind::notFound,
                     .id = "PIN-UNKNOWN",
                     .object = addressOrPeer,
                     .attempted = "forget its certificate and host key",
                     .cause = "none is pinned",
                     .action = "see what is: seedbed pin list"});
    }
    if (auto saved = save(fewer); !saved) {
        return fail(saved.error());
    }
    pins_ = std::move(fewer);
    for (const auto& peer : forgotten) {
        sessions_.erase(peer);
    }
    return forgotten;
}

TlsSession PinStore::sessionWith(const std::string& peer) const {
    const std::scoped_lock lock(*mutex_);
    const auto known = sessions_.find(peer);
    return known == sessions_.end() ? nullptr : known->second;
}

void PinStore::keepSession(const std::string& peer, const std::string& sha256, TlsSession session) {
    const std::scoped_lock lock(*mutex_);
    const auto known = pins_.find(peer);
    if (known != pins_.end() && known->second == sha256) {
        sessions_[peer] = std::move(session);
    }
}

std::shared_ptr<boost::asio::ssl::context> PinStore::contextFor(const TlsProfile& profile) {
    const std::scoped_lock lock(*mutex_);
    auto& context = contexts_[profile.legacy];
    if (!context) {
        context = makeClientContext(profile);
    }
    return context;
}

bool PinStore::dropSession(const std::string& peer) {
    const std::scoped_lock lock(*mutex_);
    return sessions_.erase(peer) != 0;
}

std::map<std::string, std::string> PinStore::all() const {
    const std::scoped_lock lock(*mutex_);
    return pins_;
}

std::string PinStore::pinOf(const std::string& peer) const {
    const std::scoped_lock lock(*mutex_);
    const auto known = pins_.find(peer);
    return known == pins_.end() ? std::string() : known->second;
}

} // namespace seedbed
