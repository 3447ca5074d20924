// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ipmi/sol_port.hpp"

#include <algorithm>

namespace seedbed::emulator::ipmi {
namespace {

constexpr std::uint8_t kNack = 0x40;
constexpr std::uint8_t kDeactivating = 0x10;
constexpr std::uint8_t kOverrun = 0x08;
constexpr std::uint8_t kFlushOutbound = 0x01;
constexpr std::uint8_t kLastSequence = 15;

Bytes packet(std::uint8_t sequence, std::uint8_t status, std::string_view characters) {
    Bytes bytes;
    append(bytes, {sequence, 0, 0, status});
    append(bytes, viewOf(characters));
    return bytes;
}

} // namespace

void SolPort::activate(std::uint32_t session) {
    const auto kept = settings;
    *this = SolPort();
    settings = kept;
    owner_ = session;
}

void SolPort::output(std::string_view bytes, TimePoint now) {
    if (!active()) {
        return;
    }
    if (backlog_.empty()) {
        backlogSince_ = now;
    }
    backlog_ += bytes;
    if (backlog_.size() > kSolBacklog) {
        backlog_.erase(0, backlog_.size() - kSolBacklog);
        overrun_ = true;
    }
}

std::string SolPort::receive(View payload, TimePoint now) {
    if (payload.size() < kSolHeader) {
        return {};
    }
    const auto sequence = static_cast<std::uint8_t>(payload[0] & 0x0f);
    const auto characters = textOf(payload.subspan(kSolHeader));
    acknowledged(payload[1] & 0x0f, payload[2], (payload[3] & kNack) != 0);
    if ((payload[3] & kFlushOutbound) != 0) {
        backlog_.clear();
    }
    if (!backlog_.empty()) {
        backlogSince_ = std::min(backlogSince_, now);
    }
    if (sequence == 0) {
        return {};
    }
    acknowledgementDue_ = true;
    if (sequence == lastReceived_) {
        return {}; // sent again, since our acknowledgement was lost
    }
    const auto accepted = std::min(characters.size(), kSolCharacters);
    lastReceived_ = sequence;
    lastAccepted_ = static_cast<std::uint8_t>(accepted);
    lastRefusedSome_ = accepted < characters.size();
    return std::string(characters.substr(0, accepted));
}

// What the console did not accept goes out again in front of the rest, as a new packet.
void SolPort::acknowledged(std::uint8_t sequence, std::size_t accepted, bool nack) {
    held_ = nack;
    if (sequence == 0 || !sent_ || sent_->sequence != sequence) {
        return;
    }
    const auto taken = std::min(accepted, sent_->characters.size());
    backlog_.insert(0, sent_->characters.substr(taken));
    sent_.reset();
}

std::optional<Bytes> SolPort::next(TimePoint now) {
    if (!active()) {
        return std::nullopt;
    }
    if (acknowledgementDue_) {
        acknowledgementDue_ = false;
        Bytes answer;
        append(answer, {0, lastReceived_, lastAccepted_, lastRefusedSome_ ? kNack : 0u});
        return answer;
    }
    if (sent_) {
        return resend(now);
    }
    return readyToSend(now) ? std::optional(send(now)) : std::nullopt;
}

bool SolPort::readyToSend(TimePoint now) const {
    const bool enough = backlog_.size() >= settings.threshold || backlogSince_ + accumulateTime() <= now;
    return !sent_ && !held_ && !backlog_.empty() && enough;
}

Bytes SolPort::send(TimePoint now) {
    lastSent_ = static_cast<std::uint8_t>(lastSent_ % kLastSequence + 1);
    const auto length = std::min(backlog_.size(), kSolCharacters);
    sent_ = Sent{lastSent_, backlog_.substr(0, length), settings.retries & 0x07, now + retryTime()};
    backlog_.erase(0, length);
    const auto status = overrun_ ? kOverrun : std::uint8_t{0};
    overrun_ = false;
    return packet(lastSent_, status, sent_->characters);
}

// After the last retry the characters are given up, as the specification has it.
std::optional<Bytes> SolPort::resend(TimePoint now) {
    if (sent_->again > now) {
        return std::nullopt;
    }
    if (sent_->retriesLeft == 0) {
        sent_.reset();
        overrun_ = true;
        return readyToSend(now) ? std::optional(send(now)) : std::nullopt;
    }
    --sent_->retriesLeft;
    sent_->again = now + retryTime();
    return packet(sent_->sequence, 0, sent_->characters);
}

std::optional<TimePoint> SolPort::due() const {
    if (!active()) {
        return std::nullopt;
    }
    if (acknowledgementDue_) {
        return TimePoint::min();
    }
    if (sent_) {
        return sent_->again;
    }
    if (backlog_.empty() || held_) {
        return std::nullopt;
    }
    return backlog_.size() >= settings.threshold ? TimePoint::min() : backlogSince_ + accumulateTime();
}

Bytes SolPort::farewell() {
    return packet(0, kDeactivating, {});
}

} // namespace seedbed::emulator::ipmi
