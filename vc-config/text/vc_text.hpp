// SPDX-License-Identifier: GPL-3.0-or-later
// The Virtual Connect command line: operations -> commands, output -> values. Pure; used by vc-config/apply
// and by whoever shows a plan as commands. Output is taken as the shell gave it: echo first, CR LF, perhaps
// escape codes. Errors of reading: VC-NONSENSE (nonsense) when a record lacks what it must have; those of
// replyError().
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oa-bridge/base/error.hpp"
#include "oa-bridge/base/secret.hpp"
#include "vc-config/model/vc_plan.hpp"

namespace seedbed::vc {

std::string toCommand(const Operation& operation);
// The one command with a password in it; never shown, never logged.
Secret importCommand(const std::string& oaUser, const Secret& oaPassword);

// What the device says in place of an answer, as an error; none when the reply is a good one. Ids
// VC-NOT-IMPORTED (conflict), VC-NOT-MANAGER (unsupported), VC-BUSY (busy), VC-NOT-FOUND (notFound),
// VC-EXISTS (conflict), VC-POWERED-ON (conflict), VC-PRIVILEGE (refused), VC-ERROR (conflict).
std::optional<Error> replyError(std::string_view reply, std::string_view command);
// A command that changes something must say SUCCESS. Error VC-NONSENSE when it says neither.
Result<> checkChanged(std::string_view reply, std::string_view command);

// "Key : value" records; empty values come as "".
class Record {
public:
    void add(std::string key, std::string value) { fields_[std::move(key)] = std::move(value); }
    void goOn(const std::string& key, std::string_view more); // the value of `key`, in lower case
    std::string get(std::string_view key) const;              // ignoring case; "" when absent
    bool has(std::string_view key) const;
    bool empty() const { return fields_.empty(); }
    template <class Keys>
    std::string any(const Keys& keys) const { // of the first key that is there
        for (const auto key : keys) {
            if (has(key)) {
                return get(key);
            }
        }
        return {};
    }

private:
    std::map<std::string, std::string> fields_; // keys in lower case
};
// `echo` is the command that was sent; its line is left out.
std::vector<Record> parseRecords(std::string_view reply, std::string_view echo);
// The rows of a table, each a record with the words of the header as keys; a cell that was wrapped is whole
// again.
std::vector<Record> parseTable(std::string_view reply, std::string_view echo);
// The records, or the rows where the device answers with a table.
std::vector<Record> parseAny(std::string_view reply, std::string_view echo);

// One line of `show enet-connection *`.
struct ConnectionRecord {
    std::string profile;
    int port = 0;
    std::string mapping; // "LOM:1-a"; empty when it is not mapped
    std::string status;
    std::optional<MacAddress> mac;
    bool severalNetworks = false; // which ones, the map says
    Connection connection;        // without its map
};
Result<std::vector<ConnectionRecord>> parseConnections(std::string_view reply, std::string_view echo);

// The answer to `show uplinkport *`.
Result<std::vector<UplinkPort>> parseUplinkPorts(std::string_view reply, std::string_view echo);

// The answers to `show interconnect-mac-table` (a row for each address) and `show lldp <port>` (nothing when nobody
// tells).
std::vector<LearnedMac> parseMacTable(std::string_view reply, std::string_view echo);
std::optional<Neighbour> parseNeighbour(std::string_view reply, std::string_view echo);

Result<std::vector<VcEnclosure>> parseEnclosures(std::string_view reply, std::string_view echo);
Result<std::vector<VcModule>> parseModules(std::string_view reply, std::string_view echo);

// What a domain is read from: each the reply to the command that queries() names in the same place.
struct DomainReplies {
    std::string domain;
    std::string uplinkSets;
    std::string uplinkPorts;
    std::string networks;
    std::string profiles;
    std::string connections;
    std::string accessGroups; // these three may be refused: older firmware does not know them
    std::string mappings;
    std::string vlans;
};
struct DomainQuery {
    std::string_view command;
    std::string DomainReplies::*reply;
};
const std::vector<DomainQuery>& queries();
Result<VcDomain> parseDomain(const DomainReplies& replies);

} // namespace seedbed::vc
