// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/ilo/ipmi_session.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

#include <freeipmi/freeipmi.h>

#include "oa-bridge/ilo/ipmi_failure.hpp"

namespace seedbed {

namespace {

ipmi_ctx_t contextOf(void* context) {
    return static_cast<ipmi_ctx_t>(context);
}

// A closed port or a missing route reaches the library as a system error: that is an unreachable peer.
Error lastFailure(ipmi_ctx_t context, int systemError, std::string_view attempted) {
    const int code = ipmi_ctx_errnum(context);
    if (code != IPMI_ERR_SYSTEM_ERROR) {
        return ipmiFailure(code, attempted);
    }
    Error error = ipmiFailure(IPMI_ERR_CONNECTION_TIMEOUT, attempted);
    error.cause = std::generic_category().message(systemError);
    return error;
}

} // namespace

void IpmiSession::Closer::operator()(void* context) const {
    ipmi_ctx_close(contextOf(context));
    ipmi_ctx_destroy(contextOf(context));
}

Result<IpmiSession> IpmiSession::open(const BmcAccess& access, int cipherSuite) {
    const std::string host = fmt::format("{}:{}", access.address, access.port);
    const std::string password = access.password.reveal().substr(0, IPMI_2_0_MAX_PASSWORD_LENGTH);
    const unsigned workarounds =
        access.openSessionPrivilege ? IPMI_WORKAROUND_FLAGS_OUTOFBAND_2_0_OPEN_SESSION_PRIVILEGE : 0U;
    ipmi_ctx_t context = ipmi_ctx_create();
    if (context == nullptr) {
        return fail(ipmiFailure(IPMI_ERR_OUT_OF_MEMORY, "log in"));
    }
    IpmiSession session(context);
    errno = 0;
    const int opened = ipmi_ctx_open_outofband_2_0(
        context, host.c_str(), access.user.c_str(), password.c_str(), nullptr, 0, IPMI_PRIVILEGE_LEVEL_ADMIN,
        static_cast<std::uint8_t>(cipherSuite), static_cast<unsigned>(access.sessionTimeout.count()),
        static_cast<unsigned>(access.retransmission.count()), workarounds, IPMI_FLAGS_DEFAULT);
    if (opened < 0) {
        return fail(lastFailure(context, errno, "log in"));
    }
    return session;
}

Result<wire::IpmiBytes> IpmiSession::send(const wire::IpmiRequest& request) {
    std::array<std::uint8_t, 1024> reply{};
    errno = 0;
    const int length = ipmi_cmd_raw(contextOf(context_.get()), 0, request.netFn, request.bytes.data(),
                                    static_cast<unsigned>(request.bytes.size()), reply.data(), reply.size());
    if (length < 0) {
        return fail(lastFailure(contextOf(context_.get()), errno, request.name));
    }
    return wire::IpmiBytes(reply.begin(), reply.begin() + length);
}

} // namespace seedbed
