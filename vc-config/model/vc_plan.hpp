// SPDX-License-Identifier: GPL-3.0-or-later
// A plan for a Virtual Connect domain: commands in the order they must run, each with what it changes, which
// blade must be off for it and why. Made by vc-config/plan, worded by vc-config/text, run by vc-config/apply.
// An operation is a value, not text: the wording of the device is known in one place. Plain values, any
// thread.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "vc-config/model/vc_domain.hpp"

namespace seedbed::vc {

struct ImportEnclosure {}; // credentials of the OA are added when it is sent
struct SetDomain {
    std::string name;
    std::optional<MacPool> macPool;
};
struct AddUplinkSet {
    std::string name;
};
struct RemoveUplinkSet {
    std::string name;
};
struct AddUplinkPort {
    std::string port;
    std::string uplinkSet;
};
struct RemoveUplinkPort {
    std::string port;
};
struct AddNetwork {
    Network network;
};
struct SetNetwork {
    Network network; // all its properties, written again
};
struct RemoveNetwork {
    std::string name;
};
struct AddProfile {
    std::string name;
};
struct RemoveProfile {
    std::string name;
};
struct AddConnection {
    std::string profile;
    int port = 0; // the number it will get, from 1
    Connection connection;
};
// Writes the fields that differ between the two.
struct SetConnection {
    std::string profile;
    int port = 0;
    Connection before;
    Connection after;
};
struct AssignProfile {
    std::string profile;
    BayNumber bay = 0;
};
struct UnassignProfile {
    std::string profile;
};

using Operation = std::variant<ImportEnclosure, SetDomain, AddUplinkSet, RemoveUplinkSet, AddUplinkPort,
                               RemoveUplinkPort, AddNetwork, SetNetwork, RemoveNetwork, AddProfile,
                               RemoveProfile, AddConnection, SetConnection, AssignProfile, UnassignProfile>;

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
    std::vector<std::string> notes;   // what could not be compared
    bool empty() const { return commands.empty(); }
    std::vector<BayNumber> baysThatMustBeOff() const; // sorted, each once
};

} // namespace seedbed::vc
