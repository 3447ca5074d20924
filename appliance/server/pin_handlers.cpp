// SPDX-License-Identifier: GPL-3.0-or-later
// GET /pins: {"pins": [{"peer", "kind": "certificate" or "host key", "sha256"}]}. DELETE /pins/{address}: {"forgotten": [peer]}.
#include "appliance/server/handlers.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed {

using nlohmann::json;

Task<json> handleListPins(ApiCall call) {
    json pins = json::array();
    for (const auto& [peer, sha256] : call.deployment.pins().all()) {
        pins.push_back({{"peer", peer}, {"kind", startsWith(peer, "ssh://") ? "host key" : "certificate"}, {"sha256", sha256}});
    }
    co_return json{{"schema", 1}, {"pins", std::move(pins)}};
}

Task<json> handleForgetPin(ApiCall call) {
    auto forgotten = call.deployment.pins().forget(call.path["address"]);
    if (!forgotten) {
        co_return fail(forgotten.error());
    }
    co_return json{{"schema", 1}, {"forgotten", *forgotten}};
}

} // namespace seedbed
