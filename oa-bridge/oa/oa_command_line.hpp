// SPDX-License-Identifier: GPL-3.0-or-later
// One Onboard Administrator over its SSH command line, for what SOAP lacks. Each call is one SSH session with one
// exec channel (script mode: no confirmations) on the Blocking pool; calls queue. Created by whoever owns the
// chassis, lives as long as that; I/O thread only; Blocking must outlive it. Errors, object "OA <address>": those
// of wire/oa_cli.hpp, and OA-UNREACHABLE (unreachable or timeout), OA-LOGIN-REFUSED, OA-HOST-KEY (refused),
// OA-NONSENSE.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "oa-bridge/async/blocking.hpp"
#include "oa-bridge/async/hold.hpp"
#include "oa-bridge/model/oa_settings.hpp"
#include "oa-bridge/net/ssh.hpp"
#include "oa-bridge/wire/oa_cli.hpp"

namespace seedbed {

struct OaCliAccess {
    SshTarget ssh; // legacy is what an OA of 2014 needs
    std::chrono::milliseconds limit{60000};
};

class OaCommandLine {
public:
    OaCommandLine(asio::any_io_executor executor, Blocking& blocking, OaCliAccess access);

    // What the OA said to one command, without banner, echo and prompts. A line break in it is OA-CLI-USAGE.
    Task<std::string> run(std::string command);

    Task<std::vector<OaServerRow>> showServerList();
    Task<OaServerStatus> showServerStatus(BayNumber bay);
    Task<std::vector<EbipaEntry>> showEbipa(EbipaKind kind);
    // Address, netmask, gateway and domain as far as they are there, DNS servers added, enabled or disabled;
    // nothing takes effect before saveEbipa().
    Task<> setEbipa(EbipaKind kind, EbipaEntry entry);
    Task<> saveEbipa();
    Task<> resetBay(BayNumber bay); // E-fuse: as if the blade were pulled and put back. It loses power at once.
    Task<> resetIlo(BayNumber bay);
    Task<std::string> syslog();
    Task<std::string> showConfig();
    Task<OaTimeSettings> timeSettings();
    Task<> setTimeServers(std::vector<std::string> servers); // two at most; switches NTP on
    Task<OaPowerSettings> powerSettings();
    // OA-NO-CLOCK (nonsense) when its date cannot be read.
    Task<DeviceClock> clock();
    // RIBCL through the OA (HPONCFG), which logs in at the iLO itself: for an iLO that does not let us in. Errors also
    // those of wire/ribcl.hpp, and OA-NO-RIBCL (unreachable): the iLO gave no answer. In oa_pass_through.cpp.
    Task<std::vector<IloUser>> iloUsers(BayNumber bay);
    Task<> addIloUser(BayNumber bay, IloUser user, Secret password);
    Task<> modifyIloUser(BayNumber bay, IloUser user); // name and privileges
    // SHA-256 of the OA's host key, empty before the first call.
    const std::string& hostKey() const { return hostKey_; }

private:
    struct Answer {
        std::string text;
        std::string hostKey;
    };
    static Result<Answer> talk(const OaCliAccess& access, const std::string& command, const std::string& below);
    // `below`: lines under the command that belong to it, and that no error tells.
    Task<std::string> exchange(std::string command, std::string below);
    Task<std::string> passThrough(BayNumber bay, std::string script);
    Task<> expect(std::string command, std::string_view words);
    Error named(Error error) const;

    Blocking& blocking_;
    std::shared_ptr<const OaCliAccess> access_;
    Turn turn_;
    std::string hostKey_;
};

} // namespace seedbed
