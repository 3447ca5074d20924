// SPDX-License-Identifier: GPL-3.0-or-later
// The words of the Virtual Connect command line that Seedbed sends or looks for, in one table. Those marked
// "inferred" were not seen in a capture or a working client: correct them here when a device says otherwise.
// Sources of the others: netl2api (locaweb), oxidized (ytti), Virtual Connect CLI user guide, an open script
// that configures profiles by them (server-port-map, HideUnusedFlexNICs, MaxSpeedType, SmartLink).
#pragma once

#include <array>
#include <string_view>

namespace seedbed::vc::words {

// framing
constexpr std::string_view prompt = "->";
constexpr std::string_view success = "SUCCESS:";
constexpr std::string_view error = "ERROR:";
inline constexpr std::array emptyValues{std::string_view("-- --"), std::string_view("--"),
                                        std::string_view("<Unassigned>"), std::string_view("<None>")};

// what it asks in place of the prompt, and what it is told; inferred
struct Question {
    std::string_view words;
    std::string_view reply;
};
inline constexpr std::array questions{Question{"--More--", " "}, Question{"(YES/NO) :", "NO\n"},
                                      Question{"(yes/no)?", "no\n"}};

// what the device says instead of doing: a part of its sentence, in lower case
constexpr std::string_view notImported = "no enclosures currently exist";
constexpr std::string_view alreadyImported = "enclosure already exists";
constexpr std::string_view notManager = "virtual connect manager not found";
constexpr std::string_view cannotCommunicate = "unable to communicate";
inline constexpr std::array comeAgain{std::string_view("try again"), std::string_view("locked by"),
                                      std::string_view("maximum number of sessions"), std::string_view("too many sessions"),
                                      std::string_view("recovering"), std::string_view("restarting"),
                                      std::string_view("cannot communicate")}; // inferred
constexpr std::string_view notFound = "not found";
constexpr std::string_view alreadyExists = "already exists";
constexpr std::string_view privilege = "privilege"; // inferred
inline constexpr std::array poweredOn{std::string_view("powered on"),
                                      std::string_view("must be powered off")}; // inferred

// questions; those of the last three are inferred, and so is what they are answered with
constexpr std::string_view showDomain = "show domain";
constexpr std::string_view showConfig = "show config";
constexpr std::string_view showUplinkSets = "show uplinkset *";
constexpr std::string_view showMacTable = "show interconnect-mac-table {}";
constexpr std::string_view showLldp = "show lldp {}";
constexpr std::string_view showUplinkPorts = "show uplinkport *";
constexpr std::string_view showNetworks = "show network *";
constexpr std::string_view showProfiles = "show profile *";
constexpr std::string_view showConnections = "show enet-connection *";
constexpr std::string_view showAccessGroups = "show network-access-group *";
constexpr std::string_view showMappings = "show server-port-map *";
constexpr std::string_view showVlans = "show enet-vlan";

// commands; property names of set domain, enet-vlan, uplinkset, uplinkport, network-access-group, NativeVLAN,
// ConnectionMode, VLanTunnel, PrefSpeed*, NAG and import are inferred, and all of an element that is removed
constexpr std::string_view importEnclosure = "import enclosure";
constexpr std::string_view deleteDomain = "delete domain -quiet";
constexpr std::string_view setDomain = "set domain Name={}";
constexpr std::string_view macPool = " MacType=VC-Defined MacPool={}";
constexpr std::string_view setVlanCapacity = "set enet-vlan -quiet VlanCapacity={}";
constexpr std::string_view addUplinkSet = "add uplinkset {}";
constexpr std::string_view setUplinkSet = "set uplinkset {} ConnectionMode={}";
constexpr std::string_view removeUplinkSet = "remove uplinkset {}";
constexpr std::string_view addUplinkPort = "add uplinkport {} UplinkSet={} Speed={}";
constexpr std::string_view addNetworkPort = "add uplinkport {} Network={} Speed={}";
constexpr std::string_view setUplinkPort = "set uplinkport {} Speed={}";
constexpr std::string_view removeUplinkPort = "remove uplinkport {}";
constexpr std::string_view addNetwork =
    "add network {} -quiet UplinkSet={} VLanID={} State=Enabled Private={}{}";
constexpr std::string_view addPlainNetwork = "add network {} -quiet State=Enabled Private={}";
constexpr std::string_view nativeNetwork = " NativeVLAN=Enabled";
constexpr std::string_view setNetwork = "set network {}";
constexpr std::string_view networkVlan = " VLanID={}"; // inferred for an existing network
constexpr std::string_view networkNative = " NativeVLAN={}";
constexpr std::string_view networkPrivate = " Private={}"; // inferred for an existing network
constexpr std::string_view networkSmartLink = " SmartLink={}";
constexpr std::string_view networkTunnel = " VLanTunnel={}";
constexpr std::string_view networkMode = " ConnectionMode={}";
constexpr std::string_view preferredSpeed = " PrefSpeedType=Custom PrefSpeed={}";
constexpr std::string_view noPreferredSpeed = " PrefSpeedType=Auto";
constexpr std::string_view maximumSpeed = " MaxSpeedType=Custom MaxSpeed={}";
constexpr std::string_view noMaximumSpeed = " MaxSpeedType=Unrestricted"; // inferred
constexpr std::string_view removeNetwork = "remove network {}";
constexpr std::string_view addAccessGroup = "add network-access-group {} Networks={}";
constexpr std::string_view setAccessGroup = "set network-access-group {} Networks={}";
constexpr std::string_view removeAccessGroup = "remove network-access-group {}";
constexpr std::string_view addProfile = "add profile {} -nodefaultenetconn";
constexpr std::string_view setProfile = "set profile {}"; // inferred
constexpr std::string_view profileGroup = " NAG={}";
constexpr std::string_view profileHiding = " HideUnusedFlexNICs={}"; // true or false; firmware 4.10 and later
constexpr std::string_view removeProfile = "remove profile {}";
constexpr std::string_view addConnection = "add enet-connection {}";
constexpr std::string_view setConnection = "set enet-connection {} {}";
constexpr std::string_view removeConnection = "remove enet-connection {}"; // the last one; inferred
constexpr std::string_view addMapping = "add server-port-map {}:{} {} VLanId={} UnTagged={}";
constexpr std::string_view removeMapping = "remove server-port-map {}:{} {}"; // inferred
constexpr std::string_view assignProfile = "assign profile {} enc0:{}";
constexpr std::string_view unassignProfile = "unassign profile {}";

// keys of records
constexpr std::string_view domainName = "Domain Name";
constexpr std::string_view lldpChassisId = "Chassis ID";
constexpr std::string_view lldpPortId = "Port ID";
constexpr std::string_view lldpPortDescription = "Port Description";
constexpr std::string_view lldpSystemName = "System Name";
constexpr std::string_view domainStatus = "Domain Status"; // its values: the states of the user guide, OK among them; inferred
constexpr std::string_view checkpointStatus = "Checkpoint Status";
constexpr std::string_view checkpointValid = "valid";     // a part of its value in lower case; inferred
constexpr std::string_view checkpointInvalid = "invalid"; // inferred
constexpr std::string_view checkpointPending = "pending"; // the word of the user guide
inline constexpr std::array macPoolKeys{std::string_view("MAC Address Pool"), std::string_view("MAC Pool"),
                                        std::string_view("MacPool")}; // inferred
constexpr std::string_view name = "Name";
constexpr std::string_view id = "ID";
constexpr std::string_view usedBy = "Used By";
constexpr std::string_view sharedUplinkSet = "Shared Uplink Set";
constexpr std::string_view vlanId = "VLAN ID";
constexpr std::string_view nativeVlan = "Native VLAN";
constexpr std::string_view privateNetwork = "Private";
constexpr std::string_view smartLink = "Smart Link";
constexpr std::string_view vlanTunnel = "VLAN Tunnel";
constexpr std::string_view connectionMode = "Connection Mode";
constexpr std::string_view networkPreferred = "Preferred Speed";
constexpr std::string_view networkMaximum = "Max Speed";
constexpr std::string_view speed = "Speed";
constexpr std::string_view lagId = "LAG ID";
constexpr std::string_view accessGroup = "NAG";
inline constexpr std::array hidingKeys{std::string_view("Hide Unused FlexNICs"),
                                       std::string_view("HideUnusedFlexNICs")}; // inferred
inline constexpr std::array groupNetworkKeys{std::string_view("Networks"), std::string_view("Network Names"),
                                             std::string_view("Associated Networks")}; // inferred
inline constexpr std::array capacityKeys{std::string_view("VLAN Capacity"),
                                         std::string_view("VlanCapacity")}; // inferred
inline constexpr std::array mappingProfileKeys{std::string_view("Profile"),
                                               std::string_view("Server Profile"),
                                               std::string_view("Profile Name")}; // inferred
inline constexpr std::array mappingPortKeys{std::string_view("Port"),
                                            std::string_view("Connection")}; // inferred
inline constexpr std::array mappingNetworkKeys{std::string_view("Network Name"), std::string_view("Network"),
                                               std::string_view("Name")}; // inferred
inline constexpr std::array mappingVlanKeys{std::string_view("VLAN ID"), std::string_view("Server VLAN ID"),
                                            std::string_view("VLanId")}; // inferred
inline constexpr std::array untaggedKeys{std::string_view("Untagged"),
                                         std::string_view("UnTagged")}; // inferred
constexpr std::string_view enclosureName = "Enclosure Name";
constexpr std::string_view importStatus = "Import Status";
constexpr std::string_view serialNumber = "Serial Number";
constexpr std::string_view productName = "Product Name";
constexpr std::string_view role = "Role";
constexpr std::string_view firmwareVersion = "Firmware Version";
constexpr std::string_view deviceBay = "Device Bay";
constexpr std::string_view server = "Server";
constexpr std::string_view profile = "Profile";
constexpr std::string_view port = "Port";
constexpr std::string_view networkName = "Network Name";
constexpr std::string_view portMapping = "Port Mapping";
constexpr std::string_view status = "Status";
constexpr std::string_view type = "Type";
constexpr std::string_view pxe = "PXE";
constexpr std::string_view macAddress = "MAC Address";
constexpr std::string_view configuredSpeed = "Configured Speed";

// values; the speed phrases are inferred
constexpr std::string_view linked = "Linked"; // the status of an uplink port begins so
constexpr std::string_view enabled = "Enabled";
constexpr std::string_view disabled = "Disabled";
constexpr std::string_view useBios = "UseBIOS";
constexpr std::string_view speedAuto = "Auto";
constexpr std::string_view speedPreferred = "Preferred";
constexpr std::string_view speedCustom = "Custom";
constexpr std::string_view severalNetworks = "Multiple Networks";
constexpr std::string_view modeFailover = "Failover";
constexpr std::string_view modeAuto = "Auto";
constexpr std::string_view capacityExpanded = "Expanded";
constexpr std::string_view capacityLegacy = "Legacy";

} // namespace seedbed::vc::words
