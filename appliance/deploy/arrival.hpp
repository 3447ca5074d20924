// SPDX-License-Identifier: GPL-3.0-or-later
// What Virtual Connect was before Seedbed first changed it, kept in STATE/virtual-connect: the domain and
// what of it is ours as JSON, the module's own configuration script as text. Named by the enclosure's serial
// number, for the module's address may be given to another one; by the address where no serial number is
// known, as earlier releases did, and such a file is still found. Errors FILE-WRITE, those of reading files,
// VC-SAVED-DOMAIN. I/O thread only.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "oa-bridge/base/error.hpp"
#include "vc-config/model/vc_domain.hpp"

namespace seedbed {

class ArrivalFile {
public:
    ArrivalFile(std::filesystem::path state, const std::string& enclosureSerial,
                const std::string& moduleAddress);

    Result<std::optional<vc::Arrival>> read() const; // nothing: nothing was changed, or it was rolled back
    Result<> write(const vc::Arrival& arrival) const;
    Result<> writeScript(const std::string& script) const;
    Result<> close() const; // it is as it was: the next change is a first one again
    std::filesystem::path path(const char* ending = "json") const { return folder_ / (name_ + "." + ending); }
    bool isUnderOldName() const; // and no other is there

private:
    std::filesystem::path oldPath(const char* ending) const { return folder_ / (oldName_ + "." + ending); }

    std::filesystem::path folder_;
    std::string name_;
    std::string oldName_;
};

} // namespace seedbed
