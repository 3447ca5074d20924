// SPDX-License-Identifier: GPL-3.0-or-later
// RIBCL as it comes in, tag by tag and in pieces: clients of the raw form wait for the answer to one tag
// before they send the next, so no document is ever read as a whole. Text between tags means nothing. A value
// ends at its quotation mark and is taken literally ("<" and "&" too) unless <?ilo
// entity-processing="standard"?> went before. DTDs are syntax errors. Pure; one a stream.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace seedbed::emulator::ribcl {

using Attributes = std::vector<std::pair<std::string, std::string>>;
// Ignoring case, as all names of RIBCL.
std::optional<std::string> attribute(const Attributes& attributes, std::string_view name);

struct Tag {
    enum class Kind { open, close, empty, declaration };
    Kind kind = Kind::open;
    std::string name;
    Attributes attributes;
    int line = 1;
};

class TagScanner {
public:
    void feed(std::string_view bytes);
    std::optional<Tag> next(); // none: wait for more, or see broken()
    bool broken() const { return broken_; }
    const std::string& brokenNear() const { return near_; }
    int line() const { return line_; }
    bool pending() const { return !buffer_.empty(); } // a tag has begun

private:
    bool skipText();
    std::optional<std::string> take(std::size_t length);
    std::optional<Tag> read(std::string_view tag);
    std::optional<Tag> fail(std::string_view near);
    void countLines(std::string_view text);

    std::string buffer_;
    int line_ = 1;
    bool entities_ = false;
    bool broken_ = false;
    std::string near_;
};

} // namespace seedbed::emulator::ribcl
