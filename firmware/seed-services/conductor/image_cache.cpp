// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/conductor/image_cache.hpp"

#include <nlohmann/json.hpp>

#include "firmware/seed-services/conductor/zstd_file.hpp"
#include "firmware/seed-services/core/service.hpp"
#include "firmware/seed-services/glance/digest.hpp"
#include "oa-bridge/base/text.hpp"
#include "oa-bridge/net/process.hpp"

namespace seedbed::seed {

namespace {

constexpr auto convertLimit = std::chrono::minutes(30);

tl::unexpected<Error> unfit(const ImageFile& image, std::string id, std::string cause, std::string action) {
    Error error;
    error.kind = ErrorKind::invalid;
    error.id = std::move(id);
    error.object = "image " + image.name;
    error.attempted = "make a raw image of it";
    error.cause = std::move(cause);
    error.action = std::move(action);
    return fail(std::move(error));
}

// What qemu-img reports of a file that reads others, possibly ours.
Result<> standsAlone(const ImageFile& image, const std::string& report) {
    auto parsed = parseJson(report, "the report of qemu-img");
    if (!parsed) {
        return fail(parsed.error());
    }
    const auto& data = partOf(partOf(*parsed, "format-specific"), "data");
    if (parsed->contains("backing-filename") || data.contains("data-file")) {
        return unfit(image, "IMAGE-BACKING-FILE", "it refers to another file",
                     "flatten it with qemu-img convert, upload that");
    }
    return {};
}

} // namespace

ImageCache::ImageCache(asio::any_io_executor executor, Blocking& blocking, std::filesystem::path folder)
    : blocking_(blocking), folder_(std::move(folder)), turn_(std::move(executor)) {}

Task<RawImage> ImageCache::prepare(ImageFile image) {
    if (image.diskFormat == "raw" && !image.sha256.empty()) {
        RawImage ready;
        ready.file = image.file;
        ready.bytes = image.bytes;
        ready.sha256 = image.sha256;
        co_return ready;
    }
    if (image.diskFormat != "raw" && image.diskFormat != "qcow2") {
        co_return unfit(image, "IMAGE-FORMAT", "its disk format is " + image.diskFormat,
                        "upload a raw or qcow2 disk image");
    }
    auto guard = co_await turn_.take();
    if (image.diskFormat == "raw") {
        auto ready = co_await measured(image.file);
        co_return ready;
    }
    const auto raw = folder_ / (image.id + "-" + image.sha256.substr(0, 16) + ".raw");
    std::error_code code;
    if (std::filesystem::exists(raw, code)) {
        auto ready = co_await measured(raw);
        co_return ready;
    }
    auto ready = co_await convert(std::move(image), raw);
    co_return ready;
}

Task<RawImage> ImageCache::convert(ImageFile image, std::filesystem::path raw) {
    std::error_code code;
    std::filesystem::create_directories(folder_, code);
    ProcessSpec ask({"qemu-img", "info", "-f", "qcow2", "--output=json", image.file.string()});
    auto report = co_await runChecked(std::move(ask));
    if (!report) {
        co_return fail(report.error());
    }
    if (auto alone = standsAlone(image, *report); !alone) {
        co_return fail(alone.error());
    }
    const auto part = raw.string() + ".part";
    ProcessSpec make({"qemu-img", "convert", "-f", "qcow2", "-O", "raw", image.file.string(), part});
    make.deadline = convertLimit;
    auto made = co_await runChecked(std::move(make));
    if (!made) {
        std::filesystem::remove(part, code);
        co_return fail(made.error());
    }
    std::filesystem::rename(part, raw, code);
    if (code) {
        co_return unfit(image, "IMAGE-READ", code.message(), "check the state directory's disk");
    }
    auto ready = co_await measured(std::move(raw));
    co_return ready;
}

Task<std::filesystem::path> ImageCache::packed(RawImage image) {
    const auto made = folder_ / (image.sha256 + ".zst");
    std::error_code code;
    auto guard = co_await turn_.take();
    if (std::filesystem::exists(made, code)) {
        co_return made;
    }
    std::filesystem::create_directories(folder_, code);
    std::function<Result<>()> work = [from = image.file, to = made] { return packFile(from, to); };
    auto done = co_await blocking_.run<void>(std::move(work));
    if (!done) {
        co_return fail(done.error());
    }
    co_return made;
}

Task<RawImage> ImageCache::measured(std::filesystem::path raw) {
    std::function<Result<FileDigest>()> work = [raw] { return digestOf(raw); };
    auto digest = co_await blocking_.run<FileDigest>(std::move(work));
    if (!digest) {
        co_return fail(digest.error());
    }
    RawImage ready;
    ready.file = std::move(raw);
    ready.bytes = digest->bytes;
    ready.sha256 = digest->sha256;
    co_return ready;
}

} // namespace seedbed::seed
