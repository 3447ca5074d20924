// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ilo/redfish/message.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace seedbed::emulator::redfish {

std::string Style::link(std::string_view path) const {
    if (rest || modern) {
        return fmt::format("{}{}{}", rest ? "/rest/v1" : "/redfish/v1", path.empty() ? "" : "/", path);
    }
    return fmt::format("/redfish/v1/{}{}", path, path.empty() ? "" : "/");
}

std::string Style::type(std::string_view name, std::string_view version) const {
    if (!modern) {
        return fmt::format("#{0}.{1}.{0}", name, version);
    }
    std::string underscored(version);
    std::replace(underscored.begin(), underscored.end(), '.', '_');
    return fmt::format("#{0}.v{1}.{0}", name, underscored);
}

std::string written(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Answer messageAnswer(const Style& style, const Message& message, const std::vector<std::string>& arguments) {
    Json entry{{style.modern ? "MessageId" : "MessageID", message.id}};
    if (!arguments.empty()) {
        entry["MessageArgs"] = arguments;
    }
    auto list = Json::array({entry});
    Json error{{"code", "iLO.0.10.ExtendedInfo"},
               {"message", "See @Message.ExtendedInfo for more information."},
               {"@Message.ExtendedInfo", list}};
    Json body{{"error", std::move(error)}};
    if (style.older) {
        body["Messages"] = std::move(list);
        body["Name"] = "Extended Error Information";
        body["Type"] = "ExtendedError.1.0.0";
    }
    Answer answer;
    answer.status = message.status;
    answer.body = written(body);
    return answer;
}

} // namespace seedbed::emulator::redfish
