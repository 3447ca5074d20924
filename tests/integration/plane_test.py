#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The switching plane of the emulated Virtual Connect, judged by frames: what leaves a FlexNIC of a blade, where it
arrives and with which tag; LLDP, addresses learned, rates. Usage: plane_test.py BIN_DIR. Needs root for network
namespaces."""
import contextlib
import ctypes
import os
import pathlib
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest

PROGRAMS = pathlib.Path("build/release/bin")
LIMIT = 30
VC = "10.83.0.3"
PASSWORD = "swordfish-9"
CLONE_NEWNET = 0x40000000
TEST_TYPE = 0x88b5  # IEEE 802: local experimental
SOL_PACKET, PACKET_AUXDATA = 263, 8
VLAN_VALID = 0x10
LIBC = ctypes.CDLL(None, use_errno=True)
BROADCAST = b"\xff" * 6
CONFIGURATION = """import enclosure username=Administrator password={password}
add uplinkset US1 ConnectionMode=Failover
add uplinkport enc0:1:X1 UplinkSet=US1
add uplinkport enc0:1:X2 UplinkSet=US1 Role=Secondary
add network NATIVE -quiet UplinkSet=US1 VLanID=10 NativeVLAN=Enabled
add network DATA -quiet UplinkSet=US1 VLanID=20 SmartLink=Enabled
add network HIDDEN -quiet UplinkSet=US1 VLanID=30 Private=Enabled
set network DATA MaxSpeedType=Custom MaxSpeed=100
"""
PROFILE = """add profile P{bay} -nodefaultenetconn
add enet-connection P{bay} Network=NATIVE pxe=enabled
add enet-connection P{bay} Network=DATA pxe=disabled
add enet-connection P{bay} Network=HIDDEN pxe=disabled
add enet-connection P{bay} pxe=disabled
add server-port-map P{bay}:4 NATIVE UnTagged=true
add server-port-map P{bay}:4 DATA VLanId=200
assign profile P{bay} enc0:{bay}
"""


def ip(*words):
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True)


class Port:
    """A raw socket on an interface of a network namespace, given as a file."""

    def __init__(self, netns, interface):
        home = os.open("/proc/self/ns/net", os.O_RDONLY)
        there = os.open(netns, os.O_RDONLY)
        try:
            self.enter(there)
            self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
            self.socket.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
            self.socket.bind((interface, 3))
        finally:
            self.enter(home)
            os.close(home)
            os.close(there)
        self.address = self.socket.getsockname()[4]

    @staticmethod
    def enter(namespace):
        if LIBC.setns(namespace, CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns")

    def close(self):
        self.socket.close()

    def send(self, text, vlan=None, to=BROADCAST):
        tag = b"" if vlan is None else struct.pack("!HH", 0x8100, vlan)
        self.socket.send(to + self.address + tag + struct.pack("!H", TEST_TYPE) + text.encode().ljust(46, b"\0"))

    def receive(self, wanted=TEST_TYPE, limit=LIMIT):
        """The next frame from outside: its text, and its VLAN or none."""
        end = time.monotonic() + limit
        while True:
            ready, _, _ = select.select([self.socket], [], [], max(0, end - time.monotonic()))
            if not ready:
                raise TimeoutError(f"no frame of type {wanted:#x}")
            data, extra, _, sender = self.socket.recvmsg(65536, 256)
            vlan = None
            for level, kind, content in extra:
                if (level, kind) == (SOL_PACKET, PACKET_AUXDATA):
                    status, _, _, _, _, tci, _ = struct.unpack("IIIHHHH", content[:20])
                    vlan = tci & 0xfff if status & VLAN_VALID else None
            if sender[2] != 4 and struct.unpack("!H", data[12:14])[0] == wanted:  # 4: our own
                return data[14:].rstrip(b"\0").decode("latin-1"), vlan

    def carrier(self, netns, interface):
        done = subprocess.run(["nsenter", f"--net={netns}", "ip", "-br", "link", "show", interface], capture_output=True,
                              text=True, check=True)
        return "LOWER_UP" in done.stdout


class Plane(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        mark = os.getpid()
        cls.chassis_netns, cls.outside = f"seedbed-plane{mark}-c", f"seedbed-plane{mark}-o"
        cls.state = pathlib.Path(tempfile.mkdtemp(prefix="seedbed-plane-"))
        cls.addClassCleanup(shutil.rmtree, cls.state)
        for name in (cls.chassis_netns, cls.outside):
            ip("netns", "add", name)
            cls.addClassCleanup(ip, "netns", "del", name)
        ip("-n", cls.chassis_netns, "link", "set", "lo", "up")
        for host in (2, 3, 11, 12):
            ip("-n", cls.chassis_netns, "addr", "add", f"10.83.0.{host}/32", "dev", "lo")
        for number in (1, 2):
            ip("link", "add", f"x{number}", "netns", cls.chassis_netns, "type", "veth", "peer", "name", f"up{number}",
               "netns", cls.outside)
            ip("-n", cls.outside, "link", "set", f"up{number}", "addrgenmode", "none", "up")
            ip("-n", cls.chassis_netns, "link", "set", f"x{number}", "addrgenmode", "none", "up")
        cls.start()
        cls.type(CONFIGURATION.format(password=PASSWORD) + PROFILE.format(bay=1) + PROFILE.format(bay=2))
        cls.pids = [cls.power_on(bay) for bay in (1, 2)]

    @classmethod
    def start(cls):
        (cls.state / "secret").write_text(PASSWORD + "\n")
        (cls.state / "secret").chmod(0o600)
        with open(cls.state / "log", "w", encoding="utf-8") as log:
            cls.process = subprocess.Popen(
                ["ip", "netns", "exec", cls.chassis_netns, str(PROGRAMS / "seedbed-chassis"), "--network", "10.83.0.0/24",
                 "--blades", "namespace", "--bays", "1-2", "--uplinks", "1-2", "--state", str(cls.state / "chassis"),
                 "--password-file", str(cls.state / "secret")], stdout=subprocess.PIPE, stderr=log, text=True)
        cls.addClassCleanup(cls.stop)
        if cls.process.stdout.readline() != "ready\n":
            raise AssertionError((cls.state / "log").read_text())

    @classmethod
    def stop(cls):
        cls.process.send_signal(signal.SIGTERM)
        cls.process.wait(LIMIT)
        cls.process.stdout.close()

    @classmethod
    def control(cls, method, path, body=""):
        done = subprocess.run(["curl", "-s", "--unix-socket", str(cls.state / "chassis/control.sock"), "-X", method, "-d", body,
                               f"http://chassis{path}"], capture_output=True, text=True, check=True)
        return done.stdout

    @classmethod
    def type(cls, lines, good=True):
        done = subprocess.run(["ip", "netns", "exec", cls.chassis_netns, "sshpass", "-e", "ssh", "-T", "-F", "none", "-o",
                               "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR",
                               f"Administrator@{VC}"], input=lines + "exit\n", capture_output=True, text=True, timeout=120,
                              env={**os.environ, "SSHPASS": PASSWORD}, check=False)
        if good and "ERROR" in done.stdout:
            raise AssertionError(done.stdout)
        return done.stdout

    @classmethod
    def power_on(cls, bay):
        """Returns the namespace of the blade once its interfaces are there."""
        before = cls.namespaces()
        cls.control("POST", f"/bays/{bay}/power", '{"command": "on"}')
        end = time.monotonic() + LIMIT
        while time.monotonic() < end:
            new = cls.namespaces() - before
            for netns in new:
                path = next(p for p, inode in cls.known if inode == netns)
                links = subprocess.run(["nsenter", f"--net={path}", "ip", "-br", "link"], capture_output=True, text=True, check=False)
                if "eth7" in links.stdout:
                    for index in range(4):  # a blade brings up the one it boots from
                        subprocess.run(["nsenter", f"--net={path}", "ip", "link", "set", f"eth{index}", "up"], check=True)
                    return path
        raise AssertionError(f"bay {bay} does not start" + (cls.state / "log").read_text())

    @classmethod
    def namespaces(cls):
        """The network namespaces of the processes below the chassis."""
        cls.known = []
        waiting = [cls.process.pid]
        while waiting:
            pid = waiting.pop()
            try:
                waiting += [int(child) for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
                cls.known.append((f"/proc/{pid}/ns/net", os.readlink(f"/proc/{pid}/ns/net")))
            except OSError:
                continue
        return {inode for _, inode in cls.known}

    def setUp(self):
        self.faults = []

    def tearDown(self):
        for fault in self.faults:
            self.control("DELETE", f"/faults/{fault}")
        self.doCleanups()
        self.until(lambda: "Linked (Active)" in self.type("show uplinkport enc0:1:X1\n"), "X1 is not back")

    def fault(self, body):
        self.faults.append(int("".join(c for c in self.control("POST", "/faults", body) if c.isdigit())))

    def until(self, condition, what):
        end = time.monotonic() + LIMIT
        while not condition():
            self.assertLess(time.monotonic(), end, what + (self.state / "log").read_text())

    def nic(self, bay, index):
        port = Port(self.pids[bay - 1], f"eth{index}")
        self.addCleanup(port.close)
        return port

    def uplink(self, number):
        port = Port(f"/run/netns/{self.outside}", f"up{number}")
        self.addCleanup(port.close)
        return port

    def test_tags_are_where_the_uplink_set_says(self):
        native, data, outside = self.nic(1, 0), self.nic(1, 1), self.uplink(1)
        native.send("from native")
        self.assertEqual(outside.receive(), ("from native", None))
        data.send("from data")
        self.assertEqual(outside.receive(), ("from data", 20))
        outside.send("to data", 20)
        self.assertEqual(data.receive(), ("to data", None))
        outside.send("to nobody", 99)
        outside.send("to native")
        self.assertEqual(native.receive(), ("to native", None), "VLAN 99 is no network's")

    def test_networks_do_not_hear_each_other(self):
        native, data, other = self.nic(1, 0), self.nic(2, 1), self.nic(1, 1)
        native.send("native only")
        other.send("data")
        self.assertEqual(data.receive(), ("data", None))

    def test_servers_of_one_network_reach_each_other(self):
        first, second = self.nic(1, 1), self.nic(2, 1)
        first.send("to the neighbour")
        self.assertEqual(second.receive(), ("to the neighbour", None))

    def test_a_private_network_leads_outside_only(self):
        first, second, outside = self.nic(1, 2), self.nic(2, 2), self.uplink(1)
        first.send("private")
        self.assertEqual(outside.receive(), ("private", 30))
        outside.send("to all", 30)
        self.assertEqual(second.receive(), ("to all", None), "the neighbour's frame did not come")

    def test_several_networks_on_one_flexnic(self):
        several, outside = self.nic(1, 3), self.uplink(1)
        several.send("tagged", 200)
        self.assertEqual(outside.receive(), ("tagged", 20))
        several.send("untagged")
        self.assertEqual(outside.receive(), ("untagged", None))
        outside.send("back", 20)
        self.assertEqual(several.receive(), ("back", 200))

    def test_a_large_stream_of_tagged_frames_arrives(self):
        data, outside = self.nic(1, 1), self.uplink(1)
        for number in range(200):
            data.send(f"frame {number}" + "x" * 1400)
            text, vlan = outside.receive()
            self.assertEqual((text[:len(f"frame {number}")], vlan), (f"frame {number}", 20))

    def test_the_other_uplink_takes_over(self):
        data, second = self.nic(1, 1), self.uplink(2)
        self.assertIn("Linked (Standby)", self.type("show uplinkport enc0:1:X2\n"))
        self.fault('{"kind": "uplink-lost", "unit": 1}')
        self.until(lambda: "Linked (Active)" in self.type("show uplinkport enc0:1:X2\n"), "X2 does not take over")
        data.send("by the second")
        self.assertEqual(second.receive(), ("by the second", 20))

    def test_smart_link_takes_the_link_away(self):
        data = self.nic(1, 1)
        self.assertTrue(data.carrier(self.pids[0], "eth1"))
        self.fault('{"kind": "uplink-lost"}')
        self.until(lambda: not data.carrier(self.pids[0], "eth1"), "eth1 keeps its link")
        self.assertTrue(data.carrier(self.pids[0], "eth0"), "NATIVE has no smart link")

    def test_a_moved_cable_shows(self):
        self.fault('{"kind": "cable-moved", "unit": 1, "to": 4}')
        self.until(lambda: "Not Linked" in self.type("show uplinkport enc0:1:X1\n"), "X1 is still linked")
        self.assertIn("Linked (Active)", self.type("show uplinkport enc0:1:X4\n"))

    def test_lldp_both_ways(self):
        outside = self.uplink(1)
        text, vlan = outside.receive(0x88cc)
        self.assertIsNone(vlan)
        self.assertIn("VCEX", text)
        self.assertIn("HP VC Flex-10/10D Module", text)
        tlv = lambda kind, value: struct.pack("!H", kind << 9 | len(value)) + value
        outside.socket.send(b"\x01\x80\xc2\x00\x00\x0e" + outside.address + b"\x88\xcc" +
                            tlv(1, b"\x04\x02\x00\x00\x00\x00\x77") + tlv(2, b"\x05ge-0/0/9") + tlv(3, b"\x00\x78") +
                            tlv(5, b"top-of-rack") + tlv(7, b"\x00\x14\x00\x04") + tlv(0, b""))
        self.until(lambda: "top-of-rack" in self.type("show lldp enc0:1:X1\n"), "the neighbour is not seen")
        shown = self.type("show lldp enc0:1:X1\n")
        for words in ("02:00:00:00:00:77", "ge-0/0/9", "Bridge, Router", "MAC Address"):
            self.assertIn(words, shown)

    def test_addresses_are_learned(self):
        data, outside = self.nic(1, 1), self.uplink(1)
        data.send("learn me")
        outside.receive()
        outside.send("and me", 20)
        data.receive()
        table = self.type("show interconnect-mac-table enc0:1\n")
        mac = ":".join(f"{byte:02x}" for byte in data.address)
        far = ":".join(f"{byte:02x}" for byte in outside.address)
        self.assertRegex(table, rf"d9:v1 +{mac} .*DATA")
        self.assertRegex(table, rf"X1 +{far} .*DATA")

    def test_the_maximum_speed_is_kept(self):
        data, outside = self.nic(1, 1), self.uplink(1)
        data.socket.setsockopt(socket.SOL_SOCKET, 33, 64 << 20)  # SO_RCVBUFFORCE
        begun = time.monotonic()
        seconds = 1.5

        def flood():
            while time.monotonic() < begun + seconds:
                outside.send("x" * 1400, 20)

        sender = threading.Thread(target=flood)
        sender.start()
        received = 0
        with contextlib.suppress(TimeoutError):
            while True:
                received += len(data.receive(limit=0.5)[0])
        sender.join()
        rate = received * 8 / seconds / 1e6
        print(f"to the server: {rate:.0f} Mb/s of 100", file=sys.stderr)
        self.assertGreater(rate, 1)
        self.assertLess(rate, 130)


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        PROGRAMS = pathlib.Path(sys.argv.pop(1))
    unittest.main(verbosity=2)
