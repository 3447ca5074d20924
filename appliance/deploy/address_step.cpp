// SPDX-License-Identifier: GPL-3.0-or-later
// address: one step a concern. What differs from what the site asks for is journalled, set, and looked at until it is
// in effect; an iLO may be away meanwhile, for its network starts anew. A blade whose iLO does not come to it is kept
// out of the run; the OA itself ends the run. What is not asked for is only looked at.
#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "appliance/deploy/address.hpp"
#include "appliance/deploy/steps.hpp"
#include "oa-bridge/base/json_fields.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

constexpr const char* kSet = "address-set"; // event of the chassis: what was journalled has been set
// An iLO is away for about a minute when its network starts anew, and then asks its time servers.
constexpr auto kEffectLimit = 150s;
constexpr auto kInterval = 500ms;

asio::awaitable<void> setOne(const AddressConcern& concern, DeployContext& context, AddressTarget target,
                             std::optional<Error>& failure) {
    auto done = co_await concern.set(context, std::move(target));
    failure = done ? std::nullopt : std::optional(done.error());
}

class AddressStep : public Step {
public:
    AddressStep(DeployContext& context, Journal& journal, const AddressConcern& concern)
        : Step({.stage = "address", .name = fmt::format("address-{}", concern.name), .deadline = 10min, .stall = 2min}),
          deploy_(context), journal_(journal), concern_(concern) {}

    Task<bool> observe(StepContext& context) override {
        if (!concern_.asked(deploy_.site.address)) {
            auto told = co_await tellOnly(context);
            co_return told ? Result<bool>(true) : fail(told.error());
        }
        auto read = readJournal(context.run());
        if (!read) {
            co_return fail(read.error());
        }
        auto states = co_await concern_.look(deploy_, targets());
        if (!states) {
            co_return fail(states.error());
        }
        const bool same = std::all_of(states->begin(), states->end(), [this](const AddressState& state) {
            return state.settled() || (!touched_ && state.fields.empty() && !state.unseen); // a clock may be off on its own
        });
        co_return same && !unfinished_;
    }
    Task<> act(StepContext& context) override {
        const auto end = std::chrono::steady_clock::now() + kEffectLimit;
        for (;;) {
            auto states = co_await concern_.look(deploy_, targets());
            if (!states) {
                co_return fail(states.error());
            }
            auto set = co_await setThose(context, *states);
            if (!set) {
                co_return set;
            }
            const bool again = std::any_of(states->begin(), states->end(), [this](const AddressState& state) {
                const bool left = !state.fields.empty() && tried_.count(state.bay) == 0;
                return left || (state.unseen && isTransient(*state.unseen));
            });
            if (!again || std::chrono::steady_clock::now() > end) {
                co_return Result<>();
            }
            context.alive();
            co_await pause(kInterval);
        }
    }
    Task<> verify(StepContext& context) override {
        const auto end = std::chrono::steady_clock::now() + kEffectLimit;
        for (;;) {
            auto states = co_await concern_.look(deploy_, targets());
            if (!states) {
                co_return fail(states.error());
            }
            const bool wait = std::any_of(states->begin(), states->end(), [this](const AddressState& state) { return mayCome(state); });
            if (!wait || std::chrono::steady_clock::now() > end) {
                co_return judge(context, *states);
            }
            context.alive();
            co_await pause(kInterval);
        }
    }

private:
    AddressTargets targets() const {
        AddressTargets targets = addressTargets(deploy_.plan);
        std::erase_if(targets, [this](const AddressTarget& target) { return deploy_.blocked.count(target.bay) != 0; });
        return targets;
    }

    bool mayCome(const AddressState& state) const {
        if (state.settled() || failures_.count(state.bay) != 0) {
            return false;
        }
        return !state.unseen || isTransient(*state.unseen);
    }

    Task<> tellOnly(StepContext& context) {
        json seen = json::object();
        auto states = co_await concern_.look(deploy_, targets());
        if (!states) {
            seen["OA"] = toSentence(states.error());
        } else {
            for (const AddressState& state : *states) {
                seen[state.object] = state.unseen ? toSentence(*state.unseen) : state.is;
            }
        }
        co_return context.note("address", fmt::format("{}: the site asks for nothing, nothing is changed", spec().name), seen.dump());
    }

    // What an earlier life of the daemon has set, and whether it came to the end of it.
    Result<> readJournal(std::int64_t run) {
        auto events = journal_.events(run, 0, 1000000);
        if (!events) {
            return fail(events.error());
        }
        for (const EventRecord& event : *events) {
            const bool effect = event.type == "effect";
            const auto data = effect || event.type == kSet ? parseJson(event.data, "an event") : Result<json>(json());
            if (!data || !data->is_object() || field::text(*data, "concern") != concern_.name) {
                continue;
            }
            touched_ = true;
            unfinished_ = effect;
        }
        return {};
    }

    Task<> setThose(StepContext& context, AddressStates states) {
        for (const AddressState& state : states) {
            if (state.fields.empty() && !state.unseen) { // an iLO may be away before it has said that it did it
                failures_.erase(state.bay);
            }
        }
        std::erase_if(states, [this](const AddressState& state) { return state.fields.empty() || tried_.count(state.bay) != 0; });
        const std::string data = json{{"concern", concern_.name}}.dump();
        for (const AddressState& state : states) {
            auto noted = context.noteFor(state.bay, "effect", fmt::format("{}: {}", state.object, fmt::join(state.fields, ", ")), data);
            if (!noted) {
                co_return noted;
            }
        }
        unfinished_ = unfinished_ || !states.empty();
        if (!unfinished_) {
            co_return Result<>();
        }
        co_await setAll(states);
        if (concern_.finish != nullptr) {
            auto finished = co_await concern_.finish(deploy_);
            if (!finished) {
                co_return finished;
            }
        }
        unfinished_ = false;
        co_return context.note(kSet, spec().name + ": set", data);
    }

    asio::awaitable<void> setAll(const AddressStates& states) {
        auto executor = co_await asio::this_coro::executor;
        const AddressTargets known = targets();
        std::map<BayNumber, std::optional<Error>> failures;
        Nursery nursery(executor);
        for (const AddressState& state : states) {
            const auto found = std::find_if(known.begin(), known.end(), [&](const auto& t) { return t.bay == state.bay; });
            const AddressTarget target = found == known.end() ? AddressTarget() : *found;
            nursery.spawn(state.object, setOne(concern_, deploy_, target, failures[state.bay]));
        }
        co_await nursery.join();
        for (const auto& [bay, failure] : failures) {
            if (failure) {
                failures_.insert_or_assign(bay, *failure);
            }
            if (!failure || !isTransient(*failure)) {
                tried_.insert(bay);
            }
        }
    }

    Error left(const AddressState& state) const {
        const auto failure = failures_.find(state.bay);
        if (failure != failures_.end()) {
            return failure->second;
        }
        if (state.unseen) {
            return *state.unseen;
        }
        const bool ignored = !state.fields.empty();
        return {.kind = ignored ? ErrorKind::nonsense : ErrorKind::timeout,
                .id = ignored ? "ADDRESS-NOT-APPLIED" : "ADDRESS-NO-EFFECT",
                .object = state.object,
                .attempted = "set it as the site asks",
                .cause = ignored ? fmt::format("it was set, and reads back otherwise: {}", fmt::join(state.fields, ", ")) : state.awaits,
                .action = "set it by hand at the device, or reset its iLO; then start a new run"};
    }

    Result<> judge(StepContext& context, const AddressStates& states) {
        const Error* ofOa = nullptr;
        std::vector<Error> errors(states.size());
        for (std::size_t i = 0; i < states.size(); ++i) {
            const AddressState& state = states[i];
            if (state.settled()) {
                continue;
            }
            errors[i] = left(state);
            const bool goesOn = state.tolerable && state.fields.empty() && !state.unseen;
            auto noted = goesOn ? context.noteFor(state.bay, "warning", toSentence(errors[i]))
                         : state.bay == 0 ? Result<>()
                                          : keepOut(deploy_, context, state.bay, errors[i]);
            if (!noted) {
                return noted;
            }
            ofOa = !goesOn && state.bay == 0 ? &errors[i] : ofOa;
        }
        if (ofOa != nullptr) {
            return fail(*ofOa);
        }
        if (targets().empty()) { // nothing is left to change anything for
            return fail(deploy_.blocked.begin()->second);
        }
        return {};
    }

    DeployContext& deploy_;
    Journal& journal_;
    const AddressConcern& concern_;
    bool touched_ = false;    // this run has set something of it
    bool unfinished_ = false; // and did not come to the end of it
    std::map<BayNumber, Error> failures_; // what setting it came to
    std::set<BayNumber> tried_;           // not to be set again
};

} // namespace

std::unique_ptr<Step> makeAddressStep(DeployContext& context, Journal& journal, const AddressConcern& concern) {
    return std::make_unique<AddressStep>(context, journal, concern);
}

} // namespace seedbed
