// SPDX-License-Identifier: GPL-3.0-or-later
// The one state model behind every door of the emulated c3000: OA, iLOs, Virtual Connect and blades all read
// and change it here, so a change through one door is seen at once through the others. The emulator shares no
// codec, model or rule with the device clients (design.md section 4). I/O thread only; owned by main,
// outlives all faces.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "firmware/emulator/state/ilo.hpp"
#include "firmware/emulator/state/oa_settings.hpp"
#include "firmware/emulator/state/plane.hpp"
#include "firmware/emulator/state/ribcl_hook.hpp"
#include "oa-bridge/async/task.hpp"
#include "oa-bridge/base/ids.hpp"
#include "oa-bridge/base/secret.hpp"

namespace seedbed::emulator {

constexpr int kBladeBays = 8;
constexpr int kNicsPerBlade = 8; // FlexNICs in the order 1-a, 2-a, 1-b, 2-b, 1-c, 2-c, 1-d, 2-d

enum class Timing { fast, real };
enum class Generation { g2014, g2016 };
enum class IloKind { classic, modern }; // modern: cipher suite 17, newer Redfish names
enum class PowerInput { ac200, ac100, dc };

// What takes time in the chassis itself. Milliseconds; the one table of the two profiles is in chassis.cpp.
struct Timings {
    std::chrono::milliseconds post{};       // power on or reset until the boot device is chosen
    std::chrono::milliseconds cyclePause{}; // how long a power cycle keeps the blade off
    std::chrono::milliseconds iloReset{};   // an iLO that restarts, its doors shut
    std::chrono::milliseconds oaRestart{};  // the OA likewise
    std::chrono::milliseconds loginDelay{}; // of an iLO after a login that failed
};

struct ChassisOptions {
    Ipv4Net network;          // .1 appliance, .2 OA, .3 Virtual Connect, .11-.18 iLO
    std::set<BayNumber> bays; // those that hold a blade
    std::string user = "Administrator";
    Secret password;
    Timing timing = Timing::fast;
    Generation generation = Generation::g2014;
    IloKind ilo = IloKind::classic;
    PowerInput input = PowerInput::ac200;
    std::vector<SnmpReceiver> trapReceivers; // of the OA, to begin with
    std::set<int> uplinks{1, 2};    // ports of Virtual Connect that hold an SFP and a cable: the kit has two
    std::uint64_t seed = 1;         // serial numbers, MACs and UUIDs derive from it
    std::optional<Timings> timings; // instead of the table's row for `timing`
};

enum class BootDevice { none, pxe, disk, cd, floppy, bios, usb };
struct BootOverride {
    BootDevice device = BootDevice::none;
    bool persistent = false;
    bool efi = false;
    bool valid =
        false; // IPMI parameter 5 valid bit; RIBCL one-time boot and Redfish Once are the same variable
    std::optional<std::chrono::steady_clock::time_point>
        expires; // 60 s after being set, unless the timer is off
};

// What Virtual Connect makes of one FlexNIC. No network: the NIC is there, wired to nothing.
struct Nic {
    MacAddress mac;
    std::string network; // name of the VC network of its untagged frames, empty if none
    bool pxe = false;
    std::map<int, std::string> tagged; // server VLAN -> network
    int maxMb = 0;                     // to the server; 0: as the port can
    bool linked = true;                // false: smart link holds it down
    bool isUp() const { return linked && (!network.empty() || !tagged.empty()); }
    bool operator==(const Nic&) const = default;
};

struct Blade {
    BayNumber bay = 0;
    bool present = false;
    std::string serial;      // "SGH0000001"
    std::string productName; // "ProLiant BL460c Gen8"
    std::string partNumber;
    std::array<std::uint8_t, 16> uuid{}; // in RFC 4122 byte order
    std::string serverName;
    std::string romVersion; // "I31 06/01/2014"
    int memoryMb = 65536;
    int cpus = 2;
    std::array<MacAddress, 2> lomMacs{}; // the factory addresses of LOM1 and LOM2
    std::string iloName;                 // "ILOSGH0000001"
    MacAddress iloMac;
    Ipv4Address iloAddress;
    std::string iloFirmware; // "2.00 Jul 15 2014"

    bool powered = false;
    bool inPost = false;
    bool uidLit = false;
    BootOverride bootOverride;
    BootDevice permanentFirst = BootDevice::pxe; // head of the permanent boot order
    std::vector<BootDevice> bootOrder{BootDevice::pxe, BootDevice::cd, BootDevice::floppy, BootDevice::usb,
                                      BootDevice::disk}; // all of it
    std::array<Nic, kNicsPerBlade> nics{}; // as wired now: from the profile, else factory MACs and no network
    std::string profile;                   // VC profile assigned to the bay, empty if none
    std::chrono::steady_clock::time_point changed; // last power change
};

enum class PowerCommand { on, hardOff, softOff, cycle, reset };

enum class RedundancyMode { acRedundant, supplyRedundant, none };
struct PowerSettings {
    RedundancyMode mode = RedundancyMode::acRedundant;
    bool dynamicSaver = false;
    int ceilingWatts = 0; // 0: not set
};

// What is behind a blade: a QEMU machine, a namespace, or nothing but this state (blade/*.hpp).
// Calls come from the chassis only, one at a time a blade. Events go back through
// Chassis::bladeStopped/bladeReset.
class BladeBackend {
public:
    virtual ~BladeBackend() = default;
    // Starts the machine with the blade's NICs as they are wired now; `device` is what POST chose to boot.
    virtual Task<> powerOn(const Blade& blade, BootDevice device) = 0;
    virtual Task<> powerOff() = 0; // cold: at once
    virtual Task<> reset(const Blade& blade, BootDevice device) = 0;
    virtual Task<> pressButton() = 0;            // ACPI power button
    virtual void rewire(const Blade& blade) = 0; // NIC networks changed while on
    // Serial port. What the machine prints goes to the console; input comes from SOL and the console socket.
    virtual void typeConsole(std::string_view bytes) = 0;
};

// The serial port of one blade: keeps a file from the first byte and feeds listeners (SOL sessions, sockets).
class Console {
public:
    using Listener = std::function<void(std::string_view)>;
    explicit Console(std::string file);    // begins the file anew
    void received(std::string_view bytes); // from the machine
    int listen(Listener listener);         // returns a handle for forget()
    void forget(int handle);
    const std::string& file() const { return file_; }

private:
    std::string file_;
    std::ofstream stream_;
    std::map<int, Listener> listeners_;
    int next_ = 1;
};

// One switched fault, from the scenario file or "fault add". Faces ask by kind and bay (0: the chassis as a
// whole).
struct Fault {
    std::string kind; // one of faultKinds()
    BayNumber bay = 0;
    std::map<std::string, std::string> parameters;
};

// Who manages the enclosure, as Virtual Connect told the OA when it imported it.
struct VcmMode {
    bool active = false;
    std::string url;
    std::string domainId;
    std::string domainName;
};

class Chassis {
public:
    Chassis(asio::any_io_executor executor, ChassisOptions options, std::string stateDirectory);
    ~Chassis();

    const ChassisOptions& options() const { return options_; }
    Ipv4Address oaAddress() const { return options_.network.host(2); }
    Ipv4Address vcAddress() const { return options_.network.host(3); }
    Ipv4Address iloAddress(BayNumber bay) const {
        return options_.network.host(10 + static_cast<std::uint32_t>(bay));
    }
    const std::string& stateDirectory() const { return state_; }
    asio::any_io_executor executor() const { return executor_; }

    const Blade& blade(BayNumber bay) const { return blades_.at(static_cast<std::size_t>(bay - 1)); }
    Console& console(BayNumber bay);
    void setBackend(BayNumber bay, std::unique_ptr<BladeBackend> backend);
    void typeConsole(BayNumber bay, std::string_view bytes);

    // Accepts the command and acts in the background: power on shows at once, POST follows, then the boot
    // device is chosen (an override is consumed) and the backend started. False when the command makes no
    // sense in this state (cycle, reset or soft-off of a blade that is off) or the bay is empty: the faces
    // word the refusal.
    bool command(BayNumber bay, PowerCommand command);
    // The OA takes the bay's power away for a moment: whatever hangs in blade or iLO starts anew; the blade stays
    // off. False when the bay is empty.
    bool eFuse(BayNumber bay);
    void setUid(BayNumber bay, bool lit);
    void setBootOverride(BayNumber bay, const BootOverride& value);
    void setPermanentFirst(BayNumber bay, BootDevice device); // the others keep their order
    // Those named come first, in this order; the others follow as they were.
    void setBootOrder(BayNumber bay, const std::vector<BootDevice>& devices);
    void setServerName(BayNumber bay, std::string name);
    void setIloFirmware(BayNumber bay, std::string version); // "2.00 Jul 15 2014"
    void setRomVersion(BayNumber bay, std::string version);  // "I31 06/01/2014"

    // The management processor of a bay. After changing it through ilo(), call iloChanged().
    const Ilo& ilo(BayNumber bay) const { return ilos_.at(static_cast<std::size_t>(bay - 1)); }
    Ilo& ilo(BayNumber bay) { return ilos_.at(static_cast<std::size_t>(bay - 1)); }
    void iloChanged(BayNumber bay) { changed(bay); }
    void resetIlo(BayNumber bay); // every door shut for Timings::iloReset; the blade runs on
    bool iloIsUp(BayNumber bay) const; // present, and not restarting
    Duration loginDelay() const { return timings_.loginDelay; }
    // The time as the devices know it, and as one iLO knows it (clock skew).
    std::chrono::system_clock::time_point now() const { return std::chrono::system_clock::now(); }
    std::chrono::system_clock::time_point iloNow(BayNumber bay) const;
    void setIloTime(BayNumber bay); // its clock is right from now on: a time server set it
    // One line in the blade's Integrated Management Log, its iLO's event log, the OA's syslog.
    void logManagement(BayNumber bay, LogSeverity severity, std::string category, std::string text);
    void logIlo(BayNumber bay, LogSeverity severity, std::string text);
    void logOa(std::string text);
    const EventLog& oaLog() const { return oaLog_; }
    void clearOaLog() { oaLog_.clear(); }

    const OaSettings& oa() const { return oa_; }
    OaSettings& oa() { return oa_; } // after changing it call oaChanged()
    void oaChanged() { changed(0); }
    bool oaIsUp() const { return !hasFault("oa-restart", 0) && !oaRestartsUntil_; }
    void restartOa(); // its doors are shut for Timings::oaRestart
    void setRibclHook(RibclHook hook) { ribcl_ = std::move(hook); }
    const RibclHook& ribclHook() const { return ribcl_; } // empty when no iLO face is there

    const PowerSettings& powerSettings() const { return power_; }
    void setPowerSettings(PowerSettings settings);

    // From Virtual Connect. No value: the profile left, factory MACs return and nothing is wired.
    void assignProfile(BayNumber bay, std::optional<std::string> profile,
                       const std::array<Nic, kNicsPerBlade>& nics);
    // From Virtual Connect: the wires of every network.
    void setNetworks(std::map<std::string, NetworkWires> networks);
    const std::map<std::string, NetworkWires>& networks() const { return networks_; }
    // From the fabric, which knows the wires: who is at the far end of an uplink, and the addresses learned. Without a
    // fabric nobody is there and nothing is learned.
    void setNeighbour(int uplink, std::optional<Neighbour> neighbour);
    const std::map<int, Neighbour>& neighbours() const { return neighbours_; }
    void setMacReader(MacReader reader) { macReader_ = std::move(reader); }
    void setCounterReader(CounterReader reader) { counterReader_ = std::move(reader); }
    std::optional<PortCounters> portCounters(int cable) const { return counterReader_ ? counterReader_(cable) : std::nullopt; }
    std::vector<LearnedMac> learnedMacs() const { return macReader_ ? macReader_() : std::vector<LearnedMac>(); }
    void setVcmMode(VcmMode mode) { vcmMode_ = std::move(mode); }
    const VcmMode& vcmMode() const { return vcmMode_; }

    // From the backends: the machine powered itself off, died, or the guest restarted itself (the boot device
    // of the next start is chosen anew and reset() is called).
    void bladeStopped(BayNumber bay, std::string reason);
    void bladeReset(BayNumber bay);

    // A fault of bay 0 holds for every bay. Asked with bay 0, only the faults of the chassis as a whole
    // count.
    bool hasFault(std::string_view kind, BayNumber bay) const;
    const Fault* fault(std::string_view kind, BayNumber bay) const;
    int addFault(Fault fault);
    bool removeFault(int id);
    const std::map<int, Fault>& faults() const { return faults_; }

    // Called after every change, with the bay or 0. Keep it short; do not change the chassis from inside.
    using Observer = std::function<void(BayNumber)>;
    void observe(Observer observer) { observers_.push_back(std::move(observer)); }

    asio::awaitable<void> powerOffAll(); // the end of the lab

private:
    struct Slot;
    enum class Start { powerOn, cycle, reset, guestReset };
    Slot& slot(BayNumber bay) { return *slots_.at(static_cast<std::size_t>(bay - 1)); }
    Blade& bladeOf(BayNumber bay) { return blades_.at(static_cast<std::size_t>(bay - 1)); }
    void begin(BayNumber bay, Start kind);
    void cutPower(BayNumber bay);
    void applyPower(BayNumber bay);
    asio::awaitable<void> start(BayNumber bay, Start kind, int life);
    asio::awaitable<bool> wait(BayNumber bay, int life, Duration time);
    asio::awaitable<void> boot(BayNumber bay, Start kind);
    asio::awaitable<void> stop(BayNumber bay, int life);
    asio::awaitable<void> stopMachine(BayNumber bay);
    asio::awaitable<void> pressButton(BayNumber bay);
    void changed(BayNumber bay);
    void heedFault(const std::string& kind, BayNumber bay);
    void pullBlades();
    void setLomMacs();
    void exchangeBlades();
    void keepOverride(BayNumber bay);
    void expireOverride(BayNumber bay);
    BootDevice takeBootDevice(BayNumber bay);
    BootDevice permanentDevice(BayNumber bay);
    static LogEntry entry(std::chrono::system_clock::time_point time, LogSeverity severity, std::string category,
                          std::string text);

    asio::any_io_executor executor_;
    ChassisOptions options_;
    Timings timings_;
    std::string state_;
    std::vector<Blade> blades_;
    std::vector<Ilo> ilos_;
    EventLog oaLog_;
    OaSettings oa_;
    std::optional<std::chrono::steady_clock::time_point> oaRestartsUntil_;
    asio::steady_timer oaTimer_;
    RibclHook ribcl_;
    PowerSettings power_;
    std::vector<std::unique_ptr<Slot>> slots_;
    std::map<std::string, NetworkWires> networks_;
    std::map<int, Neighbour> neighbours_; // by the number of the lab's cable
    MacReader macReader_;
    CounterReader counterReader_;
    VcmMode vcmMode_;
    std::map<int, Fault> faults_;
    int nextFault_ = 1;
    std::vector<Observer> observers_;
    bool closing_ = false;
    Nursery nursery_;
};

} // namespace seedbed::emulator
