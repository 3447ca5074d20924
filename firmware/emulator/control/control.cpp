// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/control/control.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include <nlohmann/json.hpp>

#include "firmware/emulator/control/chassis_json.hpp"
#include "firmware/emulator/state/faults.hpp"
#include "oa-bridge/base/text.hpp"
#include "oa-bridge/net/http.hpp"

namespace seedbed::emulator {
namespace {

using nlohmann::json;

HttpResponse answer(unsigned status, const json& body) {
    return jsonResponse(status, body.dump());
}

HttpResponse refuse(unsigned status, const Error& error) {
    return answer(status, {{"error",
                            {{"kind", toString(error.kind)},
                             {"id", error.id},
                             {"object", error.object},
                             {"attempted", error.attempted},
                             {"cause", error.cause},
                             {"action", error.action}}}});
}

HttpResponse absent(const std::string& object) {
    return refuse(404, {.kind = ErrorKind::notFound,
                        .id = "CONTROL-ABSENT",
                        .object = object,
                        .attempted = "find it",
                        .cause = "there is no such thing here",
                        .action = "see what there is: seedbed lab state, seedbed lab fault list"});
}

std::optional<int> number(std::string_view text) {
    int value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    return code == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

std::optional<PowerCommand> powerCommand(const json& body) {
    struct Word {
        const char* name;
        PowerCommand command;
    };
    constexpr Word words[] = {{"on", PowerCommand::on},
                              {"off", PowerCommand::hardOff},
                              {"soft", PowerCommand::softOff},
                              {"cycle", PowerCommand::cycle},
                              {"reset", PowerCommand::reset}};
    const auto wanted = body.is_object() ? body.value("command", json()) : json();
    const auto* found = std::find_if(std::begin(words), std::end(words),
                                     [&wanted](const Word& word) { return wanted == word.name; });
    return found == std::end(words) ? std::nullopt : std::optional(found->command);
}

class Control : public Face {
public:
    explicit Control(Chassis& chassis) : chassis_(chassis) {}
    Result<> listen() {
        auto handle = [this](HttpRequest request) { return answerTo(std::move(request)); };
        server_ = std::make_unique<HttpServer>(chassis_.executor(), handle);
        return server_->listenUnix(socket(), 0600);
    }
    asio::awaitable<void> stop() override {
        server_->stop();
        std::error_code gone; // somebody else may have removed it
        std::filesystem::remove(socket(), gone);
        co_return;
    }

private:
    std::filesystem::path socket() const {
        return std::filesystem::path(chassis_.stateDirectory()) / "control.sock";
    }
    asio::awaitable<HttpResponse> answerTo(HttpRequest request) { co_return route(request); }
    HttpResponse route(const HttpRequest& request);
    HttpResponse addFault(const HttpRequest& request);
    HttpResponse removeFault(std::string_view id);
    HttpResponse power(std::string_view bay, const HttpRequest& request);

    Chassis& chassis_;
    std::unique_ptr<HttpServer> server_;
};

HttpResponse Control::route(const HttpRequest& request) {
    const auto path = request.path();
    const auto parts = split(path, '/'); // the first is empty
    const auto is = [&request, &parts](const char* method, const char* head, std::size_t count) {
        return request.method == method && parts.size() == count && parts[1] == head;
    };
    if (is("GET", "state", 2)) {
        return answer(200, stateJson(chassis_));
    }
    if (is("GET", "faults", 2)) {
        return answer(200, faultsJson(chassis_));
    }
    if (is("POST", "faults", 2)) {
        return addFault(request);
    }
    if (is("DELETE", "faults", 3)) {
        return removeFault(parts[2]);
    }
    if (is("POST", "bays", 4) && parts[3] == "power") {
        return power(parts[2], request);
    }
    return absent(request.method + " " + path);
}

HttpResponse Control::addFault(const HttpRequest& request) {
    const auto body = parseJson(request.body, "request body");
    if (!body) {
        return refuse(400, body.error());
    }
    auto fault = faultFromJson(*body, "request body");
    if (!fault) {
        return refuse(400, fault.error());
    }
    return answer(201, {{"id", chassis_.addFault(std::move(*fault))}});
}

HttpResponse Control::removeFault(std::string_view id) {
    const auto fault = number(id);
    if (!fault || !chassis_.removeFault(*fault)) {
        return absent(fmt::format("fault {}", id));
    }
    return answer(200, json::object());
}

HttpResponse Control::power(std::string_view bayText, const HttpRequest& request) {
    const auto bay = number(bayText);
    if (!bay || *bay < 1 || *bay > kBladeBays || !chassis_.blade(*bay).present) {
        return absent(fmt::format("blade in bay {}", bayText));
    }
    const auto body = parseJson(request.body, "request body");
    const auto command = body ? powerCommand(*body) : std::nullopt;
    const auto object = fmt::format("bay{}", *bay);
    if (!command) {
        return refuse(400, {.kind = ErrorKind::invalid,
                            .id = "CONTROL-POWER",
                            .object = object,
                            .attempted = "read the power command",
                            .cause = "it is none of on, off, soft, cycle, reset",
                            .action = "send {\"command\": \"on\"} or another of these"});
    }
    if (!chassis_.command(*bay, *command)) {
        return refuse(409, {.kind = ErrorKind::conflict,
                            .id = "CONTROL-POWER-STATE",
                            .object = object,
                            .attempted = "run the power command",
                            .cause = "the blade is off",
                            .action = "power it on first"});
    }
    return answer(202, bladeJson(chassis_.blade(*bay)));
}

} // namespace

Result<std::unique_ptr<Face>> startControl(Chassis& chassis) {
    auto control = std::make_unique<Control>(chassis);
    const auto listening = control->listen();
    if (!listening) {
        return fail(listening.error());
    }
    return control;
}

} // namespace seedbed::emulator
