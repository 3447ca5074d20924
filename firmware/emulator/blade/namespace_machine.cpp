// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/blade/namespace_machine.hpp"

#include <nlohmann/json.hpp>

#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator {

using nlohmann::json;

// Found by the JSON library, which wants these names.
// NOLINTBEGIN(readability-identifier-naming)
static void to_json(json& to, const NamespaceNic& nic) {
    to = {{"mac", nic.mac}, {"pxe", nic.pxe}};
}
static void from_json(const json& from, NamespaceNic& nic) {
    from.at("mac").get_to(nic.mac);
    from.at("pxe").get_to(nic.pxe);
}
// NOLINTEND(readability-identifier-naming)

namespace {

tl::unexpected<Error> malformed(const std::string& cause) {
    Error error;
    error.kind = ErrorKind::invalid;
    error.id = "NAMESPACE-FILE";
    error.object = "namespace blade";
    error.attempted = "read what the chassis wants";
    error.cause = cause;
    error.action = "power the blade off and on; the chassis writes the file anew";
    return fail(std::move(error));
}

template <class T>
Result<T> readAs(std::string_view text, T (*read)(const json&)) {
    const auto parsed = parseJson(text, "namespace blade file");
    if (!parsed) {
        return fail(parsed.error());
    }
    try {
        return read(*parsed);
    } catch (const json::exception& exception) {
        return malformed(exception.what());
    }
}

std::optional<std::uint64_t> badByteOf(const json& from) {
    const auto found = from.find("bad_byte");
    if (found == from.end()) {
        return std::nullopt;
    }
    return found->get_ref<const json::number_unsigned_t&>();
}

NamespaceMachine machineOf(const json& from) {
    NamespaceMachine machine;
    machine.bay = static_cast<int>(from.at("bay").get_ref<const json::number_integer_t&>());
    from.at("serial").get_to(machine.serial);
    from.at("uuid").get_to(machine.uuid);
    from.at("product").get_to(machine.product);
    from.at("console").get_to(machine.console);
    from.at("disk").get_to(machine.disk);
    machine.badByte = badByteOf(from);
    from.at("work_directory").get_to(machine.workDirectory);
    from.at("boot_order").get_to(machine.bootOrder);
    from.at("nics").get_to(machine.nics);
    return machine;
}

NamespaceStart startOf(const json& from) {
    NamespaceStart start;
    from.at("root").get_to(start.root);
    from.at("init").get_to(start.init);
    from.at("command_line_file").get_to(start.commandLineFile);
    from.at("console").get_to(start.console);
    from.at("disk").get_to(start.disk);
    start.badByte = badByteOf(from);
    from.at("serial").get_to(start.serial);
    if (from.contains("partition")) {
        Partition partition;
        // a fraction is no place on a disk: the library throws
        partition.offset = from.at("partition").at("offset").get_ref<const json::number_unsigned_t&>();
        partition.bytes = from.at("partition").at("bytes").get_ref<const json::number_unsigned_t&>();
        start.partition = partition;
    }
    return start;
}

} // namespace

std::string toJson(const NamespaceMachine& machine) {
    json document = {{"bay", machine.bay},
                     {"serial", machine.serial},
                     {"uuid", machine.uuid},
                     {"product", machine.product},
                     {"console", machine.console},
                     {"disk", machine.disk},
                     {"work_directory", machine.workDirectory},
                     {"boot_order", machine.bootOrder},
                     {"nics", machine.nics}};
    if (machine.badByte) {
        document["bad_byte"] = *machine.badByte;
    }
    return document.dump();
}

Result<NamespaceMachine> readNamespaceMachine(std::string_view json) {
    return readAs(json, machineOf);
}

std::string toJson(const NamespaceStart& start) {
    json document = {{"root", start.root},       {"init", start.init},
                     {"console", start.console}, {"command_line_file", start.commandLineFile},
                     {"disk", start.disk},       {"serial", start.serial}};
    if (start.partition) {
        document["partition"] = {{"offset", start.partition->offset}, {"bytes", start.partition->bytes}};
    }
    if (start.badByte) {
        document["bad_byte"] = *start.badByte;
    }
    return document.dump();
}

Result<NamespaceStart> readNamespaceStart(std::string_view json) {
    return readAs(json, startOf);
}

} // namespace seedbed::emulator
