// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/conductor/iscsi_writer.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include <fmt/format.h>
#include <openssl/evp.h>

#include "oa-bridge/base/text.hpp"

namespace seedbed::seed {

namespace {

constexpr auto tellEvery = std::chrono::milliseconds(250);

class Sha256 {
public:
    Sha256() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
        EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr);
    }
    void add(const std::uint8_t* bytes, std::size_t count) { EVP_DigestUpdate(context_.get(), bytes, count); }
    std::string hex() {
        std::string digest(EVP_MAX_MD_SIZE, '\0');
        unsigned length = 0;
        EVP_DigestFinal_ex(context_.get(), reinterpret_cast<unsigned char*>(digest.data()), &length);
        digest.resize(length);
        return toHex(digest);
    }

private:
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

// SPC-4, table of sense keys; libiscsi has no words for some of them.
std::string senseWords(int key, int code) {
    constexpr std::array names{"no sense",        "recovered error", "not ready",      "medium error",
                               "hardware error",  "illegal request", "unit attention", "data protect",
                               "blank check",     "vendor specific", "copy aborted",   "aborted command"};
    const bool known = key >= 0 && key < static_cast<int>(names.size());
    return fmt::format("{} (sense key {}, code {:04x}h)", known ? names[static_cast<std::size_t>(key)] : "unknown", key, code);
}

} // namespace

Result<> checkFits(const WriteOrder& order, const DiskSize& disk) {
    const std::uint64_t addressable =
        (std::uint64_t{std::numeric_limits<std::uint32_t>::max()} + 1) * disk.blockSize;
    if (order.bytes <= std::min(disk.bytes(), addressable)) {
        return {};
    }
    Error error;
    error.kind = ErrorKind::invalid;
    error.id = "IMAGE-TOO-LARGE";
    error.object = fmt::format("node {}", order.node);
    error.attempted = fmt::format("write {}", order.image.filename().string());
    error.cause = fmt::format("the image is {} bytes, the disk {} bytes", order.bytes, disk.bytes());
    error.action = "use a smaller image or a larger disk; nothing was written";
    return fail(std::move(error));
}

IscsiWriter::IscsiWriter(WriteOrder order, WriteLimits limits, ProgressSink progress, StopSign stop)
    : order_(std::move(order)), limits_(limits), progress_(std::move(progress)), stop_(std::move(stop)),
      zeros_(pieceBytes, 0) {
    for (Slot& slot : slots_) {
        slot.buffer.resize(pieceBytes);
    }
}

IscsiWriter::~IscsiWriter() {
    session_.reset();
}

Result<> IscsiWriter::run() {
    auto session = IscsiSession::login(order_, limits_, stop_);
    if (!session) {
        return fail(session.error());
    }
    session_ = std::move(*session);
    auto disk = session_->capacity();
    if (!disk) {
        return fail(disk.error());
    }
    disk_ = *disk;
    tell(WriteStep::loggedIn, 0);
    if (auto fits = checkFits(order_, disk_); !fits) {
        return fits;
    }
    if (auto done = write(); !done) {
        return done;
    }
    tell(WriteStep::written, order_.bytes);
    auto digest = readBack();
    if (!digest) {
        return fail(digest.error());
    }
    if (*digest != order_.sha256) {
        const auto cause =
            fmt::format("the image is sha256 {}, the disk reads sha256 {}", order_.sha256, *digest);
        return fail(session_->trouble("IMAGE-READ-BACK", ErrorKind::nonsense, "read the disk back", cause));
    }
    session_->logout();
    tell(WriteStep::verified, order_.bytes);
    return {};
}

void IscsiWriter::tell(WriteStep step, std::uint64_t done) {
    const auto now = std::chrono::steady_clock::now();
    const bool passing = step == WriteStep::writing || step == WriteStep::readingBack;
    if (passing && now - lastTold_ < tellEvery) {
        return;
    }
    lastTold_ = now;
    WriteProgress progress;
    progress.step = step;
    progress.done = std::min(done, order_.bytes);
    progress.total = order_.bytes;
    progress_(progress);
}

bool IscsiWriter::anyBusy() const {
    return std::any_of(slots_.begin(), slots_.end(), [](const Slot& slot) { return slot.busy; });
}

bool IscsiWriter::anyDoubted() const {
    return std::any_of(slots_.begin(), slots_.end(), [](const Slot& slot) { return slot.doubted; });
}

void IscsiWriter::onDone(iscsi_context* context, int status, void* commandData, void* privateData) {
    auto& slot = *static_cast<Slot*>(privateData);
    auto* task = static_cast<scsi_task*>(commandData);
    slot.answered = true;
    slot.good = status == SCSI_STATUS_GOOD;
    slot.refused = false;
    if (!slot.good) {
        slot.words = iscsi_get_error(context);
    }
    if (task != nullptr) {
        slot.refused = status == SCSI_STATUS_CHECK_CONDITION && task->sense.key == SCSI_SENSE_ILLEGAL_REQUEST;
        if (status == SCSI_STATUS_CHECK_CONDITION) {
            slot.words = senseWords(task->sense.key, task->sense.ascq);
        }
        if (slot.good && task->residual_status != SCSI_RESIDUAL_NO_RESIDUAL) {
            slot.good = false;
            slot.words = fmt::format("{} bytes short", task->residual);
        }
        scsi_free_scsi_task(task);
    }
}

Result<> IscsiWriter::write() {
    auto pieces = ImagePieces::open(order_.image, order_.bytes, disk_.blockSize);
    if (!pieces) {
        return fail(pieces.error());
    }
    bool ended = false;
    session_->moved();
    while (!ended || anyBusy()) {
        if (auto filled = fill(*pieces, ended); !filled) {
            return filled;
        }
        if (!anyBusy()) {
            break;
        }
        if (auto served = session_->turn(); !served) {
            return served;
        }
        if (auto collected = collect(); !collected) {
            return collected;
        }
        if (auto alone = writeAlone(); !alone) {
            return alone;
        }
    }
    return {};
}

// Gives every free slot the next piece; none while a piece is in doubt.
Result<> IscsiWriter::fill(ImagePieces& pieces, bool& ended) {
    for (Slot& slot : slots_) {
        if (ended || anyDoubted()) {
            return {};
        }
        if (slot.busy) {
            continue;
        }
        auto piece = pieces.next(slot.buffer);
        if (!piece) {
            return fail(piece.error());
        }
        ended = !piece->has_value();
        if (!ended) {
            slot.piece = **piece;
            slot.at = 0;
            slot.busy = true;
            if (auto issued = issueWrite(slot); !issued) {
                return issued;
            }
        }
    }
    return {};
}

Result<> IscsiWriter::collect() {
    for (Slot& slot : slots_) {
        if (!slot.busy || !slot.answered || slot.doubted) {
            continue;
        }
        session_->moved();
        if (auto settled = settle(slot); !settled) {
            return settled;
        }
    }
    tell(WriteStep::writing, written_);
    return {};
}

// Takes one answer to account: the piece is done, needs another command, or has failed.
Result<> IscsiWriter::settle(Slot& slot) {
    const bool wasWriteSame = slot.piece.zero && slot.asked > 0 && slot.refused && slot.at == 0;
    if (!slot.good && wasWriteSame) {
        writeSame_ = false;
        return issueWrite(slot);
    }
    if (!slot.good && !slot.again) {
        slot.doubted = true;
        return {};
    }
    if (!slot.good) {
        const auto what = fmt::format("write {} bytes at {}", slot.asked, slot.piece.offset + slot.at);
        auto error = session_->trouble("ISCSI-WRITE", ErrorKind::internal, what, slot.words);
        error.action = "look at the disk: its health in the survey, what the node's console says; exchange it, or deploy again";
        return fail(std::move(error));
    }
    slot.again = false;
    slot.at += slot.asked;
    written_ += slot.asked;
    if (slot.at < slot.piece.length) {
        return issueWrite(slot);
    }
    slot.busy = false;
    return {};
}

// The first piece in doubt, once nothing else is in flight.
Result<> IscsiWriter::writeAlone() {
    Slot* first = nullptr;
    for (Slot& slot : slots_) {
        if (slot.busy && !slot.doubted) {
            return {};
        }
        if (slot.doubted && (first == nullptr || slot.piece.offset < first->piece.offset)) {
            first = &slot;
        }
    }
    if (first == nullptr) {
        return {};
    }
    first->doubted = false;
    first->again = true;
    return issueWrite(*first);
}

Result<> IscsiWriter::issueWrite(Slot& slot) {
    const std::uint64_t lba = (slot.piece.offset + slot.at) / disk_.blockSize;
    const int block = static_cast<int>(disk_.blockSize);
    std::uint32_t length = slot.piece.length - slot.at;
    slot.answered = false;
    scsi_task* task = nullptr;
    if (slot.piece.zero && writeSame_) {
        task = iscsi_writesame16_task(session_->raw(), session_->lun(), lba, zeros_.data(), disk_.blockSize,
                                      length / disk_.blockSize, 0, 0, 0, 0, onDone, &slot);
    } else {
        length = std::min(length, pieceBytes);
        auto* bytes = slot.piece.zero ? zeros_.data() : slot.buffer.data();
        task = iscsi_write10_task(session_->raw(), session_->lun(), static_cast<std::uint32_t>(lba), bytes,
                                  length, block, 0, 0, 0, 0, 0, onDone, &slot);
    }
    slot.asked = length;
    if (task == nullptr) {
        return fail(session_->trouble("ISCSI-WRITE", ErrorKind::internal, "queue a write",
                                      iscsi_get_error(session_->raw())));
    }
    return {};
}

Result<> IscsiWriter::issueRead(Slot& slot, std::uint64_t offset) {
    const std::uint64_t padded = (order_.bytes + disk_.blockSize - 1) / disk_.blockSize * disk_.blockSize;
    slot.asked = static_cast<std::uint32_t>(std::min<std::uint64_t>(pieceBytes, padded - offset));
    slot.answered = false;
    slot.into.iov_base = slot.buffer.data();
    slot.into.iov_len = slot.asked;
    auto* task = iscsi_read10_iov_task(
        session_->raw(), session_->lun(), static_cast<std::uint32_t>(offset / disk_.blockSize), slot.asked,
        static_cast<int>(disk_.blockSize), 0, 0, 0, 0, 0, onDone, &slot, &slot.into, 1);
    if (task == nullptr) {
        return fail(session_->trouble("ISCSI-READ", ErrorKind::internal, "queue a read",
                                      iscsi_get_error(session_->raw())));
    }
    return {};
}

// Reads in the same window; what comes back is hashed in the order of the disk.
Result<std::string> IscsiWriter::readBack() {
    Sha256 digest;
    const std::uint64_t pieces = (order_.bytes + pieceBytes - 1) / pieceBytes;
    std::uint64_t asked = 0;
    std::uint64_t hashed = 0;
    session_->moved();
    while (hashed < pieces) {
        for (; asked < pieces && asked < hashed + window; ++asked) {
            if (auto issued = issueRead(slots_[asked % window], asked * pieceBytes); !issued) {
                return fail(issued.error());
            }
        }
        if (auto served = session_->turn(); !served) {
            return fail(served.error());
        }
        for (; hashed < asked && slots_[hashed % window].answered; ++hashed) {
            const Slot& slot = slots_[hashed % window];
            const std::uint64_t offset = hashed * pieceBytes;
            if (!slot.good) {
                return fail(session_->trouble("ISCSI-READ", ErrorKind::nonsense,
                                              fmt::format("read at {}", offset), slot.words));
            }
            digest.add(slot.buffer.data(),
                       static_cast<std::size_t>(std::min<std::uint64_t>(slot.asked, order_.bytes - offset)));
            session_->moved();
        }
        tell(WriteStep::readingBack, hashed * pieceBytes);
    }
    return digest.hex();
}

} // namespace seedbed::seed
