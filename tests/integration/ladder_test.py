#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The recovery ladder on a lab, of `seedbed power` and of a run, against blades that are stuck, hang or lie. Usage: ladder_test.py
BIN_DIR. Needs root for network namespaces."""
import json
import pathlib
import sqlite3
import sys
import unittest

from lab import Lab

PROGRAMS = pathlib.Path("build/release/bin")
SECONDS = "seconds: {soft-off: 2, hard-off: 2, ilo-reset: 7, e-fuse: 20}"
ALL = "soft-off, hard-off, ilo-reset, e-fuse"


class Ladder(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = Lab(PROGRAMS)
        cls.addClassCleanup(cls.lab.close)
        cls.lab.up("--kind", "namespace", "--bays", "1-4")
        cls.site = (cls.lab.state / "site.yaml").read_text()

    def setUp(self):
        self.faults = []

    def tearDown(self):
        known = {fault["id"] for fault in json.loads(self.lab.seedbed("lab", "fault", "list").stdout)["faults"]}
        for number in self.faults:
            if number in known:  # an e-fuse reset cures some
                self.good("lab", "fault", "remove", str(number))

    def good(self, *arguments):
        done = self.lab.seedbed(*arguments)
        self.assertEqual(done.returncode, 0, done.stderr + self.lab.logs())
        return done.stdout

    def fault(self, *words):
        self.faults.append(json.loads(self.good("lab", "fault", "add", *words))["id"])

    def approve(self, words):
        (self.lab.state / "site.yaml").write_text(f"{self.site}recovery: {{approve: [{words}], {SECONDS}}}\n")

    def power(self, word, bay, exit_code=0):
        """The one bay of the answer."""
        done = self.lab.seedbed("-o", "json", "power", word, bay)
        self.assertEqual(done.returncode, exit_code, done.stdout + done.stderr + self.lab.logs())
        return json.loads(done.stdout)["bays"][0]

    def rungs(self, answer):
        return [effect.split(" by ")[0] for effect in answer["effects"]]

    def truth(self, bay):
        """As the blade itself is, whatever its doors say."""
        blades = json.loads(self.good("lab", "state"))["blades"]
        return next(blade["power"] for blade in blades if blade["bay"] == bay)

    def journalled(self, bay):
        with sqlite3.connect(f"file:{self.lab.state}/journal.sqlite?mode=ro", uri=True) as journal:
            rows = journal.execute("SELECT text FROM events WHERE run = 0 AND type = 'effect' AND bay = ? ORDER BY sequence",
                                   (bay,))
            return [row[0] for row in rows]

    def test_on_off_and_status(self):
        self.approve("soft-off, hard-off")
        self.assertEqual(self.power("status", "bay1")["power"], "off")
        on = self.power("on", "bay1")
        self.assertEqual((on["power"], on["verdict"], on["effects"]), ("on", "agreed", ["on by OA: give power"]))
        self.assertEqual({account["source"] for account in on["accounts"]}, {"OA", "IPMI"})
        self.assertEqual(self.power("on", "bay1")["effects"], [])
        off = self.power("off", "bay1")
        self.assertEqual((off["power"], off["verdict"]), ("off", "agreed"))
        self.assertEqual(self.rungs(off)[0], "soft-off")
        self.assertEqual(self.truth(1), "off")
        self.assertEqual(self.journalled(1), on["effects"] + off["effects"])
        self.assertEqual(self.power("off", "bay1")["effects"], [])
        lines = self.good("power", "status", "bay[1-2]").splitlines()
        self.assertEqual([line.split()[:2] for line in lines], [["bay1", "off"], ["bay2", "off"]])

    def test_only_the_e_fuse_helps(self):
        self.power("on", "bay2")
        self.fault("power-stuck", "bay2")
        self.approve("soft-off, hard-off")
        error = self.power("off", "bay2", 8)["error"]
        self.assertEqual((error["id"], error["kind"]), ("POWER-NEEDS-APPROVAL", "needs-human"))
        self.assertIn("tried soft-off by OA, hard-off by OA", error["cause"])
        self.assertIn("recovery: {approve: [soft-off, hard-off, ilo-reset]}", error["action"])
        self.assertEqual(self.truth(2), "on")
        self.approve(ALL)
        off = self.power("off", "bay2")
        self.assertEqual(self.rungs(off), ["soft-off", "hard-off", "ilo-reset", "hard-off", "e-fuse"])
        self.assertEqual((off["power"], off["verdict"]), ("off", "agreed"))
        self.assertEqual(self.truth(2), "off")
        self.assertEqual(self.journalled(2)[-5:], off["effects"])
        self.assertEqual(self.power("on", "bay2")["power"], "on")  # cured
        self.power("off", "bay2")

    def test_a_lying_door_is_outvoted_and_named(self):
        self.approve("soft-off, hard-off")
        for door, name in (("ipmi", "IPMI"), ("oa", "OA")):
            with self.subTest(door=door):
                self.power("on", "bay3")
                self.fault("lie-power", "bay3", f"door={door}")
                status = self.power("status", "bay3")
                self.assertEqual((status["power"], status["verdict"], status["dissenters"]), ("on", "outvoted", [name]))
                off = self.power("off", "bay3")
                self.assertEqual((off["power"], off["verdict"], off["dissenters"]), ("off", "outvoted", [name]))
                self.assertEqual(self.truth(3), "off")
                self.good("lab", "fault", "remove", str(self.faults.pop()))

    def test_two_that_disagree_need_a_human(self):
        self.approve(ALL)
        self.power("on", "bay4")
        self.fault("lie-power", "bay4", "door=ipmi")
        self.fault("ilo-refuse-login", "bay4", "door=redfish")
        status = self.power("status", "bay4", 8)
        self.assertEqual((status["power"], status["verdict"]), (None, "undecided"))
        error = self.power("off", "bay4", 8)["error"]
        self.assertEqual((error["id"], error["kind"]), ("POWER-NEEDS-HANDS", "needs-human"))
        self.assertIn("OA says on, IPMI says off", error["cause"])
        self.assertIn("power light", error["action"])
        self.assertEqual(self.truth(4), "on")  # nothing was guessed
        self.assertEqual([effect.split(" by ")[0] for effect in self.journalled(4)[-1:]], ["ilo-reset"])

    def test_a_controller_that_hangs_is_cured_by_the_e_fuse(self):
        self.power("on", "bay3")
        self.fault("bmc-hung", "bay3")
        status = self.power("status", "bay3")
        self.assertEqual((status["power"], [account["source"] for account in status["accounts"]]), ("on", ["OA"]))
        self.approve("soft-off, hard-off, ilo-reset")
        error = self.power("off", "bay3", 8)["error"]
        self.assertEqual(error["id"], "POWER-NEEDS-APPROVAL")
        self.assertIn("IPMI says nothing", error["cause"])
        self.assertEqual(self.truth(3), "off")  # as the OA says; but nobody confirms it
        self.approve(ALL)
        off = self.power("off", "bay3")
        self.assertEqual(self.rungs(off), ["ilo-reset", "e-fuse"])
        self.assertEqual((off["power"], off["verdict"]), ("off", "agreed"))

    def test_an_oa_that_lies_does_not_keep_a_blade_off(self):
        self.approve("soft-off, hard-off")
        self.fault("lie-power", "bay2", "door=oa")
        on = self.power("on", "bay2")
        self.assertEqual((on["power"], on["verdict"], on["dissenters"]), ("on", "outvoted", ["OA"]))
        self.assertEqual(on["effects"], ["on by OA: give power", "on by IPMI: give power"])
        self.assertEqual(self.truth(2), "on")
        self.assertEqual(self.power("off", "bay2")["power"], "off")

    def test_refusals(self):
        error = self.power("off", "bay5", 3)["error"]
        self.assertEqual((error["id"], error["object"]), ("POWER-BAY", "bay5"))
        self.approve("soft-off, hammer")
        error = self.power("off", "bay1", 1)["error"]
        self.assertEqual(error["id"], "SITE-RECOVERY")
        line = self.site.count("\n") + 1
        self.assertEqual(error["object"], f"site.yaml line {line}")


class LadderOfARun(unittest.TestCase):
    """Virtual Connect takes a profile only when its blade is off."""

    def setUp(self):
        self.lab = Lab(PROGRAMS)
        self.addCleanup(self.lab.close)
        self.lab.up("--kind", "namespace", "--bays", "1-3")
        self.site = (self.lab.state / "site.yaml").read_text()

    def good(self, *arguments):
        done = self.lab.seedbed(*arguments)
        self.assertEqual(done.returncode, 0, done.stderr + self.lab.logs())
        return done.stdout

    def approve(self, words):
        (self.lab.state / "site.yaml").write_text(f"{self.site}recovery: {{approve: [{words}], {SECONDS}}}\n")

    def virtual_connect(self, *commands):
        for command in commands:
            done = self.lab.inside("appliance", "sshpass", "-f", str(self.lab.state / "secrets.d/chassis"), "ssh", "-F", "none", "-o",
                                   "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "Administrator@10.83.0.3", command)
            self.assertIn("SUCCESS", done.stdout, done.stderr)

    def deploy(self, code):
        done = self.lab.seedbed("-o", "json", "deploy")
        self.assertEqual(done.returncode, code, done.stdout + done.stderr + self.lab.logs())
        return {blade["bay"]: blade for blade in json.loads(done.stdout)["blades"]}

    def power(self):
        return {blade["bay"]: blade["power"] for blade in json.loads(self.good("lab", "state"))["blades"]}

    def effects(self, bay):
        with sqlite3.connect(f"file:{self.lab.state}/journal.sqlite?mode=ro", uri=True) as journal:
            rows = journal.execute("SELECT text FROM events WHERE run = (SELECT max(run) FROM events) AND type = 'effect' AND bay = ? "
                                   "ORDER BY sequence", (bay,))
            return [row[0].split(" by ")[0] for row in rows]

    def test_a_blade_that_is_stuck_is_climbed_and_one_that_is_not_ours_left_alone(self):
        password = (self.lab.state / "secrets.d/chassis").read_text().strip()
        self.virtual_connect(f"import enclosure UserName=Administrator Password={password}", "add profile seedbed-bay1",
                             "assign profile seedbed-bay1 enc0:1")
        self.good("power", "on", "bay[1-2]")  # bay 1 has our profile, not yet as it must be; bay 2 is somebody else's
        self.good("lab", "fault", "add", "power-stuck", "bay1")
        self.approve("soft-off, hard-off")
        blades = self.deploy(5)
        self.assertEqual({bay: blade["state"] for bay, blade in blades.items()}, {1: "failed", 2: "failed", 3: "done"})
        self.assertIn("POWER-NEEDS-APPROVAL", blades[1]["error"])
        self.assertIn("recovery: {approve: [soft-off, hard-off, ilo-reset]}", blades[1]["error"])
        self.assertEqual(self.effects(1), ["soft-off", "hard-off"])
        self.assertIn("none of ours", blades[2]["error"])
        self.assertEqual(self.effects(2), [])
        self.assertEqual(self.power(), {1: "on", 2: "on", 3: "on"})
        self.approve(ALL)
        self.good("power", "off", "bay2")
        blades = self.deploy(0)
        self.assertEqual({blade["state"] for blade in blades.values()}, {"done"})
        self.assertEqual(self.effects(1)[:5], ["soft-off", "hard-off", "ilo-reset", "hard-off", "e-fuse"])


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        PROGRAMS = pathlib.Path(sys.argv.pop(1))
    unittest.main(verbosity=2)
