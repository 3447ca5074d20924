// SPDX-License-Identifier: GPL-3.0-or-later
// SOAP 1.2 envelopes of the OA: a request from bytes, an answer or a fault to bytes. Pure, any thread.
// Refused: DTDs, more than 1 MiB, more than 32 levels, SOAP 1.1, headers that must be understood and are not.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <pugixml.hpp>
#include <tl/expected.hpp>

#include "firmware/emulator/oa/element.hpp"

namespace seedbed::emulator {

constexpr std::size_t kSoapLimit = 1u << 20;
constexpr int kSoapDepth = 32;

// What the OA answers instead of a result. `code` 0: a fault of the envelope, without a faultInfo.
struct SoapFault {
    int code = 0;
    std::string text;
    std::string subcode; // "wsse:FailedAuthentication" when the session key is no good
    std::string value = "SOAP-ENV:Sender";
    int bay = 0;
};

struct SoapRequest {
    std::string name;                              // local name of the call
    std::string sessionKey;                        // empty if the header has none
    std::string text(const char* parameter) const; // of a direct child of the call, trimmed
    const pugi::xml_node& call() const { return call_; }

    std::unique_ptr<pugi::xml_document> document;
    pugi::xml_node call_;
};

tl::expected<SoapRequest, SoapFault> parseSoap(std::string_view body);

// Names without their prefix, which is the sender's choice.
std::string_view localName(const pugi::xml_node& node);
pugi::xml_node childNamed(const pugi::xml_node& parent, std::string_view name);
std::string trimmedText(const pugi::xml_node& node);

std::string soapAnswer(const Element& answer);
std::string faultEnvelope(const std::string& operation, const SoapFault& fault);
// 400 for the sender's mistakes, 500 for an envelope of another version.
unsigned httpStatus(const SoapFault& fault);

} // namespace seedbed::emulator
