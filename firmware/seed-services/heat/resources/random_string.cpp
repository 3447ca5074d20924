// SPDX-License-Identifier: GPL-3.0-or-later
// OS::Heat::RandomString: made once, kept in the record; its reference is the value itself, which the
// templates of October 2014 depend on. The physical id is the physical name, so that lists of resources do
// not show the value.
#include <random>

#include <fmt/format.h>

#include "firmware/seed-services/heat/resources/resource_type.hpp"
#include "firmware/seed-services/heat/template/refusal.hpp"

namespace seedbed::heat {
namespace {

using Kind = PropertyRule::Kind;
constexpr int defaultLength = 32;
constexpr int longest = 512;

constexpr std::pair<std::string_view, std::string_view> sequences[] = {
    {"lettersdigits", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"},
    {"letters", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"},
    {"lowercase", "abcdefghijklmnopqrstuvwxyz"},
    {"uppercase", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
    {"digits", "0123456789"},
    {"hexdigits", "0123456789abcdefABCDEF"},
    {"octdigits", "01234567"}};

std::string_view alphabetOf(const std::string& name) {
    for (const auto& [sequence, alphabet] : sequences) {
        if (name == sequence) {
            return alphabet;
        }
    }
    return {};
}

class RandomString : public ResourceType {
public:
    RandomString() : ResourceType(shapeOf()) {}

    Result<> create(ResourceContext& context) const override {
        auto& resource = context.resource;
        const int length = resource.properties.value("length", defaultLength);
        const auto alphabet = alphabetOf(resource.properties.value("sequence", "lettersdigits"));
        if (length < 1 || length > longest || alphabet.empty()) {
            return fail(refusal(Refusal::validation, resource.name,
                                fmt::format("length must be 1 to {} and sequence a known one", longest)));
        }
        std::random_device device; // the system's generator
        std::uniform_int_distribution<std::size_t> pick(0, alphabet.size() - 1);
        std::string value;
        for (int i = 0; i < length; ++i) {
            value += alphabet[pick(device)];
        }
        resource.data["value"] = value;
        resource.physicalId = resource.physicalName;
        return {};
    }
    Json reference(const ResourceContext& context) const override {
        return context.resource.data.contains("value") ? context.resource.data["value"]
                                                       : Json(context.resource.name);
    }
    Json attribute(const ResourceContext& context, const std::string&) const override {
        return context.resource.data.value("value", Json());
    }

private:
    static ResourceShape shapeOf() {
        ResourceShape shape;
        shape.name = "OS::Heat::RandomString";
        shape.properties = {{"length", Kind::integer}, {"sequence", Kind::text}, {"salt", Kind::text}};
        shape.attributes = {"value"};
        return shape;
    }
};

} // namespace

const ResourceType& randomString();
const ResourceType& randomString() {
    static const RandomString type;
    return type;
}

} // namespace seedbed::heat
