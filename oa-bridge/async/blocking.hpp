// SPDX-License-Identifier: GPL-3.0-or-later
// A bounded pool of threads for libraries that block (FreeIPMI, libssh, libiscsi, SQLite). The function runs on a
// pool thread, the coroutine goes on where it was. When the coroutine is cancelled (a deadline) it goes on at
// once, the call finishes unobserved: so the function must own all that it touches, and have its own time limit.
#pragma once

#include <exception>
#include <memory>
#include <optional>

#include "oa-bridge/async/task.hpp"

namespace seedbed {

class Blocking {
public:
    Blocking(asio::any_io_executor executor, unsigned threads) : executor_(std::move(executor)), pool_(threads) {}
    ~Blocking() { pool_.join(); }
    Blocking(const Blocking&) = delete;
    Blocking& operator=(const Blocking&) = delete;

    // `work` returns Result<T> and must not throw across the pool: what it throws becomes BLOCKING-THREW.
    template <class T>
    Task<T> run(std::function<Result<T>()> work) {
        auto slot = std::make_shared<Slot<T>>(executor_);
        asio::post(pool_, [slot, job = std::move(work), executor = executor_] {
            auto result = std::make_shared<Result<T>>(guarded(job));
            asio::post(executor, [slot, result] { slot->deliver(std::move(*result)); });
        });
        if (!slot->result) {
            co_await slot->done.wait();
        }
        if (!slot->result) {
            Error gone;
            gone.kind = ErrorKind::aborted;
            gone.id = "BLOCKING-CANCELLED";
            gone.attempted = "wait for a blocking call";
            gone.cause = "the caller was cancelled";
            co_return fail(std::move(gone));
        }
        co_return std::move(*slot->result);
    }

private:
    template <class T>
    struct Slot {
        explicit Slot(const asio::any_io_executor& executor) : done(executor) {}
        void deliver(Result<T> value) {
            result.emplace(std::move(value));
            done.notifyAll();
        }
        Event done;
        std::optional<Result<T>> result;
    };
    template <class T>
    static Result<T> guarded(const std::function<Result<T>()>& job) {
        try {
            return job();
        } catch (const std::exception& exception) {
            return fail(threw(exception.what()));
        }
    }
    static Error threw(std::string what);

    asio::any_io_executor executor_;
    asio::thread_pool pool_;
};

} // namespace seedbed
