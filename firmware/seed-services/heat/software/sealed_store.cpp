// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/heat/software/sealed_store.hpp"

#include "oa-bridge/base/text.hpp"

namespace seedbed::heat {
namespace {

using Json = nlohmann::json;
constexpr const char* sealedKey = "sealed";

} // namespace

Result<> SealedStore::put(std::string_view kind, std::string_view id, const Json& document) {
    const auto text = document.dump(-1, ' ', false, Json::error_handler_t::replace);
    return store_.put(kind, id, {{sealedKey, vault_.seal(text)}});
}

Result<Json> SealedStore::opened(std::string_view kind, const Json& envelope) const {
    auto text = vault_.unseal(envelope.value(sealedKey, ""));
    return text ? parseJson(*text, kind) : fail(text.error());
}

Result<Json> SealedStore::get(std::string_view kind, std::string_view id) {
    auto envelope = store_.get(kind, id);
    return envelope ? opened(kind, *envelope) : envelope;
}

Result<std::vector<Json>> SealedStore::list(std::string_view kind) {
    auto documents = store_.list(kind);
    if (!documents) {
        return documents;
    }
    for (auto& document : *documents) {
        auto plain = opened(kind, document);
        if (!plain) {
            return fail(plain.error());
        }
        document = std::move(*plain);
    }
    return documents;
}

} // namespace seedbed::heat
