// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/vc/vc_soap.hpp"

#include <fmt/format.h>
#include <pugixml.hpp>

namespace seedbed::emulator::vc {
namespace {

constexpr const char* kActive = "VCM_ACTIVE"; // one that stands by has STANDBY in it

std::string_view localName(const pugi::xml_node& node) {
    const std::string_view name = node.name();
    return name.substr(name.find(':') + 1);
}

pugi::xml_node childOf(const pugi::xml_node& parent, std::string_view name) {
    return parent.find_child([name](const pugi::xml_node& node) { return localName(node) == name; });
}

std::string envelope(const std::string& content) {
    return fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                       "<SOAP-ENV:Envelope xmlns:SOAP-ENV=\"http://www.w3.org/2003/05/soap-envelope\" "
                       "xmlns:hpvcm=\"http://hp.com/iss/net/vcm/resourceModel\">\n"
                       "<SOAP-ENV:Body>\n{}</SOAP-ENV:Body>\n</SOAP-ENV:Envelope>\n",
                       content);
}

} // namespace

std::optional<std::string> soapAnswer(std::string_view body, Ipv4Address own) {
    pugi::xml_document document;
    if (!document.load_buffer(body.data(), body.size())) {
        return std::nullopt;
    }
    const auto call = childOf(childOf(childOf(document, "Envelope"), "Body"), "getDomainMode");
    if (!call) {
        return std::nullopt;
    }
    return envelope(fmt::format("<hpvcm:getDomainModeResponse>\n<hpvcm:controlMode>{}</hpvcm:controlMode>\n"
                                "<hpvcm:masterHTTPLink>https://{}/</hpvcm:masterHTTPLink>\n"
                                "</hpvcm:getDomainModeResponse>\n",
                                kActive, own.toString()));
}

std::string soapFault(std::string_view reason) {
    return envelope(
        fmt::format("<SOAP-ENV:Fault>\n<SOAP-ENV:Code>\n<SOAP-ENV:Value>SOAP-ENV:Sender</SOAP-ENV:Value>\n"
                    "</SOAP-ENV:Code>\n<SOAP-ENV:Reason>\n<SOAP-ENV:Text>{}</SOAP-ENV:Text>\n"
                    "</SOAP-ENV:Reason>\n</SOAP-ENV:Fault>\n",
                    reason));
}

} // namespace seedbed::emulator::vc
