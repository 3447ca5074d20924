// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ssh/line_editor.hpp"

namespace seedbed::emulator::ssh {
namespace {

constexpr std::size_t kLongestLine = 2048;
constexpr std::size_t kMostLines = 1024; // typed ahead; more are dropped
constexpr char kControlC = 0x03;
constexpr char kControlD = 0x04;
constexpr char kBackspace = 0x08;
constexpr char kDelete = 0x7f;
constexpr char kEscape = 0x1b;

} // namespace

// ESC [ parameters final, ESC O final, or ESC and one key.
bool LineEditor::inEscape(char key) {
    if (escape_ == Escape::begun) {
        escape_ = key == '[' || key == 'O' ? Escape::sequence : Escape::no;
        return true;
    }
    if (escape_ == Escape::sequence) {
        escape_ = key >= '@' && key <= '~' ? Escape::no : Escape::sequence;
        return true;
    }
    return false;
}

std::string LineEditor::typeOne(char key) {
    if (inEscape(key)) {
        return {};
    }
    bool second = key == '\n' && afterReturn_; // of CR LF
    afterReturn_ = key == '\r';
    if (second) {
        return {};
    }
    if (key == '\r' || key == '\n') {
        if (lines_.size() < kMostLines) {
            lines_.push_back(line_);
        }
        line_.clear();
        return "\r\n";
    }
    switch (key) {
    case kEscape:
        escape_ = Escape::begun;
        return {};
    case kControlC:
        line_.clear();
        lines_.emplace_back();
        return "^C\r\n";
    case kControlD:
        left_ = left_ || line_.empty();
        return {};
    case kBackspace:
    case kDelete:
        if (line_.empty()) {
            return {};
        }
        line_.pop_back();
        return "\b \b";
    default:
        break;
    }
    if (static_cast<unsigned char>(key) < ' ' || line_.size() >= kLongestLine) {
        return "\a";
    }
    line_ += key;
    return {key};
}

std::string LineEditor::type(std::string_view keys) {
    std::string shown;
    for (char key : keys) {
        shown += typeOne(key);
    }
    return echo_ ? shown : std::string();
}

std::optional<std::string> LineEditor::nextLine() {
    if (lines_.empty()) {
        return std::nullopt;
    }
    auto line = std::move(lines_.front());
    lines_.pop_front();
    return line;
}

} // namespace seedbed::emulator::ssh
