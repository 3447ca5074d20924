// SPDX-License-Identifier: GPL-3.0-or-later
#include "installer/image/build.hpp"

#include <fmt/format.h>

#include "installer/image/kernel_package.hpp"
#include "installer/image/manifest.hpp"
#include "installer/image/node_image.hpp"
#include "installer/image/ramdisk.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::image {
namespace {

namespace fs = std::filesystem;

Task<std::string> ramdiskOf(Result<FileTree> tree) {
    if (!tree) {
        co_return fail(tree.error());
    }
    co_return co_await packRamdisk(std::move(*tree));
}

Task<> makeNode(const BuildOrder& order, const Kernel& kernel) {
    auto ramdisk = co_await ramdiskOf(nodeRamdisk(kernel, order.programs));
    if (!ramdisk) {
        co_return fail(ramdisk.error());
    }
    auto tree = co_await nodeTree(order.programs, order.firmware);
    if (!tree) {
        co_return fail(tree.error());
    }
    NodeDisk disk;
    disk.root = std::move(*tree);
    disk.kernel = kernel.image;
    disk.ramdisk = std::move(*ramdisk);
    disk.size = order.nodeSize;
    fs::path part = order.output / "node.raw.part";
    auto written = co_await writeNodeImage(std::move(disk), part);
    std::error_code problem;
    if (!written) {
        fs::remove(part, problem);
        co_return fail(written.error());
    }
    fs::rename(part, order.output / "node.raw", problem);
    co_return Result<>();
}

Result<> writeManifest(const fs::path& output) {
    std::vector<ManifestImage> images{{"deploy-kernel", "deploy.kernel", "aki", 0, "", std::nullopt},
                                      {"deploy-ramdisk", "deploy.ramdisk", "ari", 0, "", std::nullopt},
                                      {"node", "node.raw", "raw", 0, "", std::nullopt}};
    for (auto& image : images) {
        auto content = readFile(output / image.file, 8ull << 30);
        if (!content) {
            return fail(content.error());
        }
        image.bytes = content->size();
        image.sha256 = sha256Hex(*content);
        log::info("IMAGE-BUILT", fmt::format("{}: {} bytes", image.file, image.bytes));
    }
    images.back().minDiskBytes = images.back().bytes;
    return writeFile(output / "manifest.json", manifestText(images));
}

} // namespace

Task<> build(BuildOrder order) {
    std::error_code problem;
    fs::create_directories(order.output, problem);
    if (problem) {
        co_return fail({.kind = ErrorKind::invalid,
                        .id = "IMAGE-OUTPUT",
                        .object = order.output.string(),
                        .attempted = "make the directory of the images",
                        .cause = problem.message(),
                        .action = "name another directory, or correct its permissions"});
    }
    auto kernel = co_await obtainKernel(order.cache, order.kernelPackage);
    if (!kernel) {
        co_return fail(kernel.error());
    }
    log::info("IMAGE-KERNEL", "kernel " + kernel->release);
    auto ramdisk = co_await ramdiskOf(deployRamdisk(*kernel, order.programs));
    if (!ramdisk) {
        co_return fail(ramdisk.error());
    }
    auto written = writeFile(order.output / "deploy.kernel", kernel->image);
    if (written) {
        written = writeFile(order.output / "deploy.ramdisk", *ramdisk);
    }
    if (!written) {
        co_return fail(written.error());
    }
    auto node = co_await makeNode(order, *kernel);
    if (!node) {
        co_return fail(node.error());
    }
    co_return writeManifest(order.output);
}

} // namespace seedbed::image
