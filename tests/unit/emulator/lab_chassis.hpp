// SPDX-License-Identifier: GPL-3.0-or-later
// A chassis of state machines for one test, in a directory of its own.
#pragma once

#include <cstdlib>
#include <filesystem>

#include "firmware/emulator/state/chassis.hpp"

namespace seedbed::emulator {

struct LabChassis {
    LabChassis() : chassis(io.get_executor(), options(), directory.string()) {}
    ~LabChassis() { std::filesystem::remove_all(directory); }

    static ChassisOptions options() {
        ChassisOptions made;
        made.network = *Ipv4Net::parse("127.59.1.0/24");
        made.bays = {1, 2, 3, 4, 5, 6, 7}; // bay 8 is empty
        made.password = Secret("swordfish");
        made.timings = Timings{std::chrono::milliseconds(1), std::chrono::milliseconds(1)};
        return made;
    }
    static std::filesystem::path makeDirectory() {
        auto pattern = (std::filesystem::temp_directory_path() / "seedbed-faces-XXXXXX").string();
        return mkdtemp(pattern.data());
    }

    std::filesystem::path directory = makeDirectory();
    asio::io_context io{1};
    Chassis chassis;
};

} // namespace seedbed::emulator
