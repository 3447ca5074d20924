// SPDX-License-Identifier: GPL-3.0-or-later
// Redfish by DMTF's libredfish, for sites that demand it; built with -DSEEDBED_LIBREDFISH=ON only.
// THE LIBRARY VERIFIES NO CERTIFICATE and cannot be told to: pins and trust of IloAccess::tls have no effect here, and
// whoever sits in between reads the password. Use Redfish wherever that matters.
// Each request is a service of its own on the Blocking pool (the library's callbacks run on its threads and never touch
// ours); requests queue. It knows no ETag: patch() with one is REDFISH-UNSUPPORTED. Basic authentication, because the
// library joins an iLO's absolute session URI to the host. Owned by whoever owns the blade; I/O thread only; Blocking
// must outlive it.
#pragma once

#include <memory>
#include <string>

#include "oa-bridge/async/blocking.hpp"
#include "oa-bridge/async/hold.hpp"
#include "oa-bridge/ilo/ilo_access.hpp"
#include "oa-bridge/ilo/redfish_door.hpp"

namespace seedbed {

class LibredfishDoor final : public RedfishDoor {
public:
    LibredfishDoor(asio::any_io_executor executor, Blocking& blocking, IloAccess access);

    Task<RedfishResource> get(std::string uri) override;
    Task<> patch(std::string uri, std::string json, std::string etag = {}) override;
    Task<RedfishResource> post(std::string uri, std::string json) override;
    Task<> del(std::string uri) override;

private:
    Task<RedfishResource> request(std::string method, std::string uri, std::string json);
    Error named(Error error, std::string attempted) const;

    Blocking& blocking_;
    std::shared_ptr<const IloAccess> access_;
    Turn turn_;
};

} // namespace seedbed
