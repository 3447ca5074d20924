// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/state/kept_certificate.hpp"

#include <filesystem>

#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator {

Result<TlsIdentity> keptCertificate(const Chassis& chassis, const std::string& device, const CertificateSubject& subject) {
    const auto file = std::filesystem::path(chassis.stateDirectory()) / (device + ".pem");
    constexpr std::string_view keyHead = "-----BEGIN PRIVATE KEY";
    const auto kept = std::filesystem::exists(file) ? readFile(file) : Result<std::string>(std::string());
    const auto key = kept ? kept->find(keyHead) : std::string::npos;
    if (key != std::string::npos) {
        return TlsIdentity{kept->substr(0, key), kept->substr(key)};
    }
    auto made = makeSelfSigned(subject.name, subject.address.toString());
    const auto written = made ? writeFile(file, made->certificate + made->key, 0600) : Result<>();
    return written ? made : fail(written.error());
}

} // namespace seedbed::emulator
