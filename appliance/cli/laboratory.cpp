// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/cli/laboratory.hpp"

#include <charconv>
#include <set>

#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "appliance/cli/session.hpp"
#include "oa-bridge/base/ids.hpp"
#include "oa-bridge/base/json_fields.hpp"
#include "oa-bridge/base/secret.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::cli {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

// Addresses of the lab. They exist only inside its own network namespaces.
constexpr auto kManagement = "10.83.0.0/24";
constexpr auto kProvisioning = "192.0.2.0/24";
constexpr BayNumber kBays = 8;

Error labError(std::string id, std::string object, std::string cause, std::string action) {
    return {.kind = ErrorKind::internal,
            .id = std::move(id),
            .object = std::move(object),
            .attempted = "bring the lab up",
            .cause = std::move(cause),
            .action = std::move(action)};
}

std::string farEnd(int uplink) {
    return uplink == 1 ? "prov0" : fmt::format("uplink{}", uplink);
}

std::string networkScript(const std::string& appliance, const std::string& chassis, const std::vector<int>& uplinks) {
    auto script = fmt::format("link add mgmt0 netns {1} type veth peer name mgmt0 netns {0}\n", appliance, chassis);
    for (const int uplink : uplinks) {
        script += fmt::format("link add x{0} netns {3} type veth peer name {1} netns {2}\n", uplink, farEnd(uplink), appliance,
                              chassis);
    }
    return script;
}

std::string applianceScript(const std::vector<int>& uplinks) {
    std::string others;
    for (const int uplink : uplinks) {
        others += uplink == 1 ? "" : fmt::format("link set {} addrgenmode none up\n", farEnd(uplink));
    }
    return others +
           "link set lo up\n"
           "addr add 10.83.0.1/24 dev mgmt0\n"
           "link set mgmt0 up\n"
           "addr add 192.0.2.1/24 dev prov0\n"
           "addr add 169.254.169.254/32 dev prov0\n"
           "addr add fd77::1/64 dev prov0 nodad\n"
           "link set prov0 up\n";
}

std::string chassisScript(const std::vector<int>& uplinks) {
    auto network = *Ipv4Net::parse(kManagement);
    std::string script = "link set lo up\nlink set mgmt0 up\n";
    for (const int uplink : uplinks) {
        script += fmt::format("link set x{} up\n", uplink);
    }
    auto add = [&](std::uint32_t host) { script += fmt::format("addr add {}/24 dev mgmt0\n", network.host(host).toString()); };
    add(2); // OA
    add(3); // Virtual Connect
    for (std::uint32_t bay = 1; bay <= kBays; ++bay) {
        add(10 + bay); // its iLO
    }
    return script + "route add local 10.83.0.128/25 dev lo\n"; // where EBIPA may move them
}

Task<> ipBatch(std::string netns, std::string script) {
    ProcessSpec spec(netns.empty() ? std::vector<std::string>{"ip", "-batch", "-"}
                                   : std::vector<std::string>{"ip", "-n", netns, "-batch", "-"});
    spec.input = std::move(script);
    auto done = co_await runChecked(std::move(spec));
    if (!done) {
        co_return fail(done.error());
    }
    co_return Result<>();
}

// What a killed daemon or chassis left running in a namespace of this lab.
Task<> endStragglers(std::string netns) {
    ProcessSpec list({"ip", "netns", "pids", netns});
    auto pids = co_await runChecked(std::move(list));
    if (!pids) {
        co_return fail(pids.error());
    }
    const auto listed = split(*pids, '\n');
    for (const std::string& line : listed) {
        int pid = 0;
        if (std::from_chars(line.data(), line.data() + line.size(), pid).ec != std::errc{}) {
            continue; // the empty end
        }
        auto ended = co_await endProcess(pid, 15s);
        if (!ended) {
            co_return ended;
        }
    }
    co_return Result<>();
}

Task<> untilReady(Process& process, std::string program, std::filesystem::path logFile) {
    auto line = co_await within(90s, program + " is ready", process.readLine());
    if (line && *line == "ready") {
        co_return Result<>();
    }
    auto log = readFile(logFile, 16u << 20);
    std::string_view said = log ? trim(*log) : std::string_view();
    auto start = said.rfind('\n');
    const std::string last(said.substr(start == std::string_view::npos ? 0 : start + 1));
    const auto cause = last.substr(0, last.find(". Next: "));
    co_return fail(labError("LAB-START", program, "it did not become ready: " + cause, "read " + logFile.string()));
}

} // namespace

Laboratory::Laboratory(LabOptions options) : options_(std::move(options)) {
    const std::string mark = sha256Hex(options_.state.string()).substr(0, 6); // several labs on one machine
    applianceNetns_ = "seedbed-" + mark + "-a";
    chassisNetns_ = "seedbed-" + mark + "-c";
}

Result<> Laboratory::record() {
    json processes = json::array();
    for (const auto& [program, pid] : started_) {
        processes.push_back({{"program", program}, {"pid", pid}});
    }
    json lab{{"schema", 1}, {"appliance", applianceNetns_}, {"chassis", chassisNetns_}, {"processes", processes}};
    return writeFile(recordFile(), lab.dump(2) + "\n");
}

Result<> Laboratory::writeSite() {
    const auto secrets = options_.state / "secrets.d";
    std::error_code ignored; // the write below tells
    std::filesystem::create_directories(secrets, ignored);
    ::chmod(secrets.c_str(), 0700);
    if (!std::filesystem::exists(secrets / "chassis")) {
        auto written = writeFile(secrets / "chassis", randomSecret(8).reveal() + "\n", 0600);
        if (!written) {
            return written;
        }
    }
    // An emulated controller may be asked as often as one likes.
    const std::string site = fmt::format("site: rehearsal\n"
                                         "chassis:\n"
                                         "  oa: 10.83.0.2\n"
                                         "  user: Administrator\n"
                                         "  password-file: secrets.d/chassis\n"
                                         "  ipmi-interval: 0\n"
                                         "provisioning:\n"
                                         "  network: provisioning\n"
                                         "  cidr: {}\n"
                                         "  address: 192.0.2.1\n"
                                         "  interface: prov0\n"
                                         "  range: 192.0.2.21-192.0.2.124\n"
                                         "  listen-seconds: 1\n"
                                         "  trunk: true\n"
                                         "networks:\n"
                                         "  - {{name: provisioning, vlan: 10, native: true}}\n"
                                         "  - {{name: management, vlan: 11}}\n"
                                         "  - {{name: tenant, vlan: 12}}\n"
                                         "  - {{name: storage, vlan: 13}}\n"
                                         "  - {{name: public, vlan: 14}}\n"
                                         "uplink-set:\n"
                                         "  name: datacentre\n"
                                         "  ports: [\"enc0:1:X1\"]\n"
                                         "pack: {}\n"
                                         "bays: \"{}\"\n"
                                         "images: \"{}\"\n",
                                         kProvisioning, options_.pack, options_.bays, options_.images.string());
    return writeFile(options_.state / "site.yaml", site);
}

// The option's word has been checked; X1 leads to provisioning.
std::vector<int> Laboratory::uplinks() const {
    constexpr int ports = 10;
    auto named = parseBays(options_.uplinks, ports);
    std::set<int> all{1};
    if (named) {
        all.insert(named->begin(), named->end());
    }
    return {all.begin(), all.end()};
}

Task<> Laboratory::makeNetwork() {
    const auto cables = uplinks();
    auto named = co_await ipBatch("", fmt::format("netns add {}\nnetns add {}\n", applianceNetns_, chassisNetns_));
    if (!named) {
        co_return named;
    }
    auto cabled = co_await ipBatch("", networkScript(applianceNetns_, chassisNetns_, cables));
    if (!cabled) {
        co_return cabled;
    }
    auto appliance = co_await ipBatch(applianceNetns_, applianceScript(cables));
    if (!appliance) {
        co_return appliance;
    }
    auto chassis = co_await ipBatch(chassisNetns_, chassisScript(cables));
    co_return chassis;
}

Task<Process> Laboratory::startIn(const std::string& netns, std::vector<std::string> argv, const std::string& name) {
    std::vector<std::string> full{"ip", "netns", "exec", netns};
    full.insert(full.end(), argv.begin(), argv.end());
    ProcessSpec spec(std::move(full));
    spec.errorFile = options_.state / (name + ".log");
    spec.newSession = true;
    auto process = Process::start(co_await asio::this_coro::executor, std::move(spec));
    if (!process) {
        co_return fail(process.error());
    }
    started_.emplace_back(name, process->pid());
    auto recorded = record();
    if (!recorded) {
        co_return fail(recorded.error());
    }
    auto ready = co_await untilReady(*process, name, options_.state / (name + ".log"));
    if (!ready) {
        co_return fail(ready.error());
    }
    co_return std::move(*process);
}

Task<> Laboratory::startChassis() {
    std::vector<std::string> argv{(programDirectory() / "seedbed-chassis").string(),
                                  "--network", kManagement,
                                  "--blades", options_.blades,
                                  "--bays", options_.bays,
                                  "--password-file", (options_.state / "secrets.d/chassis").string(),
                                  "--profile", options_.profile,
                                  "--uplinks", fmt::format("{}", fmt::join(uplinks(), ",")),
                                  "--state", (options_.state / "chassis").string()};
    if (!options_.scenario.empty()) {
        argv.insert(argv.end(), {"--scenario", options_.scenario.string()});
    }
    auto process = co_await startIn(chassisNetns_, std::move(argv), "seedbed-chassis");
    if (!process) {
        co_return fail(process.error());
    }
    process->release();
    co_return Result<>();
}

Task<> Laboratory::startDaemon() {
    std::vector<std::string> argv{(programDirectory() / "seedbedd").string(), "--state", options_.state.string()};
    auto process = co_await startIn(applianceNetns_, std::move(argv), "seedbedd");
    if (!process) {
        co_return fail(process.error());
    }
    process->release();
    co_return Result<>();
}

// A lab begins new, as its chassis does: what an earlier lab left in the directory goes. An appliance's directory is
// not touched.
Task<> Laboratory::renew() {
    if (!std::filesystem::exists(recordFile())) {
        for (const char* name : {"journal.sqlite", "site.yaml", "secrets.d"}) {
            if (std::filesystem::exists(options_.state / name)) {
                co_return fail(labError("LAB-NOT-A-LAB", options_.state.string(),
                                        fmt::format("the directory is an appliance's, not a lab's: there is {}", name),
                                        "choose another directory with --state"));
            }
        }
        co_return Result<>();
    }
    auto cleared = co_await down();
    if (!cleared) {
        co_return cleared;
    }
    for (const char* name : {"chassis", "seed", "consoles", "reports", "pins.json", "journal.sqlite", "journal.sqlite-wal",
                             "journal.sqlite-shm", "seed.log", "seed.arguments", "seedbedd.log", "seedbed-chassis.log"}) {
        std::error_code code;
        std::filesystem::remove_all(options_.state / name, code);
        if (code) {
            co_return fail(labError("LAB-STATE", (options_.state / name).string(), code.message(), "remove it by hand"));
        }
    }
    co_return Result<>();
}

Task<> Laboratory::up() {
    if (::geteuid() != 0) {
        co_return fail(labError("LAB-NOT-ROOT", "lab", "network namespaces need root", "start it with sudo"));
    }
    std::error_code code;
    std::filesystem::create_directories(options_.state, code);
    if (code) {
        co_return fail(labError("LAB-STATE", options_.state.string(), code.message(), "choose another directory with --state"));
    }
    auto renewed = co_await renew();
    if (!renewed) {
        co_return renewed;
    }
    auto prepared = record(); // first: it says that the site file is a lab's
    if (prepared) {
        prepared = writeSite();
    }
    if (!prepared) {
        co_return prepared;
    }
    auto networked = co_await makeNetwork();
    if (!networked) {
        co_return networked;
    }
    auto chassis = co_await startChassis();
    if (!chassis) {
        co_return chassis;
    }
    auto daemon = co_await startDaemon();
    co_return daemon;
}

Task<> Laboratory::stopRecorded() {
    auto text = readFile(recordFile(), 1u << 20);
    if (!text) {
        co_return Result<>(); // there is no lab
    }
    auto lab = parseJson(*text, "lab.json");
    if (!lab) {
        co_return Result<>(); // cut off while it was written: what runs is found in its namespaces
    }
    const json& processes = field::list(*lab, "processes");
    for (auto entry = processes.rbegin(); entry != processes.rend(); ++entry) {
        const int pid = static_cast<int>(field::number(*entry, "pid"));
        const auto program = field::text(*entry, "program");
        if (pid <= 0 || program.empty() || !runsWith(pid, program, options_.state.string())) {
            continue;
        }
        auto ended = co_await endProcess(pid, 15s);
        if (!ended) {
            co_return ended;
        }
    }
    co_return Result<>();
}

Task<> Laboratory::removeNamespaces() {
    for (const std::string& netns : {applianceNetns_, chassisNetns_}) {
        if (!std::filesystem::exists("/run/netns/" + netns)) {
            continue;
        }
        auto emptied = co_await endStragglers(netns);
        if (!emptied) {
            co_return emptied;
        }
        auto removed = co_await ipBatch("", "netns del " + netns + "\n");
        if (!removed) {
            co_return removed;
        }
    }
    co_return Result<>();
}

Task<> Laboratory::down() {
    auto stopped = co_await stopRecorded();
    if (!stopped) {
        co_return stopped;
    }
    auto removed = co_await removeNamespaces();
    if (!removed) {
        co_return removed;
    }
    started_.clear();
    co_return std::filesystem::exists(recordFile()) ? record() : Result<>(); // it says that this was a lab
}

} // namespace seedbed::cli
