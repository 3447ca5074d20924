// SPDX-License-Identifier: GPL-3.0-or-later
// Known breakage of the documents that iLOs send, made good before they are parsed (hpilo.py tolerates the same).
// Pure; for the RIBCL codecs only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace seedbed::wire {

// The documents of a stream, each from its "<?xml" on. What stands before the first is left out.
std::vector<std::string_view> splitDocuments(std::string_view stream);
// Control bytes become blanks, and an opening tag that closes itself (`<RIBCL VERSION="2.22"/>` before more of the
// document) is opened again.
std::string repairDocument(std::string_view document);
// Quotation marks within attribute values become entities. Only for a document that did not parse.
std::string repairQuotes(std::string_view document);

} // namespace seedbed::wire
