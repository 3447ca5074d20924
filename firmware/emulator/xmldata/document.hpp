// SPDX-License-Identifier: GPL-3.0-or-later
// Building blocks of both documents.
#pragma once

#include <string>

#include <fmt/format.h>
#include <pugixml.hpp>

namespace seedbed::emulator::xmldata {

inline pugi::xml_node add(pugi::xml_node parent, const char* name) { return parent.append_child(name); }
inline pugi::xml_node add(pugi::xml_node parent, const char* name, const std::string& text) {
    auto child = parent.append_child(name);
    child.text().set(text.c_str());
    return child;
}
inline pugi::xml_node add(pugi::xml_node parent, const char* name, int value) {
    return add(parent, name, std::to_string(value));
}

// Serial and product numbers are padded with blanks.
inline std::string padded(const std::string& text) { return fmt::format("{:<16}", text); }

std::string written(const pugi::xml_document& document);

} // namespace seedbed::emulator::xmldata
