// SPDX-License-Identifier: GPL-3.0-or-later
// How each service words a refusal. Pure. Sources: the error bodies that Debian 12's clients read
// (keystoneauth1, glanceclient, heatclient, ironicclient, novaclient, neutronclient); all of it is kept in
// this one place.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "firmware/seed-services/core/service.hpp"

namespace seedbed::seed {

struct Refusal {
    unsigned status = 500;
    std::string message;
    std::string type; // empty: the style's own word for the status
};
nlohmann::json refusalBody(ErrorStyle style, const Refusal& refusal);
unsigned statusOf(ErrorKind kind);
std::string reasonOf(unsigned status); // "Not Found"

} // namespace seedbed::seed
