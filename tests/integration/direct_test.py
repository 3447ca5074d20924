#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A blade that boots over the network gets its image in all three ways: as in 2014, pulled by its agent, and over the disk
that its agent exports as a step; and a conductor that is killed meanwhile goes on. Usage: direct_test.py BIN_DIR. Needs
root for network namespaces."""
import json
import os
import pathlib
import re
import signal
import sys
import time
import unittest

from lab import Lab, left_on_host

PROGRAMS = pathlib.Path("build/release/bin")
ENGINE = "192.0.2.1"
LIMIT = 180


class Direct(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = Lab(PROGRAMS)
        cls.before = left_on_host(cls.lab.state)
        cls.addClassCleanup(cls.close)
        cls.lab.up("--kind", "namespace", "--bays", "1")
        done = cls.lab.seedbed("deploy")
        assert done.returncode == 0, done.stderr + cls.lab.logs()
        cls.token = cls.log_in()
        cls.node = cls.ask("GET", "/v1/nodes")["nodes"][0]["uuid"]

    @classmethod
    def close(cls):
        cls.lab.close()
        for what, there in left_on_host(cls.lab.state).items():
            assert there <= cls.before[what], f"left behind: {what}"

    @classmethod
    def curl(cls, *words):
        done = cls.lab.inside("appliance", "curl", "-s", "--max-time", "60", *words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    @classmethod
    def log_in(cls):
        password = (cls.lab.state / "secrets.d" / "engine-admin").read_text().strip()
        who = {"name": "admin", "domain": {"id": "default"}, "password": password}
        body = {"auth": {"identity": {"methods": ["password"], "password": {"user": who}},
                         "scope": {"project": {"name": "admin", "domain": {"id": "default"}}}}}
        head = cls.curl("-i", "-H", "Content-Type: application/json", "-d", json.dumps(body), f"http://{ENGINE}:5000/v3/auth/tokens")
        return re.search(r"(?im)^x-subject-token: (\S+)", head).group(1)

    @classmethod
    def ask(cls, method, path, body=None):
        words = [] if body is None else ["-d", json.dumps(body)]
        text = cls.curl("-X", method, "-H", f"X-Auth-Token: {cls.token}", "-H", "Content-Type: application/json", *words,
                        f"http://{ENGINE}:6385{path}")
        return json.loads(text) if text else None

    def rebuild(self, way):
        self.ask("PATCH", f"/v1/nodes/{self.node}", [{"op": "replace", "path": "/deploy_interface", "value": way}])
        self.known = len(self.history())
        refused = self.ask("PUT", f"/v1/nodes/{self.node}/states/provision", {"target": "rebuild"})
        self.assertIsNone(refused, refused)

    def history(self):
        return self.ask("GET", f"/v1/nodes/{self.node}/history?limit=200")["history"]

    def until(self, done, what):
        end = time.monotonic() + LIMIT
        while not done():
            self.assertLess(time.monotonic(), end, what + self.lab.logs() + self.console())
            time.sleep(0.1)

    def reach(self):
        def active():
            node = self.ask("GET", f"/v1/nodes/{self.node}")
            self.assertNotEqual(node["provision_state"], "deploy failed", f"{node['last_error']}\n{self.console()}")
            return node["provision_state"] == "active"
        self.until(active, "active")
        events = self.history()[self.known:]
        return {event["event_type"]: event["event"] for event in events}

    def console(self):
        return "\n--- console\n" + (self.lab.state / "consoles" / "bay1.log").read_text(errors="replace")[-3000:]

    def proved(self, events):
        written = re.fullmatch(r"(\d+) bytes sha256 ([0-9a-f]{64})", events["image-written"])
        self.assertTrue(written, events)
        self.assertEqual(events["image-read-back"], "sha256 " + written.group(2))
        self.assertIn("rebooted-to-disk", events)
        return int(written.group(1))

    def test_the_agent_pulls(self):
        begin = time.monotonic()
        self.rebuild("direct")
        events = self.reach()
        size = self.proved(events)
        self.assertIn("heartbeat of the agent", events["ramdisk-up"])
        self.assertIn("the agent pulls http://", events["iscsi-login"])
        node = self.ask("GET", f"/v1/nodes/{self.node}")
        self.assertEqual(node["driver_internal_info"].get("agent_secret_token", "******"), "******")
        said = re.search(r"written and read back: (\d+) bytes, (\d+) of them zeros, (\d+) over the wire", self.console())
        self.assertTrue(said, self.console())
        self.assertEqual(int(said.group(1)), size)
        self.assertLess(int(said.group(3)), size, "it came compressed")
        print(f"direct: {time.monotonic() - begin:.1f} s, {size} bytes, {said.group(2)} zeros, {said.group(3)} over the wire")

    def test_the_agent_exports_its_disk_as_a_step(self):
        begin = time.monotonic()
        self.rebuild("custom-agent")
        events = self.reach()
        self.proved(events)
        self.assertIn("heartbeat of the agent", events["ramdisk-up"])
        self.assertIn("LUN 1 of iqn-", events["iscsi-login"])
        print(f"custom-agent: {time.monotonic() - begin:.1f} s")

    def test_as_in_2014(self):
        self.rebuild("iscsi")
        events = self.reach()
        self.proved(events)
        self.assertIn("pass_deploy_info", events["ramdisk-up"])

    def test_a_killed_conductor_goes_on(self):
        self.rebuild("direct")
        self.until(lambda: any(e["event_type"] == "ramdisk-up" for e in self.history()[self.known:]), "the agent calls")
        os.kill(int((self.lab.state / "seed" / "lock").read_text()), signal.SIGKILL)
        done = self.lab.seedbed("deploy")  # starts the engine again
        self.assertEqual(done.returncode, 0, done.stderr + self.lab.logs())
        type(self).token = self.log_in()
        self.proved(self.reach())
        self.assertEqual(self.console().count("command deploy.execute_deploy_step"), 1, "the disk was written once")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        PROGRAMS = pathlib.Path(sys.argv.pop(1))
    unittest.main(verbosity=2)
