// SPDX-License-Identifier: GPL-3.0-or-later
// A verification pack as data: `<packs>/<name>/pack.yaml` and the templates beside it. It says which networks a
// blade's FlexNICs carry, which image it gets, and the Heat template of its stack. Errors PACK-*.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "oa-bridge/base/error.hpp"
#include "vc-config/model/connectivity_intent.hpp"

namespace seedbed {

struct PackSpec {
    std::string name;
    std::string description;
    std::string image;                // name in the images manifest
    std::vector<vc::FlexNicIntent> flexNics; // in the order 1-a, 2-a, 1-b, ...; the one on the provisioning network is PXE
    bool unusedMustBeHidden = false;         // its installer minds FlexNICs without a network
    std::string accessGroup{vc::defaultAccessGroup};
    std::string role;
    std::string greeting;
    std::string stackTemplate;        // HOT text
    int diskGb = 0;                   // smallest disk the pack's image fits on
    std::string stackFile;            // of the template, beside pack.yaml
};

// pack.yaml of the pack `name`; the template is not read.
Result<PackSpec> parsePack(std::string_view text, const std::string& name);
Result<PackSpec> readPack(const std::filesystem::path& packs, const std::string& name);

} // namespace seedbed
