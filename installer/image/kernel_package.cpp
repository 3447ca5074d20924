// SPDX-License-Identifier: GPL-3.0-or-later
#include "installer/image/kernel_package.hpp"

#include <algorithm>

#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"
#include "oa-bridge/net/process.hpp"

namespace seedbed::image {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view kMetaPackage = "linux-image-cloud-amd64";

Error kernelError(std::string object, std::string cause, std::string action) {
    return {.kind = ErrorKind::notFound,
            .id = "IMAGE-KERNEL",
            .object = std::move(object),
            .attempted = "get the kernel",
            .cause = std::move(cause),
            .action = std::move(action)};
}

// The text after `label` on the first line that begins with it.
std::string lineValue(std::string_view text, std::string_view label) {
    for (const auto& line : split(text, '\n')) {
        auto clean = trim(line);
        if (startsWith(clean, label)) {
            return std::string(trim(clean.substr(label.size())));
        }
    }
    return {};
}

ProcessSpec aptSpec(std::vector<std::string> argv) {
    ProcessSpec spec(std::move(argv));
    spec.environment = {{"LC_ALL", "C"}};
    spec.deadline = std::chrono::minutes(10);
    return spec;
}

struct Offer {
    std::string package;
    std::string file;
    std::string sha256;
};

Task<Offer> findOffer() {
    ProcessSpec ask = aptSpec({"apt-cache", "depends", std::string(kMetaPackage)});
    auto depends = co_await runChecked(std::move(ask));
    if (!depends) {
        co_return fail(depends.error());
    }
    Offer offer;
    offer.package = lineValue(*depends, "Depends:");
    ProcessSpec show = aptSpec({"apt-cache", "show", "--no-all-versions", offer.package});
    auto about = co_await runChecked(std::move(show));
    if (!about) {
        co_return fail(about.error());
    }
    offer.file = fs::path(lineValue(*about, "Filename:")).filename().string();
    offer.sha256 = lineValue(*about, "SHA256:");
    if (offer.file.empty() || offer.sha256.empty()) {
        co_return fail(kernelError(std::string(kMetaPackage), "apt does not know the package", "run apt-get update"));
    }
    co_return offer;
}

bool hasSum(const fs::path& file, const std::string& sha256) {
    auto content = readFile(file, 256u << 20);
    return content && sha256Hex(*content) == sha256;
}

Task<fs::path> fetchPackage(fs::path cache) {
    auto offer = co_await findOffer();
    if (!offer) {
        co_return fail(offer.error());
    }
    fs::path file = cache / offer->file;
    if (hasSum(file, offer->sha256)) {
        co_return file;
    }
    log::info("IMAGE-DOWNLOAD", "fetching " + offer->package);
    // the folder need not be readable by apt's own user
    auto spec = aptSpec({"apt-get", "-q", "-o", "APT::Sandbox::User=root", "download", offer->package});
    spec.directory = cache;
    auto fetched = co_await runChecked(std::move(spec));
    if (!fetched) {
        co_return fail(fetched.error());
    }
    if (!hasSum(file, offer->sha256)) {
        co_return fail(kernelError(file.string(), "it does not have the checksum of the archive",
                                   "run apt-get update and try again"));
    }
    co_return file;
}

std::vector<std::string> wantedModules() {
    auto names = bladeModules();
    names.insert(names.end(), targetModules().begin(), targetModules().end());
    return names;
}

// Copies vmlinuz, the release and the needed modules out of the unpacked package into `place`.
Result<> keepNeeded(const fs::path& unpacked, const fs::path& place) {
    fs::path root;
    for (const auto& entry : fs::directory_iterator(unpacked / "lib/modules")) {
        root = entry.path();
    }
    Modules all;
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
        if (entry.path().extension() != ".ko") {
            continue;
        }
        auto content = readFile(entry.path());
        if (!content) {
            return fail(content.error());
        }
        // file names spell "-" and "_" either way, depends= always "_"
        auto name = entry.path().stem().string();
        std::replace(name.begin(), name.end(), '-', '_');
        all[name] = std::move(*content);
    }
    auto order = loadOrder(all, wantedModules());
    if (!order) {
        return fail(order.error());
    }
    fs::create_directories(place / "modules");
    for (const auto& name : *order) {
        auto kept = writeFile(place / "modules" / (name + ".ko"), all[name]);
        if (!kept) {
            return kept;
        }
    }
    auto release = root.filename().string();
    auto image = readFile(unpacked / "boot" / ("vmlinuz-" + release));
    if (!image) {
        return fail(image.error());
    }
    auto kept = writeFile(place / "vmlinuz", *image);
    return kept ? writeFile(place / "release", release) : kept;
}

// std::filesystem's exceptions end here.
Result<> keepNeededSafely(const fs::path& unpacked, const fs::path& place) {
    try {
        return keepNeeded(unpacked, place);
    } catch (const fs::filesystem_error& error) {
        return fail(kernelError(unpacked.string(), error.what(), "use a Debian kernel package"));
    }
}

Task<> unpack(fs::path package, fs::path place) {
    fs::path scratch = place.string() + ".unpacked";
    fs::path part = place.string() + ".part";
    std::error_code ignored;
    fs::remove_all(scratch, ignored);
    fs::remove_all(part, ignored);
    ProcessSpec spec({"dpkg-deb", "-x", package.string(), scratch.string()});
    spec.deadline = std::chrono::minutes(5);
    auto done = co_await runChecked(std::move(spec));
    if (!done) {
        co_return fail(done.error());
    }
    auto kept = keepNeededSafely(scratch, part);
    fs::remove_all(scratch, ignored);
    if (!kept) {
        co_return fail(kept.error());
    }
    fs::rename(part, place, ignored);
    if (ignored) {
        co_return fail(kernelError(place.string(), ignored.message(), "check the cache folder"));
    }
    co_return Result<>();
}

Result<Kernel> readKernel(const fs::path& place) {
    Kernel kernel;
    auto release = readFile(place / "release");
    auto image = readFile(place / "vmlinuz");
    if (!release || !image) {
        return fail(release ? image.error() : release.error());
    }
    kernel.release = *release;
    kernel.image = std::move(*image);
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(place / "modules", ignored)) {
        auto module = readFile(entry.path());
        if (!module) {
            return fail(module.error());
        }
        kernel.modules[entry.path().stem().string()] = std::move(*module);
    }
    return kernel;
}

} // namespace

Task<Kernel> obtainKernel(fs::path cache, std::optional<fs::path> package) {
    std::error_code problem;
    fs::create_directories(cache, problem);
    cache = fs::absolute(cache);
    if (!package) {
        auto fetched = co_await fetchPackage(cache);
        if (!fetched) {
            co_return fail(fetched.error());
        }
        package = *fetched;
    }
    auto content = readFile(*package, 256u << 20);
    if (!content) {
        co_return fail(content.error().withContext("read the kernel package"));
    }
    fs::path place = cache / ("kernel-" + sha256Hex(*content + fmt::format("{}", fmt::join(wantedModules(), ","))).substr(0, 16));
    if (!fs::exists(place / "release", problem)) {
        auto unpacked = co_await unpack(*package, place);
        if (!unpacked) {
            co_return fail(unpacked.error());
        }
    }
    co_return readKernel(place);
}

} // namespace seedbed::image
