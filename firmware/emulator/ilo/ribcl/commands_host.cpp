// SPDX-License-Identifier: GPL-3.0-or-later
// What and whose the server is.
#include "firmware/emulator/ilo/account/view.hpp"
#include "firmware/emulator/ilo/ribcl/command.hpp"
#include "firmware/emulator/ilo/ribcl/smbios.hpp"
#include "firmware/emulator/ilo/ribcl/wordings.hpp"
#include "firmware/emulator/state/told.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator::ribcl {
namespace {

constexpr std::size_t kLongestServerName = 49;
constexpr std::size_t kLongestAssetTag = 32;

Element recordElement(const SmbiosRecord& record) {
    Element element = node("SMBIOS_RECORD", {});
    element.attributes = {{"TYPE", std::to_string(record.type)}, {"B64_DATA", toBase64(record.bytes)}};
    for (const auto& [name, text] : record.fields) {
        element.children.push_back(tag("FIELD", {{"NAME", name}, {"VALUE", text}}));
    }
    return element;
}

} // namespace

Outcome getProductName(Call& call) {
    return Outcome::of(node("GET_PRODUCT_NAME", {value("PRODUCT_NAME", call.blade().productName)}));
}

Outcome getServerName(Call& call) {
    return Outcome::of(value("SERVER_NAME", call.blade().serverName));
}

Outcome setServerName(Call& call) {
    const auto name = call.node.get("VALUE");
    if (!name || !isPlain(*name, kLongestServerName)) {
        return invalidValue("SERVER_NAME");
    }
    call.note("Server name was changed");
    call.chassis.setServerName(call.bay, *name);
    return {};
}

Outcome getAssetTag(Call& call) {
    const auto& tagText = call.ilo().assetTag;
    if (tagText.empty()) {
        return Outcome::said(std::string(words::noAssetTag));
    }
    return Outcome::of(node("GET_ASSET_TAG", {value("ASSET_TAG", tagText)}));
}

Outcome setAssetTag(Call& call) {
    const auto text = call.node.get("VALUE");
    if (!text || !isPlain(*text, kLongestAssetTag)) {
        return invalidValue("SET_ASSET_TAG");
    }
    call.ilo().assetTag = *text;
    call.note("Asset tag was changed");
    call.chassis.iloChanged(call.bay);
    return {};
}

Outcome getTpmStatus(Call&) {
    return Outcome::of(node("GET_TPM_STATUS", {value("TPM_SUPPORTED", "No"), value("TPM_PRESENT", "No"),
                                               value("TPM_ENABLED", "No")}));
}

Outcome getHostData(Call& call) {
    Element data = node("GET_HOST_DATA", {});
    for (const auto& record : smbiosRecords(call.blade(), toldSerial(call.chassis, call.blade(), kDoor))) {
        data.children.push_back(recordElement(record));
    }
    return Outcome::of(std::move(data));
}

} // namespace seedbed::emulator::ribcl
