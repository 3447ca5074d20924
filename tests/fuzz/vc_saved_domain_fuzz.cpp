// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a saved domain of vc-config: what was taken is written the same, and can be compared and
// planned from.
#include "tests/fuzz/input.hpp"
#include "vc-config/plan/drift.hpp"
#include "vc-config/plan/plan.hpp"
#include "vc-config/text/domain_json.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    const auto domain = vc::domainFromJson(fuzz::textOf(data, size));
    if (!domain) {
        return 0;
    }
    const auto written = vc::domainToJson(*domain);
    const auto again = vc::domainFromJson(written);
    fuzz::must(again && vc::domainToJson(*again) == written);
    (void)vc::drift(*domain, *domain); // names may be there twice
    (void)vc::plan(vc::VcDomain{}, *domain);
    (void)vc::planRollback(vc::VcDomain{}, *domain, *domain);
    return 0;
}
