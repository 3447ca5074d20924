// SPDX-License-Identifier: GPL-3.0-or-later
// What Redfish is asked for: power, boot, identity, clock.
#include "oa-bridge/base/text.hpp"
#include "oa-bridge/wire/device_clock.hpp"
#include "oa-bridge/ilo/redfish.hpp"
#include "oa-bridge/net/http.hpp"

namespace seedbed {

namespace {

constexpr std::string_view rootUri = "/redfish/v1/";

Error verbError(std::string id, ErrorKind kind, std::string cause, std::string action) {
    Error error;
    error.kind = kind;
    error.id = std::move(id);
    error.cause = std::move(cause);
    error.action = std::move(action);
    return error;
}

template <class T>
Result<T> readAs(const Result<RedfishResource>& resource, Result<T> (*read)(std::string_view)) {
    if (!resource) {
        return fail(resource.error());
    }
    return read(resource->body);
}

} // namespace

// Firmware before 2.30 answers 404, or with a page for people.
Task<wire::RedfishRoot> Redfish::open() {
    if (root_) {
        co_return *root_;
    }
    auto resource = co_await get(std::string(rootUri));
    const bool page = resource && trim(resource->body).starts_with('<');
    const bool absent = !resource && resource.error().id == "REDFISH-NOT-FOUND";
    if (page || absent) {
        Error error = named(verbError("REDFISH-UNSUPPORTED", ErrorKind::unsupported, "no service root",
                                      "use RIBCL, or update the iLO to firmware 2.30 or later"));
        error.attempted = "GET " + std::string(rootUri);
        co_return fail(std::move(error));
    }
    auto root = readAs(resource, wire::readRedfishRoot);
    if (!root) {
        co_return fail(named(root.error()));
    }
    root_ = *root;
    co_return *root;
}

Task<RedfishResource> Redfish::firstMember(std::string collection) {
    auto resource = co_await get(std::move(collection));
    const auto members = readAs(resource, wire::readMembers);
    if (!members) {
        co_return fail(named(members.error()));
    }
    if (members->empty()) {
        co_return fail(named(verbError("REDFISH-NONSENSE", ErrorKind::nonsense, "an empty collection: " + resource->uri,
                                       "check the iLO's firmware version")));
    }
    auto first = co_await get(members->front());
    co_return first;
}

Task<RedfishResource> Redfish::systemResource() {
    auto root = co_await open();
    if (!root) {
        co_return fail(root.error());
    }
    auto resource = co_await firstMember(root->systems);
    co_return resource;
}

Task<RedfishResource> Redfish::managerResource() {
    auto root = co_await open();
    if (!root) {
        co_return fail(root.error());
    }
    auto resource = co_await firstMember(root->managers);
    co_return resource;
}

Task<wire::RedfishSystem> Redfish::system() {
    auto resource = co_await systemResource();
    auto system = readAs(resource, wire::readRedfishSystem);
    if (!system) {
        co_return fail(named(system.error()));
    }
    co_return system;
}

Task<PowerReading> Redfish::powerStatus() {
    auto system = co_await this->system();
    if (!system) {
        co_return fail(system.error());
    }
    co_return system->power;
}

Task<bool> Redfish::setPower(PowerCommand command) {
    auto system = co_await this->system();
    if (!system) {
        co_return fail(system.error());
    }
    if (system->power == PowerReading::unknown) {
        co_return fail(named(verbError("REDFISH-POWER-UNKNOWN", ErrorKind::conflict, "it says " + system->powerWord,
                                       "wait, or ask another door")));
    }
    const bool on = system->power == PowerReading::on;
    if (command == PowerCommand::reset && !on) {
        co_return fail(named(
            verbError("REDFISH-POWER-OFF", ErrorKind::conflict, "the blade is off", "switch it on instead")));
    }
    if (command != PowerCommand::reset && on == (command == PowerCommand::on)) {
        co_return false;
    }
    const auto type = wire::resetTypeFor(command, *system);
    if (!type) {
        co_return fail(named(type.error()));
    }
    auto done = co_await post(system->resetTarget, wire::resetBody(*type));
    if (!done) {
        co_return fail(done.error());
    }
    co_return true;
}

Task<HostIdentity> Redfish::identity() {
    auto system = co_await this->system();
    if (!system) {
        co_return fail(system.error());
    }
    HostIdentity identity;
    identity.product = system->product;
    identity.serialNumber = system->serialNumber;
    identity.uuid = system->uuid;
    const auto blank = system->biosVersion.find(' '); // "I31 06/01/2014"
    identity.romFamily = system->biosVersion.substr(0, blank);
    identity.romDate = blank == std::string::npos ? "" : system->biosVersion.substr(blank + 1);
    identity.nics = system->nics;
    co_return identity;
}

Task<IloFirmware> Redfish::firmware() {
    auto resource = co_await managerResource();
    const auto manager = readAs(resource, wire::readRedfishManager);
    if (!manager) {
        co_return fail(named(manager.error()));
    }
    IloFirmware firmware;
    firmware.version = manager->firmware;
    firmware.processor = manager->model;
    co_return firmware;
}

Task<wire::BootOverride> Redfish::bootOverride() {
    auto system = co_await this->system();
    if (!system) {
        co_return fail(system.error());
    }
    co_return system->boot;
}

Task<> Redfish::setBootOverride(wire::BootOverride wanted) {
    auto resource = co_await systemResource();
    if (!resource) {
        co_return fail(resource.error());
    }
    auto done = co_await patch(resource->uri, wire::bootOverrideBody(wanted), resource->etag);
    if (!done) {
        co_return done;
    }
    auto held = co_await bootOverride();
    if (!held) {
        co_return fail(held.error());
    }
    if (!(*held == wanted)) {
        co_return fail(named(verbError("REDFISH-BOOT-IGNORED", ErrorKind::nonsense,
                                       fmt::format("asked for {}, it holds {}", toString(wanted.source),
                                                   toString(held->source)),
                                       "set the boot device over another door, or reset the iLO")));
    }
    co_return Result<>{};
}

Task<DeviceClock> Redfish::clock() {
    auto resource = co_await managerResource();
    const auto manager = readAs(resource, wire::readRedfishManager);
    if (!manager) {
        co_return fail(named(manager.error()));
    }
    auto uri = manager->dateTime.empty() ? manager->clockLink : resource->uri;
    if (uri.empty()) {
        co_return fail(named(verbError("REDFISH-NO-CLOCK", ErrorKind::unsupported, "the manager tells no time",
                                       "read the clock over RIBCL")));
    }
    const auto before = std::chrono::system_clock::now();
    auto told = co_await get(std::move(uri));
    const auto after = std::chrono::system_clock::now();
    const auto text = readAs(told, wire::readDateTime);
    if (!text) {
        co_return fail(named(text.error()));
    }
    const auto time = wire::readIsoTime(*text);
    if (!time) {
        co_return fail(named(time.error()));
    }
    co_return wire::clockReading(*time, before, after);
}

Task<> Redfish::resetManager() {
    auto resource = co_await managerResource();
    const auto manager = readAs(resource, wire::readRedfishManager);
    if (!manager) {
        co_return fail(named(manager.error()));
    }
    auto done = co_await post(manager->resetTarget, "{}");
    if (!done) {
        co_return fail(done.error());
    }
    co_return Result<>{};
}

} // namespace seedbed
