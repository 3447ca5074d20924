// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/base/yaml.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

namespace seedbed {
namespace {

// Thrown inside this file only, turned into an Error by parseYaml.
struct YamlRefusal {
    std::string id;
    int line;
    std::string cause;
};

constexpr int kMaxDepth = 64;
constexpr std::size_t kMaxNodes = 100000; // aliases are expanded: a small text must not become a large tree

class Converter {
public:
    Converter(YamlDocument& document, std::string_view text) : document_(document), text_(text) {}

    nlohmann::json convert(const YAML::Node& node, const std::string& pointer, int depth) {
        if (depth > kMaxDepth || ++nodes_ > kMaxNodes) {
            throw YamlRefusal{"YAML-SYNTAX", lineOf(node), "nested too deep or too large"};
        }
        if (node.IsMap()) {
            return convertMap(node, pointer, depth);
        }
        if (node.IsSequence()) {
            nlohmann::json list = nlohmann::json::array();
            for (const auto& item : node) {
                const std::string place = fmt::format("{}/{}", pointer, list.size());
                if (item.IsScalar()) {
                    document_.lines[place] = lineOf(item);
                }
                list.push_back(convert(item, place, depth + 1));
            }
            return list;
        }
        return node.IsScalar() ? scalar(node) : nlohmann::json(nullptr);
    }

private:
    static int lineOf(const YAML::Node& node) { return node.Mark().line + 1; }

    nlohmann::json convertMap(const YAML::Node& node, const std::string& pointer, int depth) {
        nlohmann::json map = nlohmann::json::object();
        for (const auto& entry : node) {
            const auto name = entry.first.as<std::string>();
            const std::string place = pointer + "/" + name;
            if (map.contains(name)) {
                throw YamlRefusal{"YAML-DUPLICATE-KEY", lineOf(entry.first),
                                  fmt::format("the key \"{}\" stands twice", name)};
            }
            document_.lines[place] = lineOf(entry.first);
            map[name] = convert(entry.second, place, depth + 1);
        }
        return map;
    }

    // yaml-cpp 0.7 reads a quoted text of line ends alone as empty. The first folds to nothing, or to a space
    // where it is the only one.
    std::string blank(const YAML::Node& node) const {
        const auto from = node.Mark().pos < 0 ? text_.size() : static_cast<std::size_t>(node.Mark().pos);
        const auto head = text_.substr(std::min(from, text_.size()));
        const auto end = head.find_first_not_of(" \t\r\n", 1);
        if (head.empty() || (head[0] != '\'' && head[0] != '"') || end == std::string_view::npos ||
            head[end] != head[0]) {
            return {};
        }
        const auto ends = std::count(head.begin(), head.begin() + static_cast<std::ptrdiff_t>(end), '\n');
        return ends == 1 ? " " : std::string(ends == 0 ? 0 : static_cast<std::size_t>(ends - 1), '\n');
    }

    nlohmann::json scalar(const YAML::Node& node) const {
        const std::string& text = node.Scalar();
        if (node.Tag() == "!") { // quoted
            return text.empty() ? blank(node) : text;
        }
        if (text == "true" || text == "false") {
            return text == "true";
        }
        if (text == "null" || text == "~" || text.empty()) {
            return nullptr;
        }
        bool leadingZero = text.size() > 1 && text[0] == '0' && text[1] != '.';
        if (leadingZero || text[0] == '+' || text[0] == '.') {
            return text;
        }
        return number(text).value_or(nlohmann::json(text));
    }

    static std::optional<nlohmann::json> number(const std::string& text) {
        const char* end = text.data() + text.size();
        std::int64_t whole = 0;
        if (auto [stop, code] = std::from_chars(text.data(), end, whole);
            code == std::errc{} && stop == end) {
            return whole;
        }
        if (text.find_first_not_of("-0123456789.") != std::string::npos) {
            return std::nullopt;
        }
        double fraction = 0;
        if (auto [stop, code] = std::from_chars(text.data(), end, fraction);
            code == std::errc{} && stop == end) {
            return fraction;
        }
        return std::nullopt;
    }

    YamlDocument& document_;
    std::string_view text_;
    std::size_t nodes_ = 0;
};

} // namespace

Result<YamlDocument> parseYaml(std::string_view text, std::string_view name) {
    auto refuse = [name](std::string id, int line, std::string cause) {
        return fail({.kind = ErrorKind::invalid,
                     .id = std::move(id),
                     .object = fmt::format("{} line {}", name, line),
                     .attempted = "read it as YAML",
                     .cause = std::move(cause),
                     .action = "correct that line"});
    };
    try {
        YamlDocument document;
        const auto roots = YAML::LoadAll(std::string(text));
        if (roots.size() > 1) {
            throw YamlRefusal{"YAML-SECOND-DOCUMENT", roots[1].Mark().line + 1, "a second document begins"};
        }
        document.value = Converter(document, text).convert(roots.empty() ? YAML::Node() : roots[0], "", 0);
        return document;
    } catch (const YamlRefusal& refusal) {
        return refuse(refusal.id, refusal.line, refusal.cause);
    } catch (const YAML::Exception& exception) {
        return refuse("YAML-SYNTAX", exception.mark.line + 1, exception.msg);
    }
}

} // namespace seedbed
