// SPDX-License-Identifier: GPL-3.0-or-later
// seedbed-image: builds the deploy ramdisk and the node image from Debian packages, without root, mounts or loops.
#include <cstdio>
#include <optional>

#include <CLI/CLI.hpp>

#include "installer/image/build.hpp"
#include "installer/image/disk_layout.hpp"
#include "oa-bridge/base/log.hpp"

using namespace seedbed;
namespace fs = std::filesystem;

namespace {

fs::path ownFolder() {
    std::error_code problem;
    return fs::read_symlink("/proc/self/exe", problem).parent_path();
}

// Installed beside the programs, or the source tree above build/<preset>/bin.
fs::path defaultFirmware() {
    std::error_code problem;
    auto installed = ownFolder() / "../share/seedbed/firmware";
    return fs::exists(installed, problem) ? installed : ownFolder() / "../../../firmware";
}

Result<> runBuild(const image::BuildOrder& order) {
    asio::io_context context;
    std::optional<Result<>> outcome;
    asio::co_spawn(context, image::build(order), [&outcome](const std::exception_ptr& thrown, Result<> result) {
        outcome = thrown ? fail({.id = "IMAGE-INTERNAL", .attempted = "build", .cause = "an exception"}) : result;
    });
    context.run();
    return *outcome;
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app("Builds Seedbed's images");
    auto* verb = app.add_subcommand("build", "build deploy.kernel, deploy.ramdisk, node.raw and manifest.json");
    app.require_subcommand(1);
    image::BuildOrder order;
    order.programs = ownFolder();
    order.firmware = defaultFirmware();
    std::string size = "64M";
    std::string kernelPackage;
    verb->add_option("--output", order.output, "images directory")->required();
    verb->add_option("--cache", order.cache, "where downloads are kept (OUTPUT/.cache)");
    verb->add_option("--kernel-package", kernelPackage, "use this linux-image package instead of downloading");
    verb->add_option("--size", size, "size of the node image (64M)");
    verb->add_option("--programs", order.programs, "folder of the programs that go into the images");
    verb->add_option("--firmware", order.firmware, "folder that holds node-image");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        int status = app.exit(error);
        return status == 0 ? 0 : 3;
    }
    auto bytes = image::parseSize(size);
    if (!bytes) {
        log::error(bytes.error());
        return 3;
    }
    order.nodeSize = *bytes;
    if (!kernelPackage.empty()) {
        order.kernelPackage = kernelPackage;
    }
    if (order.cache.empty()) {
        order.cache = order.output / ".cache";
    }
    auto built = runBuild(order);
    if (!built) {
        log::error(built.error());
        return 1;
    }
    return 0;
}
