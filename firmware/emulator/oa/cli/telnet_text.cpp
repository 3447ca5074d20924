// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/oa/cli/telnet_text.hpp"

#include <utility>

namespace seedbed::emulator::oacli {
namespace {

constexpr char kIac = '\xff';
constexpr char kDont = '\xfe';
constexpr char kDo = '\xfd';
constexpr char kWont = '\xfc';
constexpr char kWill = '\xfb';
constexpr char kSubBegin = '\xfa';
constexpr char kSubEnd = '\xf0';
constexpr char kEcho = '\x01';
constexpr char kSuppressGoAhead = '\x03';

} // namespace

std::string TelnetText::keys(std::string_view bytes) {
    std::string keys;
    for (const char byte : bytes) {
        switch (state_) {
        case State::afterReturn: // CR is followed by LF or NUL, which say nothing more
            state_ = State::text;
            if (byte == '\n' || byte == '\0') {
                break;
            }
            [[fallthrough]];
        case State::text:
            if (byte == kIac) {
                state_ = State::command;
            } else {
                keys += byte;
                state_ = byte == '\r' ? State::afterReturn : State::text;
            }
            break;
        case State::command:
            if (byte == kIac) {
                keys += byte;
                state_ = State::text;
            } else if (byte == kSubBegin) {
                state_ = State::sub;
            } else {
                verb_ = byte;
                state_ = byte == kDo || byte == kDont || byte == kWill || byte == kWont ? State::option : State::text;
            }
            break;
        case State::option:
            if (verb_ == kDo && byte != kEcho && byte != kSuppressGoAhead) {
                reply_ += {kIac, kWont, byte};
            } else if (verb_ == kWill) {
                reply_ += {kIac, kDont, byte};
            }
            state_ = State::text;
            break;
        case State::sub:
            state_ = byte == kIac ? State::subCommand : State::sub;
            break;
        case State::subCommand:
            state_ = byte == kSubEnd ? State::text : State::sub;
            break;
        }
    }
    return keys;
}

} // namespace seedbed::emulator::oacli
