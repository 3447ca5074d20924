// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/conductor/disk_writer.hpp"

#include "firmware/seed-services/conductor/iscsi_writer.hpp"

namespace seedbed::seed {

namespace {

using Flag = std::shared_ptr<std::atomic<bool>>;

// Raised when the coroutine that waits for the write goes away.
struct RaiseOnExit {
    explicit RaiseOnExit(Flag f) : flag(std::move(f)) {}
    ~RaiseOnExit() { flag->store(true); }
    RaiseOnExit(const RaiseOnExit&) = delete;
    Flag flag;
};

} // namespace

IscsiDiskWriter::IscsiDiskWriter(asio::any_io_executor executor, WriteLimits limits, unsigned writers)
    : executor_(executor), limits_(limits), pool_(std::move(executor), writers) {}

IscsiDiskWriter::~IscsiDiskWriter() {
    closing_->store(true);
}

Task<> IscsiDiskWriter::write(WriteOrder order, ProgressSink progress) {
    RaiseOnExit abandoned(std::make_shared<std::atomic<bool>>(false));
    StopSign stop = [closing = closing_, gone = abandoned.flag] { return closing->load() || gone->load(); };
    // Told on the I/O thread, and never after the caller has gone.
    ProgressSink post = [executor = executor_, gone = abandoned.flag,
                         sink = std::move(progress)](const WriteProgress& p) {
        asio::post(executor, [gone, sink, p] {
            if (!gone->load()) {
                sink(p);
            }
        });
    };
    std::function<Result<>()> work = [order = std::move(order), limits = limits_, post, stop] {
        IscsiWriter writer(order, limits, post, stop);
        return writer.run();
    };
    auto done = co_await pool_.run<void>(std::move(work));
    co_return done;
}

} // namespace seedbed::seed
