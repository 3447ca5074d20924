// SPDX-License-Identifier: GPL-3.0-or-later
// seedbed-signal URL ID: POSTs the completion signal of a 2014 node (tripleo-deployment 11.4) to a pre-signed URL
// and wants the status 200, exactly.
#include <cstdio>

#include <nlohmann/json.hpp>

#include "firmware/node-agent/options.hpp"
#include "firmware/posix/http.hpp"

using namespace seedbed;
using namespace std::chrono_literals;

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fputs("usage: seedbed-signal URL ID\n", stderr);
        return 2;
    }
    nlohmann::ordered_json body{{"Status", "SUCCESS"},
                                {"Reason", "Configuration Complete"},
                                {"UniqueId", argv[2]},
                                {"Data", "Finished os-refresh-config."}};
    posix::HttpMessage message;
    message.method = "POST";
    message.url = argv[1];
    message.headers["Content-Type"] = "";
    message.body = body.dump();
    auto reply = posix::exchange(message, posix::Clock::now() + 30s);
    if (!reply) {
        return node_agent::complain(reply.error());
    }
    if (reply->status != 200) {
        std::fprintf(stderr, "error: SIGNAL-STATUS %s: the answer is %u, not 200\n", argv[1], reply->status);
        return 1;
    }
    return 0;
}
