// SPDX-License-Identifier: GPL-3.0-or-later
// One iLO over Redfish (HTTPS, JSON). Calls queue: the iLO sees one request at a time. Basic authentication unless
// logIn() opened a session. Links are followed, never built; redirects only within the same host. Created by
// whoever owns the blade, lives as long as that; I/O thread only. Errors, object "iLO <address>": those of
// wire/redfish.hpp and of iloFailure with the door REDFISH, and REDFISH-REDIRECT (refused: it leads to another
// host), REDFISH-TASK (nonsense or conflict: a task that failed or that nobody can follow).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "oa-bridge/ilo/ilo_access.hpp"
#include "oa-bridge/model/ilo.hpp"
#include "oa-bridge/wire/redfish.hpp"

namespace seedbed {

struct HttpCall;
struct HttpResponse;

// One resource as it was read.
struct RedfishResource {
    std::string uri; // where it was found, after redirects
    std::string body;
    std::string etag; // empty when the iLO gave none
};

class Redfish {
public:
    Redfish(asio::any_io_executor executor, IloAccess access);

    // Asks the service root, which is open. REDFISH-UNSUPPORTED when the firmware has none. The first call that
    // needs the root asks by itself.
    Task<wire::RedfishRoot> open();
    Task<> logIn();  // a session from now on
    Task<> logOut(); // gives it back; fine without one

    Task<RedfishResource> get(std::string uri);
    // With If-Match when `etag` is there; a resource that changed meanwhile is REDFISH-CHANGED (conflict).
    Task<> patch(std::string uri, std::string json, std::string etag = {});
    Task<RedfishResource> post(std::string uri, std::string json);
    Task<> del(std::string uri);

    Task<PowerReading> powerStatus();
    // Reads the state first; false when the blade was there already. REDFISH-POWER-OFF (conflict): reset of an off
    // blade; REDFISH-POWER-UNKNOWN.
    Task<bool> setPower(PowerCommand command);
    Task<wire::RedfishSystem> system();
    Task<HostIdentity> identity();
    Task<IloFirmware> firmware();
    Task<wire::BootOverride> bootOverride();
    // Reads back: REDFISH-BOOT-IGNORED (nonsense) when the iLO accepted it and holds something else.
    Task<> setBootOverride(wire::BootOverride wanted);
    // REDFISH-NO-CLOCK (unsupported) when the manager does not tell its time.
    Task<DeviceClock> clock();
    Task<> resetManager(); // it is gone for about a minute; the host runs on

private:
    Task<HttpResponse> send(std::string method, std::string uri, std::string body, std::string etag);
    Task<HttpResponse> hop(std::string method, std::string uri, std::string body, std::string etag);
    Task<HttpResponse> accepted(std::string method, std::string uri, std::string body, std::string etag);
    Task<RedfishResource> followTask(RedfishResource first, std::string monitor);
    Task<RedfishResource> firstMember(std::string collection);
    Task<RedfishResource> systemResource();
    Task<RedfishResource> managerResource();
    Result<std::string> sameHost(const std::string& location) const;
    Error named(Error error) const;

    IloAccess access_;
    Turn turn_;
    std::optional<wire::RedfishRoot> root_;
    Secret token_;
    std::string session_; // its URI, to give it back
};

} // namespace seedbed
