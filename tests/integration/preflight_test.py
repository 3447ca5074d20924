#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Survey and preflight of the lab's chassis: each fault that can be seen beforehand is found, named and comes with its
fix (E-01, E-16)."""
import json
import subprocess
import sys
import time
import unittest

from lab import Lab, left_on_host

# Answers one SNTP question after another with the time that comes with it.
TIME_SERVER = """import socket
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("10.83.0.2", 123))
while True:
    question, client = server.recvfrom(512)
    server.sendto(bytes([0x24, 2, 0, 0]) + bytes(20) + question[40:48] * 3, client)
"""

# Advertises itself ten times a second.
VIRTUAL_ROUTER = """import socket, time
router = socket.socket(socket.AF_INET, socket.SOCK_RAW, 112)
router.bind(("10.83.0.3", 0))
router.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 255)
router.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("10.83.0.3"))
while True:
    router.sendto(bytes([0x21, 51, 100, 1, 0, 1, 0, 0]) + socket.inet_aton("10.83.0.9") + bytes(8), ("224.0.0.18", 0))
    time.sleep(0.1)
"""

PROGRAMS = sys.argv.pop(1) if len(sys.argv) > 1 else "build/release/bin"


class OnLab(unittest.TestCase):
    """A lab of eight blades for each class, and what is asked of it."""
    options = ()

    @classmethod
    def setUpClass(cls):
        cls.lab = Lab(PROGRAMS)
        cls.before = left_on_host(cls.lab.state)
        cls.lab.up("--kind", "namespace", "--bays", "1-8", *cls.options)

    @classmethod
    def tearDownClass(cls):
        cls.lab.close()
        after = left_on_host(cls.lab.state)
        for what, there in after.items():
            assert there - cls.before[what] == set(), f"left behind: {what} {there - cls.before[what]}"

    def fault(self, *words):
        added = self.lab.seedbed("lab", "fault", "add", *words)
        self.assertEqual(added.returncode, 0, added.stderr)
        number = str(json.loads(added.stdout)["id"])
        self.addCleanup(self.lab.seedbed, "lab", "fault", "remove", number)
        return number

    def cured(self, number):
        removed = self.lab.seedbed("lab", "fault", "remove", number)
        self.assertEqual(removed.returncode, 0, removed.stderr)

    def survey(self):
        done = self.lab.seedbed("-o", "json", "survey")
        self.assertEqual(done.returncode, 0, done.stderr + self.lab.logs())
        return json.loads(done.stdout)

    def all_findings(self, code, more=""):
        """Of the lab's site, with more in its file."""
        site = self.lab.state / "more.yaml"
        site.write_text((self.lab.state / "site.yaml").read_text() + more)
        done = self.lab.seedbed("-o", "json", "preflight", "--site", str(site))
        self.assertEqual(done.returncode, code, done.stdout + done.stderr + self.lab.logs())
        return json.loads(done.stdout)["findings"]

    def preflight(self, code, more=""):
        return [f for f in self.all_findings(code, more) if f["status"] == "fail"]

    def found(self, findings, check, thing, *needles):
        """That one, with its evidence and what to do."""
        matching = [f for f in findings if f["id"] == check and f["object"] == thing]
        self.assertTrue(matching, f"no {check} of {thing} in {findings}")
        self.assertTrue(matching[0]["fix"])
        for needle in needles:
            self.assertIn(needle, matching[0]["evidence"])
        return matching[0]

    def others_are_whole(self, bay):
        survey = self.survey()
        self.assertTrue(survey["bays"][bay - 1]["gaps"])
        for other in survey["bays"]:
            if other["bay"] != bay:
                self.assertEqual((other["gaps"], other["witnesses"]["power"]["verdict"]), ([], "agreed"))

    def healthy(self):
        """A preflight of it, its time told."""
        begun = time.monotonic()
        findings = self.preflight(0)
        print(f"{' '.join(('preflight of eight blades', *self.options))}: {time.monotonic() - begun:.1f} s", file=sys.stderr)
        # the firmware of 2014 has a hole; an iLO powers its blade on by itself, as it comes
        self.assertEqual({f["id"] for f in findings}, {"PF-08", "PF-14"})


class Preflight(OnLab):
    def serve(self, *command):
        """A server in the chassis' namespace, for as long as the test."""
        server = subprocess.Popen(["ip", "netns", "exec", self.lab.record()["chassis"], *command])
        self.addCleanup(server.wait)
        self.addCleanup(server.terminate)

    def virtual_connect(self, command):
        done = self.lab.inside("appliance", "sshpass", "-f", str(self.lab.state / "secrets.d/chassis"), "ssh", "-F", "none",
                               "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "Administrator@10.83.0.3", command)
        self.assertIn("SUCCESS", done.stdout, done.stderr)

    def test_a_healthy_chassis_passes(self):
        self.healthy()
        survey = self.survey()
        self.assertEqual(len(survey["bays"]), 8)
        for bay in survey["bays"]:
            power = bay["witnesses"]["power"]
            self.assertEqual(power["verdict"], "agreed")
            self.assertEqual({a["source"] for a in power["accounts"]}, {"OA", "IPMI", "RIBCL", "Redfish"})
            self.assertEqual(bay["gaps"], [])
        shown = self.lab.seedbed("-o", "json", "inventory")
        self.assertEqual(json.loads(shown.stdout), survey)

    def outvoted(self, kind, subject, truth, lie, liars):
        """A liar in each bay, all at once: each is outvoted and named, what is right is told, and who is to restart."""
        told = {blade["bay"]: blade for blade in self.survey()["bays"]}
        for bay, (door, _) in liars.items():
            self.fault(kind, f"bay{bay}", f"door={door}")
        survey = self.survey()
        for bay, (_, name) in liars.items():
            witnesses = survey["bays"][bay - 1]["witnesses"][subject]
            self.assertEqual((witnesses["value"], witnesses["verdict"]), (truth(told[bay]), "outvoted"))
            finding = self.found(survey["findings"], "WIT-OUTVOTED", f"bay{bay}", f"{name} says {lie}")
            self.assertIn(f"do not trust {name} of this blade", finding["fix"])
            self.assertIn("RESTART OA" if name == "OA" else f"RESET ILO {bay}", finding["fix"])
            self.assertNotIn("RESET ILO" if name == "OA" else "RESTART OA", finding["fix"])
        for blade in survey["bays"]:
            if blade["bay"] not in liars:
                self.assertEqual(blade["witnesses"][subject]["verdict"], "agreed")

    def test_one_witness_may_lie_about_power(self):
        self.outvoted("lie-power", "power", lambda blade: "off", "on",
                      {2: ("oa", "OA"), 3: ("ipmi", "IPMI"), 4: ("ribcl", "RIBCL"), 5: ("redfish", "Redfish")})
        self.assertEqual({f["object"] for f in self.preflight(0) if f["id"] == "WIT-OUTVOTED"}, {"bay2", "bay3", "bay4", "bay5"})

    def test_one_witness_may_lie_about_the_serial_number(self):
        self.outvoted("lie-serial", "serial", lambda blade: blade["serial"], "XXX",
                      {1: ("oa", "OA"), 2: ("ipmi", "IPMI"), 3: ("ribcl", "RIBCL"), 4: ("redfish", "Redfish"), 5: ("ilo-xml", "iLO xmldata")})

    def test_two_that_disagree_need_a_human(self):
        """Two doors are silent, of the other two one lies: nothing is guessed, and nothing is done."""
        self.fault("ilo-refuse-login", "bay6", "door=ribcl")
        self.fault("half-open", "bay6", "door=redfish")
        for liar in ("oa", "ipmi"):
            number = self.fault("lie-power", "bay6", f"door={liar}")
            survey = self.survey()
            blade = survey["bays"][5]
            power = blade["witnesses"]["power"]
            self.assertEqual((power["value"], power["verdict"], blade["power"]), (None, "undecided", "needs a human"))
            self.assertEqual({a["source"] for a in power["accounts"]}, {"OA", "IPMI"})
            said = f"OA says {'on' if liar == 'oa' else 'off'}, IPMI says {'off' if liar == 'oa' else 'on'}"
            self.assertIn("power light", self.found(survey["findings"], "WIT-UNDECIDED", "bay6", said)["fix"])
            self.found(self.preflight(4), "WIT-UNDECIDED", "bay6", said)
            for word in ("status", "on", "off"):
                done = self.lab.seedbed("-o", "json", "power", word, "bay6")
                self.assertEqual(done.returncode, 8, done.stdout + done.stderr)
                self.assertTrue(all(answer.get("power") is None for answer in json.loads(done.stdout)["bays"]), done.stdout)
            self.assertEqual(json.loads(self.lab.seedbed("lab", "state").stdout)["blades"][5]["power"], "off")
            self.cured(number)

    def test_a_silent_controller_is_named_and_costs_the_others_nothing(self):
        self.fault("bmc-silent", "bay6")
        findings = self.preflight(4)
        self.found(findings, "PF-05", "bay6", "10.83.0.16")
        survey = self.survey()
        self.assertTrue(survey["bays"][5]["gaps"])
        for bay in (0, 1, 2, 3, 4, 6, 7):
            self.assertEqual(survey["bays"][bay]["gaps"], [])
            self.assertLess(survey["bays"][bay]["took_ms"], survey["bays"][5]["took_ms"] / 2)

    def test_supplies_fans_and_an_empty_bay(self):
        self.fault("psu-failed", "unit=2")
        self.fault("fan-removed", "unit=6")
        self.fault("blade-pulled", "bay7")
        findings = self.preflight(4)
        self.found(findings, "PF-26", "power supply 2", "failed")
        self.found(findings, "PF-27", "fan 6", "empty")
        self.found(findings, "PF-15", "bay7", "empty")

    def test_supplies_that_are_out_or_have_no_input(self):
        number = self.fault("psu-removed", "unit=4")
        self.found(self.survey()["findings"], "BOM-04", "power supplies", "empty: 4")
        findings = self.preflight(4)
        self.assertIn("add supplies", self.found(findings, "PF-26", "enclosure", "3 good supplies", "power mode AC_REDUNDANT counts 1")["fix"])
        self.found(findings, "PF-26", "power supply 4", "its bay is empty")
        self.cured(number)
        self.fault("psu-input-lost", "unit=5")
        findings = self.preflight(4)
        self.assertIn("power cord", self.found(findings, "PF-26", "power supply 5", "failed")["fix"])
        self.found(findings, "PF-26", "enclosure", "3 good supplies")

    def test_fans_that_have_failed(self):
        self.fault("fan-failed", "unit=3")
        self.assertEqual(self.found(self.preflight(0), "PF-27", "fan 3", "failed")["fix"], "exchange the fan")
        self.fault("fan-failed", "unit=4")
        self.found(self.preflight(4), "PF-27", "enclosure", "4 good fans, 5 are needed")

    def test_a_clock_that_is_wrong(self):  # C-06
        self.fault("ilo-clock", "bay1", "seconds=3600")
        self.found(self.preflight(4), "PF-09", "bay1", "3600")

    def test_a_login_that_is_refused(self):  # C-01
        self.fault("ilo-refuse-login", "bay8", "door=ipmi")
        self.found(self.preflight(4), "PF-06", "bay8")

    def test_somebody_else_answers_dhcp(self):  # C-09
        self.fault("foreign-dhcp")
        findings = self.preflight(4)
        self.found(findings, "PF-16", "provisioning network", "a DHCP server at", "prov0")
        done = self.lab.seedbed("deploy")
        self.assertEqual(done.returncode, 4, done.stdout + done.stderr)
        self.assertIn("PF-16", done.stderr)
        report = json.loads(self.lab.seedbed("-o", "json", "report").stdout)
        self.found(report["findings"], "PF-16", "provisioning network", "a DHCP server at")
        self.assertEqual(report["blocked"], [])  # no blade by itself
        shown = self.lab.seedbed("report")
        self.assertEqual(shown.returncode, 0, shown.stderr)
        self.assertRegex(shown.stdout, "PF-16 +BLOCKS +provisioning network")

    def test_two_blades_with_one_mac_address(self):
        self.fault("duplicate-mac", "bay2")
        self.found(self.preflight(4), "PF-02", "bay1", "MAC address", "also that of bay2")

    def test_a_disk_that_is_too_small(self):
        self.fault("disk-small", "bay3", "mb=16")
        self.found(self.preflight(4), "PF-12", "bay3", "GiB", "there is 16 MB")

    def test_a_door_that_is_taken_and_says_nothing(self):
        self.fault("half-open", "bay4", "door=ribcl")
        blocked = self.preflight(4)
        self.found(blocked, "PF-05", "bay4", "RIBCL")
        self.assertEqual({f["object"] for f in blocked if f["id"] == "PF-05"}, {"bay4"})
        self.others_are_whole(4)

    def test_a_controller_that_hangs(self):
        self.fault("bmc-hung", "bay3")
        blocked = self.preflight(4)
        self.assertIn("RESET ILO 3", self.found(blocked, "PF-05", "bay3")["fix"])
        self.assertEqual({f["object"] for f in blocked if f["id"] == "PF-05"}, {"bay3"})
        self.others_are_whole(3)

    def test_an_onboard_administrator_that_is_taken_and_says_nothing(self):
        number = self.fault("half-open")
        done = self.lab.seedbed("-o", "json", "preflight")
        self.assertEqual(done.returncode, 6, done.stdout + done.stderr)
        error = json.loads(done.stdout)["error"]
        self.assertEqual((error["id"], error["kind"], error["object"]), ("OA-UNREACHABLE", "timeout", "OA 10.83.0.2"))
        self.assertIn("check that the OA is not restarting", error["action"])
        self.cured(number)
        self.survey()

    def test_a_controller_that_is_busy(self):
        self.fault("ilo-busy", "bay5")
        self.found(self.preflight(4), "PF-05", "bay5", "busy")
        self.others_are_whole(5)

    def test_a_slow_chassis_is_still_right(self):
        self.fault("slow", "ms=200")
        self.assertEqual({f["id"] for f in self.preflight(0)}, {"PF-08", "PF-14"})
        for bay in self.survey()["bays"]:
            self.assertEqual((bay["gaps"], bay["witnesses"]["power"]["verdict"]), ([], "agreed"))

    def test_a_node_list(self):
        rows = [f"02:00:00:00:01:{bay:02x},Administrator,a-secret,10.83.0.{bay},8,65536,838" for bay in range(11, 19)]
        (self.lab.state / "baremetal.csv").write_text("\n".join(rows) + "\n")
        findings = self.all_findings(0, "nodes-csv: baremetal.csv\n")
        self.assertEqual({f["status"] for f in findings if f["id"] in ("PF-01", "PF-04")}, {"pass"})
        rows[1:3] = [rows[1], "", rows[2].replace(",838", "")]
        rows[8] = rows[8].replace("10.83.0.18", "10.83.0.99")
        (self.lab.state / "baremetal.csv").write_text("\n".join(rows) + "\n")
        findings = self.preflight(4, "nodes-csv: baremetal.csv\n")
        self.found(findings, "PF-01", "baremetal.csv line 3", "blank")
        self.found(findings, "PF-01", "baremetal.csv line 4", "6 columns")
        self.found(findings, "PF-01", "baremetal.csv line 9", "10.83.0.99")
        self.assertNotIn("a-secret", json.dumps(findings))
        del rows[2:4]
        rows[6] = rows[6].replace("65536", "16384").replace("10.83.0.99", "10.83.0.18")
        (self.lab.state / "baremetal.csv").write_text("\n".join(rows) + "\n")
        self.found(self.preflight(4, "nodes-csv: baremetal.csv\n"), "PF-04", "baremetal.csv line 2", "line 7 has 16384")

    def test_gateway_names_and_time(self):
        self.serve("dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--pid-file", "--bind-interfaces",
                   "--listen-address=10.83.0.2", "--local=/test/", "--host-record=cloud.test,192.0.2.7", "--host-record=other.test,192.0.2.7")
        self.serve("python3", "-c", TIME_SERVER)
        there = self.all_findings(0, "services: {gateway: 10.83.0.2, dns: [10.83.0.2], name: cloud.test, ntp: [10.83.0.2]}\n")
        self.assertEqual([f["status"] for f in there if f["id"] == "PF-19"], ["pass"] * 3)
        other = self.preflight(4, "services: {dns: [10.83.0.2], name: other.test}\n")
        self.found(other, "PF-19", "DNS server 10.83.0.2", "192.0.2.7: it is not other.test")
        gone = self.preflight(4, "services: {gateway: 10.83.0.99, dns: [10.83.0.2, 10.83.0.3], name: nobody.test, ntp: [10.83.0.3]}\n")
        self.found(gone, "PF-19", "gateway 10.83.0.99", "PROBE-ECHO")
        self.found(gone, "PF-19", "DNS server 10.83.0.2", "no such entry")
        self.found(gone, "PF-19", "DNS server 10.83.0.3", "does not answer")
        self.found(gone, "PF-19", "NTP server 10.83.0.3", "PROBE-NTP")

    def test_what_is_on_the_external_vlan(self):
        """The lab has none: its management network stands in."""
        self.serve("python3", "-c", VIRTUAL_ROUTER)
        site = "external: {{interface: mgmt0, router-ids: [{}], reach: [\"10.83.0.2:{}\"]}}\n"
        there = {f["id"]: f for f in self.all_findings(0, site.format(52, 443)) if f["id"] in ("PF-20", "PF-22")}
        self.assertEqual({f["status"] for f in there.values()}, {"pass"})
        self.assertIn("router 10.83.0.3 uses router id 51 for 10.83.0.9", there["PF-22"]["evidence"])
        self.found(self.preflight(0, site.format(51, 443)), "PF-22", "external VLAN on mgmt0", "router id 51")
        self.found(self.preflight(4, site.format(52, 4443)), "PF-20", "server 10.83.0.2:4443", "refused")

    def test_uplinks(self):
        self.assertEqual([f["status"] for f in self.all_findings(0) if f["id"] == "PF-25"], ["skipped"])  # no domain yet
        password = (self.lab.state / "secrets.d/chassis").read_text().strip()
        self.virtual_connect(f"import enclosure UserName=Administrator Password={password}")
        self.addCleanup(self.virtual_connect, "delete domain -quiet")
        self.assertEqual([f["status"] for f in self.all_findings(0) if f["id"] == "PF-25"], ["pass"])
        self.fault("uplink-lost", "unit=1")
        self.found(self.preflight(0), "PF-25", "enc0:1:X1", "Not Linked")
        self.fault("sfp-removed", "unit=1")
        self.found(self.preflight(0), "PF-25", "enc0:1:X1", "Unpopulated")

    def test_junit_for_programs(self):
        done = self.lab.seedbed("-o", "junit", "preflight")
        self.assertEqual(done.returncode, 0, done.stderr)
        judged = subprocess.run(["/usr/bin/python3", "-c", "import sys, xml.etree.ElementTree as E; print(E.fromstring(sys.stdin.read()).tag)"],
                                input=done.stdout, capture_output=True, text=True, check=True, timeout=30)
        self.assertEqual(judged.stdout.strip(), "testsuite")


class RealTimes(OnLab):
    """The chassis takes the time that is documented of a real one."""
    options = ("--profile", "real")

    def test_a_healthy_chassis_and_a_controller_that_starts_anew(self):
        self.healthy()
        self.fault("ilo-reset", "bay2")
        self.assertIn("RESET ILO 2", self.found(self.preflight(4), "PF-05", "bay2", "10.83.0.12")["fix"])
        self.others_are_whole(2)


if __name__ == "__main__":
    unittest.main()
