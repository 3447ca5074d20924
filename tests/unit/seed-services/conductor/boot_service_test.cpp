// SPDX-License-Identifier: GPL-3.0-or-later
// The boot service against Debian's dnsmasq and a real DHCP, TFTP and HTTP client (busybox), in two network
// namespaces of this process's own. Needs the right to make them.
#include "firmware/seed-services/conductor/boot_service.hpp"

#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <poll.h>
#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "oa-bridge/base/text.hpp"
#include "tests/unit/seed-services/conductor/target.hpp"
#include "tests/unit/support/run.hpp"

namespace seedbed::seed {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::HasSubstr;

const std::string nodeId = "0a0b0c0d-1111-4222-8333-444455556666";
const std::string knownMac = "02:00:00:00:01:0a";

int openNamespace() {
    return ::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
}

struct BootServiceTest : testing::Test {
    test::TemporaryFolder folder;
    asio::io_context io;
    int before = openNamespace(), client = -1;
    std::vector<BootEvent> events;
    std::unique_ptr<BootService> service;

    void SetUp() override {
        ASSERT_EQ(::unshare(CLONE_NEWNET), 0) << "this needs the right to make network namespaces";
        client = openNamespace();
        ASSERT_EQ(::unshare(CLONE_NEWNET), 0);
        ip("link set lo up");
        ip("link add prov0 type veth peer name c0 address " + knownMac);
        ip(fmt::format("link set c0 netns /proc/{}/fd/{}", ::getpid(), client));
        ip("address add 192.0.2.1/24 dev prov0");
        ip("link set prov0 up");
        onClient({"ip", "link", "set", "c0", "up"});
        write("kernel", "the kernel");
        write("ramdisk", "the ramdisk");
        write("script",
              "#!/bin/sh\n[ \"$1\" = bound ] || exit 0\nip address replace $ip/$mask dev $interface\n"
              "echo \"ip=$ip next=$siaddr boot=$bootfile$boot_file route=$staticroutes opt175=$opt175\"\n");
        ::chmod((folder.path / "script").c_str(), 0755);
        make();
    }
    void TearDown() override {
        service.reset();
        ::setns(before, CLONE_NEWNET);
        ::close(before);
        ::close(client);
    }
    void write(const std::string& name, const std::string& text) {
        std::ofstream(folder.path / name) << text;
    }
    void make() {
        SeedOptions options;
        options.listen = "192.0.2.1";
        options.provisioningNetwork = "192.0.2.0/24";
        options.provisioningRange = "192.0.2.20-192.0.2.22";
        options.provisioningInterface = "prov0";
        options.metadataAddress = "169.254.169.254";
        options.state = folder.path;
        service = std::make_unique<BootService>(io.get_executor(), *bootNetworkOf(options),
                                                [this](const BootEvent& event) { events.push_back(event); });
    }
    ProcessOutcome command(std::vector<std::string> words) {
        return seedbed::test::runOn(io, run(ProcessSpec(std::move(words)))).value();
    }
    void ip(const std::string& words) {
        auto argv = split(words, ' ');
        argv.insert(argv.begin(), "ip");
        const auto done = command(argv);
        ASSERT_EQ(done.status, 0) << words << done.errors;
    }
    ProcessOutcome onClient(std::vector<std::string> words) {
        words.insert(words.begin(), {"nsenter", fmt::format("--net=/proc/{}/fd/{}", ::getpid(), client)});
        return command(std::move(words));
    }
    ProcessOutcome askAddress(std::vector<std::string> more = {"-x", "0xaf:01", "-O", "bootfile", "-O",
                                                               "staticroutes"}) {
        std::vector<std::string> words{"busybox",
                                       "udhcpc",
                                       "-f",
                                       "-q",
                                       "-n",
                                       "-i",
                                       "c0",
                                       "-t",
                                       "3",
                                       "-T",
                                       "1",
                                       "-s",
                                       (folder.path / "script").string(),
                                       "-V",
                                       "PXEClient:Arch:00000:UNDI:002001"};
        words.insert(words.end(), more.begin(), more.end());
        return onClient(std::move(words));
    }
    ProcessOutcome fetch(const std::string& path) {
        return onClient({"curl", "-sS", "-f", "--noproxy", "*", "--path-as-is", "-m", "5",
                         "http://192.0.2.1:8088" + path});
    }
    BootNode node(bool deploying) {
        BootNode result;
        result.id = nodeId;
        result.macs = {"02:00:00:00:01:0A"};
        result.address = "192.0.2.20";
        if (deploying) {
            result.deploy.emplace();
            result.deploy->kernel = folder.path / "kernel";
            result.deploy->ramdisk = folder.path / "ramdisk";
            result.deploy->key = Secret("k3y");
        }
        return result;
    }
    Result<> set(BootNode entry) { return seedbed::test::runOn(io, service->set(std::move(entry))); }
    Result<> start() { return seedbed::test::runOn(io, service->start()); }
    asio::awaitable<bool> stopping() {
        co_await service->stop();
        co_return true;
    }
    void stop() { seedbed::test::runOn(io, stopping()); }
    bool saw(BootSign sign) const {
        return std::any_of(events.begin(), events.end(),
                           [&](const BootEvent& e) { return e.sign == sign && e.nodeId == nodeId; });
    }
};

TEST_F(BootServiceTest, bootsAKnownNodeAndNoOther) {
    ASSERT_TRUE(start());
    auto entered = set(node(true));
    ASSERT_TRUE(entered) << toSentence(entered.error());
    const auto lease = askAddress();
    ASSERT_EQ(lease.status, 0) << lease.errors;
    EXPECT_THAT(lease.output, HasSubstr("ip=192.0.2.20 next=192.0.2.1 boot=http://192.0.2.1:8088/nodes/" +
                                        nodeId + "/boot.ipxe"));
    EXPECT_THAT(lease.output, HasSubstr("route=169.254.169.254/32 192.0.2.1 0.0.0.0/0 192.0.2.1"));
    EXPECT_THAT(lease.output, HasSubstr("opt175=b00101"));
    EXPECT_TRUE(saw(BootSign::discover));
    EXPECT_TRUE(saw(BootSign::dhcp));

    EXPECT_EQ(fetch("/nodes/" + nodeId + "/boot.ipxe").output, bootScript(service->network(), node(true)));
    EXPECT_EQ(fetch("/nodes/" + nodeId + "/deploy_kernel").output, "the kernel");
    EXPECT_EQ(fetch("/nodes/" + nodeId + "/deploy_ramdisk").output, "the ramdisk");
    EXPECT_TRUE(saw(BootSign::script) && saw(BootSign::kernel) && saw(BootSign::ramdisk));
    for (const auto* path : {"/", "/nodes/", "/etc/passwd", "/nodes/../../etc/passwd"}) {
        EXPECT_NE(fetch(path).status, 0) << path;
    }
    EXPECT_NE(fetch("/nodes/" + nodeId + "/../../../../etc/passwd").status, 0);

    ASSERT_TRUE(service->putToken(nodeId, Secret("t0ken")));
    EXPECT_EQ(
        onClient({"busybox", "tftp", "-g", "-r", "token-" + nodeId, "-l", "/dev/stdout", "192.0.2.1"}).output,
        "t0ken");
    service->dropToken(nodeId);
    EXPECT_NE(
        onClient({"busybox", "tftp", "-g", "-r", "token-" + nodeId, "-l", "/dev/null", "192.0.2.1"}).status,
        0);

    const auto plain = askAddress({});
    EXPECT_THAT(plain.output, HasSubstr("boot=undionly.kpxe"))
        << "a PXE ROM that is no iPXE loads iPXE first";
    onClient({"ip", "link", "set", "c0", "address", "02:00:00:00:09:99"});
    EXPECT_NE(askAddress().status, 0) << "an unknown MAC must get no answer";
    EXPECT_THAT(service->strangers(), Contains("02:00:00:00:09:99"));
    stop();
}

TEST_F(BootServiceTest, aNodesFilesGoToItsAddressOnly) {
    ASSERT_TRUE(start());
    ASSERT_TRUE(set(node(true)));
    onClient({"ip", "address", "add", "192.0.2.99/24", "dev", "c0"});
    EXPECT_NE(fetch("/nodes/" + nodeId + "/boot.ipxe").status, 0) << "the script holds the deploy key";
    stop();
}

TEST_F(BootServiceTest, aDeployedNodeBootsItsDiskAndKeepsItsAddress) {
    ASSERT_TRUE(start());
    ASSERT_TRUE(set(node(true)));
    ASSERT_TRUE(set(node(false)));
    ASSERT_EQ(askAddress().status, 0);
    EXPECT_EQ(fetch("/nodes/" + nodeId + "/boot.ipxe").output,
              "#!ipxe\nsanboot --no-describe --drive 0x80\n");
    EXPECT_NE(fetch("/nodes/" + nodeId + "/deploy_kernel").status, 0);
    stop();
}

TEST_F(BootServiceTest, anAddressMovesToAnotherNode) {
    ASSERT_TRUE(start());
    auto old = node(true);
    old.id = "ffffffff-1111-4222-8333-444455556666";
    old.macs = {"02:00:00:00:07:07"};
    ASSERT_TRUE(set(old));
    service->remove(old.id);
    auto moved = set(node(true));
    ASSERT_TRUE(moved) << toSentence(moved.error());
    const auto lease = askAddress();
    EXPECT_THAT(lease.output, HasSubstr("ip=192.0.2.20"));
    stop();
}

TEST_F(BootServiceTest, aDeadServerIsStartedAgain) {
    ASSERT_TRUE(start());
    ASSERT_TRUE(set(node(true)));
    const int first = service->dnsmasqPid();
    ::kill(first, SIGKILL);
    auto second = node(true);
    second.id = "ffffffff-1111-4222-8333-444455556666";
    second.macs = {"02:00:00:00:07:07"};
    second.address = "192.0.2.21";
    auto entered = set(second); // is true only once a living server has read it
    ASSERT_TRUE(entered) << toSentence(entered.error());
    EXPECT_NE(service->dnsmasqPid(), first);
    EXPECT_EQ(askAddress().status, 0) << "it knows the first node, too";
    stop();
}

TEST_F(BootServiceTest, leavesNothingBehindAndEndsAnOrphan) {
    ASSERT_TRUE(start());
    const int first = service->dnsmasqPid();
    EXPECT_THAT(command({"ip", "-6", "address", "show", "dev", "prov0"}).output, HasSubstr("fd77::1/64"));
    stop();
    EXPECT_NE(::kill(first, 0), 0);
    EXPECT_THAT(command({"ip", "-6", "address", "show", "dev", "prov0"}).output,
                testing::Not(HasSubstr("fd77::1/64")));

    const auto config = "--conf-file=" + (folder.path / "boot" / "dnsmasq.conf").string();
    const pid_t orphan = test::launch({"dnsmasq", "--keep-in-foreground", config});
    service.reset();
    make();
    const auto named = [&] { return readFile(folder.path / "boot" / "dnsmasq.pid").value_or("") == std::to_string(orphan) + "\n"; };
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!named() && std::chrono::steady_clock::now() < deadline) { // dnsmasq writes it, a moment after its start
        ::poll(nullptr, 0, 2);
    }
    ASSERT_TRUE(named());
    ASSERT_TRUE(start());
    EXPECT_EQ(test::finish(orphan), -1) << "ended by a signal";
    ASSERT_TRUE(set(node(true)));
    EXPECT_EQ(askAddress().status, 0);
    stop();
}

} // namespace
} // namespace seedbed::seed
