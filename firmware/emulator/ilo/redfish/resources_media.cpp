// SPDX-License-Identifier: GPL-3.0-or-later
// Virtual media: 1 is the floppy or USB key, 2 the CD or DVD.
#include "firmware/emulator/ilo/redfish/resource.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator::redfish {
namespace {

constexpr std::size_t kLongestUrl = 255;

VirtualMedia* driveOf(Context& context) {
    return context.id == "1" ? &context.ilo().floppy : context.id == "2" ? &context.ilo().cd : nullptr;
}

bool isUrl(const Json& value) {
    return value.is_string() && value.get<std::string>().size() <= kLongestUrl &&
           (startsWith(value.get<std::string>(), "http://") ||
            startsWith(value.get<std::string>(), "https://"));
}

Answer insert(Context& context, VirtualMedia& drive, const Json& url) {
    if (!isUrl(url)) {
        return context.say(messages::notInList,
                           {url.is_string() ? url.get<std::string>() : written(url), "Image"});
    }
    if (!drive.url.empty()) {
        return context.say(messages::mediaPresent);
    }
    drive.url = url.get<std::string>();
    drive.connected = true;
    context.note("Virtual Media image inserted");
    context.chassis.iloChanged(context.bay);
    return context.say(messages::success);
}

Answer eject(Context& context, VirtualMedia& drive) {
    if (drive.url.empty()) {
        return context.say(messages::noMedia);
    }
    drive = VirtualMedia();
    context.note("Virtual Media image ejected");
    context.chassis.iloChanged(context.bay);
    return context.say(messages::success);
}

Answer patchOem(Context& context, VirtualMedia& drive, const Json& oem) {
    const auto hp = oem.is_object() ? oem.find("Hp") : oem.end();
    const auto* boot = hp != oem.end() && hp->is_object() && hp->contains("BootOnNextServerReset")
                           ? &hp->at("BootOnNextServerReset")
                           : nullptr;
    if (boot == nullptr || !boot->is_boolean()) {
        return context.say(messages::propertyUnknown, {"Oem"});
    }
    drive.boot = boot->get<bool>() ? MediaBoot::once : MediaBoot::none;
    context.chassis.iloChanged(context.bay);
    return context.say(messages::success);
}

} // namespace

Json mediaCollection(Context& context) {
    return collection(context, "Managers/1/VirtualMedia", "VirtualMediaCollection", "Virtual Media Services",
                      {"1", "2"});
}

Json mediaResource(Context& context) {
    const auto* drive = driveOf(context);
    if (drive == nullptr) {
        return nullptr;
    }
    const bool isCd = context.id == "2";
    const auto path = "Managers/1/VirtualMedia/" + context.id;
    auto json = resource(context, path, "VirtualMedia", "1.0.0", context.id, "VirtualMedia");
    const auto target = [&](const char* name) {
        return Json{{"target", context.style.link(path + "/Actions/" + name)}};
    };
    json["ConnectedVia"] = drive->connected ? "URI" : "NotConnected";
    json["Description"] = "Virtual Removable Media";
    json["Image"] = drive->url.empty() ? Json() : Json(drive->url);
    json["ImageName"] = drive->url.empty() ? Json() : Json(drive->url.substr(drive->url.rfind('/') + 1));
    json["Inserted"] = !drive->url.empty();
    json["MediaTypes"] = isCd ? Json::array({"CD", "DVD"}) : Json::array({"Floppy", "USBStick"});
    json["WriteProtected"] = drive->writeProtected;
    json["Oem"]["Hp"] = {
        {"Actions",
         {{"#HpiLOVirtualMedia.EjectVirtualMedia", target("Oem/Hp/HpiLOVirtualMedia.EjectVirtualMedia")},
          {"#HpiLOVirtualMedia.InsertVirtualMedia", target("Oem/Hp/HpiLOVirtualMedia.InsertVirtualMedia")}}},
        {"BootOnNextServerReset", drive->boot != MediaBoot::none},
        {"Type", "HpiLOVirtualMedia.1.0.0"}};
    if (context.style.modern) {
        json["Actions"] = {{"#VirtualMedia.EjectMedia", target("VirtualMedia.EjectMedia")},
                           {"#VirtualMedia.InsertMedia", target("VirtualMedia.InsertMedia")}};
    }
    return json;
}

// Image inserts and, as null or empty, ejects; clients send Inserted and WriteProtected along with it.
Answer patchMedia(Context& context) {
    auto* drive = driveOf(context);
    if (drive == nullptr) {
        return context.say(messages::missing, {context.id});
    }
    auto answer = context.say(messages::success);
    for (const auto& [key, value] : context.body->items()) {
        if (key == "Image") {
            answer = value.is_null() || value == "" ? eject(context, *drive) : insert(context, *drive, value);
        } else if (key == "Oem") {
            answer = patchOem(context, *drive, value);
        } else if (key != "Inserted" && key != "WriteProtected") {
            answer = context.say(messages::propertyUnknown, {key});
        } else if (!context.body->contains("Image")) {
            answer = context.say(messages::notWritable, {key});
        }
        if (answer.status >= 400) {
            break;
        }
    }
    return answer;
}

Answer insertMedia(Context& context) {
    auto* drive = driveOf(context);
    if (drive == nullptr) {
        return context.say(messages::missing, {context.id});
    }
    const auto image = context.body->find("Image");
    return image == context.body->end() ? context.say(messages::propertyMissing, {"Image"})
                                        : insert(context, *drive, *image);
}

Answer ejectMedia(Context& context) {
    auto* drive = driveOf(context);
    return drive == nullptr ? context.say(messages::missing, {context.id}) : eject(context, *drive);
}

} // namespace seedbed::emulator::redfish
