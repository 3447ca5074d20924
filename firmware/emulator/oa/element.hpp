// SPDX-License-Identifier: GPL-3.0-or-later
// An XML element of an OA answer, and how it is written: namespace prefix "hpoa:", white space after every
// opening tag of a compound, because clients step over siblings by it (found in OpenHPI). Pure values, any
// thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace seedbed::emulator {

struct Element {
    std::string name;
    std::string text;
    std::string label; // the attribute hpoa:name of extraData and item
    std::vector<Element> children;
    bool compound = false;
};

Element leaf(std::string name, std::string text);
Element leaf(std::string name, const char* text);
Element leaf(std::string name, int value);
Element leaf(std::string name, bool value);
Element node(std::string name, std::vector<Element> children);
Element extra(std::string name, std::string text); // <extraData name="...">

// `depth` levels of indentation; ends with a newline.
void write(std::string& out, const Element& element, int depth);

} // namespace seedbed::emulator
