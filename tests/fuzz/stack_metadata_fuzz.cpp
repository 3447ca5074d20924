// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as what Heat answers to a node, and the deployments and keys in it.
#include "firmware/node-agent/collectors.hpp"
#include "firmware/node-agent/metadata_files.hpp"
#include "firmware/node-agent/stack_resource.hpp"
#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    const auto text = fuzz::textOf(data, size);
    const auto metadata = node_agent::parseResourceReply(text);
    if (metadata) {
        (void)node_agent::subMetadata(*metadata, "node.Metadata.os-collect-config.cfn");
        (void)node_agent::findKey(*metadata, "os-collect-config.cfn.0.-1");
        for (const auto& part : node_agent::withDeployments("cfn", *metadata, {"deployments"})) {
            (void)node_agent::pythonJson(part.content);
        }
    }
    return 0;
}
