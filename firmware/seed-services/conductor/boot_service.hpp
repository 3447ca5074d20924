// SPDX-License-Identifier: GPL-3.0-or-later
// DHCP, TFTP and HTTP for the nodes that are being deployed or have been. dnsmasq runs as our child on the
// provisioning interface only and answers known MACs only; kernel, ramdisk and boot script come over our own
// HTTP server from a table of names: no path of a request is ever opened, and a node's files go to its
// address alone. When dnsmasq dies it is started again. Made by the conductor; I/O thread. Errors BOOT-RANGE,
// BOOT-INTERFACE, BOOT-DHCP-DEAD, NET-ADDRESS-IN-USE, FILE-WRITE, PROCESS-NOT-FOUND.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "firmware/seed-services/conductor/boot_entries.hpp"
#include "oa-bridge/net/http.hpp"
#include "oa-bridge/net/process.hpp"

namespace seedbed::seed {

class BootService : public BootEntries {
public:
    BootService(asio::any_io_executor executor, BootNetwork network, BootEventSink sink);
    ~BootService() override;
    Task<> start();
    asio::awaitable<void> stop();

    const BootNetwork& network() const override { return network_; }
    Task<> set(BootNode node) override;
    void remove(const std::string& nodeId) override;
    Result<> putToken(const std::string& nodeId, const Secret& token) override;
    void dropToken(const std::string& nodeId) override;
    std::vector<std::string> strangers() const override;
    int dnsmasqPid() const { return dnsmasq_ ? dnsmasq_->pid() : 0; }

private:
    Result<> prepareFolder() const;
    void endOrphan() const;
    Result<> launch();
    asio::awaitable<void> keepRunning();
    asio::awaitable<void> readLog();
    asio::awaitable<void> advertise(std::string verb);
    bool clashes(const BootNode& node) const;
    Task<> untilRead(std::string file);
    void onLine(const std::string& line);
    void onTftp(const BootLine& line);
    void onUnknown(const std::string& mac);
    void tell(const std::string& nodeId, BootSign sign, std::string text);
    const BootNode* nodeOfMac(const std::string& mac) const;
    asio::awaitable<HttpResponse> answer(HttpRequest request);
    HttpResponse fileFor(const BootNode& node, const HttpRequest& request);

    asio::any_io_executor executor_;
    BootNetwork network_;
    BootEventSink sink_;
    HttpServer http_;
    std::optional<Process> dnsmasq_;
    Event lineRead_;
    std::set<std::string> filesRead_; // by the dnsmasq that runs now
    std::map<std::string, BootNode> nodes_;
    std::map<std::string, BootNode> loaded_; // what the running dnsmasq has read: it forgets at its end only
    std::deque<std::string> strangers_;
    Nursery children_;
};

} // namespace seedbed::seed
