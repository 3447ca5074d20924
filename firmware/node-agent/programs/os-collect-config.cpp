// SPDX-License-Identifier: GPL-3.0-or-later
// os-collect-config: collects metadata and runs a command when it changed (tripleo-deployment 11.1).
#include <algorithm>
#include <cstdio>
#include <csignal>
#include <ctime>

#include <unistd.h>

#include "firmware/node-agent/cache.hpp"
#include "firmware/node-agent/options.hpp"
#include "firmware/posix/child.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

using namespace seedbed;
using namespace seedbed::node_agent;

namespace {

constexpr auto kConfigFile = "/etc/os-collect-config.conf";
volatile std::sig_atomic_t hangUp = 0;
void onHangUp(int) { hangUp = 1; }

struct Settings {
    CollectorSettings collectors;
    std::vector<std::string> names;
    std::string command, cache;
    int minimum = 1, maximum = 30;
    bool force = false, once = false, print = false;
    std::string configText;
};

int wholeNumber(const std::string& text, int otherwise) {
    int value = std::atoi(text.c_str());
    return value > 0 ? value : otherwise;
}

Settings readSettings(const Options& options) {
    Settings settings;
    const std::string file = options.get("config-file", kConfigFile);
    settings.configText = readFile(file, 1u << 20).value_or("");
    settings.collectors.config = IniFile::parse(settings.configText);
    const IniFile& config = settings.collectors.config;
    auto value = [&](const std::string& name, const std::string& otherwise) {
        return options.get(name, config.get("DEFAULT", name, config.get("DEFAULT", [&] {
            std::string underscored = name;
            std::replace(underscored.begin(), underscored.end(), '-', '_');
            return underscored;
        }(), otherwise)));
    };
    settings.command = value("command", "");
    settings.cache = value("cachedir", "/var/lib/os-collect-config");
    settings.maximum = wholeNumber(value("polling-interval", "30"), 30);
    settings.minimum = wholeNumber(value("min-polling-interval", "1"), 1);
    settings.collectors.deploymentKey = value("deployment-key", "deployments");
    settings.names = options.all("collectors");
    if (settings.names.empty()) {
        std::string list = config.get("DEFAULT", "collectors", "heat_local,ec2,cfn");
        list.erase(std::remove_if(list.begin(), list.end(), [](char c) { return std::string_view("[]' ").find(c) != std::string_view::npos; }), list.end());
        settings.names = split(list, ',');
    }
    settings.print = options.has("print");
    settings.force = options.has("force");
    settings.once = options.has("one-time") || settings.force;
    return settings;
}

Documents collectAll(const Settings& settings) {
    Documents documents;
    for (const std::string& name : settings.names) {
        auto collected = collect(name, settings.collectors);
        if (!collected) {
            log::warning(collected.error().id, toSentence(collected.error()), {{"COLLECTOR", name}});
            continue;
        }
        documents.insert(documents.end(), collected->begin(), collected->end());
    }
    return documents;
}

// The original runs its command through a shell; the words are given as they stand, without one.
int runCommand(const Settings& settings, const CacheState& state) {
    std::vector<std::string> words;
    for (const std::string& word : split(settings.command, ' ')) {
        if (!word.empty()) {
            words.push_back(word);
        }
    }
    posix::ChildSpec child(std::move(words));
    std::string files;
    for (const auto& file : state.files) {
        files += (files.empty() ? "" : ":") + file.string();
    }
    child.environment["OS_CONFIG_FILES"] = files;
    auto outcome = posix::runChild(child);
    if (!outcome) {
        return complain(outcome.error());
    }
    return outcome->status;
}

// One round: 0 nothing to do or done, else the command's status.
int round(const Settings& settings, bool& changed) {
    auto state = store(collectAll(settings), settings.cache);
    if (!state) {
        return complain(state.error());
    }
    changed = state->changed;
    if (!state->changed && !settings.force) {
        return 0;
    }
    log::info("COLLECT-CHANGED", "the metadata changed, running the command");
    int status = runCommand(settings, *state);
    if (status == 0) {
        auto committed = commit(*state);
        return committed ? 0 : complain(committed.error());
    }
    log::warning("COLLECT-COMMAND", "the command ended with " + std::to_string(status));
    return status;
}

void printDocuments(const Settings& settings) {
    Json all = Json::object();
    for (const auto& [key, document] : collectAll(settings)) {
        all[key] = document;
    }
    std::puts(all.dump(1, ' ', true).c_str());
}

void sleepFor(int seconds) {
    timespec time{.tv_sec = seconds, .tv_nsec = 0};
    ::nanosleep(&time, nullptr); // a signal ends it early
}

} // namespace

int main(int argc, char** argv) {
    auto options = Options::parse(
        argc, argv,
        {{"config-file", "command", "cachedir", "collectors", "polling-interval", "min-polling-interval", "deployment-key"},
         {"one-time", "force", "print", "help", "debug"},
         {{'c', "command"}, {'h', "help"}}});
    if (!options) {
        return complain(options.error());
    }
    if (options->has("help")) {
        std::puts("usage: os-collect-config [--config-file FILE] [--command COMMAND] [--cachedir DIR] [--collectors NAME]...\n"
                  "                         [--polling-interval S] [--min-polling-interval S] [--one-time] [--force] [--print]");
        return 0;
    }
    std::signal(SIGHUP, onHangUp);
    int wait = 0;
    while (true) {
        hangUp = 0;
        Settings settings = readSettings(*options);
        if (settings.print || settings.command.empty()) {
            printDocuments(settings);
            return 0;
        }
        bool changed = false;
        int status = round(settings, changed);
        if (settings.once) {
            return status;
        }
        // A new configuration file is read at once: its collectors bring the real metadata.
        bool newConfig = readFile(options->get("config-file", kConfigFile), 1u << 20).value_or("") != settings.configText;
        wait = changed || wait == 0 ? settings.minimum : std::min(wait * 2, settings.maximum);
        if (!newConfig && hangUp == 0) {
            sleepFor(wait);
        }
    }
}
