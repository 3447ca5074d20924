// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ilo/ribcl/element.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "firmware/emulator/state/xml_text.hpp"

namespace seedbed::emulator::ribcl {

Element value(std::string name, std::string text) {
    return tag(std::move(name), {{"VALUE", std::move(text)}});
}

Element value(std::string name, int number) {
    return value(std::move(name), std::to_string(number));
}

Element measure(std::string name, std::string text, std::string unit) {
    return tag(std::move(name), {{"VALUE", std::move(text)}, {"UNIT", std::move(unit)}});
}

Element tag(std::string name, Attributes attributes) {
    Element element;
    element.name = std::move(name);
    element.attributes = std::move(attributes);
    return element;
}

Element node(std::string name, std::vector<Element> children) {
    Element element;
    element.name = std::move(name);
    element.children = std::move(children);
    element.alwaysOpen = true;
    return element;
}

std::string asciiXml(std::string_view text) {
    std::string ascii(text);
    std::replace_if(ascii.begin(), ascii.end(), [](char character) { return character < ' ' || character > '~'; }, '?');
    return escapeXml(ascii);
}

void write(std::string& out, const Element& element, int depth) {
    const std::string indent(static_cast<std::size_t>(depth) * 4, ' ');
    out += fmt::format("{}<{}", indent, element.name);
    for (const auto& [name, text] : element.attributes) {
        out += element.inLines ? fmt::format("\n{}    {} = \"{}\"", indent, name, asciiXml(text))
                               : fmt::format(" {}=\"{}\"", name, asciiXml(text));
    }
    if (element.children.empty() && !element.alwaysOpen) {
        out += element.inLines ? fmt::format("\n{}    />\n", indent) : "/>\n";
        return;
    }
    out += ">\n";
    for (const auto& child : element.children) {
        write(out, child, depth + 1);
    }
    out += fmt::format("{}</{}>\n", indent, element.name);
}

} // namespace seedbed::emulator::ribcl
