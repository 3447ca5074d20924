// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/snmp/agent.hpp"

#include <algorithm>

namespace seedbed::emulator::snmp {
namespace {

constexpr std::size_t kVarbinds = 256;
constexpr std::size_t kLongestAnswer = 1400; // what fits into a frame
enum Status : int { noError = 0, tooBig = 1, noSuchName = 2, notWritable = 17 };

struct Request {
    std::int64_t version = 0; // 0: v1, 1: v2c
    Tag kind{};
    std::int64_t id = 0, second = 0, third = 0; // of a bulk request: non-repeaters, max-repetitions
    std::vector<Oid> names;
    std::string varbinds; // as they came
};

std::optional<Request> parsePdu(Request request, std::string_view content) {
    Reader pdu(content);
    const auto id = pdu.integer();
    const auto second = pdu.integer();
    const auto third = pdu.integer();
    const auto list = pdu.next(Tag::sequence);
    if (!id || !second || !third || !list) {
        return std::nullopt;
    }
    request.id = *id;
    request.second = *second;
    request.third = *third;
    request.varbinds = *list;
    Reader varbinds(*list);
    while (!varbinds.atEnd()) {
        const auto varbind = varbinds.next(Tag::sequence);
        auto name = varbind ? Reader(*varbind).oid() : std::nullopt;
        if (!name || request.names.size() >= kVarbinds) {
            return std::nullopt;
        }
        request.names.push_back(std::move(*name));
    }
    return request;
}

std::optional<Request> parse(std::string_view datagram, std::string_view community) {
    const auto message = Reader(datagram).next(Tag::sequence);
    if (!message) {
        return std::nullopt;
    }
    Reader reader(*message);
    const auto version = reader.integer();
    const auto given = reader.next(Tag::octets);
    const auto pdu = reader.next();
    if (!version || (*version != 0 && *version != 1) || !given || *given != community || !pdu) {
        return std::nullopt;
    }
    Request request;
    request.version = *version;
    request.kind = pdu->tag;
    return parsePdu(std::move(request), pdu->content);
}

std::string varbind(const Oid& name, std::string_view value) {
    return encode(Tag::sequence, encodeOid(name) + std::string(value));
}

std::string exception(Tag tag) { return encode(tag, ""); }

// The answers to all names, or where it went wrong.
struct Outcome {
    int status = noError;
    std::size_t index = 0; // of the offending name, from 1
    std::string varbinds;
};

Outcome refuse(const Request& request, int status, std::size_t index) {
    return {status, index, request.varbinds};
}

Outcome get(const Request& request, const Objects& objects) {
    Outcome outcome;
    for (std::size_t i = 0; i < request.names.size(); ++i) {
        const auto found = objects.find(request.names[i]);
        if (found == objects.end() && request.version == 0) {
            return refuse(request, noSuchName, i + 1);
        }
        outcome.varbinds +=
            varbind(request.names[i], found == objects.end() ? exception(Tag::noSuchInstance) : found->second);
    }
    return outcome;
}

Outcome getNext(const Request& request, const Objects& objects) {
    Outcome outcome;
    for (std::size_t i = 0; i < request.names.size(); ++i) {
        const auto next = objects.upper_bound(request.names[i]);
        if (next == objects.end() && request.version == 0) {
            return refuse(request, noSuchName, i + 1);
        }
        outcome.varbinds += next == objects.end() ? varbind(request.names[i], exception(Tag::endOfView))
                                                  : varbind(next->first, next->second);
    }
    return outcome;
}

// As many as fit; what does not is left to the next request.
Outcome getBulk(const Request& request, const Objects& objects) {
    Outcome outcome;
    const auto single = static_cast<std::size_t>(std::clamp<std::int64_t>(request.second, 0, static_cast<std::int64_t>(request.names.size())));
    const auto rounds = std::clamp<std::int64_t>(request.third, 0, 1000);
    auto names = request.names;
    for (std::int64_t round = 0; round < std::max<std::int64_t>(rounds, 1); ++round) {
        const bool repeating = round > 0;
        bool more = false;
        for (std::size_t i = repeating ? single : 0; i < names.size(); ++i) {
            if (i >= single && rounds == 0) {
                continue;
            }
            const auto next = objects.upper_bound(names[i]);
            const bool there = next != objects.end();
            const auto bound = there ? varbind(next->first, next->second) : varbind(names[i], exception(Tag::endOfView));
            if (outcome.varbinds.size() + bound.size() > kLongestAnswer) {
                return outcome;
            }
            outcome.varbinds += bound;
            more = more || (there && i >= single);
            names[i] = there ? next->first : names[i];
        }
        if (!more) {
            break;
        }
    }
    return outcome;
}

} // namespace

Oid below(Oid base, std::initializer_list<std::uint32_t> more) {
    base.insert(base.end(), more);
    return base;
}

Clock clockSince(std::chrono::steady_clock::time_point begun) {
    const auto up = std::chrono::steady_clock::now() - begun;
    return {static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::milliseconds>(up).count() / 10)};
}

const Oid& systemGroup() {
    static const Oid group{1, 3, 6, 1, 2, 1, 1};
    return group;
}

void addSystem(Mib& mib, const std::string& description, const Oid& id, const std::string& name, Clock clock) {
    constexpr int layersTwoToSeven = 72;
    mib.add(below(systemGroup(), {1, 0}), description);
    mib.addOid(below(systemGroup(), {2, 0}), id);
    mib.add(below(systemGroup(), {3, 0}), clock.upTime, Tag::ticks);
    mib.add(below(systemGroup(), {5, 0}), name);
    mib.add(below(systemGroup(), {7, 0}), layersTwoToSeven);
}

std::optional<std::string> answer(std::string_view datagram, std::string_view community,
                                  const std::function<Objects()>& objects) {
    const auto request = parse(datagram, community);
    if (!request) {
        return std::nullopt;
    }
    Outcome outcome;
    if (request->kind == Tag::get) {
        outcome = get(*request, objects());
    } else if (request->kind == Tag::getNext) {
        outcome = getNext(*request, objects());
    } else if (request->kind == Tag::getBulk && request->version == 1) {
        outcome = getBulk(*request, objects());
    } else if (request->kind == Tag::set) {
        outcome = refuse(*request, request->version == 0 ? noSuchName : notWritable, 1);
    } else {
        return std::nullopt;
    }
    if (outcome.varbinds.size() > kLongestAnswer * 4) {
        outcome = {tooBig, 0, request->version == 0 ? request->varbinds : ""};
    }
    const auto pdu = encodeInteger(request->id) + encodeInteger(outcome.status) +
                     encodeInteger(static_cast<std::int64_t>(outcome.index)) + encode(Tag::sequence, outcome.varbinds);
    return encode(Tag::sequence, encodeInteger(request->version) + encode(Tag::octets, community) +
                                     encode(Tag::response, pdu));
}

std::string trapPacket(std::string_view community, const Oid& enterprise, std::uint32_t agentAddress, int number,
                       std::uint32_t upTime, const std::vector<Varbind>& varbinds) {
    std::string list;
    for (const auto& each : varbinds) {
        list += varbind(each.oid, each.value);
    }
    std::string address;
    for (int shift = 24; shift >= 0; shift -= 8) {
        address += static_cast<char>(agentAddress >> shift & 0xff);
    }
    constexpr int enterpriseSpecific = 6;
    const bool isStandard = enterprise == standardTraps();
    const auto pdu = encodeOid(enterprise) + encode(Tag::address, address) +
                     encodeInteger(isStandard ? number - 1 : enterpriseSpecific) + encodeInteger(isStandard ? 0 : number) + encodeInteger(upTime, Tag::ticks) + encode(Tag::sequence, list);
    return encode(Tag::sequence, encodeInteger(0) + encode(Tag::octets, community) + encode(Tag::trap1, pdu));
}

const Oid& standardTraps() {
    static const Oid traps{1, 3, 6, 1, 6, 3, 1, 1, 5};
    return traps;
}

std::string notificationPacket(std::string_view community, const Oid& notification, std::uint32_t upTime, int request,
                               const std::vector<Varbind>& varbinds) {
    auto list = varbind(below(systemGroup(), {3, 0}), encodeInteger(upTime, Tag::ticks)) +
                varbind({1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0}, encodeOid(notification));
    for (const auto& each : varbinds) {
        list += varbind(each.oid, each.value);
    }
    constexpr int version2c = 1;
    const auto pdu = encodeInteger(request) + encodeInteger(0) + encodeInteger(0) + encode(Tag::sequence, list);
    return encode(Tag::sequence, encodeInteger(version2c) + encode(Tag::octets, community) + encode(Tag::trap2, pdu));
}

} // namespace seedbed::emulator::snmp
