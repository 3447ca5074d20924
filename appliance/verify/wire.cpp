// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/verify/wire.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "oa-bridge/base/json_fields.hpp"

namespace seedbed {
namespace {

using nlohmann::json;

constexpr std::size_t kEthernetHeader = 14;
constexpr std::size_t kMostTold = 4096; // nics and heard frames of one probe

Error wireError(std::string id, std::string object, std::string cause, std::string action) {
    return {.kind = ErrorKind::conflict,
            .id = std::move(id),
            .object = std::move(object),
            .attempted = "prove the wires with frames",
            .cause = std::move(cause),
            .action = std::move(action)};
}

Error badText(const std::string& host, std::string cause) {
    Error error = wireError("WIRE-TEXT", host, std::move(cause), "look at the node's console, then verify again");
    error.kind = ErrorKind::nonsense;
    return error;
}

std::string quoted(const std::string& network) { return network.empty() ? "no network" : "network " + network; }

// The hearing of every point by every other.
class Judge {
public:
    Judge(const vc::VcDomain& domain, const std::vector<WirePoint>& points) : domain_(domain), points_(points) {}
    void listen(const WireTold& told);
    WireVerdict verdict();

private:
    struct Hearing {
        std::size_t largest = 0;
        std::size_t wanted = 0; // what a full frame would be
    };
    std::optional<std::size_t> pointAt(const MacAddress& mac, int tag) const;
    const WirePoint* anyAt(const MacAddress& mac) const;
    bool isTunnel(const WirePoint& point) const;
    void judgeFrame(const std::string& receiver, const MacAddress& at, const WireTold::Heard& heard);
    void noteMtus(WireVerdict& verdict) const;
    bool mayHear(const WirePoint& from, const WirePoint& to) const;
    void compare(std::size_t from, std::size_t to, WireVerdict& verdict) const;
    void leak(const WirePoint& from, const std::string& to, const std::string& how);

    const vc::VcDomain& domain_;
    const std::vector<WirePoint>& points_;
    std::map<std::pair<std::size_t, std::size_t>, Hearing> hearings_; // from, to
    std::map<MacAddress, int> mtus_;
    std::vector<Error> leaks_;
};

std::optional<std::size_t> Judge::pointAt(const MacAddress& mac, int tag) const {
    const auto found = std::find_if(points_.begin(), points_.end(),
                                    [&](const WirePoint& point) { return point.mac == mac && point.tag == tag; });
    return found == points_.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - points_.begin()));
}

const WirePoint* Judge::anyAt(const MacAddress& mac) const {
    const auto found = std::find_if(points_.begin(), points_.end(),
                                    [&](const WirePoint& point) { return point.mac == mac; });
    return found == points_.end() ? nullptr : &*found;
}

bool Judge::isTunnel(const WirePoint& point) const {
    const auto* network = domain_.network(point.network);
    return network != nullptr && network->tunnel;
}

bool Judge::mayHear(const WirePoint& from, const WirePoint& to) const {
    if (from.network.empty() || from.network != to.network) {
        return false;
    }
    const auto* network = domain_.network(from.network);
    return from.uplink || to.uplink || network == nullptr || !network->isPrivate;
}

void Judge::leak(const WirePoint& from, const std::string& to, const std::string& how) {
    leaks_.push_back(wireError("WIRE-LEAK", to, fmt::format("it hears {}, which is on {}, {}", from.name, quoted(from.network), how),
                               "compare the profile with the plan: seedbed drift; look for a cable between uplinks"));
}

void Judge::listen(const WireTold& told) {
    for (const auto& nic : told.nics) {
        mtus_[nic.mac] = nic.mtu;
    }
    for (const auto& heard : told.heard) {
        const auto nic = std::find_if(told.nics.begin(), told.nics.end(), [&](const auto& each) { return each.name == heard.on; });
        if (nic != told.nics.end() && nic->mac != heard.source) { // our own may come back
            judgeFrame(fmt::format("{} {}", told.host, heard.on), nic->mac, heard);
        }
    }
}

// Both are interfaces of the plan, or it counts for nothing.
void Judge::judgeFrame(const std::string& receiver, const MacAddress& at, const WireTold::Heard& heard) {
    const auto from = pointAt(heard.source, heard.sentTag);
    const auto to = pointAt(at, heard.tag);
    const auto* sender = from ? &points_[*from] : anyAt(heard.source);
    const auto* hearer = to ? &points_[*to] : anyAt(at);
    if (sender == nullptr || hearer == nullptr) {
        return;
    }
    if (from && to) {
        auto& hearing = hearings_[{*from, *to}];
        hearing.largest = std::max(hearing.largest, heard.largest);
    } else if (isTunnel(*sender) && sender->network == hearer->network && heard.sentTag == heard.tag) {
        return; // a tunnel carries what it is given
    } else if (!from) {
        leak(*sender, receiver,
             heard.sentTag == 0
                 ? "and sent it without a VLAN tag, which nobody planned"
                 : fmt::format("and sent it with VLAN tag {}, which nobody planned", heard.sentTag));
    } else {
        leak(*sender, receiver,
             heard.tag == 0 ? std::string("without a VLAN tag") : fmt::format("with VLAN tag {}", heard.tag));
    }
}

// What a NIC does not take cannot be proved on its wire. One NIC is named for all of its network.
void Judge::noteMtus(WireVerdict& verdict) const {
    std::map<std::string, std::string> notes;
    for (const auto& point : points_) {
        const auto mtu = mtus_.find(point.mac);
        if (mtu != mtus_.end() && mtu->second < point.mtu) {
            notes.try_emplace(point.network,
                              fmt::format("the NIC of {} has an MTU of {}: the site's {} on {} is not proved",
                                          point.name, mtu->second, point.mtu, quoted(point.network)));
        }
    }
    for (const auto& [network, note] : notes) {
        verdict.notes.push_back(note);
    }
}

void Judge::compare(std::size_t from, std::size_t to, WireVerdict& verdict) const {
    const auto& sender = points_[from];
    const auto& receiver = points_[to];
    const auto heard = hearings_.find({from, to});
    if (!mayHear(sender, receiver)) {
        ++verdict.apart;
        if (heard != hearings_.end()) {
            verdict.errors.push_back(wireError(
                "WIRE-LEAK", receiver.name,
                fmt::format("it is on {} and hears {}, which is on {}", quoted(receiver.network), sender.name, quoted(sender.network)),
                "compare the profiles with the plan: seedbed drift; look for a cable between uplinks"));
        }
        return;
    }
    if (heard == hearings_.end() && (sender.optional || receiver.optional)) {
        return;
    }
    ++verdict.wanted;
    if (heard == hearings_.end()) {
        verdict.errors.push_back(wireError("WIRE-NOT-HEARD", receiver.name,
                                           fmt::format("it does not hear {} on {}", sender.name, quoted(sender.network)),
                                           "seedbed drift names what of Virtual Connect is not as planned; then the cable, and the "
                                           "VLANs of the customer's switch port"));
        return;
    }
    ++verdict.heard;
    const auto smaller = std::min(mtus_.at(sender.mac), mtus_.at(receiver.mac));
    const auto full = kEthernetHeader + static_cast<std::size_t>(std::max(smaller, 0));
    if (heard->second.largest < full) {
        verdict.errors.push_back(wireError(
            "WIRE-CUT-SHORT", receiver.name,
            fmt::format("of {} frames of {} bytes are heard, none of {}", sender.name, heard->second.largest, full),
            fmt::format("let every switch on the way carry an MTU of {} on {}", smaller, quoted(sender.network))));
    }
}

WireVerdict Judge::verdict() {
    WireVerdict verdict;
    verdict.points = static_cast<int>(points_.size());
    verdict.errors = leaks_;
    for (const auto& point : points_) {
        if (!mtus_.contains(point.mac)) {
            verdict.errors.push_back(wireError("WIRE-NO-NIC", point.name,
                                               fmt::format("{} has no NIC with its address {}", point.host, point.mac.toString()),
                                               "restart the blade: it has not taken its profile's addresses"));
        }
    }
    noteMtus(verdict);
    if (!verdict.errors.empty() && leaks_.empty()) {
        return verdict; // who is not there hears nobody: that says nothing more
    }
    for (std::size_t from = 0; from < points_.size(); ++from) {
        for (std::size_t to = 0; to < points_.size(); ++to) {
            if (points_[from].mac != points_[to].mac && mtus_.contains(points_[from].mac) && mtus_.contains(points_[to].mac)) {
                compare(from, to, verdict);
            }
        }
    }
    return verdict;
}

} // namespace

Result<WireTold> readWireTold(const json& told, const std::string& host) {
    const auto& interfaces = field::list(told, "interfaces");
    const auto& frames = field::list(told, "heard");
    if (interfaces.empty() || interfaces.size() > kMostTold || frames.size() > kMostTold) {
        return fail(badText(host, fmt::format("it tells of {} interfaces and {} senders", interfaces.size(), frames.size())));
    }
    WireTold result;
    result.host = host;
    for (const json& each : interfaces) {
        auto mac = MacAddress::parse(field::text(each, "mac"));
        if (!mac) {
            return fail(badText(host, mac.error().cause));
        }
        result.nics.push_back({field::text(each, "name"), *mac, static_cast<int>(field::number(each, "mtu") & 0xFFFF)});
    }
    for (const json& each : frames) {
        auto source = MacAddress::parse(field::text(each, "source"));
        if (!source) {
            return fail(badText(host, source.error().cause));
        }
        result.heard.push_back({field::text(each, "on"), *source, static_cast<int>(field::number(each, "sent_vlan") & 0xFFF),
                                static_cast<int>(field::number(each, "vlan") & 0xFFF), field::number(each, "largest")});
    }
    return result;
}

WireVerdict judgeWires(const vc::VcDomain& domain, const std::vector<WirePoint>& points, const std::vector<WireTold>& told) {
    Judge judge(domain, points);
    for (const auto& each : told) {
        judge.listen(each);
    }
    return judge.verdict();
}

std::vector<WirePoint> pointsOf(const vc::ServerProfile& profile, const std::vector<MacAddress>& macs) {
    std::vector<WirePoint> points;
    const auto host = fmt::format("bay{}", profile.bay.value_or(0));
    for (std::size_t i = 0; i < std::min(macs.size(), profile.connections.size()); ++i) {
        const auto& connection = profile.connections[i];
        const auto name = fmt::format("{} {}", host, vc::flexNicName(static_cast<int>(i) + 1));
        for (const auto& mapped : connection.map) {
            points.push_back({name, host, macs[i], mapped.untagged ? 0 : mapped.vlan, mapped.network});
        }
        if (connection.map.empty()) {
            points.push_back({name, host, macs[i], 0, connection.network});
        }
    }
    return points;
}

} // namespace seedbed
