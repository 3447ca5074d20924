// SPDX-License-Identifier: GPL-3.0-or-later
// How long planning takes: the kit of eight blades (wanted: under 10 ms), and 128 enclosures with 1,024
// blades and 1,000 networks, which are 32 domains, for a domain has four enclosures at most (wanted: under 2
// s).
#include <benchmark/benchmark.h>

#include "tests/unit/support/random_layout.hpp"
#include "vc-config/compile/compile.hpp"
#include "vc-config/plan/plan.hpp"

namespace seedbed::vc {
namespace {

VcDomain nothing() {
    VcDomain none;
    none.enclosureImported = false;
    return none;
}

constexpr int bladesOfEnclosure = 8;
constexpr int enclosuresOfDomain = 4;

// One enclosure of the site; each network is on one FlexNIC of some blades, no two blades have the same.
ConnectivityIntent large(int enclosure, int networks) {
    ConnectivityIntent intent;
    intent.domainName = "large";
    intent.vlanCapacity = VlanCapacity::expanded;
    intent.uplinkSets = {{"US", {{"enc0:1:X1"}, {"enc0:1:X2"}}}};
    for (int i = 0; i < networks; ++i) {
        NetworkIntent network;
        network.name = "network" + std::to_string(i);
        network.vlan = 1 + i;
        network.pxe = i == 0;
        intent.networks.push_back(std::move(network));
    }
    for (int i = 0; i < bladesOfEnclosure; ++i) {
        const int blade = enclosure * bladesOfEnclosure + i;
        BayIntent bay;
        bay.bay = 1 + i;
        bay.profile = "blade" + std::to_string(blade);
        bay.flexNics.push_back({"network0", 100 * (1 + blade % 90)});
        for (int nic = 1; nic < mostConnections; ++nic) {
            bay.flexNics.push_back({"network" + std::to_string(1 + (blade * 7 + nic) % (networks - 1))});
        }
        intent.bays.push_back(std::move(bay));
    }
    return intent;
}

// Four enclosures, each compiled, in one domain: bays 1 to 8, 9 to 16 and so on.
VcDomain largeDomain(int number) {
    VcDomain domain;
    for (int enclosure = 0; enclosure < enclosuresOfDomain; ++enclosure) {
        auto one = compile(large(number * enclosuresOfDomain + enclosure, 1000)).value();
        for (auto& profile : one.profiles) {
            profile.bay = *profile.bay + enclosure * bladesOfEnclosure;
        }
        one.profiles.insert(one.profiles.begin(), domain.profiles.begin(), domain.profiles.end());
        domain = std::move(one);
    }
    return domain;
}

void planFromNothing(const VcDomain& desired, benchmark::State& state) {
    const auto made = plan(desired, nothing());
    if (!made || made->empty()) {
        state.SkipWithError("no plan");
    }
}

void eightBlades(benchmark::State& state) {
    const auto intent = test::randomLayout(1, 8);
    for ([[maybe_unused]] auto round : state) {
        planFromNothing(compile(intent).value(), state);
    }
}
BENCHMARK(eightBlades)->Unit(benchmark::kMillisecond);

void eightBladesChanged(benchmark::State& state) {
    const auto before = compile(test::randomLayout(1, 8)).value();
    const auto after = compile(test::randomLayout(2, 8)).value();
    for ([[maybe_unused]] auto round : state) {
        benchmark::DoNotOptimize(plan(after, before));
    }
}
BENCHMARK(eightBladesChanged)->Unit(benchmark::kMillisecond);

void aThousandBlades(benchmark::State& state) {
    for ([[maybe_unused]] auto round : state) {
        for (int domain = 0; domain < 32; ++domain) {
            planFromNothing(largeDomain(domain), state);
        }
    }
}
BENCHMARK(aThousandBlades)->Unit(benchmark::kMillisecond);

} // namespace
} // namespace seedbed::vc

BENCHMARK_MAIN();
