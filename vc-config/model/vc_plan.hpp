// SPDX-License-Identifier: GPL-3.0-or-later
// A plan for a Virtual Connect domain: commands in the order they must run, each with what it changes, which
// blade must be off for it and why. Made by vc-config/plan, worded by vc-config/text, run by vc-config/apply.
// An operation is a value, not text: the wording of the device is known in one place. Plain values, any
// thread.
#pragma once

#include <set>
#include <string>
#include <variant>
#include <vector>

#include "vc-config/model/vc_domain.hpp"

namespace seedbed::vc {

struct ImportEnclosure {}; // credentials of the OA are added when it is sent
struct DeleteDomain {};
struct SetDomain {
    std::string name;
    std::optional<MacPool> macPool;
};
struct SetVlanCapacity {
    VlanCapacity capacity = VlanCapacity::legacy;
};
struct AddUplinkSet {
    std::string name;
};
struct SetUplinkSet {
    std::string name;
    ConnectionMode mode = ConnectionMode::automatic;
};
struct RemoveUplinkSet {
    std::string name;
};
struct AddUplinkPort {
    std::string port;
    std::string uplinkSet; // or
    std::string network;
    int speedMb = 0;
};
struct SetUplinkPort {
    std::string port;
    int speedMb = 0;
};
struct RemoveUplinkPort {
    std::string port;
    std::string uplinkSet; // or
    std::string network;
};
// The network with its uplink set, VLAN, native and private; all else is set afterwards.
struct AddNetwork {
    Network network;
};
// Writes the properties that differ between the two; not its ports.
struct SetNetwork {
    Network before;
    Network after;
};
struct RemoveNetwork {
    std::string name;
};
struct AddAccessGroup {
    AccessGroup group;
};
struct SetAccessGroup {
    AccessGroup group; // all its networks, written again
};
struct RemoveAccessGroup {
    std::string name;
};
struct AddProfile {
    std::string name;
    std::string accessGroup{defaultAccessGroup};
    bool hideUnused = true;
};
struct SetProfileGroup {
    std::string profile;
    std::string accessGroup;
};
struct SetProfileHiding {
    std::string profile;
    bool hideUnused = true;
};
struct RemoveProfile {
    std::string name;
};
// Without its map, whose networks are added one by one.
struct AddConnection {
    std::string profile;
    int port = 0; // the number it will get, from 1
    Connection connection;
};
// Writes the fields that differ between the two; not the map.
struct SetConnection {
    std::string profile;
    int port = 0;
    Connection before;
    Connection after;
};
struct RemoveConnection {
    std::string profile;
    int port = 0; // of the last one: no other can be removed
};
struct AddMapping {
    std::string profile;
    int port = 0;
    MappedNetwork mapped;
};
struct RemoveMapping {
    std::string profile;
    int port = 0;
    std::string network;
};
struct AssignProfile {
    std::string profile;
    BayNumber bay = 0;
};
struct UnassignProfile {
    std::string profile;
};

using Operation =
    std::variant<ImportEnclosure, DeleteDomain, SetDomain, SetVlanCapacity, AddUplinkSet, SetUplinkSet,
                 RemoveUplinkSet, AddUplinkPort, SetUplinkPort, RemoveUplinkPort, AddNetwork, SetNetwork,
                 RemoveNetwork, AddAccessGroup, SetAccessGroup, RemoveAccessGroup, AddProfile,
                 SetProfileGroup, SetProfileHiding, RemoveProfile, AddConnection, SetConnection,
                 RemoveConnection, AddMapping, RemoveMapping, AssignProfile, UnassignProfile>;

std::string profileOf(const Operation& operation); // the profile that it is about; empty for none

struct FieldChange {
    std::string field;
    std::string before; // empty: it did not exist
    std::string after;
};

struct VcCommand {
    Operation operation;
    std::optional<Operation> undo; // absent: there is no way back by command
    std::string object;            // "profile seedbed-bay3 connection 2 (LOM:2-a)"
    std::vector<FieldChange> changes;
    std::vector<BayNumber> needsOff; // blades that must be off while it runs
    std::string reason;              // why they must
};

struct VcPlan {
    std::vector<VcCommand> commands;
    std::vector<std::string> foreign; // what is there, is not ours, and stays as it is
    std::vector<std::string> notes;   // what could not be compared or cannot be taken back
    // Profiles that are as wanted and wait, pending, for their blade to be off: no command helps.
    struct Pending {
        std::string profile;
        BayNumber bay = 0;
    };
    std::vector<Pending> pending;
    bool empty() const { return commands.empty() && pending.empty(); }
    std::vector<BayNumber> baysThatMustBeOff() const; // sorted, each once
    // Takes out what cannot be done while these blades stay on: every command about a profile of which one command
    // needs such a blade off, for the others build on it.
    void leaveOn(const std::set<BayNumber>& bays);
};

} // namespace seedbed::vc
