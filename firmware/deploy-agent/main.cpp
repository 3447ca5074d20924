// SPDX-License-Identifier: GPL-3.0-or-later
// seedbed-agent: init of the deploy ramdisk and of a node's initial ramdisk. With ipa-api-url on the kernel
// command line it serves Ironic's conductor, with deployment_id it deploys as in 2014, with root= only it
// boots the node. Refuses to run as anything but process 1, because it restarts the machine when it is done.
#include <unistd.h>

#include "firmware/deploy-agent/api/agent.hpp"
#include "firmware/deploy-agent/deployment.hpp"
#include "firmware/deploy-agent/node_boot.hpp"
#include "firmware/posix/child.hpp"
#include "oa-bridge/base/text.hpp"

using namespace seedbed;
using namespace seedbed::deploy_agent;

namespace {

void troubleshoot(const Console& console, const Words& words) {
    using namespace std::chrono_literals;
    bool shell = ::access("/bin/busybox", X_OK) == 0;
    if (!shell) {
        console.say("Troubleshooting required; this ramdisk has no shell.");
        return;
    }
    console.say("Troubleshooting required, press t to launch shell.");
    if (wantsTroubleshooting(words) || console.askedFor('t', posix::Clock::now() + 10s)) {
        console.say("leave the shell to restart");
        auto ended = posix::runChild(posix::ChildSpec({"/bin/busybox", "sh", "-i"}));
        if (!ended) {
            console.complain(ended.error());
        }
    }
}

} // namespace

int main(int argc, char** argv) {
    Console console;
    if (::getpid() != 1) {
        console.say("usage: init of the deploy ramdisk: it runs as process 1, and takes its orders from the kernel's "
                    "command line");
        return argc == 2 && std::string_view(argv[1]) == "--help" ? 0 : 3;
    }
    Ground ground = whereAreWe();
    auto mounted = mountSystem(ground);
    if (!mounted) {
        console.complain(mounted.error());
    }
    auto commandLine = readFile("/proc/cmdline");
    Words words = parseWords(commandLine.value_or(""));
    if (ground == Ground::machine) {
        loadModules(console);
    }
    if (words.contains("ipa-api-url")) {
        auto ended = runAgent(console, words, ground);
        if (ended) {
            *ended == Afterwards::powerOff ? powerOff(console) : restart(console);
        }
        console.complain(ended.error());
    } else if (words.contains("deployment_id")) {
        auto deployed = deploy(console, words, ground);
        if (deployed) {
            restart(console);
        }
        console.complain(deployed.error());
    } else {
        console.complain(bootNode(console, words));
    }
    troubleshoot(console, words);
    restart(console);
}
