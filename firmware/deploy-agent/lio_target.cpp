// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/deploy-agent/disk_target.hpp"

#include <vector>

#include <fcntl.h>
#include <sys/stat.h>

#include "oa-bridge/base/text.hpp"

namespace seedbed::deploy_agent {
namespace {

const std::string kTarget = "/sys/kernel/config/target";
const std::string kStore = kTarget + "/core/iblock_0/disk0";

Result<> put(const std::string& path, const std::string& value) {
    posix::Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!file || ::write(file.get(), value.data(), value.size()) != static_cast<ssize_t>(value.size())) {
        return fail(posix::systemError("AGENT-LIO", path, "write \"" + value + "\""));
    }
    return {};
}

Result<> makeDirectory(const std::string& path) {
    if (::mkdir(path.c_str(), 0755) != 0 && errno != EEXIST) {
        return fail(posix::systemError("AGENT-LIO", path, "create it"));
    }
    return {};
}

struct Setting {
    std::string path;
    std::string value;
};

Result<> putAll(const std::string& base, const std::vector<Setting>& settings) {
    for (const auto& setting : settings) {
        auto done = put(base + setting.path, setting.value);
        if (!done) {
            return done;
        }
    }
    return {};
}

class LioTarget : public DiskTarget {
public:
    std::string name() const override { return "LIO"; }

    Result<> start(const std::string& iqn, const std::string& disk) override {
        iqn_ = kTarget + "/iscsi/" + iqn;
        group_ = iqn_ + "/tpgt_1";
        auto done = openStore(disk);
        if (done) {
            done = openGroup();
        }
        if (done) {
            done = putAll(group_, {{"/enable", "1"}});
        }
        return done;
    }

    Result<> stop() override {
        auto stopped = put(group_ + "/enable", "0"); // drops the sessions
        ::unlink((group_ + "/lun/lun_1/disk0").c_str());
        for (const auto& path : {group_ + "/np/0.0.0.0:3260", group_ + "/lun/lun_1", group_, iqn_, kStore,
                                 kTarget + "/core/iblock_0"}) {
            if (::rmdir(path.c_str()) != 0 && stopped) {
                stopped = fail(posix::systemError("AGENT-LIO", path, "remove it"));
            }
        }
        return stopped;
    }

private:
    Result<> openStore(const std::string& disk) {
        auto done = makeDirectory(kTarget + "/core/iblock_0");
        if (done) {
            done = makeDirectory(kStore);
        }
        if (done) {
            done = putAll(kStore, {{"/control", "udev_path=" + disk}, {"/enable", "1"}});
        }
        if (!done) {
            return done;
        }
        // touching an attribute of a store that is not enabled is a NULL-pointer oops in 6.1
        auto enabled = readFile(kStore + "/enable");
        if (!enabled || trim(*enabled) != "1") {
            return fail({.kind = ErrorKind::conflict,
                         .id = "AGENT-LIO",
                         .object = disk,
                         .attempted = "open it as a backstore",
                         .cause = "the kernel did not enable it",
                         .action = "see the kernel messages above"});
        }
        return putAll(kStore, {{"/attrib/emulate_tpu", "1"}, {"/attrib/emulate_tpws", "1"}});
    }

    Result<> openGroup() {
        for (const auto& path : {kTarget + "/iscsi", iqn_, group_, group_ + "/lun/lun_1"}) {
            auto made = makeDirectory(path);
            if (!made) {
                return made;
            }
        }
        auto link = group_ + "/lun/lun_1/disk0";
        if (::symlink(kStore.c_str(), link.c_str()) != 0) {
            return fail(posix::systemError("AGENT-LIO", link, "link the backstore"));
        }
        auto portal = makeDirectory(group_ + "/np/0.0.0.0:3260");
        if (!portal) {
            return portal;
        }
        return putAll(group_, {{"/attrib/authentication", "0"},
                               {"/attrib/demo_mode_write_protect", "0"},
                               {"/attrib/generate_node_acls", "1"},
                               {"/attrib/cache_dynamic_acls", "1"},
                               {"/param/FirstBurstLength", "262144"},
                               {"/param/MaxBurstLength", "1048576"},
                               {"/param/InitialR2T", "No"},
                               {"/param/ImmediateData", "Yes"},
                               {"/param/MaxRecvDataSegmentLength", "262144"},
                               {"/param/MaxOutstandingR2T", "4"}});
    }

    std::string iqn_;
    std::string group_;
};

} // namespace

std::unique_ptr<DiskTarget> makeLioTarget() { return std::make_unique<LioTarget>(); }

std::unique_ptr<DiskTarget> chooseTarget(Ground ground) {
    bool lio = ground == Ground::machine && mountConfigfs() && ::access(kTarget.c_str(), F_OK) == 0;
    return lio ? makeLioTarget() : makeTgtTarget();
}

} // namespace seedbed::deploy_agent
