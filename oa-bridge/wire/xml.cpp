// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/wire/xml.hpp"

#include <fmt/format.h>

#include "oa-bridge/base/text.hpp"

namespace seedbed::wire {

namespace {

Error bad(std::string id, std::string cause) {
    Error error;
    error.kind = ErrorKind::nonsense;
    error.id = std::move(id);
    error.object = "XML";
    error.attempted = "read an XML answer";
    error.cause = std::move(cause);
    error.action = "look at the raw answer; the peer may not be what its address says";
    return error;
}

class Inspector : public pugi::xml_tree_walker {
public:
    bool for_each(pugi::xml_node& node) override {
        hasDoctype = hasDoctype || node.type() == pugi::node_doctype;
        tooDeep = tooDeep || depth() >= xmlDepthLimit;
        return !hasDoctype && !tooDeep;
    }
    bool hasDoctype = false;
    bool tooDeep = false;
};

} // namespace

Result<std::unique_ptr<pugi::xml_document>> parseXml(std::string_view bytes) {
    if (bytes.size() > xmlSizeLimit) {
        return fail(
            bad("XML-TOO-LARGE", fmt::format("{} bytes, the limit is {}", bytes.size(), xmlSizeLimit)));
    }
    auto document = std::make_unique<pugi::xml_document>();
    const auto flags = pugi::parse_default | pugi::parse_doctype;
    const auto outcome = document->load_buffer(bytes.data(), bytes.size(), flags, pugi::encoding_utf8);
    if (!outcome) {
        return fail(bad("XML-SYNTAX", fmt::format("{} at byte {}", outcome.description(), outcome.offset)));
    }
    Inspector inspector;
    document->traverse(inspector);
    if (inspector.hasDoctype) {
        return fail(bad("XML-DOCTYPE", "the answer carries a document type, which no device of ours sends"));
    }
    if (inspector.tooDeep) {
        return fail(bad("XML-TOO-DEEP", fmt::format("elements nested deeper than {}", xmlDepthLimit)));
    }
    return document;
}

std::string_view localName(std::string_view qualified) {
    const auto colon = qualified.rfind(':');
    return colon == std::string_view::npos ? qualified : qualified.substr(colon + 1);
}

pugi::xml_node child(pugi::xml_node parent, std::string_view local) {
    for (const auto node : parent.children()) {
        if (node.type() == pugi::node_element && localName(node.name()) == local) {
            return node;
        }
    }
    return {};
}

std::vector<pugi::xml_node> children(pugi::xml_node parent, std::string_view local) {
    std::vector<pugi::xml_node> found;
    for (const auto node : parent.children()) {
        if (node.type() == pugi::node_element && localName(node.name()) == local) {
            found.push_back(node);
        }
    }
    return found;
}

std::string childText(pugi::xml_node parent, std::string_view local) {
    return std::string(trim(child(parent, local).text().get()));
}

std::string extraData(pugi::xml_node parent, std::string_view name) {
    for (const auto node : children(parent, "extraData")) {
        for (const auto attribute : node.attributes()) {
            if (localName(attribute.name()) == "name" && attribute.value() == name) {
                return std::string(trim(node.text().get()));
            }
        }
    }
    return {};
}

std::string escapeXml(std::string_view text) {
    std::string escaped;
    escaped.reserve(text.size());
    for (const char c : text) {
        switch (c) {
        case '&':
            escaped += "&amp;";
            break;
        case '<':
            escaped += "&lt;";
            break;
        case '>':
            escaped += "&gt;";
            break;
        case '"':
            escaped += "&quot;";
            break;
        default:
            escaped += c;
        }
    }
    return escaped;
}

} // namespace seedbed::wire
