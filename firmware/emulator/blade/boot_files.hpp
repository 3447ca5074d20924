// SPDX-License-Identifier: GPL-3.0-or-later
// How the boot ROM of a namespace blade gets files: HTTP, or TFTP through busybox, in the blade's own
// network; and how it unpacks a ramdisk. Called by BootRom; deadlines inside.
#pragma once

#include <string>

#include "oa-bridge/async/task.hpp"

namespace seedbed::emulator {

struct TftpName {
    std::string host;
    std::string port = "69";
    std::string path;
};
TftpName tftpNameOf(const std::string& url); // "tftp://host[:port]/path"

// Errors ROM-HTTP (another status than 200), those of httpCall, PROCESS-FAILED (TFTP).
Task<> fetchFile(std::string url, std::string file);
// A newc cpio, plain or gzip, into a directory; the archive is gone afterwards. Error PROCESS-FAILED.
Task<> unpackRamdisk(std::string archive, std::string root);

} // namespace seedbed::emulator
