#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An Onboard Administrator has few sessions: what takes one gives it back, also when it fails. Usage:
oa_sessions_test.py BIN_DIR. Needs root for network namespaces."""
import json
import sys
import time
import unittest

from lab import Lab

PROGRAMS = sys.argv.pop(1) if len(sys.argv) > 1 else "build/release/bin"
SECONDS = 20


class OaSessions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = Lab(PROGRAMS)
        cls.addClassCleanup(cls.lab.close)
        cls.lab.up("--kind", "namespace", "--bays", "1-2")
        with open(cls.lab.state / "site.yaml", "a", encoding="utf-8") as site:
            site.write("address: {ntp: [10.83.0.2]}\n")  # the clock of the OA is asked for, too

    def sessions(self):
        """How many were opened, and how many given back."""
        done = self.lab.inside("appliance", "sshpass", "-f", str(self.lab.state / "secrets.d/chassis"), "ssh", "-F", "none", "-o",
                               "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "Administrator@10.83.0.2", "SHOW SYSLOG OA")
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.count("logged in over SOAP"), done.stdout.count("SOAP session was logged out")

    def gives_back(self, code, *words):
        before, _ = self.sessions()
        done = self.lab.seedbed(*words)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr + self.lab.logs())
        limit = time.monotonic() + SECONDS
        while True:  # a run is over before its session is given back; each look is a login by SSH
            opened, closed = self.sessions()
            if opened == closed:
                break
            self.assertLess(time.monotonic(), limit, f"{words}: {opened} sessions opened, {closed} given back")
        self.assertGreater(opened, before, words)

    def test_looking(self):
        self.gives_back(0, "survey")
        self.gives_back(0, "preflight")
        self.gives_back(2, "plan")
        self.gives_back(0, "power", "status", "bay1")

    def test_what_fails(self):
        fault = json.loads(self.lab.seedbed("lab", "fault", "add", "blade-pulled", "bay2").stdout)["id"]
        self.addCleanup(self.lab.seedbed, "lab", "fault", "remove", str(fault))
        self.gives_back(1, "plan")
        self.gives_back(1, "deploy")
        self.gives_back(4, "preflight")
        self.gives_back(1, "power", "on", "bay2")

    def test_zz_a_run(self):
        fault = json.loads(self.lab.seedbed("lab", "fault", "add", "foreign-dhcp").stdout)["id"]
        self.gives_back(4, "deploy")
        self.assertEqual(self.lab.seedbed("lab", "fault", "remove", str(fault)).returncode, 0)
        self.gives_back(0, "deploy")
        self.gives_back(0, "plan")


if __name__ == "__main__":
    unittest.main(verbosity=2)
