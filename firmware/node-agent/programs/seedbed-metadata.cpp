// SPDX-License-Identifier: GPL-3.0-or-later
// seedbed-metadata: what cloud-init does for a 2014 node, and no more: fetches the user data and writes its
// cfn-init-data part to where os-collect-config looks. Tries until the metadata service answers or time is up.
#include <cstdio>
#include <ctime>
#include <filesystem>

#include "firmware/node-agent/mime.hpp"
#include "firmware/node-agent/options.hpp"
#include "firmware/posix/http.hpp"
#include "oa-bridge/base/text.hpp"

using namespace seedbed;
using namespace seedbed::node_agent;
using namespace std::chrono_literals;

namespace {

Result<std::string> fetchUserData(const std::string& url) {
    posix::HttpMessage message;
    message.url = url;
    auto reply = posix::exchange(message, posix::Clock::now() + 5s);
    if (!reply) {
        return fail(reply.error());
    }
    if (reply->status != 200) {
        return fail({.kind = ErrorKind::unreachable,
                     .id = "METADATA-STATUS",
                     .object = url,
                     .attempted = "fetch the user data",
                     .cause = "status " + std::to_string(reply->status),
                     .action = "look at the metadata service"});
    }
    return std::move(reply->body);
}

Result<> keep(const std::string& userData, const std::string& directory) {
    auto parts = mimeParts(userData);
    auto found = parts.find("cfn-init-data");
    if (found == parts.end()) {
        return fail({.kind = ErrorKind::nonsense,
                     .id = "METADATA-NO-PART",
                     .object = "user data",
                     .attempted = "find its part cfn-init-data",
                     .cause = "there is none",
                     .action = "set user_data_format: SOFTWARE_CONFIG on the server"});
    }
    std::error_code ignored; // the write tells
    std::filesystem::create_directories(directory, ignored);
    return writeFile(directory + "/cfn-init-data", found->second, 0600);
}

} // namespace

int main(int argc, char** argv) {
    auto options = Options::parse(argc, argv, {{"url", "output", "seconds"}, {"help"}, {{'h', "help"}}});
    if (!options) {
        return complain(options.error());
    }
    if (options->has("help")) {
        std::puts("usage: seedbed-metadata [--url URL] [--output DIR] [--seconds N]");
        return 0;
    }
    const auto end = posix::Clock::now() + std::chrono::seconds(std::atoi(options->get("seconds", "120").c_str()));
    auto userData = fetchUserData(options->get("url", "http://169.254.169.254/latest/user-data"));
    while (!userData && posix::Clock::now() < end) {
        timespec pause{.tv_sec = 0, .tv_nsec = 300000000};
        ::nanosleep(&pause, nullptr);
        userData = fetchUserData(options->get("url", "http://169.254.169.254/latest/user-data"));
    }
    if (!userData) {
        return complain(userData.error());
    }
    auto kept = keep(*userData, options->get("output", "/var/lib/heat-cfntools"));
    return kept ? 0 : complain(kept.error());
}
