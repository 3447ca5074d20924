// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/vc/layout.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "firmware/emulator/vc/wordings.hpp"

namespace seedbed::emulator::vc {
namespace {

constexpr std::size_t kWidestColumn = 30;

const std::string& shown(const std::string& value) {
    static const std::string none = words::none;
    return value.empty() ? none : value;
}

std::vector<std::size_t> widths(const Table& table) {
    std::vector<std::size_t> all;
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
        auto width = table.columns[column].size();
        for (const auto& row : table.rows) {
            width = std::max(width, std::min(shown(row[column]).size(), kWidestColumn));
        }
        all.push_back(width);
    }
    return all;
}

std::string trimmedRight(std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
}

// One row, on as many lines as its longest cell needs.
std::string rowText(const std::vector<std::string>& cells, const std::vector<std::size_t>& columns) {
    std::string out;
    bool more = true;
    for (std::size_t part = 0; more; ++part) {
        std::string line;
        more = false;
        for (std::size_t column = 0; column < columns.size(); ++column) {
            const auto& cell = shown(cells[column]);
            auto at = std::min(part * columns[column], cell.size());
            line += fmt::format("{:<{}}  ", cell.substr(at, columns[column]), columns[column]);
            more = more || cell.size() > at + columns[column];
        }
        out += trimmedRight(line) + "\n";
    }
    return out;
}

} // namespace

std::string recordText(const Record& record) {
    std::size_t width = 0;
    for (const auto& [key, value] : record) {
        width = std::max(width, key.size());
    }
    std::string out;
    for (const auto& [key, value] : record) {
        out += fmt::format("{:<{}} : {}\n", key, width, shown(value));
    }
    return out;
}

std::string recordsText(const std::vector<Record>& records, std::size_t rule) {
    std::string out;
    for (const auto& record : records) {
        out += recordText(record) + std::string(rule, '-') + "\n";
    }
    return out;
}

std::string tableText(const Table& table) {
    auto columns = widths(table);
    std::size_t width = 0;
    for (auto column : columns) {
        width += column + 2;
    }
    std::string out = table.title.empty() ? "" : table.title + "\n";
    out += std::string(width, '=') + "\n" + rowText(table.columns, columns) + std::string(width, '-') + "\n";
    for (const auto& row : table.rows) {
        out += rowText(row, columns);
    }
    return out + "\n";
}

} // namespace seedbed::emulator::vc
