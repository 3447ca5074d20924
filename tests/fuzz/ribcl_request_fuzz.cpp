// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a RIBCL script of somebody who is logged in, whole and in two pieces: both must come to the
// same.
#include <cstdlib>
#include <filesystem>

#include "firmware/emulator/ilo/ribcl/stream.hpp"

namespace {

using namespace seedbed;
using namespace seedbed::emulator;

ChassisOptions options() {
    ChassisOptions made;
    made.network = *Ipv4Net::parse("127.59.9.0/24");
    made.bays = {1};
    made.password = Secret("swordfish");
    return made;
}

std::string directory() {
    auto pattern = (std::filesystem::temp_directory_path() / "seedbed-ribcl-fuzz-XXXXXX").string();
    const char* made = mkdtemp(pattern.data());
    return made == nullptr ? "." : made;
}

// The statuses of an answer, without the times in it.
std::string statuses(const std::string& answer) {
    constexpr std::string_view mark = "STATUS=\"0x";
    std::string found;
    for (auto at = answer.find(mark); at != std::string::npos; at = answer.find(mark, at + 1)) {
        found += answer.substr(at + mark.size(), 4);
    }
    return found;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::string state = directory();
    static const struct Cleanup {
        ~Cleanup() { std::filesystem::remove_all(state); }
    } cleanup;
    const std::string_view script(reinterpret_cast<const char*>(data), size);
    const std::string image = "not an image";
    std::string told[2];
    for (const bool inPieces : {false, true}) {
        asio::io_context io;
        Chassis chassis(io.get_executor(), options(), state);
        ribcl::Stream stream(chassis, 1, Trust::onboardAdministrator);
        stream.setImage(&image);
        const auto cut = inPieces ? size / 2 : size;
        auto answer = stream.feed(script.substr(0, cut));
        answer += stream.feed(script.substr(cut));
        answer += stream.finish();
        told[inPieces ? 1 : 0] = statuses(answer);
    }
    if (told[0] != told[1]) {
        std::abort();
    }
    return 0;
}
