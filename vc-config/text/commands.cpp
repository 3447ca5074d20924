// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "vc-config/text/vc_text.hpp"
#include "vc-config/text/wording.hpp"

namespace seedbed::vc {

namespace {

std::string_view enabledWord(bool value) {
    return value ? words::enabled : words::disabled;
}

template <class... Arguments>
std::string word(std::string_view pattern, const Arguments&... arguments) {
    return fmt::format(fmt::runtime(pattern), arguments...);
}

std::string networkProperty(const Connection& c) {
    return c.network.empty() ? " Network=\"\"" : " Network=" + c.network;
}

std::string speedProperty(const Connection& c) {
    const std::string type = fmt::format(" SpeedType={}", toString(c.speed));
    return c.speed == SpeedType::custom ? type + fmt::format(" Speed={}", c.speedMb) : type;
}

std::string pxeProperty(const Connection& c) {
    return fmt::format(" pxe={}", toString(c.pxe));
}

std::string_view trueWord(bool value) {
    return value ? "true" : "false";
}

std::string_view modeWord(ConnectionMode mode) {
    return mode == ConnectionMode::failover ? words::modeFailover : words::modeAuto;
}

// "Auto", "1Gb"
std::string settingWord(int speedMb) {
    return speedMb == 0 ? std::string(words::speedAuto) : fmt::format("{}Gb", speedMb / 1000);
}

std::string added(const Network& n) {
    if (n.uplinkSet.empty()) {
        return word(words::addPlainNetwork, n.name, enabledWord(n.isPrivate));
    }
    return word(words::addNetwork, n.name, n.uplinkSet, n.vlan, enabledWord(n.isPrivate),
                n.native ? words::nativeNetwork : std::string_view());
}

std::string speedWords(int mb, std::string_view some, std::string_view none) {
    return mb > 0 ? word(some, mb) : std::string(none);
}

// The properties that differ.
std::string changed(const Network& before, const Network& after) {
    auto text = word(words::setNetwork, after.name);
    text += before.vlan == after.vlan ? "" : word(words::networkVlan, after.vlan);
    text +=
        before.isPrivate == after.isPrivate ? "" : word(words::networkPrivate, enabledWord(after.isPrivate));
    text += before.native == after.native ? "" : word(words::networkNative, enabledWord(after.native));
    text += before.smartLink == after.smartLink ? ""
                                                : word(words::networkSmartLink, enabledWord(after.smartLink));
    text += before.tunnel == after.tunnel ? "" : word(words::networkTunnel, enabledWord(after.tunnel));
    text += before.mode == after.mode ? "" : word(words::networkMode, modeWord(after.mode));
    if (before.preferredMb != after.preferredMb) {
        text += speedWords(after.preferredMb, words::preferredSpeed, words::noPreferredSpeed);
    }
    if (before.maximumMb != after.maximumMb) {
        text += speedWords(after.maximumMb, words::maximumSpeed, words::noMaximumSpeed);
    }
    return text;
}

struct Wording {
    std::string operator()(const ImportEnclosure&) const { return std::string(words::importEnclosure); }
    std::string operator()(const DeleteDomain&) const { return std::string(words::deleteDomain); }
    std::string operator()(const SetDomain& op) const {
        const auto text = word(words::setDomain, op.name);
        return op.macPool ? text + word(words::macPool, op.macPool->number) : text;
    }
    std::string operator()(const SetVlanCapacity& op) const {
        const bool expanded = op.capacity == VlanCapacity::expanded;
        return word(words::setVlanCapacity, expanded ? words::capacityExpanded : words::capacityLegacy);
    }
    std::string operator()(const AddUplinkSet& op) const { return word(words::addUplinkSet, op.name); }
    std::string operator()(const SetUplinkSet& op) const {
        return word(words::setUplinkSet, op.name, modeWord(op.mode));
    }
    std::string operator()(const RemoveUplinkSet& op) const { return word(words::removeUplinkSet, op.name); }
    std::string operator()(const AddUplinkPort& op) const {
        return op.uplinkSet.empty()
                   ? word(words::addNetworkPort, op.port, op.network, settingWord(op.speedMb))
                   : word(words::addUplinkPort, op.port, op.uplinkSet, settingWord(op.speedMb));
    }
    std::string operator()(const SetUplinkPort& op) const {
        return word(words::setUplinkPort, op.port, settingWord(op.speedMb));
    }
    std::string operator()(const RemoveUplinkPort& op) const {
        return word(words::removeUplinkPort, op.port);
    }
    std::string operator()(const AddNetwork& op) const { return added(op.network); }
    std::string operator()(const SetNetwork& op) const { return changed(op.before, op.after); }
    std::string operator()(const RemoveNetwork& op) const { return word(words::removeNetwork, op.name); }
    std::string operator()(const AddAccessGroup& op) const {
        return word(words::addAccessGroup, op.group.name, fmt::join(op.group.networks, ","));
    }
    std::string operator()(const SetAccessGroup& op) const {
        return word(words::setAccessGroup, op.group.name, fmt::join(op.group.networks, ","));
    }
    std::string operator()(const RemoveAccessGroup& op) const {
        return word(words::removeAccessGroup, op.name);
    }
    std::string operator()(const AddProfile& op) const {
        auto text = word(words::addProfile, op.name);
        text += op.accessGroup == defaultAccessGroup ? "" : word(words::profileGroup, op.accessGroup);
        text += op.hideUnused ? "" : word(words::profileHiding, trueWord(false));
        return text;
    }
    std::string operator()(const SetProfileGroup& op) const {
        return word(words::setProfile, op.profile) + word(words::profileGroup, op.accessGroup);
    }
    std::string operator()(const SetProfileHiding& op) const {
        return word(words::setProfile, op.profile) + word(words::profileHiding, trueWord(op.hideUnused));
    }
    std::string operator()(const RemoveProfile& op) const { return word(words::removeProfile, op.name); }
    std::string operator()(const AddConnection& op) const {
        const auto& c = op.connection;
        const auto network = c.network.empty() ? std::string() : networkProperty(c);
        return word(words::addConnection, op.profile) + network + pxeProperty(c) + speedProperty(c);
    }
    std::string operator()(const SetConnection& op) const {
        auto text = word(words::setConnection, op.profile, op.port);
        const bool sameSpeed = op.before.speed == op.after.speed && op.before.speedMb == op.after.speedMb;
        text += op.before.network == op.after.network ? "" : networkProperty(op.after);
        text += op.before.pxe == op.after.pxe ? "" : pxeProperty(op.after);
        text += sameSpeed ? "" : speedProperty(op.after);
        return text;
    }
    std::string operator()(const RemoveConnection& op) const {
        return word(words::removeConnection, op.profile);
    }
    std::string operator()(const AddMapping& op) const {
        return word(words::addMapping, op.profile, op.port, op.mapped.network, op.mapped.vlan,
                    trueWord(op.mapped.untagged));
    }
    std::string operator()(const RemoveMapping& op) const {
        return word(words::removeMapping, op.profile, op.port, op.network);
    }
    std::string operator()(const AssignProfile& op) const {
        return word(words::assignProfile, op.profile, op.bay);
    }
    std::string operator()(const UnassignProfile& op) const {
        return word(words::unassignProfile, op.profile);
    }
};

} // namespace

std::string toCommand(const Operation& operation) {
    return std::visit(Wording{}, operation);
}

Secret importCommand(const std::string& oaUser, const Secret& oaPassword) {
    const auto quoted = [](const std::string& value) { // a blank would part it
        return value.find(' ') == std::string::npos ? value : '"' + value + '"';
    };
    return Secret(fmt::format("{} username={} password={}", words::importEnclosure, quoted(oaUser),
                              quoted(oaPassword.reveal())));
}

} // namespace seedbed::vc
