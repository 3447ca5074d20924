// SPDX-License-Identifier: GPL-3.0-or-later
// A blade that is a state machine only: its serial port prints a short POST text and echoes what is typed,
// its power button works at once. Every bay starts with one, so that there is always something behind a
// blade. Owned by the chassis; I/O thread only.
#pragma once

#include "firmware/emulator/state/chassis.hpp"

namespace seedbed::emulator {

class NullBackend : public BladeBackend {
public:
    NullBackend(Chassis& chassis, BayNumber bay) : chassis_(chassis), bay_(bay) {}
    Task<> powerOn(const Blade& blade, BootDevice device) override;
    Task<> powerOff() override;
    Task<> reset(const Blade& blade, BootDevice device) override;
    Task<> pressButton() override;
    void rewire(const Blade& blade) override;
    void typeConsole(std::string_view bytes) override;

private:
    Chassis& chassis_;
    BayNumber bay_;
};

std::string_view toString(BootDevice device);

} // namespace seedbed::emulator
