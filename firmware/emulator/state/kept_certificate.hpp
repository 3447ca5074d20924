// SPDX-License-Identifier: GPL-3.0-or-later
// The certificates of the emulated devices are kept in the state directory, one file each, so that a pinned one holds
// after a restart. Remove the file and the device has a new one, as after a replacement. Any thread.
#pragma once

#include <string>

#include "firmware/emulator/state/chassis.hpp"
#include "oa-bridge/net/tls.hpp"

namespace seedbed::emulator {

struct CertificateSubject {
    std::string name;
    Ipv4Address address;
};

// STATE/<device>.pem, made when it is not there. Errors FILE-WRITE, and those of makeSelfSigned().
Result<TlsIdentity> keptCertificate(const Chassis& chassis, const std::string& device, const CertificateSubject& subject);

} // namespace seedbed::emulator
