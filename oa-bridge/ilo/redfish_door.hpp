// SPDX-License-Identifier: GPL-3.0-or-later
// The four requests that Redfish is made of, whoever carries them: our own client, or libredfish where it was asked
// for. Errors: those of wire/redfish.hpp and REDFISH-UNREACHABLE.
#pragma once

#include <string>

#include "oa-bridge/async/task.hpp"

namespace seedbed {

// One resource as it was read.
struct RedfishResource {
    std::string uri; // where it was found, after redirects
    std::string body;
    std::string etag; // empty when the iLO gave none
};

class RedfishDoor {
public:
    virtual ~RedfishDoor() = default;
    virtual Task<RedfishResource> get(std::string uri) = 0;
    // With If-Match when `etag` is there; a resource that changed meanwhile is REDFISH-CHANGED (conflict).
    virtual Task<> patch(std::string uri, std::string json, std::string etag) = 0;
    virtual Task<RedfishResource> post(std::string uri, std::string json) = 0;
    virtual Task<> del(std::string uri) = 0;
};

} // namespace seedbed
