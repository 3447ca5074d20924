#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole path, with real parts: seedbedd against the emulated chassis in network namespaces."""
import json
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

from lab import Lab, left_on_host

PROGRAMS = sys.argv.pop(1) if len(sys.argv) > 1 else "build/release/bin"
REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
PROOFS = ["discovered", "profile-assigned", "power-on", "dhcp", "ramdisk-up", "iscsi-login", "image-written",
          "image-read-back", "rebooted-to-disk", "metadata-read", "signal-received", "configuration-applied",
          "ssh-verified", "http-verified"]


class Rehearsal(unittest.TestCase):
    def setUp(self):
        self.lab = Lab(PROGRAMS)
        self.before = left_on_host(self.lab.state)

    def tearDown(self):
        self.lab.close()
        after = left_on_host(self.lab.state)
        for what, there in after.items():
            self.assertEqual(there - self.before[what], set(), f"left behind: {what}")

    def check_report(self, report, bays):
        self.assertEqual(report["state"], "succeeded", json.dumps(report["error"]))
        self.assertEqual([b["bay"] for b in report["blades"]], bays)
        for blade in report["blades"]:
            times = {p["proof"]: p["time"] for p in blade["timeline"]}
            for proof in PROOFS:
                self.assertIsNotNone(times[proof], f"bay{blade['bay']}: no {proof}")
            order = [times[p] for p in PROOFS]
            self.assertEqual(order, sorted(order), f"bay{blade['bay']}: proofs out of order")
            self.assertEqual(blade["bytes"], blade["total"])
            evidence = {p["proof"]: p["evidence"] for p in blade["timeline"]}
            self.assertEqual(evidence["image-read-back"].split()[-1], evidence["image-written"].split()[-1])

    def rehearse(self, *arguments, timeout=400):
        done = self.lab.seedbed("-o", "json", "rehearse", *arguments, timeout=timeout)
        self.assertEqual(done.returncode, 0, done.stderr + self.lab.logs())
        return json.loads(done.stdout)

    def test_two_machines(self):
        self.check_report(self.rehearse("--blades", "2"), [1, 2])

    def test_eight_namespace_blades(self):
        self.check_report(self.rehearse("--kind", "namespace", "--blades", "8"), list(range(1, 9)))

    def test_a_used_directory_and_an_interrupted_rehearsal(self):  # C-10
        self.check_report(self.rehearse("--kind", "namespace", "--blades", "1"), [1])
        interrupted = self.lab.start("rehearse", "--kind", "namespace", "--blades", "1")
        for line in interrupted.stderr:
            if "power-on" in line:
                break
        interrupted.send_signal(signal.SIGINT)
        interrupted.stderr.read()
        self.assertEqual(interrupted.wait(timeout=60), 7)
        interrupted.stdout.close()
        interrupted.stderr.close()
        self.assertEqual(left_on_host(self.lab.state)["processes"], set())
        self.check_report(self.rehearse("--kind", "namespace", "--blades", "1"), [1])

    def test_plan_is_empty_after_a_run_and_the_node_answers(self):  # E-05, C-08
        self.lab.up("--kind", "namespace", "--bays", "3")
        self.assertEqual(self.lab.seedbed("survey").returncode, 0)
        before = self.lab.seedbed("-o", "json", "plan")
        self.assertEqual(before.returncode, 2, before.stderr)
        done = self.lab.seedbed("-o", "json", "deploy")
        self.assertEqual(done.returncode, 0, done.stderr + self.lab.logs())
        report = json.loads(done.stdout)
        self.check_report(report, [3])
        after = self.lab.seedbed("-o", "json", "plan")
        self.assertEqual(after.returncode, 0, after.stdout)
        self.assertTrue(json.loads(after.stdout)["empty"])
        address = report["blades"][0]["facts"]["address"]
        ssh = self.lab.inside("appliance", "ssh", "-i", str(self.lab.state / "secrets.d/node-key"), "-o",
                              "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", f"root@{address}", "hostname")
        self.assertEqual(ssh.stdout.strip(), "bay3", ssh.stderr)
        http = self.lab.inside("appliance", "curl", "-s", "--max-time", "10", f"http://{address}/config.json")
        self.assertEqual(json.loads(http.stdout)["greeting"], "configured through Heat")
        self.check_console(3, next(p["time"] for p in report["blades"][0]["timeline"] if p["proof"] == "power-on"))

    def check_console(self, bay, power_on):  # E-09
        log = (self.lab.state / f"consoles/bay{bay}.log").read_bytes()
        self.assertGreater(len(log), 200)
        text = "".join(chr(b) if 32 <= b < 127 or b in b"\t\n" else f"\\x{b:02x}"
                       for b in log.rstrip(b"\r").replace(b"\r\n", b"\n"))
        replay = self.lab.seedbed("console", f"bay{bay}", "--replay", "--speed", "0")
        self.assertEqual(replay.returncode, 0, replay.stderr)
        self.assertEqual(replay.stdout[:len(text)], text)
        self.assertIn("-- recording begins --", replay.stderr)
        self.assertLess(replay.stderr[:24], power_on, "recorded from the survey on")

        lines = self.lab.seedbed("console", f"bay{bay}", "--timestamps").stdout.splitlines()
        times = [line[:24] for line in lines]
        self.assertTrue(all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", time) for time in times), times)
        self.assertEqual(times, sorted(times))
        self.assertGreater(len(set(times)), 3)
        spoken = [line[25:] for line in lines if not line[25:].startswith("-- recording ")]
        self.assertEqual("".join(line + "\n" for line in spoken)[:len(text)], text)

        wanted = max(text.splitlines(), key=len)
        found = self.lab.seedbed("console", f"bay{bay}", "--search", wanted).stdout.splitlines()
        self.assertEqual(found, [line for line in lines if wanted in line])
        since = self.lab.seedbed("console", f"bay{bay}", "--since", times[-1], "--timestamps").stdout.splitlines()
        self.assertTrue(since)
        self.assertGreaterEqual(since[0][:24], times[-1])
        self.assertLess(len(since), len(lines))

    def test_without_its_profile_a_blade_gets_no_dhcp_answer(self):  # C-04, C-05
        self.lab.up("--kind", "namespace", "--bays", "1-2")
        fault = self.lab.seedbed("lab", "fault", "add", "profile-dropped", "bay1")
        self.assertEqual(fault.returncode, 0, fault.stderr)
        done = self.lab.seedbed("-o", "json", "deploy")
        self.assertEqual(done.returncode, 5, done.stderr + self.lab.logs())  # partial: bay2 is fine
        blades = {b["bay"]: b for b in json.loads(done.stdout)["blades"]}
        self.assertEqual(blades[1]["state"], "failed")
        self.assertIn("seedbed-bay1", blades[1]["error"])
        self.assertIn("PXE-NO-DHCP", blades[1]["error"])
        times = {p["proof"]: p["time"] for p in blades[1]["timeline"]}
        self.assertIsNone(times["dhcp"])
        self.assertEqual(blades[2]["state"], "done")

    def test_killed_daemon_goes_on(self):  # E-03, C-02
        self.lab.up("--kind", "namespace", "--bays", "1-2")
        run = self.lab.seedbed("deploy", "--detach")
        self.assertEqual(run.returncode, 0, run.stderr)
        watch = self.lab.start("-o", "plain", "watch")
        victim = random.choice(["survey: begun", "partition: begun", "engine: begun", "upload image node", "register: begun", "power-on",
                                "dhcp", "ramdisk-up", "iscsi-login", "image-written", "metadata-read", "verify: begun"])
        for line in watch.stderr:
            if victim in line:
                break
        with watch, self.lab.another_daemon(signal.SIGKILL):
            _, errors = watch.communicate(timeout=300)
            self.assertEqual(watch.returncode, 0, f"killed at {victim}\n" + errors + self.lab.logs())
            report = json.loads(self.lab.seedbed("-o", "json", "report").stdout)
            self.check_report(report, [1, 2])
            effects = [e for e in self.events(1) if e["type"] == "effect" and e["text"].startswith("create stack")]
            self.assertEqual(len(effects), len({e["text"] for e in effects}), "a stack was created twice")
            written = [e for e in self.events(1) if e["type"] == "image-written"]
            self.assertEqual(len(written), 2, "each disk is written once")

    def test_a_killed_engine_is_started_again(self):  # E-03
        self.lab.up("--kind", "namespace", "--bays", "1-2")
        run = self.lab.seedbed("deploy", "--detach")
        self.assertEqual(run.returncode, 0, run.stderr)
        watch = self.lab.start("-o", "plain", "watch")
        victim = random.choice(["images: begun", "register: begun", "power-on", "dhcp", "ramdisk-up", "iscsi-login"])
        for line in watch.stderr:
            if victim in line:
                break
        os.kill(int((self.lab.state / "seed/lock").read_text()), signal.SIGKILL)
        with watch:
            _, errors = watch.communicate(timeout=300)
        self.assertEqual(watch.returncode, 0, f"killed at {victim}\n" + errors + self.lab.logs())
        self.assertIn("start the seed services again", errors)
        self.check_report(json.loads(self.lab.seedbed("-o", "json", "report").stdout), [1, 2])

    def test_what_changed_is_planned_and_done(self):  # E-05: the plan names each change, and is empty after it
        self.lab.up("--kind", "namespace", "--bays", "1")
        self.assertEqual(self.lab.seedbed("abort").returncode, 1)  # RUN-NONE
        self.assertEqual(self.lab.seedbed("deploy").returncode, 0, self.lab.logs())
        for run, error in ((1, "RUN-NOT-ACTIVE"), (7, "RUN-UNKNOWN")):
            self.assertIn(error, self.lab.seedbed("abort", str(run)).stderr)
        packs = self.lab.state / "packs"
        shutil.copytree(REPOSITORY / "installer/packs", packs)
        with self.lab.another_daemon(signal.SIGTERM, "--packs", str(packs)):  # it ends its engine, and begins with it
            self.assertEqual(self.plan(0)["blades"][0]["reason"], "")
            os.kill(int((self.lab.state / "seed/lock").read_text()), signal.SIGKILL)
            self.assertTrue(self.plan(0)["empty"])

            pack = packs / "spine/pack.yaml"
            pack.write_text(pack.read_text().replace("configured through Heat", "configured anew"))
            self.assertEqual(self.plan(2)["blades"][0]["reason"], "greeting: configured through Heat -> configured anew")
            done = self.lab.seedbed("-o", "json", "deploy")
            self.assertEqual(done.returncode, 0, done.stderr + self.lab.logs())
            address = json.loads(done.stdout)["blades"][0]["facts"]["address"]
            http = self.lab.inside("appliance", "curl", "-s", "--max-time", "10", f"http://{address}/config.json")
            self.assertEqual(json.loads(http.stdout)["greeting"], "configured anew")
            self.plan(0)

            site = self.lab.state / "site.yaml"
            site.write_text(site.read_text().replace("range: 192.0.2.21-", "range: 192.0.2.31-"))
            plan = self.plan(2)
            self.assertEqual([c["object"] for c in plan["changes"]], ["seed services"])
            os.kill(int((self.lab.state / "seed/lock").read_text()), signal.SIGKILL)
            self.assertEqual(self.plan(2)["changes"], plan["changes"], "a plan changes nothing")
            self.assertFalse(plan["blades"][0]["deploy"])
            self.assertEqual(self.lab.seedbed("deploy").returncode, 0, self.lab.logs())
            self.plan(0)
            site.write_text(site.read_text().replace("address: 192.0.2.1\n", "address: 192.0.2.2\n"))
            moved = self.lab.seedbed("plan")
            self.assertEqual(moved.returncode, 8, moved.stderr)
            self.assertIn("ENGINE-ADDRESS", moved.stderr)

    def plan(self, code):
        done = self.lab.seedbed("-o", "json", "plan")
        self.assertEqual(done.returncode, code, done.stderr + done.stdout + self.lab.logs())
        return json.loads(done.stdout)

    def events(self, run):
        answer = subprocess.run(["curl", "-s", "--unix-socket", str(self.lab.state / "api.sock"),
                                 f"http://localhost/api/v1/runs/{run}/events?after=0"],
                                capture_output=True, text=True, check=True, timeout=30)
        return json.loads(answer.stdout)["events"]


class BadInput(unittest.TestCase):
    """One clear error, the exit code of the table, nothing left behind (E-22, C-10)."""

    def setUp(self):
        self.lab = Lab(PROGRAMS)
        self.before = left_on_host(self.lab.state)
        self.lab.up("--kind", "namespace", "--bays", "1")

    def tearDown(self):
        self.lab.close()
        for what, there in left_on_host(self.lab.state).items():
            self.assertEqual(there - self.before[what], set(), f"left behind: {what}")

    def edit_site(self, old, new):
        site = self.lab.state / "site.yaml"
        text = site.read_text()
        self.assertIn(old, text)
        site.write_text(text.replace(old, new))

    def refuse(self, code, *needles, verb="deploy"):
        done = self.lab.seedbed(verb)
        self.assertEqual(done.returncode, code, done.stderr + self.lab.logs())
        for needle in (*needles, "Next:"):
            self.assertIn(needle, done.stderr)

    def test_malformed_site(self):
        self.edit_site("user: Administrator", "usr: Administrator")
        self.refuse(1, "SITE-UNKNOWN-KEY", "site.yaml line 4", verb="plan")

    def test_site_files_that_are_none(self):
        site = self.lab.state / "site.yaml"
        text = site.read_bytes()
        site.write_bytes(text + b"# caf\xe9\n")
        self.refuse(1, "SITE-ENCODING", f"site.yaml line {text.count(bytes([10])) + 1}", verb="plan")
        site.unlink()
        os.mkfifo(site)
        self.refuse(1, "SITE-FILE", verb="plan")
        self.assertEqual(self.lab.seedbed("status").returncode, 0)

    def test_a_directory_that_is_no_lab_of_ours(self):
        with tempfile.TemporaryDirectory() as directory:
            site = pathlib.Path(directory) / "site.yaml"
            site.write_text("site: mine\n")
            for verb in (["lab", "up"], ["rehearse"]):
                done = subprocess.run([self.lab.programs / "seedbed", "--state", directory, *verb], capture_output=True, text=True,
                                      timeout=60, check=False)
                self.assertEqual(done.returncode, 1, done.stderr)
                self.assertIn("LAB-NOT-A-LAB", done.stderr)
                self.assertEqual(site.read_text(), "site: mine\n")

    def test_rehearse_leaves_a_run_alone(self):
        self.assertEqual(self.lab.seedbed("deploy", "--detach").returncode, 0)
        refused = self.lab.seedbed("rehearse", "--kind", "namespace", "--blades", "1")
        self.assertEqual(refused.returncode, 1, refused.stderr)
        self.assertIn("LAB-BUSY", refused.stderr)
        watched = self.lab.seedbed("watch")
        self.assertEqual(watched.returncode, 0, watched.stderr)

    def test_an_image_that_is_not_what_its_manifest_says(self):
        source = self.lab.programs.parent / "images"
        images = self.lab.state / "images"
        shutil.copytree(source, images)
        node = next(i["file"] for i in json.loads((images / "manifest.json").read_text())["images"] if i["name"] == "node")
        with open(images / node, "r+b") as file:
            file.seek(5 << 20)
            byte = file.read(1)[0]
            file.seek(5 << 20)
            file.write(bytes([byte ^ 1]))
        self.edit_site(str(source.resolve()), str(images))
        self.refuse(4, "PREFLIGHT-BLOCKED", "PF-29", "SHA-256")

    def test_unknown_pack(self):
        self.edit_site("pack: spine", "pack: nonsense")
        self.refuse(1, "PACK-UNKNOWN", "spine")

    def test_wrong_oa_password(self):
        secret = self.lab.state / "secrets.d/wrong"
        secret.write_text("not-the-password\n")
        secret.chmod(0o600)
        self.edit_site("secrets.d/chassis", "secrets.d/wrong")
        self.refuse(1, "OA-LOGIN-REFUSED", "10.83.0.2", verb="survey")

    def test_image_too_large(self):
        images = self.lab.state / "images"
        images.mkdir()
        source = self.lab.programs.parent / "images"
        manifest = json.loads((source / "manifest.json").read_text())
        for image in manifest["images"]:
            if image["name"] != "node":
                os.symlink((source / image["file"]).resolve(), images / image["file"])
            else:
                with open(images / image["file"], "wb") as file:
                    file.truncate(2 << 30)
                image["bytes"] = 2 << 30
                image["sha256"] = "0" * 64
        (images / "manifest.json").write_text(json.dumps(manifest))
        self.edit_site(str(source.resolve()), str(images))
        self.refuse(1, "IMAGE-TOO-LARGE")

    def test_silent_bmc(self):
        fault = self.lab.seedbed("lab", "fault", "add", "bmc-silent", "bay1")
        self.assertEqual(fault.returncode, 0, fault.stderr)
        done = self.lab.seedbed("deploy")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("BMC-", done.stderr)
        self.assertIn("10.83.0.11", done.stderr)

    def test_faults_of_the_lab(self):
        for words in (["power-stuck", "bay1-2"], ["slow", "ms=5"]):
            added = self.lab.seedbed("lab", "fault", "add", *words)
            self.assertEqual(added.returncode, 0, added.stderr)
        faults = json.loads(self.lab.seedbed("lab", "fault", "list").stdout)["faults"]
        self.assertEqual([(f["kind"], f["bay"]) for f in faults], [("power-stuck", 1), ("power-stuck", 2), ("slow", 0)])
        for words, code, error in ((["nonsense"], 1, "power-stuck"), (["slow", "bay1", "kind=bmc-silent"], 3, "LAB-FAULT-PARAMETER"),
                                   (["slow", "bay9"], 3, "ID-BAYS")):
            refused = self.lab.seedbed("lab", "fault", "add", *words)
            self.assertEqual(refused.returncode, code, refused.stderr)
            self.assertIn(error, refused.stderr)


if __name__ == "__main__":
    unittest.main()
