// SPDX-License-Identifier: GPL-3.0-or-later
// wires: probe frames from every FlexNIC of the blades that this run proved, and from the appliance at the uplink; who
// hears whom is what Virtual Connect was told (appliance/verify/wire.hpp). A look in which somebody was not heard is
// taken again, for a busy machine may have slept through it; a leak is never taken back.
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "appliance/deploy/vc_change.hpp"
#include "appliance/site/layout.hpp"
#include "appliance/verify/wire.hpp"
#include "oa-bridge/base/text.hpp"
#include "oa-bridge/net/process.hpp"
#include "oa-bridge/net/ssh.hpp"

namespace seedbed {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

constexpr int kLooks = 3;
constexpr std::size_t kErrorsTold = 3;

// A blade that takes part, and its open session: all are opened before any begins.
struct Probed {
    BayNumber bay = 0;
    std::string address;
    std::set<int> tags; // of the networks that share a FlexNIC
    std::shared_ptr<SshSession> session;
    Result<json> told = json();
};

struct WireOrder {
    std::string run; // a number
    int seconds = 2;

    std::vector<std::string> words(const std::string& name, const std::set<int>& tags) const {
        std::vector<std::string> words{"seedbed-frames", "--name", name, "--run", run, "--seconds", std::to_string(seconds)};
        for (const int tag : tags) {
            words.insert(words.end(), {"--tag", std::to_string(tag)});
        }
        return words;
    }
};

// Frames of another look, or another chassis, are nobody's.
std::string randomRun() { return std::to_string(std::stoull(randomSecret(8).reveal(), nullptr, 16)); }

Result<json> toldBy(const SshOutcome& outcome, const std::string& name) {
    if (outcome.status == 0) {
        return parseJson(outcome.output, "what the probe of " + name + " heard");
    }
    return fail({.kind = ErrorKind::unsupported,
                 .id = "WIRE-NO-PROBE",
                 .object = name,
                 .attempted = "run seedbed-frames on it",
                 .cause = fmt::format("status {}, {}", outcome.status, trim(outcome.errors)),
                 .action = "deploy an image that has the program; seedbed-image makes one"});
}

Result<std::shared_ptr<SshSession>> openSession(const SshTarget& target) {
    auto session = SshSession::open(target);
    if (!session) {
        return fail(session.error());
    }
    return std::make_shared<SshSession>(std::move(*session));
}

asio::awaitable<void> openTo(Blocking& blocking, SshTarget target, Probed& blade) {
    std::function<Result<std::shared_ptr<SshSession>>()> open = [target] { return openSession(target); };
    auto session = co_await blocking.run(std::move(open));
    if (session) {
        blade.session = std::move(*session);
    } else {
        blade.told = fail(session.error());
    }
}

asio::awaitable<void> probeFrom(Blocking& blocking, Probed& blade, WireOrder order) {
    const auto name = fmt::format("bay{}", blade.bay);
    const auto words = order.words(name, blade.tags);
    std::function<Result<SshOutcome>()> exec = [session = blade.session, command = fmt::format("{}", fmt::join(words, " ")),
                                                seconds = order.seconds] {
        return session->exec(command, std::chrono::seconds(seconds) + 20s);
    };
    auto outcome = co_await blocking.run(std::move(exec));
    blade.told = outcome ? toldBy(*outcome, name) : fail(outcome.error());
}

asio::awaitable<void> probeUplink(const DeployContext& context, WireOrder order, std::set<int> tags, Result<json>& told) {
    auto words = order.words("appliance", tags);
    words[0] = (context.paths.programs / words[0]).string();
    words.insert(words.end(), {"--interface", context.site.provisioning.interface});
    ProcessSpec spec(std::move(words));
    spec.deadline = std::chrono::seconds(order.seconds) + 20s;
    auto outcome = co_await run(std::move(spec));
    told = outcome ? toldBy({outcome->status, outcome->output, outcome->errors}, "appliance") : fail(outcome.error());
}

std::string neighbourText(const std::string& port, const Result<std::optional<vc::Neighbour>>& neighbour) {
    if (!neighbour) {
        return port + ": " + toSentence(neighbour.error());
    }
    return *neighbour ? fmt::format("{} leads to {} {} port {}", port, (**neighbour).system, (**neighbour).chassis, (**neighbour).port)
                      : port + ": nobody at its other end tells who it is by LLDP";
}

// "enc0:1" of "enc0:1:X1"
std::string moduleOf(const vc::VcDomain& domain) {
    const bool known = !domain.uplinkSets.empty() && !domain.uplinkSets.front().ports.empty();
    const std::string port = known ? domain.uplinkSets.front().ports.front().port : "enc0:1:X1";
    return port.substr(0, port.rfind(':'));
}

// Several things may be wrong for one reason: the first few are named.
Error together(const std::vector<Error>& errors) {
    Error error = errors.front();
    for (std::size_t i = 1; i < std::min(errors.size(), kErrorsTold); ++i) {
        error.cause += fmt::format("; {}: {}", errors[i].object, errors[i].cause);
    }
    if (errors.size() > kErrorsTold) {
        error.cause += fmt::format("; and {} more", errors.size() - kErrorsTold);
    }
    return error;
}

class WireStep : public Step {
public:
    WireStep(DeployContext& context, Journal& journal)
        : Step({.stage = "verify", .name = "wires", .deadline = 5min, .stall = 90s}), deploy_(context), journal_(journal) {}

    Task<bool> observe(StepContext&) override { co_return false; } // a proof is made anew each time
    Task<> act(StepContext& context) override {
        auto records = journal_.steps(context.run());
        if (!records) {
            co_return fail(records.error());
        }
        probed_.clear();
        points_.clear();
        for (const StepRecord& record : *records) {
            if (record.step == "verify" && record.state == "done") {
                auto added = co_await addBlade(context, record.bay);
                if (!added) {
                    co_return added;
                }
                context.alive();
            }
        }
        addUplink();
        co_return Result<>();
    }
    Task<> verify(StepContext& context) override {
        if (probed_.empty()) {
            co_return context.note("wires", "no blade to look from");
        }
        std::vector<WireTold> told;
        WireVerdict verdict;
        for (int look = 1; look <= kLooks; ++look) {
            WireOrder order{randomRun(), 2 * look};
            auto heard = co_await listen(std::move(order));
            if (!heard) {
                co_return fail(heard.error());
            }
            told.insert(told.end(), heard->begin(), heard->end());
            verdict = judgeWires(domain_, points_, told);
            const json counts{{"points", verdict.points}, {"heard", verdict.heard}, {"wanted", verdict.wanted}, {"apart", verdict.apart}};
            auto noted = context.note("wires",
                                      fmt::format("{} of {} pairs hear each other, {} pairs are kept apart", verdict.heard,
                                                  verdict.wanted, verdict.apart),
                                      counts.dump());
            if (!noted) {
                co_return noted;
            }
            if (verdict.errors.empty()) {
                auto unproved = noteUnproved(context, verdict);
                if (!unproved) {
                    co_return unproved;
                }
                auto asked = co_await askModule(context);
                co_return asked;
            }
        }
        co_return fail(together(verdict.errors));
    }

private:
    static Result<> noteUnproved(StepContext& context, const WireVerdict& verdict) {
        for (const std::string& unproved : verdict.notes) {
            auto noted = context.note("warning", unproved);
            if (!noted) {
                return noted;
            }
        }
        return {};
    }

    // What the module itself saw of it, for the report: the addresses it learned, and who is at its uplinks. Its words for
    // that are not known from real hardware, so they decide nothing.
    Task<> askModule(StepContext& context) {
        for (const vc::UplinkSet& set : domain_.uplinkSets) {
            for (const vc::UplinkMember& member : set.ports) {
                auto neighbour = co_await deploy_.vc->readNeighbour(member.port);
                auto noted = context.note("neighbour", neighbourText(member.port, neighbour));
                if (!noted) {
                    co_return noted;
                }
            }
        }
        auto learned = co_await deploy_.vc->readMacTable(moduleOf(domain_));
        co_return context.note("learned", learned ? learnedText(*learned) : toSentence(learned.error()));
    }

    std::string learnedText(const std::vector<vc::LearnedMac>& learned) const {
        std::set<MacAddress> known;
        for (const vc::LearnedMac& each : learned) {
            known.insert(each.mac);
        }
        std::set<MacAddress> wired;
        std::vector<std::string> missing;
        for (const WirePoint& point : points_) {
            const bool fresh = !point.uplink && !point.network.empty() && wired.insert(point.mac).second;
            if (fresh && known.count(point.mac) == 0) {
                missing.push_back(point.name);
            }
        }
        return fmt::format("the module has learned {} of {} addresses of FlexNICs{}{}", wired.size() - missing.size(), wired.size(),
                           missing.empty() ? "" : "; not those of ", fmt::join(missing, ", "));
    }

    Task<> addBlade(StepContext& context, BayNumber bay) {
        auto desired = desiredDomain(deploy_.site, deploy_.pack);
        if (!desired) {
            co_return fail(desired.error());
        }
        domain_ = std::move(*desired);
        auto address = co_await nodeAddress(deploy_, bay);
        if (!address) {
            co_return fail(address.error());
        }
        auto ask = [this, bay] { return deploy_.vc->readProfileMacs(profileName(bay)); };
        auto macs = co_await throughRestarts<std::vector<MacAddress>>(context, ask);
        if (!macs) {
            co_return fail(macs.error());
        }
        auto points = pointsOf(*domain_.profileAt(bay), *macs);
        for (WirePoint& point : points) {
            point.mtu = mtuOf(point.network);
        }
        points_.insert(points_.end(), points.begin(), points.end());
        probed_.push_back({bay, *address, tagsOf(fmt::format("bay{}", bay)), nullptr});
        co_return Result<>();
    }

    // The appliance sees the provisioning network untagged; the others tagged if its interface is a trunk, as the site may
    // say that it is.
    void addUplink() {
        const ProvisioningNetwork& ours = deploy_.site.provisioning;
        const auto* provisioning = domain_.network(ours.name);
        for (const vc::Network& network : domain_.networks) {
            if (provisioning == nullptr || network.uplinkSet != provisioning->uplinkSet) {
                continue; // it leaves by other cables
            }
            const bool untagged = network.name == ours.name;
            points_.push_back({"uplink " + network.name,
                               "appliance",
                               {},
                               untagged ? 0 : network.vlan,
                               network.name,
                               true,
                               !untagged && !ours.trunk,
                               mtuOf(network.name)});
        }
    }
    int mtuOf(const std::string& network) const {
        const auto intent = connectivityIntent(deploy_.site, deploy_.pack);
        const auto* asked = intent.network(network);
        return asked == nullptr ? 0 : asked->mtu;
    }
    std::set<int> tagsOf(const std::string& host) const {
        std::set<int> tags;
        for (const WirePoint& point : points_) {
            if (point.host == host && point.tag != 0) {
                tags.insert(point.tag);
            }
        }
        return tags;
    }

    SshTarget targetOf(const Probed& blade) const {
        SshTarget target;
        target.host = blade.address;
        target.user = "root";
        target.keyFile = deploy_.paths.nodeKey();
        return target;
    }

    Task<std::vector<WireTold>> listen(WireOrder order) {
        Nursery sessions(co_await asio::this_coro::executor);
        for (Probed& blade : probed_) {
            sessions.spawn("session", openTo(deploy_.blocking, targetOf(blade), blade));
        }
        co_await sessions.join();
        Nursery probes(co_await asio::this_coro::executor);
        Result<json> uplink = json();
        probes.spawn("uplink", probeUplink(deploy_, order, tagsOf("appliance"), uplink));
        for (Probed& blade : probed_) {
            if (blade.session) {
                probes.spawn("probe", probeFrom(deploy_.blocking, blade, order));
            }
        }
        co_await probes.join();
        co_return collect(uplink);
    }

    Result<std::vector<WireTold>> collect(const Result<json>& uplink) {
        std::vector<WireTold> all;
        auto add = [&all](const Result<json>& text, const std::string& host) {
            auto told = text ? readWireTold(*text, host) : fail(text.error());
            if (told) {
                all.push_back(std::move(*told));
            }
            return told ? Result<>() : fail(told.error());
        };
        auto added = add(uplink, "appliance");
        for (auto blade = probed_.begin(); added && blade != probed_.end(); ++blade) {
            added = add(blade->told, fmt::format("bay{}", blade->bay));
        }
        if (!added) {
            return fail(added.error());
        }
        for (WirePoint& point : points_) {
            point.mac = point.uplink ? all.front().nics.front().mac : point.mac;
        }
        return all;
    }

    DeployContext& deploy_;
    Journal& journal_;
    vc::VcDomain domain_;
    std::vector<Probed> probed_;
    std::vector<WirePoint> points_;
};

} // namespace

std::unique_ptr<Step> makeWireStep(DeployContext& context, Journal& journal) {
    return std::make_unique<WireStep>(context, journal);
}

} // namespace seedbed
