// SPDX-License-Identifier: GPL-3.0-or-later
// The one table of sentences of the Virtual Connect CLI, so that a correction from a real module is a change
// of data. Confirmed by clients: noEnclosure, alreadyImported, the forms "... not found : <id>", "already
// exists", "No ... exist". Inferred: the rest.
#pragma once

namespace seedbed::emulator::vc::words {

constexpr const char* noEnclosure = "No enclosures currently exist in the domain. Please use the 'import "
                                    "enclosure' command to import an enclosure.";
constexpr const char* alreadyImported = "Enclosure already exists in the domain";
constexpr const char* importRefused = "Invalid credentials for the Onboard Administrator";
constexpr const char* notFound = "{} not found : {}";           // element, id
constexpr const char* alreadyExists = "{} already exists : {}"; // element, id
constexpr const char* badName = "Invalid name : {}";
constexpr const char* badProperty = "Invalid property : {}";
constexpr const char* badValue = "Invalid value for property {} : {}";
constexpr const char* missing = "Missing required parameter : {}";
constexpr const char* badCommand = "Invalid command : {}";
constexpr const char* badElement = "Invalid managed element : {} {}";
constexpr const char* badLine = "Unbalanced quotation marks";
constexpr const char* inUse = "{} is in use : {}";
constexpr const char* badServer = "invalid server : {}";
constexpr const char* badPort = "no uplink port with this ID : {}";
constexpr const char* vlanTaken = "The VLAN ID is already used in the shared uplink set : {}";
constexpr const char* nativeTaken = "The shared uplink set already has a native VLAN : {}";
constexpr const char* vlanRange = "The VLAN ID must be from 1 to 4094 : {}";
constexpr const char* poweredOn = "operation failed : The server must be powered off : enc0:{}";
constexpr const char* profileAssigned = "The profile is assigned to a device bay : {}";
constexpr const char* profileFree = "The profile is not assigned to a device bay : {}";
constexpr const char* bayTaken = "The device bay already has a profile : enc0:{}";
constexpr const char* macsUsedUp = "No MAC addresses are left in the pool";
constexpr const char* macsInUse = "The MAC address type cannot be changed while profiles exist";
constexpr const char* oneUntagged = "Only one network of a connection may be untagged";
constexpr const char* speedRange = "The speed must be from 100 to 10000 in steps of 100 : {}";
constexpr const char* speedAboveMax = "The speed is above the maximum of the network : {}";
constexpr const char* vlansPerPort = "Too many VLANs on the server port : {}";
constexpr const char* capacityFixed = "The expanded VLAN capacity cannot be turned back";
constexpr const char* noSuchState = "operation failed : the server is absent or cannot do this now : {}";
constexpr const char* powerTimeout = "operation failed : The server did not power off in time : {}";
constexpr const char* vlanCapacity = "The limit of {} networks has been reached";
constexpr const char* profileCapacity = "The limit of {} profiles has been reached";
constexpr const char* userCapacity = "The limit of {} local users has been reached";
constexpr const char* trapCapacity = "The limit of {} SNMP trap destinations has been reached";
constexpr const char* passwordLength = "The password must have from 3 to 40 characters";
constexpr const char* notInGroup = "The network is not in the network access group of the profile : {}";
constexpr const char* tunnelPlain = "VLAN tunnelling needs a network with uplink ports of its own : {}";
constexpr const char* rangeReversed = "The end of the MAC address range is before its start";
constexpr const char* macTaken = "The MAC address is already used : {}";
constexpr const char* noTransfer = "operation failed : The configuration could not be transferred : {}";
constexpr const char* notPrivileged = "The user does not have the privilege for this operation : {}";
// manager and enclosure: inferred, but for noManager
constexpr const char* noManager = "Unable to communicate with the Virtual Connect Manager";
constexpr const char* noOa = "operation failed : The Virtual Connect Manager cannot communicate with the Onboard Administrator";
constexpr const char* locked = "operation failed : The domain is locked by another administrator. Try again later";
constexpr const char* noSession = "The maximum number of sessions has been reached. Try again later";
constexpr const char* restarting = "The Virtual Connect Manager is restarting";
constexpr const char* checkpointValid = "Valid";
constexpr const char* checkpointPending = "Pending";
constexpr const char* pending = "Pending";
constexpr const char* noCommunication = "No Communication";
constexpr const char* degraded = "Degraded";
constexpr const char* failed = "Failed";
constexpr const char* disabled = "Disabled";
constexpr const char* confirm = "Are you sure you want to {}? (YES/NO) : ";
constexpr const char* cancelled = "The operation was cancelled";
constexpr const char* none = "-- --";
constexpr const char* unassigned = "<Unassigned>";
constexpr const char* notAllocated = "Not Allocated";
constexpr const char* severalNetworks = "Multiple Networks";
// show uplinkport; "Unpopulated" is the word of HP's networking scenarios cookbook, how it is joined is inferred
constexpr const char* linkedAtOneGigabit = "Linked (Active) (1Gb/Full)";
constexpr const char* standbyAtOneGigabit = "Linked (Standby) (1Gb/Full)";
constexpr const char* notLinked = "Not Linked";
constexpr const char* unpopulated = "Not Linked/Unpopulated";
constexpr const char* copperSfp = "SFP-RJ45"; // inferred, after SFP-SR and SFP-LR

} // namespace seedbed::emulator::vc::words
