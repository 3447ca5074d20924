// SPDX-License-Identifier: GPL-3.0-or-later
// One Virtual Connect Manager over its SSH command line. Keeps one shell open; calls queue; each command has
// its limit, and a shell whose answer did not come is thrown away and opened anew by the next call. Created
// by whoever owns the chassis, lives as long as that; I/O thread only; Blocking must outlive it. Errors,
// object "VC <address>": VC-UNREACHABLE (unreachable, timeout), VC-LOGIN-REFUSED, VC-HOST-KEY (refused),
// VC-NONSENSE, and those of vc_text.hpp.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "oa-bridge/async/blocking.hpp"
#include "oa-bridge/async/hold.hpp"
#include "oa-bridge/net/ssh.hpp"
#include "vc-config/text/vc_text.hpp"

namespace seedbed::vc {

struct VcAccess {
    SshTarget ssh;      // legacy is what modules of 2014 need
    std::string oaUser; // for `import enclosure`
    Secret oaPassword;
    std::chrono::milliseconds queryLimit{30000};
    std::chrono::milliseconds changeLimit{
        180000}; // an import or an assignment takes a real module a minute or more
};

// Has the manager saved what it was told? After each change it copies its configuration into the modules' flash; until
// then a loss of power takes the change away.
enum class Checkpoint { valid, pending, unknown };

struct DomainState {
    Checkpoint checkpoint = Checkpoint::unknown;
    std::string status; // in the manager's words; empty: it tells none, as without a domain
};

class VirtualConnect {
public:
    VirtualConnect(asio::any_io_executor executor, Blocking& blocking, VcAccess access);

    // The domain as it is. Changes nothing; enclosureImported is false when there is no domain yet.
    Task<VcDomain> readDomain();
    // All uplink ports of the module. VC-NOT-IMPORTED (conflict) while there is no domain.
    Task<std::vector<UplinkPort>> readUplinkPorts();
    Task<DomainState> readState();
    // What the module "enc0:1" has learned on the wire, and who is at the other end of uplink port "enc0:1:X1".
    Task<std::vector<LearnedMac>> readMacTable(std::string module);
    Task<std::optional<Neighbour>> readNeighbour(std::string port);
    // What the module itself would run to be what it is (show config), with its passwords left out as it leaves them out.
    Task<std::string> readConfiguration();
    // Runs one command and checks that the device says SUCCESS; gives back what it said.
    Task<std::string> run(VcCommand command);
    Task<std::vector<ConnectionRecord>> readConnections(std::string profile);
    // In the order of the connections, which is the order of the blade's FlexNICs. VC-NO-MAC (conflict) when
    // a connection has none yet.
    Task<std::vector<MacAddress>> readProfileMacs(std::string profile);
    // SHA-256 of the module's host key, empty before the first call.
    const std::string& hostKey() const { return hostKey_; }

private:
    struct Shell;
    struct Answer {
        std::string text;
        std::string hostKey;
    };
    Task<std::string> exchange(Secret line, std::string shown, std::chrono::milliseconds limit);
    Task<std::string> query(std::string command);
    Error named(Error error) const;

    Blocking& blocking_;
    std::shared_ptr<const VcAccess> access_;
    Turn turn_;
    std::shared_ptr<Shell> shell_;
    std::string hostKey_;
};

} // namespace seedbed::vc
