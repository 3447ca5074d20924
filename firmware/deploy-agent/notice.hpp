// SPDX-License-Identifier: GPL-3.0-or-later
// The notice on TCP port 10000 by which the conductor says that the disk is written (9.4 step 6, 9.8 step 8).
#pragma once

#include "firmware/deploy-agent/console.hpp"
#include "firmware/deploy-agent/disk.hpp"

namespace seedbed::deploy_agent {

// Listening starts in open(), before the conductor is told, so that its notice is never refused.
class Notice {
public:
    static Result<Notice> open(); // error AGENT-NOTICE
    // Until one connection came and ended; meanwhile tells how much was written. Error AGENT-NOTICE at the deadline.
    Result<> wait(const Console& console, const Disk& disk, posix::Clock::time_point deadline);

private:
    explicit Notice(posix::Descriptor listener) : listener_(std::move(listener)) {}
    posix::Descriptor listener_;
};

} // namespace seedbed::deploy_agent
