// SPDX-License-Identifier: GPL-3.0-or-later
// Text chores shared by all layers: files, time stamps, hex, base64, splitting, and strict JSON and YAML reading.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "oa-bridge/base/error.hpp"

namespace seedbed {

Result<std::string> readFile(const std::filesystem::path& file, std::size_t limit = 64u << 20);
// Writes beside the file and renames, so that a reader never sees half of it. Error FILE-WRITE.
Result<> writeFile(const std::filesystem::path& file, std::string_view content, unsigned mode = 0644);

std::string isoTime(std::chrono::system_clock::time_point time); // 2014-06-26T10:00:00Z
std::string isoTimeMillis(std::chrono::system_clock::time_point time); // 2014-06-26T10:00:00.123Z
std::string nowIso();                                            // isoTimeMillis of now

std::string toHex(std::string_view bytes);
std::string toBase64(std::string_view bytes);
std::string sha256Hex(std::string_view bytes);
Result<std::string> sha256OfFile(const std::filesystem::path& file); // read in pieces; error FILE-READ
std::string newUuid(); // random, version 4, lower case

std::vector<std::string> split(std::string_view text, char separator);
std::string_view trim(std::string_view text);
std::string lower(std::string_view text);
bool startsWith(std::string_view text, std::string_view head);
bool iequals(std::string_view a, std::string_view b);

// `what` names the source in the error ("request body", "node.json"). Error JSON-SYNTAX. Depth at most 64.
Result<nlohmann::json> parseJson(std::string_view text, std::string_view what);

// YAML as JSON values plus the line of each mapping key, under its JSON pointer ("/chassis/oa" -> 4).
struct YamlDocument;
// Strict: duplicate keys, anchors' cycles, tabs and non-UTF-8 text are errors. "yes"/"no"/"0123" stay text;
// true/false, decimal integers and decimal fractions are typed. Errors YAML-SYNTAX,
// YAML-DUPLICATE-KEY, YAML-SECOND-DOCUMENT.
Result<YamlDocument> parseYaml(std::string_view text, std::string_view name);

} // namespace seedbed
