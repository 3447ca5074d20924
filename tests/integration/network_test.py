#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Virtual Connect from the plan to the wire and back: apply, drift, verify, rollback, and a manager that is away at every
step (E-05, E-14, E-15, C-08, C-09). Usage: network_test.py BIN_DIR. Needs root for network namespaces."""
import json
import pathlib
import sys
import unittest

from lab import Lab, left_on_host

PROGRAMS = pathlib.Path("build/release/bin")


class Network(unittest.TestCase):
    def setUp(self):
        self.lab = Lab(PROGRAMS)
        self.before = left_on_host(self.lab.state)

    def tearDown(self):
        self.lab.close()
        for what, there in left_on_host(self.lab.state).items():
            self.assertEqual(there - self.before[what], set(), f"left behind: {what}")

    def ends(self, code, *arguments):
        done = self.lab.seedbed(*arguments)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr + self.lab.logs())
        return done

    def asks(self, code, *arguments):
        return json.loads(self.ends(code, "-o", "json", *arguments).stdout)

    def typed(self, command):
        """What the Virtual Connect Manager answers to its administrator."""
        password = self.lab.state / "secrets.d/chassis"
        done = self.lab.inside("appliance", "sshpass", "-f", str(password), "ssh", "-o", "StrictHostKeyChecking=no",
                               "-o", "UserKnownHostsFile=/dev/null", "Administrator@10.83.0.3", command)
        return done.stdout

    def manager(self, *commands):
        for command in commands:
            self.assertIn("SUCCESS", self.typed(command), command)

    def drift(self):
        return {(each["object"], each["field"]): (each["wanted"], each["found"]) for each in self.asks(2, "drift")["differences"]}

    def fault(self, *words):
        return str(json.loads(self.ends(0, "lab", "fault", "add", *words).stdout)["id"])

    def domain(self):
        """The configuration as the manager itself tells it, not as we read it."""
        return self.typed("show config")

    def test_apply_then_nothing_is_left_to_do_and_back_again(self):
        self.lab.up("--kind", "none", "--bays", "1-8")
        arrival = self.domain()
        plan = self.ends(2, "plan").stdout
        self.assertIn("~ profile seedbed-bay[1-8] connection 1 (LOM:1-a)", plan)
        self.assertIn("must be off: bay[1-8] (a profile is given to or taken from a blade only while it is off)", plan)
        explained = self.ends(2, "plan", "--explain").stdout
        self.assertRegex(explained, r"1 +LOM:1-a +provisioning +auto +5 Gb +10 Gb\n1 +LOM:1-b +tenant +auto +5 Gb")
        self.assertIn("VC-NO-ARRIVAL", self.ends(1, "rollback").stderr)
        self.ends(0, "apply")
        self.ends(0, "apply", "--plan")
        self.ends(0, "drift")
        self.ends(0, "rollback")
        self.assertEqual(self.domain(), arrival)
        self.ends(2, "apply", "--plan")

    def test_what_was_there_before_is_there_after_the_rollback(self):
        self.lab.up("--kind", "none", "--bays", "1-2")
        self.manager("import enclosure username=Administrator password=" + (self.lab.state / "secrets.d/chassis").read_text().strip(),
                     "set domain Name=customer", "add uplinkset customer", "add uplinkport enc0:1:X4 UplinkSet=customer",
                     "add network old -quiet UplinkSet=customer VLanID=12", "add profile old -nodefaultenetconn",
                     "add enet-connection old Network=old pxe=disabled", "assign profile old enc0:8")
        arrival = self.domain()
        self.ends(0, "apply")
        self.assertNotEqual(self.domain(), arrival)
        self.ends(0, "rollback")
        self.assertEqual(self.domain(), arrival)

    def test_drift_names_what_was_changed_by_hand(self):
        self.lab.up("--kind", "none", "--bays", "1-2")
        self.ends(0, "apply")
        self.manager("set network tenant VLanID=99", "set enet-connection seedbed-bay2 3 SpeedType=custom Speed=2000",
                     'set enet-connection seedbed-bay1 2 Network=""', "remove network public")
        self.fault("cable-moved")
        found = self.drift()
        self.assertEqual(found[("network tenant", "VLAN")], ("12", "99"))
        self.assertIn(("network public", "exists"), found)
        speeds = [key for key in found if key[1] == "speed"]
        self.assertEqual(len(speeds), 1)
        self.assertIn("seedbed-bay2 connection 3", speeds[0][0])
        self.assertTrue(any("X1" in key[0] for key in found), found)
        self.ends(0, "apply")
        left = self.drift()  # the cable is for hands
        self.assertTrue(all("X1" in key[0] for key in left), left)

    def test_a_manager_that_restarts_at_every_step_of_an_apply(self):
        self.lab.up("--kind", "none", "--bays", "1")
        self.ends(0, "apply")
        wanted = self.domain()
        self.ends(0, "rollback")
        commands = len(self.asks(2, "apply", "--plan")["changes"])
        self.assertGreater(commands, 8)
        for answer in ("yes", "no"):  # the command was carried out, or was not: the one who asked cannot know
            with self.subTest(answer=answer):
                faults = [self.fault("vcm-restart", f"after={n}", "ms=200", f"answer={answer}") for n in range(1, commands + 1)]
                run = self.ends(0, "-o", "plain", "apply")
                self.assertGreaterEqual((run.stdout + run.stderr).count(" waiting "), commands)
                self.assertEqual(self.domain(), wanted)
                self.ends(0, "apply", "--plan")
                for fault in faults:
                    self.lab.seedbed("lab", "fault", "remove", fault)
                self.ends(0, "rollback")

    def test_a_manager_that_is_busy_or_saves_slowly_is_waited_for(self):
        self.lab.up("--kind", "none", "--bays", "1")
        self.fault("checkpoint-pending", "ms=1500")
        self.fault("vc-locked", "times=2")
        self.ends(0, "apply")
        self.ends(0, "drift")

    def test_a_manager_that_restarts_while_it_is_asked(self):
        """At every eleventh command from the first after planning on, questions among them: a look at the domain has nine."""
        self.lab.up("--kind", "none", "--bays", "1")
        self.ends(0, "apply")
        wanted = self.domain()
        self.ends(0, "rollback")
        faults = [self.fault("vcm-restart", f"after={n}", "of=all", "ms=200") for n in range(2, 130, 11)]
        run = self.ends(0, "-o", "plain", "apply")
        for fault in faults:
            self.lab.seedbed("lab", "fault", "remove", fault)
        self.assertGreaterEqual((run.stdout + run.stderr).count(" waiting "), 5)
        self.assertEqual(self.domain(), wanted)
        self.ends(0, "apply", "--plan")

    def test_a_profile_that_is_pending_is_not_in_effect(self):
        self.lab.up("--kind", "none", "--bays", "1-2")
        self.ends(0, "apply")
        self.fault("profile-pending", "bay1")
        self.manager("unassign profile seedbed-bay1")
        self.ends(0, "power", "on", "bay1")
        self.manager("assign profile seedbed-bay1 enc0:1")
        self.assertEqual(self.drift(), {("profile seedbed-bay1", "status"): ("in effect", "pending, until its blade has been off")})
        self.assertIn("must be off: bay1 (a pending profile takes effect when its blade has been off)", self.ends(2, "apply", "--plan").stdout)
        refused = self.ends(8, "apply")
        self.assertIn("bay1", refused.stderr)
        self.ends(0, "apply", "--power-off", "bay1")
        self.ends(0, "drift")
        self.ends(0, "apply", "--plan")

    def test_what_an_earlier_site_file_made_goes_and_what_was_there_stays(self):
        self.lab.up("--kind", "none", "--bays", "1-2")
        self.manager("import enclosure username=Administrator password=" + (self.lab.state / "secrets.d/chassis").read_text().strip(),
                     "set domain Name=customer", "add uplinkset datacentre", "add uplinkport enc0:1:X4 UplinkSet=datacentre",
                     "add network theirs -quiet UplinkSet=datacentre VLanID=99")
        site = self.lab.state / "site.yaml"
        first = site.read_text().replace("uplink-set:", "  - {name: extra, vlan: 16}\nuplink-set:")
        site.write_text(first)
        self.ends(0, "apply")
        site.write_text(first.replace("extra", "renamed").replace("enc0:1:X1", "enc0:1:X2"))
        found = self.drift()
        self.assertEqual(found[("network extra", "exists")], ("no", "yes, from an earlier site file"))
        self.assertEqual(found[("uplink port enc0:1:X1 of uplink set datacentre", "exists")], ("no", "yes, from an earlier site file"))
        self.ends(0, "apply")
        told = self.domain()
        for needle in ("theirs", "enc0:1:X4", "enc0:1:X2", "renamed"):
            self.assertIn(needle, told)
        for needle in ("network extra", "enc0:1:X1 "):
            self.assertNotIn(needle, told)
        self.ends(0, "drift")
        self.ends(0, "rollback")
        self.assertIn("enc0:1:X4", self.domain())
        self.assertNotIn("enc0:1:X2", self.domain())

    def test_what_a_busy_slow_or_recovering_manager_comes_to(self):
        self.lab.up("--kind", "none", "--bays", "1")
        full = self.fault("vc-sessions")
        refused = self.ends(1, "apply", "--plan")
        for needle in ("VC-BUSY", "session", "Next: "):
            self.assertIn(needle, refused.stderr)
        self.ends(0, "lab", "fault", "remove", full)
        self.fault("vc-slow", "ms=100")
        self.fault("oa-recovery", "ms=5000")
        self.ends(0, "lab", "fault", "remove", self.fault("oa-restart"))
        run = self.ends(0, "-o", "plain", "apply")
        self.assertIn("cannot communicate with the Onboard Administrator", run.stdout + run.stderr)
        self.ends(0, "drift")

    def test_a_blade_that_is_on_stays_on_unless_that_was_allowed(self):
        self.lab.up("--kind", "none", "--bays", "1-2")
        self.ends(0, "power", "on", "bay1")
        refused = self.ends(8, "apply")
        for needle in ("VC-NEEDS-OFF", "bay1", "--power-off bay1"):
            self.assertIn(needle, refused.stderr)
        self.assertIn("on", self.ends(0, "power", "status", "bay1").stdout)
        self.ends(0, "apply", "--power-off", "bay1")

    def test_wires_of_the_kit_are_proved_and_a_wrong_one_is_named(self):
        """Management, provisioning, tenant VXLAN, storage and public LAN on eight FlexNICs a blade, and at the uplink."""
        self.lab.up("--kind", "namespace", "--bays", "1-2", "--pack", "kit-network")
        wires = self.asks(0, "deploy")["wires"]["data"]
        self.assertEqual(wires["points"], 2 * 8 + 5)
        self.assertEqual(wires["heard"], wires["wanted"])
        # per network all ordered pairs of its FlexNICs and the uplink: 1, 1, 2, 2, 2 FlexNICs a blade
        self.assertEqual(wires["wanted"], 2 * (3 * 2) + 3 * (5 * 4))
        self.assertGreater(wires["apart"], wires["wanted"])
        self.manager('set enet-connection seedbed-bay2 7 Network=""', "set enet-connection seedbed-bay2 5 Network=public")
        wrong = self.ends(100, "verify")
        for needle in ("WIRE-", "bay2 LOM:1-c", "network storage", "Next: "):
            self.assertIn(needle, wrong.stderr)
        self.ends(0, "apply")  # the blades stay on
        again = self.ends(0, "-o", "plain", "verify")
        self.assertIn("the module has learned 16 of 16 addresses of FlexNICs", again.stdout + again.stderr)
        self.assertIn("wires: 72 of 72 pairs hear each other", self.ends(0, "report").stdout)


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        PROGRAMS = pathlib.Path(sys.argv.pop(1))
    unittest.main(verbosity=2)
