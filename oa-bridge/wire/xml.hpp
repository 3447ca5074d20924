// SPDX-License-Identifier: GPL-3.0-or-later
// Reading XML that a device sent: bounded, without document types, elements found by local name so that
// prefixes do not matter. For the codecs of this folder only. Pure.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <pugixml.hpp>

#include "oa-bridge/base/error.hpp"

namespace seedbed::wire {

constexpr std::size_t xmlSizeLimit = 16u << 20;
constexpr int xmlDepthLimit = 64;

// Errors (kind nonsense) XML-TOO-LARGE, XML-SYNTAX, XML-DOCTYPE, XML-TOO-DEEP.
Result<std::unique_ptr<pugi::xml_document>> parseXml(std::string_view bytes);

std::string_view localName(std::string_view qualified);
// First child element of that local name; an empty node when there is none.
pugi::xml_node child(pugi::xml_node parent, std::string_view local);
std::vector<pugi::xml_node> children(pugi::xml_node parent, std::string_view local);
// The text of a child element, white space around it removed; empty when there is none.
std::string childText(pugi::xml_node parent, std::string_view local);
// The text of <extraData name="NAME">, as the Onboard Administrator extends its structures.
std::string extraData(pugi::xml_node parent, std::string_view name);

std::string escapeXml(std::string_view text);

} // namespace seedbed::wire
