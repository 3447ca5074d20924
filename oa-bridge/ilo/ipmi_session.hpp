// SPDX-License-Identifier: GPL-3.0-or-later
// One IPMI 2.0 session by FreeIPMI. Blocking: opened, used and closed inside one Blocking job, on one thread.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "oa-bridge/async/task.hpp"
#include "oa-bridge/base/secret.hpp"
#include "oa-bridge/wire/ipmi.hpp"

namespace seedbed {

struct BmcAccess {
    std::string address;
    int port = 623;
    std::string user;
    Secret password;                      // the protocol uses its first 20 bytes
    std::vector<int> cipherSuites{3, 17}; // the next is tried when the peer has not got the one before
    bool openSessionPrivilege =
        true; // FreeIPMI's workaround of that name; harmless to peers without the flaw
    Duration deadline = std::chrono::seconds(60);   // of one call, retries included
    Duration minimumInterval{}; // between two sessions of one Bmc; some controllers crash below 5 s
    std::chrono::milliseconds sessionTimeout{8000}; // silence of the peer that ends a session
    std::chrono::milliseconds retransmission{1000};
};

class IpmiSession {
public:
    static Result<IpmiSession> open(const BmcAccess& access, int cipherSuite);
    // The reply: command byte, completion code, data. Errors as ipmiFailure().
    Result<wire::IpmiBytes> send(const wire::IpmiRequest& request);

private:
    struct Closer {
        void operator()(void* context) const;
    };
    explicit IpmiSession(void* context) : context_(context) {}
    std::unique_ptr<void, Closer> context_;
};

} // namespace seedbed
