#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Debian's bare metal client, the real conductor and the emulated BMCs: what `openstack baremetal` says of a blade is
what ipmitool and the blade itself say. Usage: power_test.py BIN_DIR. Needs the right to bind port 623."""
import pathlib
import sys
import tempfile
import time
import unittest

import emulated
import engine

ADDRESS = "127.91.7.1"
BIN = pathlib.Path("build/release/bin")
SECONDS = 90  # for a change of power


class Power(engine.Clients, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="seedbed-power-")
        cls.addClassCleanup(folder.cleanup)
        path = pathlib.Path(folder.name)
        engine.clean_environment(path)
        cls.chassis = emulated.Chassis()
        cls.addClassCleanup(cls.chassis.remove)
        cls.engine = engine.Engine(BIN, ADDRESS, path, "--ipmi-interval", "0")  # no provisioning network: it switches, it deploys nothing
        cls.addClassCleanup(cls.engine.stop)

    def enroll(self, bay, password=None, address=None):
        """A node of that blade, and its name."""
        name = f"bay{bay}"
        made = self.table("baremetal", "node", "create", "--driver", "ipmi", "--name", name,
                          "--driver-info", f"ipmi_address={address or self.chassis.ilo(bay)}",
                          "--driver-info", "ipmi_username=Administrator",
                          "--driver-info", f"ipmi_password={password or self.chassis.password}")
        self.addCleanup(self.good, "baremetal", "node", "delete", name)
        self.assertEqual((made["provision_state"], made["power_state"]), ("enroll", None))
        return name

    def node(self, name, *fields):
        shown = self.table("baremetal", "node", "show", name, "--fields", *fields)
        return tuple(shown[field] for field in fields)

    def settled(self, name):
        """(power state, last error) when no change of power is under way."""
        limit = time.monotonic() + SECONDS
        while True:  # each look is a request of a whole client
            power, target, error = self.node(name, "power_state", "target_power_state", "last_error")
            if target is None:
                return power, error
            self.assertLess(time.monotonic(), limit, f"{name} is {power}, not yet {target}")

    def agree(self, name, bay, state):
        self.assertEqual(self.settled(name), (f"power {state}", None))
        self.assertEqual(self.chassis.ipmitool("power", "status", bay=bay).stdout, f"Chassis Power is {state}\n")
        self.assertEqual(self.chassis.blade(bay)["power"], state)

    def test_power_on_off_reboot(self):
        name = self.enroll(1)
        self.good("baremetal", "node", "manage", name, "--wait", str(SECONDS))
        self.assertEqual(self.node(name, "provision_state", "power_state"), ("manageable", "power off"))
        with emulated.Console(self.chassis) as console:
            self.good("baremetal", "node", "power", "on", name)
            self.agree(name, 1, "on")
            console.until(b"Boot device: pxe")
            self.good("baremetal", "node", "power", "on", name)  # it is: nothing happens
            self.agree(name, 1, "on")
            self.assertNotIn(b"Boot device", console.text)
            self.good("baremetal", "node", "reboot", name)
            self.agree(name, 1, "on")
            console.until(b"Boot device: pxe")
        self.good("baremetal", "node", "power", "off", name)
        self.agree(name, 1, "off")
        rows = self.table("baremetal", "node", "list")
        self.assertIn((name, "power off", "manageable"),
                      [(row["Name"], row["Power State"], row["Provisioning State"]) for row in rows])
        self.good("baremetal", "node", "provide", name, "--wait", str(SECONDS))
        self.assertEqual(self.node(name, "provision_state"), ("available",))

    def test_boot_device(self):
        name = self.enroll(2)
        self.good("baremetal", "node", "manage", name, "--wait", str(SECONDS))
        self.good("baremetal", "node", "boot", "device", "set", name, "disk", "--persistent")
        self.assertEqual(self.table("baremetal", "node", "boot", "device", "show", name),
                         {"boot_device": "disk", "persistent": True})
        held = self.chassis.ipmitool("chassis", "bootparam", "get", "5", bay=2).stdout
        self.assertIn("Force Boot from default Hard-Drive", held)
        self.assertIn("Options apply to all future boots", held)
        with emulated.Console(self.chassis, 2) as console:
            self.good("baremetal", "node", "power", "on", name)
            console.until(b"Boot device: disk")
        self.agree(name, 2, "on")
        self.chassis.ipmitool("chassis", "bootdev", "pxe", bay=2)
        self.assertEqual(self.table("baremetal", "node", "boot", "device", "show", name),
                         {"boot_device": "pxe", "persistent": False})
        self.assertEqual(self.table("baremetal", "node", "boot", "device", "show", "--supported", name),
                         {"supported_boot_devices": "pxe, disk"})
        self.assertIn("NODE-BOOT-DEVICE", self.refused("baremetal", "node", "boot", "device", "set", name, "cdrom"))
        self.good("baremetal", "node", "power", "off", name)
        self.agree(name, 2, "off")

    def assert_names_the_bmc(self, error, bay):
        self.assertIn("BMC-LOGIN-REFUSED", error)
        self.assertIn(f"BMC {self.chassis.ilo(bay)}", error)
        self.assertNotIn("not-the-password", error)

    def test_a_wrong_password(self):
        name = self.enroll(3, "not-the-password")
        self.refused("baremetal", "node", "manage", name, "--wait", str(SECONDS))
        state, error = self.node(name, "provision_state", "last_error")
        self.assertEqual(state, "enroll")
        self.assert_names_the_bmc(error, 3)
        self.good("baremetal", "node", "set", name, "--driver-info", f"ipmi_password={self.chassis.password}")
        self.good("baremetal", "node", "manage", name, "--wait", str(SECONDS))
        self.assertEqual(self.settled(name), ("power off", None))
        self.good("baremetal", "node", "set", name, "--driver-info", "ipmi_password=not-the-password")
        self.good("baremetal", "node", "power", "on", name)  # is accepted, and fails
        power, error = self.settled(name)
        self.assertEqual(power, "power off")
        self.assert_names_the_bmc(error, 3)
        self.assertEqual(self.chassis.blade(3)["power"], "off")
        self.assertIn("BMC-LOGIN-REFUSED", self.refused("baremetal", "node", "boot", "device", "show", name))
        self.good("baremetal", "node", "set", name, "--driver-info", f"ipmi_password={self.chassis.password}")
        self.good("baremetal", "node", "power", "on", name)
        self.agree(name, 3, "on")

    def test_nobody_at_the_address(self):
        name = self.enroll(4, address=f"{self.chassis.network}.99")
        self.refused("baremetal", "node", "manage", name, "--wait", str(SECONDS))
        state, power, error = self.node(name, "provision_state", "power_state", "last_error")
        self.assertEqual((state, power), ("enroll", None))
        self.assertIn("BMC-UNREACHABLE", error)
        self.assertIn(f"BMC {self.chassis.network}.99", error)


if __name__ == "__main__":
    engine.use_debian_python()
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        BIN = pathlib.Path(sys.argv.pop(1))
    emulated.BIN_DIR = str(BIN)
    unittest.main(verbosity=2)
