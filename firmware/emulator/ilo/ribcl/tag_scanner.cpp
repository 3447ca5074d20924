// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ilo/ribcl/tag_scanner.hpp"

#include <algorithm>
#include <cctype>

#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator::ribcl {
namespace {

constexpr std::size_t kLongestTag = 8192;
constexpr std::size_t kMostAttributes = 64;
constexpr std::size_t kNearLength = 40; // of what an error shows

bool isBlank(char character) {
    return std::isspace(static_cast<unsigned char>(character)) != 0;
}

bool isNameCharacter(char character) {
    return std::isalnum(static_cast<unsigned char>(character)) != 0 || character == '_' || character == '-' ||
           character == '.' || character == ':';
}

// One past the ">" that ends the tag at the start of `text`; quotation marks protect.
std::optional<std::size_t> endOfTag(std::string_view text) {
    char quote = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char character = text[at];
        if (quote != 0) {
            quote = character == quote ? '\0' : quote;
        } else if (character == '"' || character == '\'') {
            quote = character;
        } else if (character == '>') {
            return at + 1;
        }
    }
    return std::nullopt;
}

std::string unescape(std::string_view text) {
    struct Entity {
        std::string_view name;
        char character;
    };
    constexpr Entity entities[] = {
        {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
    std::string result;
    while (!text.empty()) {
        const auto* found =
            std::find_if(std::begin(entities), std::end(entities),
                         [text](const Entity& entity) { return startsWith(text, entity.name); });
        if (found == std::end(entities)) {
            result += text.front();
            text.remove_prefix(1);
        } else {
            result += found->character;
            text.remove_prefix(found->name.size());
        }
    }
    return result;
}

void skipBlanks(std::string_view& text) {
    while (!text.empty() && isBlank(text.front())) {
        text.remove_prefix(1);
    }
}

std::string takeName(std::string_view& text) {
    const auto end = std::find_if_not(text.begin(), text.end(), isNameCharacter);
    const auto length = static_cast<std::size_t>(end - text.begin());
    std::string name(text.substr(0, length));
    text.remove_prefix(length);
    return name;
}

// NAME = "value" with blanks where they please; none when it is no such thing.
std::optional<std::pair<std::string, std::string>> takeAttribute(std::string_view& text) {
    auto name = takeName(text);
    skipBlanks(text);
    if (name.empty() || text.empty() || text.front() != '=') {
        return std::nullopt;
    }
    text.remove_prefix(1);
    skipBlanks(text);
    if (text.empty() || (text.front() != '"' && text.front() != '\'')) {
        return std::nullopt;
    }
    const auto end = text.find(text.front(), 1);
    if (end == std::string_view::npos) {
        return std::nullopt;
    }
    std::string value(text.substr(1, end - 1));
    text.remove_prefix(end + 1);
    return std::pair(std::move(name), std::move(value));
}

} // namespace

std::optional<std::string> attribute(const Attributes& attributes, std::string_view name) {
    for (const auto& [known, value] : attributes) {
        if (iequals(known, name)) {
            return value;
        }
    }
    return std::nullopt;
}

void TagScanner::feed(std::string_view bytes) {
    if (!broken_) {
        buffer_ += bytes;
    }
}

void TagScanner::countLines(std::string_view text) {
    line_ += static_cast<int>(std::count(text.begin(), text.end(), '\n'));
}

std::optional<Tag> TagScanner::fail(std::string_view near) {
    broken_ = true;
    near_ = near.substr(0, kNearLength);
    std::erase_if(near_, [](char character) {
        return character == '\'' || static_cast<unsigned char>(character) < ' ';
    });
    buffer_.clear();
    return std::nullopt;
}

// True when a tag or a comment stands at the start of the buffer.
bool TagScanner::skipText() {
    const auto start = std::min(buffer_.find('<'), buffer_.size());
    countLines(std::string_view(buffer_).substr(0, start));
    buffer_.erase(0, start);
    return !buffer_.empty();
}

std::optional<std::string> TagScanner::take(std::size_t length) {
    auto tag = buffer_.substr(0, length);
    buffer_.erase(0, length);
    return tag;
}

std::optional<Tag> TagScanner::next() {
    constexpr std::string_view comment = "<!--";
    while (!broken_ && skipText()) {
        const std::string_view head = std::string_view(buffer_).substr(0, comment.size());
        if (startsWith(comment, head) && head.size() < comment.size() && head.size() > 1) {
            return std::nullopt; // it may become one
        }
        const bool isComment = head == comment;
        const auto close = isComment ? buffer_.find("-->", comment.size()) : std::string::npos;
        const auto end = !isComment                   ? endOfTag(buffer_)
                         : close == std::string::npos ? std::nullopt
                                                      : std::optional(close + 3);
        if (!end || *end > kLongestTag) {
            return buffer_.size() > kLongestTag ? fail(buffer_) : std::nullopt;
        }
        const auto text = take(*end);
        const auto before = line_;
        countLines(*text);
        if (isComment) {
            continue;
        }
        auto tag = read(*text);
        if (tag) {
            tag->line = before;
            return tag;
        }
    }
    return std::nullopt;
}

// None for an instruction that is no declaration, or when it is broken.
std::optional<Tag> TagScanner::read(std::string_view whole) {
    auto text = whole.substr(1, whole.size() - 2);
    const bool isInstruction = startsWith(text, "?");
    Tag tag;
    if (isInstruction || startsWith(text, "/")) {
        tag.kind = isInstruction ? Tag::Kind::declaration : Tag::Kind::close;
        text.remove_prefix(1);
    }
    const char ending = isInstruction ? '?' : '/';
    if (!text.empty() && text.back() == ending && tag.kind != Tag::Kind::close) {
        text.remove_suffix(1);
        tag.kind = isInstruction ? tag.kind : Tag::Kind::empty;
    }
    tag.name = takeName(text);
    skipBlanks(text);
    while (!tag.name.empty() && !text.empty()) {
        auto found = takeAttribute(text);
        if (!found || tag.attributes.size() == kMostAttributes) {
            return fail(whole);
        }
        tag.attributes.push_back(std::move(*found));
        skipBlanks(text);
    }
    if (tag.name.empty()) {
        return fail(whole);
    }
    if (isInstruction && !iequals(tag.name, "xml")) {
        const auto wanted = attribute(tag.attributes, "entity-processing");
        entities_ = entities_ || (iequals(tag.name, "ilo") && wanted && iequals(*wanted, "standard"));
        return std::nullopt;
    }
    for (auto& [name, value] : tag.attributes) {
        value = entities_ ? unescape(value) : value;
    }
    return tag;
}

} // namespace seedbed::emulator::ribcl
