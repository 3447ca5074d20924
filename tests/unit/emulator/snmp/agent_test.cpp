// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/snmp/agent.hpp"

#include <gtest/gtest.h>

#include "firmware/emulator/snmp/rack_mib.hpp"
#include "firmware/emulator/snmp/traps.hpp"
#include "tests/unit/emulator/lab_chassis.hpp"

namespace seedbed::emulator::snmp {
namespace {

std::string request(int version, Tag kind, const std::vector<Oid>& names, int second = 0, int third = 0,
                    std::string_view community = "public") {
    std::string list;
    for (const Oid& name : names) {
        list += encode(Tag::sequence, encodeOid(name) + encode(Tag::null, ""));
    }
    const auto pdu = encodeInteger(7) + encodeInteger(second) + encodeInteger(third) + encode(Tag::sequence, list);
    return encode(Tag::sequence, encodeInteger(version) + encode(Tag::octets, community) + encode(kind, pdu));
}

struct Held {
    Tag tag{};
    std::string content;
};
struct Answer {
    std::int64_t status = -1;
    std::vector<std::pair<Oid, Held>> varbinds;
};

Answer read(const std::string& packet) {
    Answer answer;
    Reader message(*Reader(packet).next(Tag::sequence));
    message.integer();
    message.next(Tag::octets);
    Reader pdu(*message.next(Tag::response));
    pdu.integer();
    answer.status = *pdu.integer();
    pdu.integer();
    Reader list(*pdu.next(Tag::sequence));
    while (!list.atEnd()) {
        Reader varbind(*list.next(Tag::sequence));
        auto name = varbind.oid();
        const auto value = varbind.next();
        answer.varbinds.emplace_back(*name, Held{value->tag, std::string(value->content)});
    }
    return answer;
}

Objects three() {
    Mib mib;
    mib.add({1, 3, 1}, "one");
    mib.add({1, 3, 2}, 300);
    mib.add({1, 3, 3}, -1);
    return mib.objects();
}

std::optional<std::string> ask(const std::string& packet) { return answer(packet, "public", three); }

TEST(Ber, integersOfEveryLength) {
    for (const std::int64_t value : {0L, 1L, 127L, 128L, 255L, 256L, 65535L, -1L, -128L, -129L, 2147483647L, -2147483648L}) {
        const auto coded = encodeInteger(value);
        EXPECT_EQ(Reader(coded).integer(), value);
    }
    EXPECT_EQ(encodeInteger(128), std::string("\x02\x02\x00\x80", 4));
}

TEST(Ber, identifiersOfEveryLength) {
    for (const Oid& oid : {Oid{1, 3, 6, 1, 4, 1, 232}, Oid{2, 999, 3}, Oid{1, 3, 4294967295U}}) {
        const auto coded = encodeOid(oid);
        EXPECT_EQ(Reader(coded).oid(), oid);
    }
}

TEST(SnmpAgent, getOfBothVersions) {
    const auto found = read(*ask(request(1, Tag::get, {{1, 3, 1}, {1, 3, 9}})));
    EXPECT_EQ(found.status, 0);
    EXPECT_EQ(found.varbinds[0].second.content, "one");
    EXPECT_EQ(found.varbinds[1].second.tag, Tag::noSuchInstance);
    EXPECT_EQ(read(*ask(request(0, Tag::get, {{1, 3, 9}}))).status, 2);
}

TEST(SnmpAgent, aWalkSeesAllAndEnds) {
    Oid at{1, 3};
    std::vector<Oid> seen;
    for (int i = 0; i < 10; ++i) {
        const auto next = read(*ask(request(1, Tag::getNext, {at})));
        if (next.varbinds[0].second.tag == Tag::endOfView) {
            break;
        }
        at = next.varbinds[0].first;
        seen.push_back(at);
    }
    EXPECT_EQ(seen, (std::vector<Oid>{{1, 3, 1}, {1, 3, 2}, {1, 3, 3}}));
}

TEST(SnmpAgent, bulkRepeatsAndStops) {
    const auto all = read(*ask(request(1, Tag::getBulk, {{1, 3}}, 0, 10)));
    ASSERT_EQ(all.varbinds.size(), 4U);
    EXPECT_EQ(all.varbinds[3].second.tag, Tag::endOfView);
    EXPECT_FALSE(ask(request(0, Tag::getBulk, {{1, 3}}, 0, 10)));
}

TEST(SnmpAgent, refusesAsTheVersionsDo) {
    EXPECT_EQ(read(*ask(request(1, Tag::set, {{1, 3, 1}}))).status, 17);
    EXPECT_EQ(read(*ask(request(0, Tag::set, {{1, 3, 1}}))).status, 2);
    EXPECT_FALSE(ask(request(1, Tag::get, {{1, 3, 1}}, 0, 0, "wrong")));
    EXPECT_FALSE(ask(request(3, Tag::get, {{1, 3, 1}})));
}

TEST(SnmpAgent, everyCutAndTurnedByteIsBorne) {
    const auto good = request(1, Tag::getNext, {{1, 3, 1}, {1, 3, 2}});
    for (std::size_t i = 0; i < good.size(); ++i) {
        EXPECT_FALSE(ask(good.substr(0, i)));
        auto bad = good;
        bad[i] = static_cast<char>(bad[i] ^ 0xff);
        const auto answered = ask(bad);
        EXPECT_TRUE(!answered || answered->size() < 200);
    }
}

std::vector<int> numbers(const std::vector<Trap>& traps) {
    std::vector<int> list;
    for (const Trap& trap : traps) {
        list.push_back(trap.number);
    }
    return list;
}

TEST(Traps, onePerChangeWithItsSequence) {
    LabChassis lab;
    TrapSource source(lab.chassis);
    EXPECT_TRUE(source.changes().empty());
    const int fan = lab.chassis.addFault({"fan-failed", 0, {{"unit", "2"}}});
    EXPECT_EQ(numbers(source.changes()), std::vector<int>{22008});
    lab.chassis.removeFault(fan);
    const auto cured = source.changes();
    ASSERT_EQ(numbers(cured), std::vector<int>{22010});
    EXPECT_EQ(Reader(cured[0].varbinds.back().value).integer(), 2); // the second of the enclosure
    EXPECT_TRUE(source.changes().empty());
}

TEST(Traps, supplyAndRedundancy) {
    LabChassis lab;
    TrapSource source(lab.chassis);
    lab.chassis.addFault({"psu-removed", 0, {{"unit", "4"}}});
    EXPECT_EQ(numbers(source.changes()), (std::vector<int>{22016, 22018}));
}

TEST(Traps, bladePulled) {
    LabChassis lab;
    TrapSource source(lab.chassis);
    const int pulled = lab.chassis.addFault({"blade-pulled", 3, {}});
    EXPECT_EQ(numbers(source.changes()), std::vector<int>{22050});
    lab.chassis.removeFault(pulled);
    EXPECT_EQ(numbers(source.changes()), std::vector<int>{22051});
}

TEST(RackMib, tellsTheState) {
    LabChassis lab;
    const auto serial = below(rack(), {4, 1, 1, 1, 16, 1, 1, 3});
    const auto powered = below(rack(), {4, 1, 1, 1, 25, 1, 1, 3});
    auto objects = oaObjects(lab.chassis, {});
    EXPECT_EQ(objects.at(serial), encode(Tag::octets, lab.chassis.blade(3).serial));
    EXPECT_EQ(objects.at(powered), encodeInteger(3)); // off
    lab.chassis.addFault({"lie-power", 3, {{"door", "snmp"}}});
    EXPECT_EQ(oaObjects(lab.chassis, {}).at(powered), encodeInteger(2));
    EXPECT_EQ(objects.at(below(rack(), {4, 1, 1, 1, 12, 1, 1, 8})), encodeInteger(2)); // bay 8 is empty
}

} // namespace
} // namespace seedbed::emulator::snmp
