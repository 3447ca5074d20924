#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line against a daemon that never answers, or is not there. Usage: cli_test.py BIN_DIR."""
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import unittest

PROGRAMS = pathlib.Path("build/release/bin")
DEADLINE = 20


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
