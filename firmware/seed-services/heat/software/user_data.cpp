// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/heat/software/user_data.hpp"

#include <string_view>

#include "oa-bridge/base/text.hpp"

namespace seedbed::heat {
namespace {

constexpr std::string_view cloudConfig = "#cloud-config\n"
                                         "preserve_hostname: false\n";

constexpr std::string_view boothook = "#!/bin/sh\n"
                                      "mkdir -p /var/lib/heat-cfntools /var/lib/cloud/data\n"
                                      "chmod 0700 /var/lib/heat-cfntools\n";

// Run by cloud-init where there is one; our own node image reads the part itself.
constexpr std::string_view partHandler = R"(#part-handler
import os


def list_types():
    return ["text/x-cfninitdata"]


def handle_part(data, ctype, filename, payload):
    if ctype in ("__begin__", "__end__"):
        return
    for folder in ("/var/lib/heat-cfntools", "/var/lib/cloud/data"):
        os.makedirs(folder, mode=0o700, exist_ok=True)
        target = os.open(os.path.join(folder, os.path.basename(filename)), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(target, "w") as out:
            out.write(payload if isinstance(payload, str) else payload.decode("utf-8"))
)";

struct Part {
    std::string_view type, name, content;
};

void append(std::string& text, const std::string& boundary, const Part& part) {
    text += "--" + boundary + "\n";
    text += "Content-Type: " + std::string(part.type) + "; charset=\"utf-8\"\n";
    text += "MIME-Version: 1.0\nContent-Transfer-Encoding: 8bit\n";
    text += "Content-Disposition: attachment; filename=\"" + std::string(part.name) + "\"\n\n";
    text += part.content;
    text += part.content.ends_with("\n") ? "" : "\n";
}

bool isMime(std::string_view text) {
    const auto head = lower(text.substr(0, 32));
    return startsWith(head, "content-type:") || startsWith(head, "mime-version:");
}

std::string_view typeOf(std::string_view text) {
    return startsWith(text, "#cloud-config") ? "text/cloud-config" : "text/x-shellscript";
}

} // namespace

std::string multipartUserData(const nlohmann::json& metadata, const std::string& own,
                              const std::string& boundary) {
    std::string text = "Content-Type: multipart/mixed; boundary=\"" + boundary + "\"\nMIME-Version: 1.0\n\n";
    append(text, boundary, {"text/cloud-config", "cloud-config", cloudConfig});
    append(text, boundary, {"text/cloud-boothook", "boothook.sh", boothook});
    append(text, boundary, {"text/part-handler", "part-handler.py", partHandler});
    if (isMime(own)) {
        text += "--" + boundary + "\n" + own + "\n"; // nested, with its own headers
    } else if (!own.empty()) {
        append(text, boundary, {typeOf(own), "cfn-userdata", own});
    }
    const auto data = metadata.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
    append(text, boundary, {"text/x-cfninitdata", "cfn-init-data", data});
    return text + "--" + boundary + "--\n";
}

} // namespace seedbed::heat
