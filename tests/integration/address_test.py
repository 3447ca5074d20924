#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The address stage: EBIPA, clocks, boot order and access of the lab's chassis, as the site asks for them. Usage:
address_test.py BIN_DIR. Needs root for network namespaces."""
import json
import os
import signal
import subprocess
import sys
import unittest

from lab import Lab, left_on_host

PROGRAMS = sys.argv.pop(1) if len(sys.argv) > 1 else "build/release/bin"
EBIPA = "ebipa: {first: 10.83.0.11, netmask: 255.255.255.0, gateway: 10.83.0.1}"
ADDRESS = f"address: {{{EBIPA}, ntp: [10.83.0.2], boot: network-first, access: administrator}}\n"
STEPS = ["address-ebipa", "address-access", "address-boot", "address-clock"]


class Address(unittest.TestCase):
    def setUp(self):
        self.lab = Lab(PROGRAMS)
        self.before = left_on_host(self.lab.state)
        self.lab.up("--kind", "namespace", "--bays", "1-2")

    def tearDown(self):
        self.lab.close()
        for what, there in left_on_host(self.lab.state).items():
            self.assertEqual(there - self.before[what], set(), f"left behind: {what}")

    def good(self, *arguments):
        done = self.lab.seedbed(*arguments)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr + self.lab.logs())
        return done.stdout

    def ask(self, text):
        with open(self.lab.state / "site.yaml", "a", encoding="utf-8") as site:
            site.write(text)

    def fault(self, *words):
        return json.loads(self.good("lab", "fault", "add", *words))["id"]

    def oa(self, *commands):
        """What the Onboard Administrator says to each, on its command line."""
        secret = str(self.lab.state / "secrets.d/chassis")
        said = []
        for command in commands:
            done = self.lab.inside("appliance", "sshpass", "-f", secret, "ssh", "-F", "none", "-o", "StrictHostKeyChecking=no", "-o",
                                   "UserKnownHostsFile=/dev/null", "Administrator@10.83.0.2", command)
            self.assertEqual(done.returncode, 0, done.stderr)
            said.append(done.stdout)
        return said[-1]

    def ribcl(self, bay, section, mode, inner, user="Administrator", password=None):
        password = password or (self.lab.state / "secrets.d/chassis").read_text().strip()
        document = (f'<?xml version="1.0"?>\r\n<RIBCL VERSION="2.0"><LOGIN USER_LOGIN="{user}" PASSWORD="{password}">'
                    f'<{section} MODE="{mode}">{inner}</{section}></LOGIN></RIBCL>\r\n')
        done = self.lab.inside("appliance", "curl", "-sk", "--max-time", "20", "-H", "Content-Type: text/xml", "--data-binary", document,
                               f"https://10.83.0.{10 + bay}/ribcl")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotRegex(done.stdout, r'STATUS="0x00(?!00)')
        return done.stdout

    def plan(self, code):
        done = self.lab.seedbed("-o", "json", "plan")
        self.assertEqual(done.returncode, code, done.stdout + done.stderr + self.lab.logs())
        return {change["object"]: change["fields"] for change in json.loads(done.stdout)["changes"]}

    def events(self):
        run = json.loads(self.good("-o", "json", "report"))["run"]
        answer = subprocess.run(["curl", "-s", "--unix-socket", str(self.lab.state / "api.sock"),
                                 f"http://localhost/api/v1/runs/{run}/events?after=0"], capture_output=True, text=True, check=True, timeout=30)
        return json.loads(answer.stdout)["events"]

    def effects(self):
        """Those of the address stage."""
        return [event["text"] for event in self.events() if event["type"] == "effect" and "concern" in (event["data"] or {})]

    def answers(self, address):
        """Waits until an iLO is there, which restarts when it gets another address."""
        done = self.lab.inside("appliance", "curl", "-sk", "--retry", "30", "--retry-delay", "1", "--retry-all-errors", "-o", "/dev/null",
                               f"https://{address}/xmldata?item=all")
        self.assertEqual(done.returncode, 0, done.stderr)

    def move(self, *more):
        """The iLO of bay 2 goes where no site wants it."""
        self.oa("SET EBIPA SERVER 10.83.0.177 255.255.255.0 2", *more, "SAVE EBIPA")
        self.answers("10.83.0.177")

    def spoil(self):
        """A chassis as nobody wants it, in everything that the stage mends."""
        for bay in (1, 2):
            self.ribcl(bay, "SERVER_INFO", "write", '<SET_PERSISTENT_BOOT><DEVICE VALUE="HDD"/></SET_PERSISTENT_BOOT>')
        self.ribcl(2, "RIB_INFO", "write", '<MOD_GLOBAL_SETTINGS><IPMI_DCMI_OVER_LAN_ENABLED VALUE="No"/></MOD_GLOBAL_SETTINGS>')
        self.ribcl(1, "USER_INFO", "write", '<MOD_USER USER_LOGIN="Administrator"><VIRTUAL_MEDIA_PRIV VALUE="No"/></MOD_USER>')
        self.fault("ilo-clock", "bay1", "seconds=3600")
        self.move("DISABLE EBIPA SERVER 1")

    def mended(self):
        ebipa = [line.split() for line in self.oa("SHOW EBIPA SERVER").splitlines()]
        for bay in (1, 2):
            self.assertIn([str(bay), "Yes", f"10.83.0.{10 + bay}", "255.255.255.0", "10.83.0.1"], [row[:5] for row in ebipa])
            self.assertRegex(self.ribcl(bay, "SERVER_INFO", "read", "<GET_PERSISTENT_BOOT/>"),
                             r'<PERSISTENT_BOOT>\s*<DEVICE value="NETWORK"/>\s*<DEVICE value="HDD"/>')
            self.assertRegex(self.ribcl(bay, "RIB_INFO", "read", "<GET_NETWORK_SETTINGS/>"), r'SNTP_SERVER1\s+VALUE\s*=\s*"10.83.0.2"')
        self.assertRegex(self.ribcl(2, "RIB_INFO", "read", "<GET_GLOBAL_SETTINGS/>"), r'IPMI_DCMI_OVER_LAN_ENABLED\s+VALUE\s*=\s*"Y"')
        self.assertNotRegex(self.ribcl(1, "USER_INFO", "read", '<GET_USER USER_LOGIN="Administrator"/>'), r'_PRIV\s*=\s*"N"')
        config = self.oa("SHOW CONFIG")
        self.assertIn('SET NTP PRIMARY "10.83.0.2"', config)
        self.assertIn("ENABLE NTP", config)
        self.assertEqual(json.loads(self.good("lab", "fault", "list"))["faults"], [])  # a time server set the clock

    def test_what_the_site_asks_for_is_planned_set_and_then_there(self):
        self.spoil()
        self.ask(ADDRESS)
        planned = self.plan(2)
        self.assertEqual(planned["bay1 EBIPA"], ["enabled: no -> yes", "address: (none) -> 10.83.0.11", "netmask: (none) -> 255.255.255.0",
                                                 "gateway: (none) -> 10.83.0.1"])
        self.assertEqual(planned["bay2 EBIPA"], ["address: 10.83.0.177 -> 10.83.0.12"])
        self.assertEqual(planned["OA clock"], ["time servers: (none) -> 10.83.0.2", "NTP: off -> on"])
        self.assertEqual(planned["bay1 iLO clock"], ["time servers: (none) -> 10.83.0.2"])
        self.assertIn("boot order: disk, network", planned["bay2 iLO boot order"][0])
        self.assertEqual(planned["bay2 iLO access"], ["IPMI over LAN: off -> on"])
        self.assertIn("virtual media", planned["bay1 iLO access"][0])
        findings = json.loads(self.good("-o", "json", "preflight"))["findings"]  # nothing blocks that the run will set
        for check, bay in (("PF-09", "bay1"), ("PF-10", "bay1"), ("PF-05", "bay2")):
            found = next(f for f in findings if f["id"] == check and f["object"] == bay and f["status"] == "fail")
            self.assertEqual(found["severity"], "warn", found)
            self.assertIn("the address stage of the run sets", found["evidence"])
        self.good("deploy")
        self.mended()
        self.assertEqual(self.plan(0), {})
        asked = {name for name in planned if "EBIPA" in name or "iLO" in name or "clock" in name}
        self.assertEqual(sorted(self.effects()), sorted(f"{name}: {', '.join(planned[name])}" for name in asked))
        self.good("deploy")  # all is there: nothing is set a second time
        self.assertEqual(self.effects(), [])

    def test_ilos_move_to_another_range(self):
        self.ask("address: {ebipa: {first: 10.83.0.141, netmask: 255.255.255.0}, ntp: [10.83.0.2], access: administrator}\n")
        self.assertEqual(self.plan(2)["bay2 EBIPA"], ["address: 10.83.0.12 -> 10.83.0.142"])
        self.good("deploy")
        self.assertEqual([blade["ilo_address"] for blade in json.loads(self.good("lab", "state"))["blades"]], ["10.83.0.141", "10.83.0.142"])
        for bay in json.loads(self.good("-o", "json", "survey"))["bays"]:
            if bay["present"]:
                self.assertEqual((bay["ilo"]["address"], bay["gaps"]), (f"10.83.0.{140 + bay['bay']}", []))
        for address in ("10.83.0.11", "10.83.0.12"):
            gone = self.lab.inside("appliance", "curl", "-sk", "--max-time", "5", f"https://{address}/")
            self.assertNotEqual(gone.returncode, 0, gone.stdout)
        self.assertEqual(self.good("power", "status", "bay[1-2]").split()[:2], ["bay1", "on"])
        self.assertEqual(self.plan(0), {})

    def test_without_the_key_it_only_looks(self):
        self.move()
        self.good("deploy")
        told = {event["text"].split(":")[0]: event["data"] for event in self.events() if event["type"] == "address"}
        self.assertEqual(list(told), STEPS)
        self.assertIn("10.83.0.177", told["address-ebipa"]["bay2 EBIPA"])
        self.assertIn("cipher suite 0 refused", told["address-access"]["bay1 iLO access"])
        self.assertIn("10.83.0.177", self.oa("SHOW EBIPA SERVER"))
        self.assertEqual(self.plan(0), {})

    def test_an_ilo_that_does_not_come_to_it_fails_alone(self):
        self.ask("address: {boot: network-first, ntp: [10.83.0.2]}\n")
        self.good("deploy", "--detach")
        watch = self.lab.start("-o", "plain", "watch")
        self.addCleanup(watch.stdout.close)
        self.until(watch, "address-ebipa: begun")  # preflight has seen both, and does not look again
        os.kill(self.lab.pid("seedbedd"), signal.SIGSTOP)
        self.fault("ilo-refuse-login", "bay1", "door=ribcl")
        with watch, self.lab.another_daemon(signal.SIGKILL):
            _, errors = watch.communicate(timeout=300)
            self.assertEqual(watch.returncode, 5, errors + self.lab.logs())
            blades = {blade["bay"]: blade for blade in json.loads(self.good("-o", "json", "report"))["blades"]}
            self.assertEqual({bay: blade["state"] for bay, blade in blades.items()}, {1: "failed", 2: "done"})
            self.assertIn("RIBCL-LOGIN-REFUSED", blades[1]["error"])
            self.assertIn("(not seen: ", self.plan(2)["bay1 iLO clock"][0])

    def test_a_user_that_is_not_there_is_added_through_the_oa(self):
        rights = "".join(f'<{name} VALUE="Yes"/>' for name in ("ADMIN_PRIV", "REMOTE_CONS_PRIV", "RESET_SERVER_PRIV", "VIRTUAL_MEDIA_PRIV",
                                                               "CONFIG_ILO_PRIV"))
        self.ribcl(1, "USER_INFO", "write", f'<ADD_USER USER_NAME="boss" USER_LOGIN="boss" PASSWORD="another-one">{rights}</ADD_USER>')
        self.ribcl(1, "USER_INFO", "write", '<DELETE_USER USER_LOGIN="Administrator"/>', "boss", "another-one")
        self.ask("address: {access: administrator}\n")
        self.assertIn("user Administrator: (none) -> ", self.plan(2)["bay1 iLO access"][0])
        self.good("deploy")
        users = self.ribcl(1, "USER_INFO", "read", "<GET_ALL_USERS/>")
        self.assertIn('"Administrator"', users)
        self.assertEqual(self.plan(0), {})
        secret = (self.lab.state / "secrets.d/chassis").read_text().strip()
        self.assertNotIn(secret, json.dumps(self.events()) + self.lab.logs())

    def test_a_killed_daemon_goes_on(self):
        self.spoil()
        self.ask(ADDRESS)
        self.good("deploy", "--detach")
        watch = self.lab.start("-o", "plain", "watch")
        self.addCleanup(watch.stdout.close)
        self.until(watch, "bay2 EBIPA: address")
        with self.lab.another_daemon(signal.SIGKILL):
            self.until(watch, "bay1 iLO clock: time servers")
            with watch, self.lab.another_daemon(signal.SIGKILL):
                _, errors = watch.communicate(timeout=300)
                self.assertEqual(watch.returncode, 0, errors + self.lab.logs())
                self.mended()
                self.assertEqual(self.plan(0), {})
                texts = [event["text"] for event in self.events() if event["type"] in ("effect", "address-set")]
                first = next(i for i, text in enumerate(texts) if "EBIPA" in text)
                self.assertIn("address-ebipa: set", texts[first + 1:])  # saved, whatever the first daemon came to
                self.assertIn("EBIPA settings were saved", self.oa("SHOW SYSLOG OA"))

    def until(self, watch, words):
        for line in watch.stderr:
            if words in line:
                return
        self.fail(f"no event {words}" + self.lab.logs())


if __name__ == "__main__":
    unittest.main()
