// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/journal/journal.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>
#include <fmt/format.h>

#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed {
namespace {

// One entry a schema version; a file of version N gets the entries after N.
constexpr const char* kMigrations[] = {
    R"(CREATE TABLE runs (
         id INTEGER PRIMARY KEY, state TEXT NOT NULL, plan_hash TEXT NOT NULL, plan TEXT NOT NULL,
         started TEXT NOT NULL, ended TEXT NOT NULL DEFAULT '', error TEXT NOT NULL DEFAULT '') STRICT;
       CREATE TABLE steps (
         run INTEGER NOT NULL REFERENCES runs(id), stage TEXT NOT NULL, step TEXT NOT NULL, bay INTEGER NOT NULL,
         state TEXT NOT NULL, attempts INTEGER NOT NULL, started TEXT NOT NULL, ended TEXT NOT NULL DEFAULT '',
         error TEXT NOT NULL DEFAULT '', PRIMARY KEY (run, step, bay)) STRICT;
       CREATE TABLE events (
         sequence INTEGER PRIMARY KEY AUTOINCREMENT, run INTEGER NOT NULL, bay INTEGER NOT NULL, time TEXT NOT NULL,
         type TEXT NOT NULL, text TEXT NOT NULL, data TEXT NOT NULL) STRICT;
       CREATE INDEX events_of_run ON events (run, sequence);)",
    R"(UPDATE runs SET state = 'failed' WHERE state = 'running' AND id < (SELECT max(id) FROM runs);
       CREATE UNIQUE INDEX one_active_run ON runs ((1)) WHERE state IN ('running', 'aborting');)",
};

Error journalError(const SQLite::Exception& exception, const std::string& file) {
    const int code = exception.getErrorCode();
    if (code == SQLITE_NOTADB || code == SQLITE_CORRUPT) {
        return {.kind = ErrorKind::needsHuman,
                .id = "JOURNAL-DAMAGED",
                .object = file,
                .attempted = "read it as the journal",
                .cause = exception.what(),
                .action = fmt::format("stop seedbedd, put back a copy of the file, or move it, {0}-wal and {0}-shm away; "
                                      "without them seedbedd begins a new journal and knows of no run",
                                      std::filesystem::path(file).filename().string())};
    }
    return {.kind = ErrorKind::internal,
            .id = "JOURNAL-IO",
            .object = file,
            .attempted = "read or write a record",
            .cause = exception.what(),
            .action = "check the free space and permissions of the state directory"};
}

Error noRun(std::int64_t run) {
    return {.kind = ErrorKind::notFound,
            .id = "RUN-UNKNOWN",
            .object = fmt::format("run {}", run),
            .attempted = "find it",
            .cause = "there is no such run",
            .action = "list the runs: seedbed run"};
}

constexpr int kLater = SQLITE_SCHEMA; // as the code of the exception: a file of a version that is not ours yet

void migrate(SQLite::Database& database) {
    const int version = database.execAndGet("PRAGMA user_version").getInt();
    if (version > static_cast<int>(std::size(kMigrations))) {
        throw SQLite::Exception(fmt::format("its version is {}, this program knows up to {}", version, std::size(kMigrations)), kLater);
    }
    for (int next = version; next < static_cast<int>(std::size(kMigrations)); ++next) {
        SQLite::Transaction transaction(database);
        database.exec(kMigrations[next]);
        database.exec(fmt::format("PRAGMA user_version = {}", next + 1));
        transaction.commit();
    }
}

RunRecord runOf(SQLite::Statement& row, bool withPlan) {
    RunRecord record;
    record.id = row.getColumn("id").getInt64();
    record.state = row.getColumn("state").getString();
    record.planHash = row.getColumn("plan_hash").getString();
    record.plan = withPlan ? row.getColumn("plan").getString() : "";
    record.started = row.getColumn("started").getString();
    record.ended = row.getColumn("ended").getString();
    record.error = row.getColumn("error").getString();
    return record;
}

} // namespace

struct Journal::State {
    explicit State(const std::string& file) : database(file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, 5000) {
        database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
        migrate(database);
    }
    SQLite::Database database;

    // Runs `work`, which may throw SQLite's exceptions, and turns those into an Error.
    template <class Work>
    auto guarded(Work work) -> Result<decltype(work())> {
        try {
            if constexpr (std::is_void_v<decltype(work())>) {
                work();
                return {};
            } else {
                return work();
            }
        } catch (const SQLite::Exception& exception) {
            return fail(journalError(exception, database.getFilename()));
        }
    }
};

Journal::Journal(std::unique_ptr<State> state) : state_(std::move(state)) {}
Journal::~Journal() = default;

Result<std::unique_ptr<Journal>> Journal::open(const std::filesystem::path& file) {
    try {
        return std::unique_ptr<Journal>(new Journal(std::make_unique<State>(file.string())));
    } catch (const SQLite::Exception& exception) {
        Error error = journalError(exception, file.string());
        if (exception.getErrorCode() == kLater) {
            error.kind = ErrorKind::unsupported;
            error.id = "JOURNAL-VERSION";
            error.attempted = "read it as the journal";
            error.action = "use the seedbedd that wrote it, or a later one";
        } else if (error.id == "JOURNAL-IO") {
            error.id = "JOURNAL-OPEN";
        }
        return fail(error);
    }
}

Result<std::int64_t> Journal::startRun(const std::string& planHash, const std::string& plan) {
    return state_->guarded([&] {
        SQLite::Statement insert(state_->database,
                                 "INSERT INTO runs (state, plan_hash, plan, started) VALUES ('running', ?, ?, ?)");
        insert.bind(1, planHash);
        insert.bind(2, plan);
        insert.bind(3, nowIso());
        insert.exec();
        return std::int64_t{state_->database.getLastInsertRowid()};
    });
}

Result<> Journal::endRun(std::int64_t run, const std::string& state, const std::string& error) {
    return state_->guarded([&] {
        SQLite::Transaction transaction(state_->database);
        for (const char* text : {"UPDATE runs SET state = ?, ended = ?, error = ? WHERE id = ?",
                                 "UPDATE steps SET state = 'failed', ended = ?2, error = ?3 "
                                 "WHERE run = ?4 AND state = 'running' AND ?1 <> ''"}) {
            SQLite::Statement update(state_->database, text);
            update.bind(1, state);
            update.bind(2, nowIso());
            update.bind(3, error);
            update.bind(4, run);
            update.exec();
        }
        transaction.commit();
    });
}

Result<> Journal::abortRun(std::int64_t run) {
    return state_->guarded([&] {
        SQLite::Statement update(state_->database,
                                 "UPDATE runs SET state = 'aborting' WHERE id = ? AND state = 'running'");
        update.bind(1, run);
        update.exec();
    });
}

Result<RunRecord> Journal::run(std::int64_t id) {
    auto found = state_->guarded([&] {
        SQLite::Statement query(state_->database, "SELECT * FROM runs WHERE id = ?");
        query.bind(1, id);
        return query.executeStep() ? std::optional(runOf(query, true)) : std::nullopt;
    });
    if (!found) {
        return fail(found.error());
    }
    return *found ? Result<RunRecord>(std::move(**found)) : fail(noRun(id));
}

Result<std::vector<RunRecord>> Journal::runs() {
    return state_->guarded([&] {
        SQLite::Statement query(state_->database, "SELECT * FROM runs ORDER BY id DESC LIMIT 1000");
        std::vector<RunRecord> rows;
        while (query.executeStep()) {
            rows.push_back(runOf(query, false));
        }
        return rows;
    });
}

Result<std::optional<RunRecord>> Journal::activeRun() {
    return state_->guarded([&] {
        SQLite::Statement query(state_->database, "SELECT * FROM runs WHERE state IN ('running', 'aborting')");
        return query.executeStep() ? std::optional(runOf(query, true)) : std::nullopt;
    });
}

Result<> Journal::startStep(std::int64_t run, const std::string& stage, const std::string& step, BayNumber bay) {
    return state_->guarded([&] {
        SQLite::Statement insert(state_->database,
                                 "INSERT INTO steps (run, stage, step, bay, state, attempts, started) "
                                 "VALUES (?, ?, ?, ?, 'running', 1, ?) ON CONFLICT DO UPDATE SET "
                                 "state = 'running', attempts = attempts + 1, ended = '', error = ''");
        insert.bind(1, run);
        insert.bind(2, stage);
        insert.bind(3, step);
        insert.bind(4, bay);
        insert.bind(5, nowIso());
        insert.exec();
    });
}

Result<> Journal::endStep(std::int64_t run, const std::string& step, BayNumber bay, const std::string& state,
                          const std::string& error) {
    return state_->guarded([&] {
        SQLite::Statement update(state_->database, "UPDATE steps SET state = ?, ended = ?, error = ? "
                                                   "WHERE run = ? AND step = ? AND bay = ?");
        update.bind(1, state);
        update.bind(2, nowIso());
        update.bind(3, error);
        update.bind(4, run);
        update.bind(5, step);
        update.bind(6, bay);
        update.exec();
    });
}

Result<std::vector<StepRecord>> Journal::steps(std::int64_t run) {
    return state_->guarded([&] {
        SQLite::Statement query(state_->database, "SELECT run, step, bay, stage, state, attempts, started, ended, "
                                                  "error FROM steps WHERE run = ? ORDER BY started, rowid");
        query.bind(1, run);
        std::vector<StepRecord> rows;
        while (query.executeStep()) {
            rows.push_back({query.getColumn(0).getInt64(), query.getColumn(1).getString(), query.getColumn(2).getInt(),
                            query.getColumn(3).getString(), query.getColumn(4).getString(), query.getColumn(5).getInt(),
                            query.getColumn(6).getString(), query.getColumn(7).getString(),
                            query.getColumn(8).getString()});
        }
        return rows;
    });
}

Result<std::int64_t> Journal::record(const EventRecord& event) {
    return state_->guarded([&] {
        SQLite::Statement insert(state_->database,
                                 "INSERT INTO events (run, bay, time, type, text, data) VALUES (?, ?, ?, ?, ?, ?)");
        insert.bind(1, event.run);
        insert.bind(2, event.bay);
        insert.bind(3, event.time.empty() ? nowIso() : event.time);
        insert.bind(4, event.type);
        insert.bind(5, event.text);
        insert.bind(6, event.data.empty() ? "{}" : event.data);
        insert.exec();
        return std::int64_t{state_->database.getLastInsertRowid()};
    });
}

Result<std::vector<EventRecord>> Journal::events(std::int64_t run, std::int64_t after, int limit) {
    return state_->guarded([&] {
        SQLite::Statement query(state_->database, "SELECT sequence, run, bay, time, type, text, data FROM events "
                                                  "WHERE run = ? AND sequence > ? ORDER BY sequence LIMIT ?");
        query.bind(1, run);
        query.bind(2, after);
        query.bind(3, limit);
        std::vector<EventRecord> rows;
        while (query.executeStep()) {
            rows.push_back({query.getColumn(0).getInt64(), query.getColumn(1).getInt64(), query.getColumn(2).getInt(),
                            query.getColumn(3).getString(), query.getColumn(4).getString(),
                            query.getColumn(5).getString(), query.getColumn(6).getString()});
        }
        return rows;
    });
}

} // namespace seedbed
