// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/vc/vc_face.hpp"

#include "firmware/emulator/ssh/listener.hpp"
#include "firmware/emulator/vc/dialogue.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator {
namespace {

struct Module {
    explicit Module(Chassis& chassis) : virtualConnect(chassis), changed(chassis.executor()) {}
    vc::VirtualConnect virtualConnect;
    Event changed;
};

class VcFace : public Face {
public:
    VcFace(std::shared_ptr<Module> module, std::unique_ptr<SshListener> ssh)
        : module_(std::move(module)), ssh_(std::move(ssh)) {}
    asio::awaitable<void> stop() override { co_await ssh_->stop(); }

private:
    std::shared_ptr<Module> module_;
    std::unique_ptr<SshListener> ssh_;
};

void watchBlades(const std::shared_ptr<Module>& module) {
    std::weak_ptr<Module> weak = module;
    module->virtualConnect.chassis().observe([weak](BayNumber bay) {
        auto alive = weak.lock();
        if (alive) {
            alive->virtualConnect.chassisChanged(bay);
            alive->changed.notifyAll();
        }
    });
}

const vc::User* localUser(const Module& module, const std::string& name) {
    for (const auto& user : module.virtualConnect.domain().settings.users) {
        if (user.name == name && user.enabled) {
            return &user;
        }
    }
    return nullptr;
}

SshDoor doorOf(Chassis& chassis, const std::shared_ptr<Module>& module) {
    SshDoor door;
    door.address = chassis.vcAddress();
    door.name = "Virtual Connect";
    door.hostKeyFile = chassis.stateDirectory() + "/vc-host-key";
    door.open = [module] { return module->virtualConnect.isUp(); };
    door.check = [module](const std::string& user, const std::string& password) {
        const auto& options = module->virtualConnect.chassis().options();
        const auto* local = localUser(*module, user);
        return (user == options.user && Secret(password) == options.password) ||
               (local != nullptr && local->passwordHash == sha256Hex(password));
    };
    door.talk = [module](const TalkLogin& login) {
        vc::Session session;
        session.user = login.user;
        if (const auto* local = localUser(*module, login.user)) {
            session.privileges = local->privileges;
        }
        return std::make_unique<vc::Dialogue>(module->virtualConnect, module->changed, std::move(session));
    };
    return door;
}

} // namespace

Result<std::unique_ptr<Face>> startVc(Chassis& chassis) {
    auto module = std::make_shared<Module>(chassis);
    auto loaded = module->virtualConnect.load();
    if (!loaded) {
        return fail(loaded.error());
    }
    auto ssh = SshListener::start(chassis.executor(), doorOf(chassis, module));
    if (!ssh) {
        return fail(ssh.error());
    }
    module->virtualConnect.onRestart([listener = ssh->get()] { listener->dropConnections(); });
    watchBlades(module);
    return std::make_unique<VcFace>(module, std::move(*ssh));
}

} // namespace seedbed::emulator
