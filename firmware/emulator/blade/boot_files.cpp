// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/blade/boot_files.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "oa-bridge/base/text.hpp"
#include "oa-bridge/net/http.hpp"
#include "oa-bridge/net/process.hpp"

namespace seedbed::emulator {
namespace {

using namespace std::chrono_literals;

Error httpError(const std::string& url, unsigned status) {
    Error error;
    error.kind = ErrorKind::notFound;
    error.id = "ROM-HTTP";
    error.object = url;
    error.attempted = "fetch it";
    error.cause = fmt::format("HTTP status {}", status);
    error.action = "check that the boot service offers the file";
    return error;
}

} // namespace

TftpName tftpNameOf(const std::string& url) {
    TftpName name;
    const auto rest = url.substr(std::string_view("tftp://").size());
    const auto slash = std::min(rest.find('/'), rest.size());
    name.host = rest.substr(0, slash);
    name.path = rest.substr(std::min(slash + 1, rest.size()));
    const auto colon = name.host.find(':');
    if (colon != std::string::npos) {
        name.port = name.host.substr(colon + 1);
        name.host.resize(colon);
    }
    return name;
}

Task<> fetchFile(std::string url, std::string file) {
    Result<> result;
    if (startsWith(url, "tftp://")) {
        const auto name = tftpNameOf(url);
        ProcessSpec spec(
            {"busybox", "tftp", "-g", "-b", "1428", "-r", name.path, "-l", file, name.host, name.port});
        spec.deadline = 120s;
        auto got = co_await runChecked(std::move(spec));
        if (!got) {
            result = fail(got.error());
        }
    } else {
        HttpCall call("GET", url);
        call.saveTo = file;
        call.bodyLimit = 1u << 30;
        call.deadline = 120s;
        auto got = co_await httpCall(std::move(call));
        if (!got) {
            result = fail(got.error());
        } else if (got->status != 200) {
            result = fail(httpError(url, got->status));
        }
    }
    co_return result;
}

Task<> unpackRamdisk(std::string archive, std::string root) {
    std::ifstream stream(archive, std::ios::binary);
    char magic[2] = {};
    stream.read(magic, 2);
    if (magic[0] == '\x1f' && magic[1] == '\x8b') {
        std::error_code unmoved; // gunzip, which wants the name to end so, tells
        std::filesystem::rename(archive, archive + ".gz", unmoved);
        ProcessSpec spec({"busybox", "gunzip", archive + ".gz"});
        auto done = co_await runChecked(std::move(spec));
        if (!done) {
            co_return fail(done.error());
        }
    }
    ProcessSpec spec({"busybox", "cpio", "-i", "-d", "-m", "-u", "-F", archive});
    spec.directory = root;
    auto done = co_await runChecked(std::move(spec));
    std::error_code ignored;
    std::filesystem::remove(archive, ignored);
    if (!done) {
        co_return fail(done.error());
    }
    co_return Result<>();
}

} // namespace seedbed::emulator
