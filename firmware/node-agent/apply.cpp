// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/node-agent/apply.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>

#include <fcntl.h>
#include <sys/stat.h>

#include "firmware/node-agent/mustache.hpp"
#include "firmware/posix/child.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::node_agent {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view kControlSuffix = ".oac";

Result<std::string> renderProgram(const fs::path& program, const Json& metadata) {
    posix::ChildSpec spec({program.string()});
    spec.input = pythonJson(metadata);
    spec.capture = true;
    spec.deadline = posix::Clock::now() + std::chrono::minutes(10);
    auto outcome = posix::runChild(spec);
    if (!outcome) {
        return fail(outcome.error());
    }
    if (outcome->status != 0) {
        return fail({.kind = ErrorKind::invalid,
                     .id = "TEMPLATE-PROGRAM",
                     .object = program.string(),
                     .attempted = "run an executable template",
                     .cause = "exit status " + std::to_string(outcome->status),
                     .action = "see its messages above"});
    }
    return std::move(outcome->output);
}

Result<std::string> renderFile(const fs::path& file, const Json& metadata) {
    if (::access(file.c_str(), X_OK) == 0) {
        return renderProgram(file, metadata);
    }
    auto text = readFile(file);
    if (!text) {
        return text;
    }
    auto rendered = renderMustache(*text, metadata);
    return rendered ? rendered : fail(rendered.error().withContext(file.string()));
}

Result<FileControl> controlOf(const fs::path& file) {
    fs::path control = file.string() + std::string(kControlSuffix);
    std::error_code problem;
    if (!fs::is_regular_file(control, problem)) {
        return FileControl();
    }
    auto text = readFile(control);
    return text ? parseControl(*text, control.string()) : fail(text.error());
}

// In the order of their paths.
std::vector<fs::path> templatesBelow(const fs::path& root) {
    std::vector<fs::path> files;
    std::error_code problem;
    for (auto item = fs::recursive_directory_iterator(root, problem); item != fs::end(item);
         item.increment(problem)) {
        if (!item->is_directory(problem) && item->path().extension() != kControlSuffix) {
            files.push_back(item->path());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

tl::unexpected<Error> writeError(std::string id, const fs::path& path, std::string attempted) {
    return fail(posix::systemError(std::move(id), path.string(), std::move(attempted)));
}

// The number of a user or group, by number or by its line in /etc/passwd or /etc/group (name:x:number:...).
Result<unsigned> idOf(const std::string& name, const char* table) {
    unsigned id = 0;
    auto whole = [&id](const std::string& text) {
        auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), id);
        return code == std::errc{} && end == text.data() + text.size() && !text.empty();
    };
    if (whole(name)) {
        return id;
    }
    auto content = readFile(table);
    for (const auto& line : split(content.value_or(""), '\n')) {
        auto fields = split(line, ':');
        if (fields.size() > 2 && fields[0] == name && whole(fields[2])) {
            return id;
        }
    }
    return fail({.kind = ErrorKind::notFound,
                 .id = "APPLY-OWNER",
                 .object = name,
                 .attempted = "find the owner of a file",
                 .cause = std::string("it is not in ") + table,
                 .action = "correct the control file"});
}

struct Ownership {
    mode_t mode = 0644;
    uid_t user = static_cast<uid_t>(-1);
    gid_t group = static_cast<gid_t>(-1);
};

// What the control file says, else what the existing file has.
Result<Ownership> ownershipOf(const fs::path& path, const FileControl& control) {
    Ownership own;
    struct stat status {};
    if (::stat(path.c_str(), &status) == 0) {
        own = {static_cast<mode_t>(status.st_mode & 07777), status.st_uid, status.st_gid};
    }
    own.mode = control.mode.value_or(own.mode);
    if (control.owner) {
        auto user = idOf(*control.owner, "/etc/passwd");
        if (!user) {
            return fail(user.error());
        }
        own.user = *user;
    }
    if (control.group) {
        auto group = idOf(*control.group, "/etc/group");
        if (!group) {
            return fail(group.error());
        }
        own.group = *group;
    }
    return own;
}

Result<> writeOne(const fs::path& path, const RenderedFile& file) {
    std::error_code problem;
    if (file.content.empty() && !file.control.allowEmpty) {
        fs::remove(path, problem);
        return {};
    }
    auto own = ownershipOf(path, file.control);
    if (!own) {
        return fail(own.error());
    }
    fs::create_directories(path.parent_path(), problem);
    std::string part = path.parent_path() / ("." + path.filename().string() + ".XXXXXX");
    posix::Descriptor descriptor(::mkostemp(part.data(), O_CLOEXEC));
    if (!descriptor) {
        return writeError("APPLY-WRITE", path, "create it");
    }
    auto written = posix::writeAll(descriptor, file.content, posix::Clock::now() + std::chrono::minutes(1));
    bool settled = written && ::fchown(descriptor.get(), own->user, own->group) == 0 &&
                   ::fchmod(descriptor.get(), own->mode) == 0 && ::rename(part.c_str(), path.c_str()) == 0;
    if (!settled) {
        auto error = writeError("APPLY-WRITE", path, "write it");
        ::unlink(part.c_str());
        return error;
    }
    log::info("APPLY-WROTE", path.string());
    return {};
}

} // namespace

Result<std::vector<RenderedFile>> renderTree(const fs::path& templates, const Json& metadata) {
    std::vector<RenderedFile> files;
    for (const auto& file : templatesBelow(templates)) {
        auto content = renderFile(file, metadata);
        if (!content) {
            return fail(content.error());
        }
        auto control = controlOf(file);
        if (!control) {
            return fail(control.error());
        }
        files.push_back({file.lexically_relative(templates), std::move(*content), *control});
    }
    return files;
}

Result<> writeTree(const std::vector<RenderedFile>& files, const fs::path& output) {
    for (const auto& file : files) {
        auto written = writeOne(output / file.path, file);
        if (!written) {
            return written;
        }
    }
    return {};
}

} // namespace seedbed::node_agent
