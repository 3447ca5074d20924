#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Typing at the console of a blade: `seedbed console` on a terminal, the blade's own terminal echoes. Usage:
console_test.py BIN_DIR. Needs root for network namespaces."""
import fcntl
import http.server
import json
import os
import pathlib
import pty
import select
import signal
import socketserver
import subprocess
import sys
import tempfile
import termios
import threading
import unittest

from lab import Lab

PROGRAMS = pathlib.Path("build/release/bin")
DEADLINE = 20
BEGINS = b"typing at bay1: ~. ends, ~? helps\r\n"


class Screen:
    """`seedbed` on a terminal that outlives it."""

    def __init__(self, state, *words):
        self.master, self.slave = pty.openpty()
        self.before = termios.tcgetattr(self.slave)
        self.text = b""
        self.program = subprocess.Popen([PROGRAMS / "seedbed", "--state", state, *words], stdin=self.slave,
                                        stdout=self.slave, stderr=self.slave, start_new_session=True,
                                        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.program.poll() is None:
            self.program.kill()
            self.program.wait()
        os.close(self.master)
        os.close(self.slave)

    def type(self, text):
        os.write(self.master, text)

    def until(self, wanted):
        while wanted not in self.text:
            readable, _, _ = select.select([self.master], [], [], DEADLINE)
            if not readable:
                raise TimeoutError(self.text)
            self.text += os.read(self.master, 4096)
        self.text = self.text[self.text.index(wanted) + len(wanted):]

    def raw(self):
        return not termios.tcgetattr(self.slave)[3] & (termios.ECHO | termios.ICANON | termios.ISIG)

    def ends(self):
        """Its exit code; the terminal is as it was."""
        code = self.program.wait(timeout=DEADLINE)
        if termios.tcgetattr(self.slave) != self.before:
            raise AssertionError("the terminal was left raw")
        return code


class Typing(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = Lab(PROGRAMS)
        cls.addClassCleanup(cls.lab.close)
        cls.lab.up("--kind", "namespace", "--bays", "1-2")
        for words in (("survey",), ("power", "on", "bay1")):
            done = cls.lab.seedbed(*words)
            assert done.returncode == 0, done.stderr + cls.lab.logs()
        with cls.lab.start("console", "bay1", "--follow") as follower:  # then it says nothing more by itself
            while "No bootable device." not in follower.stdout.readline():
                assert follower.poll() is None, cls.lab.logs()
            follower.send_signal(signal.SIGINT)

    def screen(self, *words):
        return Screen(self.lab.state, "console", "bay1", *words)

    def test_what_is_typed_reaches_the_blade_and_comes_back(self):
        with self.screen() as screen:
            screen.until(BEGINS)
            self.assertTrue(screen.raw())
            screen.type(b"hello blade~.")  # no escape in the middle of a line
            screen.until(b"hello blade~.")
            screen.type(b"\x03")  # the blade's, not ours
            screen.until(b"^C")
            screen.type(b"\r~?")
            screen.until(b"only at the beginning of a line")
            screen.type(b"~~second line\r")
            screen.until(b"~second line")
            screen.type(b"~.")
            self.assertEqual(screen.ends(), 0)
        found = self.lab.seedbed("console", "bay1", "--search", "~second line")
        self.assertTrue(found.stdout, "it was recorded as well")

    def test_one_hand_at_a_time(self):
        with self.screen() as first:
            first.until(BEGINS)
            with self.screen() as second:
                second.until(b"only to look at")
                second.until(b"CONSOLE-HELD")
                self.assertFalse(second.raw())
                first.type(b"from the first\r")
                second.until(b"from the first")
                second.type(b"from the second\r\x03")  # its own Ctrl-C, the terminal is as always
                self.assertEqual(second.ends(), 7)
            refused = self.lab.seedbed("console", "bay1", "--write")
            self.assertEqual(refused.returncode, 1, refused.stderr)
            self.assertIn("CONSOLE-HELD", refused.stderr)
            first.type(b"~.")
            self.assertEqual(first.ends(), 0)
        with self.screen() as third:
            third.until(BEGINS)
            third.type(b"~.")
            self.assertEqual(third.ends(), 0)
        log = (self.lab.state / "consoles/bay1.log").read_bytes()
        self.assertIn(b"from the first", log)
        self.assertNotIn(b"from the second", log)

    def test_watching_types_nothing(self):
        with self.screen("--watch") as screen, self.screen() as other:
            other.until(BEGINS)
            screen.type(b"never typed\r")
            other.type(b"typed by the other\r")
            screen.until(b"typed by the other")
            self.assertFalse(screen.raw())
            screen.type(b"\x03")
            self.assertEqual(screen.ends(), 7)
            other.type(b"~.")
            self.assertEqual(other.ends(), 0)
        self.assertNotIn(b"never typed", (self.lab.state / "consoles/bay1.log").read_bytes())

    def test_a_program_types(self):
        script = subprocess.Popen([PROGRAMS / "seedbed", "--state", self.lab.state, "console", "bay1", "--write"],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        with script:
            script.stdin.write("from a pipe\r")
            script.stdin.flush()
            line = script.stdout.readline()
            script.stdin.write("~.")
            script.stdin.close()
            self.assertEqual(script.wait(timeout=DEADLINE), 0)
            self.assertEqual(line, "from a pipe\n")

    def test_a_console_that_is_not_recorded_is_only_looked_for(self):
        refused = self.lab.seedbed("console", "bay5", "--write")
        self.assertEqual(refused.returncode, 1, refused.stderr)

    def test_every_signal_leaves_the_terminal_as_it_was(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            with self.subTest(number.name), self.screen() as screen:
                screen.until(BEGINS)  # the one before has given the keyboard back
                self.assertTrue(screen.raw())
                screen.program.send_signal(number)
                self.assertEqual(screen.ends(), 7)


class Daemon(http.server.BaseHTTPRequestHandler):
    """Takes the keyboard's calls, then is gone."""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        body = json.dumps({"schema": 1}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.server.asked.set()
        self.server.go.wait(DEADLINE)

    def log_message(self, *_):
        pass


class Gone(unittest.TestCase):
    def test_a_daemon_that_dies_leaves_the_terminal_as_it_was(self):
        folder = tempfile.TemporaryDirectory(prefix="seedbed-console-")
        self.addCleanup(folder.cleanup)
        server = socketserver.ThreadingUnixStreamServer(os.path.join(folder.name, "api.sock"), Daemon)
        server.get_request = lambda: (server.socket.accept()[0], ("", 0))
        server.asked, server.go = threading.Event(), threading.Event()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        with Screen(folder.name, "console", "bay1") as screen:
            screen.until(BEGINS)
            self.assertTrue(server.asked.wait(DEADLINE))
            self.assertTrue(screen.raw())
            server.go.set()
            screen.until(b"DAEMON-UNREACHABLE")
            self.assertEqual(screen.ends(), 1)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        PROGRAMS = pathlib.Path(sys.argv.pop(1))
    unittest.main(verbosity=2)
