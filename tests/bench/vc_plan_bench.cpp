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

// Four enclosures; each network is on one FlexNIC of some blades.
ConnectivityIntent large(int blades, int networks) {
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
    for (int i = 0; i < blades; ++i) {
        BayIntent bay;
        bay.bay = 1 + i;
        bay.flexNics.push_back({"network0", 1000});
        for (int nic = 1; nic < mostConnections; ++nic) {
            bay.flexNics.push_back({"network" + std::to_string(1 + (i * 7 + nic) % (networks - 1))});
        }
        intent.bays.push_back(std::move(bay));
    }
    return intent;
}

// Two enclosures are compiled, and their profiles stand for those of the other two as well.
VcDomain fourEnclosures(const ConnectivityIntent& two) {
    auto domain = compile(two).value();
    const auto profiles = domain.profiles;
    for (auto profile : profiles) {
        profile.name += "-more";
        profile.bay = *profile.bay + 16;
        domain.profiles.push_back(std::move(profile));
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
    const auto intent = large(16, 1000);
    for ([[maybe_unused]] auto round : state) {
        for (int domain = 0; domain < 32; ++domain) {
            planFromNothing(fourEnclosures(intent), state);
        }
    }
}
BENCHMARK(aThousandBlades)->Unit(benchmark::kMillisecond);

} // namespace
} // namespace seedbed::vc

BENCHMARK_MAIN();
