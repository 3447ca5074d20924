// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ilo/ribcl/stream.hpp"

#include <cstdlib>

#include "firmware/emulator/ilo/account/view.hpp"
#include "firmware/emulator/ilo/ribcl/wordings.hpp"
#include "firmware/emulator/state/told.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator {
namespace ribcl {
namespace {

constexpr std::size_t kDeepest = 6;     // elements within a command
constexpr std::size_t kMostNodes = 512; // of one command
constexpr double kUtilityVersion = 3.0; // of LOCFG; (inferred) older ones are told to update

std::string document(const Outcome& outcome) {
    std::string text = fmt::format("<?xml version=\"1.0\"?>\r\n<RIBCL VERSION=\"2.23\">\n<RESPONSE\n"
                                   "    STATUS=\"0x{:04X}\"\n    MESSAGE='{}'\n{}/>\n",
                                   outcome.status, outcome.message, outcome.status == 0 ? "     " : "    ");
    for (const auto& inform : outcome.informs) {
        text += fmt::format("<INFORM>{}</INFORM>\n", asciiXml(inform));
    }
    for (const auto& element : outcome.payload) {
        write(text, element);
    }
    return text + "</RIBCL>\n";
}

// "Server information is open ..." of SERVER_INFO.
std::string readOnlySentence(const std::string& section) {
    const auto kind = iequals(section, "USER_INFO")     ? "User"
                      : iequals(section, "SERVER_INFO") ? "Server"
                                                        : "RIB";
    return fmt::format(fmt::runtime(words::readOnly), kind);
}

Node nodeOf(const Tag& tag) {
    Node node;
    node.name = tag.name;
    node.attributes = tag.attributes;
    node.line = tag.line;
    return node;
}

} // namespace

std::string Stream::feed(std::string_view bytes) {
    scanner_.feed(bytes);
    while (!ended_) {
        const auto tag = scanner_.next();
        if (!tag) {
            break;
        }
        handle(*tag);
    }
    if (scanner_.broken() && !ended_) {
        syntaxError(scanner_.line(), scanner_.brokenNear());
    }
    return std::exchange(out_, {});
}

std::string Stream::finish() {
    if (!ended_ && (level_ != Level::outside || scanner_.pending())) {
        syntaxError(scanner_.line(), "end of file");
    }
    ended_ = true;
    return std::exchange(out_, {});
}

void Stream::handle(const Tag& tag) {
    if (isBusy(chassis_, bay_, kDoor)) {
        say(Outcome::refused(status::generic, std::string(words::busy)));
        ended_ = true;
        return;
    }
    switch (tag.kind) {
    case Tag::Kind::declaration:
        say({});
        break;
    case Tag::Kind::close:
        close(tag);
        break;
    case Tag::Kind::open:
        open(tag);
        break;
    case Tag::Kind::empty:
        open(tag);
        if (!ended_ && !iequals(tag.name, "LOCFG")) {
            close(tag);
        }
        break;
    }
}

void Stream::open(const Tag& tag) {
    if (iequals(tag.name, "LOCFG") && level_ <= Level::ribcl) {
        const auto version = attribute(tag.attributes, "VERSION").value_or("");
        advises_ = std::atof(version.c_str()) < kUtilityVersion;
        return;
    }
    switch (level_) {
    case Level::outside:
        return openRibcl(tag);
    case Level::ribcl:
        return openLogin(tag);
    case Level::login:
        return openSection(tag);
    case Level::section:
        return addCommand(tag);
    }
}

void Stream::openRibcl(const Tag& tag) {
    if (!iequals(tag.name, "RIBCL") || !attribute(tag.attributes, "VERSION")) {
        return syntaxError(tag.line, tag.name);
    }
    level_ = Level::ribcl;
    Outcome opened;
    if (advises_) {
        opened.informs.emplace_back(words::scriptingAdvice);
    }
    say(opened);
}

void Stream::openLogin(const Tag& tag) {
    if (!iequals(tag.name, "LOGIN")) {
        return syntaxError(tag.line, tag.name);
    }
    hadLogin_ = true;
    if (trust_ == Trust::onboardAdministrator) {
        user_ = trustedUser();
    } else {
        const auto user = attribute(tag.attributes, "USER_LOGIN").value_or("");
        const auto password = attribute(tag.attributes, "PASSWORD").value_or("");
        user_ = logIn(chassis_, {bay_, kDoor, "XML"}, user, password);
    }
    if (!user_) {
        say(Outcome::refused(status::loginFailed, std::string(words::loginFailed)));
        say(Outcome::refused(status::loginFailed, std::string(words::loginRejected)));
        ended_ = true;
        return;
    }
    level_ = Level::login;
    say({});
}

// A section that the blade does not have says so when it opens, at each command and when it closes.
Outcome Stream::sectionOutcome() const {
    return iequals(section_, "RACK_INFO")
               ? Outcome::refused(status::notSupported,
                                  fmt::format(fmt::runtime(words::notSupported), "RACK_INFO"))
               : Outcome();
}

void Stream::openSection(const Tag& tag) {
    if (!isSection(tag.name)) {
        return syntaxError(tag.line, tag.name);
    }
    section_ = tag.name;
    writes_ = iequals(attribute(tag.attributes, "MODE").value_or("read"), "write");
    level_ = Level::section;
    say(sectionOutcome());
}

void Stream::addCommand(const Tag& tag) {
    if (opened_.empty()) {
        if (findCommand(section_, tag.name) == nullptr) {
            return syntaxError(tag.line, tag.name);
        }
        nodes_ = 0;
    }
    if (opened_.size() == kDeepest || ++nodes_ > kMostNodes) {
        return syntaxError(tag.line, tag.name);
    }
    opened_.push_back(nodeOf(tag));
}

void Stream::close(const Tag& tag) {
    if (!opened_.empty()) {
        return closeCommand(tag);
    }
    const bool matches = level_ == Level::section ? iequals(tag.name, section_)
                         : level_ == Level::login ? iequals(tag.name, "LOGIN")
                                                  : level_ == Level::ribcl && iequals(tag.name, "RIBCL");
    if (!matches || (level_ == Level::ribcl && !hadLogin_)) {
        return syntaxError(tag.line, "/" + tag.name);
    }
    Outcome closed = level_ == Level::section ? sectionOutcome() : Outcome();
    if (level_ == Level::ribcl && effects_.restartIlo) {
        closed.informs.emplace_back(words::iloRestarts);
    }
    say(closed);
    ended_ = level_ == Level::ribcl;
    level_ = static_cast<Level>(static_cast<int>(level_) - 1);
}

void Stream::closeCommand(const Tag& tag) {
    if (!iequals(opened_.back().name, tag.name)) {
        return syntaxError(tag.line, "/" + tag.name);
    }
    Node node = std::move(opened_.back());
    opened_.pop_back();
    if (opened_.empty()) {
        run(node);
    } else {
        opened_.back().children.push_back(std::move(node));
    }
}

void Stream::run(const Node& node) {
    say(outcomeOf(node));
}

Outcome Stream::outcomeOf(const Node& node) {
    const auto* row = findCommand(section_, node.name);
    Call call{chassis_, bay_, *user_, node, effects_};
    if (row == nullptr || row->run == nullptr) {
        return unsupported(call);
    }
    if (row->writes && !writes_) {
        return Outcome::refused(status::generic, readOnlySentence(section_));
    }
    if (!allows(*user_, row->privilege)) {
        return Outcome::refused(status::noPrivilege, std::string(words::noPrivilege));
    }
    return row->run(call);
}

void Stream::say(const Outcome& outcome) {
    out_ += document(outcome);
}

void Stream::syntaxError(int line, std::string_view near) {
    say(Outcome::refused(status::generic,
                         fmt::format(fmt::runtime(words::syntaxError), line, asciiXml(near))));
    ended_ = true;
}

} // namespace ribcl

std::string answerRibcl(Chassis& chassis, BayNumber bay, std::string_view script, Trust trust) {
    ribcl::Stream stream(chassis, bay, trust);
    auto documents = stream.feed(script);
    documents += stream.finish();
    if (stream.restartsIlo()) {
        chassis.resetIlo(bay);
    }
    return documents;
}

} // namespace seedbed::emulator
