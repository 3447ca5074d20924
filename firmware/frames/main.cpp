// SPDX-License-Identifier: GPL-3.0-or-later
// seedbed-frames: probe frames on the Ethernet interfaces of this machine, and which were heard, as JSON.
// Exit 0 probed, 1 failed, 2 usage.
#include <charconv>
#include <iostream>

#include <nlohmann/json.hpp>

#include "firmware/frames/wire.hpp"
#include "firmware/posix/options.hpp"
#include "oa-bridge/base/log.hpp"

using namespace seedbed;
using posix::Options;

namespace {

constexpr auto kUsage = R"(usage: seedbed-frames --name NAME --run NUMBER [OPTION...]
Sends broadcast probe frames on every Ethernet interface, listens for those of others, and prints as JSON what it heard.

  --name NAME       who we are to the others
  --run NUMBER      only frames of the same run count
  --interface NAME  only this interface; may be given again
  --tag VLAN        frames with this 802.1Q tag too, on each interface; may be given again
  --seconds N       how long, 1 to 60; 2 if not given
)";

const std::vector<posix::OptionSpec> kOptions{{"name"}, {"run"}, {"interface"}, {"tag"}, {"seconds"}};

Result<std::uint64_t> number(const std::string& option, const std::string& text, std::uint64_t least, std::uint64_t most) {
    std::uint64_t value = 0;
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    if (read.ec == std::errc() && read.ptr == end && value >= least && value <= most) {
        return value;
    }
    return fail({.kind = ErrorKind::usage,
                 .id = "OPTION",
                 .object = "--" + option,
                 .attempted = "read the command line",
                 .cause = "\"" + text + "\" is not a number from " + std::to_string(least) + " to " + std::to_string(most),
                 .action = "ask it for --help"});
}

Result<frames::ProbeOrder> orderOf(const Options& options) {
    frames::ProbeOrder order;
    order.name = options.lastOr("name", "");
    order.interfaces = options.all("interface");
    auto run = number("run", options.lastOr("run", ""), 0, UINT64_MAX);
    auto seconds = number("seconds", options.lastOr("seconds", "2"), 1, 60);
    if (!run || !seconds) {
        return fail(run ? seconds.error() : run.error());
    }
    order.run = *run;
    order.time = std::chrono::seconds(*seconds);
    for (const auto& text : options.all("tag")) {
        auto tag = number("tag", text, 1, 4094);
        if (!tag) {
            return fail(tag.error());
        }
        order.tags.push_back(static_cast<int>(*tag));
    }
    return order;
}

nlohmann::json jsonOf(const frames::ProbeResult& result, const std::string& name) {
    auto interfaces = nlohmann::json::array();
    for (const auto& each : result.interfaces) {
        interfaces.push_back(
            {{"name", each.name}, {"mac", each.mac.toString()}, {"mtu", each.mtu}, {"carrier", each.carrier}});
    }
    auto heard = nlohmann::json::array();
    for (const auto& each : result.heard) {
        heard.push_back({{"on", each.on},
                         {"vlan", each.vlan},
                         {"from", each.from},
                         {"source", each.source.toString()},
                         {"sent_vlan", each.sentVlan},
                         {"frames", each.frames},
                         {"largest", each.largest}});
    }
    return {{"name", name}, {"interfaces", interfaces}, {"heard", heard}};
}

} // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
    if (posix::helped(words, kUsage)) {
        return 0;
    }
    auto options = Options::parse(words, kOptions);
    auto order = options ? orderOf(*options) : fail(options.error());
    if (!order) {
        log::error(order.error());
        return 2;
    }
    auto result = frames::probe(*order);
    if (!result) {
        log::error(result.error());
        return 1;
    }
    std::cout << jsonOf(*result, order->name).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << "\n";
    return std::cout.flush() ? 0 : 1;
}
