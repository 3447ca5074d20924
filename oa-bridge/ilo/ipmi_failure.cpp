// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/ilo/ipmi_failure.hpp"

#include <algorithm>
#include <array>
#include <span>

#include <freeipmi/freeipmi.h>
#include <ipmiconsole.h>

namespace seedbed {

namespace {

struct FailureRule {
    int code;
    ErrorKind kind;
    std::string_view id;
    std::string_view action;
};

constexpr std::string_view checkLogin = "check the management processor's user and password in the site file";
constexpr std::string_view checkPrivilege = "give the BMC user the administrator privilege";
constexpr std::string_view checkOverload =
    "check the password; an overloaded management processor gives this too: wait a minute, then reset it";
constexpr std::string_view checkIpmi = "enable IPMI over LAN on the management processor, check its firmware";
constexpr std::string_view checkNetwork = "check address, cable and power of the management processor";
constexpr std::string_view later = "wait and try again";
constexpr std::string_view askOther = "ask another witness (OA) for the state";
constexpr std::string_view report = "report this as a defect";

constexpr std::array ipmiRules{
    FailureRule{IPMI_ERR_USERNAME_INVALID, ErrorKind::refused, "BMC-LOGIN-REFUSED", checkLogin},
    FailureRule{IPMI_ERR_PASSWORD_INVALID, ErrorKind::refused, "BMC-LOGIN-REFUSED", checkLogin},
    FailureRule{IPMI_ERR_PASSWORD_VERIFICATION_TIMEOUT, ErrorKind::refused, "BMC-LOGIN-REFUSED",
                checkOverload},
    FailureRule{IPMI_ERR_K_G_INVALID, ErrorKind::refused, "BMC-KG",
                "remove the K_g key from the management processor"},
    FailureRule{IPMI_ERR_PRIVILEGE_LEVEL_INSUFFICIENT, ErrorKind::refused, "BMC-PRIVILEGE", checkPrivilege},
    FailureRule{IPMI_ERR_PRIVILEGE_LEVEL_CANNOT_BE_OBTAINED, ErrorKind::refused, "BMC-PRIVILEGE",
                checkPrivilege},
    FailureRule{IPMI_ERR_PERMISSION, ErrorKind::refused, "BMC-PRIVILEGE", checkPrivilege},
    FailureRule{IPMI_ERR_CIPHER_SUITE_ID_UNAVAILABLE, ErrorKind::unsupported, "BMC-CIPHER", checkIpmi},
    FailureRule{IPMI_ERR_AUTHENTICATION_TYPE_UNAVAILABLE, ErrorKind::unsupported, "BMC-UNSUPPORTED",
                checkIpmi},
    FailureRule{IPMI_ERR_IPMI_2_0_UNAVAILABLE, ErrorKind::unsupported, "BMC-UNSUPPORTED", checkIpmi},
    FailureRule{IPMI_ERR_DEVICE_NOT_FOUND, ErrorKind::unsupported, "BMC-UNSUPPORTED", checkIpmi},
    FailureRule{IPMI_ERR_DEVICE_NOT_SUPPORTED, ErrorKind::unsupported, "BMC-UNSUPPORTED", checkIpmi},
    FailureRule{IPMI_ERR_COMMAND_INVALID_OR_UNSUPPORTED, ErrorKind::unsupported, "BMC-UNSUPPORTED",
                checkIpmi},
    FailureRule{IPMI_ERR_HOSTNAME_INVALID, ErrorKind::invalid, "BMC-ADDRESS",
                "correct the address in the site file"},
    FailureRule{IPMI_ERR_CONNECTION_TIMEOUT, ErrorKind::unreachable, "BMC-UNREACHABLE", checkNetwork},
    FailureRule{IPMI_ERR_SESSION_TIMEOUT, ErrorKind::timeout, "BMC-TIMEOUT", later},
    FailureRule{IPMI_ERR_MESSAGE_TIMEOUT, ErrorKind::timeout, "BMC-TIMEOUT", later},
    FailureRule{IPMI_ERR_DRIVER_TIMEOUT, ErrorKind::timeout, "BMC-TIMEOUT", later},
    FailureRule{IPMI_ERR_DRIVER_BUSY, ErrorKind::busy, "BMC-BUSY", later},
    FailureRule{IPMI_ERR_BMC_BUSY, ErrorKind::busy, "BMC-BUSY", later},
    FailureRule{IPMI_ERR_BAD_COMPLETION_CODE, ErrorKind::nonsense, "BMC-NONSENSE", askOther},
    FailureRule{IPMI_ERR_BAD_RMCPPLUS_STATUS_CODE, ErrorKind::nonsense, "BMC-NONSENSE", askOther},
    FailureRule{IPMI_ERR_IPMI_ERROR, ErrorKind::nonsense, "BMC-NONSENSE", askOther},
};

constexpr std::array consoleRules{
    FailureRule{IPMICONSOLE_ERR_SUCCESS, ErrorKind::unreachable, "SOL-CLOSED", "open the console again"},
    FailureRule{IPMICONSOLE_ERR_USERNAME_INVALID, ErrorKind::refused, "BMC-LOGIN-REFUSED", checkLogin},
    FailureRule{IPMICONSOLE_ERR_PASSWORD_INVALID, ErrorKind::refused, "BMC-LOGIN-REFUSED", checkLogin},
    FailureRule{IPMICONSOLE_ERR_K_G_INVALID, ErrorKind::refused, "BMC-KG",
                "remove the K_g key from the processor"},
    FailureRule{IPMICONSOLE_ERR_PRIVILEGE_LEVEL_INSUFFICIENT, ErrorKind::refused, "BMC-PRIVILEGE",
                checkPrivilege},
    FailureRule{IPMICONSOLE_ERR_PRIVILEGE_LEVEL_CANNOT_BE_OBTAINED, ErrorKind::refused, "BMC-PRIVILEGE",
                checkPrivilege},
    FailureRule{IPMICONSOLE_ERR_CIPHER_SUITE_ID_UNAVAILABLE, ErrorKind::unsupported, "BMC-CIPHER", checkIpmi},
    FailureRule{IPMICONSOLE_ERR_IPMI_2_0_UNAVAILABLE, ErrorKind::unsupported, "BMC-UNSUPPORTED", checkIpmi},
    FailureRule{IPMICONSOLE_ERR_SOL_UNAVAILABLE, ErrorKind::unsupported, "SOL-UNAVAILABLE", checkIpmi},
    FailureRule{IPMICONSOLE_ERR_SOL_INUSE, ErrorKind::busy, "SOL-IN-USE", "close the other console"},
    FailureRule{IPMICONSOLE_ERR_SOL_STOLEN, ErrorKind::conflict, "SOL-STOLEN",
                "somebody else opened this console"},
    FailureRule{IPMICONSOLE_ERR_HOSTNAME_INVALID, ErrorKind::invalid, "BMC-ADDRESS", "correct the address"},
    FailureRule{IPMICONSOLE_ERR_BMC_BUSY, ErrorKind::busy, "BMC-BUSY", later},
    FailureRule{IPMICONSOLE_ERR_CONNECTION_TIMEOUT, ErrorKind::unreachable, "BMC-UNREACHABLE", checkNetwork},
    FailureRule{IPMICONSOLE_ERR_SESSION_TIMEOUT, ErrorKind::timeout, "BMC-TIMEOUT", later},
    FailureRule{IPMICONSOLE_ERR_EXCESS_RETRANSMISSIONS_SENT, ErrorKind::timeout, "BMC-TIMEOUT", later},
    FailureRule{IPMICONSOLE_ERR_EXCESS_ERRORS_RECEIVED, ErrorKind::nonsense, "BMC-NONSENSE", askOther},
    FailureRule{IPMICONSOLE_ERR_BMC_ERROR, ErrorKind::nonsense, "BMC-NONSENSE", askOther},
    FailureRule{IPMICONSOLE_ERR_BMC_IMPLEMENTATION, ErrorKind::nonsense, "BMC-NONSENSE", askOther},
};

Error byRule(std::span<const FailureRule> rules, int code, std::string_view attempted) {
    Error error;
    error.id = "BMC-INTERNAL";
    error.attempted = attempted;
    error.action = report;
    for (const auto& rule : rules) {
        if (rule.code == code) {
            error.kind = rule.kind;
            error.id = rule.id;
            error.action = rule.action;
        }
    }
    return error;
}

} // namespace

Error ipmiFailure(int code, std::string_view attempted) {
    Error error = byRule(ipmiRules, code, attempted);
    error.cause = ipmi_ctx_strerror(code);
    return error;
}

Error consoleFailure(int code, std::string_view attempted) {
    Error error = byRule(consoleRules, code, attempted);
    error.cause = code == IPMICONSOLE_ERR_SUCCESS ? "the console was closed" : ipmiconsole_ctx_strerror(code);
    return error;
}

Duration retryDelay(int attempt, double luck) {
    constexpr std::array ladder{1, 2, 2, 4, 6, 8, 12};
    const auto step = static_cast<std::size_t>(std::clamp(attempt, 0, static_cast<int>(ladder.size()) - 1));
    const std::chrono::duration<double> delay(ladder[step] * (1.0 + 0.25 * std::clamp(luck, 0.0, 1.0)));
    return std::chrono::duration_cast<Duration>(delay);
}

bool worthRetrying(const Error& error) {
    return isTransient(error) && error.id != "BMC-UNSURE";
}

} // namespace seedbed
