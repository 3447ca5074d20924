# SPDX-License-Identifier: GPL-3.0-or-later
"""The OA and Virtual Connect of the emulated chassis, spoken to by foreign clients: Python's TLS for SOAP, Debian's
ssh for the CLI, and OpenHPI's daemon. Needs root, for ports 22, 80 and 443 of loopback.

    python3 tests/integration/faces_test.py build/release/bin
"""
import contextlib
import os
import pathlib
import re
import select
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import unittest
import xml.etree.ElementTree as ElementTree

PROGRAMS = pathlib.Path("build/release/bin")
GOLDEN = pathlib.Path(__file__).resolve().parent.parent / "golden" / "vc"
NETWORK = "127.59.2"
OA, VC = f"{NETWORK}.2", f"{NETWORK}.3"
PASSWORD = "swordfish-7"
LIMIT = 30  # seconds for anything to happen
HPOA = "{hpoa.xsd}"


class Chassis:
    """One running seedbed-chassis with a state directory of its own."""

    def __init__(self, scenario=""):
        self.state = pathlib.Path(tempfile.mkdtemp(prefix="seedbed-faces-"))
        self.password = self.state / "secret"
        self.password.write_text(PASSWORD + "\n")
        self.password.chmod(0o600)
        self.arguments = ["--loopback", f"{NETWORK}.0/24", "--blades", "none", "--bays", "1-7",
                          "--state", str(self.state), "--password-file", str(self.password)]
        if scenario:
            (self.state / "scenario.yaml").write_text(scenario)
            self.arguments += ["--scenario", str(self.state / "scenario.yaml")]
        self.process = None

    def start(self):
        self.log = open(self.state / "log", "a", encoding="utf-8")
        self.process = subprocess.Popen([str(PROGRAMS / "seedbed-chassis"), *self.arguments],
                                        stdout=subprocess.PIPE, stderr=self.log, text=True)
        if self.process.stdout.readline() != "ready\n":
            self.process.wait(LIMIT)
            raise AssertionError((self.state / "log").read_text())

    def stop(self):
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(LIMIT)
        self.process.stdout.close()
        self.log.close()
        self.process = None
        if status != 0:
            raise AssertionError(f"exit status {status}\n" + (self.state / "log").read_text())

    def close(self):
        try:
            self.stop()
        finally:
            shutil.rmtree(self.state)


def tls(address=OA):
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context.wrap_socket(socket.create_connection((address, 443), LIMIT), suppress_ragged_eofs=False)


def exchange(body, head_lines=("Content-Type: application/soap+xml; charset=\"utf-8\"",)):
    """One request as an old client sends it: bare line feeds, header and body apart. Returns the TLS records."""
    data = body.encode()
    head = "\n".join(["POST /hpoa HTTP/1.1", f"Host: {OA}:443", *head_lines, f"Content-Length: {len(data)}", "", ""])
    with tls() as connection:
        connection.sendall(head.encode())
        connection.sendall(data)
        records = []
        while record := connection.recv(65536):
            records.append(record)
        return records


class Answer:
    def __init__(self, records):
        self.head = records[0].decode()
        self.text = b"".join(records[1:]).decode()
        self.status = int(self.head.split()[1])
        self.body = ElementTree.fromstring(self.text).find("{http://www.w3.org/2003/05/soap-envelope}Body")

    def all(self, name):
        return [element.text for element in self.body.iter(HPOA + name)]

    def one(self, name):
        return self.all(name)[0]


def soap(call, parameters="", key=""):
    return Answer(exchange(
        '<?xml version="1.0"?>\n<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://www.w3.org/2003/05/soap-envelope"'
        ' xmlns:wsse="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"'
        ' xmlns:hpoa="hpoa.xsd"><SOAP-ENV:Header><wsse:Security SOAP-ENV:mustUnderstand="true">'
        f"<hpoa:HpOaSessionKeyToken><hpoa:oaSessionKey>{key}</hpoa:oaSessionKey></hpoa:HpOaSessionKeyToken>"
        f"</wsse:Security></SOAP-ENV:Header><SOAP-ENV:Body><hpoa:{call}>{parameters}</hpoa:{call}></SOAP-ENV:Body>"
        "</SOAP-ENV:Envelope>"))


def tag(name, value):
    return f"<hpoa:{name}>{value}</hpoa:{name}>"


def login(password=PASSWORD):
    return soap("userLogIn", tag("username", "Administrator") + tag("password", password))


def bays(last):
    return tag("bayArray", "".join(tag("bay", bay) for bay in range(1, last + 1)))


def power(key, bay):
    return soap("getBladeStatus", tag("bayNumber", bay), key).one("powered")


def ssh_command(*options, methods="password"):
    return ["sshpass", "-e", "ssh", "-F", "none", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
            "-o", "LogLevel=ERROR", "-o", f"PreferredAuthentications={methods}", "-o", "NumberOfPasswordPrompts=1",
            *options, f"Administrator@{VC}"]


def ssh_environment(password=PASSWORD):
    return {**os.environ, "SSHPASS": password}


class Terminal:
    """A shell on the CLI, typed through a pty of the far side."""

    def __init__(self):
        self.process = subprocess.Popen(ssh_command("-tt"), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        env=ssh_environment())
        self.greeting = self.until_prompt()

    def until_prompt(self):
        text = b""
        end = time.monotonic() + LIMIT
        while not re.search(rb"(^|\n)->$", text):
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, end - time.monotonic()))
            chunk = os.read(self.process.stdout.fileno(), 65536) if ready else b""
            if not chunk:
                raise AssertionError(f"no prompt after {text!r}")
            text += chunk
        return text.decode()[:-2]

    def type(self, line):
        """Returns the lines of the answer, after the echo."""
        self.process.stdin.write(line.encode() + b"\r")
        self.process.stdin.flush()
        echo, rest = self.until_prompt().split("\r\n", 1)
        if echo != line:
            raise AssertionError(f"echo {echo!r} of {line!r}")
        if "\n" in rest.replace("\r\n", ""):
            raise AssertionError(f"bare line feed in {rest!r}")
        return rest.split("\r\n")

    def close(self):
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(b"exit\r")
            self.process.stdin.flush()
        status = self.process.wait(LIMIT)
        self.process.stdin.close()
        self.process.stdout.close()
        return status


def dialogue(name):
    """Pairs of a typed line and the pattern of its answer."""
    text = (GOLDEN / name).read_text().replace("@PASSWORD@", PASSWORD).replace("@VC@", VC)
    for part in text.split("->")[1:]:
        line, *answer = part.rstrip("\n").split("\n")
        pattern = "".join("(?:.*\n)*" if wanted == "{...}" else re.escape(wanted).replace(r"\{\*\}", ".*") + "\n"
                          for wanted in answer)
        yield line, pattern


class FacesTest(unittest.TestCase):
    scenario = ""

    @classmethod
    def setUpClass(cls):
        cls.chassis = Chassis(cls.scenario)
        cls.addClassCleanup(cls.chassis.close)
        cls.chassis.start()


class OaTransport(FacesTest):
    def test_the_header_has_a_record_of_its_own_and_the_body_small_ones(self):
        key = login().one("oaSessionKey")
        records = exchange("<SOAP-ENV:Envelope xmlns:SOAP-ENV='http://www.w3.org/2003/05/soap-envelope'"
                           " xmlns:hpoa='hpoa.xsd'><SOAP-ENV:Header><Security><hpoa:HpOaSessionKeyToken>"
                           f"<hpoa:oaSessionKey>{key}</hpoa:oaSessionKey></hpoa:HpOaSessionKeyToken></Security>"
                           f"</SOAP-ENV:Header><SOAP-ENV:Body><hpoa:getBladeStatusArray>{bays(16)}"
                           "</hpoa:getBladeStatusArray></SOAP-ENV:Body></SOAP-ENV:Envelope>")
        head = records[0].decode()
        self.assertTrue(head.startswith("HTTP/1.1 200 OK\r\n"), head)
        self.assertTrue(head.endswith("\r\n\r\n"), head)
        self.assertIn("application/soap+xml", head)
        self.assertNotIn("chunked", head.lower())
        self.assertGreater(len(records), 4)
        self.assertLess(max(map(len, records)), 4000)
        self.assertEqual(len(Answer(records).all("bayNumber")), 16)

    def test_white_space_follows_the_opening_tag_of_every_compound(self):
        text = login().text
        self.assertIsNone(re.search(r"<hpoa:\w+><hpoa:", text), text)

    def test_plain_http_leads_to_https(self):
        with socket.create_connection((OA, 80), LIMIT) as connection:
            connection.sendall(f"GET / HTTP/1.1\r\nHost: {OA}\r\nConnection: close\r\n\r\n".encode())
            answer = connection.makefile("rb").read().decode()
        self.assertTrue(answer.startswith("HTTP/1.1 301"), answer)
        self.assertIn(f"https://{OA}/", answer)

    def test_nonsense_is_refused_and_the_next_request_served(self):
        for body in ("", "x" * 5000, "<a>", "<!DOCTYPE a><a/>", "<a>" * 5000):
            self.assertEqual(Answer(exchange(body)).status, 400, body[:20])
        with tls() as connection:
            connection.sendall(b"\x00\xff" * 3000 + b"\n\n")
            self.assertTrue(connection.recv(4096).startswith(b"HTTP/1.1 400"))
        with socket.create_connection((OA, 443), LIMIT) as connection:
            connection.sendall(b"this is no TLS\n\n")
            connection.recv(4096)
        self.assertEqual(soap("getOaId").status, 200)


class OaCalls(FacesTest):
    def setUp(self):
        self.key = login().one("oaSessionKey")
        self.addCleanup(lambda: soap("userLogOut", key=self.key))

    def test_a_session_is_opened_checked_and_closed(self):
        self.assertEqual(len(self.key), 16)
        self.assertEqual(soap("isValidSession", key=self.key).status, 200)
        key = login().one("oaSessionKey")
        self.assertEqual(len(soap("userLogOut", key=key).all("returnCodeOk")), 1)
        ended = soap("getEnclosureInfo", key=key)
        self.assertEqual(ended.status, 400)
        self.assertIn("wsse:FailedAuthentication", ended.text)

    def test_a_wrong_password_is_fault_150(self):
        refused = login("wrong")
        self.assertEqual(refused.status, 400)
        self.assertEqual(refused.one("errorCode"), "150")
        self.assertEqual(refused.one("operationName"), "userLogIn")

    def test_blades_and_their_ilos(self):
        status = soap("getBladeStatusArray", bays(16), self.key)
        self.assertEqual(status.all("presence"), ["PRESENT"] * 7 + ["ABSENT"] * 9)
        for bay in range(1, 8):
            processor = soap("getBladeMpInfo", tag("bayNumber", bay), self.key)
            self.assertEqual(processor.one("ipAddress"), f"{NETWORK}.{10 + bay}")

    def test_power_and_the_event_of_it(self):
        pid = soap("subscribeForEvents", key=self.key).one("pid")
        pressed = soap("setBladePower", tag("bayNumber", 2) + tag("power", "MOMENTARY_PRESS"), self.key)
        self.assertEqual(pressed.status, 200)
        self.assertEqual(power(self.key, 2), "POWER_ON")
        wait = tag("pid", pid) + tag("waitTilEventHappens", 1) + tag("lcdEvents", 0) + tag("oaFwVersion", "4.22")
        events = []
        while "EVENT_BLADE_POST_COMPLETE" not in events:
            events += soap("getAllEventsEx", wait, self.key).all("event")
        self.assertEqual(events[0], "EVENT_BLADE_POWER_STATE")
        soap("setBladePower", tag("bayNumber", 2) + tag("power", "PRESS_AND_HOLD"), self.key)
        self.assertEqual(soap("getAllEventsEx", wait, self.key).one("powered"), "POWER_OFF")
        self.assertEqual(soap("unSubscribeForEvents", tag("pid", pid), self.key).status, 200)
        self.assertEqual(soap("getAllEventsEx", wait, self.key).one("errorCode"), "204")


class Cli(FacesTest):
    def converse(self, *names):
        terminal = Terminal()
        self.addCleanup(lambda: terminal.process.poll() is None and terminal.close())
        for name in names:
            for line, pattern in dialogue(name):
                with self.subTest(dialogue=name, line=line):
                    answer = "\n".join(terminal.type(line)).rstrip("\n") + "\n"
                    self.assertRegex(answer, re.compile(pattern + r"\Z"))
        return terminal

    def test_the_golden_dialogues(self):
        terminal = self.converse("first_login.txt", "networks.txt", "profile.txt", "uplinks.txt",
                                 "groups_and_vlans.txt", "settings.txt")
        self.assertIn("No enclosures currently exist in the domain.", terminal.greeting)
        self.assertEqual(terminal.close(), 0)

    def test_an_exec_channel_runs_one_command(self):
        for methods in ("password", "keyboard-interactive"):
            done = subprocess.run([*ssh_command(methods=methods), "show version"], capture_output=True,
                                  env=ssh_environment(), timeout=LIMIT, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertRegex(done.stdout.decode(),
                             r"(.+)\sManagement CLI.+\r\nBuild:\s+(.+)\r\n")

    def test_a_wrong_password_is_refused_either_way(self):
        for methods in ("password", "keyboard-interactive"):
            done = subprocess.run([*ssh_command(methods=methods), "show version"], capture_output=True,
                                  env=ssh_environment("wrong"), timeout=LIMIT, check=False)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(b"Permission denied", done.stderr)
            self.assertEqual(done.stdout, b"")

    def test_a_peer_that_speaks_no_ssh_harms_nobody(self):
        with socket.create_connection((VC, 22), LIMIT) as connection:
            connection.sendall(b"\x00" * 70000)
            with contextlib.suppress(ConnectionResetError):
                while connection.recv(4096):
                    pass
        done = subprocess.run([*ssh_command(), "help"], capture_output=True, env=ssh_environment(), timeout=LIMIT,
                              check=False)
        self.assertIn(b"assign", done.stdout)


class Lasting(unittest.TestCase):
    """One state behind both faces, and after a restart."""

    def test_the_domain_is_seen_by_the_oa_and_outlives_the_program(self):
        chassis = Chassis()
        self.addCleanup(chassis.close)
        chassis.start()
        self.assertEqual(soap("getOaVcmMode").one("isVcmMode"), "false")
        terminal = Terminal()
        for line in (f"import enclosure username=Administrator password={PASSWORD}", "add network N1",
                     "add profile P1 -nodefaultenetconn", "add enet-connection P1 Network=N1 pxe=enabled",
                     "assign profile P1 enc0:3"):
            self.assertRegex(terminal.type(line)[0], "^SUCCESS: ")
        self.assertEqual(soap("getOaVcmMode").one("vcmUrl"), f"https://{VC}")
        before = terminal.type("show enet-connection P1")
        key = login().one("oaSessionKey")
        nics = soap("getBladeInfo", tag("bayNumber", 3), key).all("macAddress")
        self.assertTrue(nics[0].startswith("00:17:A4:77:"), nics)
        self.assertEqual(terminal.close(), 0)
        chassis.stop()
        chassis.start()
        terminal = Terminal()
        self.assertNotIn("No enclosures", terminal.greeting)
        self.assertEqual(terminal.type("show enet-connection P1"), before)
        self.assertEqual(terminal.close(), 0)

    def test_faults_show_at_the_faces(self):
        chassis = Chassis("faults:\n  - kind: profile-dropped\n    bay: 3\n  - kind: oa-refuse-login\n"
                          "  - kind: slow\n    ms: 200\n")
        self.addCleanup(chassis.close)
        chassis.start()
        began = time.monotonic()
        self.assertEqual(login().one("errorCode"), "150")
        self.assertGreaterEqual(time.monotonic() - began, 0.2)
        terminal = Terminal()
        for line in (f"import enclosure username=Administrator password={PASSWORD}", "add profile P1",
                     "assign profile P1 enc0:3", "poweron server enc0:3"):
            self.assertRegex(terminal.type(line)[0], "^SUCCESS: ")
        self.assertRegex("\n".join(terminal.type("show profile P1")), r"Device Bay\s+: <Unassigned>")
        self.assertEqual(terminal.close(), 0)


class OpenHpi(FacesTest):
    """Debian's openhpid with openhpi-plugin-oa-soap discovers the enclosure and switches a blade on and off."""

    PORT = 14759

    def judge(self, *command):
        done = subprocess.run(command, capture_output=True, text=True, env=self.environment, timeout=2 * LIMIT,
                              check=False)
        return done.stdout + done.stderr

    def start_daemon(self, directory):
        configuration = directory / "openhpi.conf"
        configuration.write_text(f'handler liboa_soap {{\n  entity_root = "{{SYSTEM_CHASSIS,1}}"\n'
                                 f'  ACTIVE_OA = "{OA}"\n  OA_User_Name = "Administrator"\n'
                                 f'  OA_Password = "{PASSWORD}"\n}}\n')
        configuration.chmod(0o600)
        client = directory / "client.conf"
        client.write_text(f'domain default {{\n  host = "localhost"\n  port = {self.PORT}\n}}\n')
        self.environment = {**os.environ, "OPENHPICLIENT_CONF": str(client), "OPENHPI_VARPATH": str(directory),
                            "OPENHPI_UID_MAP": str(directory / "uid_map")}
        daemon = subprocess.Popen(["openhpid", "-n", "-v", "-c", str(configuration), "-p", str(self.PORT),
                                   "-f", str(directory / "pid")], env=self.environment, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True, errors="replace")
        self.addCleanup(lambda: (daemon.kill(), daemon.wait(LIMIT), daemon.stdout.close()))
        return daemon

    def test_it_discovers_the_enclosure_and_powers_a_blade(self):
        directory = pathlib.Path(tempfile.mkdtemp(prefix="seedbed-openhpi-"))
        self.addCleanup(shutil.rmtree, directory)
        daemon = self.start_daemon(directory)
        for line in daemon.stdout:  # until it listens for events, which comes after the discovery
            self.assertNotIn("Discovery failed", line)
            if "<hpoa:getAllEventsEx>" in line:
                break
        self.assertIsNone(daemon.poll())
        drain = subprocess.Popen(["cat"], stdin=daemon.stdout, stdout=subprocess.DEVNULL)
        self.addCleanup(lambda: (drain.kill(), drain.wait(LIMIT)))
        found = self.judge("hpitop")
        entities = re.findall(r"\+--- \{SYSTEM_CHASSIS,1\}(\S*)", found)
        self.assertEqual([e for e in entities if "BLADE" in e],
                         [f"{{SYSTEM_BLADE,{bay}}}" for bay in range(1, 8)] + ["{SWITCH_BLADE,1}"], found)
        self.assertEqual(len([e for e in entities if "{FAN," in e]), 6)
        self.assertEqual([e[-2] for e in entities if "{POWER_SUPPLY," in e], ["1", "2", "4", "5"])
        key = login().one("oaSessionKey")
        self.assertIn("successfully powered on", self.judge("hpipower", "-p", "-b", "1"))
        self.assertEqual(power(key, 1), "POWER_ON")
        self.assertIn("successfully powered off", self.judge("hpipower", "-d", "-b", "1"))
        self.assertEqual(power(key, 1), "POWER_OFF")
        self.assertIsNone(daemon.poll())


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        PROGRAMS = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main()
