// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/control/chassis_json.hpp"

#include <nlohmann/json.hpp>

#include "firmware/emulator/state/faults.hpp"
#include "firmware/emulator/state/identity.hpp"
#include "firmware/emulator/state/null_backend.hpp"

namespace seedbed::emulator {

using nlohmann::json;

json bladeJson(const Blade& blade) {
    auto nics = json::array();
    for (const auto& nic : blade.nics) {
        nics.push_back({{"mac", nic.mac.toString()}, {"network", nic.network}, {"pxe", nic.pxe}});
    }
    const auto& boot = blade.bootOverride;
    return {{"bay", blade.bay},
            {"serial", blade.serial},
            {"uuid", uuidText(blade.uuid)},
            {"product", blade.productName},
            {"ilo_address", blade.iloAddress.toString()},
            {"power", blade.powered ? "on" : "off"},
            {"post", blade.inPost},
            {"uid", blade.uidLit},
            {"profile", blade.profile},
            {"nics", std::move(nics)},
            {"permanent_boot", toString(blade.permanentFirst)},
            {"boot_override",
             {{"device", toString(boot.device)},
              {"valid", boot.valid},
              {"persistent", boot.persistent},
              {"efi", boot.efi}}}};
}

json stateJson(const Chassis& chassis) {
    auto blades = json::array();
    for (const auto bay : chassis.options().bays) {
        blades.push_back(bladeJson(chassis.blade(bay)));
    }
    json uplinks = json::object();
    for (const auto& [network, wires] : chassis.networks()) {
        uplinks[network] = wires.ports;
    }
    return {{"blades", std::move(blades)}, {"network_uplinks", std::move(uplinks)}};
}

json faultsJson(const Chassis& chassis) {
    auto faults = json::array();
    for (const auto& [id, fault] : chassis.faults()) {
        auto entry = toJson(fault);
        entry["id"] = id;
        faults.push_back(std::move(entry));
    }
    auto kinds = json::object();
    for (const auto& kind : faultKinds()) {
        kinds[std::string(kind.name)] = kind.effect;
    }
    return {{"faults", std::move(faults)}, {"kinds", std::move(kinds)}};
}

} // namespace seedbed::emulator
