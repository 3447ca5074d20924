#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Debian's own ironic-conductor takes nodes to active with our agent: cleaning, direct with a whole disk, direct with
partitions, and the disk exported over iSCSI as a custom step. Usage: real_ironic.py BIN_DIR ROOT, where ROOT is a
directory with Debian 12 and the packages that the command below names in it, as this makes it:

    mmdebstrap --variant=minbase --include=ironic-api,ironic-conductor,qemu-utils,qemu-block-extra bookworm ROOT

Needs root for namespaces. The blade is a process in namespaces of its own, its disk is a file."""
import base64
import gzip
import hashlib
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request
import uuid

PROGRAMS, ROOT = None, None
IRONIC, BLADE, MAC = "192.0.2.1", "192.0.2.21", "52:54:00:ab:cd:01"
LIMIT = 120
DISK_MIB, USED_MIB = 1400, 128  # the disk was used before, so far
CONFIGURATION = """[DEFAULT]
auth_strategy = noauth
rpc_transport = none
debug = false
enabled_hardware_types = fake-hardware
enabled_boot_interfaces = fake
enabled_deploy_interfaces = direct,custom-agent
enabled_management_interfaces = fake,noop
enabled_network_interfaces = noop
enabled_power_interfaces = fake
default_network_interface = noop
enabled_inspect_interfaces = fake,no-inspect
enabled_raid_interfaces = fake,no-raid
enabled_vendor_interfaces = fake,no-vendor
enabled_bios_interfaces = fake,no-bios
enabled_console_interfaces = fake,no-console
enabled_rescue_interfaces = fake,no-rescue
enabled_storage_interfaces = fake,noop
state_path = {work}
[api]
host_ip = {ironic}
port = 6385
public_endpoint = http://{ironic}:6385
[database]
connection = sqlite:///{work}/ironic.sqlite
[dhcp]
dhcp_provider = none
[conductor]
automated_clean = true
file_url_allowed_paths = {work}/images
send_sensor_data = false
deploy_callback_timeout = 100
[deploy]
http_url = http://{ironic}:8089
http_root = {work}/http
erase_devices_metadata_priority = 10
erase_devices_priority = 0
fast_track = false
default_boot_option = local
[agent]
image_download_source = http
require_tls = false
deploy_logs_collect = always
deploy_logs_local_path = {work}/logs
[pxe]
tftp_root = {work}/tftp
images_path = {work}/masters-images
instance_master_path = {work}/masters
[service_catalog]
auth_type = none
endpoint_override = http://{ironic}:6385
[oslo_concurrency]
lock_path = {work}
"""


def run(*words):
    subprocess.run(words, check=True, capture_output=True, text=True)


class Blade:
    """The agent as process 1 of a blade: its own mounts, processes, and network; its disk is a file."""
    SCRIPT = """set -e
mount -t tmpfs none /run && mkdir -p /run/dev
for node in null zero urandom; do touch /run/dev/$node; mount --bind /dev/$node /run/dev/$node; done
touch /run/dev/seedbed-disk && mount --bind {disk} /run/dev/seedbed-disk
mount --rbind /run/dev /dev
mount --bind {line} /proc/cmdline
exec env container=test SEEDBED_SERIAL=SGH0001001 PATH=$PATH {agent}
"""

    def __init__(self, work, netns):
        self.disk = work / "disk"
        if not self.disk.exists():
            with open(self.disk, "wb") as file:
                for _ in range(USED_MIB):
                    file.write(b"\xaa" * (1 << 20))
                file.truncate(DISK_MIB << 20)
        line = work / "cmdline"
        line.write_text(f"ipa-api-url=http://{IRONIC}:6385 disk=seedbed-disk ip={BLADE}:{IRONIC}::255.255.255.0 "
                        f"BOOTIF=01-{MAC.replace(':', '-')}\n")
        script = self.SCRIPT.format(disk=self.disk, line=line, agent=PROGRAMS / "seedbed-agent")
        self.console = work / "console"
        with open(self.console, "ab") as console:
            self.process = subprocess.Popen(["ip", "netns", "exec", netns, "unshare", "--mount", "--pid", "--fork", "--kill-child",
                                             "--mount-proc", "sh", "-c", script], stdout=console, stderr=console)

    def read(self, size, offset=0):
        with open(self.disk, "rb") as file:
            file.seek(offset)
            return file.read(size)

    def ends(self, limit=60):
        return self.process.wait(limit)

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


class RealIronic(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.work = pathlib.Path(tempfile.mkdtemp(prefix="real-ironic-", dir=ROOT / "tmp"))
        inside = pathlib.Path("/tmp") / cls.work.name
        for name in ("images", "http", "logs", "tftp", "masters", "masters-images"):
            (cls.work / name).mkdir()
        (cls.work / "conf").write_text(CONFIGURATION.format(work=inside, ironic=IRONIC))
        cls.blade_net = f"blade{os.getpid()}"
        run("mount", "-t", "proc", "proc", str(ROOT / "proc"))
        run("ip", "netns", "add", cls.blade_net)
        run("ip", "link", "set", "lo", "up")
        run("ip", "link", "add", "prov", "type", "veth", "peer", "name", "nic0", "address", MAC, "netns", cls.blade_net)
        run("ip", "address", "add", f"{IRONIC}/24", "dev", "prov")
        run("ip", "link", "set", "prov", "up")
        cls.log = open(cls.work / "log", "ab")
        chroot = ["chroot", str(ROOT)]
        cls.files = subprocess.Popen([*chroot, "python3", "-m", "http.server", "--bind", IRONIC, "--directory", str(inside / "http"),
                                      "8089"], stdout=cls.log, stderr=cls.log)  # its links point into ROOT
        conf = ["--config-file", str(inside / "conf")]
        done = subprocess.run([*chroot, "ironic-dbsync", *conf, "create_schema"], stdout=cls.log, stderr=cls.log, check=False)
        assert done.returncode == 0, (cls.work / "log").read_text()
        cls.ironic = subprocess.Popen([*chroot, "ironic", *conf], stdout=cls.log, stderr=cls.log)
        cls.addClassCleanup(cls.clean_up)
        cls.wait_for(cls.answers, "ironic answers")

    @classmethod
    def clean_up(cls):
        cls.ironic.send_signal(signal.SIGTERM)
        try:
            cls.ironic.wait(30)
        except subprocess.TimeoutExpired:
            cls.ironic.kill()
            cls.ironic.wait()
        cls.files.kill()
        cls.files.wait()
        cls.log.close()
        run("ip", "netns", "del", cls.blade_net)
        if os.environ.get("KEEP"):
            print("kept:", cls.work)
        else:
            shutil.rmtree(cls.work)

    @classmethod
    def answers(cls):
        if cls.ironic.poll() is not None:
            raise AssertionError((cls.work / "log").read_text()[-4000:])
        try:
            return any(d["name"] == "fake-hardware" for d in cls.ask("GET", "/v1/drivers")["drivers"])
        except OSError:
            return False

    @staticmethod
    def wait_for(done, what, limit=LIMIT):
        end = time.monotonic() + limit
        while not done():
            if time.monotonic() > end:
                raise AssertionError("not within the limit: " + what)
            time.sleep(0.2)

    @staticmethod
    def ask(method, path, body=None):
        request = urllib.request.Request(f"http://{IRONIC}:6385{path}", method=method,
                                         data=None if body is None else json.dumps(body).encode())
        request.add_header("X-OpenStack-Ironic-API-Version", "1.80")
        request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=60) as reply:
            text = reply.read()
        return json.loads(text) if text else None

    def setUp(self):
        self.started = time.monotonic()
        self.blade = None
        self.node = None

    def tearDown(self):
        if self.blade:
            self.blade.close()
            (self.work / "disk").unlink()
        if self.node:
            self.ask("PUT", f"/v1/nodes/{self.node}/maintenance")
            self.ask("DELETE", f"/v1/nodes/{self.node}")
        print(f"{self.id().rsplit('.', 1)[-1]}: {time.monotonic() - self.started:.1f} s")

    def state(self):
        return self.ask("GET", f"/v1/nodes/{self.node}")

    def target(self, word, **more):
        self.ask("PUT", f"/v1/nodes/{self.node}/states/provision", {"target": word, **more})

    def reach(self, *states):
        def there():
            node = self.state()
            failed = node["provision_state"].endswith("failed") or (node["last_error"] and node["provision_state"] == "enroll")
            if failed and node["provision_state"] not in states:
                raise AssertionError(f"{node['provision_state']}: {node['last_error']}\n{self.console()}")
            return node["provision_state"] in states
        self.wait_for(there, f"state {states}")

    def console(self):
        return (self.work / "console").read_text(errors="replace")[-4000:]

    def boot(self):
        self.blade = Blade(self.work, self.blade_net)

    def enroll(self, deploy):
        node = self.ask("POST", "/v1/nodes", {"driver": "fake-hardware", "deploy_interface": deploy, "boot_interface": "fake",
                                              "management_interface": "noop", "power_interface": "fake",
                                              "properties": {"cpu_arch": "x86_64", "local_gb": 1, "capabilities": "boot_mode:bios"}})
        self.node = node["uuid"]
        self.ask("POST", "/v1/ports", {"node_uuid": self.node, "address": MAC})
        self.target("manage")
        self.reach("manageable")
        self.target("provide")
        self.reach("clean wait")
        self.boot()
        self.reach("available")
        self.assertIn("command clean.execute_clean_step", self.console())
        self.blade.close()

    def deploy(self, info):
        operations = [{"op": "add", "path": f"/instance_info/{key}", "value": value} for key, value in info.items()]
        self.ask("PATCH", f"/v1/nodes/{self.node}", operations)
        self.target("active")
        self.reach("wait call-back")
        self.boot()
        self.reach("active")

    def image(self, content):
        file = self.work / "images" / str(uuid.uuid4())
        file.write_bytes(content)
        return {"image_source": f"file:///tmp/{self.work.name}/images/{file.name}", "image_os_hash_algo": "sha256",
                "image_os_hash_value": hashlib.sha256(content).hexdigest(), "image_disk_format": "raw"}

    def whole_disk(self):
        table = bytearray(512)
        table[440:444] = bytes.fromhex("78563412")
        table[446:462] = bytes.fromhex("80fefffffefeffff")[:8] + (2048).to_bytes(4, "little") + (8192).to_bytes(4, "little")
        table[450] = 0x83
        table[510:512] = b"\x55\xaa"
        return bytes(table) + os.urandom(3 << 20) + bytes(20 << 20) + os.urandom(1 << 20)

    def test_direct_with_a_whole_disk(self):
        self.enroll("direct")
        content = self.whole_disk()
        self.deploy({**self.image(content), "image_type": "whole-disk", "root_gb": 1})
        self.blade.ends()
        self.assertEqual(self.blade.read(len(content)), content)
        self.assertEqual(self.state()["driver_internal_info"].get("root_uuid_or_disk_id"), "0x12345678")

    def test_direct_with_partitions(self):
        self.enroll("direct")
        tree = self.work / "tree"
        (tree / "etc").mkdir(parents=True)
        (tree / "etc" / "hostname").write_text("blade\n")
        root = self.work / "root.raw"
        with open(root, "wb") as file:
            file.truncate(24 << 20)
        number = str(uuid.uuid4())
        run("mke2fs", "-q", "-t", "ext4", "-U", number, "-d", str(tree), str(root))
        content = bytearray(root.read_bytes())
        content[:4], content[510:512] = b"BOOT", b"\x55\xaa"  # stands for EXTLINUX' boot sector
        drive = os.urandom(70000)
        self.deploy({**self.image(bytes(content)), "image_type": "partition", "root_gb": 1, "swap_mb": 16, "ephemeral_gb": 0,
                     "configdrive": base64.b64encode(gzip.compress(drive)).decode()})
        self.blade.ends()
        self.assertEqual(self.state()["driver_internal_info"].get("root_uuid_or_disk_id"), number)
        table = json.loads(subprocess.run(["sfdisk", "-J", str(self.blade.disk)], capture_output=True, check=True).stdout)
        parts = table["partitiontable"]["partitions"]
        self.assertEqual([(p["size"] >> 11, p["type"], p.get("bootable", False)) for p in parts],
                         [(16, "82", False), (64, "83", False), (1024, "83", True)])
        starts = [p["start"] * 512 for p in parts]
        self.assertEqual(self.blade.read(10, starts[0] + 4086), b"SWAPSPACE2")
        self.assertEqual(self.blade.read(len(drive), starts[1]), drive)
        self.assertEqual(self.blade.read(len(content), starts[2]), bytes(content))
        self.assertEqual(self.blade.read(440), pathlib.Path("/usr/lib/syslinux/mbr/mbr.bin").read_bytes())
        swap = subprocess.run(["blkid", "-p", "-O", str(starts[0]), "-o", "value", "-s", "TYPE", str(self.blade.disk)],
                              capture_output=True, text=True, check=False)
        self.assertEqual(swap.stdout.strip(), "swap")

    def test_iscsi_as_a_custom_step(self):
        self.enroll("custom-agent")
        content = self.whole_disk()
        image = self.work / "whole.raw"
        image.write_bytes(content)
        self.ask("PATCH", f"/v1/nodes/{self.node}", [{"op": "add", "path": "/instance_info/root_gb", "value": 1}])
        self.target("active")
        self.reach("wait call-back")
        self.boot()
        self.wait_for(lambda: "iSCSI target iqn-" in self.console(), "the target is up")
        done = subprocess.run(["chroot", str(ROOT), "qemu-img", "convert", "-n", "-f", "raw", "-O", "raw", f"/tmp/{self.work.name}/whole.raw",
                               f"iscsi://{BLADE}/iqn-{self.node}/1"], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        with socket.create_connection((BLADE, 10000), timeout=30) as notice:
            notice.sendall(b"done")
        self.reach("active")
        self.blade.ends()
        self.assertEqual(self.blade.read(len(content)), content)

    def test_a_wrong_hash_fails_by_name_and_brings_the_logs(self):
        self.enroll("direct")
        content = self.whole_disk()
        image = self.image(content)  # the conductor checks what it caches, so the fault comes behind it
        operations = [{"op": "add", "path": f"/instance_info/{key}", "value": value} for key, value in
                      {**image, "image_type": "whole-disk", "root_gb": 1}.items()]
        self.ask("PATCH", f"/v1/nodes/{self.node}", operations)
        self.target("active")
        self.reach("wait call-back")
        for file in (self.work / "http" / "agent_images").iterdir():
            target = ROOT / os.readlink(file).lstrip("/")
            damaged = bytearray(target.read_bytes())
            damaged[1000] ^= 1
            target.write_bytes(damaged)
        self.boot()
        self.reach("deploy failed")
        self.assertIn("AGENT-CHECKSUM", self.state()["last_error"])
        self.wait_for(lambda: any((self.work / "logs").iterdir()), "the agent's logs")


def main():
    global PROGRAMS, ROOT
    if len(sys.argv) < 3 or os.geteuid() != 0:
        sys.exit(__doc__)
    PROGRAMS, ROOT = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
    if "inside" not in sys.argv:  # again, in a network of its own
        os.execvp("unshare", ["unshare", "--net", "--mount", sys.executable, __file__, *sys.argv[1:3], "inside", *sys.argv[3:]])
    sys.argv[1:4] = []
    unittest.main(verbosity=2)


if __name__ == "__main__":
    main()
