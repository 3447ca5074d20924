// SPDX-License-Identifier: GPL-3.0-or-later
// Writes one raw image to one iSCSI LUN and proves it: 1 MiB WRITE(10), eight in flight, WRITE SAME(16) of
// zeros for the holes (without UNMAP, and plain zeros where the target refuses it), then everything is read
// back and its SHA-256 compared. Holes are written too: a used disk must not shine through. A piece that could
// not be written is written once more with nothing else in flight: the target's kernel joins neighbouring
// writes, and then a good piece fails with a bad one. Blocking, for one pool thread; its memory is the window
// of eight pieces. Errors IMAGE-TOO-LARGE, IMAGE-READ, ISCSI-*, IMAGE-READ-BACK.
#pragma once

#include <array>
#include <vector>

#include <iscsi/iscsi.h>
#include <iscsi/scsi-lowlevel.h>

#include "firmware/seed-services/conductor/image_pieces.hpp"
#include "firmware/seed-services/conductor/iscsi_session.hpp"

namespace seedbed::seed {

class IscsiWriter {
public:
    IscsiWriter(WriteOrder order, WriteLimits limits, ProgressSink progress, StopSign stop);
    ~IscsiWriter();
    Result<> run(); // the sink and the sign are called on this thread

private:
    static constexpr std::size_t window = 8;
    struct Slot {
        IscsiSession* session = nullptr;
        Piece piece;
        std::uint32_t at = 0;    // bytes of the piece that are done
        std::uint32_t asked = 0; // bytes of the command in flight
        bool busy = false;       // the slot holds a piece
        bool answered = false;   // its command came back
        bool doubted = false;    // could not be written, waits to be written again alone
        bool again = false;      // is being written again
        bool refused = false;    // ILLEGAL REQUEST
        bool good = false;
        std::string words; // why not
        std::vector<std::uint8_t> buffer;
        scsi_iovec into{};
    };

    Result<> write();
    Result<> fill(ImagePieces& pieces, bool& ended);
    Result<> collect();
    Result<> settle(Slot& slot);
    Result<> writeAlone();
    Result<> issueWrite(Slot& slot);
    Result<std::string> readBack();
    Result<> issueRead(Slot& slot, std::uint64_t offset);
    void tell(WriteStep step, std::uint64_t done);
    bool anyBusy() const;
    bool anyDoubted() const;
    static void onDone(iscsi_context* context, int status, void* commandData, void* privateData);

    WriteOrder order_;
    WriteLimits limits_;
    ProgressSink progress_;
    StopSign stop_;
    DiskSize disk_;
    std::uint64_t written_ = 0;
    bool writeSame_ = true;
    std::chrono::steady_clock::time_point lastTold_{};
    std::vector<std::uint8_t> zeros_;
    std::array<Slot, window> slots_; // outlives the session: its callbacks point here
    std::unique_ptr<IscsiSession> session_;
};

// IMAGE-TOO-LARGE when the image does not fit the disk; names both sizes.
Result<> checkFits(const WriteOrder& order, const DiskSize& disk);

} // namespace seedbed::seed
