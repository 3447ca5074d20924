# SPDX-License-Identifier: GPL-3.0-or-later
"""A lab for one test: state directory, the programs, and that nothing is left when it ends."""
import contextlib
import hashlib
import json
import os
import pathlib
import select
import shutil
import subprocess
import tempfile


class Lab:
    def __init__(self, programs):
        self.programs = pathlib.Path(programs)
        self.state = pathlib.Path(tempfile.mkdtemp(prefix="seedbed-lab-"))
        self.daemon = None  # the pid of the one that another_daemon() put in place

    def seedbed(self, *arguments, timeout=300):
        command = [str(self.programs / "seedbed"), "--state", str(self.state), *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)

    def start(self, *arguments):
        command = [str(self.programs / "seedbed"), "--state", str(self.state), *arguments]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def up(self, *arguments):
        done = self.seedbed("lab", "up", *arguments)
        if done.returncode != 0:
            raise AssertionError(done.stderr + self.logs())

    def record(self):
        return json.loads((self.state / "lab.json").read_text())

    def pid(self, program):
        return next(p["pid"] for p in self.record()["processes"] if p["program"] == program)

    @contextlib.contextmanager
    def another_daemon(self, end, *arguments):
        """Ends the lab's daemon by that signal, and puts another one in its place. May be nested."""
        pid = self.daemon or self.pid("seedbedd")
        gone = os.pidfd_open(pid)
        os.kill(pid, end)
        if not select.select([gone], [], [], 60)[0]:
            raise AssertionError("the daemon does not end")
        os.close(gone)
        command = ["ip", "netns", "exec", self.record()["appliance"], str(self.programs / "seedbedd"), "--state", str(self.state)]
        with open(self.state / "seedbedd.log", "a", encoding="utf-8") as log, \
                subprocess.Popen(command + list(arguments), stdout=subprocess.PIPE, stderr=log, text=True) as daemon:
            before, self.daemon = self.daemon, daemon.pid
            try:
                if daemon.stdout.readline().strip() != "ready":
                    raise AssertionError(self.logs())
                yield
            finally:
                daemon.terminate()
                daemon.wait(timeout=60)
                self.daemon = before

    def inside(self, where, *command, timeout=60):
        """Runs a command in the appliance's or the chassis' network namespace."""
        return subprocess.run(["ip", "netns", "exec", self.record()[where], *command],
                              capture_output=True, text=True, timeout=timeout, check=False)

    def logs(self):
        text = ""
        for file in sorted(self.state.glob("*.log")):
            text += f"\n--- {file.name}\n" + "\n".join(file.read_text(errors="replace").splitlines()[-40:])
        return text

    def close(self):
        done = self.seedbed("lab", "down")
        shutil.rmtree(self.state)
        if done.returncode != 0:
            raise AssertionError(done.stderr)


def left_on_host(state):
    """What a lab must not leave: bridges and taps outside of it, and its namespaces, loop devices and processes. Another lab
    may be up at the same time."""
    mark = hashlib.sha256(str(state).encode()).hexdigest()[:6]  # as in the names of its namespaces
    links = subprocess.run(["ip", "-br", "link"], capture_output=True, text=True, check=True).stdout
    names = {line.split()[0].split("@")[0] for line in links.splitlines()}
    netns = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True, check=True).stdout
    loops = subprocess.run(["losetup", "-a"], capture_output=True, text=True, check=False).stdout
    processes = set()
    for entry in pathlib.Path("/proc").iterdir():
        try:
            known = str(state) in (entry / "cmdline").read_text(errors="replace")
        except OSError:
            continue
        if known and entry.name != str(os.getpid()):
            processes.add((entry.name, os.path.basename(os.readlink(entry / "exe"))))
    return {"links": names, "netns": {line for line in netns.split("\n") if mark in line},
            "loops": {line for line in loops.split("\n") if str(state) in line}, "processes": processes}
