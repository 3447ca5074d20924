// SPDX-License-Identifier: GPL-3.0-or-later
// The module behind the CLI: its domain, kept in STATE/vc-domain.json and carried out on the chassis after
// every change. A change happens wholly or not at all. Lives as long as the face; I/O thread only.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "firmware/emulator/vc/rules.hpp"
#include "firmware/emulator/vc/wiring.hpp"

namespace seedbed::emulator::vc {

class VirtualConnect {
public:
    explicit VirtualConnect(Chassis& chassis) : chassis_(chassis) {}
    VirtualConnect(const VirtualConnect&) = delete;
    VirtualConnect& operator=(const VirtualConnect&) = delete;

    // Reads the saved domain, if there is one, and carries it out. Errors VC-DOMAIN-FILE, those of reading
    // files.
    Result<> load();
    const Domain& domain() const { return domain_; }
    // Tries `rule` on a copy; when it agrees the copy becomes the domain.
    Outcome change(const std::function<Outcome(Domain&)>& rule);
    // The chassis may have dropped a profile of its own accord (a fault): then the bay has none here either.
    void bladeChanged(BayNumber bay);
    Chassis& chassis() const { return chassis_; }

private:
    void carryOut();
    void carryOutBay(BayNumber bay);
    void save() const;
    std::string file() const;

    Chassis& chassis_;
    Domain domain_;
    std::map<BayNumber, Nics> factory_;                       // addresses the blades came with
    std::map<BayNumber, std::pair<std::string, Nics>> wired_; // what the chassis was told, by bay
    bool carryingOut_ = false;
};

} // namespace seedbed::emulator::vc
