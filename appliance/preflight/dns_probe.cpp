// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/preflight/dns_probe.hpp"

#include <array>

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <resolv.h>

#include <fmt/format.h>

namespace seedbed {
namespace {

// A resolver that knows one server only.
class Resolver {
public:
    explicit Resolver(DnsServer server) {
        ready_ = ::res_ninit(&state_) == 0;
        state_.nscount = 1;
        state_.nsaddr_list[0] = {};
        state_.nsaddr_list[0].sin_family = AF_INET;
        state_.nsaddr_list[0].sin_port = htons(server.port);
        state_.nsaddr_list[0].sin_addr.s_addr = htonl(server.address.value);
        state_.retrans = 2; // seconds
        state_.retry = 2;
    }
    ~Resolver() { ::res_nclose(&state_); }
    Resolver(const Resolver&) = delete;
    Resolver& operator=(const Resolver&) = delete;

    // The answer of the server, or why there is none in h_errno's words.
    Result<ns_msg> ask(const std::string& name, ns_type type) {
        const int size = ready_ ? ::res_nquery(&state_, name.c_str(), ns_c_in, type, answer_.data(), static_cast<int>(answer_.size())) : -1;
        ns_msg message{};
        if (size < 0 || ::ns_initparse(answer_.data(), size, &message) != 0) {
            const bool none = size < 0 && (state_.res_h_errno == HOST_NOT_FOUND || state_.res_h_errno == NO_DATA);
            return fail(Error{.kind = none ? ErrorKind::notFound : ErrorKind::timeout,
                              .cause = none ? "it has no such entry" : "it does not answer, or refuses to"});
        }
        return message;
    }

private:
    struct __res_state state_ {};
    bool ready_ = false;
    std::array<unsigned char, NS_PACKETSZ * 8> answer_{};
};

// Calls `take` with each record of that type in the answer.
template <class Take>
Result<> eachRecord(DnsServer server, const std::string& name, ns_type type, Take take) {
    Resolver resolver(server);
    auto message = resolver.ask(name, type);
    if (!message) {
        Error error = message.error();
        error.id = "PROBE-DNS";
        error.object = "DNS server " + server.address.toString();
        error.attempted = "ask for " + name;
        error.action = error.kind == ErrorKind::notFound ? "add the entry, or correct services.name in the site file"
                                                         : "check the address, and that UDP port 53 passes the firewall";
        return fail(std::move(error));
    }
    ns_rr record{};
    for (int i = 0; i < ns_msg_count(*message, ns_s_an) && ::ns_parserr(&*message, ns_s_an, i, &record) == 0; ++i) {
        if (ns_rr_type(record) == type) {
            take(*message, record);
        }
    }
    return {};
}

} // namespace

Result<std::vector<Ipv4Address>> addressesOf(DnsServer server, const std::string& name) {
    std::vector<Ipv4Address> addresses;
    const auto take = [&addresses](const ns_msg&, const ns_rr& record) {
        if (ns_rr_rdlen(record) == 4) {
            addresses.push_back(Ipv4Address{static_cast<std::uint32_t>(ns_get32(ns_rr_rdata(record)))});
        }
    };
    auto asked = eachRecord(server, name, ns_t_a, take); // an answer has one at the least
    return asked ? Result<std::vector<Ipv4Address>>(addresses) : fail(asked.error());
}

Result<std::vector<std::string>> namesOf(DnsServer server, Ipv4Address address) {
    const auto octet = [&address](int shift) { return address.value >> shift & 0xff; };
    const auto backward = fmt::format("{}.{}.{}.{}.in-addr.arpa", octet(0), octet(8), octet(16), octet(24));
    std::vector<std::string> names;
    const auto take = [&names](const ns_msg& message, const ns_rr& record) {
        std::array<char, NS_MAXDNAME> name{};
        if (::dn_expand(ns_msg_base(message), ns_msg_end(message), ns_rr_rdata(record), name.data(), name.size()) >= 0) {
            names.emplace_back(name.data());
        }
    };
    auto asked = eachRecord(server, backward, ns_t_ptr, take);
    return asked ? Result<std::vector<std::string>>(names) : fail(asked.error());
}

} // namespace seedbed
