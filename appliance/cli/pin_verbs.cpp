// SPDX-License-Identifier: GPL-3.0-or-later
// pin: the certificates and SSH host keys that the devices showed when they were first met.
#include <iostream>

#include <fmt/format.h>

#include "appliance/cli/command.hpp"

namespace seedbed::cli {
namespace {

using nlohmann::json;

Task<Exit> listPins(Session& session) {
    auto answer = co_await session.call("GET", "/pins");
    if (!answer) {
        co_return fail(answer.error());
    }
    if (session.asJson()) {
        std::cout << answer->dump(2) << std::endl;
        co_return Exit::ok;
    }
    for (const json& pin : answer->at("pins")) {
        fmt::print("{:<24}{:<13}{}\n", pin.value("peer", ""), pin.value("kind", ""), pin.value("sha256", ""));
    }
    co_return Exit::ok;
}

Task<Exit> forgetPin(Session& session, std::string address) {
    address.erase(0, address.rfind('/') + 1); // the list shows SSH's with a scheme
    auto answer = co_await session.call("DELETE", "/pins/" + address);
    if (!answer) {
        co_return fail(answer.error());
    }
    if (session.asJson()) {
        std::cout << answer->dump(2) << std::endl;
        co_return Exit::ok;
    }
    for (const json& peer : answer->at("forgotten")) {
        fmt::print("{} is forgotten: what it shows next is trusted\n", peer.get<std::string>());
    }
    co_return Exit::ok;
}

// It becomes a part of a path. For CLI11: what is wrong with the text, empty if nothing is.
std::string isAddress(const std::string& text) {
    const auto known = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:/";
    const bool good = !text.empty() && text.find_first_not_of(known) == std::string::npos;
    return good ? "" : "give an address, as seedbed pin list shows it";
}

} // namespace

void addPin(CLI::App& app, Session& session, Exit& exit) {
    auto address = std::make_shared<std::string>();
    auto* group = app.add_subcommand("pin", "certificates and host keys of the devices, as first met")->require_subcommand(1);
    auto* list = group->add_subcommand("list", "what is pinned");
    list->callback([&session, &exit] { exit = session.run(listPins(session)); });
    auto* forget = group->add_subcommand("forget", "after a device was replaced: trust what its address shows next");
    forget->add_option("address", *address, "of the device, as in 10.83.0.11")->required()->check(isAddress);
    forget->callback([&session, &exit, address] { exit = session.run(forgetPin(session, *address)); });
}

} // namespace seedbed::cli
