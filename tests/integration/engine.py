# SPDX-License-Identifier: GPL-3.0-or-later
"""One seedbed-seed of this build over a state directory, and Debian's openstack client against it. The client's own
shell runs inside the calling process, because each start of it costs seconds."""
import contextlib
import importlib.util
import io
import json
import os
import pathlib
import select
import signal
import subprocess
import sys

PASSWORD = "correct horse battery staple"
READY_SECONDS = 90  # on a busy machine
DEBIAN_PYTHON = "/usr/bin/python3"


def use_debian_python():
    """The clients are Debian's, so is their interpreter."""
    if importlib.util.find_spec("openstackclient") is None and sys.executable != DEBIAN_PYTHON:
        os.execv(DEBIAN_PYTHON, [DEBIAN_PYTHON, *sys.argv])


def clean_environment(home):
    """No credentials of the caller; the bare metal client keeps a cache in its home."""
    os.environ["HOME"] = str(home)
    for name in [name for name in os.environ if name.startswith("OS_")]:
        del os.environ[name]


def arguments_of(address, password=PASSWORD):
    return ["--os-auth-url", f"http://{address}:5000/v3", "--os-username", "admin", "--os-password", password,
            "--os-project-name", "admin", "--os-user-domain-id", "default", "--os-project-domain-id", "default"]


def openstack(address, *words, password=PASSWORD):
    """(exit status, standard output, standard error) of one command of the openstack client."""
    from openstackclient import shell
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = shell.main([*arguments_of(address, password), *words])
        except SystemExit as leaving:
            status = leaving.code
    return status, out.getvalue(), err.getvalue()


class Engine:
    """A running seedbed-seed."""

    def __init__(self, programs, address, state, *arguments):
        self.address = address
        password = state / "admin-password"
        if not password.exists():
            password.touch(0o600)
            password.write_text(PASSWORD + "\n")
        self.command = [str(pathlib.Path(programs) / "seedbed-seed"), "--listen", address,
                        "--state", str(state / "seed"), "--admin-password-file", str(password), *arguments]
        self.log = open(state / "log", "ab")
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=self.log)
        ready, _, _ = select.select([self.process.stdout], [], [], READY_SECONDS)
        line = self.process.stdout.readline() if ready else b""
        if line != b"ready\n":
            self.stop(signal.SIGKILL)
            raise RuntimeError("seedbed-seed did not get ready: " + (state / "log").read_text())

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        status = self.process.wait(30)
        self.process.stdout.close()
        self.log.close()
        return status


class Clients:
    """For a TestCase with a running `engine`: verbs that assert what the client's exit status must be."""

    def good(self, *words):
        status, out, err = openstack(self.engine.address, *words)
        self.assertEqual(status, 0, f"{words}: {err}")
        return out

    def table(self, *words):
        return json.loads(self.good(*words, "-f", "json"))

    def refused(self, *words):
        status, _, err = openstack(self.engine.address, *words)
        self.assertNotEqual(status, 0, words)
        return err
