// SPDX-License-Identifier: GPL-3.0-or-later
// Messages of the QEMU Machine Protocol: one JSON object a line (QEMU docs/interop/qmp-spec). Pure; the JSON
// stays inside. Used by QmpClient.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "oa-bridge/base/error.hpp"

namespace seedbed::emulator {

struct QmpGreeting {
    std::string version; // "7.2.22"
};
struct QmpReply {
    std::uint64_t id = 0;
    bool ok = false;
    std::string value; // of "return", as JSON
    std::string error; // "GenericError: ..."
};
struct QmpEvent {
    std::string name;   // SHUTDOWN, RESET, STOP, ...
    std::string reason; // of SHUTDOWN and RESET: guest-shutdown, guest-reset, host-qmp-quit, ...
    bool guest = false;
};
using QmpMessage = std::variant<QmpGreeting, QmpReply, QmpEvent>;

// Cuts the byte stream into messages. Error QMP-NONSENSE: not JSON, or a line longer than a megabyte.
class QmpReader {
public:
    Result<std::vector<QmpMessage>> feed(std::string_view bytes);

private:
    std::string pending_;
};

// One command line. `arguments` is a JSON object, or empty for none.
std::string qmpCommand(std::uint64_t id, std::string_view name, std::string_view arguments);

} // namespace seedbed::emulator
