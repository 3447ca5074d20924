// SPDX-License-Identifier: GPL-3.0-or-later
// One user's talk with the OA's command line: banner, prompt, SCRIPT MODE, confirmations, HPONCFG here-documents.
// I/O thread.
#pragma once

#include "firmware/emulator/oa/cli/verbs.hpp"
#include "firmware/emulator/ssh/talk.hpp"

namespace seedbed::emulator::oacli {

class OaTalk : public Talk {
public:
    OaTalk(Chassis& chassis, std::string user) : chassis_(chassis), user_(std::move(user)) {}
    std::string greeting() const override;
    std::string prompt() const override;
    asio::awaitable<std::string> answer(std::string line) override;
    // Always in SCRIPT MODE. Several commands may come in one request, one a line.
    asio::awaitable<std::string> execute(std::string command) override;
    bool ended() const override { return ended_; }

private:
    asio::awaitable<std::string> obey(std::string line); // with LF line ends
    std::string run(const std::string& line);
    std::string perform(const Verb& verb, std::vector<std::string> words);
    bool beginHereDocument(const std::string& line);
    std::string endHereDocument();
    bool inHereDocument() const { return !mark_.empty(); }

    Chassis& chassis_;
    std::string user_;
    bool scriptMode_ = false;
    bool ended_ = false;
    const Verb* pending_ = nullptr; // waits for its confirmation
    std::vector<std::string> pendingWords_;
    std::string mark_; // of the here-document being typed
    std::string bays_;
    std::string script_;
};

// May this user log in at the OA, by any door?
bool oaLogin(const Chassis& chassis, const std::string& user, const std::string& password);

} // namespace seedbed::emulator::oacli
