// SPDX-License-Identifier: GPL-3.0-or-later
// Errors are values. Every error names an id (stable, upper case, as in "OA-LOGIN-REFUSED"), the object it is
// about, what was attempted, what came back, and what the reader should do next. No I/O, any thread.
#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace seedbed {

enum class ErrorKind {
    usage,       // the caller's words are off
    invalid,     // input that breaks a rule
    notFound,    // the object does not exist
    conflict,    // the object is in another state than the call needs
    refused,     // credentials or privilege: never retried
    unsupported, // the peer cannot do it: never retried
    busy,        // the peer asks to come again
    unreachable, // no answer at all
    timeout,     // an answer did not come by the deadline
    stalled,     // no progress within the stall limit
    nonsense,    // the peer's answer breaks its protocol
    aborted,     // somebody asked to stop
    blocked,     // a finding forbids it
    needsHuman,  // nothing the program may do on its own is left
    internal,    // a broken program or library
};

struct Error {
    ErrorKind kind = ErrorKind::internal;
    std::string id;
    std::string object;    // "bay3 iLO 10.83.0.13", "site.yaml line 12"
    std::string attempted; // "log in", "read Get Device ID"
    std::string cause;     // what came back
    std::string action;    // what to do next

    // Puts the caller's view in front: "deploy bay3: log in".
    Error withContext(std::string_view context) const&;
};

template <class T = void>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

std::string_view toString(ErrorKind kind);
// One line for people: "OA-LOGIN-REFUSED oa 10.83.0.2: log in: wrong user or password. Next: ...".
std::string toSentence(const Error& error);
// The way back, for sentences of another program: the id, the action, and all between them as the cause.
Error errorFromSentence(ErrorKind kind, const std::string& sentence);
// May the same call succeed later without anybody changing anything (busy, unreachable, timeout)?
bool isTransient(const Error& error);

} // namespace seedbed
