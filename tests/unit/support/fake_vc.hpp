// SPDX-License-Identifier: GPL-3.0-or-later
// A Virtual Connect command line in a few lines: takes commands as text, keeps what they say, prints it in
// the forms of the reference. It knows nothing of vc-config: words and rules are written here a second time
// on purpose.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace seedbed::test {

class FakeVc {
public:
    bool imported = true;
    std::map<std::string, std::string> oaLogin; // filled by import
    std::set<int> poweredOn;                    // bays
    std::string domain = "vc_domain";
    std::string pool = "1";

    std::string answer(const std::string& line);

private:
    using Properties = std::map<std::string, std::string>; // keys in lower case
    struct Profile {
        std::string bay;
        std::vector<Properties> connections;
    };

    static std::string lower(std::string text) {
        std::transform(text.begin(), text.end(), text.begin(),
                       [](unsigned char c) { return std::tolower(c); });
        return text;
    }
    static std::string rule() { return std::string(79, '-') + "\n"; }
    static std::string ok() { return "SUCCESS: done\n"; }
    static std::string error(const std::string& text) { return "ERROR: " + text + "\n"; }
    static std::string row(const std::string& key, const std::string& value) {
        return key + std::string(key.size() < 18 ? 18 - key.size() : 1, ' ') + ": " +
               (value.empty() ? "-- --" : value) + "\n";
    }
    static void read(const std::vector<std::string>& words, std::size_t from, Properties& into);
    std::string show(const std::vector<std::string>& words) const;
    std::string showConnections(const std::string& wanted) const;
    std::string change(const std::vector<std::string>& words);
    std::string changeNetwork(const std::vector<std::string>& words);
    std::string changeProfile(const std::vector<std::string>& words);
    std::string changeConnection(const std::vector<std::string>& words);
    std::string checkNetwork(const std::string& name, const Properties& wanted) const;

    std::vector<std::string> sets_;
    std::map<std::string, std::string> ports_; // port -> uplink set
    std::map<std::string, Properties> networks_;
    std::map<std::string, Profile> profiles_;
};

inline void FakeVc::read(const std::vector<std::string>& words, std::size_t from, Properties& into) {
    for (std::size_t i = from; i < words.size(); ++i) {
        const auto equals = words[i].find('=');
        if (equals != std::string::npos) {
            auto value = words[i].substr(equals + 1);
            into[lower(words[i].substr(0, equals))] = value == "\"\"" ? "" : value;
        }
    }
}

inline std::string FakeVc::answer(const std::string& line) {
    std::istringstream in(line);
    std::vector<std::string> words;
    for (std::string word; in >> word;) {
        words.push_back(word);
    }
    if (words.empty()) {
        return "";
    }
    if (words[0] == "import") {
        Properties login;
        read(words, 2, login);
        oaLogin = login;
        imported = true;
        return ok();
    }
    if (!imported) {
        return "No enclosures currently exist in the domain. Please use the 'import enclosure' command to "
               "import an enclosure.\n";
    }
    return words[0] == "show" ? show(words) : change(words);
}

inline std::string FakeVc::show(const std::vector<std::string>& words) const {
    std::string out;
    if (words[1] == "domain") {
        return row("Domain Name", domain) + row("MAC Address Pool", pool) + rule();
    }
    if (words[1] == "uplinkset") {
        for (const auto& set : sets_) {
            out += row("Name", set) + row("Status", "OK") + "\nAssociated Networks (VLAN Tagged)\n" + rule() +
                   "A  10  Disabled\n" + rule();
        }
        return out.empty() ? "No shared uplink port sets exist\n" : out;
    }
    if (words[1] == "uplinkport") {
        for (int port = 1; port <= 4; ++port) {
            const auto id = "enc0:1:X" + std::to_string(port);
            const auto user = ports_.find(id);
            out += row("ID", id) + row("Status", "Not Linked") +
                   row("Used By", user == ports_.end() ? "" : user->second) + std::string(59, '-') + "\n";
        }
        return out;
    }
    if (words[1] == "network") {
        for (const auto& [name, p] : networks_) {
            out += row("Name", name) + row("Status", "OK") + row("Shared Uplink Set", p.at("uplinkset")) +
                   row("VLAN ID", p.at("vlanid")) +
                   row("Native VLAN", p.contains("nativevlan") ? p.at("nativevlan") : "Disabled") +
                   row("Private", p.at("private")) + rule();
        }
        return out.empty() ? "No networks exist\n" : out;
    }
    if (words[1] == "profile") {
        for (const auto& [name, profile] : profiles_) {
            out += row("Name", name) + row("Device Bay", profile.bay) +
                   row("Server", profile.bay.empty() ? "<Unassigned>" : "enc0:" + profile.bay) + "\n" +
                   rule();
        }
        return out.empty() ? "No profiles exist\n" : out;
    }
    if (words[1] != "enet-connection") {
        return error("Invalid managed element : " + words[1]);
    }
    return showConnections(words.size() > 2 ? words[2] : "*");
}

inline std::string FakeVc::showConnections(const std::string& wanted) const {
    if (wanted != "*" && !profiles_.contains(wanted)) {
        return error("Profile not found : " + wanted);
    }
    std::string out;
    for (const auto& [name, profile] : profiles_) {
        int number = 0;
        for (const auto& c : profile.connections) {
            ++number;
            if (wanted != "*" && wanted != name) {
                continue;
            }
            const auto speed = c.at("speedtype") == "custom" ? "Custom (" + c.at("speed") + " Mb)"
                               : c.at("speedtype") == "auto" ? "Auto"
                                                             : "Preferred";
            char mac[32];
            std::snprintf(mac, sizeof mac, "02-00-00-00-%02x-%02x", static_cast<unsigned>(name.back()),
                          static_cast<unsigned>(number));
            out += row("Profile", name) + row("Port", std::to_string(number)) +
                   row("Network Name", c.at("network")) + row("Port Mapping", "LOM:1-a") +
                   row("Status", "OK") +
                   row("PXE", c.at("pxe") == "enabled"    ? "Enabled"
                              : c.at("pxe") == "disabled" ? "Disabled"
                                                          : "UseBIOS") +
                   row("MAC Address", profile.bay.empty() ? "-- --" : mac) + row("Configured Speed", speed) +
                   rule();
        }
    }
    return out.empty() ? "No Ethernet connections exist\n" : out;
}

inline std::string FakeVc::change(const std::vector<std::string>& words) {
    const auto& what = words[1];
    Properties p;
    read(words, 2, p);
    if (what == "domain") {
        if (p.contains("macpool") && p.at("macpool") != pool && !profiles_.empty()) {
            return error("operation failed: the MAC pool is in use");
        }
        domain = p.at("name");
        pool = p.contains("macpool") ? p.at("macpool") : pool;
        return ok();
    }
    if (what == "uplinkset") {
        sets_.push_back(words[2]);
        return ok();
    }
    if (what == "uplinkport") {
        return ports_.emplace(words[2], p.at("uplinkset")).second ? ok()
                                                                  : error("uplink port already in use");
    }
    if (what == "network") {
        return changeNetwork(words);
    }
    return what == "enet-connection" ? changeConnection(words) : changeProfile(words);
}

inline std::string FakeVc::checkNetwork(const std::string& name, const Properties& wanted) const {
    for (const auto& [other, p] : networks_) {
        const bool rival = other != name && p.at("uplinkset") == wanted.at("uplinkset");
        if (rival && p.at("vlanid") == wanted.at("vlanid")) {
            return error("VLAN already exists on the uplink set");
        }
        if (rival && wanted.contains("nativevlan") && wanted.at("nativevlan") == "Enabled" &&
            p.contains("nativevlan") && p.at("nativevlan") == "Enabled") {
            return error("operation failed: a native VLAN already exists");
        }
    }
    return "";
}

inline std::string FakeVc::changeNetwork(const std::vector<std::string>& words) {
    const auto& name = words[2];
    if (words[0] == "add" && networks_.contains(name)) {
        return error("Network already exists : " + name);
    }
    if (words[0] != "add" && !networks_.contains(name)) {
        return error("Network not found : " + name);
    }
    if (words[0] == "remove") {
        networks_.erase(name);
        return ok();
    }
    Properties p = words[0] == "set" ? networks_.at(name) : Properties{};
    read(words, 3, p);
    if (auto refused = checkNetwork(name, p); !refused.empty()) {
        return refused;
    }
    networks_[name] = p;
    return ok();
}

inline std::string FakeVc::changeProfile(const std::vector<std::string>& words) {
    const auto& name = words[2];
    if (words[0] == "add") {
        return profiles_.emplace(name, Profile{}).second ? ok() : error("Profile already exists : " + name);
    }
    if (!profiles_.contains(name)) {
        return error("Profile not found : " + name);
    }
    if (words[0] == "remove") {
        profiles_.erase(name);
        return ok();
    }
    auto& bay = profiles_.at(name).bay;
    const std::string target = words[0] == "assign" ? words[3].substr(words[3].find(':') + 1) : "";
    for (const auto& [other, profile] : profiles_) {
        if (!target.empty() && profile.bay == target) {
            return error("invalid server: it has profile " + other);
        }
    }
    if (poweredOn.contains(std::atoi((target.empty() ? bay : target).c_str()))) {
        return error("operation failed: the server is powered on");
    }
    bay = target;
    return ok();
}

inline std::string FakeVc::changeConnection(const std::vector<std::string>& words) {
    if (!profiles_.contains(words[2])) {
        return error("Profile not found : " + words[2]);
    }
    auto& profile = profiles_.at(words[2]);
    auto& all = profile.connections;
    const bool add = words[0] == "add";
    const std::size_t index = add ? all.size() : static_cast<std::size_t>(std::atoi(words[3].c_str()) - 1);
    Properties p =
        add ? Properties{{"network", ""}, {"pxe", "useBios"}, {"speedtype", "preferred"}, {"speed", "0"}}
            : all.at(index);
    const Properties before = p;
    read(words, 3, p);
    if (!p["network"].empty() && !networks_.contains(p["network"])) {
        return error("Network not found : " + p["network"]);
    }
    for (std::size_t other = 0; other < all.size(); ++other) {
        if (other != index && other % 2 == index % 2 && !p["network"].empty() &&
            all[other]["network"] == p["network"]) {
            return error("operation failed: the network is on this port already");
        }
    }
    if ((add || before.at("pxe") != p["pxe"]) && !profile.bay.empty() &&
        poweredOn.contains(std::atoi(profile.bay.c_str()))) {
        return error("operation failed: the server is powered on");
    }
    add ? all.push_back(p) : void(all[index] = p);
    return ok();
}

} // namespace seedbed::test
