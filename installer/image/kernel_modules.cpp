// SPDX-License-Identifier: GPL-3.0-or-later
#include "installer/image/kernel_modules.hpp"

#include <set>

#include "installer/image/elf.hpp"

namespace seedbed::image {
namespace {

class Order {
public:
    explicit Order(const Modules& modules) : modules_(modules) {}
    Result<> add(const std::string& name) {
        auto module = modules_.find(name);
        if (module == modules_.end() || !seen_.insert(name).second) {
            return {};
        }
        auto depends = readModuleDepends(module->second);
        if (!depends) {
            return fail(depends.error().withContext("module " + name));
        }
        for (const auto& other : *depends) {
            auto added = add(other);
            if (!added) {
                return added;
            }
        }
        names.push_back(name);
        return {};
    }
    std::vector<std::string> names;

private:
    const Modules& modules_;
    std::set<std::string> seen_;
};

} // namespace

const std::vector<std::string>& bladeModules() {
    static const std::vector<std::string> names{"virtio_pci", "virtio_net", "virtio_blk", "virtio_scsi", "sd_mod"};
    return names;
}

const std::vector<std::string>& targetModules() {
    static const std::vector<std::string> names{"configfs", "target_core_mod", "target_core_iblock",
                                                "iscsi_target_mod"};
    return names;
}

Result<std::vector<std::string>> loadOrder(const Modules& modules, const std::vector<std::string>& wanted) {
    Order order(modules);
    for (const auto& name : wanted) {
        auto added = order.add(name);
        if (!added) {
            return fail(added.error());
        }
    }
    return std::move(order.names);
}

Result<> addModules(FileTree& tree, const Modules& modules, const std::vector<std::string>& wanted) {
    auto order = loadOrder(modules, wanted);
    if (!order) {
        return fail(order.error());
    }
    std::string list;
    for (const auto& name : *order) {
        std::string path = "/lib/modules/" + name + ".ko";
        tree.addFile(path, modules.at(name));
        list += path + "\n";
    }
    tree.addFile("/modules.order", list);
    return {};
}

} // namespace seedbed::image
