// SPDX-License-Identifier: GPL-3.0-or-later
// An element of a RIBCL answer, and how it is written: four blanks a level, values in attributes. Pure
// values, any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "firmware/emulator/ilo/ribcl/tag_scanner.hpp"

namespace seedbed::emulator::ribcl {

struct Element {
    std::string name;
    Attributes attributes;
    std::vector<Element> children;
    bool inLines = false;    // every attribute on a line of its own, blanks around "="
    bool alwaysOpen = false; // written with an end tag even when it is empty
};

Element value(std::string name, std::string text); // <NAME VALUE="text"/>
Element value(std::string name, int number);
Element measure(std::string name, std::string text, std::string unit); // with UNIT=
Element tag(std::string name, Attributes attributes);
Element node(std::string name, std::vector<Element> children);

void write(std::string& out, const Element& element, int depth = 0);
std::string asciiXml(std::string_view text); // escaped; what is not printable ASCII, which is all that clients read, is "?"

} // namespace seedbed::emulator::ribcl
