// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/vc/vc_face.hpp"

#include <algorithm>

#include "firmware/emulator/snmp/agent_socket.hpp"
#include "firmware/emulator/ssh/listener.hpp"
#include "firmware/emulator/state/enclosure.hpp"
#include "firmware/emulator/state/kept_certificate.hpp"
#include "firmware/emulator/vc/dialogue.hpp"
#include "firmware/emulator/vc/vc_mib.hpp"
#include "firmware/emulator/vc/vc_soap.hpp"
#include "oa-bridge/base/text.hpp"
#include "oa-bridge/net/http.hpp"

namespace seedbed::emulator {
namespace {

struct Module {
    explicit Module(Chassis& chassis) : virtualConnect(chassis), changed(chassis.executor()) {}
    vc::VirtualConnect virtualConnect;
    Event changed;
    std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();
};

snmp::AgentDoor agentDoor(Module& module) {
    snmp::AgentDoor door;
    door.address = module.virtualConnect.chassis().vcAddress();
    door.community = [&module] { return module.virtualConnect.domain().settings.snmp.readCommunity; };
    door.objects = [&module] { return vc::vcObjects(module.virtualConnect, snmp::clockSince(module.begun)); };
    door.silent = [&module] {
        return !module.virtualConnect.isUp() || !module.virtualConnect.domain().settings.snmp.enabled;
    };
    return door;
}

// The agent and what it tells unasked.
class SnmpSide {
public:
    explicit SnmpSide(Module& module)
        : module_(module), agent_(module.virtualConnect.chassis().executor(), agentDoor(module)),
          source_(module.virtualConnect) {}
    Result<> listen() { return agent_.listen(); }
    asio::awaitable<void> serve() { return agent_.serve(); }
    void close() { agent_.close(); }
    void tellChanges() {
        for (const auto& notification : source_.changes()) {
            tell(notification);
        }
    }
    void tellTest() { tell(vc::testNotification(module_.virtualConnect)); }

private:
    void tell(const vc::Notification& notification);

    Module& module_;
    snmp::AgentSocket agent_;
    vc::NotificationSource source_;
    int request_ = 0;
};

bool wants(const vc::TrapDestination& destination, int status) {
    const auto severities = split(destination.severity, ',');
    return std::any_of(severities.begin(), severities.end(), [status](const std::string& severity) {
        return iequals(severity, "All") || iequals(severity, vc::statusName(status));
    });
}

void SnmpSide::tell(const vc::Notification& notification) {
    constexpr std::uint16_t trapPort = 162;
    const auto& module = module_.virtualConnect;
    if (!module.isUp() || !module.domain().settings.snmp.enabled) {
        return;
    }
    const auto upTime = snmp::clockSince(module_.begun).upTime;
    const auto own = module.chassis().vcAddress().value;
    for (const auto& destination : module.domain().settings.traps) {
        const auto address = Ipv4Address::parse(destination.address);
        if (!address || !wants(destination, notification.status)) {
            continue;
        }
        const auto number = static_cast<std::uint32_t>(notification.number);
        const bool isStandard = notification.parent == snmp::standardTraps();
        auto oid = isStandard ? snmp::below(notification.parent, {number})
                              : snmp::below(notification.parent, {0, number});
        auto packet = destination.format == "SnmpV2"
                          ? snmp::notificationPacket(destination.community, oid, upTime, ++request_,
                                                     notification.varbinds)
                          : snmp::trapPacket(destination.community, notification.parent, own,
                                             notification.number, upTime, notification.varbinds);
        agent_.send(packet, *address, trapPort);
    }
}

HttpResponse xml(unsigned status, std::string body) {
    auto response = textResponse(status, std::move(body));
    response.headers.set("Content-Type", "application/soap+xml; charset=utf-8");
    return response;
}

HttpResponse answerSoap(const Module& module, const HttpRequest& request) {
    constexpr unsigned ok = 200, badRequest = 400, notFound = 404, unavailable = 503;
    if (!module.virtualConnect.isUp()) {
        return textResponse(unavailable, "");
    }
    if (request.path() != "/vc" || request.method != "POST") {
        return textResponse(notFound, "");
    }
    auto answer = vc::soapAnswer(request.body, module.virtualConnect.chassis().vcAddress());
    return answer ? xml(ok, std::move(*answer)) : xml(badRequest, vc::soapFault("Unknown call"));
}

asio::awaitable<HttpResponse> respond(const Module& module, HttpRequest request) {
    co_return answerSoap(module, request);
}

Result<std::unique_ptr<HttpServer>> listenSoap(const Module& module) {
    constexpr std::uint16_t httpsPort = 443;
    const auto& chassis = module.virtualConnect.chassis();
    const auto address = chassis.vcAddress();
    auto identity = keptCertificate(chassis, "vc", {enclosureFacts(chassis.options()).vcName, address});
    if (!identity) {
        return fail(identity.error());
    }
    HttpServerOptions options;
    options.tls = std::move(*identity);
    options.serverName = "HP VCM";
    options.bodyLimit = 1u << 20;
    auto handler = [&module](HttpRequest request) { return respond(module, std::move(request)); };
    auto server = std::make_unique<HttpServer>(chassis.executor(), handler, std::move(options));
    auto listening = server->listenTcp(address.toString(), httpsPort);
    if (!listening) {
        return fail(listening.error());
    }
    return server;
}

class VcFace : public Face {
public:
    VcFace(std::shared_ptr<Module> module, std::unique_ptr<SshListener> ssh)
        : module_(std::move(module)), snmp_(*module_), ssh_(std::move(ssh)),
          nursery_(module_->virtualConnect.chassis().executor()) {}
    Result<> listen() {
        auto soap = listenSoap(*module_);
        if (!soap) {
            return fail(soap.error());
        }
        soap_ = std::move(*soap);
        auto listening = snmp_.listen();
        if (listening) {
            nursery_.spawn("snmp vc", snmp_.serve());
            module_->virtualConnect.onChange([this] { snmp_.tellChanges(); });
            module_->virtualConnect.onTestTrap([this] { snmp_.tellTest(); });
        }
        return listening;
    }
    asio::awaitable<void> stop() override {
        module_->virtualConnect.onChange({});
        module_->virtualConnect.onTestTrap({});
        module_->virtualConnect.onRestart({});
        soap_->stop();
        snmp_.close();
        nursery_.cancel();
        co_await nursery_.join();
        co_await ssh_->stop();
    }

private:
    std::shared_ptr<Module> module_;
    SnmpSide snmp_;
    std::unique_ptr<HttpServer> soap_;
    std::unique_ptr<SshListener> ssh_;
    Nursery nursery_;
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
    auto face = std::make_unique<VcFace>(module, std::move(*ssh));
    if (auto listening = face->listen(); !listening) {
        return fail(listening.error());
    }
    return face;
}

} // namespace seedbed::emulator
