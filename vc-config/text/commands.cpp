// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

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

struct Wording {
    std::string operator()(const ImportEnclosure&) const { return std::string(words::importEnclosure); }
    std::string operator()(const SetDomain& op) const {
        const auto text = word(words::setDomain, op.name);
        return op.macPool ? text + word(words::macPool, op.macPool->number) : text;
    }
    std::string operator()(const AddUplinkSet& op) const { return word(words::addUplinkSet, op.name); }
    std::string operator()(const RemoveUplinkSet& op) const { return word(words::removeUplinkSet, op.name); }
    std::string operator()(const AddUplinkPort& op) const {
        return word(words::addUplinkPort, op.port, op.uplinkSet);
    }
    std::string operator()(const RemoveUplinkPort& op) const {
        return word(words::removeUplinkPort, op.port);
    }
    std::string operator()(const AddNetwork& op) const {
        const auto& n = op.network;
        return word(words::addNetwork, n.name, n.uplinkSet, n.vlan, enabledWord(n.isPrivate),
                    n.native ? words::nativeNetwork : std::string_view());
    }
    std::string operator()(const SetNetwork& op) const {
        const auto& n = op.network;
        return word(words::setNetwork, n.name, n.vlan, enabledWord(n.isPrivate), enabledWord(n.native));
    }
    std::string operator()(const RemoveNetwork& op) const { return word(words::removeNetwork, op.name); }
    std::string operator()(const AddProfile& op) const { return word(words::addProfile, op.name); }
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
    return Secret(
        fmt::format("{} username={} password={}", words::importEnclosure, oaUser, oaPassword.reveal()));
}

} // namespace seedbed::vc
