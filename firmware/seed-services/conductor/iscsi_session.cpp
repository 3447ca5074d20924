// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/conductor/iscsi_session.hpp"

#include <poll.h>
#include <thread>

#include <fmt/format.h>
#include <iscsi/scsi-lowlevel.h>

namespace seedbed::seed {

namespace {

using Clock = std::chrono::steady_clock;
constexpr auto pollSlice = std::chrono::milliseconds(200);
constexpr auto loginPause = std::chrono::seconds(1);
constexpr const char* initiatorName = "iqn.2014-06.org.seedbed:conductor";

// What a callback leaves behind. libiscsi calls it at the latest when the context is destroyed.
struct Answer {
    bool done = false;
    int status = SCSI_STATUS_ERROR;
    DiskSize size;
};

void onAnswer(iscsi_context*, int status, void*, void* privateData) {
    auto* answer = static_cast<Answer*>(privateData);
    answer->done = true;
    answer->status = status;
}

void onCapacity(iscsi_context*, int status, void* commandData, void* privateData) {
    auto* answer = static_cast<Answer*>(privateData);
    auto* task = static_cast<scsi_task*>(commandData);
    answer->done = true;
    answer->status = status;
    if (task == nullptr) {
        return;
    }
    if (status == SCSI_STATUS_GOOD) {
        if (auto* data = static_cast<scsi_readcapacity16*>(scsi_datain_unmarshall(task)); data != nullptr) {
            answer->size.blocks = data->returned_lba + 1;
            answer->size.blockSize = data->block_length;
        }
    }
    scsi_free_scsi_task(task);
}

} // namespace

IscsiSession::IscsiSession(const WriteOrder& order, const WriteLimits& limits, StopSign stop)
    : context_(iscsi_create_context(initiatorName)), portal_(fmt::format("{}:{}", order.address, order.port)),
      node_(order.node), lun_(order.lun), stall_(limits.stall), lastMove_(Clock::now()),
      stop_(std::move(stop)) {
    iscsi_set_targetname(raw(), order.iqn.c_str());
    iscsi_set_session_type(raw(), ISCSI_SESSION_NORMAL);
    iscsi_set_header_digest(raw(), ISCSI_HEADER_DIGEST_NONE);
    iscsi_set_timeout(raw(), limits.commandSeconds);
    iscsi_set_tcp_user_timeout(raw(), limits.tcpUserMilliseconds);
    iscsi_set_noautoreconnect(raw(), 1);
}

IscsiSession::~IscsiSession() = default;

Error IscsiSession::trouble(std::string id, ErrorKind kind, std::string attempted, std::string cause) const {
    Error error;
    error.kind = kind;
    error.id = std::move(id);
    error.object = fmt::format("node {} iSCSI target {} LUN {}", node_, portal_, lun_);
    error.attempted = std::move(attempted);
    error.cause = std::move(cause);
    error.action =
        "look at the node's console: the deploy ramdisk must be up and its disk attached; then deploy again";
    return error;
}

Result<std::unique_ptr<IscsiSession>> IscsiSession::login(const WriteOrder& order, const WriteLimits& limits,
                                                          const StopSign& stop) {
    const auto deadline = Clock::now() + limits.login;
    while (true) {
        std::unique_ptr<IscsiSession> session(new IscsiSession(order, limits, stop));
        auto connected = session->connect(deadline);
        if (connected) {
            return session;
        }
        if (connected.error().kind == ErrorKind::aborted || Clock::now() + loginPause >= deadline) {
            return fail(connected.error());
        }
        const auto again = Clock::now() + loginPause;
        while (Clock::now() < again && !stop()) {
            std::this_thread::sleep_for(pollSlice);
        }
    }
}

Result<> IscsiSession::connect(Clock::time_point deadline) {
    Answer answer;
    if (iscsi_full_connect_async(raw(), portal_.c_str(), lun_, onAnswer, &answer) != 0) {
        return fail(trouble("ISCSI-LOGIN", ErrorKind::unreachable, "log in", iscsi_get_error(raw())));
    }
    auto served = serveUntil(answer.done, deadline);
    const std::string words = iscsi_get_error(raw());
    if (!served || answer.status != SCSI_STATUS_GOOD) {
        context_.reset(); // while `answer` lives: its callback may still come
    }
    if (!served) {
        Error error = served.error();
        error.id = error.kind == ErrorKind::aborted ? error.id : "ISCSI-LOGIN";
        error.attempted = "log in";
        return fail(std::move(error));
    }
    if (answer.status != SCSI_STATUS_GOOD) {
        return fail(trouble("ISCSI-LOGIN", ErrorKind::unreachable, "log in", words));
    }
    return {};
}

Result<DiskSize> IscsiSession::capacity() {
    Answer answer;
    if (iscsi_readcapacity16_task(raw(), lun_, onCapacity, &answer) == nullptr) {
        return fail(
            trouble("ISCSI-CAPACITY", ErrorKind::internal, "READ CAPACITY(16)", iscsi_get_error(raw())));
    }
    auto served = serveUntil(answer.done, Clock::now() + stall_);
    const std::string words = iscsi_get_error(raw());
    if (!served) {
        context_.reset();
        return fail(served.error());
    }
    if (answer.status != SCSI_STATUS_GOOD || answer.size.blockSize < 512) {
        return fail(trouble("ISCSI-CAPACITY", ErrorKind::nonsense, "READ CAPACITY(16)", words));
    }
    return answer.size;
}

Result<> IscsiSession::serveUntil(const bool& done, Clock::time_point deadline) {
    moved();
    while (!done) {
        if (Clock::now() >= deadline) {
            return fail(
                trouble("ISCSI-STALLED", ErrorKind::timeout, "wait for an answer", "none came in time"));
        }
        if (auto served = turn(); !served) {
            return served;
        }
    }
    return {};
}

void IscsiSession::moved() {
    lastMove_ = Clock::now();
}

Result<> IscsiSession::turn() {
    if (stop_()) {
        return fail(
            trouble("ISCSI-STOPPED", ErrorKind::aborted, "write the disk", "the deployment was stopped"));
    }
    if (Clock::now() - lastMove_ > stall_) {
        const auto cause = fmt::format("no progress for {} s", std::chrono::duration<double>(stall_).count());
        return fail(trouble("ISCSI-STALLED", ErrorKind::stalled, "write the disk", cause));
    }
    pollfd socket{iscsi_get_fd(raw()), static_cast<short>(iscsi_which_events(raw())), 0};
    const int ready = ::poll(&socket, 1, static_cast<int>(pollSlice.count()));
    if (iscsi_service(raw(), ready > 0 ? socket.revents : 0) < 0) {
        return fail(
            trouble("ISCSI-LOST", ErrorKind::unreachable, "talk to the target", iscsi_get_error(raw())));
    }
    return {};
}

void IscsiSession::logout() {
    Answer answer;
    if (iscsi_logout_async(raw(), onAnswer, &answer) == 0) {
        // Nothing depends on the answer: the disk is already read back.
        static_cast<void>(serveUntil(answer.done, Clock::now() + loginPause));
    }
    context_.reset();
}

} // namespace seedbed::seed
