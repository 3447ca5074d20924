// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/node-agent/control_file.hpp"

#include <charconv>

#include "oa-bridge/base/yaml.hpp"

namespace seedbed::node_agent {
namespace {

class Reader {
public:
    explicit Reader(std::string_view name) : name_(name) {}

    Result<> take(FileControl& control, const std::string& key, const nlohmann::json& value) const {
        if (key == "allow_empty") {
            return takeFlag(control.allowEmpty, value);
        }
        if (key == "mode") {
            return takeMode(control.mode, value);
        }
        if (key == "owner" || key == "group") {
            return takeName(key == "owner" ? control.owner : control.group, key, value);
        }
        return refuse(key, "unknown key");
    }
    tl::unexpected<Error> refuse(const std::string& key, std::string cause) const {
        return fail({.kind = ErrorKind::invalid,
                     .id = "CONTROL-FILE",
                     .object = name_ + (key.empty() ? "" : " key " + key),
                     .attempted = "read a control file",
                     .cause = std::move(cause),
                     .action = "use allow_empty, mode, owner, group"});
    }

private:
    // "yes" and "no" are text to our YAML reader, flags to the original's
    Result<> takeFlag(bool& flag, const nlohmann::json& value) const {
        auto text = value.is_string() ? lower(value.get<std::string>()) : "";
        if (!value.is_boolean() && text != "yes" && text != "no" && text != "on" && text != "off") {
            return refuse("allow_empty", "not true or false");
        }
        flag = value.is_boolean() ? value.get<bool>() : text == "yes" || text == "on";
        return {};
    }

    // 0755 is octal in YAML 1.1, 493 is decimal; "0755" in quotes is text, which the reader cannot tell apart
    Result<> takeMode(std::optional<unsigned>& mode, const nlohmann::json& value) const {
        auto text = value.is_string() ? value.get<std::string>() : value.dump();
        unsigned number = 0;
        int base = text.starts_with("0") ? 8 : 10;
        auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number, base);
        if (code != std::errc{} || end != text.data() + text.size() || number > 0777) {
            return refuse("mode", "\"" + text + "\" is not a mode from 0 to 0777");
        }
        mode = number;
        return {};
    }

    Result<> takeName(std::optional<std::string>& name, const std::string& key, const nlohmann::json& value) const {
        if (!value.is_string() && !value.is_number_integer()) {
            return refuse(key, "neither a name nor a number");
        }
        name = value.is_string() ? value.get<std::string>() : value.dump();
        return {};
    }

    std::string name_;
};

} // namespace

Result<FileControl> parseControl(std::string_view yaml, std::string_view name) {
    auto document = parseYaml(yaml, name);
    if (!document) {
        return fail(document.error());
    }
    FileControl control;
    Reader reader(name);
    if (document->value.is_null()) {
        return control;
    }
    if (!document->value.is_object()) {
        return reader.refuse("", "it is not a mapping");
    }
    for (const auto& [key, value] : document->value.items()) {
        auto taken = reader.take(control, key, value);
        if (!taken) {
            return fail(taken.error());
        }
    }
    return control;
}

} // namespace seedbed::node_agent
