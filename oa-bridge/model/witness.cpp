// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/model/witness.hpp"

namespace seedbed {

std::string_view toString(Source source) {
    switch (source) {
    case Source::oa: return "OA";
    case Source::oaXml: return "OA xmldata";
    case Source::ribcl: return "RIBCL";
    case Source::redfish: return "Redfish";
    case Source::ipmi: return "IPMI";
    case Source::iloXml: return "iLO xmldata";
    case Source::vc: return "VC";
    case Source::snmp: return "SNMP";
    case Source::wire: return "wire";
    }
    return "?";
}

std::string_view toString(Verdict verdict) {
    switch (verdict) {
    case Verdict::unknown: return "unknown";
    case Verdict::agreed: return "agreed";
    case Verdict::outvoted: return "outvoted";
    case Verdict::undecided: return "undecided";
    }
    return "?";
}

} // namespace seedbed
