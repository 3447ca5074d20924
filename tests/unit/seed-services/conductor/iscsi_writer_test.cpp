// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/conductor/iscsi_writer.hpp"

#include <fstream>
#include <random>

#include <gtest/gtest.h>

#include "oa-bridge/base/text.hpp"
#include "tests/unit/seed-services/conductor/target.hpp"

namespace seedbed::seed {
namespace {

using test::Target;
using test::TemporaryFolder;

constexpr std::uint64_t mebibyte = 1u << 20;

// Random data at the start, in the middle and at the very end; holes and written zeros between.
std::string makeImage(const std::filesystem::path& file, std::uint64_t bytes) {
    std::string content(bytes, '\0');
    std::mt19937_64 random(7);
    for (const std::uint64_t start : {std::uint64_t{0}, bytes / 3, bytes - 3000}) {
        for (std::uint64_t i = start; i < std::min(bytes, start + 3 * mebibyte + 512); ++i) {
            content[i] = static_cast<char>(random());
        }
    }
    std::ofstream out(file, std::ios::binary);
    for (std::uint64_t at = 0; at < bytes; at += 4096) {
        const std::string_view block = std::string_view(content).substr(at, 4096);
        if (block.find_first_not_of('\0') != std::string_view::npos || at % (3 * mebibyte) == 0) {
            out.seekp(static_cast<std::streamoff>(at));
            out.write(block.data(), static_cast<std::streamsize>(block.size()));
        }
    }
    out.close();
    std::filesystem::resize_file(file, bytes);
    return content;
}

void fillWith(const std::filesystem::path& file, char value) {
    const std::string block(mebibyte, value);
    const auto bytes = std::filesystem::file_size(file);
    std::ofstream out(file, std::ios::binary | std::ios::in);
    for (std::uint64_t at = 0; at < bytes; at += block.size()) {
        out.write(block.data(),
                  static_cast<std::streamsize>(std::min<std::uint64_t>(block.size(), bytes - at)));
    }
}

std::string headOf(const std::filesystem::path& file, std::uint64_t bytes) {
    std::string content(bytes, '\0');
    std::ifstream(file, std::ios::binary).read(content.data(), static_cast<std::streamsize>(bytes));
    return content;
}

struct WriterTest : testing::Test {
    TemporaryFolder folder;
    std::vector<WriteProgress> told;
    std::atomic<bool> stopped = false;
    std::function<void(const WriteProgress&)> also = [](const WriteProgress&) {};
    WriteLimits limits;

    WriteOrder orderFor(const Target& target, std::uint64_t bytes) {
        WriteOrder order;
        order.node = "node-1";
        order.address = target.address();
        order.iqn = target.iqn();
        order.image = folder.path / "image.raw";
        order.bytes = bytes;
        order.sha256 = sha256Hex(makeImage(order.image, bytes));
        return order;
    }
    Result<> write(const WriteOrder& order) {
        IscsiWriter writer(
            order, limits,
            [this](const WriteProgress& p) {
                told.push_back(p);
                also(p);
            },
            [this] { return stopped.load(); });
        return writer.run();
    }
};

TEST_F(WriterTest, writesDataAndHolesOverAUsedDisk) {
    Target target("127.45.1.2", folder.path, 96 * mebibyte);
    fillWith(target.disk(), '\xAA');
    const std::uint64_t bytes = 70 * mebibyte + 1000; // the last block is a part of one
    const auto order = orderFor(target, bytes);
    auto done = write(order);
    ASSERT_TRUE(done) << toSentence(done.error());
    EXPECT_EQ(headOf(target.disk(), bytes), headOf(order.image, bytes));
    ASSERT_GE(told.size(), 3u);
    EXPECT_EQ(told.front().step, WriteStep::loggedIn);
    EXPECT_EQ(told.back().step, WriteStep::verified);
    EXPECT_EQ(told.back().done, bytes);
    const auto beyond = headOf(target.disk(), 96 * mebibyte);
    EXPECT_EQ(beyond.find_first_not_of('\xAA', bytes + 24), std::string::npos) << "wrote past the image";
}

TEST_F(WriterTest, refusesAnImageLargerThanTheDisk) {
    Target target("127.45.1.3", folder.path, 8 * mebibyte);
    fillWith(target.disk(), '\xAA');
    auto done = write(orderFor(target, 8 * mebibyte + 1));
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().id, "IMAGE-TOO-LARGE");
    EXPECT_NE(done.error().cause.find("8388609"), std::string::npos);
    EXPECT_NE(done.error().cause.find("8388608"), std::string::npos);
    EXPECT_EQ(headOf(target.disk(), 8 * mebibyte).find_first_not_of('\xAA'), std::string::npos);
}

TEST_F(WriterTest, namesTheFirstPlaceThatCannotBeWritten) {
    Target target("127.45.1.9", folder.path, 48 * mebibyte);
    target.endAt(17 * mebibyte);
    auto done = write(orderFor(target, 48 * mebibyte));
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().id, "ISCSI-WRITE");
    EXPECT_NE(done.error().attempted.find("at 17825792"), std::string::npos) << toSentence(done.error());
    EXPECT_EQ(headOf(target.disk(), 17 * mebibyte), headOf(folder.path / "image.raw", 17 * mebibyte));
}

TEST_F(WriterTest, tellsWhenTheDiskReadsBackOtherwise) {
    Target target("127.45.1.4", folder.path, 16 * mebibyte);
    auto order = orderFor(target, 4 * mebibyte);
    order.sha256 = sha256Hex("something else");
    auto done = write(order);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().id, "IMAGE-READ-BACK");
}

TEST_F(WriterTest, aTargetThatDiesMidWriteIsNoticedAtOnce) {
    Target target("127.45.1.5", folder.path, 512 * mebibyte);
    auto order = orderFor(target, 512 * mebibyte);
    also = [&](const WriteProgress& p) {
        if (p.step == WriteStep::writing) {
            target.signal(SIGKILL);
        }
    };
    const auto start = std::chrono::steady_clock::now();
    auto done = write(order);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().id.substr(0, 6), "ISCSI-") << toSentence(done.error());
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST_F(WriterTest, aTargetThatFreezesIsStalled) {
    Target target("127.45.1.6", folder.path, 512 * mebibyte);
    auto order = orderFor(target, 512 * mebibyte);
    limits.stall = std::chrono::milliseconds(1500);
    also = [&](const WriteProgress& p) {
        if (p.step == WriteStep::writing) {
            target.signal(SIGSTOP);
        }
    };
    auto done = write(order);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().id, "ISCSI-STALLED") << toSentence(done.error());
    EXPECT_EQ(done.error().kind, ErrorKind::stalled);
}

TEST_F(WriterTest, stopsWhenAsked) {
    Target target("127.45.1.7", folder.path, 512 * mebibyte);
    auto order = orderFor(target, 512 * mebibyte);
    also = [&](const WriteProgress& p) { stopped = p.step == WriteStep::writing; };
    auto done = write(order);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().id, "ISCSI-STOPPED");
    EXPECT_EQ(done.error().kind, ErrorKind::aborted);
}

TEST_F(WriterTest, noTargetIsALoginErrorWithinItsLimit) {
    WriteOrder order;
    order.node = "node-1";
    order.address = "127.45.1.8";
    order.iqn = "iqn-none";
    limits.login = std::chrono::milliseconds(1200);
    auto done = write(order);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().id, "ISCSI-LOGIN");
}

TEST(ZeroPieces, arePowersOfTwoAlignedAndBounded) {
    EXPECT_EQ(zeroPieceLength(0, 100 * mebibyte), zeroPieceBytes);
    EXPECT_EQ(zeroPieceLength(mebibyte, 100 * mebibyte), mebibyte);
    EXPECT_EQ(zeroPieceLength(4 * mebibyte, 100 * mebibyte), 4 * mebibyte);
    EXPECT_EQ(zeroPieceLength(16 * mebibyte, 3 * mebibyte), 2 * mebibyte);
    EXPECT_EQ(zeroPieceLength(16 * mebibyte, 1536), 1024u);
}

TEST(Zeros, areFoundOnlyWhereAllIsZero) {
    std::vector<std::uint8_t> bytes(4096, 0);
    EXPECT_TRUE(isZero(bytes));
    bytes.back() = 1;
    EXPECT_FALSE(isZero(bytes));
}

} // namespace
} // namespace seedbed::seed
