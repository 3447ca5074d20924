// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/state/xml_text.hpp"

namespace seedbed::emulator {
namespace {

bool isHeld(char character) {
    return static_cast<unsigned char>(character) >= 0x20 || character == '\t' || character == '\n' || character == '\r';
}

} // namespace

std::string escapeXml(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (char character : text) {
        switch (character) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\'':
            out += "&apos;";
            break;
        default:
            out += isHeld(character) ? character : '?';
        }
    }
    return out;
}

} // namespace seedbed::emulator
