#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Debian's OpenStack clients against seedbed-seed, over real HTTP on a loopback address of its own.

Usage: openstack_clients_test.py BIN_DIR

The clients' own shell runs inside this process, because each start of it costs seconds; what must be a process
(an upload from standard input, exit codes of the program) is one. No conductor: nothing is done to any machine.
"""
import hashlib
import http.client
import io
import json
import os
import pathlib
import signal
import struct
import subprocess
import sys
import tempfile
import unittest
import urllib.error
import urllib.request

import engine

ADDRESS = "127.41.7.1"
BIN = pathlib.Path("build/release/bin")
RECORDS_ONLY = ("--no-conductor", "--provisioning-network", "192.0.2.0/24",
                "--provisioning-range", "192.0.2.20-192.0.2.100")


def call(method, port, path, body=None, token=None, **headers):
    """(status, headers, body) of one plain HTTP request."""
    data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"http://{ADDRESS}:{port}{path}", data=data, method=method)
    for name, value in headers.items():
        request.add_header(name.replace("_", "-"), value)
    if token:
        request.add_header("X-Auth-Token", token)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.headers, refusal.read()


def qcow2_header(size, backing=0):
    head = struct.pack(">4sIQIIQIIQQIIQ", b"QFI\xfb", 2, backing, 0, 16, size, 0, 1, 0, 0, 0, 0, 0)
    return head + bytes(65536 - len(head))


class OpenStackClients(engine.Clients, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="seedbed-clients-")
        cls.addClassCleanup(cls.folder.cleanup)
        cls.path = pathlib.Path(cls.folder.name)
        engine.clean_environment(cls.path)
        cls.engine = engine.Engine(BIN, ADDRESS, cls.path, *RECORDS_ONLY)
        cls.addClassCleanup(lambda: cls.engine.stop())

    def token(self):
        return self.table("token", "issue")["id"]

    # Keystone

    def test_token_and_catalog(self):
        token = self.table("token", "issue")
        self.assertRegex(token["id"], "^[0-9a-f]{64}$")
        catalog = {service["Name"]: service for service in self.table("catalog", "list")}
        self.assertEqual(set(catalog), {"keystone", "glance", "nova", "neutron", "ironic", "heat", "heat-cfn"})
        heat = {endpoint["interface"]: endpoint for endpoint in catalog["heat"]["Endpoints"]}
        self.assertEqual(set(heat), {"public", "internal", "admin"})
        self.assertEqual(heat["public"]["url"], f"http://{ADDRESS}:8004/v1/{token['project_id']}")
        self.assertEqual(heat["public"]["region"], "regionOne")

    def test_projects_users_roles(self):
        made = self.table("project", "create", "tenant-a", "--description", "first tenant")
        self.assertEqual(self.table("project", "show", "tenant-a")["id"], made["id"])
        self.assertIn("tenant-a", [project["Name"] for project in self.table("project", "list")])
        self.assertIn("account-taken", self.refused("project", "create", "tenant-a").lower())
        self.good("user", "create", "alice", "--password", "wonderland", "--project", "tenant-a")
        self.assertIn("alice", [user["Name"] for user in self.table("user", "list")])
        self.assertIn("member", [role["Name"] for role in self.table("role", "list")])
        self.good("role", "add", "--user", "alice", "--project", "tenant-a", "member")
        status, headers, body = call("POST", 5000, "/v3/auth/tokens", {"auth": {
            "identity": {"methods": ["password"], "password": {"user": {
                "name": "alice", "domain": {"id": "default"}, "password": "wonderland"}}},
            "scope": {"project": {"name": "tenant-a", "domain": {"id": "default"}}}}})
        self.assertEqual(status, 201)
        self.assertEqual([role["name"] for role in json.loads(body)["token"]["roles"]], ["member"])
        alice = headers["X-Subject-Token"]
        self.assertEqual(call("GET", 5000, "/v3/projects", token=alice)[0], 403)
        self.assertEqual(call("GET", 6385, "/v1/nodes", token=alice)[0], 403)
        self.assertEqual(call("GET", 9292, "/v2/images", token=alice)[0], 200)
        self.good("user", "delete", "alice")
        self.assertEqual(call("GET", 9292, "/v2/images", token=alice)[0], 401)
        self.good("project", "delete", "tenant-a")

    def test_wrong_password(self):
        status, _, err = engine.openstack(ADDRESS, "token", "issue", password="wrong")
        self.assertNotEqual(status, 0)
        self.assertIn("401", err)

    def test_revoked_token(self):
        token = self.token()
        self.assertEqual(call("GET", 9292, "/v2/images", token=token)[0], 200)
        self.good("token", "revoke", token)
        self.assertEqual(call("GET", 9292, "/v2/images", token=token)[0], 401)

    # Glance

    def test_image_round_trip(self):
        data = os.urandom(3 << 20) + b"tail"  # more than fits a request in memory
        source, copy = self.path / "disk.raw", self.path / "copy.raw"
        source.write_bytes(data)
        made = self.table("image", "create", "node", "--file", str(source), "--disk-format", "raw",
                          "--container-format", "bare", "--property", "kernel_id=none")
        self.assertEqual(made["status"], "queued")  # as it was when it was made
        shown = self.table("image", "show", "node")
        self.assertEqual((shown["status"], shown["size"], shown["checksum"]),
                         ("active", len(data), hashlib.md5(data).hexdigest()))
        self.assertEqual(shown["properties"]["os_hash_value"], hashlib.sha512(data).hexdigest())
        self.assertEqual(shown["properties"]["kernel_id"], "none")
        self.assertEqual(shown["virtual_size"], len(data))
        self.assertIn(("node", "active"), [(i["Name"], i["Status"]) for i in self.table("image", "list")])
        self.good("image", "save", "--file", str(copy), "node")
        self.assertEqual(copy.read_bytes(), data)
        self.good("image", "set", "--property", "role=compute", "--tag", "blue", "node")
        shown = self.table("image", "show", "node")
        self.assertEqual((shown["properties"]["role"], shown["tags"]), ("compute", ["blue"]))
        self.good("image", "delete", "node")
        self.assertEqual(self.table("image", "list", "--name", "node"), [])
        self.assertEqual(list((self.path / "seed/spool").glob("*")), [])

    def test_image_from_standard_input(self):
        data = b"kernel" * 1000
        made = subprocess.run(["openstack", *engine.arguments_of(ADDRESS), "image", "create", "deploy-kernel",
                               "--disk-format", "aki", "--container-format", "aki", "-f", "json"], input=data,
                              capture_output=True, timeout=120, check=False)
        self.assertEqual(made.returncode, 0, made.stderr.decode())
        shown = self.table("image", "show", json.loads(made.stdout)["id"])
        self.assertEqual((shown["size"], shown["disk_format"]), (len(data), "aki"))

    def test_image_format_is_checked(self):
        disk = self.path / "disk.qcow2"
        disk.write_bytes(qcow2_header(1 << 30))
        self.assertIn("IMAGE-FORMAT", self.refused("image", "create", "lie", "--file", str(disk)))
        self.good("image", "create", "truth", "--file", str(disk), "--disk-format", "qcow2")
        self.assertEqual(self.table("image", "show", "truth")["virtual_size"], 1 << 30)
        disk.write_bytes(qcow2_header(1 << 30, backing=512))
        self.assertIn("IMAGE-FORMAT",
                      self.refused("image", "create", "backed", "--file", str(disk), "--disk-format", "qcow2"))
        self.assertEqual(self.table("image", "list", "--name", "lie"), [])  # the client took it away again

    # Ironic

    def test_node_life(self):
        made = self.table("baremetal", "node", "create", "--driver", "ipmi", "--name", "bay1",
                          "--driver-info", "ipmi_address=192.0.2.11", "--driver-info", "ipmi_username=admin",
                          "--driver-info", "ipmi_password=bmc-pass-7", "--property", "memory_mb=512")
        self.assertEqual(made["provision_state"], "enroll")
        uuid = made["uuid"]
        shown = self.table("baremetal", "node", "show", "bay1")
        self.assertEqual(shown["driver_info"]["ipmi_password"], "******")
        self.assertEqual(shown["driver_info"]["ipmi_address"], "192.0.2.11")
        port = self.table("baremetal", "port", "create", "02:00:00:00:01:0A", "--node", uuid)
        self.assertEqual(port["address"], "02:00:00:00:01:0a")
        self.assertEqual([p["Address"] for p in self.table("baremetal", "port", "list", "--node", uuid)],
                         ["02:00:00:00:01:0a"])
        self.good("baremetal", "node", "set", "bay1", "--extra", "bay=1", "--instance-info", "image_source=node")
        self.good("baremetal", "node", "unset", "bay1", "--extra", "bay")
        shown = self.table("baremetal", "node", "show", "bay1")
        self.assertEqual((shown["extra"], shown["instance_info"]), ({}, {"image_source": "node"}))
        verdicts = {row["Interface"]: row["Result"] for row in self.table("baremetal", "node", "validate", "bay1")}
        self.assertTrue(verdicts["power"] and verdicts["deploy"])
        self.good("baremetal", "node", "maintenance", "set", "bay1", "--reason", "fan")
        rows = self.table("baremetal", "node", "list")
        self.assertIn((uuid, "bay1", True), [(r["UUID"], r["Name"], r["Maintenance"]) for r in rows])
        self.good("baremetal", "node", "maintenance", "unset", "bay1")
        self.assertEqual(self.table("baremetal", "node", "list", "--long")[0]["Maintenance"], False)
        self.assertIn("no conductor runs here", self.refused("baremetal", "node", "power", "on", "bay1"))
        self.assertIn("no conductor runs here", self.refused("baremetal", "node", "manage", "bay1"))
        self.assertIn("cannot be done", self.refused("baremetal", "node", "deploy", "bay1"))
        self.assertEqual(self.table("baremetal", "node", "history", "list", "bay1"), [])
        kept = b"".join(file.read_bytes() for file in (self.path / "seed").glob("seed.sqlite*"))
        self.assertIn(b"192.0.2.11", kept)
        self.assertNotIn(b"bmc-pass-7", kept)
        self.good("baremetal", "node", "delete", "bay1")
        self.assertEqual(self.table("baremetal", "port", "list"), [])

    def test_drivers(self):
        names = [row["Supported driver(s)"] for row in self.table("baremetal", "driver", "list")]
        self.assertIn("ipmi", names)

    def test_ironic_versions_and_the_ramdisks_path(self):
        status, headers, _ = call("GET", 6385, "/v1", X_OpenStack_Ironic_API_Version="1.99")
        self.assertEqual((status, headers["X-OpenStack-Ironic-API-Maximum-Version"]), (406, "1.82"))
        token = self.token()
        self.assertEqual(call("GET", 6385, "/nodes", token=token)[0], 200)
        info = {"address": "192.0.2.20", "key": "k", "iqn": "iqn-x", "error": ""}
        path = "/nodes/00000000-0000-4000-8000-000000000000/vendor_passthru/pass_deploy_info"
        self.assertEqual(call("POST", 6385, path, info)[0], 401)
        self.assertEqual(call("POST", 6385, path, info, token="0" * 64)[0], 401)

    # Nova and Neutron

    def test_compute_and_network(self):
        self.assertIn("baremetal", [flavor["Name"] for flavor in self.table("flavor", "list")])
        key = self.path / "key.pub"
        key.write_text("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKmgqXyCm2W2Oiwvu5tDGAYyPTGWnJ9zzg5yXhYNzr0n test\n")
        self.good("keypair", "create", "default", "--public-key", str(key))
        self.assertEqual([pair["Name"] for pair in self.table("keypair", "list")], ["default"])
        disk = self.path / "small.raw"
        disk.write_bytes(b"\0" * 4096)
        self.good("image", "create", "small", "--file", str(disk))
        error = self.refused("server", "create", "--image", "small", "--flavor", "baremetal", "--key-name", "default",
                             "one")
        self.assertIn("No valid host", error)
        self.assertEqual(self.table("server", "list"), [])
        network = self.table("network", "show", "ctlplane")
        subnet = self.table("subnet", "list")[0]
        self.assertEqual((subnet["Network"], subnet["Subnet"]), (network["id"], "192.0.2.0/24"))

    # All of them

    def test_refusals_speak_json(self):
        for port in (5000, 9292, 8774, 9696, 6385):
            status, headers, body = call("GET", port, "/v1/no/such/thing/at/all/%00")
            self.assertEqual((status, headers.get_content_type()), (404, "application/json"), port)
            self.assertTrue(json.loads(body))
        status, headers, _ = call("PUT", 9292, "/v2/images", b"", token="x")
        self.assertEqual((status, headers["Allow"]), (405, "GET, POST"))
        token = self.token()
        for body in (b"", b"{", b"[]", b'"x"', b'{"name": 7}', b"\xff" * 100, b"[" * 10000):
            self.assertEqual(call("POST", 6385, "/v1/nodes", body, token=token)[0], 400, body[:20])
            self.assertEqual(call("POST", 5000, "/v3/auth/tokens", body)[0], 400, body[:20])

    def test_killed_and_started_again(self):
        token = self.token()
        self.good("project", "create", "kept")
        self.engine.stop(signal.SIGKILL)
        type(self).engine = engine.Engine(BIN, ADDRESS, self.path, *RECORDS_ONLY)
        self.assertEqual(call("GET", 9292, "/v2/images", token=token)[0], 200)
        self.assertEqual(self.table("project", "show", "kept")["name"], "kept")

    def test_a_stranger_cannot_fill_the_disk(self):
        status, _, made = call("POST", 9292, "/v2/images", {"disk_format": "raw", "container_format": "bare"},
                               token=self.token())
        self.assertEqual(status, 201)
        path = f"/v2/images/{json.loads(made)['id']}/file"
        body = io.BytesIO(b"x" * (4 << 20))
        connection = http.client.HTTPConnection(ADDRESS, 9292, timeout=30)
        self.addCleanup(connection.close)
        connection.request("PUT", path, body, {
            "X-Auth-Token": "guessed", "Content-Type": "application/octet-stream", "Content-Length": str(1 << 36)})
        self.assertEqual(connection.getresponse().status, 401)  # before 60 GiB of its data came
        self.assertEqual(list((self.path / "seed/spool").glob("*")), [])

    def test_the_second_engine_of_a_state_directory_is_refused(self):
        command = [word.replace(ADDRESS, "127.41.7.2") for word in self.engine.command]
        run = subprocess.run(command, capture_output=True, timeout=30, check=False)
        self.assertEqual((run.returncode, run.stdout), (1, b""))
        self.assertIn(b"STATE-IN-USE", run.stderr)
        self.assertIn(str(self.path / "seed").encode(), run.stderr)
        self.assertEqual(self.table("token", "issue")["user_id"], self.table("user", "show", "admin")["id"])

    def test_usage(self):
        program = str(BIN / "seedbed-seed")
        run = subprocess.run([program, "--help"], capture_output=True, timeout=30, check=False)
        self.assertEqual(run.returncode, 0)
        self.assertIn(b"--admin-password-file", run.stdout)
        run = subprocess.run([program, "--listen", ADDRESS], capture_output=True, timeout=30, check=False)
        self.assertEqual(run.returncode, 3)
        open_file = self.path / "open-password"
        open_file.write_text("x\n")
        open_file.chmod(0o644)
        run = subprocess.run([program, "--listen", ADDRESS, "--state", str(self.path / "other"),
                              "--admin-password-file", str(open_file)], capture_output=True, timeout=30, check=False)
        self.assertEqual(run.returncode, 1)
        self.assertIn(b"SECRET-FILE", run.stderr)


if __name__ == "__main__":
    engine.use_debian_python()
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        BIN = pathlib.Path(sys.argv.pop(1))
    unittest.main(verbosity=2)
