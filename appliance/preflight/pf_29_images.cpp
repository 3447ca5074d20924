// SPDX-License-Identifier: GPL-3.0-or-later
// PF-29: every image is the one its manifest names, and fits on the disks.
#include <fmt/format.h>

#include "appliance/preflight/check.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed {

Task<Findings> checkImageFiles(PreflightContext& context) {
    if (context.imagesError) {
        co_return Findings{failed("images", toSentence(*context.imagesError), context.imagesError->action)};
    }
    Findings findings;
    const auto disk = static_cast<std::uint64_t>(context.pack.diskGb) << 30;
    for (const ImageFile& image : context.images) {
        std::function<Result<std::string>()> work = [file = image.file] { return sha256OfFile(file); };
        auto sum = co_await context.blocking.run(std::move(work));
        if (!sum) {
            findings.push_back(failed("image " + image.name, toSentence(sum.error()), "build the images again"));
        } else if (*sum != image.sha256) {
            findings.push_back(failed("image " + image.name, fmt::format("its SHA-256 is {}, the manifest says {}", *sum, image.sha256), "build the images again, or copy them anew"));
        }
        if (image.name == context.pack.image && image.bytes > disk) {
            findings.push_back(failed("image " + image.name, fmt::format("it needs {} bytes, the pack's disks have {}", image.bytes, disk), "take a smaller image, or a pack with larger disks"));
        }
    }
    if (findings.empty()) {
        findings.push_back(passed("images", fmt::format("{} files have the checksums of their manifest", context.images.size())));
    }
    co_return findings;
}

} // namespace seedbed
