// SPDX-License-Identifier: GPL-3.0-or-later
// Any JSON as a new node or port of Ironic or as a patch of one, and any query as the filter of a list.
#include <nlohmann/json.hpp>

#include "firmware/seed-services/ironic/listing.hpp"
#include "firmware/seed-services/ironic/node_document.hpp"
#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    using namespace seedbed::seed;
    static const auto node = *newNode({{"driver", "ipmi"}, {"name", "bay1"}});
    static const auto port = *newPort({{"address", "02:00:00:00:01:0a"}});
    const auto parts = fuzz::partsOf(data, size, 2);
    const auto document = parseJson(parts[0], "input");
    const bool object = document && document->is_object();
    const auto made = object ? newNode(*document) : node;
    const auto changed = document ? patchedNode(node, *document) : node;
    const auto madePort = object ? newPort(*document) : port;
    const auto changedPort = document ? patchedPort(port, *document) : port;
    HttpRequest request;
    request.target = "/v1/nodes?" + parts[1];
    std::vector<nlohmann::json> nodes;
    for (const auto& one : {made.value_or(node), changed.value_or(node)}) {
        (void)checkNodeRemovable(one);
        (void)nodeValidation(one, 1);
        (void)nodeStates(one);
        nodes.push_back(shownNode(one, "http://192.0.2.1:6385"));
    }
    (void)pageOf({"nodes", "http://192.0.2.1:6385/v1/nodes", {"uuid", "name"}}, std::move(nodes), request);
    (void)shownPort(madePort.value_or(port), "base").dump();
    (void)shownPort(changedPort.value_or(port), "base").dump();
    return 0;
}
