// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/core/store.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <nlohmann/json.hpp>

#include "oa-bridge/base/text.hpp"

namespace seedbed::seed {

namespace {

constexpr int busyMillis = 5000; // somebody reads the file with the sqlite3 shell

Error storeError(const char* id, const std::filesystem::path& file, std::string attempted,
                 std::string cause) {
    Error error;
    error.kind = ErrorKind::internal;
    error.id = id;
    error.object = file.string();
    error.attempted = std::move(attempted);
    error.cause = std::move(cause);
    error.action = "check the state directory: space, permissions, and that no second process uses it";
    return error;
}

Error absent(std::string_view kind, std::string_view id) {
    Error error;
    error.kind = ErrorKind::notFound;
    error.id = "STORE-ABSENT";
    error.object = std::string(kind) + " " + std::string(id);
    error.attempted = "look it up";
    error.cause = "there is none";
    error.action = "list what exists and use its id";
    return error;
}

} // namespace

struct Store::State {
    explicit State(const std::filesystem::path& path)
        : file(path), database(path.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, busyMillis) {
        // NORMAL loses nothing when the process is killed; only a power cut may take the last moments.
        database.exec("PRAGMA journal_mode=WAL");
        database.exec("PRAGMA synchronous=NORMAL");
        database.exec("CREATE TABLE IF NOT EXISTS documents ("
                      "  seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,"
                      "  UNIQUE (kind, id)) STRICT");
    }
    // What SQLiteCpp throws becomes STORE-IO here, once for all calls.
    template <class T>
    Result<T> guarded(const std::string& attempted, const std::function<Result<T>()>& work) {
        try {
            return work();
        } catch (const SQLite::Exception& exception) {
            return fail(storeError("STORE-IO", file, attempted, exception.what()));
        }
    }

    std::filesystem::path file;
    SQLite::Database database;
    int depth = 0; // of atomically
};

Store::Store(std::unique_ptr<State> state) : state_(std::move(state)) {}
Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path& file) {
    if (!std::filesystem::exists(file)) { // nobody else reads it; SQLite gives its side files the same mode
        auto made = writeFile(file, "", 0600);
        if (!made) {
            return fail(storeError("STORE-OPEN", file, "make the store", made.error().cause));
        }
    }
    try {
        return std::unique_ptr<Store>(new Store(std::make_unique<State>(file)));
    } catch (const SQLite::Exception& exception) {
        return fail(storeError("STORE-OPEN", file, "open the store", exception.what()));
    }
}

Result<> Store::put(std::string_view kind, std::string_view id, const nlohmann::json& document) {
    return state_->guarded<void>("write " + std::string(kind), [&]() -> Result<> {
        SQLite::Statement insert(state_->database,
                                 "INSERT INTO documents (kind, id, body) VALUES (?, ?, ?) "
                                 "ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body");
        insert.bind(1, std::string(kind));
        insert.bind(2, std::string(id));
        insert.bind(3, document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
        insert.exec();
        return {};
    });
}

Result<nlohmann::json> Store::get(std::string_view kind, std::string_view id) {
    return state_->guarded<nlohmann::json>("read " + std::string(kind), [&]() -> Result<nlohmann::json> {
        SQLite::Statement query(state_->database, "SELECT body FROM documents WHERE kind = ? AND id = ?");
        query.bind(1, std::string(kind));
        query.bind(2, std::string(id));
        if (!query.executeStep()) {
            return fail(absent(kind, id));
        }
        return parseJson(query.getColumn(0).getString(), kind);
    });
}

Result<std::vector<nlohmann::json>> Store::list(std::string_view kind) {
    using Documents = std::vector<nlohmann::json>;
    return state_->guarded<Documents>("list " + std::string(kind), [&]() -> Result<Documents> {
        SQLite::Statement query(state_->database, "SELECT body FROM documents WHERE kind = ? ORDER BY seq");
        query.bind(1, std::string(kind));
        Documents found;
        while (query.executeStep()) {
            auto document = parseJson(query.getColumn(0).getString(), kind);
            if (!document) {
                return fail(document.error());
            }
            found.push_back(std::move(*document));
        }
        return found;
    });
}

Result<bool> Store::remove(std::string_view kind, std::string_view id) {
    return state_->guarded<bool>("remove " + std::string(kind), [&]() -> Result<bool> {
        SQLite::Statement statement(state_->database, "DELETE FROM documents WHERE kind = ? AND id = ?");
        statement.bind(1, std::string(kind));
        statement.bind(2, std::string(id));
        return statement.exec() > 0;
    });
}

Result<> Store::removeAll(std::string_view kind) {
    return state_->guarded<void>("empty " + std::string(kind), [&]() -> Result<> {
        SQLite::Statement statement(state_->database, "DELETE FROM documents WHERE kind = ?");
        statement.bind(1, std::string(kind));
        statement.exec();
        return {};
    });
}

Result<> Store::atomically(const std::function<Result<>()>& changes) {
    if (state_->depth > 0) { // already inside: the outer call decides
        return changes();
    }
    return state_->guarded<void>("change several documents", [&]() -> Result<> {
        SQLite::Transaction transaction(state_->database); // rolls back unless committed
        ++state_->depth;
        auto done = changes();
        --state_->depth;
        if (done) {
            transaction.commit();
        }
        return done;
    });
}

} // namespace seedbed::seed
