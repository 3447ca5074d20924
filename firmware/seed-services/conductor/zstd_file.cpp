// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/conductor/zstd_file.hpp"

#include <fstream>
#include <memory>
#include <vector>

#include <zstd.h>

namespace seedbed::seed {

namespace {

constexpr std::size_t blockBytes = 1u << 20;
constexpr int level = 3;
constexpr int windowLog = 22;

Error packError(const std::filesystem::path& file, std::string attempted, std::string cause) {
    Error error;
    error.id = "IMAGE-PACK";
    error.object = file.string();
    error.attempted = std::move(attempted);
    error.cause = std::move(cause);
    error.action = "check the disk of the state directory";
    return error;
}

Result<> pack(std::ifstream& in, std::ofstream& out, const std::filesystem::path& from) {
    const std::unique_ptr<ZSTD_CCtx, std::size_t (*)(ZSTD_CCtx*)> context(ZSTD_createCCtx(), ZSTD_freeCCtx);
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, level);
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_windowLog, windowLog);
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
    std::vector<char> plain(blockBytes), packed(ZSTD_CStreamOutSize());
    bool last = false;
    while (!last) {
        in.read(plain.data(), static_cast<std::streamsize>(plain.size()));
        last = in.eof();
        if (in.bad()) {
            return fail(packError(from, "read it", "it could not be read"));
        }
        ZSTD_inBuffer source{plain.data(), static_cast<std::size_t>(in.gcount()), 0};
        std::size_t left = 1;
        while (last ? left != 0 : source.pos < source.size) {
            ZSTD_outBuffer sink{packed.data(), packed.size(), 0};
            left = ZSTD_compressStream2(context.get(), &sink, &source, last ? ZSTD_e_end : ZSTD_e_continue);
            if (ZSTD_isError(left) != 0) {
                return fail(packError(from, "compress it", ZSTD_getErrorName(left)));
            }
            out.write(packed.data(), static_cast<std::streamsize>(sink.pos));
        }
    }
    return {};
}

} // namespace

Result<> packFile(const std::filesystem::path& from, const std::filesystem::path& to) {
    const auto part = to.string() + ".part";
    std::ifstream in(from, std::ios::binary);
    std::ofstream out(part, std::ios::binary | std::ios::trunc);
    if (!in || !out) {
        return fail(packError(in ? to : from, "open it", "it could not be opened"));
    }
    auto packed = pack(in, out, from);
    out.close();
    if (packed && !out) {
        packed = fail(packError(to, "write it", "it could not be written"));
    }
    std::error_code code;
    if (!packed) {
        std::filesystem::remove(part, code);
        return packed;
    }
    std::filesystem::rename(part, to, code);
    return code ? Result<>(fail(packError(to, "rename it", code.message()))) : Result<>();
}

} // namespace seedbed::seed
