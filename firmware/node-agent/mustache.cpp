// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/node-agent/mustache.hpp"

#include <memory>
#include <vector>

#include <fmt/format.h>

#include "oa-bridge/base/text.hpp"

namespace seedbed::node_agent {
namespace {

constexpr int kMaxDepth = 64;

struct Part {
    enum class Kind { text, value, section, inverted };
    Kind kind = Kind::text;
    std::string text; // literal, or the name
    std::vector<Part> parts;
};

Error syntaxError(std::string cause) {
    return {.kind = ErrorKind::invalid,
            .id = "TEMPLATE-SYNTAX",
            .object = "template",
            .attempted = "read it",
            .cause = std::move(cause),
            .action = "correct the template"};
}

struct Tag {
    char kind = 0; // 0 for a plain value
    std::string name;
    std::size_t begin = 0, end = 0; // in the text, standalone lines widened to the whole line
};

class Parser {
public:
    explicit Parser(std::string_view text) : text_(text) {}

    Result<std::vector<Part>> parse() {
        auto parts = parseUntil("", 0);
        if (!error_.empty()) {
            return fail(syntaxError(error_));
        }
        return parts;
    }

private:
    // Section, comment and delimiter tags alone on a line take the line with them.
    void widen(Tag& tag) const {
        if (std::string_view("#^/!=>").find(tag.kind) == std::string_view::npos || tag.kind == 0) {
            return;
        }
        auto before = text_.rfind('\n', tag.begin == 0 ? 0 : tag.begin - 1);
        std::size_t lineBegin = tag.begin == 0 || before == std::string_view::npos ? 0 : before + 1;
        auto after = text_.find('\n', tag.end);
        std::size_t lineEnd = after == std::string_view::npos ? text_.size() : after + 1;
        bool alone = trim(text_.substr(lineBegin, tag.begin - lineBegin)).empty() &&
                     trim(text_.substr(tag.end, lineEnd - tag.end)).empty();
        if (alone && lineBegin >= consumed_) {
            tag.begin = lineBegin;
            tag.end = lineEnd;
        }
    }

    bool nextTag(Tag& tag) {
        tag.begin = text_.find(open_, place_);
        if (tag.begin == std::string_view::npos) {
            return false;
        }
        std::size_t start = tag.begin + open_.size();
        bool triple = open_ == "{{" && start < text_.size() && text_[start] == '{';
        const std::string close = triple ? "}}}" : close_;
        auto stop = text_.find(close, start);
        if (stop == std::string_view::npos) {
            error_ = fmt::format("the tag at byte {} is not closed", tag.begin);
            return false;
        }
        tag.end = stop + close.size();
        std::string_view inside = text_.substr(start, stop - start);
        tag.kind = triple ? '{' : 0;
        if (!triple && !inside.empty() && std::string_view("#^/!=>&").find(inside.front()) != std::string_view::npos) {
            tag.kind = inside.front();
        }
        tag.name = std::string(trim(tag.kind != 0 ? inside.substr(1) : inside));
        widen(tag);
        return true;
    }

    void changeDelimiters(std::string_view words) {
        std::string_view plain = trim(words.substr(0, words.rfind('=')));
        auto blank = plain.find(' ');
        if (blank != std::string_view::npos) {
            open_ = std::string(trim(plain.substr(0, blank)));
            close_ = std::string(trim(plain.substr(blank)));
        }
    }

    std::vector<Part> parseUntil(const std::string& section, int depth) {
        std::vector<Part> parts;
        Tag tag;
        while (error_.empty() && nextTag(tag)) {
            parts.push_back({Part::Kind::text, std::string(text_.substr(place_, tag.begin - place_)), {}});
            place_ = consumed_ = tag.end;
            switch (tag.kind) {
            case '#':
            case '^':
                if (depth >= kMaxDepth) {
                    error_ = "sections are nested too deep";
                    return parts;
                }
                parts.push_back({tag.kind == '#' ? Part::Kind::section : Part::Kind::inverted, tag.name,
                                 parseUntil(tag.name, depth + 1)});
                break;
            case '/':
                if (tag.name != section) {
                    error_ = fmt::format("section \"{}\" is closed by \"{}\"", section, tag.name);
                }
                return parts;
            case '=': changeDelimiters(tag.name); break;
            case '!':
            case '>': break; // comments, and partials, which render empty
            default: parts.push_back({Part::Kind::value, tag.name, {}});
            }
        }
        if (error_.empty() && !section.empty()) {
            error_ = fmt::format("section \"{}\" is not closed", section);
        }
        parts.push_back({Part::Kind::text, std::string(text_.substr(place_)), {}});
        place_ = text_.size();
        return parts;
    }

    std::string_view text_;
    std::size_t place_ = 0;
    std::size_t consumed_ = 0;
    std::string open_ = "{{", close_ = "}}";
    std::string error_;
};

class Renderer {
public:
    explicit Renderer(const Json& root) : stack_{&root} {}

    void render(const std::vector<Part>& parts) {
        for (const Part& part : parts) {
            renderPart(part);
        }
    }
    std::string output;

private:
    const Json* find(const std::string& name) const {
        if (name == ".") {
            return stack_.back();
        }
        auto path = split(name, '.');
        for (auto context = stack_.rbegin(); context != stack_.rend(); ++context) {
            const Json* value = member(**context, path.front());
            for (std::size_t i = 1; value != nullptr && i < path.size(); ++i) {
                value = member(*value, path[i]);
            }
            if (member(**context, path.front()) != nullptr) {
                return value;
            }
        }
        return nullptr;
    }
    static const Json* member(const Json& value, const std::string& name) {
        auto found = value.is_object() ? value.find(name) : value.end();
        return value.is_object() && found != value.end() ? &*found : nullptr;
    }
    static bool truthy(const Json* value) {
        if (value == nullptr || value->is_null()) {
            return false;
        }
        if (value->is_boolean()) {
            return value->get<bool>();
        }
        if (value->is_number()) {
            return value->get<double>() != 0;
        }
        return value->is_string() ? !value->get_ref<const std::string&>().empty() : !value->empty();
    }
    void enter(const Json& context, const std::vector<Part>& parts) {
        stack_.push_back(&context);
        render(parts);
        stack_.pop_back();
    }
    void renderPart(const Part& part) {
        if (part.kind == Part::Kind::text) {
            output += part.text;
            return;
        }
        const Json* value = find(part.text);
        if (part.kind == Part::Kind::value) {
            if (value != nullptr && !value->is_null()) {
                output += value->is_string() ? value->get<std::string>() : pythonJson(*value);
            }
            return;
        }
        if (part.kind == Part::Kind::inverted) {
            if (!truthy(value)) {
                render(part.parts);
            }
            return;
        }
        if (!truthy(value)) {
            return;
        }
        if (!value->is_array()) {
            enter(*value, part.parts);
            return;
        }
        for (const Json& item : *value) {
            enter(item, part.parts);
        }
    }

    std::vector<const Json*> stack_;
};

std::string withoutCarriageReturns(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        bool beforeNewline = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
        if (!beforeNewline) {
            plain += text[i];
        }
    }
    return plain;
}

} // namespace

Result<std::string> render(std::string_view text, const Json& values) {
    const std::string plain = withoutCarriageReturns(text);
    auto parts = Parser(plain).parse();
    if (!parts) {
        return fail(parts.error());
    }
    Renderer renderer(values);
    renderer.render(*parts);
    return std::move(renderer.output);
}

} // namespace seedbed::node_agent
