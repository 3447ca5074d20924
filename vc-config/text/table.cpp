// SPDX-License-Identifier: GPL-3.0-or-later
// Tables: title, rule, header, rule, rows; a rule below each row, or one below the last. A column begins
// where its word of the header does. A cell that is too long goes on in the next line, where the first column
// is empty unless it is too long itself.
#include <algorithm>

#include "oa-bridge/base/text.hpp"
#include "vc-config/text/lines.hpp"
#include "vc-config/text/vc_text.hpp"

namespace seedbed::vc {

namespace {

using Lines = std::vector<std::string>;

// Blocks of lines between rules; empty lines are left out.
std::vector<Lines> blocksOf(const Lines& lines) {
    std::vector<Lines> blocks(1);
    for (const auto& line : lines) {
        if (isRule(trim(line))) {
            blocks.emplace_back();
        } else if (!trim(line).empty()) {
            blocks.back().push_back(line);
        }
    }
    return blocks;
}

// Where the words of the header begin: after two blanks at least.
std::vector<std::size_t> columnsOf(std::string_view header) {
    std::vector<std::size_t> starts;
    for (std::size_t i = 0; i < header.size(); ++i) {
        const bool afterGap = i < 2 ? header.substr(0, i).find_first_not_of(' ') == std::string_view::npos
                                    : header[i - 1] == ' ' && header[i - 2] == ' ';
        if (header[i] != ' ' && afterGap) {
            starts.push_back(i);
        }
    }
    return starts;
}

std::string_view cellOf(std::string_view line, const std::vector<std::size_t>& columns, std::size_t index) {
    const auto from = columns[index];
    const auto to = index + 1 < columns.size() ? columns[index + 1] : line.size();
    return from < line.size() ? trim(line.substr(from, to - std::min(from, to))) : std::string_view();
}

// A word that fills its column was cut; anything else was parted at a blank.
void append(std::string& cell, std::string_view more, std::size_t width) {
    if (more.empty()) {
        return;
    }
    const auto lastWord = cell.size() - (cell.rfind(' ') + 1);
    const bool cut = cell.empty() || lastWord + 2 >= width || cell.ends_with(',');
    cell += (cut ? "" : " ") + std::string(more);
}

std::vector<std::string> cellsOf(const Lines& lines, const std::vector<std::size_t>& columns) {
    std::vector<std::string> cells(columns.size());
    for (const auto& line : lines) {
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const auto width = i + 1 < columns.size() ? columns[i + 1] - columns[i] : std::string::npos;
            append(cells[i], cellOf(line, columns, i), width);
        }
    }
    return cells;
}

// The lines of each row. Where rules part the rows, a block is one.
std::vector<Lines> rowsOf(const Lines& block, const std::vector<std::size_t>& columns, bool parted) {
    if (parted) {
        return {block};
    }
    std::vector<Lines> rows;
    for (const auto& line : block) {
        if (rows.empty() || !cellOf(line, columns, 0).empty()) {
            rows.emplace_back();
        }
        rows.back().push_back(line);
    }
    return rows;
}

} // namespace

std::vector<Record> parseTable(std::string_view reply, std::string_view echo) {
    const auto blocks = blocksOf(linesOf(reply, echo));
    const auto header =
        std::find_if(blocks.begin() + 1, blocks.end(), [](const Lines& b) { return !b.empty(); });
    std::vector<Record> records;
    if (header == blocks.end()) {
        return records;
    }
    const auto columns = columnsOf(header->front());
    if (columns.empty()) {
        return records;
    }
    const auto keys = cellsOf(*header, columns);
    const bool parted =
        std::count_if(header + 1, blocks.end(), [](const Lines& b) { return !b.empty(); }) > 1;
    for (auto block = header + 1; block != blocks.end(); ++block) {
        for (const auto& lines : block->empty() ? std::vector<Lines>{} : rowsOf(*block, columns, parted)) {
            const auto cells = cellsOf(lines, columns);
            Record record;
            for (std::size_t i = 0; i < keys.size(); ++i) {
                record.add(lower(keys[i]), valueOf(cells[i]));
            }
            records.push_back(std::move(record));
        }
    }
    return records;
}

} // namespace seedbed::vc
