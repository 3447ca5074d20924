// SPDX-License-Identifier: GPL-3.0-or-later
// What an ELF file (64 bit, little endian) says it needs: interpreter and libraries of a program, module names of a
// kernel module. Pure; any input is safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "oa-bridge/base/error.hpp"

namespace seedbed::image {

struct ElfNeeds {
    std::string interpreter;            // empty for a static program or a library
    std::vector<std::string> libraries; // DT_NEEDED in order
};

// Error IMAGE-ELF.
Result<ElfNeeds> readElfNeeds(std::string_view file);
// The "depends=" entry of section .modinfo. Error IMAGE-ELF.
Result<std::vector<std::string>> readModuleDepends(std::string_view file);

} // namespace seedbed::image
