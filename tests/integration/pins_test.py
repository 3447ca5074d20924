#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Devices that show another certificate or host key than when they were first met: refused by name, with what to do,
until somebody says `seedbed pin forget`. Usage: pins_test.py BIN_DIR. Needs root for network namespaces."""
import json
import os
import pathlib
import select
import signal
import subprocess
import sys
import unittest

from lab import Lab

PROGRAMS = pathlib.Path("build/release/bin")
OA, VC, ILO_1, ILO_2 = "10.83.0.2", "10.83.0.3", "10.83.0.11", "10.83.0.12"


class Pins(unittest.TestCase):
    def setUp(self):
        self.lab = Lab(PROGRAMS)
        self.addCleanup(self.lab.close)
        self.restarted = None
        self.addCleanup(self.stop)
        self.lab.up("--kind", "none", "--bays", "1-2")

    def stop(self):
        if self.restarted:
            self.restarted.terminate()
            self.restarted.wait(30)
            self.restarted = None

    def restart_without(self, *files):
        """Starts the chassis anew; what is not in its state directory any more it makes anew."""
        if not self.restarted:
            pid = self.lab.pid("seedbed-chassis")
            self.words = pathlib.Path(f"/proc/{pid}/cmdline").read_text().split("\0")[:-1]
            ended = os.pidfd_open(pid)
            os.kill(pid, signal.SIGTERM)
            self.assertTrue(select.select([ended], [], [], 30)[0], "the chassis does not stop")
            os.close(ended)
        self.stop()
        for file in files:
            (self.lab.state / "chassis" / file).unlink()
        with open(self.lab.state / "seedbed-chassis.log", "ab") as log:
            self.restarted = subprocess.Popen(["ip", "netns", "exec", self.lab.record()["chassis"], *self.words],
                                              stdout=subprocess.PIPE, stderr=log, text=True)
        self.addCleanup(self.restarted.stdout.close)
        self.assertEqual(self.restarted.stdout.readline(), "ready\n", self.lab.logs())

    def good(self, *arguments):
        done = self.lab.seedbed(*arguments)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr + self.lab.logs())
        return done.stdout

    def pins(self):
        return {pin["peer"]: pin["sha256"] for pin in json.loads(self.good("-o", "json", "pin", "list"))["pins"]}

    def gaps(self):
        """Of each bay, the errors of its iLO's doors."""
        return [bay["gaps"] for bay in json.loads(self.good("-o", "json", "survey"))["bays"][:2]]

    def preflight(self, code):
        done = self.lab.seedbed("-o", "json", "preflight")
        self.assertEqual(done.returncode, code, done.stdout + done.stderr + self.lab.logs())
        return [f for f in json.loads(done.stdout)["findings"] if f["status"] == "fail"]

    def assert_refused(self, finding, error, address):
        self.assertIn(error, finding["evidence"])
        self.assertTrue(finding["fix"].endswith(f"run: seedbed pin forget {address}"), finding["fix"])

    def test_replaced_devices(self):
        healthy = {f["id"] for f in self.preflight(0)}
        met = self.pins()
        self.assertEqual(set(met), {OA, ILO_1, ILO_2, f"ssh://{VC}"})
        self.assertEqual((self.lab.state / "pins.json").stat().st_mode & 0o7777, 0o600)

        self.restart_without()  # a device that only restarted is the same
        self.assertEqual(self.gaps(), [[], []])
        self.assertEqual(self.pins(), met)

        self.restart_without("ilo-bay2.pem", "vc-host-key")
        first, second = self.gaps()
        self.assertEqual(first, [])
        self.assertEqual(["TLS-PIN-MISMATCH" in gap for gap in second], [True] * 3, second)  # RIBCL, Redfish, xmldata
        table = self.lab.seedbed("survey")
        self.assertIn(f"run: seedbed pin forget {ILO_2}", table.stderr)
        findings = self.preflight(4)
        self.assert_refused(next(f for f in findings if (f["id"], f["object"]) == ("PF-06", "bay2")), "TLS-PIN-MISMATCH", ILO_2)
        self.assert_refused(next(f for f in findings if f["id"] == "PF-23"), "VC-HOST-KEY", VC)
        self.assertEqual(self.pins(), met, "a refused key is not taken over")

        self.assertIn(ILO_2, self.good("pin", "forget", ILO_2))
        self.assertIn(f"ssh://{VC}", self.good("pin", "forget", VC))
        self.assertEqual({f["id"] for f in self.preflight(0)}, healthy)
        self.assertEqual(self.gaps(), [[], []])
        now = self.pins()
        self.assertEqual({peer for peer in met if now[peer] != met[peer]}, {ILO_2, f"ssh://{VC}"})
        unknown = self.lab.seedbed("pin", "forget", "10.83.0.99")
        self.assertNotEqual(unknown.returncode, 0)
        self.assertIn("PIN-UNKNOWN", unknown.stderr)

        self.restart_without("oa.pem")
        refused = self.lab.seedbed("survey")
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("TLS-PIN-MISMATCH", refused.stderr)
        self.assertIn(f"seedbed pin forget {OA}", refused.stderr)
        self.good("pin", "forget", OA)
        self.assertEqual(self.gaps(), [[], []])

    def test_a_new_lab_in_the_same_directory_is_met_anew(self):
        self.good("survey")
        met = self.pins()
        self.lab.up("--kind", "none", "--bays", "1-2")
        self.assertEqual(self.pins(), {})
        self.assertEqual(self.gaps(), [[], []])
        self.assertNotEqual(self.pins(), met)


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        PROGRAMS = pathlib.Path(sys.argv.pop(1))
    unittest.main(verbosity=2)
