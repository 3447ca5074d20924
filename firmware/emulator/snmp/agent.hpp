// SPDX-License-Identifier: GPL-3.0-or-later
// An SNMP v1 and v2c agent without its socket: a datagram and the objects there are now go in, the answer comes out.
// Pure. Source: RFC 1157, RFC 3416. Read only: a SET is refused as each version does it.
#pragma once

#include <chrono>
#include <functional>
#include <map>

#include "firmware/emulator/snmp/ber.hpp"

namespace seedbed::emulator::snmp {

using Objects = std::map<Oid, std::string>; // the encoded value of each instance

class Mib { // fills Objects
public:
    void add(Oid oid, std::int64_t value, Tag tag = Tag::integer) { objects_[std::move(oid)] = encodeInteger(value, tag); }
    void add(Oid oid, std::string_view text) { objects_[std::move(oid)] = encode(Tag::octets, text); }
    void addOid(Oid oid, const Oid& value) { objects_[std::move(oid)] = encodeOid(value); }
    const Objects& objects() const { return objects_; }

private:
    Objects objects_;
};

// `base` and what follows it.
Oid below(Oid base, std::initializer_list<std::uint32_t> more);

struct Clock {
    std::uint32_t upTime = 0; // hundredths of a second
};
Clock clockSince(std::chrono::steady_clock::time_point begun);
const Oid& systemGroup(); // 1.3.6.1.2.1.1
void addSystem(Mib& mib, const std::string& description, const Oid& id, const std::string& name, Clock clock);

// None for garbage, another version, or a community that may not read: such peers hear nothing.
std::optional<std::string> answer(std::string_view datagram, std::string_view community,
                                  const std::function<Objects()>& objects);

struct Varbind {
    Oid oid;
    std::string value; // encoded
};
// A version 1 trap of the enterprise: `number` is its specific one, or for the enterprise of the standard traps
// (1.3.6.1.6.3.1.1.5) that of the notification, from which the generic one follows (RFC 3584, section 3.2).
std::string trapPacket(std::string_view community, const Oid& enterprise, std::uint32_t agentAddress, int number,
                       std::uint32_t upTime, const std::vector<Varbind>& varbinds);

const Oid& standardTraps(); // 1.3.6.1.6.3.1.1.5

// A version 2c notification; `notification` identifies it.
std::string notificationPacket(std::string_view community, const Oid& notification, std::uint32_t upTime, int request,
                               const std::vector<Varbind>& varbinds);

} // namespace seedbed::emulator::snmp
