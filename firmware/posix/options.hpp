// SPDX-License-Identifier: GPL-3.0-or-later
// Command-line options in the style of the original programs: --name value, --name=value, -n value, flags.
// Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oa-bridge/base/error.hpp"

namespace seedbed::posix {

struct OptionSpec {
    enum class Takes { nothing, value, values }; // values: all words up to the next option
    std::string name;                            // without dashes
    char letter = 0;
    Takes takes = Takes::value;
};

// Did somebody ask for help? It is told then, on standard output.
bool helped(const std::vector<std::string>& words, std::string_view usage);

class Options {
public:
    // Error OPTION for an unknown option, a missing value or a stray word; a spec of the name "*" takes any
    // option that has a value.
    static Result<Options> parse(const std::vector<std::string>& words, const std::vector<OptionSpec>& specs);
    bool has(const std::string& name) const { return values_.contains(name); }
    std::optional<std::string> last(const std::string& name) const;
    std::string lastOr(const std::string& name, std::string fallback) const;
    std::vector<std::string> all(const std::string& name) const;
    const std::map<std::string, std::vector<std::string>>& values() const { return values_; }

private:
    std::map<std::string, std::vector<std::string>> values_;
};

} // namespace seedbed::posix
