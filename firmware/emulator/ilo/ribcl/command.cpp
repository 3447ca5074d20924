// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ilo/ribcl/command.hpp"

#include <algorithm>

#include "firmware/emulator/ilo/ribcl/wordings.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator::ribcl {
namespace {

constexpr bool kRead = false;
constexpr bool kWrite = true;
constexpr auto kNone = Privilege::none;

constexpr Command kCommands[] = {
    {"SERVER_INFO", "GET_HOST_POWER_STATUS", kRead, kNone, getHostPowerStatus},
    {"SERVER_INFO", "SET_HOST_POWER", kWrite, Privilege::power, setHostPower},
    {"SERVER_INFO", "PRESS_PWR_BTN", kWrite, Privilege::power, pressPowerButton},
    {"SERVER_INFO", "HOLD_PWR_BTN", kWrite, Privilege::power, holdPowerButton},
    {"SERVER_INFO", "RESET_SERVER", kWrite, Privilege::power, resetServer},
    {"SERVER_INFO", "WARM_BOOT_SERVER", kWrite, Privilege::power, resetServer},
    {"SERVER_INFO", "COLD_BOOT_SERVER", kWrite, Privilege::power, coldBootServer},
    {"SERVER_INFO", "GET_UID_STATUS", kRead, kNone, getUidStatus},
    {"SERVER_INFO", "UID_CONTROL", kWrite, kNone, uidControl},
    {"SERVER_INFO", "GET_ONE_TIME_BOOT", kRead, kNone, getOneTimeBoot},
    {"SERVER_INFO", "SET_ONE_TIME_BOOT", kWrite, Privilege::configure, setOneTimeBoot},
    {"SERVER_INFO", "GET_PERSISTENT_BOOT", kRead, kNone, getPersistentBoot},
    {"SERVER_INFO", "SET_PERSISTENT_BOOT", kWrite, Privilege::configure, setPersistentBoot},
    {"SERVER_INFO", "GET_CURRENT_BOOT_MODE", kRead, kNone, nullptr}, // a legacy BIOS has no boot modes
    {"SERVER_INFO", "GET_PENDING_BOOT_MODE", kRead, kNone, nullptr},
    {"SERVER_INFO", "GET_SUPPORTED_BOOT_MODE", kRead, kNone, nullptr},
    {"SERVER_INFO", "SET_PENDING_BOOT_MODE", kWrite, kNone, nullptr},
    {"SERVER_INFO", "GET_HOST_DATA", kRead, kNone, getHostData},
    {"SERVER_INFO", "GET_EMBEDDED_HEALTH", kRead, kNone, getEmbeddedHealth},
    {"SERVER_INFO", "GET_POWER_READINGS", kRead, kNone, getPowerReadings},
    {"SERVER_INFO", "GET_POWER_CAP", kRead, kNone, getPowerCap},
    {"SERVER_INFO", "SET_POWER_CAP", kWrite, kNone, nullptr}, // caps of a blade are the OA's
    {"SERVER_INFO", "GET_SERVER_AUTO_PWR", kRead, kNone, getServerAutoPower},
    {"SERVER_INFO", "SERVER_AUTO_PWR", kWrite, Privilege::configure, serverAutoPower},
    {"SERVER_INFO", "GET_PRODUCT_NAME", kRead, kNone, getProductName},
    {"SERVER_INFO", "GET_SERVER_NAME", kRead, kNone, getServerName},
    {"SERVER_INFO", "SERVER_NAME", kWrite, Privilege::configure, setServerName},
    {"SERVER_INFO", "GET_ASSET_TAG", kRead, kNone, getAssetTag},
    {"SERVER_INFO", "SET_ASSET_TAG", kWrite, Privilege::configure, setAssetTag},
    {"SERVER_INFO", "GET_SERVER_POWER_ON_TIME", kRead, kNone, getServerPowerOnTime},
    {"SERVER_INFO", "GET_TPM_STATUS", kRead, kNone, getTpmStatus},
    {"SERVER_INFO", "GET_EVENT_LOG", kRead, kNone, getManagementLog},
    {"SERVER_INFO", "CLEAR_IML", kWrite, Privilege::configure, clearManagementLog},
    {"RIB_INFO", "GET_EVENT_LOG", kRead, kNone, getIloLog},
    {"RIB_INFO", "CLEAR_EVENTLOG", kWrite, Privilege::configure, clearIloLog},
    {"RIB_INFO", "GET_FW_VERSION", kRead, kNone, getFirmwareVersion},
    {"RIB_INFO", "GET_NETWORK_SETTINGS", kRead, kNone, getNetworkSettings},
    {"RIB_INFO", "MOD_NETWORK_SETTINGS", kWrite, Privilege::configure, modNetworkSettings},
    {"RIB_INFO", "GET_GLOBAL_SETTINGS", kRead, kNone, getGlobalSettings},
    {"RIB_INFO", "MOD_GLOBAL_SETTINGS", kWrite, Privilege::configure, modGlobalSettings},
    {"RIB_INFO", "GET_SNMP_IM_SETTINGS", kRead, kNone, getSnmpSettings},
    {"RIB_INFO", "MOD_SNMP_IM_SETTINGS", kWrite, Privilege::configure, modSnmpSettings},
    {"RIB_INFO", "SEND_SNMP_TEST_TRAP", kWrite, Privilege::configure, sendSnmpTestTrap},
    {"RIB_INFO", "GET_VM_STATUS", kRead, kNone, getVmStatus},
    {"RIB_INFO", "INSERT_VIRTUAL_MEDIA", kWrite, Privilege::media, insertVirtualMedia},
    {"RIB_INFO", "EJECT_VIRTUAL_MEDIA", kWrite, Privilege::media, ejectVirtualMedia},
    {"RIB_INFO", "SET_VM_STATUS", kWrite, Privilege::media, setVmStatus},
    {"RIB_INFO", "TPM_ENABLED", kWrite, kNone, tpmEnabled},
    {"RIB_INFO", "UPDATE_RIB_FIRMWARE", kWrite, Privilege::configure, updateFirmware},
    {"RIB_INFO", "UPDATE_FIRMWARE", kWrite, Privilege::configure, updateFirmware},
    {"RIB_INFO", "RESET_RIB", kWrite, Privilege::configure, resetRib},
    {"USER_INFO", "GET_ALL_USERS", kRead, Privilege::admin, getAllUsers},
    {"USER_INFO", "GET_ALL_USER_INFO", kRead, Privilege::admin, getAllUserInfo},
    {"USER_INFO", "GET_USER", kRead, kNone, getUser},
    {"USER_INFO", "ADD_USER", kWrite, Privilege::admin, addUser},
    {"USER_INFO", "MOD_USER", kWrite, Privilege::admin, modUser},
    {"USER_INFO", "DELETE_USER", kWrite, Privilege::admin, deleteUser},
    {"DIR_INFO", "GET_DIR_CONFIG", kRead, kNone, getDirectoryConfig},
    {"BLADESYSTEM_INFO", "GET_OA_INFO", kRead, kNone, getOaInfo},
    {"RACK_INFO", "GET_RACK_SETTINGS", kRead, kNone, nullptr}, // the whole section, as on blades before
};

constexpr std::string_view kSections[] = {"USER_INFO", "RIB_INFO",         "DIR_INFO", "SERVER_INFO",
                                          "RACK_INFO", "BLADESYSTEM_INFO", "SSO_INFO"};

} // namespace

const Node* Node::child(std::string_view childName) const {
    const auto found = std::find_if(children.begin(), children.end(),
                                    [childName](const Node& one) { return iequals(one.name, childName); });
    return found == children.end() ? nullptr : &*found;
}

std::optional<std::string> Node::valueOf(std::string_view childName) const {
    const auto* found = child(childName);
    return found == nullptr ? std::nullopt : found->get("VALUE");
}

Outcome Outcome::of(Element element) {
    Outcome outcome;
    outcome.payload.push_back(std::move(element));
    return outcome;
}

Outcome Outcome::said(std::string message) {
    Outcome outcome;
    outcome.message = std::move(message);
    return outcome;
}

Outcome Outcome::refused(unsigned status, std::string message) {
    Outcome outcome;
    outcome.status = status;
    outcome.message = std::move(message);
    return outcome;
}

const Command* findCommand(std::string_view section, std::string_view name) {
    const auto* found = std::find_if(std::begin(kCommands), std::end(kCommands), [&](const Command& row) {
        return iequals(row.section, section) && iequals(row.name, name);
    });
    return found == std::end(kCommands) ? nullptr : found;
}

bool isSection(std::string_view name) {
    return std::any_of(std::begin(kSections), std::end(kSections),
                       [name](std::string_view known) { return iequals(known, name); });
}

std::optional<bool> truth(std::string_view text) {
    for (const std::string_view word : {"yes", "y", "true", "t", "1"}) {
        if (iequals(text, word)) {
            return true;
        }
    }
    for (const std::string_view word : {"no", "n", "false", "f", "0"}) {
        if (iequals(text, word)) {
            return false;
        }
    }
    return std::nullopt;
}

std::string yesNo(bool value) {
    return value ? "Y" : "N";
}

bool isPlain(std::string_view text, std::size_t longest) {
    return text.size() <= longest && std::all_of(text.begin(), text.end(), [](char character) {
               return character >= ' ' && character <= '~';
           });
}

Outcome unsupported(const Call& call) {
    std::string name = call.node.name;
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char character) { return static_cast<char>(std::toupper(character)); });
    return Outcome::refused(status::notSupported, fmt::format(fmt::runtime(words::notSupported), name));
}

Outcome invalidValue(std::string_view what) {
    return Outcome::refused(status::generic, fmt::format(fmt::runtime(words::invalidValue), what));
}

} // namespace seedbed::emulator::ribcl
