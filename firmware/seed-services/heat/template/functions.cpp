// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/heat/template/functions.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "firmware/seed-services/heat/template/conditions.hpp"
#include "firmware/seed-services/heat/template/function_calls.hpp"
#include "firmware/seed-services/heat/template/python_text.hpp"
#include "firmware/seed-services/heat/template/refusal.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::heat {
namespace {

using Evaluate = Result<Json> (*)(const FunctionCall&);
enum class Names { nothing, resource, parameter, either, attribute }; // what the first argument names

struct Function {
    const char* name;
    Notation notation;
    const char* since; // version of HOT, both ends included
    const char* until;
    Names names;
    Evaluate evaluate; // null: known, but not to this engine
};

// Down a path of keys and indexes; `missing` when it cannot be followed.
Json follow(Json value, const Json& path, std::size_t from, const Json& missing) {
    for (std::size_t i = from; i < path.size(); ++i) {
        const Json& step = path[i];
        auto index = integerOf(step);
        if (value.is_object() && step.is_string() && value.contains(step.get_ref<const std::string&>())) {
            value = Json(value[step.get_ref<const std::string&>()]);
        } else if (value.is_array() && index && elementAt(value, *index)) {
            value = Json(*elementAt(value, *index));
        } else {
            return missing;
        }
    }
    return value;
}

Result<Json> parameterValue(const FunctionCall& arguments, const std::string& name) {
    auto found = arguments.scope.parameters.find(name);
    if (found == arguments.scope.parameters.end()) {
        return fail(refusal(Refusal::parameterMissing, "parameters." + name,
                            fmt::format("The Parameter ({}) was not provided.", name)));
    }
    return found->second;
}

Result<Json> getParam(const FunctionCall& arguments) {
    const Json& value = arguments.value;
    const bool path = value.is_array() && !value.empty() && value[0].is_string();
    if (!path && !value.is_string()) {
        return fail(
            wrongUse(arguments, "the argument must be a parameter name or a list that begins with one"));
    }
    auto found = parameterValue(arguments, path ? value[0].get<std::string>() : value.get<std::string>());
    if (!found || !path) {
        return found;
    }
    return follow(std::move(*found), value, 1, "");
}

Result<Json> referenceTo(const FunctionCall& arguments, const std::string& name) {
    return arguments.tmpl.absent.contains(name) ? Json() : arguments.scope.reference(name);
}

Result<Json> getResource(const FunctionCall& arguments) {
    return referenceTo(arguments, arguments.value.get<std::string>());
}

Result<Json> reference(const FunctionCall& arguments) {
    const auto name = arguments.value.get<std::string>();
    if (arguments.tmpl.resources.contains(name) || arguments.tmpl.absent.contains(name)) {
        return referenceTo(arguments, name);
    }
    return parameterValue(arguments, name);
}

Result<Json> getAttribute(const FunctionCall& arguments) {
    const Json& value = arguments.value;
    auto found = arguments.scope.attribute(value[0].get<std::string>(), value[1].get<std::string>());
    return follow(std::move(found), value, 2, nullptr);
}

Result<Json> selectFrom(const FunctionCall& arguments, const Json& key, const Json& collection) {
    const auto index = integerOf(key);
    if (collection.is_object()) {
        if (index || !key.is_string()) {
            return fail(wrongUse(arguments, "the index of a map must be a string"));
        }
        return collection.value(key.get_ref<const std::string&>(), Json(""));
    }
    if (collection.is_array()) {
        if (!index) {
            return fail(wrongUse(arguments, "the index of a list must be an integer"));
        }
        const Json* found = elementAt(collection, *index);
        return found ? *found : Json("");
    }
    return fail(wrongUse(arguments, "the collection must be a map or a list"));
}

Result<Json> select(const FunctionCall& arguments) {
    const Json& value = arguments.value;
    if (!value.is_array() || value.size() != 2) {
        return fail(wrongUse(arguments, "the arguments must be [index, collection]"));
    }
    if (value[1].is_null() || value[1] == "") {
        return Json("");
    }
    if (!value[1].is_string()) {
        return selectFrom(arguments, value[0], value[1]);
    }
    auto collection = parseJson(value[1].get_ref<const std::string&>(), arguments.name);
    if (!collection) {
        return fail(wrongUse(arguments, "the collection must be a map, a list or JSON text of one"));
    }
    return selectFrom(arguments, value[0], *collection);
}

void appendJoined(std::string& text, bool& first, const std::string& delimiter, const Json& items) {
    for (const auto& item : items) {
        text += (first ? "" : delimiter) + (item.is_null()     ? ""
                                            : item.is_string() ? item.get<std::string>()
                                                               : pythonJson(item));
        first = false;
    }
}

// list_join takes several lists; Fn::Join exactly one.
Result<Json> join(const FunctionCall& arguments) {
    const Json& value = arguments.value;
    if (!value.is_array() || value.size() < 2 || !value[0].is_string()) {
        return fail(wrongUse(arguments, "the arguments must be [delimiter, [items]]"));
    }
    if (value.size() > 2 && arguments.name != "list_join") {
        return fail(wrongUse(arguments, "the arguments must be [delimiter, [items]]"));
    }
    std::string text;
    bool first = true;
    for (std::size_t i = 1; i < value.size(); ++i) {
        if (!value[i].is_array() && !value[i].is_null() && value[i] != "") {
            return fail(wrongUse(arguments, "the items must be a list"));
        }
        if (value[i].is_array()) {
            appendJoined(text, first, value[0].get<std::string>(), value[i]);
        }
    }
    return Json(text);
}

Result<Json> getFile(const FunctionCall& arguments) {
    const auto name = arguments.value.is_string() ? arguments.value.get<std::string>() : std::string();
    auto found = arguments.scope.files.find(name);
    if (found == arguments.scope.files.end()) {
        return fail(wrongUse(
            arguments, fmt::format("No content found in the \"files\" section for get_file path: {}", name)));
    }
    return Json(found->second);
}

// Fn::Split and str_split: [delimiter, text] or [delimiter, text, index].
Result<Json> splitText(const FunctionCall& arguments) {
    const Json& value = arguments.value;
    const bool shaped =
        value.is_array() && value.size() >= 2 && value.size() <= 3 && value[0].is_string() && value[0] != "";
    if (!shaped || !value[1].is_string()) {
        return fail(wrongUse(arguments, "the arguments must be [delimiter, string]"));
    }
    const auto& delimiter = value[0].get_ref<const std::string&>();
    const auto& text = value[1].get_ref<const std::string&>();
    Json parts = Json::array();
    std::size_t from = 0;
    for (auto at = text.find(delimiter); at != std::string::npos; at = text.find(delimiter, from)) {
        parts.push_back(text.substr(from, at - from));
        from = at + delimiter.size();
    }
    parts.push_back(text.substr(from));
    if (value.size() < 3) {
        return parts;
    }
    const auto index = integerOf(value[2]);
    const Json* part = index ? elementAt(parts, *index) : nullptr;
    return part ? Result<Json>(*part) : fail(wrongUse(arguments, "there is no part of that index"));
}

// There is one zone: Nova's own.
Result<Json> availabilityZones(const FunctionCall&) {
    return Json::array({"nova"});
}

// Of the resource that a provider template stands for.
Result<Json> resourceFacade(const FunctionCall& arguments) {
    const auto part = arguments.value.is_string() ? arguments.value.get<std::string>() : std::string();
    const std::pair<const char*, const char*> parts[] = {{"metadata", "metadata"},
                                                         {"Metadata", "metadata"},
                                                         {"deletion_policy", "deletion_policy"},
                                                         {"DeletionPolicy", "deletion_policy"},
                                                         {"update_policy", "update_policy"},
                                                         {"UpdatePolicy", "update_policy"}};
    for (const auto& [name, key] : parts) {
        if (part == name && arguments.scope.facade.is_object()) {
            return arguments.scope.facade.value(key, Json());
        }
    }
    return fail(wrongUse(arguments, arguments.scope.facade.is_object()
                                        ? "the argument must be metadata, deletion_policy or update_policy"
                                        : "this template is no resource of another"));
}

// [condition, value, other value]
Result<Json> ifHolds(const FunctionCall& arguments) {
    const Json& value = arguments.value;
    if (!value.is_array() || value.size() != 3) {
        return fail(wrongUse(arguments, "the arguments must be [condition, value, value]"));
    }
    auto there = holds(value[0], arguments.tmpl, arguments.scope);
    return there ? Result<Json>(value[*there ? 1 : 2]) : fail(there.error());
}

Result<Json> unchanged(const FunctionCall& arguments) {
    return arguments.value;
}

constexpr const char* ever = "9999";
constexpr Function functions[] = {
    {"Ref", Notation::cfn, "", ever, Names::either, reference},
    {"Fn::GetAtt", Notation::cfn, "", ever, Names::attribute, getAttribute},
    {"Fn::Select", Notation::cfn, "", ever, Names::nothing, select},
    {"Fn::Join", Notation::cfn, "", ever, Names::nothing, join},
    {"Fn::Split", Notation::cfn, "", ever, Names::nothing, splitText},
    {"Fn::Replace", Notation::cfn, "", ever, Names::nothing, strReplace},
    {"Fn::Base64", Notation::cfn, "", ever, Names::nothing, unchanged}, // Heat leaves the encoding to Nova
    {"Fn::FindInMap", Notation::cfn, "", ever, Names::nothing, findInMap},
    {"Fn::GetAZs", Notation::cfn, "", ever, Names::nothing, availabilityZones},
    {"Fn::MemberListToMap", Notation::cfn, "", ever, Names::nothing, memberListToMap},
    {"Fn::ResourceFacade", Notation::cfn, "", ever, Names::nothing, resourceFacade},
    {"Fn::If", Notation::cfn, "", ever, Names::nothing, ifHolds},
    {"get_param", Notation::hot, "", ever, Names::parameter, getParam},
    {"get_resource", Notation::hot, "", ever, Names::resource, getResource},
    {"get_attr", Notation::hot, "", ever, Names::attribute, getAttribute},
    {"str_replace", Notation::hot, "", ever, Names::nothing, strReplace},
    {"get_file", Notation::hot, "", ever, Names::nothing, getFile},
    {"Fn::Select", Notation::hot, "", "2013-05-23", Names::nothing, select},
    {"Fn::Join", Notation::hot, "", "2013-05-23", Names::nothing, join},
    {"Fn::Split", Notation::hot, "", "2013-05-23", Names::nothing, splitText},
    {"Fn::Replace", Notation::hot, "", "2013-05-23", Names::nothing, strReplace},
    {"Fn::Base64", Notation::hot, "", "2013-05-23", Names::nothing, unchanged},
    {"Fn::GetAZs", Notation::hot, "", "2013-05-23", Names::nothing, availabilityZones},
    {"Fn::MemberListToMap", Notation::hot, "", "2013-05-23", Names::nothing, memberListToMap},
    {"Fn::ResourceFacade", Notation::hot, "", "2013-05-23", Names::nothing, resourceFacade},
    {"resource_facade", Notation::hot, "", ever, Names::nothing, resourceFacade},
    {"list_join", Notation::hot, "2014-10-16", ever, Names::nothing, join},
    {"repeat", Notation::hot, "2015-04-30", ever, Names::nothing, repeat},
    {"digest", Notation::hot, "2015-04-30", ever, Names::nothing, nullptr},
    {"str_split", Notation::hot, "2015-10-15", ever, Names::nothing, splitText},
    {"map_merge", Notation::hot, "2016-04-08", ever, Names::nothing, mapMerge},
    {"yaql", Notation::hot, "2016-10-14", ever, Names::nothing, nullptr},
    {"if", Notation::hot, "2016-10-14", ever, Names::nothing, ifHolds},
    {"map_replace", Notation::hot, "2016-10-14", ever, Names::nothing, mapReplace},
    {"str_replace_strict", Notation::hot, "2017-02-24", ever, Names::nothing, strReplace},
    {"filter", Notation::hot, "2017-02-24", ever, Names::nothing, filter},
    {"contains", Notation::hot, "2017-09-01", ever, Names::nothing, containsItem},
    {"make_url", Notation::hot, "2017-09-01", ever, Names::nothing, makeUrl},
    {"list_concat", Notation::hot, "2017-09-01", ever, Names::nothing, listConcat},
    {"list_concat_unique", Notation::hot, "2017-09-01", ever, Names::nothing, listConcat},
    {"str_replace_vstrict", Notation::hot, "2017-09-01", ever, Names::nothing, strReplace},
};

bool isIn(const Function& function, Notation notation, const std::string& version) {
    return function.notation == notation &&
           (notation == Notation::cfn || (version >= function.since && version <= function.until));
}

const Function* functionIn(const Json& value, const Template& tmpl) {
    if (!value.is_object() || value.size() != 1) {
        return nullptr;
    }
    const auto name = value.begin().key();
    for (const auto& function : functions) {
        if (name == function.name && isIn(function, tmpl.notation, tmpl.version)) {
            return &function;
        }
    }
    return nullptr;
}

// "server.networks" is allowed for GetAtt besides the list.
Json attributeArguments(const Json& value) {
    if (!value.is_string()) {
        return value;
    }
    const auto& text = value.get_ref<const std::string&>();
    const auto dot = text.find('.');
    return dot == std::string::npos ? value : Json::array({text.substr(0, dot), text.substr(dot + 1)});
}

bool nameable(Names names, const Json& argument) {
    switch (names) {
    case Names::attribute:
        return argument.is_array() && argument.size() >= 2 && argument[0].is_string() &&
               argument[1].is_string();
    case Names::resource:
    case Names::either:
        return argument.is_string();
    case Names::parameter: // checked with its value
    case Names::nothing:
        break;
    }
    return true;
}

Result<Json> evaluate(const Function& function, Json argument, const Template& tmpl, const Scope& scope) {
    if (function.names == Names::attribute && tmpl.notation == Notation::cfn) {
        argument = attributeArguments(argument);
    }
    const FunctionCall arguments{function.name, argument, tmpl, scope};
    if (function.evaluate == nullptr) {
        return fail(refusal(Refusal::notSupported, function.name,
                            fmt::format("The function {} is not supported by this engine.", function.name)));
    }
    if (!nameable(function.names, argument)) {
        return fail(wrongUse(arguments,
                             "the argument must name a resource" +
                                 std::string(function.names == Names::attribute ? " and an attribute" : "")));
    }
    return function.evaluate(arguments);
}

// Collects what a value refers to, and refuses names that do not exist.
class Collector {
public:
    Collector(const Template& tmpl, const std::string& where) : tmpl_(tmpl), where_(where) {}

    Result<> visit(const Json& value) {
        if (const Function* function = functionIn(value, tmpl_)) {
            auto done = note(*function, value.front());
            if (!done) {
                return done;
            }
        }
        if (value.is_structured()) {
            for (const auto& item : value) {
                auto done = visit(item);
                if (!done) {
                    return done;
                }
            }
        }
        return {};
    }
    std::vector<Reference> take() { return std::move(found_); }

private:
    Result<> note(const Function& function, const Json& given) {
        if (function.evaluate == nullptr) {
            return fail(
                refusal(Refusal::notSupported, where_,
                        fmt::format("The function {} is not supported by this engine.", function.name)));
        }
        const bool cfn = tmpl_.notation == Notation::cfn;
        const Json argument = function.names == Names::attribute && cfn ? attributeArguments(given) : given;
        if (!nameable(function.names, argument)) {
            return fail(
                refusal(Refusal::validation, where_,
                        fmt::format("{}: the argument of {} must name a resource", where_, function.name)));
        }
        switch (function.names) {
        case Names::attribute:
            return resource(argument[0].get<std::string>(), argument[1].get<std::string>());
        case Names::resource:
            return resource(argument.get<std::string>(), "");
        case Names::either: {
            const auto name = argument.get<std::string>();
            const bool there = tmpl_.resources.contains(name) || tmpl_.absent.contains(name);
            return there ? resource(name, "") : parameter(name, Refusal::reference);
        }
        case Names::parameter: {
            const Json& first = argument.is_array() && !argument.empty() ? argument[0] : argument;
            return first.is_string() ? parameter(first.get<std::string>(), Refusal::parameterMissing)
                                     : Result<>();
        }
        case Names::nothing:
            break;
        }
        return {};
    }
    Result<> resource(const std::string& name, const std::string& attribute) {
        if (tmpl_.absent.contains(name)) {
            return {};
        }
        if (!tmpl_.resources.contains(name)) {
            return fail(absent(name));
        }
        found_.push_back({name, attribute});
        return {};
    }
    Result<> parameter(const std::string& name, Refusal kind) const {
        if (tmpl_.parameters.contains(name) || pseudoParameters(tmpl_.notation, "", "", "").contains(name)) {
            return {};
        }
        return fail(kind == Refusal::reference
                        ? absent(name)
                        : refusal(kind, where_, fmt::format("The Parameter ({}) was not provided.", name)));
    }
    Error absent(const std::string& name) const {
        return refusal(Refusal::reference, where_,
                       fmt::format("The specified reference \"{}\" (in {}) is incorrect.", name, where_));
    }

    const Template& tmpl_;
    std::string where_;
    std::vector<Reference> found_;
};

} // namespace

Result<Json> resolve(const Json& value, const Template& tmpl, const Scope& scope) {
    if (!value.is_structured()) {
        return value;
    }
    Json result = value.is_array() ? Json::array() : Json::object();
    for (const auto& [key, item] : value.items()) {
        auto inner = resolve(item, tmpl, scope);
        if (!inner) {
            return inner;
        }
        if (value.is_array()) {
            result.push_back(std::move(*inner));
        } else {
            result[key] = std::move(*inner);
        }
    }
    const Function* function = functionIn(value, tmpl);
    return function ? evaluate(*function, result.front(), tmpl, scope) : Result<Json>(std::move(result));
}

Result<std::vector<Reference>> references(const Json& value, const Template& tmpl, const std::string& where) {
    Collector collector(tmpl, where);
    auto done = collector.visit(value);
    if (!done) {
        return fail(done.error());
    }
    return collector.take();
}

std::vector<std::string> functionNames(Notation notation, const std::string& version) {
    std::vector<std::string> names;
    for (const auto& function : functions) {
        if (function.evaluate != nullptr && isIn(function, notation, version)) {
            names.emplace_back(function.name);
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

Parameters pseudoParameters(Notation notation, const std::string& stackName, const std::string& stackId,
                            const std::string& projectId) {
    if (notation == Notation::cfn) {
        const auto arn = fmt::format("arn:openstack:heat::{}:stacks/{}/{}", projectId, stackName, stackId);
        return {{"AWS::StackName", stackName}, {"AWS::StackId", arn}, {"AWS::Region", "regionOne"}};
    }
    return {{"OS::stack_name", stackName}, {"OS::stack_id", stackId}, {"OS::project_id", projectId}};
}

} // namespace seedbed::heat
