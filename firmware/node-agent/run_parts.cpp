// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/node-agent/run_parts.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "firmware/posix/child.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::node_agent {
namespace {

namespace fs = std::filesystem;

std::string seconds(posix::Clock::duration time) {
    auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
    auto text = std::to_string(milliseconds % 1000);
    return std::to_string(milliseconds / 1000) + "." + std::string(3 - text.size(), '0') + text;
}

bool isName(std::string_view text) {
    return !text.empty() && std::isdigit(static_cast<unsigned char>(text[0])) == 0 && isPartName(text) &&
           text.find('-') == std::string_view::npos;
}

std::string_view unquoted(std::string_view value) {
    bool quoted = value.size() > 1 && (value[0] == '"' || value[0] == '\'') && value.back() == value[0];
    return quoted ? value.substr(1, value.size() - 2) : value;
}

void readEnvironment(const fs::path& file, std::map<std::string, std::string>& environment) {
    auto text = readFile(file);
    for (const auto& line : split(text.value_or(""), '\n')) {
        auto clean = trim(line);
        if (clean.empty() || clean[0] == '#') {
            continue;
        }
        if (startsWith(clean, "export ")) {
            clean = trim(clean.substr(7));
        }
        auto equals = clean.find('=');
        if (equals == std::string_view::npos || !isName(clean.substr(0, equals))) {
            log::warning("REFRESH-ENVIRONMENT", file.string() + ": skipped \"" + std::string(clean) + "\"");
            continue;
        }
        environment[std::string(clean.substr(0, equals))] = std::string(unquoted(clean.substr(equals + 1)));
    }
}

} // namespace

bool isPartName(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
    });
}

bool runsBefore(const std::string& a, const std::string& b) {
    auto first = std::strtol(a.c_str(), nullptr, 10);
    auto second = std::strtol(b.c_str(), nullptr, 10);
    return first != second ? first < second : a < b;
}

std::vector<fs::path> partsOf(const fs::path& folder) {
    std::vector<fs::path> parts;
    std::error_code problem;
    for (auto item = fs::directory_iterator(folder, problem); item != fs::end(item); item.increment(problem)) {
        bool fits = isPartName(item->path().filename().string()) && fs::is_regular_file(item->path(), problem);
        if (fits && ::access(item->path().c_str(), X_OK) == 0) {
            parts.push_back(item->path());
        }
    }
    std::sort(parts.begin(), parts.end(), [](const fs::path& a, const fs::path& b) {
        return runsBefore(a.filename().string(), b.filename().string());
    });
    return parts;
}

std::map<std::string, std::string> environmentBeside(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code problem;
    for (auto item = fs::directory_iterator(folder.parent_path() / "environment.d", problem);
         item != fs::end(item); item.increment(problem)) {
        files.push_back(item->path());
    }
    std::sort(files.begin(), files.end());
    std::map<std::string, std::string> environment;
    for (const auto& file : files) {
        readEnvironment(file, environment);
    }
    return environment;
}

Result<> runParts(const fs::path& folder, posix::Clock::time_point deadline) {
    auto environment = environmentBeside(folder);
    for (const auto& part : partsOf(folder)) {
        auto name = folder.filename().string() + "/" + part.filename().string();
        auto start = posix::Clock::now();
        posix::ChildSpec spec({part.string()});
        spec.environment = environment;
        spec.deadline = deadline;
        auto outcome = posix::runChild(spec);
        if (!outcome) {
            return fail(outcome.error());
        }
        log::info("REFRESH-SCRIPT", name + " took " + seconds(posix::Clock::now() - start) + " s");
        if (outcome->status != 0) {
            return fail({.kind = ErrorKind::internal,
                         .id = "REFRESH-SCRIPT",
                         .object = name,
                         .attempted = "run it",
                         .cause = "exit status " + std::to_string(outcome->status),
                         .action = "see its messages above"});
        }
    }
    return {};
}

} // namespace seedbed::node_agent
