// SPDX-License-Identifier: GPL-3.0-or-later
// seedbed-chassis: the emulated c3000. The command-line contract is in design.md section 6: one line "ready"
// on standard output once every listener is up, the log on standard error, a clean stop on SIGTERM. Exit
// codes: 0 stopped on request, 1 error, 3 usage.
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include <CLI/CLI.hpp>

#include "firmware/emulator/blade/accelerator.hpp"
#include "firmware/emulator/blade/backend.hpp"
#include "firmware/emulator/blade/foreign_dhcp.hpp"
#include "firmware/emulator/blade/namespace_mode.hpp"
#include "firmware/emulator/control/console_sockets.hpp"
#include "firmware/emulator/control/control.hpp"
#include "firmware/emulator/ilo/ilo_face.hpp"
#include "firmware/emulator/ipmi/server.hpp"
#include "firmware/emulator/oa/cli/cli_face.hpp"
#include "firmware/emulator/oa/oa_face.hpp"
#include "firmware/emulator/snmp/snmp_face.hpp"
#include "firmware/emulator/state/enclosure.hpp"
#include "firmware/emulator/state/faults.hpp"
#include "firmware/emulator/vc/vc_face.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator {
namespace {

namespace fs = std::filesystem;
constexpr int kExitError = 1;
constexpr int kExitUsage = 3;

// The doors of the chassis, in the order they open. A new face is one line.
using StartFace = Result<std::unique_ptr<Face>> (*)(Chassis&);
constexpr StartFace kFaces[] = {
    startConsoleSockets,
    startIpmi,
    startIlo,
    startOa,
    startOaCli,
    startSnmp,
    startVc,
    startControl,
};

struct Arguments {
    std::string network = "10.83.0.0/24";
    std::string loopback;
    std::string blades = "none";
    std::string bays = "1-8";
    std::string user = "Administrator";
    std::string passwordFile;
    std::string state;
    std::string profile = "fast";
    std::string generation = "2014";
    std::string ilo = "classic";
    std::string input = "ac200";
    std::string scenario;
    std::vector<std::string> trapReceivers;
    std::string uplinks = "1-2";
    std::uint64_t seed = 1;
};

struct BladeChoice {
    BackendKind kind = BackendKind::none;
    bool loopback = false;
};

void define(CLI::App& app, Arguments& arguments) {
    auto* network = app.add_option("--network", arguments.network, "addresses, which this machine must have");
    app.add_option("--loopback", arguments.loopback, "addresses in 127.0.0.0/8 instead")->excludes(network);
    app.add_option("--blades", arguments.blades, "what is behind the bays")
        ->check(CLI::IsMember({"qemu", "namespace", "none"}));
    app.add_option("--bays", arguments.bays, "those that hold a blade, as 1-8 or 1,3");
    app.add_option("--user", arguments.user, "the one user of all devices, at most 16 characters");
    app.add_option("--password-file", arguments.passwordFile, "else STATE/password, made if it is not there");
    app.add_option("--state", arguments.state, "state directory; else a temporary one");
    app.add_option("--profile", arguments.profile, "timing")->check(CLI::IsMember({"fast", "real"}));
    app.add_option("--generation", arguments.generation, "firmware")->check(CLI::IsMember({"2014", "2016"}));
    app.add_option("--ilo", arguments.ilo, "kind of iLO")->check(CLI::IsMember({"classic", "modern"}));
    app.add_option("--input", arguments.input, "what feeds the power supplies")
        ->check(CLI::IsMember({"ac200", "ac100", "dc"}));
    app.add_option("--scenario", arguments.scenario, "YAML file of faults");
    app.add_option("--trap-receiver", arguments.trapReceivers, "ADDRESS[:PORT] that gets the OA's SNMP traps; repeatable");
    app.add_option("--uplinks", arguments.uplinks, "uplink ports of Virtual Connect with an SFP and a cable, as 1-2 or 1,4");
    app.add_option("--seed", arguments.seed, "serial numbers, MACs and UUIDs derive from it");
}

Error usage(std::string object, std::string cause, std::string action) {
    return {.kind = ErrorKind::usage,
            .id = "CHASSIS-USAGE",
            .object = std::move(object),
            .attempted = "read the command line",
            .cause = std::move(cause),
            .action = std::move(action)};
}

// The state directory; a temporary one is removed at the end.
class StateDirectory {
public:
    static Result<StateDirectory> open(const std::string& wanted) {
        StateDirectory directory;
        auto pattern = (fs::temp_directory_path() / "seedbed-chassis-XXXXXX").string();
        directory.temporary_ = wanted.empty();
        directory.path_ = wanted;
        if (wanted.empty()) {
            directory.path_ = mkdtemp(pattern.data()) != nullptr ? pattern : std::string();
        }
        std::error_code code;
        fs::create_directories(directory.path_ / "consoles", code);
        if (code || directory.path_.empty()) {
            return fail({.kind = ErrorKind::invalid,
                         .id = "CHASSIS-STATE",
                         .object = directory.path_.string(),
                         .attempted = "create the state directory",
                         .cause = code.message(),
                         .action = "name a directory that may be written with --state"});
        }
        return directory;
    }
    StateDirectory(StateDirectory&& other) noexcept
        : path_(std::move(other.path_)), temporary_(std::exchange(other.temporary_, false)) {}
    StateDirectory& operator=(StateDirectory&&) = delete;
    ~StateDirectory() {
        std::error_code code; // nothing left to do about it
        if (temporary_ && !path_.empty()) {
            fs::remove_all(path_, code);
        }
    }
    const fs::path& path() const { return path_; }

private:
    StateDirectory() = default;
    fs::path path_;
    bool temporary_ = false;
};

Result<Secret> readPassword(const Arguments& arguments, const fs::path& state) {
    const auto file = arguments.passwordFile.empty() ? state / "password" : fs::path(arguments.passwordFile);
    if (arguments.passwordFile.empty() && !fs::exists(file)) {
        constexpr unsigned bytes = 8; // IPMI has room for 20 characters
        const auto written = writeFile(file, randomSecret(bytes).reveal() + "\n", 0600);
        if (!written) {
            return fail(written.error());
        }
    }
    return readSecretFile(file);
}

Result<Ipv4Net> readNetwork(const Arguments& arguments) {
    const bool isLoopback = !arguments.loopback.empty();
    auto network = Ipv4Net::parse(isLoopback ? arguments.loopback : arguments.network);
    if (!network) {
        return fail(usage(isLoopback ? "--loopback " + arguments.loopback : "--network " + arguments.network,
                          "it is no network", "write it as in 127.83.0.0/24"));
    }
    constexpr std::uint32_t lastHost = 10 + kBladeBays;
    if (!network->contains(network->host(lastHost))) {
        return fail(usage(network->toString(), "it has no room for hosts .1 to .18",
                          "use a prefix of /27 or shorter"));
    }
    if (isLoopback && network->base.value >> 24 != 127) {
        return fail(usage("--loopback " + network->toString(), "it is not a loopback network", "use one within 127.0.0.0/8"));
    }
    return network;
}

Result<SnmpReceiver> readReceiver(const std::string& text) {
    const auto colon = text.find(':');
    SnmpReceiver receiver;
    receiver.address = text.substr(0, colon);
    bool good = Ipv4Address::parse(receiver.address).has_value();
    if (colon != std::string::npos) {
        const char* end = text.data() + text.size();
        const auto [stop, code] = std::from_chars(text.data() + colon + 1, end, receiver.port);
        good = good && code == std::errc() && stop == end && receiver.port != 0;
    }
    if (!good) {
        return fail(usage("--trap-receiver " + text, "it is no ADDRESS[:PORT]", "name one as in 127.0.0.1:1162"));
    }
    return receiver;
}

Result<ChassisOptions> readOptions(const Arguments& arguments, const fs::path& state) {
    ChassisOptions options;
    const auto network = readNetwork(arguments);
    if (!network) {
        return fail(network.error());
    }
    const auto bays = parseBays(arguments.bays, kBladeBays);
    if (!bays) {
        return fail(usage("--bays " + arguments.bays, fmt::format("they are no bays of 1 to {}", kBladeBays), "write them as in 1-4,7"));
    }
    const auto uplinks = parseBays(arguments.uplinks, kUplinks);
    if (!uplinks) {
        return fail(usage("--uplinks " + arguments.uplinks, fmt::format("they are no ports of X1 to X{}", kUplinks), "write them as in 1-2"));
    }
    constexpr std::size_t nameLimit = 16; // of IPMI
    if (arguments.user.empty() || arguments.user.size() > nameLimit) {
        return fail(usage("--user", "a user name has 1 to 16 characters", "choose a shorter one"));
    }
    auto password = readPassword(arguments, state);
    if (!password) {
        return fail(password.error());
    }
    options.network = *network;
    options.bays = std::set<BayNumber>(bays->begin(), bays->end());
    options.uplinks = std::set<int>(uplinks->begin(), uplinks->end());
    options.user = arguments.user;
    options.password = std::move(*password);
    options.timing = arguments.profile == "fast" ? Timing::fast : Timing::real;
    options.generation = arguments.generation == "2014" ? Generation::g2014 : Generation::g2016;
    options.ilo = arguments.ilo == "classic" ? IloKind::classic : IloKind::modern;
    options.input = arguments.input == "dc"      ? PowerInput::dc
                    : arguments.input == "ac100" ? PowerInput::ac100
                                                 : PowerInput::ac200;
    options.seed = arguments.seed;
    for (const auto& text : arguments.trapReceivers) {
        auto receiver = readReceiver(text);
        if (!receiver) {
            return fail(receiver.error());
        }
        options.trapReceivers.push_back(std::move(*receiver));
    }
    return options;
}

// All addresses must be there before the first listener opens: one clear error instead of one a face.
Result<> checkAddresses(const ChassisOptions& options) {
    std::vector<Ipv4Address> addresses{options.network.host(2), options.network.host(3)};
    for (const auto bay : options.bays) {
        addresses.push_back(options.network.host(10 + static_cast<std::uint32_t>(bay)));
    }
    asio::io_context context;
    for (const auto address : addresses) {
        asio::ip::udp::socket socket(context, asio::ip::udp::v4());
        boost::system::error_code code;
        socket.bind({asio::ip::address_v4(address.value), 0}, code);
        if (code) {
            return fail(
                {.kind = ErrorKind::notFound,
                 .id = "CHASSIS-ADDRESS",
                 .object = address.toString(),
                 .attempted = "use it for a device of the chassis",
                 .cause = code.message(),
                 .action = "use --loopback 127.83.0.0/24, or start the chassis with `seedbed lab up`, which "
                           "makes the network"});
        }
    }
    return {};
}

Result<> playScenario(Chassis& chassis, const std::string& file) {
    if (file.empty()) {
        return {};
    }
    const auto text = readFile(file);
    if (!text) {
        return fail(text.error());
    }
    auto faults = parseScenario(*text, file);
    if (!faults) {
        return fail(faults.error());
    }
    for (auto& fault : *faults) {
        chassis.addFault(std::move(fault));
    }
    return {};
}

// The chassis puts a state machine behind every bay; machines and namespaces take their place here. Loopback mode
// has no wires: the blades' NICs lead nowhere.
asio::awaitable<std::unique_ptr<Fabric>> attachBlades(Chassis& chassis, BladeChoice choice) {
    std::unique_ptr<Fabric> fabric;
    if (choice.kind == BackendKind::none) {
        co_return fabric;
    }
    if (!choice.loopback) {
        fabric = std::make_unique<Fabric>(chassis);
    }
    QemuSettings settings;
    if (choice.kind == BackendKind::qemu) {
        auto found = co_await probeAccelerator(fs::path(chassis.stateDirectory()) / "run");
        if (!found) {
            log::error(found.error());
        } else {
            settings.accelerator = *found;
        }
    }
    for (const auto bay : chassis.options().bays) {
        chassis.setBackend(bay, makeBackend(choice.kind, chassis, bay, fabric.get(), settings));
    }
    co_return fabric;
}

asio::awaitable<void> stopFaces(std::vector<std::unique_ptr<Face>>& faces) {
    while (!faces.empty()) {
        co_await faces.back()->stop();
        faces.pop_back();
    }
}

asio::awaitable<void> stopWires(ForeignDhcp* stranger, Fabric* fabric) {
    if (fabric == nullptr) {
        co_return;
    }
    co_await stranger->stop();
    const auto stopped = co_await fabric->stop();
    if (!stopped) {
        log::error(stopped.error());
    }
}

asio::awaitable<int> serve(Chassis& chassis, BladeChoice choice) {
    asio::signal_set signals(chassis.executor(), SIGTERM, SIGINT);
    auto fabric = co_await attachBlades(chassis, choice);
    const auto stranger = fabric ? std::make_unique<ForeignDhcp>(chassis, *fabric) : nullptr;
    std::vector<std::unique_ptr<Face>> faces;
    int status = 0;
    for (const auto start : kFaces) {
        auto face = start(chassis);
        if (!face) {
            log::error(face.error());
            status = kExitError;
            break;
        }
        faces.push_back(std::move(*face));
    }
    if (status == 0) {
        std::cout << "ready" << std::endl;
        [[maybe_unused]] const auto [code, number] =
            co_await signals.async_wait(asio::as_tuple(asio::use_awaitable));
        log::info("CHASSIS-STOP", "stopping on request");
    }
    co_await stopFaces(faces);
    co_await chassis.powerOffAll();
    co_await stopWires(stranger.get(), fabric.get());
    co_return status;
}

int runChassis(const Arguments& arguments, const StateDirectory& state) {
    auto options = readOptions(arguments, state.path());
    if (!options) {
        log::error(options.error());
        return options.error().kind == ErrorKind::usage ? kExitUsage : kExitError;
    }
    const auto addresses = checkAddresses(*options);
    if (!addresses) {
        log::error(addresses.error());
        return kExitError;
    }
    asio::io_context context(1);
    Chassis chassis(context.get_executor(), std::move(*options), state.path().string());
    const auto played = playScenario(chassis, arguments.scenario);
    if (!played) {
        log::error(played.error());
        return kExitError;
    }
    const BladeChoice choice{backendKind(arguments.blades).value_or(BackendKind::none), !arguments.loopback.empty()};
    auto finished = asio::co_spawn(context, serve(chassis, choice), asio::use_future);
    context.run();
    return finished.get();
}

int run(int argc, char** argv) {
    CLI::App app(
        "The emulated c3000: Onboard Administrator, iLOs, Virtual Connect and blades on one machine");
    Arguments arguments;
    define(app, arguments);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : kExitUsage;
    }
    const auto state = StateDirectory::open(arguments.state);
    if (!state) {
        log::error(state.error());
        return kExitError;
    }
    return runChassis(arguments, *state);
}

} // namespace
} // namespace seedbed::emulator

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    try {
        if (seedbed::emulator::isNamespaceMode(argc, argv)) {
            return seedbed::emulator::runNamespaceBlade(argc, argv);
        }
        return seedbed::emulator::run(argc, argv);
    } catch (const std::exception& exception) {
        seedbed::log::error({.kind = seedbed::ErrorKind::internal,
                             .id = "CHASSIS-THREW",
                             .object = "seedbed-chassis",
                             .attempted = "run",
                             .cause = exception.what(),
                             .action = "report this as a defect"});
        return 1;
    }
}
