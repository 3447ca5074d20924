// SPDX-License-Identifier: GPL-3.0-or-later
// Wait conditions of both notations: a handle that is a pre-signed URL and collects signals, and a condition
// that waits until the handle has enough of them.
#include <fmt/format.h>

#include "firmware/seed-services/heat/resources/resource_type.hpp"
#include "firmware/seed-services/heat/template/python_text.hpp"
#include "firmware/seed-services/heat/template/refusal.hpp"

namespace seedbed::heat {
namespace {

using Kind = PropertyRule::Kind;
enum class Words { aws, heat };

// The keys of a signal, and the verb of its URL.
struct SignalWords {
    const char *status, *reason, *data, *id, *verb;
};
constexpr SignalWords awsWords{"Status", "Reason", "Data", "UniqueId", "PUT"};
constexpr SignalWords heatWords{"status", "reason", "data", "id", "POST"};

class Handle : public ResourceType {
public:
    Handle(std::string_view name, Words words)
        : ResourceType(shapeOf(name, words)), words_(words == Words::aws ? awsWords : heatWords),
          referenceIsUrl_(words == Words::aws) {}

    Result<> create(ResourceContext& context) const override {
        auto user = ensureStackUser(context);
        if (!user) {
            return user;
        }
        context.resource.physicalId = context.resource.physicalName;
        return {};
    }
    Result<> remove(ResourceContext& context) const override { return dropStackUser(context); }
    Json reference(const ResourceContext& context) const override {
        return referenceIsUrl_ ? Json(presignedUrl(context, words_.verb)) : ResourceType::reference(context);
    }
    Json attribute(const ResourceContext& context, const std::string& name) const override {
        const auto url = presignedUrl(context, words_.verb);
        return name == "curl_cli" ? Json(fmt::format("curl -i -X {} '{}' -H 'Content-Type: application/json'",
                                                     words_.verb, url))
                                  : Json(url);
    }
    Result<std::string> signal(ResourceContext& context, const Json& details) const override {
        auto& signals = context.resource.metadata;
        const auto status = text(details, words_.status, "SUCCESS");
        if (status != "SUCCESS" && status != "FAILURE") {
            return fail(refusal(Refusal::request, context.resource.name,
                                "The status of a signal must be SUCCESS or FAILURE."));
        }
        const auto id = text(details, words_.id, std::to_string(signals.size() + 1));
        const auto reason = text(details, words_.reason, fmt::format("Signal {} received", id));
        signals[id] = {{"Status", status}, {"Reason", reason}, {"Data", details.value(words_.data, Json())}};
        return fmt::format("status:{} reason:{}", status, reason);
    }

private:
    static ResourceShape shapeOf(std::string_view name, Words words) {
        ResourceShape shape;
        shape.name = name;
        if (words == Words::heat) {
            shape.properties = {{"signal_transport", Kind::text}};
            shape.attributes = {"endpoint", "curl_cli"};
        }
        return shape;
    }
    static std::string text(const Json& details, const char* key, const std::string& otherwise) {
        return details.is_object() && details.contains(key) && !details[key].is_null()
                   ? pythonText(details[key])
                   : otherwise;
    }
    SignalWords words_;
    bool referenceIsUrl_;
};

class Condition : public ResourceType {
public:
    Condition(std::string_view name, Words words)
        : ResourceType(shapeOf(name, words)), handleKey_(words == Words::aws ? "Handle" : "handle"),
          timeoutKey_(words == Words::aws ? "Timeout" : "timeout"),
          countKey_(words == Words::aws ? "Count" : "count") {}

    Result<> create(ResourceContext& context) const override {
        context.resource.physicalId = context.resource.physicalName;
        return {};
    }
    Result<bool> created(ResourceContext& context) const override {
        const auto signals = signalsOf(context);
        for (const auto& [id, signal] : signals.items()) {
            if (signal["Status"] == "FAILURE") {
                return fail(resourceFailure("WaitConditionFailure", signal["Reason"].get<std::string>()));
            }
        }
        const auto& properties = context.resource.properties;
        const auto count = properties.value(countKey_, std::int64_t{1});
        if (static_cast<std::int64_t>(signals.size()) >= count) {
            return true;
        }
        if (context.now - context.resource.started >= properties.value(timeoutKey_, std::int64_t{0})) {
            return fail(resourceFailure("WaitConditionTimeout",
                                        fmt::format("{} of {} received", signals.size(), count)));
        }
        return false;
    }
    // JSON text of {id: data}.
    Json attribute(const ResourceContext& context, const std::string&) const override {
        Json data = Json::object();
        const auto signals = signalsOf(context);
        for (const auto& [id, signal] : signals.items()) {
            data[id] = signal["Data"];
        }
        return pythonJson(data);
    }

private:
    static ResourceShape shapeOf(std::string_view name, Words words) {
        ResourceShape shape;
        shape.name = name;
        const bool aws = words == Words::aws;
        shape.properties = {{aws ? "Handle" : "handle", Kind::text, true},
                            {aws ? "Timeout" : "timeout", Kind::integer, true},
                            {aws ? "Count" : "count", Kind::integer, false, true}};
        shape.attributes = {aws ? "Data" : "data"};
        return shape;
    }
    Json signalsOf(const ResourceContext& context) const {
        const Resource* handle = context.sibling(context.resource.properties.value(handleKey_, ""));
        return handle ? handle->metadata : Json::object();
    }
    std::string handleKey_, timeoutKey_, countKey_;
};

} // namespace

const ResourceType& waitCondition();
const ResourceType& waitCondition() {
    static const Condition type("OS::Heat::WaitCondition", Words::heat);
    return type;
}
const ResourceType& waitConditionHandle();
const ResourceType& waitConditionHandle() {
    static const Handle type("OS::Heat::WaitConditionHandle", Words::heat);
    return type;
}
const ResourceType& awsWaitCondition();
const ResourceType& awsWaitCondition() {
    static const Condition type("AWS::CloudFormation::WaitCondition", Words::aws);
    return type;
}
const ResourceType& awsWaitConditionHandle();
const ResourceType& awsWaitConditionHandle() {
    static const Handle type("AWS::CloudFormation::WaitConditionHandle", Words::aws);
    return type;
}

} // namespace seedbed::heat
