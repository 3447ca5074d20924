// SPDX-License-Identifier: GPL-3.0-or-later
// One opened RIBCL answer: its documents, and reading of their elements without regard to case. For the RIBCL
// codecs only.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oa-bridge/model/ilo.hpp"
#include "oa-bridge/wire/xml.hpp"

namespace seedbed::wire {

struct RibclReply {
    std::vector<std::unique_ptr<pugi::xml_document>> documents;
    std::vector<std::string> informs; // progress and advice
    pugi::xml_node payload(std::string_view element) const; // of any document; empty when there is none
};

// Errors as listed in ribcl.hpp.
Result<RibclReply> openRibcl(std::string_view bytes);
// The payload element of an answer, with the reply that owns it.
struct RibclPayload {
    RibclReply reply;
    pugi::xml_node node;
};
Result<RibclPayload> openPayload(std::string_view bytes, std::string_view element);
Error ribclNonsense(std::string cause);

// Names without regard to case.
pugi::xml_node element(pugi::xml_node parent, std::string_view name);
std::string attribute(pugi::xml_node node, std::string_view name); // trimmed; empty when there is none
std::string valueOf(pugi::xml_node parent, std::string_view name); // the VALUE of a child element
std::optional<bool> flagOf(std::string_view word);                 // Y, Yes, True, T, 1 and their opposites
int numberIn(std::string_view text);                               // the number it begins with, else 0
std::optional<int> readingOf(pugi::xml_node parent, std::string_view name); // nothing for "N/A"
Health iloHealth(std::string_view word);

} // namespace seedbed::wire
