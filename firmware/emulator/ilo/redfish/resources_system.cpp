// SPDX-License-Identifier: GPL-3.0-or-later
// The blade as a computer system: power, boot override, identity.
#include <algorithm>

#include "firmware/emulator/ilo/account/view.hpp"
#include "firmware/emulator/ilo/redfish/resource.hpp"
#include "firmware/emulator/state/enclosure.hpp"
#include "firmware/emulator/state/identity.hpp"
#include "firmware/emulator/state/told.hpp"

namespace seedbed::emulator::redfish {
namespace {

constexpr std::size_t kSerialWidth = 16;
constexpr std::size_t kLongestAssetTag = 32;

struct Target {
    const char* name;
    BootDevice device;
};
// The first row of a device is the one to answer with.
constexpr Target kTargets[] = {{"None", BootDevice::none}, {"Floppy", BootDevice::floppy},
                               {"Cd", BootDevice::cd},     {"Hdd", BootDevice::disk},
                               {"Usb", BootDevice::usb},   {"BiosSetup", BootDevice::bios},
                               {"Pxe", BootDevice::pxe},   {"Utilities", BootDevice::bios}};
constexpr const char* kShownTargets[] = {"None", "Floppy",    "Cd",        "Hdd",
                                         "Usb",  "Utilities", "BiosSetup", "Pxe"};
constexpr const char* kResetTypes[] = {"On", "ForceOff", "ForceRestart", "Nmi", "PushPowerButton"};

const Target* targetNamed(const std::string& name) {
    const auto* found = std::find_if(std::begin(kTargets), std::end(kTargets),
                                     [&name](const Target& row) { return row.name == name; });
    return found == std::end(kTargets) ? nullptr : found;
}

const char* targetOf(BootDevice device) {
    const auto* found = std::find_if(std::begin(kTargets), std::end(kTargets),
                                     [device](const Target& row) { return row.device == device; });
    return found->name; // every device has a row
}

const char* enabledWord(const BootOverride& value) {
    const bool active = value.valid && value.device != BootDevice::none;
    return !active ? "Disabled" : value.persistent ? "Continuous" : "Once";
}

Json bootJson(const Context& context) {
    const auto& value = context.blade().bootOverride;
    Json boot{{"BootSourceOverrideEnabled", enabledWord(value)},
              {"BootSourceOverrideTarget", value.valid ? targetOf(value.device) : "None"}};
    boot[context.style.modern ? "BootSourceOverrideTarget@Redfish.AllowableValues"
                              : "BootSourceOverrideSupported"] = kShownTargets;
    return boot;
}

const char* postState(const Blade& blade) {
    return !blade.powered ? "PowerOff" : blade.inPost ? "InPost" : "FinishedPost";
}

Json biosJson(const Blade& blade) {
    return {{"Backup", {{"Family", romFamily(blade)}, {"VersionString", blade.romVersion}}},
            {"Bootblock", {{"Family", romFamily(blade)}, {"VersionString", blade.romVersion}}},
            {"Current", {{"Family", romFamily(blade)}, {"VersionString", blade.romVersion}}},
            {"UefiClass", 0}};
}

std::string powerOnDelay(const std::string& delay) {
    if (delay.empty()) {
        return "Minimum";
    }
    return delay == "RANDOM" ? "RandomUpTo120Sec" : delay + "Sec";
}

Json oemHp(const Context& context) {
    const auto& blade = context.blade();
    const auto action = [&context](const char* name, const char* property, std::vector<const char*> words) {
        return Json{{"target",
                     context.style.link(fmt::format("Systems/1/Actions/Oem/Hp/ComputerSystemExt.{}", name))},
                    {fmt::format("{}@Redfish.AllowableValues", property), words}};
    };
    Json json{
        {"@odata.type", context.style.modern ? "#HpComputerSystemExt.v1_1_2.HpComputerSystemExt"
                                             : "#HpComputerSystemExt.1.1.2.HpComputerSystemExt"},
        {"Actions",
         {{"#HpComputerSystemExt.PowerButton", action("PowerButton", "PushType", {"Press", "PressAndHold"})},
          {"#HpComputerSystemExt.SystemReset", action("SystemReset", "ResetType", {"ColdBoot"})}}},
        {"Bios", biosJson(blade)},
        {"DeviceDiscoveryComplete",
         {{"AMSDeviceDiscovery", "NoAMS"},
          {"SmartArrayDiscovery", "Complete"},
          {"vAuxDeviceDiscovery", "Complete"}}},
        {"PostState", postState(blade)},
        {"PowerAllocationLimit", kBladeAllocationWatts},
        {"PowerAutoOn", context.ilo().settings.autoPowerOn ? "PowerOn" : "RemainOff"},
        {"PowerOnDelay", powerOnDelay(context.ilo().settings.autoPowerDelay)},
        {"PowerRegulatorMode", "Dynamic"},
        {"Type", "HpComputerSystemExt.1.1.2"},
        {"VirtualProfile", blade.profile.empty() ? "Inactive" : "Active"}};
    return json;
}

void addOlder(const Context& context, Json& json, bool on) {
    const auto& blade = context.blade();
    json["AvailableActions"] =
        Json::array({{{"Action", "Reset"},
                      {"Capabilities",
                       Json::array({{{"AllowableValues", kResetTypes}, {"PropertyName", "ResetType"}}})}}});
    json["HostCorrelation"] = {
        {"HostFQDN", ""},
        {"HostMACAddress", {blade.nics[0].mac.toString(), blade.nics[1].mac.toString()}},
        {"HostName", blade.serverName},
        {"IPAddress", {"", ""}}};
    json["Memory"] = {{"Status", {{"HealthRollUp", "OK"}}}, {"TotalSystemMemoryGB", blade.memoryMb / 1024}};
    json["Power"] = on ? "On" : "Off";
    json["links"]["Chassis"] = Json::array({{{"href", context.style.link("Chassis/1")}}});
    json["links"]["ManagedBy"] = Json::array({{{"href", context.style.link("Managers/1")}}});
    for (const auto* place : {"Processors", "EthernetInterfaces"}) {
        json["links"][place] = {{"href", context.style.link(fmt::format("Systems/1/{}", place))}};
    }
    json["links"]["Logs"] = {{"href", context.style.link("Systems/1/LogServices")}};
}

Json identity(const Context& context, Json json, bool on) {
    const auto& blade = context.blade();
    auto serial = toldSerial(context.chassis, context.blade(), kDoor);
    serial.resize(context.style.modern ? serial.size() : kSerialWidth, ' ');
    json["AssetTag"] = context.ilo().assetTag;
    json["BiosVersion"] = blade.romVersion;
    json["HostName"] = blade.serverName;
    json["IndicatorLED"] = blade.uidLit ? "Lit" : "Off";
    json["Manufacturer"] = "HP";
    json["MemorySummary"] = {{"Status", {{"HealthRollup", "OK"}}},
                             {"TotalSystemMemoryGiB", blade.memoryMb / 1024}};
    json["Model"] = blade.productName;
    json["PowerState"] = on ? "On" : "Off";
    json["ProcessorSummary"] = {{"Count", blade.cpus},
                                {"Model", fmt::format(" {}  ", kProcessorName)},
                                {"Status", {{"HealthRollup", "OK"}}}};
    json["SKU"] = blade.partNumber;
    json["SerialNumber"] = serial;
    json["Status"] = healthStatus("OK", on);
    json["SystemType"] = "Physical";
    json["UUID"] = upper(uuidText(blade.uuid));
    return json;
}

// What PATCH asks of the boot override; none when it is well, and `value` is what is to be.
std::optional<Answer> readBoot(Context& context, const Json& boot, BootOverride& value) {
    auto target = std::string(value.valid ? targetOf(value.device) : "None");
    auto enabled = std::string(enabledWord(value));
    for (const auto& [key, entry] : boot.items()) {
        const bool isTarget = key == "BootSourceOverrideTarget";
        if (!isTarget && key != "BootSourceOverrideEnabled") {
            return context.say(messages::propertyUnknown, {key});
        }
        if (!entry.is_string()) {
            return context.say(messages::notInList, {written(entry), key});
        }
        (isTarget ? target : enabled) = entry.get<std::string>();
    }
    const auto* row = targetNamed(target);
    const bool known = enabled == "Disabled" || enabled == "Once" || enabled == "Continuous";
    if (row == nullptr || !known) {
        return context.say(messages::notInList,
                           {row == nullptr ? target : enabled,
                            row == nullptr ? "BootSourceOverrideTarget" : "BootSourceOverrideEnabled"});
    }
    if (row->device == BootDevice::none && boot.contains("BootSourceOverrideEnabled") &&
        enabled != "Disabled") {
        return context.say(messages::targetNone, {"BootSourceOverrideEnabled"});
    }
    const bool targetOnly = !boot.contains("BootSourceOverrideEnabled");
    value = BootOverride();
    value.device = enabled == "Disabled" && !targetOnly ? BootDevice::none : row->device;
    value.valid = value.device != BootDevice::none;
    value.persistent = enabled == "Continuous";
    return std::nullopt;
}

std::optional<Answer> patchBoot(Context& context, const Json& boot) {
    if (!boot.is_object()) {
        return context.say(messages::notInList, {written(boot), "Boot"});
    }
    if (context.blade().inPost) {
        return context.say(messages::duringPost);
    }
    auto value = context.blade().bootOverride;
    const auto refused = readBoot(context, boot, value);
    if (!refused) {
        context.note("Boot override was changed");
        context.chassis.setBootOverride(context.bay, value);
    }
    return refused;
}

std::optional<Answer> patchOne(Context& context, const std::string& key, const Json& entry) {
    if (key == "Boot") {
        return patchBoot(context, entry);
    }
    if (key == "AssetTag") {
        if (!entry.is_string() || entry.get<std::string>().size() > kLongestAssetTag) {
            return context.say(messages::notInList, {written(entry), key});
        }
        context.ilo().assetTag = entry.get<std::string>();
        context.note("Asset tag was changed");
        context.chassis.iloChanged(context.bay);
        return std::nullopt;
    }
    if (key == "IndicatorLED") {
        if (entry != "Lit" && entry != "Off") {
            return context.say(messages::notInList, {written(entry), key});
        }
        context.chassis.setUid(context.bay, entry == "Lit");
        return std::nullopt;
    }
    Context copy = context;
    const auto now = computerSystem(copy);
    return context.say(now.contains(key) ? messages::notWritable : messages::propertyUnknown, {key});
}

// "ResetType" or "PushType" of an action; empty when it is missing.
std::string wordOf(const Context& context, const char* key) {
    const auto found = context.body->find(key);
    return found != context.body->end() && found->is_string() ? found->get<std::string>() : std::string();
}

Answer command(Context& context, PowerCommand power) {
    return context.say(context.chassis.command(context.bay, power) ? messages::success
                                                                   : messages::wrongState);
}

} // namespace

Json systems(Context& context) {
    return collection(context, "Systems", "ComputerSystemCollection", "Computer Systems", {"1"});
}

Json computerSystem(Context& context) {
    const bool on = toldPower(context.chassis, context.blade(), kDoor);
    auto json = identity(
        context, resource(context, "Systems/1", "ComputerSystem", "1.0.1", "1", "Computer System"), on);
    json["Boot"] = bootJson(context);
    json["Oem"]["Hp"] = oemHp(context);
    if (context.style.rest) {
        addOlder(context, json, on);
        return json;
    }
    json["Actions"]["#ComputerSystem.Reset"] = {
        {"ResetType@Redfish.AllowableValues", kResetTypes},
        {"target", context.style.link("Systems/1/Actions/ComputerSystem.Reset")}};
    for (const auto* place : {"EthernetInterfaces", "LogServices", "Processors"}) {
        json[place] = context.link(fmt::format("Systems/1/{}", place));
    }
    json["Links"] = {{"Chassis", Json::array({context.link("Chassis/1")})},
                     {"ManagedBy", Json::array({context.link("Managers/1")})}};
    if (context.style.older) {
        addOlder(context, json, on);
    }
    return json;
}

Answer patchSystem(Context& context) {
    for (const auto& [key, entry] : context.body->items()) {
        const auto refused = patchOne(context, key, entry);
        if (refused) {
            return *refused;
        }
    }
    return context.say(messages::success);
}

// The older way: POST to the system itself with the name of the action.
Answer actOnSystem(Context& context) {
    if (!allows(*context.user, Privilege::power)) {
        return context.say(messages::noPrivilege);
    }
    const auto action = wordOf(context, "Action");
    if (action == "Reset") {
        return resetSystem(context);
    }
    if (action == "PowerButton") {
        return pressPowerButton(context);
    }
    return action == "SystemReset" ? coldBoot(context) : context.say(messages::unsupported);
}

Answer resetSystem(Context& context) {
    const auto type = wordOf(context, "ResetType");
    const bool on = context.blade().powered;
    if (type.empty()) {
        return context.say(messages::propertyMissing, {"ResetType"});
    }
    if (std::find(std::begin(kResetTypes), std::end(kResetTypes), type) == std::end(kResetTypes)) {
        return context.say(messages::notInList, {type, "ResetType"});
    }
    if (type == "PushPowerButton") {
        return command(context, on ? PowerCommand::softOff : PowerCommand::on);
    }
    if (on == (type == "On")) {
        return context.say(messages::wrongState);
    }
    if (type == "Nmi") {
        context.note("NMI was sent");
        return context.say(messages::success);
    }
    return command(context, type == "On"         ? PowerCommand::on
                            : type == "ForceOff" ? PowerCommand::hardOff
                                                 : PowerCommand::reset);
}

Answer pressPowerButton(Context& context) {
    const auto push = wordOf(context, "PushType");
    if (push != "Press" && push != "PressAndHold") {
        return context.say(messages::notInList, {push, "PushType"});
    }
    if (!context.blade().powered) {
        return command(context, PowerCommand::on);
    }
    return command(context, push == "Press" ? PowerCommand::softOff : PowerCommand::hardOff);
}

Answer coldBoot(Context& context) {
    const auto type = wordOf(context, "ResetType");
    return type == "ColdBoot" ? command(context, PowerCommand::cycle)
                              : context.say(messages::notInList, {type, "ResetType"});
}

Json processors(Context& context) {
    std::vector<std::string> members;
    for (int number = 1; number <= context.blade().cpus; ++number) {
        members.push_back(std::to_string(number));
    }
    return collection(context, "Systems/1/Processors", "ProcessorCollection", "Processors Collection",
                      members);
}

Json processor(Context& context) {
    if (context.id != "1" && (context.id != "2" || context.blade().cpus < 2)) {
        return nullptr;
    }
    auto json = resource(context, "Systems/1/Processors/" + context.id, "Processor", "1.0.0", context.id,
                         "Processors");
    json["InstructionSet"] = "x86-64";
    json["Manufacturer"] = "Intel";
    json["MaxSpeedMHz"] = kProcessorMhz;
    json["Model"] = kProcessorName;
    json["ProcessorArchitecture"] = "x86";
    json["ProcessorType"] = "CPU";
    json["Socket"] = "Proc " + context.id;
    json["Status"] = {{"Health", "OK"}};
    json["TotalCores"] = kCores;
    json["TotalThreads"] = kThreads;
    return json;
}

Json systemNics(Context& context) {
    return collection(context, "Systems/1/EthernetInterfaces", "EthernetInterfaceCollection",
                      "Ethernet Interfaces", {"1", "2"});
}

// The physical functions of the two ports, with the addresses of the Virtual Connect profile where there is
// one.
Json systemNic(Context& context) {
    if (context.id != "1" && context.id != "2") {
        return nullptr;
    }
    const auto& mac = context.blade().nics[context.id == "1" ? 0 : 1].mac;
    auto json = resource(context, "Systems/1/EthernetInterfaces/" + context.id, "EthernetInterface", "1.0.0",
                         context.id, "Port " + context.id);
    json["MACAddress"] = mac.toString();
    json["Status"] = {{"Health", nullptr}, {"State", nullptr}};
    if (context.style.older) {
        json["MacAddress"] = mac.toString();
    }
    return json;
}

} // namespace seedbed::emulator::redfish
