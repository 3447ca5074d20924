// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/site/nodes_csv.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "oa-bridge/base/text.hpp"

namespace seedbed {
namespace {

constexpr std::size_t kColumns = 7, kColumnsWithTypes = 9, kMostFaults = 20;
constexpr const char* kForm = "write MAC,user,password,iLO address,cores,memory in MB,disk in GiB";

// What was wrong with a field, and how to write it.
struct Complaint {
    std::string cause;
    std::string fix;
};
using Checked = std::optional<Complaint>;

// Without the text itself: where a column is missing or too many, it may be the password.
Complaint unfit(std::string_view what, std::string fix) {
    return {fmt::format("the {} is none", what), std::move(fix)};
}

// Only what is seen may be there: no blank, no tab, no carriage return, no byte of another alphabet.
Checked strayCharacter(std::string_view line) {
    const auto seen = [](char c) { return c > ' ' && c <= '~'; };
    const auto stray = std::find_if_not(line.begin(), line.end(), seen);
    if (stray == line.end()) {
        return std::nullopt;
    }
    if (*stray == '\r' && stray + 1 == line.end()) {
        return Complaint{"the line ends as on Windows, with a carriage return", "save the file with Unix line ends"};
    }
    return Complaint{fmt::format("bad character 0x{:02x} at place {}", static_cast<unsigned char>(*stray), stray - line.begin() + 1),
                     "remove it; the file takes printable ASCII without blanks"};
}

Checked readMac(const std::string& text, MacAddress& into) {
    const auto mac = MacAddress::parse(text);
    const bool colons = std::count(text.begin(), text.end(), ':') == 5;
    const bool ofOneCard = mac && *mac != MacAddress{} && (mac->bytes[0] & 1) == 0;
    if (!colons || !ofOneCard) {
        return unfit("MAC address", "write that of the PXE NIC, as in 9c:b6:54:00:11:22");
    }
    into = *mac;
    return std::nullopt;
}

Checked readAddress(const std::string& text, Ipv4Address& into) {
    const auto address = Ipv4Address::parse(text);
    if (!address) {
        return unfit("iLO address", "write an IPv4 address");
    }
    into = *address;
    return std::nullopt;
}

Checked readCount(std::string_view what, const std::string& text, int& into) {
    constexpr int most = 100'000'000;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), into);
    if (code != std::errc() || end != text.data() + text.size() || into < 1 || into > most) {
        return unfit(what, "write a whole number without a unit");
    }
    return std::nullopt;
}

Checked checkTypes(const std::string& hardware, const std::string& node) {
    const bool compute = node.size() > 3 && node.starts_with("occ") &&
                         std::all_of(node.begin() + 3, node.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (hardware != "vm" && hardware != "bm") {
        return unfit("hw_type", "write vm or bm");
    }
    if (!compute && node != "all" && node != "occm" && node != "vsa") {
        return unfit("node_type", "write all, occm, occ1, occ2 ... or vsa");
    }
    return std::nullopt;
}

Checked readFields(const std::vector<std::string>& fields, NodeRow& row) {
    if (auto bad = readMac(fields[0], row.mac)) {
        return bad;
    }
    if (fields[1].empty() || fields[2].empty()) {
        return Complaint{"the iLO's user or password is missing", kForm};
    }
    row.user = fields[1];
    row.password = Secret(fields[2]);
    if (auto bad = readAddress(fields[3], row.ilo)) {
        return bad;
    }
    if (auto bad = readCount("number of cores", fields[4], row.cores)) {
        return bad;
    }
    if (auto bad = readCount("memory", fields[5], row.memoryMb)) {
        return bad;
    }
    if (auto bad = readCount("disk size", fields[6], row.diskGib)) {
        return bad;
    }
    return fields.size() == kColumnsWithTypes ? checkTypes(fields[7], fields[8]) : std::nullopt;
}

Checked readLine(const std::string& line, NodeRow& row) {
    if (trim(line).empty()) {
        return Complaint{"the line is blank", "remove it"};
    }
    if (auto bad = strayCharacter(line)) {
        return bad;
    }
    const auto fields = split(line, ',');
    if (fields.size() != kColumns && fields.size() != kColumnsWithTypes) {
        return Complaint{fmt::format("it has {} columns, {} or {} are wanted", fields.size(), kColumns, kColumnsWithTypes), kForm};
    }
    return readFields(fields, row);
}

} // namespace

std::string NodesCsv::place(int line) const {
    return fmt::format("{} line {}", name, line);
}

NodesCsv parseNodesCsv(std::string_view text, std::string name) {
    NodesCsv nodes;
    nodes.name = std::move(name);
    auto lines = split(text, '\n');
    if (!lines.empty() && lines.back().empty()) {
        lines.pop_back(); // the last line is ended, too
    }
    if (lines.empty()) {
        nodes.faults.push_back({1, "the file is empty", kForm});
    }
    for (std::size_t i = 0; i < lines.size() && nodes.faults.size() < kMostFaults; ++i) {
        NodeRow row;
        row.line = static_cast<int>(i + 1);
        if (auto bad = readLine(lines[i], row)) {
            nodes.faults.push_back({row.line, std::move(bad->cause), std::move(bad->fix)});
        } else {
            nodes.rows.push_back(std::move(row));
        }
    }
    return nodes;
}

Result<NodesCsv> readNodesCsv(const std::filesystem::path& file) {
    const auto text = readFile(file, 64u << 10);
    if (!text) {
        return fail({.kind = ErrorKind::notFound,
                     .id = "NODES-CSV",
                     .object = file.string(),
                     .attempted = "read the node list",
                     .cause = text.error().cause,
                     .action = "correct nodes-csv in the site file, or take it out"});
    }
    return parseNodesCsv(*text, file.filename().string());
}

} // namespace seedbed
