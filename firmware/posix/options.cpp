// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/posix/options.hpp"

#include <algorithm>
#include <iostream>

#include "oa-bridge/base/text.hpp"

namespace seedbed::posix {
namespace {

using Takes = OptionSpec::Takes;

Error wrong(const std::string& word, std::string cause) {
    return {.kind = ErrorKind::usage,
            .id = "OPTION",
            .object = word,
            .attempted = "read the command line",
            .cause = std::move(cause),
            .action = "ask it for --help"};
}

const OptionSpec* findSpec(const std::vector<OptionSpec>& specs, std::string_view name) {
    auto fits = [name](const OptionSpec& spec) {
        bool letter = name.size() == 1 && spec.letter == name[0];
        return letter || spec.name == name || spec.name == "*";
    };
    auto found = std::find_if(specs.begin(), specs.end(), fits);
    return found == specs.end() ? nullptr : &*found;
}

bool isOption(const std::string& word) {
    return word.size() > 1 && word[0] == '-';
}

} // namespace

bool helped(const std::vector<std::string>& words, std::string_view usage) {
    bool asked = std::any_of(words.begin(), words.end(),
                             [](const auto& word) { return word == "-h" || word == "--help"; });
    if (asked) {
        std::cout << usage << std::flush;
    }
    return asked;
}

Result<Options> Options::parse(const std::vector<std::string>& words, const std::vector<OptionSpec>& specs) {
    Options options;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto& word = words[i];
        if (!isOption(word)) {
            return fail(wrong(word, "a word that belongs to no option"));
        }
        auto name = word.substr(word.find_first_not_of('-'));
        auto equals = name.find('=');
        auto value = equals == std::string::npos ? std::string() : name.substr(equals + 1);
        name.resize(std::min(equals, name.size()));
        const auto* spec = findSpec(specs, name);
        if (spec == nullptr) {
            return fail(wrong(word, "there is no such option"));
        }
        auto& list = options.values_[spec->name == "*" ? name : spec->name];
        if (equals != std::string::npos) {
            list.push_back(std::move(value));
        } else if (spec->takes == Takes::value) {
            if (++i == words.size()) {
                return fail(wrong(word, "its value is missing"));
            }
            list.push_back(words[i]);
        } else if (spec->takes == Takes::values) {
            while (i + 1 < words.size() && !isOption(words[i + 1])) {
                list.push_back(words[++i]);
            }
        }
    }
    return options;
}

std::optional<std::string> Options::last(const std::string& name) const {
    auto found = values_.find(name);
    return found == values_.end() || found->second.empty() ? std::nullopt
                                                           : std::optional(found->second.back());
}

std::string Options::lastOr(const std::string& name, std::string fallback) const {
    return last(name).value_or(std::move(fallback));
}

std::vector<std::string> Options::all(const std::string& name) const {
    auto found = values_.find(name);
    return found == values_.end() ? std::vector<std::string>() : found->second;
}

} // namespace seedbed::posix
