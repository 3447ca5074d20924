// SPDX-License-Identifier: GPL-3.0-or-later
// The agent's HTTP door for Ironic's conductor (tripleo-deployment 10.4, Commands): one request a connection,
// answered at once, save those that wait for their command. Every refusal is JSON with `faultstring`. Owned
// by the agent, one thread. Error AGENT-DOOR: the port cannot be had.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "firmware/deploy-agent/api/commands.hpp"
#include "firmware/posix/http_text.hpp"
#include "oa-bridge/base/secret.hpp"

namespace seedbed::deploy_agent {

class CommandDoor {
public:
    static Result<CommandDoor> open(Commands& commands, std::uint16_t port); // 0: any that is free
    std::uint16_t port() const { return port_; }
    void setToken(Secret token) { token_ = std::move(token); } // without one nothing may be commanded

    int descriptor() const { return listener_.get(); }
    void serve();       // one connection, which must not take long
    void giveAnswers(); // to those whose command has ended

    // What a request gets; nothing while its command runs. Public for tests of the table alone.
    std::optional<posix::HttpReply> answer(const posix::HttpRequestIn& request);

private:
    CommandDoor(Commands& commands, posix::Descriptor listener)
        : commands_(commands), listener_(std::move(listener)) {}
    bool mayCommand(const posix::HttpRequestIn& request) const;
    bool mayRead(const posix::HttpRequestIn& request);
    std::optional<posix::HttpReply> command(const posix::HttpRequestIn& request);
    std::optional<posix::HttpReply> shown(const std::string& id, const posix::HttpRequestIn& request);

    Commands& commands_;
    posix::Descriptor listener_;
    std::uint16_t port_ = 0;
    Secret token_;
    bool readsNeedToken_ = false; // since a reader has shown one
    std::string awaited_;         // the command that the last answer() waits for
    std::vector<std::pair<posix::Descriptor, std::string>> waiting_;
};

} // namespace seedbed::deploy_agent
