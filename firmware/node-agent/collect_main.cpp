// SPDX-License-Identifier: GPL-3.0-or-later
// os-collect-config: collects metadata, keeps it, runs a command when it changed (tripleo-deployment 11.1).
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>

#include <unistd.h>

#include "firmware/node-agent/metadata_cache.hpp"
#include "firmware/posix/child.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

using namespace seedbed;
using namespace seedbed::node_agent;
using posix::helped, posix::Options;

namespace {

constexpr auto kUsage = R"(usage: os-collect-config [OPTION...]
Collects the node's metadata, keeps it, and runs a command when it changed.

  --config-file FILE  settings (default: /etc/os-collect-config.conf)
  -c, --command WORDS run it when the metadata changed; without one, the metadata is printed
  --one-time          once, then end
  --force             run the command although nothing changed
  --print             print the metadata and keep nothing
  --print-cachedir    print where the metadata is kept
  --polling_interval SECONDS, --cachedir DIR, --cfn-metadata_url URL, ...  any setting of the file
)";

constexpr const char* kConfigFile = "/etc/os-collect-config.conf";

struct Settings {
    CollectConfig config;
    std::string fileText; // to see when it changes
};

std::string configFileOf(const Options& options) {
    return options.lastOr("config-file", kConfigFile);
}

Result<Settings> readSettings(const Options& options) {
    auto file = configFileOf(options);
    auto text = readFile(file);
    if (!text && options.has("config-file")) {
        return fail(text.error());
    }
    auto ini = parseIni(text.value_or(""), file);
    if (!ini) {
        return fail(ini.error());
    }
    auto config = makeCollectConfig(*ini, options);
    if (!config) {
        return fail(config.error());
    }
    return Settings{std::move(*config), text.value_or("")};
}

std::vector<Collected> collectAll(const CollectConfig& config) {
    std::vector<Collected> all;
    for (const auto& name : config.collectors) {
        auto part = collect(name, config);
        if (!part) {
            log::warning("COLLECT-SKIPPED", name + ": " + toSentence(part.error()));
            continue;
        }
        all.insert(all.end(), part->begin(), part->end());
    }
    return all;
}

Result<> print(const std::string& text) {
    return posix::writeAll(posix::Descriptor(::dup(STDOUT_FILENO)), text + "\n",
                           posix::Clock::now() + std::chrono::minutes(1));
}

Result<> printAll(const CollectConfig& config) {
    Json map = Json::object();
    for (auto& item : collectAll(config)) {
        map[item.key] = std::move(item.content);
    }
    return print(pythonJson(map, 1));
}

struct Round {
    bool changed = false;
    int status = 0; // of the command
};

Result<Round> runRound(const CollectConfig& config, MetadataCache& cache) {
    auto changed = cache.store(collectAll(config));
    if (!changed) {
        return fail(changed.error());
    }
    Round round{*changed, 0};
    if (!*changed && !config.force) {
        return round;
    }
    std::string files;
    for (const auto& file : cache.files()) {
        files += (files.empty() ? "" : ":") + file;
    }
    posix::ChildSpec spec(config.command);
    spec.environment = {{"OS_CONFIG_FILES", files}};
    log::info("COLLECT-RUN", "metadata changed, running " + config.command[0]);
    auto outcome = posix::runChild(spec);
    if (!outcome) {
        return fail(outcome.error());
    }
    round.status = outcome->status;
    if (round.status != 0) {
        log::warning("COLLECT-COMMAND", "the command failed with status " + std::to_string(round.status) +
                                            "; the metadata counts as new until it succeeds");
        return round;
    }
    auto committed = cache.commit();
    return committed ? Result<Round>(round) : fail(committed.error());
}

// Sleeps, or returns true at once on SIGHUP.
bool hungUpWithin(std::chrono::seconds time) {
    sigset_t signals;
    ::sigemptyset(&signals);
    ::sigaddset(&signals, SIGHUP);
    timespec limit{static_cast<time_t>(time.count()), 0};
    return ::sigtimedwait(&signals, nullptr, &limit) == SIGHUP;
}

[[noreturn]] void startAgain(char** argv) {
    log::info("COLLECT-RESTART", "starting again with the new configuration");
    ::execv("/proc/self/exe", argv);
    log::error(posix::systemError("COLLECT-RESTART", "/proc/self/exe", "start again"));
    std::_Exit(1);
}

int serve(const Settings& settings, const Options& options, char** argv) {
    const auto& config = settings.config;
    MetadataCache cache(config.cacheFolder, config.backupFolder);
    auto interval = config.minInterval;
    while (true) {
        auto round = runRound(config, cache);
        if (!round) {
            log::error(round.error());
        }
        int status = round ? round->status : 1;
        if (config.oneTime) {
            return status;
        }
        if (readFile(configFileOf(options)).value_or("") != settings.fileText) {
            startAgain(argv);
        }
        bool fresh = round && round->changed && status == 0;
        interval = fresh ? config.minInterval : interval;
        if (hungUpWithin(interval)) {
            startAgain(argv);
        }
        interval = std::min(interval * 2, config.maxInterval);
    }
}

int finish(const Result<>& outcome) {
    if (!outcome) {
        log::error(outcome.error());
    }
    return outcome ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
    sigset_t hangUp;
    ::sigemptyset(&hangUp);
    ::sigaddset(&hangUp, SIGHUP);
    ::sigprocmask(SIG_BLOCK, &hangUp, nullptr);
    const std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
    if (helped(words, kUsage)) {
        return 0;
    }
    auto options = Options::parse(words, collectOptions());
    if (!options) {
        log::error(options.error());
        return 2;
    }
    auto settings = readSettings(*options);
    if (!settings) {
        return finish(fail(settings.error()));
    }
    const auto& config = settings->config;
    if (config.printCacheFolder) {
        return finish(print(config.cacheFolder));
    }
    if (config.print || config.command.empty()) {
        return finish(printAll(config));
    }
    return serve(*settings, *options, argv);
}
