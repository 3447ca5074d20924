// SPDX-License-Identifier: GPL-3.0-or-later
// How long one device takes when it alone is asked what a survey asks it: the Onboard Administrator, or the four doors
// of one iLO. The least of so many times, in milliseconds; sessions are resumed as the daemon does. For survey_bench.py.
// Usage: bench_device oa|ilo ADDRESS USER PASSWORD_FILE TIMES
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "appliance/inventory/collector.hpp"
#include "oa-bridge/base/text.hpp"
#include "oa-bridge/net/pin_store.hpp"

namespace seedbed {
namespace {

Task<> askOa(OaAccess access) {
    auto executor = co_await asio::this_coro::executor;
    OnboardAdministrator oa(executor, std::move(access));
    auto enclosure = co_await oa.survey();
    if (enclosure && !enclosure->gaps.empty()) {
        co_return fail(enclosure->gaps.front());
    }
    co_return enclosure ? Result<>() : fail(enclosure.error());
}

Task<> askIlo(Blocking& blocking, InventoryAccess access, std::string address) {
    auto executor = co_await asio::this_coro::executor;
    BladeRecord record;
    for (const IloDoor& door : iloDoors()) {
        auto answer = co_await door.ask(executor, blocking, access, address, record);
        if (!answer && answer.error().id != "ILO-OTHER-BAY") { // nobody told us the bay
            co_return answer;
        }
    }
    co_return Result<>();
}

struct Asked {
    std::string kind, address, user;
    Secret password;
    int times = 1;
};

Task<std::chrono::microseconds> least(Blocking& blocking, PinStore& pins, Asked asked) {
    auto shortest = std::chrono::microseconds::max();
    for (int i = 0; i < asked.times; ++i) {
        OaAccess oa{.address = asked.address, .user = asked.user, .password = asked.password};
        oa.tls.pins = &pins;
        InventoryAccess ilo;
        ilo.user = asked.user;
        ilo.password = asked.password;
        ilo.pins = &pins;
        const auto begun = std::chrono::steady_clock::now();
        auto work = asked.kind == "oa" ? askOa(std::move(oa)) : askIlo(blocking, std::move(ilo), asked.address);
        auto done = co_await std::move(work);
        if (!done) {
            co_return fail(done.error());
        }
        const auto took = std::chrono::steady_clock::now() - begun;
        shortest = std::min(shortest, std::chrono::duration_cast<std::chrono::microseconds>(took));
    }
    co_return shortest;
}

asio::awaitable<void> keep(Task<std::chrono::microseconds> work, Result<std::chrono::microseconds>& into) {
    into = co_await std::move(work);
}

int run(Asked asked, const std::filesystem::path& directory) {
    asio::io_context io;
    Blocking blocking(io.get_executor(), 1);
    auto pins = PinStore::open(directory / "pins.json");
    Result<std::chrono::microseconds> shortest = fail(Error{.cause = "it ended without a result"});
    auto work = least(blocking, *pins, std::move(asked));
    asio::co_spawn(io, keep(std::move(work), shortest), [](const std::exception_ptr& thrown) {
        if (thrown) {
            std::rethrow_exception(thrown);
        }
    });
    io.run();
    if (!shortest) {
        std::cerr << toSentence(shortest.error()) << "\n";
        return EXIT_FAILURE;
    }
    std::cout << static_cast<double>(shortest->count()) / 1000 << "\n";
    return EXIT_SUCCESS;
}

} // namespace
} // namespace seedbed

int main(int count, char** words) {
    const std::vector<std::string> given(words, words + count);
    auto password = count == 6 ? seedbed::readSecretFile(given[4]) : seedbed::Result<seedbed::Secret>();
    if (count != 6 || !password) {
        std::cerr << "usage: bench_device oa|ilo ADDRESS USER PASSWORD_FILE TIMES\n";
        return EXIT_FAILURE;
    }
    const auto directory = std::filesystem::temp_directory_path() / ("bench-" + seedbed::newUuid());
    std::filesystem::create_directories(directory);
    const int exit = seedbed::run({given[1], given[2], given[3], *password, std::atoi(given[5].c_str())}, directory);
    std::filesystem::remove_all(directory);
    return exit;
}
