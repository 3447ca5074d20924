// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/conductor/boot_service.hpp"

#include <algorithm>
#include <charconv>
#include <csignal>

#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::seed {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto readLimit = 5s;
constexpr auto restartPause = 1s;
constexpr std::size_t strangersKept = 8;
// Where Debian's package ipxe puts the loaders for PXE ROMs that are no iPXE.
constexpr std::string_view loaderFolder = "/usr/lib/ipxe";
constexpr std::string_view loaders[] = {"undionly.kpxe", "snponly.efi"};

Error bootError(std::string id, std::string object, std::string attempted, std::string cause) {
    Error error;
    error.kind = ErrorKind::internal;
    error.id = std::move(id);
    error.object = std::move(object);
    error.attempted = std::move(attempted);
    error.cause = std::move(cause);
    error.action = "look at the DHCPD lines of the log; nothing else may serve DHCP on this interface";
    return error;
}

Result<> makeFolder(const fs::path& folder) {
    std::error_code code;
    fs::create_directories(folder, code);
    if (code) {
        return fail(bootError("BOOT-FOLDER", folder.string(), "make the folder", code.message()));
    }
    return {};
}

// Whole or not at all under its final name, and no other name in a directory that dnsmasq watches.
Result<> place(const fs::path& folder, const char* directory, const std::string& name,
               const std::string& text) {
    const fs::path made = folder / (std::string(directory) + "-" + name);
    if (auto written = writeFile(made, text); !written) {
        return written;
    }
    std::error_code code;
    fs::rename(made, folder / directory / name, code);
    if (code) {
        return fail(bootError("BOOT-FOLDER", made.string(), "rename", code.message()));
    }
    return {};
}

// Compressed for whoever can take it so (RFC 8878, 7.2); it is the same image.
HttpResponse imageFor(const DeployBoot& deploy, const HttpRequest& request) {
    const auto accepted = request.headers.get("Accept-Encoding").value_or("");
    const bool packed = !deploy.packedImage.empty() && accepted.find("zstd") != std::string::npos;
    HttpResponse response;
    response.headers.set("Content-Type", "application/octet-stream");
    if (packed) {
        response.headers.set("Content-Encoding", "zstd");
    }
    response.bodyFile = packed ? deploy.packedImage : deploy.image;
    return response;
}

} // namespace

BootService::BootService(asio::any_io_executor executor, BootNetwork network, BootEventSink sink)
    : executor_(executor), network_(std::move(network)), sink_(std::move(sink)),
      http_(executor, [this](HttpRequest request) { return answer(std::move(request)); }),
      lineRead_(executor), children_(executor) {}

BootService::~BootService() = default;

Task<> BootService::start() {
    if (auto folder = prepareFolder(); !folder) {
        co_return fail(folder.error());
    }
    endOrphan();
    if (auto listening = http_.listenTcp(network_.listen, static_cast<std::uint16_t>(network_.httpPort));
        !listening) {
        co_return fail(listening.error());
    }
    co_await advertise("replace");
    if (auto launched = launch(); !launched) {
        co_return fail(launched.error());
    }
    children_.spawn("dnsmasq", keepRunning());
    co_return Result<>();
}

asio::awaitable<void> BootService::stop() {
    children_.cancel();
    co_await children_.join();
    http_.stop();
    if (dnsmasq_) {
        auto ended = co_await dnsmasq_->stop(3s);
        if (!ended) {
            log::error(ended.error());
        }
        dnsmasq_.reset();
    }
    co_await advertise("del");
}

Result<> BootService::prepareFolder() const {
    for (const char* name : {"hosts", "options", "tftp"}) {
        std::error_code code;
        if (name != std::string_view("tftp")) { // tokens of ramdisks that are just booting stay
            fs::remove_all(network_.folder / name, code);
        }
        if (auto made = makeFolder(network_.folder / name); !made) {
            return made;
        }
    }
    std::error_code code;
    fs::permissions(network_.folder, fs::perms::owner_all, code);
    if (code) {
        return fail(bootError("BOOT-FOLDER", network_.folder.string(), "close it to others", code.message()));
    }
    for (const auto loader : loaders) {
        fs::copy_file(fs::path(loaderFolder) / loader, network_.folder / "tftp" / loader,
                      fs::copy_options::overwrite_existing, code);
        if (code) {
            log::warning("BOOT-NO-LOADER", "nodes whose network ROM is no iPXE cannot boot",
                         {{"FILE", std::string(loader)}});
        }
    }
    return writeFile(network_.folder / "dnsmasq.conf", dnsmasqConfig(network_));
}

// A dnsmasq of ours that outlived a killed seedbed-seed still holds the DHCP port.
void BootService::endOrphan() const {
    auto text = readFile(network_.folder / "dnsmasq.pid", 32);
    int pid = 0;
    if (!text || std::from_chars(text->data(), text->data() + text->size(), pid).ec != std::errc() ||
        pid <= 1) {
        return;
    }
    auto commandLine = readFile(fmt::format("/proc/{}/cmdline", pid), 4096);
    const auto config = (network_.folder / "dnsmasq.conf").string();
    if (commandLine && commandLine->find(config) != std::string::npos) {
        log::warning("BOOT-ORPHAN", "ending the dnsmasq of an earlier process",
                     {{"PID", std::to_string(pid)}});
        ::kill(pid, SIGKILL);
    }
}

Result<> BootService::launch() {
    const auto config = (network_.folder / "dnsmasq.conf").string();
    ProcessSpec spec({"dnsmasq", "--keep-in-foreground", "--conf-file=" + config});
    spec.mergeErrors = true;
    auto started = Process::start(executor_, std::move(spec));
    if (!started) {
        return fail(started.error());
    }
    filesRead_.clear();
    loaded_ = nodes_;
    dnsmasq_.emplace(std::move(*started));
    log::info("BOOT-DHCP-UP", "dnsmasq started",
              {{"INTERFACE", network_.interface}, {"PID", std::to_string(dnsmasq_->pid())}});
    return {};
}

asio::awaitable<void> BootService::keepRunning() {
    while (true) {
        co_await readLog();
        const int status = co_await dnsmasq_->wait();
        log::error(bootError("BOOT-DHCP-DEAD", network_.interface, "serve DHCP",
                             fmt::format("dnsmasq ended with status {}; starting it again", status)));
        bool up = false;
        while (!up) {
            co_await pause(restartPause);
            auto launched = launch();
            up = launched.has_value();
            if (!up) {
                log::error(launched.error());
            }
        }
    }
}

asio::awaitable<void> BootService::readLog() {
    while (true) {
        auto line = co_await dnsmasq_->readLine();
        if (!line) {
            co_return;
        }
        onLine(*line);
    }
}

// The address that router advertisements need on the interface. Without IPv6 on this machine iPXE waits 16 s
// longer.
asio::awaitable<void> BootService::advertise(std::string verb) {
    const auto address = std::string(routerAdvertisementNet) + "1/64";
    ProcessSpec spec({"ip", "-6", "address", verb, address, "dev", network_.interface, "nodad"});
    if (verb == "del") {
        spec.argv.pop_back();
    }
    auto done = co_await runChecked(std::move(spec));
    if (!done) {
        log::warning("BOOT-NO-IPV6", "no router advertisements: iPXE will wait longer",
                     {{"CAUSE", toSentence(done.error())}});
    }
}

// dnsmasq keeps what it has read; an address or MAC that moves to another node needs a fresh one.
bool BootService::clashes(const BootNode& node) const {
    return std::any_of(loaded_.begin(), loaded_.end(), [&](const auto& entry) {
        const BootNode& other = entry.second;
        const bool sharesMac = std::any_of(node.macs.begin(), node.macs.end(), [&](const auto& mac) {
            return std::find(other.macs.begin(), other.macs.end(), mac) != other.macs.end();
        });
        return other.id != node.id && (other.address == node.address || sharesMac);
    });
}

Task<> BootService::set(BootNode node) {
    for (auto& mac : node.macs) {
        mac = lower(mac);
    }
    const auto known = loaded_.find(node.id);
    const bool same =
        known != loaded_.end() && hostLine(known->second) == hostLine(node) && nodes_.contains(node.id);
    const bool clash = clashes(node);
    nodes_[node.id] = node;
    if (same) {
        co_return Result<>();
    }
    const auto file = (network_.folder / "hosts" / node.id).string();
    filesRead_.erase(file);
    if (auto placed = place(network_.folder, "options", node.id, optionLine(network_, node)); !placed) {
        co_return fail(placed.error());
    }
    if (auto placed = place(network_.folder, "hosts", node.id, hostLine(node)); !placed) {
        co_return fail(placed.error());
    }
    loaded_[node.id] = node;
    if (clash && dnsmasq_) {
        dnsmasq_->signal(SIGTERM); // keepRunning starts it again
    }
    auto read = co_await untilRead(file);
    co_return read;
}

Task<> BootService::untilRead(std::string file) {
    const auto deadline = std::chrono::steady_clock::now() + readLimit;
    while (!filesRead_.contains(file)) {
        const auto left = deadline - std::chrono::steady_clock::now();
        if (left <= 0s) {
            co_return fail(bootError("BOOT-DHCP-DEAD", network_.interface, "add a node",
                                     "dnsmasq did not read " + file));
        }
        [[maybe_unused]] const bool woken = co_await lineRead_.waitFor(left);
    }
    co_return Result<>();
}

void BootService::remove(const std::string& nodeId) {
    nodes_.erase(nodeId);
    std::error_code gone; // dnsmasq forgets the node at its next start; until then its script is not found
    fs::remove(network_.folder / "hosts" / nodeId, gone);
    fs::remove(network_.folder / "options" / nodeId, gone);
    dropToken(nodeId);
}

Result<> BootService::putToken(const std::string& nodeId, const Secret& token) {
    // A dnsmasq that runs as root serves only what everybody may read; the folder above keeps others out.
    return writeFile(network_.folder / "tftp" / ("token-" + nodeId), token.reveal(), 0644);
}

void BootService::dropToken(const std::string& nodeId) {
    std::error_code gone; // it need not be there
    fs::remove(network_.folder / "tftp" / ("token-" + nodeId), gone);
}

std::vector<std::string> BootService::strangers() const {
    return {strangers_.begin(), strangers_.end()};
}

const BootNode* BootService::nodeOfMac(const std::string& mac) const {
    for (const auto& [id, node] : nodes_) {
        if (std::find(node.macs.begin(), node.macs.end(), mac) != node.macs.end()) {
            return &node;
        }
    }
    return nullptr;
}

void BootService::tell(const std::string& nodeId, BootSign sign, std::string text) {
    BootEvent event;
    event.nodeId = nodeId;
    event.sign = sign;
    event.text = std::move(text);
    sink_(event);
}

void BootService::onLine(const std::string& line) {
    log::debug("DHCPD", log::printable(line));
    const auto parsed = parseBootLine(line);
    if (!parsed) {
        return;
    }
    if (parsed->kind == BootLineKind::fileRead) {
        filesRead_.insert(parsed->file);
        lineRead_.notifyAll();
        return;
    }
    if (parsed->mac.empty()) {
        onTftp(*parsed);
        return;
    }
    const BootNode* node = nodeOfMac(parsed->mac);
    if (node == nullptr) {
        onUnknown(parsed->mac);
    } else if (parsed->kind == BootLineKind::acknowledged) {
        tell(node->id, BootSign::dhcp, fmt::format("DHCPACK {} to {}", parsed->address, parsed->mac));
    } else {
        tell(node->id, BootSign::discover, "DHCPDISCOVER from " + parsed->mac);
    }
}

void BootService::onTftp(const BootLine& line) {
    const auto name = fs::path(line.file).filename().string();
    for (const auto& [id, node] : nodes_) {
        if (line.kind == BootLineKind::sent && node.address == line.address && name == "token-" + id) {
            tell(id, BootSign::token, "token sent by TFTP to " + line.address);
            return;
        }
    }
}

void BootService::onUnknown(const std::string& mac) {
    if (std::find(strangers_.begin(), strangers_.end(), mac) != strangers_.end()) {
        return;
    }
    log::warning("BOOT-UNKNOWN-MAC", "a MAC of no known node asked for an address and got none",
                 {{"MAC", mac}});
    strangers_.push_back(mac);
    if (strangers_.size() > strangersKept) {
        strangers_.pop_front();
    }
}

asio::awaitable<HttpResponse> BootService::answer(HttpRequest request) {
    if (request.method != "GET" && request.method != "HEAD") {
        co_return textResponse(405, "GET only\n");
    }
    const auto path = request.path();
    for (const auto& [id, node] : nodes_) {
        if (startsWith(path, nodePath(id, "")) && request.peerAddress == node.address) {
            co_return fileFor(node, request);
        }
    }
    log::info("BOOT-NO-FILE", "nothing here for this client",
              {{"PEER", request.peerAddress}, {"PATH", log::printable(path, 200)}});
    co_return textResponse(404, "not found\n");
}

HttpResponse BootService::fileFor(const BootNode& node, const HttpRequest& request) {
    const auto path = request.path();
    if (path == nodePath(node.id, "boot.ipxe")) {
        tell(node.id, BootSign::script, "boot script by HTTP to " + node.address);
        return textResponse(200, bootScript(network_, node));
    }
    const bool kernel = path == nodePath(node.id, "deploy_kernel");
    const bool ramdisk = path == nodePath(node.id, "deploy_ramdisk");
    if (node.deploy && !node.deploy->image.empty() && path == nodePath(node.id, "image")) {
        return imageFor(*node.deploy, request);
    }
    if (!node.deploy || !(kernel || ramdisk)) {
        return textResponse(404, "not found\n");
    }
    HttpResponse response;
    response.headers.set("Content-Type", "application/octet-stream");
    response.bodyFile = kernel ? node.deploy->kernel : node.deploy->ramdisk;
    const auto name = kernel ? "deploy_kernel" : "deploy_ramdisk";
    tell(node.id, kernel ? BootSign::kernel : BootSign::ramdisk,
         fmt::format("{} by HTTP to {}", name, node.address));
    return response;
}

} // namespace seedbed::seed
