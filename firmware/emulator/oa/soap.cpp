// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/oa/soap.hpp"

#include <utility>

#include <fmt/format.h>

#include "firmware/emulator/state/xml_text.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator {
namespace {

constexpr std::string_view kEnvelopeSpace = "http://www.w3.org/2003/05/soap-envelope";
constexpr std::string_view kCallSpace = "hpoa.xsd"; // literally
constexpr std::string_view kEnvelopeHead =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<SOAP-ENV:Envelope xmlns:SOAP-ENV=\"http://www.w3.org/2003/05/soap-envelope\""
    " xmlns:SOAP-ENC=\"http://www.w3.org/2003/05/soap-encoding\""
    " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\""
    " xmlns:wsu=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd\""
    " xmlns:wsse=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd\""
    " xmlns:hpoa=\"hpoa.xsd\">\n";

// The namespace a prefix stands for at a node; empty if it is not declared.
std::string_view spaceOf(pugi::xml_node node) {
    std::string_view name = node.name();
    auto colon = name.find(':');
    std::string declaration = "xmlns";
    if (colon != std::string_view::npos) {
        declaration += fmt::format(":{}", name.substr(0, colon));
    }
    for (; node; node = node.parent()) {
        if (auto attribute = node.attribute(declaration.c_str())) {
            return attribute.value();
        }
    }
    return {};
}

class ShapeCheck : public pugi::xml_tree_walker {
public:
    bool for_each(pugi::xml_node& node) override {
        ok = depth() < kSoapDepth && node.type() != pugi::node_doctype;
        return ok;
    }
    bool ok = true;
};

SoapFault malformed(std::string text, std::string value = "SOAP-ENV:Sender") {
    SoapFault fault;
    fault.text = std::move(text);
    fault.value = std::move(value);
    return fault;
}

bool mustBeUnderstood(const pugi::xml_node& header) {
    for (const auto& attribute : header.attributes()) {
        std::string_view name = attribute.name();
        auto local = name.substr(name.find(':') + 1); // npos + 1 is 0
        std::string_view value = attribute.value();
        if (local == "mustUnderstand" && (value == "true" || value == "1")) {
            return true;
        }
    }
    return false;
}

tl::expected<std::string, SoapFault> sessionKeyOf(const pugi::xml_node& header) {
    std::string key;
    for (const auto& entry : header.children()) {
        if (entry.type() != pugi::node_element) {
            continue;
        }
        if (localName(entry) == "Security") {
            key = trimmedText(childNamed(childNamed(entry, "HpOaSessionKeyToken"), "oaSessionKey"));
        } else if (mustBeUnderstood(entry)) {
            return tl::unexpected(malformed(fmt::format("Header {} is not understood", localName(entry)),
                                            "SOAP-ENV:MustUnderstand"));
        }
    }
    return key;
}

pugi::xml_node firstElement(const pugi::xml_node& parent) {
    for (const auto& child : parent.children()) {
        if (child.type() == pugi::node_element) {
            return child;
        }
    }
    return {};
}

tl::expected<pugi::xml_node, SoapFault> envelopeOf(const pugi::xml_document& document) {
    auto envelope = document.document_element();
    if (localName(envelope) != "Envelope") {
        return tl::unexpected(malformed("The request is no SOAP envelope"));
    }
    if (spaceOf(envelope) != kEnvelopeSpace) {
        return tl::unexpected(malformed("Only SOAP 1.2 is spoken here", "SOAP-ENV:VersionMismatch"));
    }
    return envelope;
}

} // namespace

std::string_view localName(const pugi::xml_node& node) {
    std::string_view name = node.name();
    return name.substr(name.find(':') + 1);
}

pugi::xml_node childNamed(const pugi::xml_node& parent, std::string_view name) {
    for (const auto& child : parent.children()) {
        if (child.type() == pugi::node_element && localName(child) == name) {
            return child;
        }
    }
    return {};
}

std::string trimmedText(const pugi::xml_node& node) {
    return std::string(trim(node.text().get()));
}

std::string SoapRequest::text(const char* parameter) const {
    return trimmedText(childNamed(call_, parameter));
}

tl::expected<SoapRequest, SoapFault> parseSoap(std::string_view body) {
    if (body.size() > kSoapLimit) {
        return tl::unexpected(malformed("The request is too large"));
    }
    SoapRequest request;
    request.document = std::make_unique<pugi::xml_document>();
    auto flags = pugi::parse_default | pugi::parse_doctype;
    auto parsed = request.document->load_buffer(body.data(), body.size(), flags, pugi::encoding_utf8);
    if (!parsed) {
        return tl::unexpected(
            malformed(fmt::format("The request is not well-formed: {}", parsed.description())));
    }
    ShapeCheck shape;
    request.document->traverse(shape);
    if (!shape.ok) {
        return tl::unexpected(malformed("The request nests too deep or carries a document type"));
    }
    auto envelope = envelopeOf(*request.document);
    if (!envelope) {
        return tl::unexpected(envelope.error());
    }
    auto key = sessionKeyOf(childNamed(*envelope, "Header"));
    if (!key) {
        return tl::unexpected(key.error());
    }
    request.sessionKey = *key;
    request.call_ = firstElement(childNamed(*envelope, "Body"));
    request.name = std::string(localName(request.call_));
    if (request.name.empty() || spaceOf(request.call_) != kCallSpace) {
        return tl::unexpected(malformed("The body holds no call of the hpoa interface"));
    }
    return request;
}

std::string soapAnswer(const Element& answer) {
    std::string out(kEnvelopeHead);
    out += "<SOAP-ENV:Body>\n";
    write(out, answer, 1);
    out += "</SOAP-ENV:Body>\n</SOAP-ENV:Envelope>\n";
    return out;
}

std::string faultEnvelope(const std::string& operation, const SoapFault& fault) {
    std::string out(kEnvelopeHead);
    out += "<SOAP-ENV:Body>\n <SOAP-ENV:Fault>\n  <SOAP-ENV:Code>\n";
    out += fmt::format("   <SOAP-ENV:Value>{}</SOAP-ENV:Value>\n", fault.value);
    if (!fault.subcode.empty()) {
        out += fmt::format(
            "   <SOAP-ENV:Subcode>\n    <SOAP-ENV:Value>{}</SOAP-ENV:Value>\n   </SOAP-ENV:Subcode>\n",
            fault.subcode);
    }
    auto reason = fault.code == 0 ? fault.text : "User Request Error";
    out += fmt::format("  </SOAP-ENV:Code>\n  <SOAP-ENV:Reason>\n   <SOAP-ENV:Text xml:lang=\"en\">{}"
                       "</SOAP-ENV:Text>\n  </SOAP-ENV:Reason>\n",
                       escapeXml(reason));
    if (fault.code != 0) {
        std::vector<Element> info{leaf("operationName", operation), leaf("errorText", fault.text),
                                  leaf("errorCode", fault.code), leaf("errorType", "USER_REQUEST")};
        if (fault.bay != 0) {
            info.push_back(leaf("operationBayNumber", fault.bay));
        }
        out += "  <SOAP-ENV:Detail>\n";
        write(out, node("faultInfo", std::move(info)), 3);
        out += "  </SOAP-ENV:Detail>\n";
    }
    out += " </SOAP-ENV:Fault>\n</SOAP-ENV:Body>\n</SOAP-ENV:Envelope>\n";
    return out;
}

unsigned httpStatus(const SoapFault& fault) {
    return fault.value == "SOAP-ENV:Sender" ? 400 : 500;
}

} // namespace seedbed::emulator
