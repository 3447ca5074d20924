// SPDX-License-Identifier: GPL-3.0-or-later
// RIBCL that the OA passes on to an iLO. It puts its own login in the place of the script's (single sign-on).
#include "oa-bridge/oa/oa_command_line.hpp"
#include "oa-bridge/wire/ribcl.hpp"

namespace seedbed {

namespace {

constexpr std::string_view mark = "SEEDBED-END";

std::string scriptOf(const wire::RibclCommand& command) {
    const Secret replaced("replaced");
    return wire::ribclRequest(command, "replaced", replaced, wire::preferredForm(replaced));
}

} // namespace

Task<std::string> OaCommandLine::passThrough(BayNumber bay, std::string script) {
    auto command = fmt::format("HPONCFG {} << {}", bay, mark);
    auto answer = co_await exchange(std::move(command), fmt::format("\n{}\n{}\n", script, mark));
    if (!answer) {
        co_return fail(answer.error());
    }
    auto reply = wire::readPassThrough(*answer);
    if (!reply) {
        co_return fail(named(reply.error()));
    }
    co_return reply;
}

Task<std::vector<IloUser>> OaCommandLine::iloUsers(BayNumber bay) {
    auto reply = co_await passThrough(bay, scriptOf(wire::RibclCommand("USER_INFO", "GET_ALL_USER_INFO")));
    if (!reply) {
        co_return fail(reply.error());
    }
    auto users = wire::readIloUsers(*reply);
    if (!users) {
        co_return fail(named(users.error()));
    }
    co_return users;
}

Task<> OaCommandLine::addIloUser(BayNumber bay, IloUser user, Secret password) {
    auto reply = co_await passThrough(bay, scriptOf(wire::addUserCommand(user, password)));
    if (!reply) {
        co_return fail(reply.error());
    }
    auto done = wire::readRibclDone(*reply);
    co_return done ? Result<>() : fail(named(done.error()));
}

Task<> OaCommandLine::modifyIloUser(BayNumber bay, IloUser user) {
    auto reply = co_await passThrough(bay, scriptOf(wire::modifyUserCommand(user)));
    if (!reply) {
        co_return fail(reply.error());
    }
    auto done = wire::readRibclDone(*reply);
    co_return done ? Result<>() : fail(named(done.error()));
}

} // namespace seedbed
