// SPDX-License-Identifier: GPL-3.0-or-later
// seedbed-metadata: what a node does with metadata besides the three os-*-config programs.
//   user-data [--url URL] [--directory DIR] [--wait SECONDS]  fetch the user data, write its cfn-init parts
//   signal [--verb POST] [--unique-id ID]                     tell Heat that the refresh is complete; URL on
//   stdin web-config                                                /srv/www/config.json from the metadata on
//   stdin serial                                                    print the serial number of the machine
// Exit 0 done, 1 failed, 2 usage.
#include <algorithm>
#include <cstdlib>
#include <iostream>

#include <poll.h>

#include "firmware/node-agent/json_text.hpp"
#include "firmware/node-agent/mime.hpp"
#include "firmware/posix/options.hpp"
#include "firmware/posix/http.hpp"
#include "firmware/posix/serial_number.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

using namespace seedbed;
using namespace seedbed::node_agent;
using posix::helped, posix::Options, posix::OptionSpec;
using namespace std::chrono_literals;

namespace {

constexpr auto kUsage = R"(usage: seedbed-metadata user-data | signal | web-config | serial [OPTION...]
What the node image's scripts need beside the os-*-config programs.

  user-data   fetch the user data and keep its parts  [--url URL] [--directory DIR] [--wait SECONDS]
  signal      send the completion signal to the URL on standard input  [--verb VERB] [--unique-id ID]
  web-config  the metadata on standard input as the page that the node serves
  serial      print the serial number of the blade
)";

const std::vector<OptionSpec> kOptions{{"url"}, {"directory"}, {"wait"}, {"verb"}, {"unique-id"}};

Result<std::string> standardInput() {
    return posix::readToEnd(posix::Descriptor(::dup(STDIN_FILENO)), 16u << 20, posix::Clock::now() + 1min);
}

Error refused(const std::string& what, const posix::HttpReply& reply) {
    return {.kind = ErrorKind::refused,
            .id = "METADATA-STATUS",
            .object = what,
            .attempted = "talk to the metadata service",
            .cause = "status " + std::to_string(reply.status) + " " + reply.body.substr(0, 200),
            .action = "look at the log of the seed"};
}

// Until it answers 200 or the time is over: the service may come up after the node.
Result<std::string> fetchUserData(const std::string& url, posix::Clock::time_point deadline) {
    posix::HttpMessage message;
    message.url = url;
    auto pause = 250ms;
    while (true) {
        auto reply = posix::exchange(message, std::min(deadline, posix::Clock::now() + 10s));
        if (reply && reply->status == 200) {
            return std::move(reply->body);
        }
        if (posix::Clock::now() + pause >= deadline) {
            return fail(reply ? refused(url, *reply) : reply.error());
        }
        ::poll(nullptr, 0, static_cast<int>(pause.count()));
        pause = std::min(pause * 2, 4000ms);
    }
}

// Only plain names: the user data does not choose folders.
bool plainName(const std::string& name) {
    return !name.empty() && name[0] != '.' && name.find('/') == std::string::npos;
}

Result<> takeUserData(const Options& options) {
    auto wait = std::strtol(options.lastOr("wait", "60").c_str(), nullptr, 10);
    auto text = fetchUserData(options.lastOr("url", "http://169.254.169.254/latest/user-data"),
                              posix::Clock::now() + std::chrono::seconds(wait));
    auto parts = text ? splitMime(*text) : fail(text.error());
    if (!parts) {
        return fail(parts.error());
    }
    auto folder = options.lastOr("directory", "/var/lib/heat-cfntools");
    for (const auto& part : *parts) {
        bool ours = part.type == "text/x-cfninitdata" || part.fileName == "cfn-init-data";
        if (!ours || !plainName(part.fileName)) {
            continue;
        }
        auto written = writeFile(folder + "/" + part.fileName, part.content, 0600);
        if (!written) {
            return written;
        }
        log::info("METADATA-PART", part.fileName + ", " + std::to_string(part.content.size()) + " bytes");
    }
    return {};
}

// The body of 99-refresh-completed (tripleo-deployment 7.6); Heat wants no content type, and 200 exactly is
// success.
Result<> sendSignal(const Options& options) {
    auto input = standardInput();
    if (!input) {
        return fail(input.error());
    }
    posix::HttpMessage message;
    message.method = options.lastOr("verb", "POST");
    message.url = std::string(trim(*input));
    message.headers["Content-Type"] = "";
    Json body = {{"Status", "SUCCESS"},
                 {"Reason", "Configuration Complete"},
                 {"UniqueId", options.lastOr("unique-id", "")},
                 {"Data", "Finished os-refresh-config."}};
    message.body = pythonJson(body);
    auto reply = posix::exchange(message, posix::Clock::now() + 30s);
    if (!reply) {
        return fail(reply.error().withContext("send the completion signal"));
    }
    return reply->status == 200 ? Result<>() : fail(refused("completion signal", *reply));
}

Result<> writeWebConfig() {
    auto input = standardInput();
    auto metadata = input ? parseOrdered(*input, "metadata") : fail(input.error());
    if (!metadata) {
        return fail(metadata.error());
    }
    Json config = Json::object();
    for (const char* name : {"hostname", "role", "bay", "greeting"}) {
        config[name] = metadata->is_object() ? metadata->value(name, Json()) : Json();
    }
    config["applied_at"] = nowIso();
    config["serial"] = posix::serialNumber();
    return posix::writeAll(posix::Descriptor(::dup(STDOUT_FILENO)), pythonJson(config, 2) + "\n",
                           posix::Clock::now() + 1min);
}

Result<> serialToOutput() {
    return posix::writeAll(posix::Descriptor(::dup(STDOUT_FILENO)), posix::serialNumber() + "\n",
                           posix::Clock::now() + 1min);
}

} // namespace

int main(int argc, char** argv) {
    std::string verb = argc > 1 ? argv[1] : "";
    if (helped({argv + std::min(argc, 1), argv + argc}, kUsage)) {
        return 0;
    }
    auto options = Options::parse({argv + std::min(argc, 2), argv + argc}, kOptions);
    Result<> outcome;
    if (!options) {
        log::error(options.error());
        return 2;
    }
    if (verb == "user-data") {
        outcome = takeUserData(*options);
    } else if (verb == "signal") {
        outcome = sendSignal(*options);
    } else if (verb == "web-config") {
        outcome = writeWebConfig();
    } else if (verb == "serial") {
        outcome = serialToOutput();
    } else {
        std::cerr << kUsage;
        return 2;
    }
    if (!outcome) {
        log::error(outcome.error());
    }
    return outcome ? 0 : 1;
}
