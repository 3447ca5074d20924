// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/async/blocking.hpp"

namespace seedbed {

Error Blocking::threw(std::string what) {
    return {.kind = ErrorKind::internal,
            .id = "BLOCKING-THREW",
            .attempted = "run a blocking call",
            .cause = std::move(what),
            .action = "report this as a defect"};
}

} // namespace seedbed
