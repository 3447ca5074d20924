// SPDX-License-Identifier: GPL-3.0-or-later
// verify: the node answers over HTTP and over SSH with the configuration that came through Heat. Whether Heat calls
// the stack complete does not count here.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "appliance/deploy/steps.hpp"
#include "appliance/provision/nodes.hpp"
#include "oa-bridge/base/json_fields.hpp"
#include "oa-bridge/base/text.hpp"
#include "oa-bridge/net/ssh.hpp"

namespace seedbed {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

class VerifyStep : public Step {
public:
    VerifyStep(DeployContext& context, BayNumber bay)
        : Step({.stage = "verify", .name = "verify", .bay = bay, .deadline = 2min, .stall = 90s}), deploy_(context) {}

    Task<bool> observe(StepContext&) override { co_return false; } // a proof is made anew each time
    Task<> act(StepContext&) override {
        auto address = co_await nodeAddress(deploy_, blade().bay);
        if (!address) {
            co_return fail(address.error());
        }
        address_ = std::move(*address);
        co_return Result<>();
    }
    Task<> verify(StepContext& context) override {
        auto overHttp = co_await askOverHttp();
        if (!overHttp) {
            co_return fail(overHttp.error());
        }
        auto compared = compare(*overHttp, "HTTP");
        if (!compared) {
            co_return compared;
        }
        auto overSsh = co_await askOverSsh();
        if (!overSsh) {
            co_return fail(overSsh.error());
        }
        compared = compare(*overSsh, "SSH");
        if (!compared) {
            co_return compared;
        }
        auto noted = context.note("configuration-applied", field::text(*overHttp, "applied_at") + " by the node's clock");
        if (noted) {
            noted = context.note("ssh-verified", "hostname " + field::text(*overSsh, "hostname"));
        }
        if (noted) {
            noted = context.note("http-verified", overHttp->dump());
        }
        co_return noted;
    }

private:
    const PlannedBlade& blade() const { return deploy_.blade(spec().bay); }

    Result<> compare(const json& told, const std::string& door) const {
        const std::map<std::string, std::string> wanted{{"hostname", blade().name()},
                                                        {"bay", std::to_string(blade().bay)},
                                                        {"role", deploy_.pack.role},
                                                        {"greeting", deploy_.pack.greeting},
                                                        {"serial", blade().serial}};
        for (const auto& [key, value] : wanted) {
            const auto seen = field::text(told, key.c_str());
            if (seen != value) {
                return fail({.kind = ErrorKind::conflict,
                             .id = "VERIFY-CONFIG-DIFFERS",
                             .object = fmt::format("{} over {}", blade().name(), door),
                             .attempted = "read " + key,
                             .cause = fmt::format("it is \"{}\", Heat gave \"{}\"", seen, value),
                             .action = "look at the node's console and its os-refresh-config log"});
            }
        }
        return {};
    }

    Task<json> askOverHttp() {
        Result<json> told = fail(silent("HTTP"));
        for (int tries = 0; tries < 100; ++tries) {
            HttpCall request("GET", "http://" + address_ + "/config.json");
            request.deadline = 5s;
            auto response = co_await httpCall(std::move(request));
            if (response && response->status == 200) {
                co_return parseJson(response->body, "config.json of " + blade().name());
            }
            co_await pause(200ms);
        }
        co_return told;
    }

    Task<json> askOverSsh() {
        SshTarget target;
        target.host = address_;
        target.user = "root";
        target.keyFile = deploy_.paths.nodeKey();
        Result<json> told = fail(silent("SSH"));
        for (int tries = 0; tries < 100; ++tries) {
            std::function<Result<std::string>()> ask = [target] { return readOverSsh(target); };
            auto text = co_await deploy_.blocking.run<std::string>(std::move(ask));
            if (text) {
                co_return parseJson(*text, "config.json of " + blade().name());
            }
            told = fail(text.error());
            if (!isTransient(text.error())) {
                co_return told;
            }
            co_await pause(200ms);
        }
        co_return told;
    }

    static Result<std::string> readOverSsh(const SshTarget& target) {
        auto session = SshSession::open(target);
        if (!session) {
            return fail(session.error());
        }
        auto outcome = session->exec("cat /srv/www/config.json", 10s);
        if (!outcome) {
            return fail(outcome.error());
        }
        return outcome->output;
    }

    Error silent(const std::string& door) const {
        return {.kind = ErrorKind::timeout,
                .id = "VERIFY-SILENT",
                .object = fmt::format("{} {} over {}", blade().name(), address_, door),
                .attempted = "read its configuration",
                .cause = "no answer",
                .action = "look at the node's console"};
    }

    DeployContext& deploy_;
    std::string address_;
};

} // namespace

Task<std::string> nodeAddress(DeployContext& context, BayNumber bay) {
    auto node = co_await showNode(*context.openstack, context.blade(bay).name());
    if (!node) {
        co_return fail(node.error());
    }
    co_return field::text(field::object(*node, "driver_internal_info"), "provisioning_address");
}

std::unique_ptr<Step> makeVerifyStep(DeployContext& context, BayNumber bay) {
    return std::make_unique<VerifyStep>(context, bay);
}

} // namespace seedbed
