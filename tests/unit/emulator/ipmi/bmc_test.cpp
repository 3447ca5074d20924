// SPDX-License-Identifier: GPL-3.0-or-later
// The whole BMC without its socket, driven by a small console written here.
#include "firmware/emulator/ipmi/bmc.hpp"

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <random>

#include <gtest/gtest.h>

#include "oa-bridge/base/text.hpp"
#include "tests/unit/emulator/ipmi/hex.hpp"

namespace seedbed::emulator::ipmi {
namespace {

using namespace std::chrono_literals;
const Peer kPeer{0x7f000001, 40000};

// One remote console: its side of the login and of a session.
class Remote {
public:
    Remote(Bmc& bmc, TimePoint& now) : bmc_(bmc), now_(now) {}

    // The payload of the one answer; empty if there is none.
    Bytes outside(PayloadType type, const Bytes& payload) {
        PlusHeader header;
        header.type = type;
        const auto answers = bmc_.receive(makePlusPacket(header, payload), kPeer, now_);
        return answers.empty() ? Bytes() : payloadOf(answers.at(0).bytes);
    }

    Bytes open(unsigned privilege, int authentication, int integrity, int confidentiality) {
        Bytes request{0x11, static_cast<std::uint8_t>(privilege), 0, 0, 0xa4, 0xa3, 0xa2, 0xa0};
        const int algorithms[] = {authentication, integrity, confidentiality};
        for (unsigned kind = 0; kind < 3; ++kind) {
            append(request, {kind, 0, 0, 8, static_cast<unsigned>(algorithms[kind]), 0, 0, 0});
        }
        auto answer = outside(PayloadType::openSessionRequest, request);
        if (answer.size() == 36) {
            session_.id = read32(answer, 8);
            session_.suite = *chooseSuite(IloKind::modern, {answer[16], answer[24], answer[32]});
        }
        return answer;
    }

    Bytes rakp1(std::string_view user, unsigned role) {
        auto& keys = session_.exchange;
        keys.hash = session_.suite.hash;
        keys.consoleId = 0xa0a2a3a4;
        keys.managedId = session_.id;
        keys.role = static_cast<std::uint8_t>(role);
        keys.user = user;
        std::iota(keys.consoleRandom.begin(), keys.consoleRandom.end(), std::uint8_t{1});
        Bytes request{0x12, 0, 0, 0};
        append32(request, session_.id);
        append(request, keys.consoleRandom);
        append(request, {role, 0, 0, static_cast<unsigned>(user.size())});
        append(request, viewOf(user));
        const auto answer = outside(PayloadType::rakp1, request);
        if (answer.size() >= 40) {
            std::copy_n(answer.begin() + 8, 16, keys.managedRandom.begin());
            std::copy_n(answer.begin() + 24, 16, keys.guid.begin());
        }
        return answer;
    }

    Bytes rakp3(std::string_view password, unsigned status = 0) {
        auto& keys = session_.exchange;
        keys.userKey = userKey(password);
        Bytes request{0x13, static_cast<std::uint8_t>(status), 0, 0};
        append32(request, session_.id);
        append(request, consoleProof(keys));
        const auto key = sessionIntegrityKey(keys);
        session_.integrityKey = additionalKey(keys.hash, key, 1);
        session_.cipherKey = additionalKey(keys.hash, key, 2);
        return outside(PayloadType::rakp3, request);
    }

    bool logIn(Privilege privilege = Privilege::administrator) {
        open(0, 1, 1, 1);
        rakp1("Administrator", 0x10u | static_cast<unsigned>(privilege));
        const auto answer = rakp3("secret");
        return answer.size() > 1 && answer[1] == 0 &&
               command(0x06, 0x3b, {static_cast<std::uint8_t>(privilege)})[0] == 0;
    }

    // A packet inside the session; answers are sorted into messages and SOL payloads.
    void send(PayloadType type, const Bytes& payload) {
        session_.exchange.consoleId = session_.id; // packets to the BMC bear its number
        take(bmc_.receive(protect(session_, type, payload, randomBlock()), kPeer, now_));
    }

    void take(const std::vector<Datagram>& datagrams) {
        for (const auto& datagram : datagrams) {
            const auto packet = parsePacket(datagram.bytes);
            const auto& plus = std::get<PlusPacket>(packet.value());
            auto payload = unprotect(session_, plus);
            if (!payload) {
                foreign.push_back(datagram);
                continue;
            }
            (plus.type == PayloadType::sol ? sol : messages).push_back(std::move(*payload));
        }
    }

    // Completion code and data of the answer; empty if there is none.
    Bytes command(unsigned netFn, unsigned number, const Bytes& data = {}) {
        messages.clear();
        send(PayloadType::message, request(netFn, number, data));
        return messages.empty() ? Bytes() : dataOf(messages.at(0));
    }

    static Bytes request(unsigned netFn, unsigned number, const Bytes& data) {
        Bytes message{0x20, static_cast<std::uint8_t>(netFn << 2)};
        message.push_back(checksum(message));
        Bytes body{0x81, 0x04, static_cast<std::uint8_t>(number)};
        append(body, data);
        append(message, body);
        message.push_back(checksum(body));
        return message;
    }
    static Bytes dataOf(const Bytes& response) { return Bytes(response.begin() + 6, response.end() - 1); }
    static Bytes payloadOf(const Bytes& datagram) {
        const auto packet = parsePacket(datagram);
        const auto& payload = std::get<PlusPacket>(packet.value()).payload;
        return Bytes(payload.begin(), payload.end());
    }

    std::vector<Bytes> messages, sol;
    std::vector<Datagram> foreign; // those of other sessions

private:
    static std::uint8_t checksum(const Bytes& bytes) {
        return static_cast<std::uint8_t>(-std::accumulate(bytes.begin(), bytes.end(), 0));
    }
    Bmc& bmc_;
    TimePoint& now_;
    Session session_;
};

class BmcTest : public testing::Test {
protected:
    explicit BmcTest(IloKind ilo = IloKind::classic)
        : directory_(testing::TempDir() + "bmc-" + newUuid()),
          chassis_(io_.get_executor(), options(ilo), directory_), bmc_(chassis_, 1), remote_(bmc_, now_) {}
    ~BmcTest() override {
        io_.restart();
        auto ended = asio::co_spawn(io_, chassis_.powerOffAll(), asio::use_future);
        io_.run_for(5s);
        ended.get();
        std::filesystem::remove_all(directory_);
    }
    static ChassisOptions options(IloKind ilo) {
        ChassisOptions options;
        options.network = Ipv4Net::parse("127.61.0.0/24").value();
        options.bays = {1};
        options.password = Secret("secret");
        options.ilo = ilo;
        options.timings = Timings{std::chrono::milliseconds(0), std::chrono::milliseconds(0)};
        return options;
    }
    Bytes activateSol(Remote& remote) { return remote.command(0x06, 0x48, hex("01 01 c0 00 00 00")); }
    void runBlade() {
        io_.restart();
        io_.run_for(10ms);
    }

    asio::io_context io_;
    std::string directory_;
    TimePoint now_ = std::chrono::steady_clock::now();
    Chassis chassis_;
    Bmc bmc_;
    Remote remote_;
};

class ModernBmcTest : public BmcTest {
protected:
    ModernBmcTest() : BmcTest(IloKind::modern) {}
};

TEST_F(BmcTest, opensASessionWithItsRealPrivilegeAndAlgorithms) {
    const auto answer = remote_.open(0, 1, 1, 1);
    ASSERT_EQ(answer.size(), 36u);
    EXPECT_EQ(answer[0], 0x11);
    EXPECT_EQ(answer[1], 0x00);
    EXPECT_EQ(answer[2], 4) << "administrator, though nothing was asked";
    EXPECT_EQ(read32(answer, 4), 0xa0a2a3a4u);
    EXPECT_EQ(Bytes(answer.begin() + 12, answer.end()),
              hex("00000008 01000000 01000008 01000000 02000008 01000000"));
}

struct Proposed {
    unsigned privilege;
    int authentication, integrity, confidentiality;
    unsigned status;
};
class RefusedOpenSession : public BmcTest, public testing::WithParamInterface<Proposed> {};

TEST_P(RefusedOpenSession, saysWhy) {
    const auto& wish = GetParam();
    const auto answer =
        remote_.open(wish.privilege, wish.authentication, wish.integrity, wish.confidentiality);
    EXPECT_EQ(answer, (Bytes{0x11, static_cast<std::uint8_t>(wish.status), 0, 0, 0xa4, 0xa3, 0xa2, 0xa0}));
}

INSTANTIATE_TEST_SUITE_P(Login, RefusedOpenSession,
                         testing::Values(Proposed{0, 0, 0, 0, 0x11}, // suite 0 is closed
                                         Proposed{0, 3, 4, 1, 0x11}, // suite 17 is not of this iLO
                                         Proposed{4, 1, 0, 0, 0x11}, // suite 1 ends at user
                                         Proposed{6, 1, 1, 1, 0x12}, Proposed{0, 9, 1, 1, 0x04},
                                         Proposed{0, 1, 9, 1, 0x05}, Proposed{0, 1, 1, 9, 0x10}));

TEST_F(BmcTest, logsInAndAnswersCommands) {
    ASSERT_TRUE(remote_.logIn());
    EXPECT_EQ(remote_.command(0x06, 0x01), hex("00 13 01 02 00 02 8f 0b 00 00 00 20 00 00 00 00"));
}

TEST_F(ModernBmcTest, logsInWithSuiteSeventeen) {
    remote_.open(4, 3, 4, 1);
    ASSERT_EQ(remote_.rakp1("Administrator", 0x14).size(), 40u + 32u);
    const auto answer = remote_.rakp3("secret");
    EXPECT_EQ(answer.size(), 8u + 16u);
    EXPECT_EQ(answer[1], 0);
    EXPECT_EQ(remote_.command(0x06, 0x04), hex("00 55 00"));
}

TEST_F(BmcTest, refusesAnUnknownUserInRakp2) {
    remote_.open(0, 1, 1, 1);
    EXPECT_EQ(remote_.rakp1("nobody", 0x14), hex("12 0d 00 00 a4 a3 a2 a0"));
    EXPECT_EQ(remote_.rakp1("Administrator", 0x14)[1], 0x02) << "the session is gone";
}

TEST_F(BmcTest, refusesAPrivilegeTheUserHasNot) {
    remote_.open(0, 1, 1, 1);
    EXPECT_EQ(remote_.rakp1("Administrator", 0x15)[1], 0x0a);
    remote_.open(2, 1, 1, 1);
    EXPECT_EQ(remote_.rakp1("Administrator", 0x14)[1], 0x0a) << "more than the session was opened for";
    remote_.open(0, 1, 1, 1);
    EXPECT_EQ(remote_.rakp1("Administrator", 0x1e)[1], 0x09);
    remote_.open(0, 1, 1, 1);
    EXPECT_EQ(remote_.rakp1("ANameOfMoreThanSixteen", 0x14)[1], 0x0c);
}

TEST_F(BmcTest, refusesAWrongPasswordInRakp4AndWithoutAnAnswerIfTheConsoleSaidSo) {
    remote_.open(0, 1, 1, 1);
    remote_.rakp1("Administrator", 0x14);
    EXPECT_EQ(remote_.rakp3("wrong"), hex("13 0f 00 00 a4 a3 a2 a0"));
    remote_.open(0, 1, 1, 1);
    remote_.rakp1("Administrator", 0x14);
    EXPECT_EQ(remote_.rakp3("wrong", 0x0f), Bytes());
    EXPECT_EQ(bmc_.device().sessions.activeCount(), 0u);
}

TEST_F(BmcTest, aRepeatedRakpMessageGetsTheSameAnswer) {
    remote_.open(0, 1, 1, 1);
    const auto first = remote_.rakp1("Administrator", 0x14);
    EXPECT_EQ(remote_.rakp1("Administrator", 0x14), first);
    const auto last = remote_.rakp3("secret");
    EXPECT_EQ(last[1], 0);
    EXPECT_EQ(remote_.rakp3("secret"), last);
    EXPECT_EQ(bmc_.device().sessions.activeCount(), 1u);
}

TEST_F(BmcTest, beforeLoginOnlyTheCommandsForItAreAnswered) {
    const auto ask = [this](unsigned netFn, unsigned command, const Bytes& data) {
        const auto answers =
            bmc_.receive(makeLegacyPacket(Remote::request(netFn, command, data)), kPeer, now_);
        const auto packet = parsePacket(answers.at(0).bytes);
        const auto& message = std::get<LegacyPacket>(packet.value()).message;
        return Remote::dataOf(Bytes(message.begin(), message.end()));
    };
    EXPECT_EQ(ask(0x06, 0x38, hex("8e 04")), hex("00 02 80 04 02 00 00 00 00"));
    EXPECT_EQ(ask(0x06, 0x38, hex("0e 04")), hex("00 02 00 04 00 00 00 00 00"));
    EXPECT_EQ(ask(0x06, 0x38, hex("85 04")), hex("cc"));
    EXPECT_EQ(ask(0x06, 0x54, hex("0e 00 80")), hex("00 02 c0 01 01 40 80 c0 02 01 41 80 c0 03 01 41 81"));
    EXPECT_EQ(ask(0x06, 0x54, hex("0e 00 81")), hex("00 02"));
    EXPECT_EQ(ask(0x00, 0x01, {}), hex("d4"));
    EXPECT_EQ(
        Remote::dataOf(remote_.outside(PayloadType::message, Remote::request(0x06, 0x54, hex("0e 00 80"))))
            .size(),
        17u);
}

TEST_F(BmcTest, knowsTheWordsOfRefusal) {
    ASSERT_TRUE(remote_.logIn());
    EXPECT_EQ(remote_.command(0x2c, 0x3e, hex("00 02")), hex("c1"));
    EXPECT_EQ(remote_.command(0x06, 0x77), hex("c1"));
    EXPECT_EQ(remote_.command(0x06, 0x01, hex("00")), hex("c7"));
    EXPECT_EQ(remote_.command(0x00, 0x02, hex("04")), hex("cc"));
    EXPECT_EQ(remote_.command(0x00, 0x02, hex("02")), hex("d5")) << "a cycle of a blade that is off";
    EXPECT_EQ(remote_.command(0x06, 0x3b, hex("05")), hex("81"));
}

TEST_F(BmcTest, aUserMayLookAndNotTouch) {
    ASSERT_TRUE(remote_.logIn(Privilege::user));
    EXPECT_EQ(remote_.command(0x00, 0x01)[0], 0x00);
    EXPECT_EQ(remote_.command(0x00, 0x02, hex("01")), hex("d4"));
    EXPECT_EQ(remote_.command(0x06, 0x3b, hex("04")), hex("81"));
    EXPECT_FALSE(chassis_.blade(1).powered);
}

TEST_F(BmcTest, switchesTheBlade) {
    ASSERT_TRUE(remote_.logIn());
    EXPECT_EQ(remote_.command(0x00, 0x02, hex("01")), hex("00"));
    EXPECT_TRUE(chassis_.blade(1).powered);
    EXPECT_EQ(remote_.command(0x00, 0x01), hex("00 41 00 40")) << "on, and powers up by itself";
    chassis_.ilo(1).settings.autoPowerOn = false;
    EXPECT_EQ(remote_.command(0x00, 0x01), hex("00 01 00 40"));
    EXPECT_EQ(remote_.command(0x00, 0x02, hex("01")), hex("00")) << "on when on";
    EXPECT_EQ(remote_.command(0x00, 0x02, hex("00")), hex("00"));
    EXPECT_FALSE(chassis_.blade(1).powered);
}

TEST_F(BmcTest, keepsAllBitsOfTheBootFlags) {
    ASSERT_TRUE(remote_.logIn());
    EXPECT_EQ(remote_.command(0x00, 0x08, hex("00 01")), hex("00"));
    EXPECT_EQ(remote_.command(0x00, 0x08, hex("04 01 01")), hex("00"));
    EXPECT_EQ(remote_.command(0x00, 0x08, hex("05 e0 84 12 34 56")), hex("00"));
    EXPECT_EQ(remote_.command(0x00, 0x09, hex("05 00 00")), hex("00 01 05 e0 84 12 34 56"));
    const auto& value = chassis_.blade(1).bootOverride;
    EXPECT_TRUE(value.valid && value.persistent && value.efi);
    EXPECT_EQ(value.device, BootDevice::pxe);
    EXPECT_EQ(value.expires, now_ + 60s);
    chassis_.setBootOverride(1, {BootDevice::cd, false, false, true, std::nullopt});
    EXPECT_EQ(remote_.command(0x00, 0x09, hex("05 00 00")), hex("00 01 05 80 14 12 34 56"))
        << "set through another door";
}

TEST_F(BmcTest, theValidBitTimerCanBeSwitchedOff) {
    ASSERT_TRUE(remote_.logIn());
    EXPECT_EQ(remote_.command(0x00, 0x08, hex("03 08")), hex("00"));
    EXPECT_EQ(remote_.command(0x00, 0x08, hex("05 80 08 00 00 00")), hex("00"));
    EXPECT_FALSE(chassis_.blade(1).bootOverride.expires);
    EXPECT_EQ(remote_.command(0x00, 0x09, hex("03 00 00")), hex("00 01 03 08"));
    EXPECT_EQ(remote_.command(0x00, 0x09, hex("07 00 00")), hex("80"));
    EXPECT_EQ(remote_.command(0x00, 0x08, hex("05 80")), hex("c7"));
    EXPECT_EQ(remote_.command(0x00, 0x08, hex("05 80 3c 00 00 00")), hex("00"));
    EXPECT_EQ(chassis_.blade(1).bootOverride.device, BootDevice::floppy);
    EXPECT_EQ(remote_.command(0x00, 0x08, hex("05 80 2c 00 00 00")), hex("cc"));
}

TEST_F(BmcTest, oneSessionAtATimeChangesBootOptions) {
    Remote other(bmc_, now_);
    ASSERT_TRUE(remote_.logIn());
    ASSERT_TRUE(other.logIn());
    EXPECT_EQ(remote_.command(0x00, 0x08, hex("00 01")), hex("00"));
    EXPECT_EQ(other.command(0x00, 0x08, hex("00 01")), hex("81"));
    bmc_.poll(now_ + 1s);
    const auto id = remote_.command(0x06, 0x3d, hex("00"));
    ASSERT_EQ(remote_.command(0x06, 0x3c, {0, 0, 0, 0, id[1]}), hex("00"));
    EXPECT_EQ(other.command(0x00, 0x08, hex("00 01")), hex("00")) << "the holder has gone";
}

TEST_F(BmcTest, theUidLampGoesOffOnItsOwn) {
    ASSERT_TRUE(remote_.logIn());
    EXPECT_EQ(remote_.command(0x00, 0x04, hex("03")), hex("00"));
    EXPECT_TRUE(chassis_.blade(1).uidLit);
    EXPECT_EQ(remote_.command(0x00, 0x01), hex("00 40 00 50"));
    EXPECT_EQ(bmc_.nextDue(), now_ + 3s);
    bmc_.poll(now_ + 3s);
    EXPECT_FALSE(chassis_.blade(1).uidLit);
    EXPECT_EQ(remote_.command(0x00, 0x04, hex("00 01")), hex("00"));
    EXPECT_EQ(remote_.command(0x00, 0x01), hex("00 40 00 60"));
}

TEST_F(BmcTest, aSessionEndsSixtySecondsAfterItsLastPacket) {
    ASSERT_TRUE(remote_.logIn());
    now_ += 59s;
    bmc_.poll(now_);
    EXPECT_EQ(remote_.command(0x06, 0x04), hex("00 55 00"));
    now_ += 60s;
    bmc_.poll(now_);
    EXPECT_EQ(remote_.command(0x06, 0x04), Bytes());
    EXPECT_FALSE(bmc_.nextDue());
}

TEST_F(BmcTest, solCarriesTheConsoleBothWays) {
    chassis_.command(1, PowerCommand::on);
    runBlade();
    ASSERT_TRUE(remote_.logIn());
    EXPECT_EQ(activateSol(remote_), hex("00 00000000 cc00 cc00 6f02 ffff"));
    remote_.send(PayloadType::sol, hex("01 00 00 00 68 69"));
    EXPECT_EQ(remote_.sol, std::vector<Bytes>{hex("00 01 02 00")});
    remote_.sol.clear();
    bmc_.consoleOutput("hi", now_);
    remote_.take(bmc_.poll(now_ + 25ms));
    EXPECT_EQ(remote_.sol, std::vector<Bytes>{hex("01 00 00 00 68 69")});
    const auto text = readFile(chassis_.console(1).file()).value();
    EXPECT_EQ(text.substr(text.size() - 2), "hi") << "typed and echoed";
}

TEST_F(BmcTest, solHasOneOwnerAndTellsItWhenItIsTakenAway) {
    Remote other(bmc_, now_);
    ASSERT_TRUE(remote_.logIn());
    ASSERT_TRUE(other.logIn());
    EXPECT_EQ(activateSol(remote_)[0], 0x00);
    EXPECT_EQ(activateSol(other), hex("80"));
    EXPECT_EQ(other.command(0x06, 0x4a, hex("01")), hex("00 01 01 00"));
    other.send(PayloadType::sol, hex("01 00 00 00 68 69"));
    EXPECT_TRUE(other.sol.empty()) << "not its payload";
    EXPECT_EQ(other.command(0x06, 0x49, hex("01 01 00000000")), hex("00"));
    remote_.take(other.foreign);
    EXPECT_EQ(remote_.sol, std::vector<Bytes>{SolPort::farewell()});
    EXPECT_EQ(remote_.command(0x06, 0x49, hex("01 01 00000000")), hex("80"));
    EXPECT_EQ(activateSol(other)[0], 0x00);
}

TEST_F(BmcTest, solEndsWithItsSession) {
    ASSERT_TRUE(remote_.logIn());
    EXPECT_EQ(activateSol(remote_)[0], 0x00);
    bmc_.poll(now_ + 60s);
    EXPECT_FALSE(bmc_.device().sol.active());
}

TEST_F(BmcTest, showsLanAndSolParametersAndUsers) {
    ASSERT_TRUE(remote_.logIn());
    EXPECT_EQ(remote_.command(0x0c, 0x02, hex("02 03 00 00")), hex("00 11 7f 3d 00 0b"));
    EXPECT_EQ(remote_.command(0x0c, 0x02, hex("02 16 00 00")), hex("00 11 04"));
    EXPECT_EQ(remote_.command(0x0c, 0x02, hex("02 18 00 00")), hex("00 11 00 20 42 00 00 00 00 00 00"));
    EXPECT_EQ(remote_.command(0x0c, 0x02, hex("02 63 00 00")), hex("80"));
    EXPECT_EQ(remote_.command(0x0c, 0x01, hex("02 03 01 02 03 04")), hex("82"));
    EXPECT_EQ(remote_.command(0x0c, 0x21, hex("02 03 0a 20")), hex("00"));
    EXPECT_EQ(remote_.command(0x0c, 0x22, hex("02 03 00 00")), hex("00 11 0a 20"));
    EXPECT_EQ(remote_.command(0x0c, 0x21, hex("02 08 6f 02")), hex("82"));
    EXPECT_EQ(remote_.command(0x06, 0x44, hex("02 01")), hex("00 0c 41 00 14"));
    EXPECT_EQ(remote_.command(0x06, 0x44, hex("02 02")), hex("00 0c 81 00 0f"));
    EXPECT_EQ(remote_.command(0x06, 0x44, hex("02 0d")), hex("c9"));
    EXPECT_EQ(remote_.command(0x06, 0x42, hex("01")), hex("cc"));
}

TEST_F(BmcTest, theChannelStaysOpenToAdministrators) {
    ASSERT_TRUE(remote_.logIn());
    EXPECT_EQ(remote_.command(0x06, 0x40, hex("02 62 44")), hex("00")); // as it is
    EXPECT_EQ(remote_.command(0x06, 0x40, hex("02 00 00")), hex("00")); // changes nothing
    EXPECT_EQ(remote_.command(0x06, 0x40, hex("02 60 44")), hex("83")); // disabled
    EXPECT_EQ(remote_.command(0x06, 0x40, hex("02 00 43")), hex("cc")); // operators at most
    EXPECT_EQ(remote_.command(0x06, 0x40, hex("01 62 44")), hex("cc"));
    EXPECT_EQ(remote_.command(0x06, 0x41, hex("02 80")), hex("00 22 04"));
}

TEST_F(BmcTest, inventoriesAreWriteProtected) {
    ASSERT_TRUE(remote_.logIn());
    const auto before = remote_.command(0x0a, 0x11, hex("00 00 00 08"));
    EXPECT_EQ(remote_.command(0x0a, 0x12, hex("00 00 00 41 42")), hex("80"));
    EXPECT_EQ(remote_.command(0x0a, 0x12, hex("00 ff ff 41")), hex("c9"));
    EXPECT_EQ(remote_.command(0x0a, 0x12, hex("63 00 00 41")), hex("cb"));
    EXPECT_EQ(remote_.command(0x0a, 0x11, hex("00 00 00 08")), before);
}

TEST_F(BmcTest, theSensorDeviceHasTheRecordsOfTheRepository) {
    ASSERT_TRUE(remote_.logIn());
    const auto repository = remote_.command(0x0a, 0x20);
    const auto sensors = remote_.command(0x04, 0x20);
    const auto records = remote_.command(0x04, 0x20, hex("01"));
    ASSERT_EQ(sensors.size(), 3U);
    ASSERT_EQ(records.size(), 3U);
    EXPECT_EQ(records[1], repository[2]);
    EXPECT_GT(sensors[1], 0);
    EXPECT_LT(sensors[1], records[1]); // locator records are no sensors
    EXPECT_EQ(sensors[2], 0x01);       // static, all at LUN 0
    auto next = remote_.command(0x04, 0x22); // a reservation
    next.insert(next.end(), {0x01, 0x00, 0x05, 0x08}); // of record 1, eight octets after its header
    const Bytes part(next.begin() + 1, next.end());
    const auto given = remote_.command(0x04, 0x21, part);
    EXPECT_EQ(given.size(), 3U + 8);
    EXPECT_EQ(given, remote_.command(0x0a, 0x23, part));
}

TEST_F(BmcTest, theGuidIsTheUuidTurnedRound) {
    ASSERT_TRUE(remote_.logIn());
    auto answer = remote_.command(0x06, 0x37);
    std::reverse(answer.begin() + 1, answer.end());
    const auto& uuid = chassis_.blade(1).uuid;
    EXPECT_TRUE(std::equal(uuid.begin(), uuid.end(), answer.begin() + 1));
}

// Any noise, and any damaged copy of a real datagram, is survived; noise is never answered inside a session.
TEST_F(BmcTest, survivesNoise) {
    std::mt19937 random(83);
    Bytes real = hex(
        "06 00 ff 07 06 10 00000000 00000000 2000 11 00 0000 a4a3a2a0 00000008 01000000 01000008 01000000 "
        "02000008 01000000");
    for (int i = 0; i < 20000; ++i) {
        Bytes noise = real;
        noise[random() % noise.size()] = static_cast<std::uint8_t>(random());
        noise[random() % noise.size()] = static_cast<std::uint8_t>(random());
        noise.resize(random() % (noise.size() + 8));
        bmc_.receive(noise, kPeer, now_);
    }
    EXPECT_EQ(bmc_.device().sessions.activeCount(), 0u);
    EXPECT_TRUE(remote_.logIn()) << "the table of log-ins in the making makes room";
}

} // namespace
} // namespace seedbed::emulator::ipmi
