// SPDX-License-Identifier: GPL-3.0-or-later
// One iSCSI session of libiscsi with a LUN, served by poll from one blocking thread. Every wait ends: by the
// limits below, or when the stop sign is up (looked at every 200 ms). libiscsi by itself neither times out
// nor stops to reconnect; a target that loses power must be noticed (blade reference, section 5). Errors
// ISCSI-LOGIN, ISCSI-LOST, ISCSI-STALLED, ISCSI-STOPPED, ISCSI-CAPACITY.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include <iscsi/iscsi.h>

#include "firmware/seed-services/conductor/disk_writer.hpp"
#include "oa-bridge/base/error.hpp"

namespace seedbed::seed {

using StopSign = std::function<bool()>; // asked from the blocking thread

struct DiskSize {
    std::uint64_t blocks = 0;
    std::uint32_t blockSize = 512;
    std::uint64_t bytes() const { return blocks * blockSize; }
};

class IscsiSession {
public:
    // Tries again once a second until limits.login is over: the target may come up while we knock.
    static Result<std::unique_ptr<IscsiSession>> login(const WriteOrder& order, const WriteLimits& limits,
                                                       const StopSign& stop);
    ~IscsiSession();
    IscsiSession(const IscsiSession&) = delete;

    Result<DiskSize> capacity();
    // Waits at most 200 ms for the socket and serves it; callbacks of commands run in here.
    Result<> turn();
    void moved();  // a command finished: the stall limit starts anew
    void logout(); // polite, within a second; never fails
    iscsi_context* raw() { return context_.get(); }
    int lun() const { return lun_; }
    Error trouble(std::string id, ErrorKind kind, std::string attempted, std::string cause) const;

private:
    struct Destroy {
        void operator()(iscsi_context* context) const { iscsi_destroy_context(context); }
    };
    IscsiSession(const WriteOrder& order, const WriteLimits& limits, StopSign stop);
    Result<> connect(std::chrono::steady_clock::time_point deadline);
    Result<> serveUntil(const bool& done, std::chrono::steady_clock::time_point deadline);

    std::unique_ptr<iscsi_context, Destroy> context_;
    std::string portal_;
    std::string node_;
    int lun_;
    std::chrono::milliseconds stall_;
    std::chrono::steady_clock::time_point lastMove_;
    StopSign stop_;
};

} // namespace seedbed::seed
