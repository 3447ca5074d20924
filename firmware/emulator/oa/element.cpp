// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/oa/element.hpp"

#include <utility>

#include <fmt/format.h>

#include "firmware/emulator/state/xml_text.hpp"

namespace seedbed::emulator {

Element leaf(std::string name, std::string text) {
    Element element;
    element.name = std::move(name);
    element.text = std::move(text);
    return element;
}

Element leaf(std::string name, const char* text) {
    return leaf(std::move(name), std::string(text));
}
Element leaf(std::string name, int value) {
    return leaf(std::move(name), std::to_string(value));
}
Element leaf(std::string name, bool value) {
    return leaf(std::move(name), value ? "true" : "false");
}

Element node(std::string name, std::vector<Element> children) {
    Element element;
    element.name = std::move(name);
    element.children = std::move(children);
    element.compound = true;
    return element;
}

Element extra(std::string name, std::string text) {
    auto element = leaf("extraData", std::move(text));
    element.label = std::move(name);
    return element;
}

void write(std::string& out, const Element& element, int depth) {
    std::string indent(static_cast<std::size_t>(depth), ' ');
    auto label = element.label.empty() ? "" : fmt::format(" hpoa:name=\"{}\"", escapeXml(element.label));
    out += fmt::format("{}<hpoa:{}{}>", indent, element.name, label);
    if (element.compound) {
        out += '\n';
        for (const auto& child : element.children) {
            write(out, child, depth + 1);
        }
        out += indent;
    }
    out += fmt::format("{}</hpoa:{}>\n", escapeXml(element.text), element.name);
}

} // namespace seedbed::emulator
