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

PROGRAMS = sys.argv.pop(1) if len(sys.argv) > 1 else "build/release/bin"


class Preflight(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = Lab(PROGRAMS)
        cls.before = left_on_host(cls.lab.state)
        cls.lab.up("--kind", "namespace", "--bays", "1-8")

    @classmethod
    def tearDownClass(cls):
        cls.lab.close()
        after = left_on_host(cls.lab.state)
        for what, there in after.items():
            assert there - cls.before[what] == set(), f"left behind: {what} {there - cls.before[what]}"

    def fault(self, *words):
        added = self.lab.seedbed("lab", "fault", "add", *words)
        self.assertEqual(added.returncode, 0, added.stderr)
        for fault in json.loads(self.lab.seedbed("lab", "fault", "list").stdout)["faults"]:
            self.addCleanup(self.lab.seedbed, "lab", "fault", "remove", str(fault["id"]))

    def survey(self):
        done = self.lab.seedbed("-o", "json", "survey")
        self.assertEqual(done.returncode, 0, done.stderr + self.lab.logs())
        return json.loads(done.stdout)

    def preflight(self, code):
        done = self.lab.seedbed("-o", "json", "preflight")
        self.assertEqual(done.returncode, code, done.stdout + done.stderr + self.lab.logs())
        return [f for f in json.loads(done.stdout)["findings"] if f["status"] == "fail"]

    def found(self, findings, check, thing, *needles):
        matching = [f for f in findings if f["id"] == check and f["object"] == thing]
        self.assertTrue(matching, f"no {check} of {thing} in {findings}")
        self.assertTrue(matching[0]["fix"])
        for needle in needles:
            self.assertIn(needle, matching[0]["evidence"])

    def test_a_healthy_chassis_passes(self):
        begun = time.monotonic()
        findings = self.preflight(0)
        print(f"preflight of eight blades: {time.monotonic() - begun:.1f} s", file=sys.stderr)
        self.assertEqual({f["id"] for f in findings}, {"PF-08"})  # the firmware of 2014 has a hole
        survey = self.survey()
        self.assertEqual(len(survey["bays"]), 8)
        for bay in survey["bays"]:
            power = bay["witnesses"]["power"]
            self.assertEqual(power["verdict"], "agreed")
            self.assertEqual({a["source"] for a in power["accounts"]}, {"OA", "IPMI", "RIBCL", "Redfish"})
            self.assertEqual(bay["gaps"], [])
        shown = self.lab.seedbed("-o", "json", "inventory")
        self.assertEqual(json.loads(shown.stdout), survey)

    def test_one_witness_may_lie_about_power(self):
        for bay, door, name in ((2, "oa", "OA"), (3, "ipmi", "IPMI"), (4, "ribcl", "RIBCL")):
            self.fault("lie-power", f"bay{bay}", f"door={door}")
            survey = self.survey()
            power = survey["bays"][bay - 1]["witnesses"]["power"]
            self.assertEqual((power["value"], power["verdict"]), ("off", "outvoted"))
            self.found(survey["findings"], "WIT-OUTVOTED", f"bay{bay}", f"{name} says on")

    def test_one_witness_may_lie_about_the_serial_number(self):
        self.fault("lie-serial", "bay5", "door=ribcl")
        survey = self.survey()
        self.assertEqual(survey["bays"][4]["witnesses"]["serial"]["verdict"], "outvoted")
        self.found(survey["findings"], "WIT-OUTVOTED", "bay5", "RIBCL says XXX")

    def test_a_silent_controller_is_named_and_costs_the_others_nothing(self):
        self.fault("bmc-silent", "bay6")
        findings = self.preflight(4)
        self.found(findings, "PF-05", "bay6", "10.83.0.16")
        survey = self.survey()
        self.assertTrue(survey["bays"][5]["gaps"])
        for bay in (0, 1, 2, 3, 4, 6, 7):
            self.assertEqual(survey["bays"][bay]["gaps"], [])

    def test_supplies_fans_and_an_empty_bay(self):
        self.fault("psu-failed", "unit=2")
        self.fault("fan-removed", "unit=6")
        self.fault("blade-pulled", "bay7")
        findings = self.preflight(4)
        self.found(findings, "PF-26", "power supply 2", "failed")
        self.found(findings, "PF-27", "fan 6", "empty")
        self.found(findings, "PF-15", "bay7", "empty")

    def test_a_clock_that_is_wrong(self):  # C-06
        self.fault("ilo-clock", "bay1", "seconds=3600")
        self.found(self.preflight(4), "PF-09", "bay1", "3600")

    def test_a_login_that_is_refused(self):  # C-01
        self.fault("ilo-refuse-login", "bay8", "door=ipmi")
        self.found(self.preflight(4), "PF-06", "bay8")

    def test_junit_for_programs(self):
        done = self.lab.seedbed("-o", "junit", "preflight")
        self.assertEqual(done.returncode, 0, done.stderr)
        judged = subprocess.run(["/usr/bin/python3", "-c", "import sys, xml.etree.ElementTree as E; print(E.fromstring(sys.stdin.read()).tag)"],
                                input=done.stdout, capture_output=True, text=True, check=True, timeout=30)
        self.assertEqual(judged.stdout.strip(), "testsuite")


if __name__ == "__main__":
    unittest.main()
