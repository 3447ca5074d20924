# SPDX-License-Identifier: GPL-3.0-or-later
"""One emulated chassis on loopback, and the programs that judge it: what the judges share. A script ends in main()."""
import http.client
import json
import os
import pty
import random
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

BIN_DIR = '.'  # holds seedbed-chassis; main() sets it
IPMI_PORT = 623
DEADLINE = 20
READY_DEADLINE = 90  # keys are made at the start, which takes long on a busy machine
USER = 'Administrator'
SSH_OPTIONS = ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-o', 'LogLevel=ERROR',
               '-o', 'PubkeyAuthentication=no', '-o', 'NumberOfPasswordPrompts=1']


def free_network():
    """A loopback /24 nobody listens in for IPMI."""
    while True:
        network = f'127.{random.randint(64, 250)}.{random.randint(1, 250)}'
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.bind((f'{network}.11', IPMI_PORT))
                return network
            except OSError as error:
                if isinstance(error, PermissionError):
                    raise


def run(arguments, **options):
    """The finished process; standard error is part of its output."""
    return subprocess.run(arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                          timeout=60, text=True, **options)


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__('localhost', timeout=DEADLINE)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Chassis:
    """One running seedbed-chassis."""

    def __init__(self, *options):
        self.network = free_network()
        self.directory = tempfile.TemporaryDirectory(prefix='seedbed-judges-')
        self.state = os.path.join(self.directory.name, 'state')
        self.log = open(os.path.join(self.directory.name, 'log'), 'w+')
        self.process = subprocess.Popen(
            [os.path.join(BIN_DIR, 'seedbed-chassis'), '--loopback', f'{self.network}.0/24', '--blades', 'none',
             '--bays', '1-3', '--state', self.state, *options], stdout=subprocess.PIPE, stderr=self.log, text=True)
        readable, _, _ = select.select([self.process.stdout], [], [], READY_DEADLINE)
        line = self.process.stdout.readline() if readable else ''
        if line != 'ready\n':
            self.process.kill()
            self.process.wait()
            self.log.seek(0)
            raise RuntimeError(f'the chassis does not get ready: {self.log.read()}')
        self.password_file = os.path.join(self.state, 'password')
        with open(self.password_file) as file:
            self.password = file.read().strip()

    def ilo(self, bay=1):
        return f'{self.network}.{10 + bay}'

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(DEADLINE)
        self.process.stdout.close()
        self.log.close()
        return status

    def remove(self):
        if self.process.poll() is None:
            self.stop()
        self.directory.cleanup()

    def control(self, method, path, body=None):
        connection = UnixConnection(os.path.join(self.state, 'control.sock'))
        try:
            connection.request(method, path, json.dumps(body) if body is not None else None)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def blade(self, bay=1):
        return self.control('GET', '/state')[1]['blades'][bay - 1]

    def ipmitool(self, *command, bay=1, suite='3', user=USER, password=None, more=()):
        secret = ['-P', password] if password else ['-f', self.password_file]
        return run(['ipmitool', '-I', 'lanplus', '-C', suite, '-H', self.ilo(bay), '-U', user, *secret, *more,
                    *command])

    def freeipmi(self, program, *arguments, bay=1, user=USER, password=None):
        return run([program, '-D', 'LAN_2_0', '-h', self.ilo(bay), '-u', user, '-p', password or self.password,
                    *arguments])


class Console:
    """The serial port of a bay through its socket."""

    def __init__(self, chassis, bay=1):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(DEADLINE)
        self.socket.connect(os.path.join(chassis.state, 'consoles', f'bay{bay}.sock'))
        self.text = b''

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def until(self, wanted):
        while wanted not in self.text:
            got = self.socket.recv(4096)
            if not got:
                raise EOFError(self.text)
            self.text += got
        self.text = self.text[self.text.index(wanted) + len(wanted):]


class Terminal:
    """A program on a terminal of its own."""

    def __init__(self, arguments):
        self.pid, self.descriptor = pty.fork()
        if self.pid == 0:
            os.execvp(arguments[0], arguments)
        self.text = b''

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.descriptor)

    def read(self):
        readable, _, _ = select.select([self.descriptor], [], [], DEADLINE)
        if not readable:
            raise TimeoutError(self.text)
        try:
            return os.read(self.descriptor, 4096)
        except OSError:  # the other side of a terminal has gone
            return b''

    def until(self, wanted):
        while wanted not in self.text:
            got = self.read()
            if not got:
                raise EOFError(self.text)
            self.text += got
        self.text = self.text[self.text.index(wanted) + len(wanted):]

    def type(self, text):
        os.write(self.descriptor, text)

    def finish(self):
        while got := self.read():
            self.text += got
        _, status = os.waitpid(self.pid, 0)
        self.pid = 0
        return os.waitstatus_to_exitcode(status)


class OnChassis(unittest.TestCase):
    """A chassis for each class; each test begins without faults and with blade 1 off."""
    options = ()

    @classmethod
    def setUpClass(cls):
        cls.chassis = Chassis(*cls.options)

    @classmethod
    def tearDownClass(cls):
        cls.chassis.remove()

    def setUp(self):
        for fault in self.chassis.control('GET', '/faults')[1]['faults']:
            self.chassis.control('DELETE', f'/faults/{fault["id"]}')
        self.chassis.control('POST', '/bays/1/power', {'command': 'off'})

    def fault(self, kind, **parameters):
        status, answer = self.chassis.control('POST', '/faults', {'kind': kind, **parameters})
        self.assertEqual(status, 201, answer)
        return answer['id']

    def power(self, bay=1):
        return self.chassis.blade(bay)['power']

    def good(self, outcome, *words):
        self.assertEqual(outcome.returncode, 0, outcome.stdout)
        for word in words:
            self.assertIn(word, outcome.stdout)
        return outcome.stdout

    def bad(self, outcome, *words):
        self.assertNotEqual(outcome.returncode, 0, outcome.stdout)
        for word in words:
            self.assertIn(word, outcome.stdout)

    def until(self, condition, what):
        limit = time.monotonic() + DEADLINE
        while not condition():
            self.assertLess(time.monotonic(), limit, what)


def main(usage):
    global BIN_DIR
    if len(sys.argv) < 2 or sys.argv[1].startswith('-'):
        sys.exit(usage)
    BIN_DIR = sys.argv.pop(1)
    unittest.main(verbosity=2)
