// SPDX-License-Identifier: GPL-3.0-or-later
// One opened SOAP reply of the Onboard Administrator, and typed reading of its fields. For the OA codecs
// only.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "oa-bridge/model/enclosure.hpp"
#include "oa-bridge/wire/xml.hpp"

namespace seedbed::wire {

struct OaReply {
    std::unique_ptr<pugi::xml_document> document; // owns what `response` points into
    pugi::xml_node response;                      // the <CALLResponse> element
};

// Errors as listed in oa_soap.hpp: a fault, or OA-NONSENSE when the reply is not one to `call`.
Result<OaReply> openReply(std::string_view bytes, std::string_view call);
Error oaNonsense(std::string_view call, std::string cause);

// The fields of one structure. The first field that cannot be read is remembered; check() returns it at the
// end.
class Fields {
public:
    Fields(pugi::xml_node node, std::string_view call) : node_(node), call_(call) {}
    std::string text(std::string_view name) const { return childText(node_, name); }
    std::string extra(std::string_view name) const { return extraData(node_, name); }
    int number(std::string_view name);                          // absent or empty: 0
    int numberWithin(std::string_view name, int low, int high); // must be there and in the range
    bool flag(std::string_view name) const;                     // "true" or "1"
    Presence presence() const;
    PowerReading power() const;
    Health health(std::string_view name = "operationalStatus") const;
    pugi::xml_node node() const { return node_; }
    Result<> check() const;

private:
    void reject(std::string_view name, std::string_view value);
    pugi::xml_node node_;
    std::string_view call_;
    std::string rejected_;
};

} // namespace seedbed::wire
