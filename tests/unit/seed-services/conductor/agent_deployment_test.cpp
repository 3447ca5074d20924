// SPDX-License-Identifier: GPL-3.0-or-later
// Deployments whose ramdisk runs an agent: both ways over its commands, against an agent that the test plays.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/seed-services/conductor/fakes.hpp"
#include "tests/unit/support/run.hpp"

namespace seedbed::seed {
namespace {

using namespace std::chrono_literals;
using namespace test;
using seedbed::test::runOn;
using testing::ElementsAre;
using testing::HasSubstr;

// Answers like an agent: one long step, which goes on at each question until it is allowed to end.
class FakeAgent {
public:
    explicit FakeAgent(asio::io_context& io)
        : server_(io.get_executor(), [this](HttpRequest request) { return answer(std::move(request)); }) {
        static_cast<void>(server_.listenTcp(nodeAddress, 0));
    }
    std::string url() const { return fmt::format("http://{}:{}", nodeAddress, server_.port()); }

    std::vector<std::string> commands;
    std::string token;
    std::string serial = "SGH0001001";
    std::vector<std::string> offers{"write_image", "export_iscsi"};
    Json step; // as begun
    Json result{{"step", "writing"}, {"bytes", 1024}};
    std::string failure; // a sentence: the step fails
    bool mayEnd = true;  // else it runs on
    std::string sha256 = std::string(64, 'a');

private:
    asio::awaitable<HttpResponse> answer(HttpRequest request) {
        if (request.query("agent_token") != token) {
            co_return jsonResponse(401, R"({"faultstring": "Token invalid."})");
        }
        const auto path = request.path();
        if (request.method == "POST") {
            co_return begin(Json::parse(request.body));
        }
        if (path == "/v1/status") {
            co_return json(200, {{"version", "1"}, {"serial", serial}});
        }
        if (path == "/v1/commands/") {
            Json all = Json::array();
            if (!step.is_null()) {
                all.push_back(shownStep());
            }
            co_return json(200, {{"commands", all}});
        }
        ended_ = mayEnd;
        co_return json(200, shownStep());
    }
    HttpResponse begin(const Json& body) {
        const std::string name = body["name"];
        commands.push_back(name);
        Json shown{{"id", "1"},
                   {"command_name", name.substr(name.find('.') + 1)},
                   {"command_status", "SUCCEEDED"},
                   {"command_error", nullptr},
                   {"command_result", nullptr}};
        if (name == "deploy.get_deploy_steps") {
            Json steps = Json::array();
            for (const auto& offer : offers) {
                steps.push_back({{"step", offer}});
            }
            shown["command_result"] = {{"deploy_steps", {{"Fake", steps}}},
                                       {"hardware_manager_version", {{"Fake", "1"}}}};
        }
        if (name == "deploy.execute_deploy_step") {
            step = body["params"]["step"];
            return json(200, shownStep());
        }
        return json(200, shown);
    }
    Json shownStep() const {
        Json shown{{"id", "2"},
                   {"command_name", "execute_deploy_step"},
                   {"command_status", "RUNNING"},
                   {"command_error", nullptr},
                   {"command_result", result}};
        if (ended_ && !failure.empty()) {
            shown["command_status"] = "FAILED";
            shown["command_error"] = {{"details", failure}};
        } else if (ended_) {
            shown["command_status"] = "SUCCEEDED";
            shown["command_result"] = {{"deploy_step", step}, {"deploy_result", {{"sha256", sha256}}}};
        }
        return shown;
    }

    bool ended_ = false;
    HttpServer server_;
};

struct AgentDeploymentTest : testing::Test {
    asio::io_context io;
    std::filesystem::path state = std::filesystem::temp_directory_path() / ("agent-deployment-" + newUuid());
    Blocking files{io.get_executor(), 1};
    FakeNodes nodes{io.get_executor()};
    FakeImages images;
    ImageCache cache{io.get_executor(), files, state / "images-raw"};
    FakeBlade blade{io.get_executor()};
    FakeAgent agent{io};
    asio::ip::tcp::acceptor ramdisk{io, {asio::ip::make_address(nodeAddress), 0}}; // where the notice goes
    std::unique_ptr<Conductor> conductor;
    DeployLimits limits;
    std::string refusedHeartbeat;

    void SetUp() override {
        std::filesystem::create_directories(state);
        images.folder = state;
        ASSERT_TRUE(writeFile(state / "node", std::string(4096, 'x')));
        limits.writer.every = 1ms;
        limits.writer.noticePort = ramdisk.local_endpoint().port();
        nodes.node["deploy_interface"] = "direct";
        nodes.node["extra"] = {{"serial", "SGH0001001"}};
        nodes.onPowerOn = [this] { blade.boot(); };
        blade.onRamdisk = [this] { lookUp(); };
        make();
    }
    void make() {
        conductor = std::make_unique<Conductor>(io.get_executor(),
                                                Conductor::Parts{nodes, images, cache, blade, blade, limits});
        conductor->useBoot(blade);
        blade.conductor = conductor.get();
        blade.sink = conductor->bootSink();
    }
    void lookUp() {
        auto token = conductor->agentToken(nodeId);
        ASSERT_TRUE(token) << toSentence(token.error());
        agent.token = token->reveal();
        EXPECT_TRUE(conductor->agentToken(nodeId)->empty()) << "it is handed out once";
        beat(agent.token, agent.url());
    }
    Result<> beat(const std::string& token, const std::string& url) {
        return conductor->heartbeat(nodeId,
                                    {{"callback_url", url}, {"agent_token", token}, {"agent_version", "1"}});
    }
    bool settles(const std::string& wanted) {
        return runOn(io, reached([this, wanted] {
                         return nodes.state() == wanted && !nodes.node.contains("reservation");
                     }));
    }
    asio::awaitable<bool> reached(std::function<bool()> done) {
        const auto deadline = std::chrono::steady_clock::now() + 10s;
        while (!done() && std::chrono::steady_clock::now() < deadline) {
            [[maybe_unused]] const bool woken = co_await nodes.changed.waitFor(1s);
        }
        co_return done();
    }
    asio::awaitable<bool> stopped() {
        co_await conductor->stop();
        co_return true;
    }
    asio::awaitable<bool> started() {
        co_await conductor->start();
        co_return true;
    }
    bool deploy() { return conductor->setProvision(nodeId, "active").has_value(); }
    std::string lastError() const { return nodes.node.value("last_error", ""); }
    void TearDown() override {
        runOn(io, stopped());
        std::filesystem::remove_all(state);
    }
};

TEST_F(AgentDeploymentTest, directIsDoneByTheAgent) {
    ASSERT_TRUE(deploy());
    ASSERT_TRUE(settles("active")) << nodes.node.dump();
    EXPECT_THAT(agent.commands,
                ElementsAre("deploy.get_deploy_steps", "deploy.execute_deploy_step", "standby.run_image"));
    const auto& info = agent.step["args"]["image_info"];
    EXPECT_EQ(info["os_hash_value"], std::string(64, 'a'));
    EXPECT_EQ(info["urls"][0], "http://127.45.2.1:8088/nodes/" + nodeId + "/image");
    EXPECT_FALSE(blade.order) << "nobody writes from outside";
    EXPECT_THAT(nodes.types(),
                ElementsAre("power-on", "dhcp", "boot-file", "boot-file", "ramdisk-up", "iscsi-login",
                            "image-written", "image-read-back", "rebooted-to-disk", "active"));
    EXPECT_TRUE(std::filesystem::exists(state / "images-raw" / (std::string(64, 'a') + ".zst")));
    EXPECT_FALSE(conductor->agentToken(nodeId)) << "an active node waits for no agent";
}

TEST_F(AgentDeploymentTest, theBootScriptCallsAnAgentAndTellsNoKey) {
    std::string script;
    blade.onRamdisk = [&] {
        script = bootScript(blade.network(), *blade.entry);
        lookUp();
    };
    ASSERT_TRUE(deploy());
    ASSERT_TRUE(settles("active")) << nodes.node.dump();
    EXPECT_THAT(script, HasSubstr(" ipa-api-url=http://127.45.2.1:6385 "));
    EXPECT_EQ(script.find("deployment_"), std::string::npos);
}

TEST_F(AgentDeploymentTest, theDiskIsExportedAsACustomStep) {
    nodes.node["deploy_interface"] = "custom-agent";
    agent.result = {{"iscsi_target_iqn", "iqn-" + nodeId}};
    agent.mayEnd = false;
    auto socket = std::make_shared<asio::ip::tcp::socket>(io);
    ramdisk.async_accept(*socket, [this, socket](boost::system::error_code) { agent.mayEnd = true; });
    ASSERT_TRUE(deploy());
    ASSERT_TRUE(settles("active")) << nodes.node.dump();
    ASSERT_TRUE(blade.order);
    EXPECT_EQ(blade.order->address, nodeAddress);
    EXPECT_EQ(blade.order->iqn, "iqn-" + nodeId);
    EXPECT_THAT(agent.commands,
                ElementsAre("deploy.get_deploy_steps", "deploy.execute_deploy_step", "standby.run_image"));
}

TEST_F(AgentDeploymentTest, onlyTheAgentOfThisBootIsHeard) {
    blade.onRamdisk = [this] {
        EXPECT_EQ(beat("", agent.url()).error().id, "AGENT-TOKEN");
        agent.token = conductor->agentToken(nodeId)->reveal();
        EXPECT_EQ(beat("wrong", agent.url()).error().id, "AGENT-TOKEN");
        EXPECT_EQ(beat(agent.token, "http://10.9.9.9:9999").error().id, "DEPLOY-ADDRESS");
        EXPECT_EQ(beat(agent.token, "https://" + nodeAddress).error().id, "DEPLOY-ADDRESS");
        EXPECT_TRUE(beat(agent.token, agent.url()));
        EXPECT_TRUE(beat(agent.token, agent.url()));
        EXPECT_EQ(beat(agent.token, "http://" + nodeAddress + ":1").error().id, "DEPLOY-ADDRESS");
    };
    EXPECT_FALSE(conductor->agentToken(nodeId));
    EXPECT_EQ(beat("x", agent.url()).error().id, "NODE-STATE");
    ASSERT_TRUE(deploy());
    ASSERT_TRUE(settles("active")) << nodes.node.dump();
}

TEST_F(AgentDeploymentTest, anotherBladeIsNotWritten) {
    agent.serial = "SGH9999999";
    ASSERT_TRUE(deploy());
    ASSERT_TRUE(settles("deploy failed"));
    EXPECT_THAT(lastError(), HasSubstr("DEPLOY-WRONG-BLADE"));
    EXPECT_TRUE(agent.commands.empty());
}

TEST_F(AgentDeploymentTest, whatTheAgentSaysIsTheCause) {
    agent.failure =
        "AGENT-CHECKSUM disk /dev/vda: prove what was written: the image should be another. Next: look at it";
    ASSERT_TRUE(deploy());
    ASSERT_TRUE(settles("deploy failed"));
    EXPECT_THAT(lastError(), HasSubstr("AGENT-CHECKSUM"));
    EXPECT_THAT(lastError(), HasSubstr("the image should be another"));
}

TEST_F(AgentDeploymentTest, aDiskThatReadsOtherwiseFails) {
    agent.sha256 = std::string(64, 'b');
    ASSERT_TRUE(deploy());
    ASSERT_TRUE(settles("deploy failed"));
    EXPECT_THAT(lastError(), HasSubstr("IMAGE-READ-BACK"));
}

TEST_F(AgentDeploymentTest, anAgentWithoutTheStepIsNamed) {
    agent.offers.clear();
    ASSERT_TRUE(deploy());
    ASSERT_TRUE(settles("deploy failed"));
    EXPECT_THAT(lastError(), HasSubstr("AGENT-STEP"));
}

TEST_F(AgentDeploymentTest, aStepWithoutProgressIsNoticed) {
    agent.mayEnd = false;
    limits.writer.stall = 20ms;
    make();
    ASSERT_TRUE(deploy());
    ASSERT_TRUE(settles("deploy failed"));
    EXPECT_THAT(lastError(), HasSubstr("DEPLOY-STALLED"));
}

TEST_F(AgentDeploymentTest, aWriteIsTakenUpAgainAndNotBegunTwice) {
    agent.mayEnd = false;
    ASSERT_TRUE(deploy());
    ASSERT_TRUE(runOn(io, reached([this] { return !agent.step.is_null(); })));
    runOn(io, stopped());
    EXPECT_EQ(nodes.phase(), "write");
    make();
    runOn(io, started());
    agent.mayEnd = true;
    ASSERT_TRUE(settles("active")) << nodes.node.dump();
    EXPECT_EQ(std::count(agent.commands.begin(), agent.commands.end(), "deploy.execute_deploy_step"), 1);
}

} // namespace
} // namespace seedbed::seed
