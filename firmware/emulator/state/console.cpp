// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/state/chassis.hpp"

#include "oa-bridge/base/log.hpp"

namespace seedbed::emulator {

Console::Console(std::string file)
    : file_(std::move(file)), stream_(file_, std::ios::binary | std::ios::trunc) {}

void Console::received(std::string_view bytes) {
    if (stream_ && !stream_.write(bytes.data(), static_cast<std::streamsize>(bytes.size())).flush()) {
        log::warning("CHASSIS-CONSOLE-FILE", "the console file cannot be written, it ends here",
                     {{"FILE", file_}});
    }
    const auto listeners = listeners_; // a listener may forget itself
    for (const auto& [handle, listener] : listeners) {
        if (listeners_.count(handle) != 0) {
            listener(bytes);
        }
    }
}

int Console::listen(Listener listener) {
    listeners_.emplace(next_, std::move(listener));
    return next_++;
}

void Console::forget(int handle) {
    listeners_.erase(handle);
}

} // namespace seedbed::emulator
