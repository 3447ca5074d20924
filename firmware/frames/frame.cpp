// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/frames/frame.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace seedbed::frames {
namespace {

constexpr std::uint16_t kEtherType = 0x88B5;
constexpr std::uint16_t kTagged = 0x8100;
constexpr std::uint16_t kVlanMask = 0x0FFF;
constexpr std::string_view kMagic = "SBFR";
constexpr std::size_t kLongestText = 32;

void put16(std::vector<std::uint8_t>& into, std::uint16_t value) {
    into.push_back(static_cast<std::uint8_t>(value >> 8));
    into.push_back(static_cast<std::uint8_t>(value));
}

void putText(std::vector<std::uint8_t>& into, const std::string& text) {
    const auto length = std::min(text.size(), kLongestText);
    into.push_back(static_cast<std::uint8_t>(length));
    into.insert(into.end(), text.begin(), text.begin() + static_cast<std::ptrdiff_t>(length));
}

// Takes bytes from the front; what is not there makes it bad for good.
class Reader {
public:
    explicit Reader(std::span<const std::uint8_t> bytes) : left_(bytes) {}
    std::span<const std::uint8_t> take(std::size_t count) {
        good_ = good_ && count <= left_.size();
        if (!good_) {
            return {};
        }
        const auto taken = left_.first(count);
        left_ = left_.subspan(count);
        return taken;
    }
    std::uint64_t number(std::size_t bytes) {
        std::uint64_t value = 0;
        for (const auto byte : take(bytes)) {
            value = value << 8 | byte;
        }
        return value;
    }
    std::string text() {
        const auto taken = take(number(1));
        return {taken.begin(), taken.end()};
    }
    bool good() const { return good_; }

private:
    std::span<const std::uint8_t> left_;
    bool good_ = true;
};

} // namespace

std::vector<std::uint8_t> encode(const ProbeFrame& frame, std::size_t size) {
    std::vector<std::uint8_t> bytes(6, 0xFF);
    bytes.insert(bytes.end(), frame.source.bytes.begin(), frame.source.bytes.end());
    const auto tag = static_cast<std::uint16_t>(frame.sentVlan & kVlanMask);
    if (tag != kUntagged) {
        put16(bytes, kTagged);
        put16(bytes, tag);
        size += 4;
    }
    put16(bytes, kEtherType);
    bytes.insert(bytes.end(), kMagic.begin(), kMagic.end());
    for (int shift = 56; shift >= 0; shift -= 8) {
        bytes.push_back(static_cast<std::uint8_t>(frame.run >> shift));
    }
    put16(bytes, tag);
    putText(bytes, frame.name);
    putText(bytes, frame.interface);
    bytes.resize(std::max(bytes.size(), size));
    return bytes;
}

std::optional<ProbeFrame> decode(std::span<const std::uint8_t> bytes, int strippedTag) {
    Reader reader(bytes);
    ProbeFrame frame;
    frame.vlan = strippedTag;
    reader.take(frame.source.bytes.size()); // broadcast
    const auto source = reader.take(frame.source.bytes.size());
    std::copy(source.begin(), source.end(), frame.source.bytes.begin());
    auto type = reader.number(2);
    if (type == kTagged) {
        frame.vlan = static_cast<int>(reader.number(2) & kVlanMask);
        type = reader.number(2);
    }
    const auto magic = reader.take(kMagic.size());
    frame.run = reader.number(8);
    frame.sentVlan = static_cast<int>(reader.number(2) & kVlanMask);
    frame.name = reader.text();
    frame.interface = reader.text();
    const bool ours = reader.good() && type == kEtherType && std::equal(magic.begin(), magic.end(), kMagic.begin());
    const bool short_ = frame.name.size() <= kLongestText && frame.interface.size() <= kLongestText;
    return ours && short_ ? std::optional(frame) : std::nullopt;
}

} // namespace seedbed::frames
