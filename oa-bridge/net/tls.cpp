// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/net/tls.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl.hpp>
#include <fmt/format.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

namespace seedbed {
namespace {

namespace ssl = boost::asio::ssl;

template <class T, void (*release)(T*)>
struct Release {
    void operator()(T* thing) const { release(thing); }
};
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY, EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Release<X509, X509_free>>;
using Memory = std::unique_ptr<BIO, Release<BIO, BIO_free_all>>;

std::string textOf(BIO* memory) {
    char* data = nullptr;
    auto size = BIO_get_mem_data(memory, &data);
    return {data, static_cast<std::size_t>(size)};
}

bool addExtension(X509* certificate, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    std::unique_ptr<X509_EXTENSION, Release<X509_EXTENSION, X509_EXTENSION_free>> extension(
        X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool fillCertificate(X509* certificate, EVP_PKEY* key, const std::string& commonName, const std::string& address) {
    constexpr long tenYears = 3650L * 24 * 3600;
    std::uint64_t serial = 0;
    RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial);
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -24L * 3600); // clocks of old devices lag
    X509_gmtime_adj(X509_getm_notAfter(certificate), tenYears);
    X509_set_pubkey(certificate, key);
    X509_NAME* name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(commonName.c_str()), -1,
                               -1, 0);
    X509_set_issuer_name(certificate, name);
    boost::system::error_code isName;
    boost::asio::ip::make_address(address, isName);
    return addExtension(certificate, NID_subject_alt_name, (isName ? "DNS:" : "IP:") + address) &&
           addExtension(certificate, NID_basic_constraints, "critical,CA:TRUE") &&
           X509_sign(certificate, key, EVP_sha256()) != 0;
}

} // namespace

Result<TlsIdentity> makeSelfSigned(const std::string& commonName, const std::string& address) {
    Key key(EVP_RSA_gen(2048));
    Certificate certificate(X509_new());
    Memory keyText(BIO_new(BIO_s_mem()));
    Memory certificateText(BIO_new(BIO_s_mem()));
    bool good = key && certificate && fillCertificate(certificate.get(), key.get(), commonName, address) &&
                PEM_write_bio_PrivateKey(keyText.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1 &&
                PEM_write_bio_X509(certificateText.get(), certificate.get()) == 1;
    if (!good) {
        return fail({.kind = ErrorKind::internal,
                     .id = "TLS-IDENTITY",
                     .object = address,
                     .attempted = "make a self-signed certificate",
                     .cause = "OpenSSL refused",
                     .action = "check the address and the OpenSSL installation"});
    }
    return TlsIdentity{textOf(certificateText.get()), textOf(keyText.get())};
}

std::shared_ptr<ssl::context> makeClientContext(const TlsProfile& profile) {
    auto context = std::make_shared<ssl::context>(ssl::context::tls_client);
    SSL_CTX* native = context->native_handle();
    if (profile.legacy) {
        SSL_CTX_set_security_level(native, 0);
        SSL_CTX_set_min_proto_version(native, TLS1_VERSION);
        SSL_CTX_set_cipher_list(native, "DEFAULT@SECLEVEL=0");
        SSL_CTX_set_options(native, SSL_OP_LEGACY_SERVER_CONNECT);
    } else {
        SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    }
    SSL_CTX_set_options(native, SSL_OP_IGNORE_UNEXPECTED_EOF); // management processors close without a notice
    if (profile.trust == TlsProfile::Trust::chain) {
        context->set_verify_mode(ssl::verify_peer);
        boost::system::error_code ignored; // an unreadable file shows up as a failed handshake, which names the peer
        if (profile.caFile.empty()) {
            context->set_default_verify_paths(ignored);
        } else {
            context->load_verify_file(profile.caFile, ignored);
        }
    } else {
        context->set_verify_mode(ssl::verify_none); // the pin is compared after the handshake
    }
    return context;
}

Result<std::shared_ptr<ssl::context>> makeServerContext(const TlsIdentity& identity) {
    try {
        auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
        SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
        context->use_certificate_chain(boost::asio::buffer(identity.certificate));
        context->use_private_key(boost::asio::buffer(identity.key), ssl::context::pem);
        return context;
    } catch (const boost::system::system_error& error) {
        return fail({.kind = ErrorKind::invalid,
                     .id = "TLS-IDENTITY",
                     .attempted = "load a certificate and its key",
                     .cause = error.what(),
                     .action = "give PEM texts that belong together"});
    }
}

} // namespace seedbed
