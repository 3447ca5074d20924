// SPDX-License-Identifier: GPL-3.0-or-later
// The agent's side of Ironic's protocol: what it says, what it answers, and one boot from lookup to restart.
#include <csignal>
#include <filesystem>
#include <future>
#include <mutex>
#include <sys/wait.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "firmware/deploy-agent/api/agent.hpp"
#include "firmware/deploy-agent/api/bootloader.hpp"
#include "firmware/deploy-agent/api/command_door.hpp"
#include "firmware/deploy-agent/api/conductor_messages.hpp"
#include "firmware/deploy-agent/api/system_logs.hpp"
#include "firmware/deploy-agent/image/config_drive.hpp"
#include "firmware/posix/http.hpp"
#include "oa-bridge/base/text.hpp"
#include "tests/unit/deploy-agent/small_server.hpp"

namespace seedbed::deploy_agent {
namespace {

using Json = nlohmann::json;
using test::okReply;
using test::SmallServer;
using testing::HasSubstr;
using namespace std::chrono_literals;

const std::string kNode = "0a0b0c0d-1111-4222-8333-444455556666";

posix::HttpRequestIn request(const std::string& text) {
    auto parsed = posix::parseRequest(text, 1 << 20);
    return parsed && *parsed ? **parsed : posix::HttpRequestIn{};
}

TEST(HttpServerText, requestsWholeInPartsAndNone) {
    const std::string text =
        "POST /v1/commands/?wait=true&agent_token=a%20b HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}";
    const auto whole = request(text);
    EXPECT_EQ(whole.method, "POST");
    EXPECT_EQ(whole.path, "/v1/commands/");
    EXPECT_EQ(whole.query.at("agent_token"), "a b");
    EXPECT_EQ(whole.body, "{}");
    for (std::size_t part : {0u, 10u, 70u}) {
        EXPECT_FALSE(*posix::parseRequest(text.substr(0, part), 1 << 20)) << part;
    }
    EXPECT_FALSE(posix::parseRequest("hello\r\n\r\n", 1 << 20));
    EXPECT_FALSE(posix::parseRequest("POST / HTTP/1.1\r\nContent-Length: 9999\r\n\r\n", 100));
    EXPECT_FALSE(posix::parseRequest(std::string(101, 'x'), 100));
    EXPECT_TRUE(posix::parseReply(posix::replyText({409, "{}"})));
}

TEST(ConductorMessages, lookup) {
    auto message = lookupMessage("http://192.0.2.1:6385", {"52:54:00:00:00:01", "52:54:00:00:00:02"});
    EXPECT_EQ(message.url, "http://192.0.2.1:6385/v1/"
                           "lookup?addresses=52%3A54%3A00%3A00%3A00%3A01%2C52%3A54%3A00%3A00%3A00%3A02");
    EXPECT_EQ(message.headers.at("X-OpenStack-Ironic-API-Version"), "1.62");
    Json body{{"node", {{"uuid", kNode}}},
              {"config", {{"heartbeat_timeout", 100}, {"agent_token", "secret"}}}};
    auto lookup = readLookup({200, body.dump()});
    ASSERT_TRUE(lookup);
    EXPECT_EQ(lookup->token.reveal(), "secret");
    EXPECT_EQ(lookup->heartbeatTimeout, 100s);
    body["config"]["agent_token"] = "******";
    EXPECT_TRUE(readLookup({200, body.dump()})->token.empty());
    EXPECT_EQ(readLookup({404, ""}).error().kind, ErrorKind::notFound);
    for (const char* bad : {"", "[]", "{}", R"({"node": {"uuid": 7}, "config": {}})"}) {
        EXPECT_EQ(readLookup({200, bad}).error().id, "AGENT-LOOKUP") << bad;
    }
}

TEST(ConductorMessages, heartbeat) {
    auto message =
        heartbeatMessage("http://192.0.2.1:6385", {kNode, "http://192.0.2.21:9999", Secret("secret")});
    EXPECT_EQ(message.url, "http://192.0.2.1:6385/v1/heartbeat/" + kNode);
    EXPECT_EQ(Json::parse(message.body), (Json{{"callback_url", "http://192.0.2.21:9999"},
                                               {"agent_token", "secret"},
                                               {"agent_version", kAgentVersion}}));
    EXPECT_TRUE(readHeartbeat({202, ""}));
    EXPECT_EQ(readHeartbeat({409, ""}).error().kind, ErrorKind::conflict);
    EXPECT_EQ(readHeartbeat({400, ""}).error().kind, ErrorKind::refused);
    EXPECT_EQ(readHeartbeat({503, ""}).error().kind, ErrorKind::busy);
}

TEST(AgentJob, tellsAndSucceedsOrFailsOrDies) {
    auto outcomeOf = [](const Job::Work& work) {
        auto job = Job::start(work);
        while (job && !job->outcome()) {
            posix::waitFor(job->descriptor(), POLLIN, posix::Clock::now() + 10s);
            job->take();
        }
        return std::pair(job->told(), *job->outcome());
    };
    auto good = outcomeOf([](const Job::Tell& tell) -> Result<Json> {
        tell({{"bytes", 1}});
        tell({{"bytes", 2}});
        return Json{{"done", true}};
    });
    EXPECT_EQ(good.first, Json({{"bytes", 2}}));
    EXPECT_EQ(*good.second, Json({{"done", true}}));
    auto bad = outcomeOf([](const Job::Tell&) -> Result<Json> {
        return fail({.kind = ErrorKind::stalled, .id = "AGENT-TEST", .object = "it", .cause = "said so"});
    });
    EXPECT_EQ(bad.second.error().id, "AGENT-TEST");
    EXPECT_EQ(bad.second.error().kind, ErrorKind::stalled);
    auto dead = outcomeOf([](const Job::Tell&) -> Result<Json> { ::_exit(3); });
    EXPECT_EQ(dead.second.error().id, "AGENT-JOB");
}

struct DoorTest : testing::Test {
    std::string name = "agent-door-" + std::to_string(::getpid());
    std::filesystem::path file = "/dev/shm/" + name;
    Console console;
    Commands commands{Scene{console, DiskSearch{{"shm/" + name}, Ground::namespaced}}};
    Result<CommandDoor> door = CommandDoor::open(commands, 0);

    void SetUp() override {
        ASSERT_TRUE(writeFile(file, std::string(4 << 20, '\xaa')));
        ASSERT_TRUE(door);
        door->setToken(Secret("tok"));
    }
    void TearDown() override { std::filesystem::remove(file); }

    std::optional<posix::HttpReply> ask(const std::string& method, const std::string& target,
                                        const std::string& body = "") {
        return door->answer(request(method + " " + target + " HTTP/1.1\r\nContent-Length: " +
                                    std::to_string(body.size()) + "\r\n\r\n" + body));
    }
    posix::HttpReply run(const std::string& command, const Json& params, const std::string& token = "tok") {
        return *ask("POST", "/v1/commands/?wait=false&agent_token=" + token,
                    Json{{"name", command}, {"params", params}}.dump());
    }
    Json document(const posix::HttpReply& reply) { return Json::parse(reply.body); }
    void finish() {
        while (commands.descriptor() >= 0) {
            posix::waitFor(commands.descriptor(), POLLIN, posix::Clock::now() + 10s);
            commands.collect();
        }
    }
    Json last() { return commands.list().back(); }
};

TEST_F(DoorTest, refusalsAreJsonWithAFaultstring) {
    const std::vector<std::pair<posix::HttpReply, unsigned>> table = {
        {run("standby.sync", Json::object(), "wrong"), 401},
        {run("colour.paint", Json::object()), 404},
        {run("standby.paint", Json::object()), 400},
        {run("paint", Json::object()), 400},
        {*ask("POST", "/v1/commands/?agent_token=tok", "{}"), 400},
        {*ask("POST", "/v1/commands/?agent_token=tok", "no json"), 400},
        {*ask("DELETE", "/v1/commands/"), 405},
        {*ask("GET", "/v1/paint"), 404},
        {*ask("GET", "/v1/commands/none?agent_token=tok"), 404},
    };
    for (const auto& [reply, status] : table) {
        EXPECT_EQ(reply.status, status) << reply.body;
        EXPECT_TRUE(document(reply).contains("faultstring")) << reply.body;
    }
    EXPECT_TRUE(commands.list().empty());
}

TEST_F(DoorTest, withoutATokenNothingIsCommanded) {
    door->setToken(Secret());
    EXPECT_EQ(run("standby.sync", Json::object(), "").status, 401u);
}

TEST_F(DoorTest, readersNeedTheTokenOnceTheyHaveShownIt) {
    EXPECT_EQ(ask("GET", "/v1/commands/")->status, 200u);
    EXPECT_EQ(ask("GET", "/v1/commands/?agent_token=tok")->status, 200u);
    EXPECT_EQ(ask("GET", "/v1/commands/")->status, 401u);
    EXPECT_EQ(ask("GET", "/v1/status")->status, 200u);
}

TEST_F(DoorTest, stepsAreOfferedByTheNodesInterface) {
    for (const auto& [interface, priority] : {std::pair("direct", 0), std::pair("custom-agent", 80)}) {
        auto reply =
            run("deploy.get_deploy_steps",
                {{"node", {{"uuid", kNode}, {"deploy_interface", interface}}}, {"ports", Json::array()}});
        const auto result = document(reply)["command_result"];
        EXPECT_EQ(document(reply)["command_name"], "get_deploy_steps");
        std::map<std::string, int> priorities;
        for (const auto& step : result["deploy_steps"]["SeedbedHardware"]) {
            EXPECT_EQ(step["interface"], "deploy");
            priorities[step["step"]] = step["priority"];
        }
        EXPECT_EQ(priorities.at("export_iscsi"), priority);
        EXPECT_EQ(priorities.at("write_image"), 0);
        EXPECT_EQ(result["hardware_manager_version"], Json({{"SeedbedHardware", "1.0"}}));
    }
    auto steps = document(
        run("clean.get_clean_steps", {{"node", {{"uuid", kNode}}}}))["command_result"]["clean_steps"];
    EXPECT_EQ(steps["SeedbedHardware"].size(), 1u);
    EXPECT_EQ(steps["SeedbedHardware"][0]["step"], "erase_devices_metadata");
}

TEST_F(DoorTest, aCleanStepRunsBesideAndOnlyOneAtATime) {
    const Json params{{"step", {{"step", "erase_devices_metadata"}, {"interface", "deploy"}}},
                      {"node", {{"uuid", kNode}}}};
    auto begun = run("clean.execute_clean_step", params);
    EXPECT_EQ(document(begun)["command_status"], "RUNNING");
    EXPECT_TRUE(document(begun).contains("command_error"));
    EXPECT_EQ(run("standby.sync", Json::object()).status, 409u);
    const std::string id = document(begun)["id"];
    EXPECT_FALSE(ask("GET", "/v1/commands/" + id + "?wait=true&agent_token=tok"))
        << "it is answered when the command has ended";
    finish();
    EXPECT_EQ(last()["command_status"], "SUCCEEDED");
    EXPECT_EQ(last()["command_result"]["clean_step"]["step"], "erase_devices_metadata");
    EXPECT_EQ(readFile(file)->substr(0, 1 << 20), std::string(1 << 20, '\0'));
}

TEST_F(DoorTest, otherVersionsAndUnknownStepsFailByName) {
    run("clean.execute_clean_step",
        {{"step", {{"step", "erase_devices_metadata"}}}, {"clean_version", {{"SeedbedHardware", "0.9"}}}});
    finish();
    EXPECT_EQ(last()["command_status"], "CLEAN_VERSION_MISMATCH");
    run("deploy.execute_deploy_step", {{"step", {{"step", "paint"}}}});
    finish();
    EXPECT_EQ(last()["command_status"], "FAILED");
    EXPECT_EQ(last()["command_error"]["type"], "AGENT-STEP");
    run("deploy.execute_deploy_step", {{"step", 7}});
    finish();
    EXPECT_EQ(last()["command_status"], "FAILED");
}

TEST_F(DoorTest, anImageIsWrittenAndItsConfigDriveNotToldAgain) {
    const std::string image = std::string(600, 'i');
    SmallServer server([&](const std::string&) { return okReply(image); });
    const Json info{{"id", "one"},
                    {"urls", {server.url() + "/one"}},
                    {"os_hash_algo", "sha256"},
                    {"os_hash_value", sha256Hex(image)},
                    {"image_type", "partition"},
                    {"root_gb", 0},
                    {"root_mb", 1}};
    Json step{{"step", "write_image"},
              {"interface", "deploy"},
              {"args", {{"image_info", info}, {"configdrive", "c2VjcmV0"}}}};
    run("deploy.execute_deploy_step", {{"step", step}, {"node", {{"uuid", kNode}}}});
    finish();
    ASSERT_EQ(last()["command_status"], "FAILED") << "64 MiB of config drive are too much for this disk";
    EXPECT_EQ(last()["command_error"]["type"], "AGENT-DISK-SMALL");
    step["args"]["configdrive"] = nullptr;
    run("deploy.execute_deploy_step", {{"step", step}, {"node", {{"uuid", kNode}}}});
    finish();
    ASSERT_EQ(last()["command_status"], "SUCCEEDED") << last();
    EXPECT_EQ(last()["command_result"]["deploy_result"]["sha256"], sha256Hex(image));
    EXPECT_FALSE(last()["command_result"]["deploy_step"]["args"].contains("configdrive"));
    EXPECT_EQ(document(run("standby.get_partition_uuids", Json::object()))["command_result"],
              Json({{"root uuid", ""}}));
    EXPECT_EQ(document(run("standby.prepare_image", {{"image_info", 7}}))["command_status"], "RUNNING");
    finish();
    EXPECT_EQ(last()["command_error"]["code"], 400);
}

TEST_F(DoorTest, anAbandonedCommandFails) {
    SmallServer server(
        [&](const std::string&) { return std::string("HTTP/1.1 200 x\r\nContent-Length: 9\r\n\r\n"); });
    run("standby.cache_image",
        {{"image_info", {{"urls", {server.url()}}, {"checksum", std::string(32, 'a')}}}});
    commands.abandon();
    EXPECT_EQ(last()["command_error"]["type"], "AGENT-ABANDONED");
    EXPECT_EQ(run("standby.sync", Json::object()).status, 200u);
}

TEST_F(DoorTest, logsComeAsATarWithoutSecrets) {
    auto reply = document(run("log.collect_system_logs", Json::object()));
    ASSERT_EQ(reply["command_status"], "SUCCEEDED");
    auto tar = gunzip(*decodeBase64(reply["command_result"]["system_logs"].get<std::string>()), 64 << 20);
    ASSERT_TRUE(tar);
    EXPECT_EQ(tar->substr(0, 9), "agent.log");
    EXPECT_EQ(tar->substr(257, 5), "ustar");
    EXPECT_THAT(*tar, HasSubstr("command log.collect_system_logs"));
    EXPECT_THAT(withoutSecrets("a=1 deployment_key=XYZ quiet\n"), HasSubstr("deployment_key=****** quiet"));
}

TEST_F(DoorTest, powerOffAndRunImageAreDoneAfterwards) {
    run("standby.power_off", Json::object());
    EXPECT_EQ(commands.scene().afterwards, Afterwards::powerOff);
    run("standby.run_image", Json::object());
    EXPECT_EQ(commands.scene().afterwards, Afterwards::restart);
}

TEST_F(DoorTest, bootCodeNeedsATableAndBiosOnly) {
    std::string sector(512, '\0');
    EXPECT_EQ(withBootCode(sector, "code").error().id, "AGENT-BOOTLOADER");
    sector.replace(510, 2, "\x55\xaa");
    sector.replace(446, 1, "x");
    auto coded = withBootCode(sector, "code");
    ASSERT_TRUE(coded);
    EXPECT_EQ(coded->substr(0, 6), std::string("code\0\0", 6));
    EXPECT_EQ(coded->substr(440), sector.substr(440));
    EXPECT_FALSE(withBootCode(sector, std::string(441, 'x')));
    run("image.install_bootloader", {{"target_boot_mode", "uefi"}});
    finish();
    EXPECT_EQ(last()["command_error"]["type"], "AGENT-BOOT-MODE");
    run("image.install_bootloader", {{"target_boot_mode", "bios"}});
    finish();
    EXPECT_EQ(last()["command_status"], "FAILED");
}

// A conductor that hides the node at first, locks it once, forgets the agent once, and then tells it to
// restart.
class FakeConductor {
public:
    FakeConductor() : server_([this](const std::string& text) { return answer(text); }) {}
    std::string url() const { return server_.url(); }
    std::vector<std::string> seen() {
        std::lock_guard guard(lock_);
        return seen_;
    }

private:
    std::string answer(const std::string& text) {
        std::lock_guard guard(lock_);
        const bool lookup = text.find("GET /v1/lookup") == 0;
        seen_.push_back(lookup ? "lookup" : "heartbeat");
        if (lookup) {
            Json body{
                {"node", {{"uuid", kNode}}},
                {"config", {{"heartbeat_timeout", 300}, {"agent_token", "t" + std::to_string(lookups_)}}}};
            return lookups_++ == 0 ? okReply("{}", "", 404) : okReply(body.dump());
        }
        const auto body = Json::parse(text.substr(text.find("\r\n\r\n") + 4));
        switch (heartbeats_++) {
        case 0:
            return okReply("{}", "", 409);
        case 1:
            return okReply("{}", "", 400);
        default:
            command_ = std::async(std::launch::async, [body] { sendRunImage(body); });
            return okReply("", "", 202);
        }
    }
    static void sendRunImage(const Json& heartbeat) {
        posix::HttpMessage message;
        message.method = "POST";
        message.url = heartbeat["callback_url"].get<std::string>() +
                      "/v1/commands/?wait=true&agent_token=" + heartbeat["agent_token"].get<std::string>();
        message.body = Json{{"name", "standby.run_image"}, {"params", Json::object()}}.dump();
        auto reply = posix::exchange(message, posix::Clock::now() + 10s);
        EXPECT_TRUE(reply && reply->status == 200);
    }

    std::mutex lock_;
    std::vector<std::string> seen_;
    int lookups_ = 0, heartbeats_ = 0;
    std::future<void> command_;
    SmallServer server_;
};

TEST(Agent, oneBootFromLookupToRestart) {
    FakeConductor conductor;
    const Console console;
    AgentOrder order;
    order.apiUrl = conductor.url();
    order.network.address = *Ipv4Address::parse("127.0.0.1");
    AgentLimits limits;
    limits.port = 0;
    limits.lookupPause = limits.lockedPause = 1ms;
    auto ended = serveConductor(console, order, Ground::namespaced, limits);
    ASSERT_TRUE(ended) << toSentence(ended.error());
    EXPECT_EQ(*ended, Afterwards::restart);
    EXPECT_THAT(conductor.seen(),
                testing::ElementsAre("lookup", "lookup", "heartbeat", "heartbeat", "lookup", "heartbeat"));
}

TEST(Agent, givesUpWhenNobodyKnowsIt) {
    SmallServer server([](const std::string&) { return okReply("{}", "", 404); });
    const Console console;
    AgentOrder order;
    order.apiUrl = server.url();
    AgentLimits limits;
    limits.port = 0;
    limits.lookup = std::chrono::minutes(0);
    auto ended = serveConductor(console, order, Ground::namespaced, limits);
    ASSERT_FALSE(ended);
    EXPECT_EQ(ended.error().id, "AGENT-LOOKUP");
}

TEST(Agent, orderOfTheKernelLine) {
    auto words = parseWords(
        "ipa-api-url=http://192.0.2.1:6385/ ip=192.0.2.21:192.0.2.1::255.255.255.0 BOOTIF=52:54:00:00:00:01");
    auto order = parseAgentOrder(words);
    ASSERT_TRUE(order) << toSentence(order.error());
    EXPECT_EQ(order->apiUrl, "http://192.0.2.1:6385");
    EXPECT_TRUE(order->disks.empty());
    words["disk"] = "vda,../x";
    EXPECT_EQ(parseAgentOrder(words)->disks, std::vector<std::string>{"vda"});
    words.erase("ipa-api-url");
    EXPECT_THAT(parseAgentOrder(words).error().object, HasSubstr("ipa-api-url"));
}

} // namespace
} // namespace seedbed::deploy_agent
