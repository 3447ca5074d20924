// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/ilo/ribcl.hpp"

#include "oa-bridge/wire/device_clock.hpp"
#include "oa-bridge/net/http.hpp"
#include "oa-bridge/wire/ribcl_words.hpp"

namespace seedbed {

namespace {

constexpr std::uint64_t replyLimit = 4u << 20; // a full event log has some 200 kB

Error hostError(std::string id, ErrorKind kind, std::string cause, std::string action) {
    Error error;
    error.kind = kind;
    error.id = std::move(id);
    error.attempted = "change what the host does";
    error.cause = std::move(cause);
    error.action = std::move(action);
    return error;
}

wire::RibclCommand reading(std::string section, std::string name) {
    return wire::RibclCommand(std::move(section), std::move(name));
}

wire::RibclCommand mediaState(MediaDrive drive, std::string option) {
    auto command = wire::mediaCommand("SET_VM_STATUS", drive);
    command.writing().withChild("VM_BOOT_OPTION", std::move(option));
    command.withChild("VM_WRITE_PROTECT", "Yes");
    return command;
}

} // namespace

Ribcl::Ribcl(asio::any_io_executor executor, IloAccess access)
    : access_(std::move(access)), turn_(std::move(executor)), form_(wire::preferredForm(access_.password)) {}

Error Ribcl::named(Error error) const {
    error.object = "iLO " + access_.address;
    return error;
}

Task<Ribcl::Answer> Ribcl::post(std::string document, std::string attempted) {
    HttpCall request("POST", fmt::format("https://{}:{}/ribcl", access_.address, access_.port));
    request.headers.set("Content-Type", "text/xml");
    request.body = std::move(document);
    request.tls = access_.tls;
    request.bodyLimit = replyLimit;
    request.deadline = access_.deadline;
    auto reply = co_await httpCall(std::move(request));
    if (!reply) {
        Error error = iloFailure(reply.error(), "RIBCL", access_.address);
        error.attempted = std::move(attempted);
        co_return fail(std::move(error));
    }
    if (reply->status != 200) {
        Error error = named(hostError("RIBCL-NONSENSE", ErrorKind::nonsense,
                                      fmt::format("HTTP status {}", reply->status),
                                      "check that the address is an iLO 3 or later"));
        error.attempted = std::move(attempted);
        co_return fail(std::move(error));
    }
    Answer answer;
    answer.body = std::move(reply->body);
    answer.date = reply->headers.get("Date").value_or("");
    co_return answer;
}

// One command. A password that may be meant in two ways is tried in the other one when the first is refused; the
// form that was let in is kept.
Task<Ribcl::Answer> Ribcl::exchange(wire::RibclCommand command) {
    auto guard = co_await turn_.take();
    for (int attempt = 0;; ++attempt) {
        auto document = wire::ribclRequest(command, access_.user, access_.password, form_);
        auto answer = co_await post(std::move(document), command.name);
        if (!answer) {
            co_return answer;
        }
        const auto done = wire::readRibclDone(answer->body);
        if (done) {
            co_return answer;
        }
        const bool refused = done.error().id == "RIBCL-LOGIN-REFUSED";
        if (!refused || attempt > 0 || !wire::otherFormPossible(access_.password)) {
            Error error = named(done.error());
            error.attempted = command.name;
            co_return fail(std::move(error));
        }
        form_ = form_ == wire::RibclPasswordForm::entities ? wire::RibclPasswordForm::literal
                                                           : wire::RibclPasswordForm::entities;
    }
}

Task<> Ribcl::act(wire::RibclCommand command) {
    auto answer = co_await exchange(std::move(command));
    if (!answer) {
        co_return fail(answer.error());
    }
    co_return Result<>{};
}

template <class T>
Task<T> Ribcl::ask(wire::RibclCommand command, Result<T> (*read)(std::string_view)) {
    const std::string name = command.name;
    auto answer = co_await exchange(std::move(command));
    if (!answer) {
        co_return fail(answer.error());
    }
    auto value = read(answer->body);
    if (!value) {
        Error error = named(value.error());
        error.attempted = name;
        co_return fail(std::move(error));
    }
    co_return value;
}

Task<PowerReading> Ribcl::powerStatus() {
    return ask(reading("SERVER_INFO", "GET_HOST_POWER_STATUS"), wire::readHostPower);
}

Task<bool> Ribcl::startsByItself() {
    return ask(reading("SERVER_INFO", "GET_SERVER_AUTO_PWR"), wire::readAutoPower);
}

Task<bool> Ribcl::setPower(PowerCommand command) {
    auto power = co_await powerStatus();
    if (!power) {
        co_return fail(power.error());
    }
    if (*power == PowerReading::unknown) {
        co_return fail(named(hostError("RIBCL-POWER-UNKNOWN", ErrorKind::conflict, "the iLO does not know the state",
                                       "ask another door")));
    }
    const bool on = *power == PowerReading::on;
    if (command == PowerCommand::reset && !on) {
        co_return fail(named(
            hostError("RIBCL-POWER-OFF", ErrorKind::conflict, "the blade is off", "switch it on instead")));
    }
    if (command != PowerCommand::reset && on == (command == PowerCommand::on)) {
        co_return false;
    }
    auto done = co_await act(wire::powerCommand(command));
    if (!done) {
        co_return fail(done.error());
    }
    co_return true;
}

Task<IloFirmware> Ribcl::firmware() {
    return ask(reading("RIB_INFO", "GET_FW_VERSION"), wire::readIloFirmware);
}
Task<std::string> Ribcl::productName() {
    return ask(reading("SERVER_INFO", "GET_PRODUCT_NAME"), wire::readProductName);
}
Task<HostIdentity> Ribcl::hostIdentity() {
    return ask(reading("SERVER_INFO", "GET_HOST_DATA"), wire::readHostData);
}
Task<EmbeddedHealth> Ribcl::health() {
    return ask(reading("SERVER_INFO", "GET_EMBEDDED_HEALTH"), wire::readEmbeddedHealth);
}
Task<std::vector<LogRecord>> Ribcl::eventLog() {
    return ask(reading("RIB_INFO", "GET_EVENT_LOG"), wire::readIloLog);
}
Task<std::vector<LogRecord>> Ribcl::managementLog() {
    return ask(reading("SERVER_INFO", "GET_EVENT_LOG"), wire::readIloLog);
}
Task<std::vector<IloUser>> Ribcl::users() {
    return ask(reading("USER_INFO", "GET_ALL_USER_INFO"), wire::readIloUsers);
}
Task<> Ribcl::addUser(IloUser user, Secret password) {
    return act(wire::addUserCommand(user, password));
}
Task<> Ribcl::modifyUser(IloUser user) {
    return act(wire::modifyUserCommand(user));
}
Task<> Ribcl::setUserPassword(std::string login, Secret password) {
    wire::RibclCommand command("USER_INFO", "MOD_USER");
    command.writing().with("USER_LOGIN", std::move(login)).withSecret("PASSWORD", password);
    return act(std::move(command));
}

Task<BootSource> Ribcl::oneTimeBoot() {
    return ask(reading("SERVER_INFO", "GET_ONE_TIME_BOOT"), wire::readOneTimeBoot);
}

Task<> Ribcl::setOneTimeBoot(BootSource source) {
    auto done = co_await act(wire::oneTimeBootCommand(source));
    if (!done) {
        co_return done;
    }
    auto held = co_await oneTimeBoot();
    if (!held) {
        co_return fail(held.error());
    }
    if (*held != source) {
        co_return fail(named(hostError("RIBCL-BOOT-IGNORED", ErrorKind::nonsense,
                                       fmt::format("asked for {}, it holds {}", toString(source), toString(*held)),
                                       "set the boot device over another door, or reset the iLO")));
    }
    co_return Result<>{};
}

Task<BootOrder> Ribcl::persistentBoot() {
    return ask(reading("SERVER_INFO", "GET_PERSISTENT_BOOT"), wire::readPersistentBoot);
}
Task<> Ribcl::setPersistentBoot(BootOrder order) {
    return act(wire::persistentBootCommand(order));
}
Task<NetworkSettings> Ribcl::networkSettings() {
    return ask(reading("RIB_INFO", "GET_NETWORK_SETTINGS"), wire::readNetworkSettings);
}
Task<> Ribcl::setTimeServers(std::vector<std::string> servers) {
    return act(wire::timeServersCommand(servers));
}
Task<GlobalSettings> Ribcl::globalSettings() {
    return ask(reading("RIB_INFO", "GET_GLOBAL_SETTINGS"), wire::readGlobalSettings);
}
Task<> Ribcl::setIpmiOverLan(bool on) {
    wire::RibclCommand command("RIB_INFO", std::string(wire::inferred::globalSettingsCommand));
    command.writing().withChild(std::string(wire::inferred::ipmiOverLan), on ? "Yes" : "No");
    return act(std::move(command));
}

Task<DeviceClock> Ribcl::clock() {
    const auto before = std::chrono::system_clock::now();
    auto answer = co_await exchange(reading("RIB_INFO", "GET_FW_VERSION"));
    if (!answer) {
        co_return fail(answer.error());
    }
    const auto told = wire::readHttpDate(answer->date);
    if (!told) {
        co_return fail(named(hostError("RIBCL-NO-CLOCK", ErrorKind::unsupported, "its answers carry no date",
                                       "read the clock over Redfish")));
    }
    co_return wire::clockReading(*told, before, std::chrono::system_clock::now());
}

Task<> Ribcl::resetIlo() {
    wire::RibclCommand command("RIB_INFO", "RESET_RIB");
    command.writing();
    return act(std::move(command));
}

Task<VirtualMedia> Ribcl::virtualMedia(MediaDrive drive) {
    return ask(wire::mediaCommand("GET_VM_STATUS", drive), wire::readMediaStatus);
}

Task<> Ribcl::insertMedia(MediaDrive drive, std::string url) {
    auto insert = wire::mediaCommand("INSERT_VIRTUAL_MEDIA", drive);
    insert.writing().with("IMAGE_URL", std::move(url));
    auto done = co_await act(std::move(insert));
    if (!done) {
        co_return done;
    }
    done = co_await act(mediaState(drive, "CONNECT"));
    co_return done;
}

Task<> Ribcl::ejectMedia(MediaDrive drive) {
    auto eject = wire::mediaCommand("EJECT_VIRTUAL_MEDIA", drive);
    eject.writing();
    return act(std::move(eject));
}

} // namespace seedbed
