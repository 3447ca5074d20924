// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ilo/ribcl/smbios.hpp"

#include <algorithm>

#include "firmware/emulator/ilo/account/view.hpp"
#include "firmware/emulator/state/enclosure.hpp"
#include "firmware/emulator/state/identity.hpp"

namespace seedbed::emulator {
namespace {

constexpr std::size_t kSerialWidth = 16; // right-padded with blanks

// A structure under construction: strings are numbered as they are added.
class Structure {
public:
    Structure(std::uint8_t type, std::uint16_t handle) : type_(type), handle_(handle) {}
    Structure& byte(unsigned value) {
        body_ += static_cast<char>(value);
        return *this;
    }
    Structure& word(unsigned value) { return byte(value & 0xff).byte(value >> 8 & 0xff); }
    Structure& zeros(std::size_t count) {
        body_.append(count, '\0');
        return *this;
    }
    Structure& raw(std::string_view bytes) {
        body_ += bytes;
        return *this;
    }
    Structure& text(std::string_view value) {
        strings_ += value;
        strings_ += '\0';
        return byte(++count_);
    }
    std::string bytes() const {
        constexpr std::size_t header = 4;
        std::string all;
        all += static_cast<char>(type_);
        all += static_cast<char>(header + body_.size());
        all += static_cast<char>(handle_ & 0xff);
        all += static_cast<char>(handle_ >> 8);
        all += body_ + (count_ == 0 ? std::string(1, '\0') : strings_);
        return all + '\0';
    }

private:
    std::uint8_t type_;
    std::uint16_t handle_;
    std::string body_, strings_;
    unsigned count_ = 0;
};

// As SMBIOS stores it: the first three fields with the low byte first.
std::string storedUuid(const Blade& blade) {
    constexpr std::size_t order[16] = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
    std::string stored;
    for (const auto index : order) {
        stored += static_cast<char>(blade.uuid[index]);
    }
    return stored;
}

SmbiosRecord biosRecord(const Blade& blade) {
    Structure structure(0, 0);
    structure.text("HP").text(romFamily(blade)).word(0xf000).text(romDate(blade)).byte(0x7f).zeros(8);
    return {0, structure.bytes(), {{"Family", std::string(romFamily(blade))}, {"Date", romDate(blade)}}};
}

SmbiosRecord systemRecord(const Blade& blade, const std::string& serial) {
    auto padded = serial;
    padded.resize(kSerialWidth, ' ');
    const auto uuid = storedUuid(blade);
    Structure structure(1, 0x0100);
    structure.text("HP")
        .text(blade.productName)
        .byte(0)
        .text(padded)
        .raw(uuid)
        .byte(6)
        .text(blade.partNumber)
        .text("ProLiant");
    return {1,
            structure.bytes(),
            {{"Product Name", blade.productName},
             {"Serial Number", padded},
             {"UUID", uuid},
             {"cUUID", upper(uuidText(blade.uuid))}}};
}

SmbiosRecord processorRecord(int number) {
    const auto label = fmt::format("Proc {}", number);
    Structure structure(4, static_cast<std::uint16_t>(0x0400 + number));
    structure.text(label).byte(3).byte(0xb3).text("Intel").zeros(8).text(kProcessorName).byte(0x88);
    structure.word(100).word(4800).word(kProcessorMhz).byte(0x41).byte(0x2d);
    structure.word(0xffff).word(0xffff).word(0xffff).zeros(3).byte(kCores).byte(kCores).byte(kThreads).word(
        0xfc);
    return {4,
            structure.bytes(),
            {{"Label", label},
             {"Speed", fmt::format("{} MHz", kProcessorMhz)},
             {"Execution Technology", fmt::format("{} of {} cores; {} threads", kCores, kCores, kThreads)},
             {"Memory Technology", "64-bit Capable"}}};
}

SmbiosRecord dimmRecord(int processor, int socket, bool installed) {
    const auto label = fmt::format("PROC  {} DIMM  {}", processor, socket);
    const unsigned megabytes = installed ? kDimmMb : 0;
    Structure structure(17, static_cast<std::uint16_t>(0x1100 + processor * 16 + socket));
    structure.word(0x1000).word(0xfffe).word(72).word(64).word(megabytes).byte(9).byte(0);
    structure.text(label).byte(0).byte(24).word(0x80).word(installed ? kDimmMhz : 0).zeros(4);
    return {17,
            structure.bytes(),
            {{"Label", label},
             {"Size", installed ? fmt::format("{} MB", kDimmMb) : "not installed"},
             {"Speed", installed ? fmt::format("{} MHz", kDimmMhz) : "not installed"}}};
}

// With a Virtual Connect profile the blade shows the addresses of the profile (inferred).
SmbiosRecord nicRecord(const Blade& blade) {
    constexpr std::size_t shown = 2; // the physical functions of the two ports
    Structure structure(209, 0xd100);
    SmbiosRecord record;
    record.type = 209;
    const auto add = [&](const std::string& port, const MacAddress& mac) {
        structure.zeros(2).raw({reinterpret_cast<const char*>(mac.bytes.data()), mac.bytes.size()});
        record.fields.emplace_back("Port", port);
        record.fields.emplace_back("MAC", mac.withDashes());
    };
    for (std::size_t i = 0; i < shown; ++i) {
        add(std::to_string(i + 1), blade.nics[i].mac);
    }
    add("iLO", blade.iloMac);
    record.bytes = structure.bytes();
    return record;
}

} // namespace

std::vector<SmbiosRecord> smbiosRecords(const Blade& blade, const std::string& serial) {
    std::vector<SmbiosRecord> records{biosRecord(blade), systemRecord(blade, serial)};
    const int perProcessor = blade.memoryMb / kDimmMb / std::max(1, blade.cpus);
    for (int processor = 1; processor <= blade.cpus; ++processor) {
        records.push_back(processorRecord(processor));
    }
    for (int processor = 1; processor <= blade.cpus; ++processor) {
        for (int socket = 1; socket <= kSocketsPerProcessor; ++socket) {
            records.push_back(dimmRecord(processor, socket, socket <= perProcessor));
        }
    }
    records.push_back(nicRecord(blade));
    return records;
}

} // namespace seedbed::emulator
