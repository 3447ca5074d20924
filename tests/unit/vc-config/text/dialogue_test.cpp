// SPDX-License-Identifier: GPL-3.0-or-later
// The dialogues that were written from the reference (tests/golden/vc) as the client reads them: each answer is taken for
// what it is. The emulator is held to the same dialogues in tests/integration/faces_test.py.
#include <filesystem>
#include <regex>

#include <gtest/gtest.h>

#include "tests/unit/support/golden.hpp"
#include "vc-config/text/vc_text.hpp"

namespace seedbed::vc {
namespace {

struct Exchange {
    std::string typed, answer; // with the echo first and CR LF, as a shell gives it
};

// "{*}" is any text within a line, "{...}" any lines: here the least that a device would say.
std::string filled(const std::string& line) {
    static const std::regex macEnd("([0-9A-F]{2}-)\\{\\*\\}$");
    static const std::regex keyEnd("\\{\\*\\} : ");
    static const std::regex any("\\{\\*\\}");
    auto text = std::regex_replace(line, macEnd, "$01" "00-01");
    text = std::regex_replace(text, keyEnd, " : ");
    return std::regex_replace(text, any, "Auto");
}

std::vector<Exchange> exchanges(const std::string& file) {
    std::vector<Exchange> all;
    for (const auto& line : split(test::golden("vc/" + file), '\n')) {
        if (startsWith(line, "->")) {
            const auto typed = line.substr(2);
            all.push_back({typed, typed + "\r\n"});
        } else if (!all.empty() && line != "{...}") {
            all.back().answer += filled(line) + "\r\n";
        }
    }
    return all;
}

void expectRead(const Exchange& exchange) {
    const auto says = [&](const std::string& word) { return exchange.answer.find("\n" + word) != std::string::npos; };
    if (says("ERROR:")) {
        const auto error = replyError(exchange.answer, exchange.typed);
        ASSERT_TRUE(error);
        EXPECT_FALSE(error->action.empty());
        EXPECT_FALSE(checkChanged(exchange.answer, exchange.typed));
    } else if (says("SUCCESS:")) {
        EXPECT_TRUE(checkChanged(exchange.answer, exchange.typed));
    } else {
        EXPECT_FALSE(replyError(exchange.answer, exchange.typed));
    }
}

bool hasRecords(const Exchange& exchange) { return exchange.answer.find(" : ") != std::string::npos; }

class Dialogue : public testing::TestWithParam<std::string> {};

TEST_P(Dialogue, isUnderstood) {
    const auto all = exchanges(GetParam());
    ASSERT_FALSE(all.empty());
    for (const auto& exchange : all) {
        SCOPED_TRACE(exchange.typed);
        expectRead(exchange);
        const bool isError = replyError(exchange.answer, exchange.typed).has_value();
        if (!isError && startsWith(exchange.typed, "show ") && hasRecords(exchange)) {
            const auto records = parseRecords(exchange.answer, exchange.typed);
            ASSERT_FALSE(records.empty());
        }
        if (!isError && startsWith(exchange.typed, "show enet-connection")) {
            const auto connections = parseConnections(exchange.answer, exchange.typed);
            ASSERT_TRUE(connections) << toSentence(connections.error());
            EXPECT_FALSE(connections->empty());
        }
        if (!isError && startsWith(exchange.typed, "show uplinkport")) {
            const auto ports = parseUplinkPorts(exchange.answer, exchange.typed);
            ASSERT_TRUE(ports) << toSentence(ports.error());
            EXPECT_FALSE(ports->empty());
        }
    }
}

std::vector<std::string> dialogues() {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(SEEDBED_TEST_DATA "/vc")) {
        if (entry.path().extension() == ".txt") {
            files.push_back(entry.path().filename());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}
INSTANTIATE_TEST_SUITE_P(Golden, Dialogue, testing::ValuesIn(dialogues()));

TEST(DialogueOfAProfile, isReadAsItWasTyped) {
    for (const auto& exchange : exchanges("profile.txt")) {
        if (exchange.typed != "show enet-connection P1" || exchange.answer.find("LOM:1-a") == std::string::npos) {
            continue;
        }
        const auto connections = parseConnections(exchange.answer, exchange.typed);
        ASSERT_TRUE(connections) << toSentence(connections.error());
        ASSERT_EQ(connections->size(), 2U);
        const auto& first = connections->front();
        EXPECT_EQ(first.mapping, "LOM:1-a");
        EXPECT_EQ(first.connection.network, "MGMT");
        EXPECT_EQ(first.connection.pxe, Pxe::enabled);
        EXPECT_EQ(first.connection.speed, SpeedType::custom);
        EXPECT_EQ(first.connection.speedMb, 1000);
        return;
    }
    FAIL() << "the dialogue shows no assigned profile";
}

} // namespace
} // namespace seedbed::vc
