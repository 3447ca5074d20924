// SPDX-License-Identifier: GPL-3.0-or-later
// How the deployment gets an image onto a node's disk: the order, the signs of progress, and the seam that
// the iSCSI writer implements. Progress is told on the I/O thread. Abandoning the task stops the write.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "oa-bridge/async/blocking.hpp"
#include "oa-bridge/async/task.hpp"

namespace seedbed::seed {

struct WriteOrder {
    std::string node; // for the sentences of errors
    std::string address;
    int port = 3260;
    std::string iqn;
    int lun = 1;
    std::filesystem::path image; // raw
    std::uint64_t bytes = 0;
    std::string sha256; // of the raw image, lower-case hex
};

enum class WriteStep { loggedIn, writing, written, readingBack, verified };
struct WriteProgress {
    WriteStep step = WriteStep::loggedIn;
    std::uint64_t done = 0;
    std::uint64_t total = 0;
};
using ProgressSink = std::function<void(const WriteProgress&)>;

struct WriteLimits {
    std::chrono::milliseconds login{30000}; // all attempts together
    std::chrono::milliseconds stall{15000}; // no command finished for so long
    int commandSeconds = 15;                // libiscsi's own limit of one command
    int tcpUserMilliseconds = 10000;        // unacknowledged bytes end the connection
};

class DiskWriter {
public:
    virtual ~DiskWriter() = default;
    // Login, write, read back, compare. Errors IMAGE-TOO-LARGE, IMAGE-READ, ISCSI-*, IMAGE-READ-BACK.
    virtual Task<> write(WriteOrder order, ProgressSink progress) = 0;
};

// At most `writers` disks at a time; the others wait for a thread.
class IscsiDiskWriter : public DiskWriter {
public:
    IscsiDiskWriter(asio::any_io_executor executor, WriteLimits limits, unsigned writers = 8);
    ~IscsiDiskWriter() override; // stops what is being written
    Task<> write(WriteOrder order, ProgressSink progress) override;

private:
    asio::any_io_executor executor_;
    WriteLimits limits_;
    std::shared_ptr<std::atomic<bool>> closing_ = std::make_shared<std::atomic<bool>>(false);
    Blocking pool_;
};

} // namespace seedbed::seed
