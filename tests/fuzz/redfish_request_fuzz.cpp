// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as an HTTP request to the emulated iLO's Redfish service, by its administrator and by nobody; and
// as a form that brings firmware.
#include <cstdlib>
#include <filesystem>

#include "firmware/emulator/http/http_head.hpp"
#include "firmware/emulator/ilo/multipart.hpp"
#include "firmware/emulator/ilo/redfish/service.hpp"
#include "oa-bridge/base/text.hpp"

namespace {

using namespace seedbed;
using namespace seedbed::emulator;

ChassisOptions options(bool modern) {
    ChassisOptions made;
    made.network = *Ipv4Net::parse("127.59.9.0/24");
    made.bays = {1};
    made.password = Secret("swordfish");
    made.ilo = modern ? IloKind::modern : IloKind::classic;
    return made;
}

std::string directory() {
    auto pattern = (std::filesystem::temp_directory_path() / "seedbed-redfish-fuzz-XXXXXX").string();
    const char* made = mkdtemp(pattern.data());
    return made == nullptr ? "." : made;
}

void ask(const std::string& state, const HttpHead& head, std::string_view body, bool modern) {
    asio::io_context io;
    Chassis chassis(io.get_executor(), options(modern), state);
    redfish::Service service(chassis, 1);
    redfish::Request request;
    request.method = head.method;
    request.path = redfish::Service::serves(head.path) ? head.path : "/redfish/v1/Systems/1/";
    request.odataVersion = head.header("OData-Version").value_or("");
    request.ifMatch = head.header("If-Match").value_or("");
    request.authToken = head.header("X-Auth-Token").value_or("");
    request.authorization = head.header("Authorization").value_or("");
    request.body = body;
    (void)service.answer(request);
    request.authToken.clear();
    request.authorization = "Basic " + toBase64("Administrator:swordfish");
    const auto answer = service.answer(request);
    const bool isJson = answer.body.empty() || redfish::Json::accept(answer.body);
    if (!isJson) {
        std::abort();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::string state = directory();
    static const struct Cleanup {
        ~Cleanup() { std::filesystem::remove_all(state); }
    } cleanup;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto start = endOfHead(bytes).value_or(size);
    const auto head = parseHead(bytes.substr(0, start));
    if (head) {
        const auto body = bytes.substr(start);
        ask(state, *head, body, false);
        ask(state, *head, body, true);
        (void)multipartField(head->header("Content-Type").value_or(""), body, "fwimgfile");
    }
    return 0;
}
