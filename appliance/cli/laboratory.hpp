// SPDX-License-Identifier: GPL-3.0-or-later
// The lab on this machine: two network namespaces (the appliance's and the chassis'), cables between them
// (management, and the uplinks of Virtual Connect: X1 to "prov0", others to "uplink<n>"), the emulated chassis in the one and the daemon in the other. up()
// builds it, down() takes all of it away again, also what a crash left: lab.json in the state directory records
// what was made. Needs root. Errors LAB-*.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "oa-bridge/async/task.hpp"
#include "oa-bridge/net/process.hpp"

namespace seedbed::cli {

struct LabOptions {
    std::filesystem::path state;
    std::string blades = "qemu"; // qemu, namespace, none
    std::string bays = "1-2";
    std::string profile = "fast"; // timing of the chassis: fast, or real
    std::filesystem::path images; // with manifest.json
    std::filesystem::path scenario; // of the chassis, may be empty
    std::string pack = "spine";
    std::string uplinks = "1-2"; // ports of Virtual Connect with a cable; X1 always has one
};

class Laboratory {
public:
    explicit Laboratory(LabOptions options);
    Task<> up();   // begins new, whatever an earlier lab left in the directory
    Task<> down(); // fine when there is none

private:
    Task<> renew();
    Task<> makeNetwork();
    Task<> startChassis();
    Task<> startDaemon();
    Task<> stopRecorded();
    Task<> removeNamespaces();
    std::vector<int> uplinks() const;
    Result<> writeSite();
    Result<> record();
    Task<Process> startIn(const std::string& netns, std::vector<std::string> argv, const std::string& name);
    std::filesystem::path recordFile() const { return options_.state / "lab.json"; }

    LabOptions options_;
    std::string applianceNetns_, chassisNetns_;
    std::vector<std::pair<std::string, int>> started_; // program and pid, in order
};

} // namespace seedbed::cli
