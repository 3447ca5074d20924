#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line against a daemon that never answers, or is not there. Usage: cli_test.py BIN_DIR."""
import json
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import unittest

PROGRAMS = pathlib.Path("build/release/bin")
DEADLINE = 20
KIT = pathlib.Path(__file__).resolve().parent.parent / "golden" / "site" / "kit.yaml"


def seedbed(state, *words):
    return subprocess.run([PROGRAMS / "seedbed", "--state", state, *words], capture_output=True, text=True, timeout=DEADLINE, check=False)


class VirtualConnect(unittest.TestCase):
    """vc compile: a pure tool, it asks nobody."""

    def compiled(self, *words, code=0):
        done = seedbed("/nonexistent", "vc", "compile", "--site", KIT, *words)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout

    def test_commands_as_the_device_takes_them(self):
        lines = self.compiled("-o", "cli").splitlines()
        self.assertEqual(lines[:2], ["import enclosure", "set domain Name=kit MacType=VC-Defined MacPool=7"])
        self.assertIn("add network tenant -quiet UplinkSet=fabric VLanID=12 State=Enabled Private=Disabled", lines)
        self.assertIn("set network tenant SmartLink=Enabled", lines)
        self.assertIn("add enet-connection seedbed-bay8 Network=tenant pxe=disabled SpeedType=custom Speed=4000", lines)
        self.assertEqual(lines[-1], "assign profile seedbed-bay8 enc0:8")

    def test_what_was_saved_is_planned_from(self):
        plan = json.loads(self.compiled("-o", "json", "--explain"))
        self.assertEqual(plan["needs_off"], list(range(1, 9)))
        self.assertEqual(len(plan["allotments"]), 16)
        self.assertEqual(sum(nic["minimum_mb"] for nic in plan["allotments"][0]["flexnics"]), 10000)
        with tempfile.NamedTemporaryFile("w", suffix=".json") as saved:
            json.dump(plan["domain"], saved)
            saved.flush()
            self.assertEqual(json.loads(self.compiled("-o", "json", "--actual", saved.name))["commands"], [])
            for network in plan["domain"]["networks"]:
                network["vlan"] = 99 if network["name"] == "public" else network["vlan"]
            saved.seek(0)
            saved.truncate()
            json.dump(plan["domain"], saved)
            saved.flush()
            self.assertEqual(self.compiled("-o", "cli", "--actual", saved.name, code=2), "set network public VLanID=14\n")
            saved.seek(0)  # as a run keeps it
            saved.truncate()
            json.dump({"schema": 1, "domain": plan["domain"], "ours": plan["domain"]}, saved)
            saved.flush()
            self.assertEqual(self.compiled("-o", "cli", "--actual", saved.name, code=2), "set network public VLanID=14\n")

    def test_for_people(self):
        text = self.compiled("--explain")
        self.assertIn("blades that must be off: 3 (a profile is given to or taken from a blade only while it is off)", text)
        self.assertRegex(text, r"3 +LOM:1-b +tenant +custom 4 Gb +4 Gb +10 Gb")
        self.assertRegex(text, r"3 +LOM:1 +all +10 Gb")


class Refused(unittest.TestCase):
    """What is said to words that are wrong, and where there is nothing to talk to."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="seedbed-cli-")
        self.addCleanup(folder.cleanup)
        self.state = pathlib.Path(folder.name)

    def refused(self, code, *words):
        """The error: the same for people and for programs."""
        done = seedbed(self.state, "-o", "json", *words)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        error = json.loads(done.stdout)["error"]
        for field in ("id", "object", "cause", "action"):
            self.assertTrue(error[field], field)
        for said in (done.stderr, seedbed(self.state, *words).stderr):
            self.assertTrue(said.startswith(f"error: {error['id']} {error['object']}: "), said)
            self.assertTrue(said.endswith(f". Next: {error['action']}\n"), said)
            self.assertEqual(said.count("Next:"), 1)
        return error

    def test_usage_errors(self):
        for words, verb, cause in (((), "seedbed", "subcommand"),
                                   (("nosuch",), "seedbed", "nosuch"),
                                   (("lab", "nosuch"), "seedbed lab", "nosuch"),
                                   (("deploy", "--bays", "9"), "seedbed deploy", "--bays 9"),
                                   (("power", "on"), "seedbed power on", "bays"),
                                   (("console", "bay1", "--speed", "x"), "seedbed console", "x"),
                                   (("rehearse", "--blades", "9"), "seedbed rehearse", "9")):
            with self.subTest(words=words):
                error = self.refused(3, *words)
                self.assertEqual((error["id"], error["kind"], error["object"]), ("USAGE", "usage", verb))
                self.assertIn(cause, error["cause"])
                self.assertEqual(error["action"], f"see {verb} --help")

    def test_wrong_bays_are_a_usage_error_of_every_verb(self):
        for words in (("power", "on", "bay9"), ("console", "bay9"), ("lab", "fault", "add", "bmc-silent", "bay9"),
                      ("lab", "up", "--bays", "9"), ("rehearse", "--bays", "9"), ("power", "off", "bay[1-")):
            with self.subTest(words=words):
                error = self.refused(3, *words)
                self.assertEqual(error["kind"], "usage")
                self.assertIn(words[-1], error["object"] + error["cause"])

    def test_a_form_that_a_verb_has_not(self):
        for form, verb, owner in (("junit", "survey", "seedbed preflight"), ("cli", "status", "seedbed vc compile"), ("junit", "report", "seedbed preflight")):
            with self.subTest(form=form, verb=verb):
                done = seedbed(self.state, "-o", form, verb)
                self.assertEqual((done.returncode, done.stdout), (3, ""))
                self.assertIn(f"{form} is a form of {owner} only", done.stderr)

    def test_nothing_is_pinned_for_no_address(self):
        self.assertIn("give an address", self.refused(3, "pin", "forget", "")["cause"])

    def test_options_of_the_chassis(self):
        for words in (("--bays", "9"), ("--bays", "0"), ("--uplinks", "11"), ("--loopback", "x"), ("--loopback", "10.0.0.0/24"),
                      ("--trap-receiver", "127.0.0.1:99999"), ("--trap-receiver", "127.0.0.1:12x"), ("--user", "")):
            with self.subTest(words=words):
                done = subprocess.run([PROGRAMS / "seedbed-chassis", "--state", self.state / "chassis", *words], capture_output=True, text=True,
                                      timeout=DEADLINE, check=False)
                self.assertEqual((done.returncode, done.stdout), (3, ""), done.stderr)
                self.assertIn(words[0], done.stderr)

    def test_no_lab_is_up(self):
        for words in (("lab", "state"), ("lab", "fault", "list"), ("lab", "fault", "add", "bmc-silent", "bay2"),
                      ("lab", "fault", "remove", "1")):
            with self.subTest(words=words):
                error = self.refused(1, *words)
                self.assertEqual((error["id"], error["object"]), ("LAB-NOT-UP", str(self.state)))
                self.assertIn(f"seedbed --state {self.state} lab up", error["action"])

    def test_down_where_no_lab_ever_was(self):
        nowhere = self.state / "nowhere"
        done = seedbed(nowhere, "lab", "down")
        self.assertEqual((done.returncode, done.stderr), (0, f"there is no lab in {nowhere}\n"))
        self.assertFalse(nowhere.exists())

    def test_a_site_that_breaks_a_rule_of_virtual_connect(self):
        (self.state / "site.yaml").write_text(KIT.read_text().replace("vlan: 14", "vlan: 13"))
        error = self.refused(1, "vc", "compile")
        self.assertEqual((error["id"], error["object"]), ("VC-RULE-VLAN-UNIQUE", "network public"))
        self.assertIn("network storage", error["cause"])
        (self.state / "saved.json").write_text("{}")
        (self.state / "site.yaml").write_text(KIT.read_text())
        error = self.refused(1, "vc", "compile", "--actual", str(self.state / "saved.json"))
        self.assertEqual(error["id"], "VC-SAVED-DOMAIN")

    def test_a_damaged_journal(self):
        (self.state / "journal.sqlite").write_text("no database" * 1000)
        done = subprocess.run([PROGRAMS / "seedbedd", "--state", self.state], capture_output=True, text=True, timeout=DEADLINE, check=False)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("JOURNAL-DAMAGED", done.stderr)
        self.assertIn("journal.sqlite-wal", done.stderr)


class Interrupted(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="seedbed-cli-")
        self.addCleanup(folder.cleanup)
        self.state = pathlib.Path(folder.name)
        (self.state / "site.yaml").write_text("site: {}\n")
        self.daemon = socket.socket(socket.AF_UNIX)
        self.addCleanup(self.daemon.close)
        self.daemon.settimeout(DEADLINE)

    def start(self, *words):
        return subprocess.Popen([PROGRAMS / "seedbed", "--state", self.state, *words], stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)

    def test_every_call_that_waits_ends_as_aborted(self):
        self.daemon.bind(str(self.state / "api.sock"))
        self.daemon.listen()
        for words in (("survey",), ("preflight",), ("plan",), ("deploy",), ("status",), ("watch", "1"), ("run",), ("report",),
                      ("console", "bay1"), ("-o", "json", "console", "bay1"), ("power", "off", "bay1")):
            for number in (signal.SIGINT, signal.SIGTERM):
                with self.subTest(words=words, signal=number.name), self.start(*words) as program:
                    asked, _ = self.daemon.accept()
                    with asked:
                        asked.recv(4096)
                        program.send_signal(number)
                        out, errors = program.communicate(timeout=DEADLINE)
                    self.assertEqual(program.returncode, 7, errors)
                    self.assertNotIn("DAEMON-UNREACHABLE", errors)
                    self.assertNotIn("waiting for the daemon", errors)
                    self.assertEqual(out, "")

    def test_a_daemon_that_is_not_there_is_named(self):
        with self.start("survey") as program:
            _, errors = program.communicate(timeout=DEADLINE)
        self.assertEqual(program.returncode, 1, errors)
        self.assertIn("DAEMON-UNREACHABLE", errors)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        PROGRAMS = pathlib.Path(sys.argv.pop(1))
    unittest.main(verbosity=2)
