// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/node-agent/mustache.hpp"

#include <memory>
#include <vector>

#include "oa-bridge/base/text.hpp"

namespace seedbed::node_agent {
namespace {

struct Node {
    enum class Kind { text, value, section, inverted };
    Kind kind = Kind::text;
    std::string content; // the text, or the name
    std::vector<Node> children;
};

struct Tag {
    char type = ' '; // of "!>&/#^={", blank for a plain value
    std::string_view name;
    std::size_t begin = 0;
    std::size_t end = 0;
};

Error syntax(std::string cause) {
    return {.kind = ErrorKind::invalid,
            .id = "MUSTACHE-SYNTAX",
            .attempted = "read a template",
            .cause = std::move(cause),
            .action = "correct the template"};
}

class Parser {
public:
    explicit Parser(std::string_view text) : text_(text) { open_.push_back({}); }

    Result<std::vector<Node>> parse() {
        while (auto tag = nextTag()) {
            bool alone = standsAlone(*tag);
            auto begin = alone ? lineBegin(*tag) : tag->begin;
            addText(text_.substr(at_, begin - at_));
            at_ = alone ? afterLine(tag->end) : tag->end;
            auto done = take(*tag);
            if (!done) {
                return fail(done.error());
            }
        }
        addText(text_.substr(at_));
        if (open_.size() > 1) {
            return fail(syntax("section \"" + open_.back().content + "\" is not closed"));
        }
        return std::move(open_.front().children);
    }

private:

    std::unique_ptr<Tag> nextTag() {
        auto begin = text_.find(otag_, at_);
        if (begin == std::string_view::npos) {
            return nullptr;
        }
        auto inside = text_.find_first_not_of(" \t\r\n", begin + otag_.size());
        if (inside == std::string_view::npos) {
            return nullptr;
        }
        auto tag = std::make_unique<Tag>();
        tag->begin = begin;
        if (std::string_view("!>&/#^={").find(text_[inside]) != std::string_view::npos) {
            tag->type = text_[inside++];
        }
        std::string closing = tag->type == '{' ? "}" + ctag_ : tag->type == '=' ? "=" + ctag_ : ctag_;
        auto end = text_.find(closing, inside);
        if (end == std::string_view::npos) {
            return nullptr;
        }
        tag->name = trim(text_.substr(inside, end - inside));
        tag->end = end + closing.size();
        return tag;
    }

    static bool isBreak(char c) { return c == '\n' || c == '\r'; }

    std::size_t lineBegin(const Tag& tag) const {
        auto begin = tag.begin;
        while (begin > at_ && (text_[begin - 1] == ' ' || text_[begin - 1] == '\t')) {
            --begin;
        }
        return begin;
    }

    // Such a line vanishes. As in the original, blanks after the tag make it an ordinary line.
    bool standsAlone(const Tag& tag) const {
        bool interpolates = tag.type == ' ' || tag.type == '&' || tag.type == '{';
        auto begin = lineBegin(tag);
        bool first = begin == 0 || isBreak(text_[begin - 1]);
        bool last = tag.end == text_.size() || isBreak(text_[tag.end]);
        return !interpolates && first && last;
    }

    std::size_t afterLine(std::size_t end) const {
        if (end < text_.size() && text_[end] == '\r') {
            ++end;
        }
        return end < text_.size() && text_[end] == '\n' ? end + 1 : end;
    }

    void addText(std::string_view text) {
        if (!text.empty()) {
            open_.back().children.push_back({Node::Kind::text, std::string(text), {}});
        }
    }

    Result<> take(const Tag& tag) {
        switch (tag.type) {
        case '!':
        case '>': return {}; // partials render empty
        case '=': return changeDelimiters(tag.name);
        case '#': open_.push_back({Node::Kind::section, std::string(tag.name), {}}); return {};
        case '^': open_.push_back({Node::Kind::inverted, std::string(tag.name), {}}); return {};
        case '/': return close(tag.name);
        default: open_.back().children.push_back({Node::Kind::value, std::string(tag.name), {}}); return {};
        }
    }

    Result<> close(std::string_view name) {
        if (open_.size() == 1 || open_.back().content != name) {
            return fail(syntax("\"" + std::string(name) + "\" closes what is not open"));
        }
        Node section = std::move(open_.back());
        open_.pop_back();
        open_.back().children.push_back(std::move(section));
        return {};
    }

    Result<> changeDelimiters(std::string_view pair) {
        auto blank = pair.find_first_of(" \t\r\n");
        if (blank == std::string_view::npos) {
            return fail(syntax("two delimiters are needed"));
        }
        otag_ = std::string(pair.substr(0, blank));
        ctag_ = std::string(trim(pair.substr(blank)));
        return {};
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::string otag_ = "{{";
    std::string ctag_ = "}}";
    std::vector<Node> open_; // the root, then the sections we are in
};

bool falsy(const Json* value) {
    if (value == nullptr || value->is_null()) {
        return true;
    }
    if (value->is_boolean()) {
        return !value->get<bool>();
    }
    if (value->is_number()) {
        return value->get<double>() == 0;
    }
    if (value->is_string()) {
        return value->get_ref<const std::string&>().empty();
    }
    return value->empty();
}

class Renderer {
public:
    explicit Renderer(const Json& data) { stack_.push_back(&data); }
    std::string out;

    void render(const std::vector<Node>& nodes) {
        for (const auto& node : nodes) {
            renderNode(node);
        }
    }

private:
    void renderNode(const Node& node) {
        if (node.kind == Node::Kind::text) {
            out += node.content;
            return;
        }
        const Json* value = find(node.content);
        if (node.kind == Node::Kind::value) {
            print(value);
        } else if (node.kind == Node::Kind::inverted && falsy(value)) {
            render(node.children);
        } else if (node.kind == Node::Kind::section && !falsy(value)) {
            enter(node, *value);
        }
    }

    void print(const Json* value) {
        if (value != nullptr && !value->is_null()) {
            out += value->is_string() ? value->get_ref<const std::string&>() : pythonJson(*value);
        }
    }

    void enter(const Node& node, const Json& value) {
        if (!value.is_array()) {
            with(value, node);
            return;
        }
        for (const auto& item : value) {
            with(item, node);
        }
    }

    void with(const Json& value, const Node& node) {
        stack_.push_back(&value);
        render(node.children);
        stack_.pop_back();
    }

    static const Json* member(const Json& value, const std::string& name) {
        if (!value.is_object()) {
            return nullptr;
        }
        auto found = value.find(name);
        return found == value.end() ? nullptr : &*found;
    }

    // The first part of a dotted name is looked for from the inside out, the rest in what was found only.
    const Json* find(const std::string& name) const {
        if (name == ".") {
            return stack_.back();
        }
        auto parts = split(name, '.');
        const Json* value = nullptr;
        for (auto level = stack_.rbegin(); level != stack_.rend() && value == nullptr; ++level) {
            value = member(**level, parts.front());
        }
        for (std::size_t i = 1; i < parts.size() && value != nullptr; ++i) {
            value = member(*value, parts[i]);
        }
        return value;
    }

    std::vector<const Json*> stack_;
};

// Template files are read in text mode: CR LF and CR become LF.
std::string unixLines(std::string_view text) {
    std::string lines;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\r') {
            lines += text[i];
        } else if (i + 1 == text.size() || text[i + 1] != '\n') {
            lines += '\n';
        }
    }
    return lines;
}

} // namespace

Result<std::string> renderMustache(std::string_view text, const Json& data) {
    auto lines = unixLines(text);
    auto nodes = Parser(lines).parse();
    if (!nodes) {
        return fail(nodes.error());
    }
    Renderer renderer(data);
    renderer.render(*nodes);
    return std::move(renderer.out);
}

} // namespace seedbed::node_agent
