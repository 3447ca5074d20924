// SPDX-License-Identifier: GPL-3.0-or-later
// The words of the Virtual Connect command line that Seedbed sends or looks for, in one table. Those marked
// "inferred" were not seen in a capture or a working client: correct them here when a device says otherwise.
// Sources of the others: netl2api (locaweb), oxidized (ytti), Virtual Connect CLI user guide.
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
constexpr std::string_view notFound = "not found";
constexpr std::string_view alreadyExists = "already exists";
constexpr std::string_view privilege = "privilege"; // inferred
inline constexpr std::array poweredOn{std::string_view("powered on"),
                                      std::string_view("must be powered off")}; // inferred

// commands; property names of set domain, uplinkport, NativeVLAN and import are inferred
constexpr std::string_view showDomain = "show domain";
constexpr std::string_view showConfig = "show config";
constexpr std::string_view showUplinkPorts = "show uplinkport *";
constexpr std::string_view importEnclosure = "import enclosure";
constexpr std::string_view setDomain = "set domain Name={}";
constexpr std::string_view macPool = " MacType=VC-Defined MacPool={}";
constexpr std::string_view addUplinkSet = "add uplinkset {}";
constexpr std::string_view removeUplinkSet = "remove uplinkset {}";
constexpr std::string_view addUplinkPort = "add uplinkport {} UplinkSet={} Speed=Auto";
constexpr std::string_view removeUplinkPort = "remove uplinkport {}";
constexpr std::string_view addNetwork =
    "add network {} -quiet UplinkSet={} VLanID={} State=Enabled Private={}{}";
constexpr std::string_view nativeNetwork = " NativeVLAN=Enabled";
constexpr std::string_view setNetwork =
    "set network {} VLanID={} Private={} NativeVLAN={}"; // inferred for an existing network
constexpr std::string_view removeNetwork = "remove network {}";
constexpr std::string_view addProfile = "add profile {} -nodefaultenetconn";
constexpr std::string_view removeProfile = "remove profile {}";
constexpr std::string_view addConnection = "add enet-connection {}";
constexpr std::string_view setConnection = "set enet-connection {} {}";
constexpr std::string_view assignProfile = "assign profile {} enc0:{}";
constexpr std::string_view unassignProfile = "unassign profile {}";

// keys of records
constexpr std::string_view domainName = "Domain Name";
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

} // namespace seedbed::vc::words
