// SPDX-License-Identifier: GPL-3.0-or-later
// EBIPA: the addresses the OA gives out by bay. Names and parameters of the calls as public clients list them; the
// words of ebipaDevice and the structure of the settings are documented nowhere and inferred: getEbipaInfoEx tells
// <bay> entries, configureEbipaEx takes them back; that a change takes effect at once is inferred, too. Calls without a
// bay mean all bays, as on the command line.
#include <algorithm>

#include "firmware/emulator/oa/calls.hpp"
#include "firmware/emulator/state/log_wordings.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator {
namespace {

constexpr std::size_t kMostDnsServers = 3;

tl::expected<std::span<EbipaEntry>, SoapFault> entriesOf(OaState& state, const SoapRequest& request) {
    const auto device = request.text("ebipaDevice");
    auto& oa = state.chassis.oa();
    if (iequals(device, "SERVER")) {
        return oa.ebipaServer;
    }
    if (iequals(device, "INTERCONNECT")) {
        return oa.ebipaInterconnect;
    }
    return tl::unexpected(faults::badParameter("ebipaDevice"));
}

bool isAddress(const std::string& text) {
    return text.empty() || Ipv4Address::parse(text).has_value();
}

std::vector<Element> addressList(std::span<const std::string> addresses) {
    std::vector<Element> list;
    for (const auto& address : addresses) {
        if (!address.empty()) {
            list.push_back(leaf("ipAddress", address));
        }
    }
    return list;
}

Element entryElement(int bay, const EbipaEntry& entry) {
    return node("bay", {leaf("bayNumber", bay), leaf("enabled", entry.enabled), leaf("ipAddress", entry.address),
                        leaf("netmask", entry.netmask), leaf("gateway", entry.gateway), leaf("domain", entry.domain),
                        node("dns", addressList(entry.dns)), node("ntp", addressList(entry.ntp))});
}

Element entryList(const char* name, std::span<const EbipaEntry> entries) {
    std::vector<Element> rows;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        rows.push_back(entryElement(static_cast<int>(i + 1), entries[i]));
    }
    return node(name, std::move(rows));
}

Element ebipaInfo(const OaSettings& oa, const char* name) {
    return node(name, {entryList("bladeBays", oa.ebipaServer), entryList("interconnectTrayBays", oa.ebipaInterconnect)});
}

Answer getEbipaInfo(OaState& state, const SoapRequest& request) {
    return answer(request, ebipaInfo(state.chassis.oa(), "ebipaInfo"));
}

Answer getEbipaInfoEx(OaState& state, const SoapRequest& request) {
    return answer(request, ebipaInfo(state.chassis.oa(), "ebipaInfoEx"));
}

Answer changed(OaState& state, const SoapRequest& request) {
    state.chassis.logOa(log_words::ebipaChanged);
    state.chassis.oaChanged();
    state.chassis.renewLeases();
    state.pipes.raise("EVENT_EBIPA_INFO_CHANGED_EX", ebipaInfo(state.chassis.oa(), "ebipaInfoEx"));
    return done(request);
}

std::vector<std::string> addressesIn(const pugi::xml_node& list) {
    std::vector<std::string> addresses;
    for (const auto& entry : list.children()) {
        if (localName(entry) == "ipAddress") {
            addresses.push_back(trimmedText(entry));
        }
    }
    return addresses;
}

// Nothing of an entry that is not sound.
std::optional<EbipaEntry> readEntry(const pugi::xml_node& bay) {
    const auto text = [&bay](const char* name) { return trimmedText(childNamed(bay, name)); };
    EbipaEntry entry{truth(text("enabled")), text("ipAddress"), text("netmask"), text("gateway"), text("domain"),
                     addressesIn(childNamed(bay, "dns")), {}};
    const auto ntp = addressesIn(childNamed(bay, "ntp"));
    if (entry.dns.size() > kMostDnsServers || ntp.size() > entry.ntp.size()) {
        return std::nullopt;
    }
    std::copy(ntp.begin(), ntp.end(), entry.ntp.begin());
    const bool sound = isAddress(entry.address) && isAddress(entry.netmask) && isAddress(entry.gateway) &&
                       std::all_of(entry.dns.begin(), entry.dns.end(), isAddress) &&
                       std::all_of(ntp.begin(), ntp.end(), isAddress);
    return sound ? std::optional(entry) : std::nullopt;
}

// All bays of the request or none.
Answer configureEbipa(OaState& state, const SoapRequest& request) {
    auto entries = entriesOf(state, request);
    if (!entries) {
        return tl::unexpected(entries.error());
    }
    std::vector<EbipaEntry> wanted(entries->begin(), entries->end());
    for (const auto& bay : childNamed(request.call(), "config").children()) {
        if (bay.type() != pugi::node_element) {
            continue;
        }
        const int number = childNamed(bay, "bayNumber").text().as_int(0);
        const auto entry = readEntry(bay);
        if (!entry || number < 1 || static_cast<std::size_t>(number) > wanted.size()) {
            return tl::unexpected(faults::badParameter("config"));
        }
        wanted[static_cast<std::size_t>(number - 1)] = *entry;
    }
    std::copy(wanted.begin(), wanted.end(), entries->begin());
    return changed(state, request);
}

// `change` on the entry of every bay, after the parameters were found to be addresses.
template <class Change>
Answer changeAll(OaState& state, const SoapRequest& request, std::initializer_list<const char*> addresses, Change change) {
    auto entries = entriesOf(state, request);
    if (!entries) {
        return tl::unexpected(entries.error());
    }
    for (const char* parameter : addresses) {
        if (!isAddress(request.text(parameter))) {
            return tl::unexpected(faults::badParameter(parameter));
        }
    }
    for (auto& entry : *entries) {
        change(entry);
    }
    return changed(state, request);
}

Answer setEbipaIpAddress(OaState& state, const SoapRequest& request) {
    auto next = Ipv4Address::parse(request.text("ipAddress")); // counts up over the bays
    return changeAll(state, request, {"ipAddress"}, [&next](EbipaEntry& entry) {
        entry.address = next ? next->toString() : "";
        next = next ? Result<Ipv4Address>(*next + 1) : next;
    });
}

template <std::string EbipaEntry::* Member>
Answer setAddress(OaState& state, const SoapRequest& request) {
    return changeAll(state, request, {"ipAddress"},
                     [&request](EbipaEntry& entry) { entry.*Member = request.text("ipAddress"); });
}

Answer setEbipaDomain(OaState& state, const SoapRequest& request) {
    return changeAll(state, request, {}, [&request](EbipaEntry& entry) { entry.domain = request.text("domain"); });
}

Answer setEbipaDnsServers(OaState& state, const SoapRequest& request) {
    return changeAll(state, request, {"ipAddress1", "ipAddress2", "ipAddress3"}, [&request](EbipaEntry& entry) {
        entry.dns = {request.text("ipAddress1"), request.text("ipAddress2"), request.text("ipAddress3")};
        std::erase(entry.dns, "");
    });
}

Answer setEbipaNtpServers(OaState& state, const SoapRequest& request) {
    return changeAll(state, request, {"ipAddress1", "ipAddress2"}, [&request](EbipaEntry& entry) {
        entry.ntp = {request.text("ipAddress1"), request.text("ipAddress2")};
    });
}

constexpr CallRow kRows[] = {
    {"getEbipaInfo", true, getEbipaInfo},
    {"getEbipaInfoEx", true, getEbipaInfoEx},
    {"configureEbipa", true, configureEbipa},
    {"configureEbipaEx", true, configureEbipa},
    {"setEbipaIpAddress", true, setEbipaIpAddress},
    {"setEbipaNetmask", true, setAddress<&EbipaEntry::netmask>},
    {"setEbipaGateway", true, setAddress<&EbipaEntry::gateway>},
    {"setEbipaDomain", true, setEbipaDomain},
    {"setEbipaDnsServers", true, setEbipaDnsServers},
    {"setEbipaNtpServers", true, setEbipaNtpServers},
};

} // namespace

std::span<const CallRow> ebipaCalls() {
    return kRows;
}

} // namespace seedbed::emulator
