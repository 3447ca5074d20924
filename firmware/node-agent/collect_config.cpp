// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/node-agent/collect_config.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "oa-bridge/base/text.hpp"

namespace seedbed::node_agent {
namespace {

using Takes = posix::OptionSpec::Takes;
constexpr std::array<std::string_view, 4> kCollectors{"heat_local", "ec2", "cfn", "local"};
// groups of the configuration file whose options may also be given as --group-name
constexpr std::array<std::string_view, 4> kGroups{"heat-local-", "ec2-", "cfn-", "local-"};

Error refuse(std::string object, std::string cause) {
    return {.kind = ErrorKind::invalid,
            .id = "COLLECT-CONFIG",
            .object = std::move(object),
            .attempted = "read the configuration",
            .cause = std::move(cause),
            .action = "correct it"};
}

// Words of a command: blanks separate, quotes keep together. No shell is involved.
std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> list;
    std::string word;
    char quote = 0;
    bool open = false;
    for (char c : text) {
        bool blank = quote == 0 && (c == ' ' || c == '\t' || c == '\n');
        if (blank && open) {
            list.push_back(std::move(word));
            word.clear();
            open = false;
        } else if (quote == 0 && (c == '"' || c == '\'')) {
            quote = c;
            open = true;
        } else if (c == quote) {
            quote = 0;
        } else if (!blank) {
            word += c;
            open = true;
        }
    }
    if (open) {
        list.push_back(std::move(word));
    }
    return list;
}

std::string underscored(std::string name) {
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

// The command line as further values of the file's sections, put over them.
Ini withOptions(Ini ini, const posix::Options& options) {
    for (const auto& [name, values] : options.values()) {
        std::string section = "DEFAULT";
        std::string key = name;
        for (auto group : kGroups) {
            std::string plain = underscored(name);
            std::string head = underscored(std::string(group));
            if (startsWith(plain, head)) {
                section = head.substr(0, head.size() - 1);
                key = plain.substr(head.size());
            }
        }
        ini[section][underscored(key)] = values.empty() ? std::vector<std::string>{"true"} : values;
    }
    return ini;
}

class Section {
public:
    Section(const Ini& ini, const std::string& name) : name_(name) {
        auto found = ini.find(name);
        values_ = found == ini.end() ? nullptr : &found->second;
    }
    void text(const std::string& name, std::string& value) const {
        if (const auto* given = find(name)) {
            value = given->back();
        }
    }
    // Given several times, or once with commas.
    void list(const std::string& name, std::vector<std::string>& value) const {
        const auto* given = find(name);
        if (given == nullptr) {
            return;
        }
        value.clear();
        for (const auto& line : *given) {
            for (const auto& item : split(line, ',')) {
                value.emplace_back(trim(item));
            }
        }
        std::erase(value, "");
    }
    void flag(const std::string& name, bool& value) const {
        if (const auto* given = find(name)) {
            auto word = lower(given->back());
            value = word == "true" || word == "1" || word == "yes" || word == "on";
        }
    }
    Result<> seconds(const std::string& name, std::chrono::seconds& value) const {
        const auto* given = find(name);
        if (given == nullptr) {
            return {};
        }
        const auto& text = given->back();
        long number = 0;
        auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (code != std::errc{} || end != text.data() + text.size() || number < 0 || number > 86400) {
            return fail(refuse(name_ + " " + name, "\"" + text + "\" is not a number of seconds"));
        }
        value = std::chrono::seconds(number);
        return {};
    }

private:
    const std::vector<std::string>* find(const std::string& name) const {
        if (values_ == nullptr) {
            return nullptr;
        }
        auto found = values_->find(name);
        return found == values_->end() || found->second.empty() ? nullptr : &found->second;
    }
    std::string name_;
    const std::map<std::string, std::vector<std::string>>* values_ = nullptr;
};

void readGroups(CollectConfig& config, const Ini& ini) {
    Section(ini, "heat_local").list("path", config.heatLocalPaths);
    Section(ini, "local").list("path", config.localPaths);
    Section(ini, "ec2").text("metadata_url", config.ec2Url);
    Section cfn(ini, "cfn");
    cfn.text("metadata_url", config.stack.metadataUrl);
    cfn.text("heat_metadata_hint", config.metadataServerHint);
    cfn.text("stack_name", config.stack.stackName);
    cfn.text("access_key_id", config.stack.accessKeyId);
    std::string secret;
    cfn.text("secret_access_key", secret);
    config.stack.secretAccessKey = Secret(std::move(secret));
    cfn.list("path", config.stackPaths);
    cfn.list("deployment_key", config.deploymentKeys);
}

} // namespace

const std::vector<posix::OptionSpec>& collectOptions() {
    static const std::vector<posix::OptionSpec> specs{{"command", 'c'},
                                               {"one-time", 0, Takes::nothing},
                                               {"force", 0, Takes::nothing},
                                               {"print", 0, Takes::nothing},
                                               {"print-cachedir", 0, Takes::nothing},
                                               {"debug", 'd', Takes::nothing},
                                               {"verbose", 'v', Takes::nothing},
                                               {"*"}};
    return specs;
}

Result<CollectConfig> makeCollectConfig(const Ini& file, const posix::Options& options) {
    Ini ini = withOptions(file, options);
    CollectConfig config;
    Section main(ini, "DEFAULT");
    std::string command;
    main.text("command", command);
    config.command = words(command);
    main.text("cachedir", config.cacheFolder);
    main.text("backup_cachedir", config.backupFolder);
    main.list("collectors", config.collectors);
    main.list("deployment_key", config.deploymentKeys);
    main.flag("force", config.force);
    main.flag("one_time", config.oneTime);
    main.flag("print", config.print);
    main.flag("print_cachedir", config.printCacheFolder);
    config.oneTime = config.oneTime || config.force;
    readGroups(config, ini);
    auto interval = main.seconds("polling_interval", config.maxInterval);
    if (interval) {
        interval = main.seconds("min_polling_interval", config.minInterval);
    }
    if (!interval) {
        return fail(interval.error());
    }
    config.minInterval = std::min(config.minInterval, config.maxInterval);
    for (const auto& name : config.collectors) {
        if (std::find(kCollectors.begin(), kCollectors.end(), name) == kCollectors.end()) {
            return fail(refuse("collector " + name, "it is none of heat_local, ec2, cfn, local"));
        }
    }
    return config;
}

} // namespace seedbed::node_agent
