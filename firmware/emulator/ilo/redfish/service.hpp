// SPDX-License-Identifier: GPL-3.0-or-later
// The Redfish service of one iLO: who may ask, which resource answers, ETags, and the wording of the time.
// I/O thread only; owned by the iLO's web door.
#pragma once

#include "firmware/emulator/ilo/redfish/resource.hpp"

namespace seedbed::emulator::redfish {

class Service {
public:
    Service(Chassis& chassis, BayNumber bay) : chassis_(chassis), bay_(bay) {}
    Answer answer(const Request& request);
    void closeSessions() { sessions_.closeAll(); } // the iLO restarts
    static bool serves(std::string_view path);     // below /redfish or /rest

private:
    std::optional<IloUser> userOf(const Request& request);
    std::optional<Answer> logInFirst(const Request& request, const Style& style, bool open);
    Answer dispatch(const Request& request, const Style& style);
    Answer get(const Resource& row, Context& context, const Request& request);
    Answer change(const Resource& row, Act act, Context& context, const Request& request);
    std::optional<Answer> logInByBody(const Context& context);
    std::string etag(const Resource& row, Context context);

    Chassis& chassis_;
    BayNumber bay_;
    Sessions sessions_;
    std::optional<IloUser> user_; // of the request under way
};

} // namespace seedbed::emulator::redfish
