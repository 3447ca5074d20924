// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/node-agent/options.hpp"

#include <cstdio>

namespace seedbed::node_agent {
namespace {

Error usage(const std::string& word, std::string cause) {
    return {.kind = ErrorKind::usage,
            .id = "AGENT-USAGE",
            .object = word,
            .attempted = "read the command line",
            .cause = std::move(cause),
            .action = "see --help"};
}

} // namespace

Result<Options> Options::parse(int argc, char** argv, const OptionRules& rules) {
    Options options;
    for (int i = 1; i < argc; ++i) {
        std::string word = argv[i];
        std::string name = word.substr(0, 2) == "--" ? word.substr(2, word.find('=') - 2) : "";
        if (word.size() == 2 && word[0] == '-' && rules.shortNames.contains(word[1])) {
            name = rules.shortNames.at(word[1]);
        }
        if (rules.flags.contains(name)) {
            options.given_.emplace(name, "");
            continue;
        }
        if (!rules.values.contains(name)) {
            return fail(usage(word, "there is no such option"));
        }
        auto equals = word.find('=');
        if (equals == std::string::npos && i + 1 >= argc) {
            return fail(usage(word, "its value is missing"));
        }
        options.given_.emplace(name, equals == std::string::npos ? argv[++i] : word.substr(equals + 1));
    }
    return options;
}

std::string Options::get(const std::string& name, const std::string& otherwise) const {
    auto found = given_.find(name);
    return found == given_.end() ? otherwise : found->second;
}

std::vector<std::string> Options::all(const std::string& name) const {
    std::vector<std::string> values;
    for (auto [entry, end] = given_.equal_range(name); entry != end; ++entry) {
        values.push_back(entry->second);
    }
    return values;
}

int complain(const Error& error) {
    std::fprintf(stderr, "error: %s\n", toSentence(error).c_str());
    return error.kind == ErrorKind::usage ? 2 : 1;
}

} // namespace seedbed::node_agent
