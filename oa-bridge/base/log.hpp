// SPDX-License-Identifier: GPL-3.0-or-later
// The log: one line an event on standard error, as "LEVEL ID message KEY=value ...". Ids are stable; fields are
// upper case (BAY, NODE, RUN, STEP). Control characters of device text are escaped here, once. Any thread.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "oa-bridge/base/error.hpp"

namespace seedbed::log {

enum class Level { debug, info, warning, error };
using Field = std::pair<std::string_view, std::string>;

void setLevel(Level level);
void write(Level level, std::string_view id, std::string_view message, std::initializer_list<Field> fields = {});
inline void debug(std::string_view id, std::string_view message, std::initializer_list<Field> fields = {}) { write(Level::debug, id, message, fields); }
inline void info(std::string_view id, std::string_view message, std::initializer_list<Field> fields = {}) { write(Level::info, id, message, fields); }
inline void warning(std::string_view id, std::string_view message, std::initializer_list<Field> fields = {}) { write(Level::warning, id, message, fields); }
void error(const Error& error, std::initializer_list<Field> fields = {});

// Control characters as \xNN, at most `limit` bytes: safe to print whatever a device sent.
std::string printable(std::string_view text, std::size_t limit = 1024);

} // namespace seedbed::log
