// SPDX-License-Identifier: GPL-3.0-or-later
// Nova's routes for flavors and key pairs.
#include <array>

#include <nlohmann/json.hpp>
#include <openssl/evp.h>

#include "firmware/seed-services/compute/base64.hpp"
#include "firmware/seed-services/compute/nova.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::seed {

namespace {

// As Nova shows it: the MD5 of the key blob, "aa:bb:...".
Result<std::string> fingerprintOf(const std::string& publicKey) {
    auto words = split(trim(publicKey), ' ');
    auto blob = fromBase64(words.size() > 1 ? words[1] : std::string("="));
    if (!blob) {
        return blob;
    }
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    EVP_Digest(blob->data(), blob->size(), digest.data(), &size, EVP_md5(), nullptr);
    auto hex = toHex({reinterpret_cast<const char*>(digest.data()), size});
    std::string text;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        text += (i > 0 ? ":" : "") + hex.substr(i, 2);
    }
    return text;
}

} // namespace

void Nova::addFlavorRoutes() {
    router_.add("GET", "/v2.1/flavors", atOnce(this, &Nova::listFlavors));
    router_.add("GET", "/v2.1/flavors/detail", atOnce(this, &Nova::listFlavors));
    router_.addAdmin("POST", "/v2.1/flavors", atOnce(this, &Nova::createFlavor));
    router_.add("GET", "/v2.1/flavors/{id}", atOnce(this, &Nova::showFlavor));
    router_.addAdmin("DELETE", "/v2.1/flavors/{id}", atOnce(this, &Nova::deleteFlavor));
    router_.add("GET", "/v2.1/flavors/{id}/os-extra_specs", atOnce(this, &Nova::showExtraSpecs));
    router_.addAdmin("POST", "/v2.1/flavors/{id}/os-extra_specs", atOnce(this, &Nova::setExtraSpecs));
}

void Nova::addKeyPairRoutes() {
    router_.add("GET", "/v2.1/os-keypairs", atOnce(this, &Nova::listKeyPairs));
    router_.add("POST", "/v2.1/os-keypairs", atOnce(this, &Nova::createKeyPair));
    router_.add("GET", "/v2.1/os-keypairs/{name}", atOnce(this, &Nova::showKeyPair));
    router_.add("DELETE", "/v2.1/os-keypairs/{name}", atOnce(this, &Nova::deleteKeyPair));
}

nlohmann::json Nova::shownFlavor(const nlohmann::json& flavor) const {
    auto shown = linked(flavor, "flavors");
    shown.erase("extra_specs");
    nlohmann::json fixed = {{"swap", ""},
                            {"rxtx_factor", 1.0},
                            {"OS-FLV-EXT-DATA:ephemeral", 0},
                            {"OS-FLV-DISABLED:disabled", false},
                            {"os-flavor-access:is_public", true}};
    shown.update(fixed);
    return shown;
}

HttpResponse Nova::listFlavors(const Call&) {
    auto list = nlohmann::json::array();
    for (const auto& flavor : servers_.flavors()) {
        list.push_back(shownFlavor(flavor));
    }
    return json(200, {{"flavors", std::move(list)}});
}

HttpResponse Nova::showFlavor(const Call& call) {
    auto flavor = servers_.findFlavor(call.path.at("id"));
    bool byId = flavor && textOf(*flavor, "id") == call.path.at("id"); // names are looked up by the list
    return byId ? json(200, {{"flavor", shownFlavor(*flavor)}})
                : router_.refuse(404, "Flavor " + call.path.at("id") + " could not be found.");
}

HttpResponse Nova::createFlavor(const Call& call) {
    auto body = bodyOf(call.request);
    if (!body) {
        return router_.refuse(body.error());
    }
    const auto& wanted = partOf(*body, "flavor");
    auto name = textOf(wanted, "name");
    auto id = textOf(wanted, "id", newUuid());
    id = id == "auto" || id.empty() ? newUuid() : id;
    nlohmann::json flavor = {{"id", id}, {"name", name}, {"extra_specs", nlohmann::json::object()}};
    for (const auto* key : {"vcpus", "ram", "disk"}) {
        auto value = wanted.value(key, nlohmann::json());
        if (!value.is_number_unsigned()) {
            return router_.refuse(400, std::string("Flavor field ") + key + " is no number.");
        }
        flavor[key] = value;
    }
    if (name.empty() || servers_.findFlavor(name) || servers_.findFlavor(id)) {
        return name.empty() ? router_.refuse(400, "A flavor needs a name.")
                            : router_.refuse(409, "Flavor with name " + name + " already exists.");
    }
    auto kept = servers_.keepFlavor(flavor);
    return kept ? json(200, {{"flavor", shownFlavor(flavor)}}) : router_.refuse(kept.error());
}

HttpResponse Nova::deleteFlavor(const Call& call) {
    auto gone = servers_.removeFlavor(call.path.at("id"));
    if (!gone) {
        return router_.refuse(gone.error());
    }
    return *gone ? noContent(202) : router_.refuse(404, "Flavor could not be found.");
}

HttpResponse Nova::showExtraSpecs(const Call& call) {
    auto flavor = servers_.findFlavor(call.path.at("id"));
    return flavor ? json(200, {{"extra_specs", partOf(*flavor, "extra_specs")}})
                  : router_.refuse(flavor.error());
}

HttpResponse Nova::setExtraSpecs(const Call& call) {
    auto body = bodyOf(call.request);
    auto flavor = body ? servers_.findFlavor(call.path.at("id")) : body;
    if (!flavor) {
        return router_.refuse(flavor.error());
    }
    (*flavor)["extra_specs"].update(partOf(*body, "extra_specs"));
    auto kept = servers_.keepFlavor(*flavor);
    return kept ? json(200, {{"extra_specs", (*flavor)["extra_specs"]}}) : router_.refuse(kept.error());
}

HttpResponse Nova::listKeyPairs(const Call& call) {
    auto list = nlohmann::json::array();
    for (auto& keyPair : servers_.keyPairs()) {
        if (call.who.isAdmin() || textOf(keyPair, "user_id") == call.who.userId) {
            list.push_back({{"keypair", std::move(keyPair)}});
        }
    }
    return json(200, {{"keypairs", std::move(list)}});
}

HttpResponse Nova::showKeyPair(const Call& call) {
    auto keyPair = servers_.findKeyPair(call.path.at("name"));
    return keyPair ? json(200, {{"keypair", *keyPair}}) : router_.refuse(keyPair.error());
}

HttpResponse Nova::createKeyPair(const Call& call) {
    auto body = bodyOf(call.request);
    if (!body) {
        return router_.refuse(body.error());
    }
    const auto& wanted = partOf(*body, "keypair");
    auto name = textOf(wanted, "name");
    auto publicKey = textOf(wanted, "public_key");
    auto fingerprint = fingerprintOf(publicKey);
    if (name.empty() || !fingerprint) {
        return router_.refuse(400, "A key pair needs a name and an OpenSSH public key to import.");
    }
    if (servers_.findKeyPair(name)) {
        return router_.refuse(409, "Key pair '" + name + "' already exists.");
    }
    nlohmann::json keyPair = {{"name", name},
                              {"public_key", publicKey},
                              {"fingerprint", *fingerprint},
                              {"user_id", call.who.userId},
                              {"type", "ssh"}};
    auto kept = servers_.keepKeyPair(keyPair);
    return kept ? json(200, {{"keypair", keyPair}}) : router_.refuse(kept.error());
}

HttpResponse Nova::deleteKeyPair(const Call& call) {
    auto keyPair = servers_.findKeyPair(call.path.at("name"));
    bool mine = keyPair && (call.who.isAdmin() || textOf(*keyPair, "user_id") == call.who.userId);
    if (!mine) {
        return router_.refuse(404, "Keypair " + call.path.at("name") + " not found.");
    }
    auto gone = servers_.removeKeyPair(call.path.at("name"));
    return gone ? noContent(202) : router_.refuse(gone.error());
}

} // namespace seedbed::seed
