// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ilo/traps.hpp"

#include <charconv>

#include "firmware/emulator/state/enclosure.hpp"
#include "firmware/emulator/state/identity.hpp"

namespace seedbed::emulator {
namespace {

constexpr int kServerPowerOn = 9017, kServerPowerOff = 9018;
constexpr int kProcessorReset = 6061, kProcessorReady = 6062;
constexpr int kTest = 11003; // cpqHo2GenericTrap; that it is the test trap is (inferred)

const snmp::Oid kCompaq{1, 3, 6, 1, 4, 1, 232};
const snmp::Oid kSysName{1, 3, 6, 1, 2, 1, 1, 5, 0};

snmp::Varbind text(snmp::Oid oid, std::string_view value) {
    return {std::move(oid), snmp::encode(snmp::Tag::octets, value)};
}

std::string keptOr(const Ilo& ilo, const std::string& name, const std::string& otherwise) {
    const auto found = ilo.settings.kept.find(name);
    return found == ilo.settings.kept.end() ? otherwise : found->second;
}

std::uint16_t trapPort(const Ilo& ilo) {
    const auto words = keptOr(ilo, "SNMP_TRAP_PORT", "162");
    std::uint16_t port = 162;
    std::from_chars(words.data(), words.data() + words.size(), port);
    return port;
}

} // namespace

IloTrapSource::IloTrapSource(const Chassis& chassis, BayNumber bay)
    : chassis_(chassis), bay_(bay), seen_(look()) {}

IloTrapSource::Seen IloTrapSource::look() const {
    const auto& blade = chassis_.blade(bay_);
    return {blade.present, blade.powered, chassis_.iloIsUp(bay_), chassis_.ilo(bay_).testTraps};
}

std::vector<IloTrapSource::Datagram> IloTrapSource::changes() {
    const auto now = look();
    const auto before = std::exchange(seen_, now);
    std::vector<Datagram> datagrams;
    if (!now.present) {
        return datagrams; // its iLO went with it
    }
    if (before.up && !now.up) {
        add(datagrams, kProcessorReset);
    }
    if (!now.up) {
        return datagrams;
    }
    if (!before.up) {
        add(datagrams, kProcessorReady);
    }
    if (before.powered != now.powered) {
        const auto uuid =
            text(snmp::below(kCompaq, {11, 2, 10, 6, 0}), upper(uuidText(chassis_.blade(bay_).uuid)));
        add(datagrams, now.powered ? kServerPowerOn : kServerPowerOff, {uuid});
    }
    for (int sent = before.tests; sent < now.tests; ++sent) {
        add(datagrams, kTest, {text(snmp::below(kCompaq, {11, 2, 8, 1, 0}), "Test trap from iLO 4")});
    }
    return datagrams;
}

void IloTrapSource::add(std::vector<Datagram>& datagrams, int number,
                        std::vector<snmp::Varbind> varbinds) const {
    const auto& ilo = chassis_.ilo(bay_);
    if (upper(keptOr(ilo, "RIB_TRAPS", "Y")).starts_with('N')) {
        return;
    }
    std::vector<snmp::Varbind> all{text(kSysName, ilo.settings.dnsName),
                                   {snmp::below(kCompaq, {11, 2, 11, 1, 0}), snmp::encodeInteger(0)}};
    all.insert(all.end(), varbinds.begin(), varbinds.end());
    const auto up = std::chrono::steady_clock::now() - since_;
    constexpr int perTick = 10; // milliseconds
    const auto ticks = std::chrono::duration_cast<std::chrono::milliseconds>(up).count() / perTick;
    for (std::size_t i = 0; i < ilo.settings.trapReceivers.size(); ++i) {
        const auto receiver = Ipv4Address::parse(ilo.settings.trapReceivers[i]);
        const auto community = keptOr(ilo, fmt::format("SNMP_ADDRESS_{}_TRAPCOMMUNITY", i + 1), "public");
        if (receiver) {
            datagrams.push_back({*receiver, trapPort(ilo),
                                 snmp::trapPacket(community, kCompaq, chassis_.iloAddress(bay_).value, number,
                                                  static_cast<std::uint32_t>(ticks), all)});
        }
    }
}

} // namespace seedbed::emulator
