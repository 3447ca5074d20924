#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every fault of the emulated chassis, and what the engineer sees of it: the right object, the right cause, what to do
next (E-01, E-04, E-22). Faults that preflight finds beforehand are in preflight_test.py and ladder_test.py. Usage:
fault_test.py BIN_DIR. Needs root for network namespaces."""
import json
import pathlib
import sys
import unittest

from lab import Lab, left_on_host

PROGRAMS = pathlib.Path("build/release/bin")


class Faults(unittest.TestCase):
    def setUp(self):
        self.lab = Lab(PROGRAMS)
        self.before = left_on_host(self.lab.state)

    def tearDown(self):
        self.lab.close()
        for what, there in left_on_host(self.lab.state).items():
            self.assertEqual(there - self.before[what], set(), f"left behind: {what}")

    def good(self, *arguments):
        done = self.lab.seedbed(*arguments)
        self.assertEqual(done.returncode, 0, done.stderr + self.lab.logs())
        return done.stdout

    def fault(self, *words):
        return str(json.loads(self.good("lab", "fault", "add", *words))["id"])

    def refused(self, verb, code, *needles):
        done = self.lab.seedbed(verb)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr + self.lab.logs())
        for needle in (*needles, "Next:"):
            self.assertIn(needle, done.stderr)

    def test_one_run_and_a_fault_in_each_bay(self):
        """The bays with a fault fail with its name; the others lose nothing by it."""
        self.lab.up("--kind", "namespace", "--bays", "1-8")
        for words in ("power-reset-stuck bay1", "disk-error bay2 mb=1", "disk-small bay3 mb=16", "packet-loss bay4 percent=5",
                      "slow bay5 ms=200", "packet-loss bay6 percent=100", "power-stuck bay7", "profile-dropped bay8"):
            self.fault(*words.split())
        done = self.lab.seedbed("-o", "json", "deploy")
        self.assertEqual(done.returncode, 5, done.stderr + self.lab.logs())
        blades = {blade["bay"]: blade for blade in json.loads(done.stdout)["blades"]}
        for bay in (4, 5):
            self.assertEqual((blades[bay]["state"], blades[bay]["error"]), ("done", ""), f"bay{bay}")
        said = {1: ("PXE-NO-DHCP", "seedbed-bay1 is assigned as planned", "seedbed console bay1"),
                2: ("ISCSI-WRITE", "at 1048576", "medium error"),
                3: ("disk", "bay3"),
                6: ("PXE-NO-DHCP", "seedbed-bay6 is assigned as planned", "seedbed console bay6"),
                7: ("bay7", "power"),
                8: ("PXE-NO-DHCP", "seedbed-bay8 is not as planned", "profile seedbed-bay8")}
        for bay, needles in said.items():
            self.assertEqual(blades[bay]["state"], "failed", f"bay{bay}")
            for needle in (*needles, "Next:"):
                self.assertIn(needle, blades[bay]["error"])

    def test_a_bad_sector_of_a_machine(self):
        self.lab.up("--kind", "qemu", "--bays", "1")
        self.fault("disk-error", "bay1", "mb=1")
        self.refused("deploy", 1, "ISCSI-WRITE", "bay1", "at 1048576")

    def test_the_onboard_administrator_goes_away_and_comes_back(self):
        self.lab.up("--kind", "namespace", "--bays", "1")
        for kind, error in (("oa-refuse-login", "OA-LOGIN-REFUSED"), ("oa-busy", "is busy. Try again later"), ("oa-restart", "OA-UNREACHABLE")):
            number = self.fault(kind)
            self.refused("survey", 1, error, "10.83.0.2")
            self.good("lab", "fault", "remove", number)
            self.good("survey")

    def test_a_blade_that_was_exchanged_in_the_middle_of_a_run(self):  # design.md section 8
        self.lab.up("--kind", "namespace", "--bays", "1")
        self.good("deploy", "--detach")
        watch = self.lab.start("-o", "plain", "watch")
        for line in watch.stderr:
            if "preflight: done" in line:
                break
        self.fault("blade-exchanged", "bay1")
        with watch:
            _, errors = watch.communicate(timeout=300)
        self.assertEqual(watch.returncode, 1, errors + self.lab.logs())
        self.assertRegex(errors, "DEPLOY-WORLD-MOVED|DEPLOY-WRONG-BLADE")
        blade = json.loads(self.good("lab", "state"))["blades"][0]
        self.assertRegex(errors, "SGH0002001")
        disk = self.lab.state / "chassis/disks/bay1.raw"
        self.assertTrue(not disk.exists() or disk.stat().st_blocks == 0, f"its disk was written, power {blade['power']}")

    def test_a_boot_flag_that_is_ignored(self):
        """PXE is first in the permanent order too: the run does not depend on the flag."""
        self.lab.up("--kind", "namespace", "--bays", "1")
        self.fault("boot-flag-ignored", "bay1")
        self.good("deploy")

    def test_a_blade_that_is_pulled_and_put_back(self):
        self.lab.up("--kind", "namespace", "--bays", "1-2")
        number = self.fault("blade-pulled", "bay2")
        self.refused("plan", 1, "bay2")
        self.good("lab", "fault", "remove", number)
        self.assertEqual(self.lab.seedbed("plan").returncode, 2)


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        PROGRAMS = pathlib.Path(sys.argv.pop(1))
    unittest.main(verbosity=2)
