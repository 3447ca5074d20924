// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/base/text.hpp"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <fstream>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

namespace seedbed {
namespace {

tl::unexpected<Error> fileError(std::string id, const std::filesystem::path& file, std::string attempted) {
    return fail({.kind = errno == ENOENT ? ErrorKind::notFound : ErrorKind::internal,
                 .id = std::move(id),
                 .object = file.string(),
                 .attempted = std::move(attempted),
                 .cause = std::strerror(errno), // NOLINT(concurrency-mt-unsafe): glibc's is per thread
                 .action = "check the path, its permissions and the free space"});
}

bool writeAll(int descriptor, std::string_view content) {
    while (!content.empty()) {
        auto written = ::write(descriptor, content.data(), content.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            return false;
        }
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

} // namespace

Result<std::string> readFile(const std::filesystem::path& file, std::size_t limit) {
    std::error_code unknown; // opening it tells
    const auto kind = std::filesystem::status(file, unknown).type();
    if (kind == std::filesystem::file_type::fifo || kind == std::filesystem::file_type::socket) {
        errno = EINVAL; // its writer may never come
        return fileError("FILE-READ", file, "read it as a file");
    }
    errno = 0;
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        return fileError("FILE-READ", file, "open it for reading");
    }
    std::string content;
    char block[65536];
    while (stream.read(block, sizeof block) || stream.gcount() > 0) {
        content.append(block, static_cast<std::size_t>(stream.gcount()));
        if (content.size() > limit) {
            errno = EFBIG;
            return fileError("FILE-READ", file, fmt::format("read it, at most {} bytes", limit));
        }
    }
    if (stream.bad()) { // a directory, or a broken disk
        return fileError("FILE-READ", file, "read it");
    }
    return content;
}

Result<> writeFile(const std::filesystem::path& file, std::string_view content, unsigned mode) {
    std::string temporary = file.string() + ".XXXXXX";
    int descriptor = ::mkostemp(temporary.data(), O_CLOEXEC);
    if (descriptor < 0) {
        return fileError("FILE-WRITE", file, "create a file beside it");
    }
    bool good = writeAll(descriptor, content) && ::fchmod(descriptor, mode) == 0 && ::fsync(descriptor) == 0;
    good = ::close(descriptor) == 0 && good;
    if (!good || ::rename(temporary.c_str(), file.c_str()) != 0) {
        auto error = fileError("FILE-WRITE", file, "write it");
        ::unlink(temporary.c_str());
        return error;
    }
    return {};
}

std::string isoTime(std::chrono::system_clock::time_point time) {
    auto seconds = std::chrono::system_clock::to_time_t(time);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

std::string isoTimeMillis(std::chrono::system_clock::time_point time) {
    auto whole = std::chrono::floor<std::chrono::seconds>(time);
    auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(time - whole).count();
    std::string text = isoTime(whole);
    return fmt::format("{}.{:03}Z", text.substr(0, text.size() - 1), millis);
}

std::string nowIso() { return isoTimeMillis(std::chrono::system_clock::now()); }

std::string toHex(std::string_view bytes) {
    std::string text;
    for (char c : bytes) {
        text += fmt::format("{:02x}", static_cast<unsigned char>(c));
    }
    return text;
}

std::string toBase64(std::string_view bytes) {
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                 reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(length));
    return text;
}

std::string sha256Hex(std::string_view bytes) {
    std::string digest(32, '\0');
    EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), nullptr, EVP_sha256(),
               nullptr);
    return toHex(digest);
}

Result<std::string> sha256OfFile(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr);
    std::string piece(1u << 20, '\0');
    while (stream.read(piece.data(), static_cast<std::streamsize>(piece.size())) || stream.gcount() > 0) {
        EVP_DigestUpdate(context.get(), piece.data(), static_cast<std::size_t>(stream.gcount()));
    }
    if (!stream.eof()) {
        return fail({.kind = ErrorKind::notFound,
                     .id = "FILE-READ",
                     .object = file.string(),
                     .attempted = "compute its SHA-256",
                     .cause = "it cannot be read",
                     .action = "check that the file is there and may be read"});
    }
    std::string digest(32, '\0');
    EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(digest.data()), nullptr);
    return toHex(digest);
}

std::string newUuid() {
    std::string raw(16, '\0');
    RAND_bytes(reinterpret_cast<unsigned char*>(raw.data()), 16);
    raw[6] = static_cast<char>((raw[6] & 0x0f) | 0x40);
    raw[8] = static_cast<char>((raw[8] & 0x3f) | 0x80);
    std::string hex = toHex(raw);
    return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4), hex.substr(16, 4),
                       hex.substr(20));
}

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    std::size_t start = 0;
    while (true) {
        auto end = text.find(separator, start);
        parts.emplace_back(text.substr(start, end - start));
        if (end == std::string_view::npos) {
            return parts;
        }
        start = end + 1;
    }
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n\f\v";
    auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

bool startsWith(std::string_view text, std::string_view head) { return text.substr(0, head.size()) == head; }
bool iequals(std::string_view a, std::string_view b) { return a.size() == b.size() && lower(a) == lower(b); }

} // namespace seedbed
