// SPDX-License-Identifier: GPL-3.0-or-later
// One RIBCL stream: tags in, answer documents out, one document an event (declaration, RIBCL, LOGIN and
// section opened, command, section, LOGIN and RIBCL closed). One a request, or a connection of the raw form.
// I/O thread only.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "firmware/emulator/ilo/ribcl/command.hpp"

namespace seedbed::emulator {

// Who sends the script: a user whose LOGIN is checked, or the OA, which has checked its own.
enum class Trust { password, onboardAdministrator };

namespace ribcl {

class Stream {
public:
    Stream(Chassis& chassis, BayNumber bay, Trust trust) : chassis_(chassis), bay_(bay), trust_(trust) {}
    void setImage(const std::string* image) { effects_.image = image; } // must outlive the stream
    // The documents that follow from these bytes.
    std::string feed(std::string_view bytes);
    // The request is complete: what is open now stays open.
    std::string finish();
    bool ended() const { return ended_; }
    bool restartsIlo() const {
        return effects_.restartIlo;
    } // by its end; the caller's to do once all is sent

private:
    void handle(const Tag& tag);
    void open(const Tag& tag);
    void close(const Tag& tag);
    void openRibcl(const Tag& tag);
    void openLogin(const Tag& tag);
    void openSection(const Tag& tag);
    void addCommand(const Tag& tag);
    void closeCommand(const Tag& tag);
    void run(const Node& node);
    Outcome outcomeOf(const Node& node);
    Outcome sectionOutcome() const;
    void say(const Outcome& outcome);
    void syntaxError(int line, std::string_view near);

    Chassis& chassis_;
    BayNumber bay_;
    Trust trust_;
    TagScanner scanner_;
    StreamEffects effects_;
    std::string out_;
    enum class Level { outside, ribcl, login, section } level_ = Level::outside;
    std::optional<IloUser> user_;
    bool hadLogin_ = false;
    bool advises_ = true; // that the client be updated
    std::string section_;
    bool writes_ = false;      // the section was opened for writing
    std::vector<Node> opened_; // the command under way and what is open within it
    std::size_t nodes_ = 0;    // of the command under way
    bool ended_ = false;
};

} // namespace ribcl

// A whole script at once, as the OA passes it on; what it does to the iLO is done when this returns.
std::string answerRibcl(Chassis& chassis, BayNumber bay, std::string_view script, Trust trust);

} // namespace seedbed::emulator
