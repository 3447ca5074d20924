#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a rehearsal takes and what it costs: for each kind and number of blades the seconds from `rehearse` to
finished, the seconds of each phase, MB/s of image writing, and the peak resident memory of each program.

Usage: sudo rehearsal_bench.py [-o json] [--bin DIR] [KIND:BLADES ...]     (default: all the house has aims for)
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "integration"))
from lab import Lab  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
DEFAULT = ["namespace:1", "namespace:2", "namespace:8", "qemu:1", "qemu:2", "qemu:8"]
AIMS = {"namespace:8": 15, "qemu:2": 40, "qemu:8": 100}  # seconds from power-on to signal
PHASES = [("power-on", "dhcp"), ("dhcp", "ramdisk-up"), ("ramdisk-up", "iscsi-login"), ("iscsi-login", "image-written"),
          ("image-written", "image-read-back"), ("image-read-back", "rebooted-to-disk"),
          ("rebooted-to-disk", "metadata-read"), ("metadata-read", "signal-received"),
          ("signal-received", "http-verified")]


def seconds(iso):
    whole, _, fraction = iso.rstrip("Z").partition(".")
    return time.mktime(time.strptime(whole, "%Y-%m-%dT%H:%M:%S")) + float("0." + (fraction or "0"))


def resident(state):
    """Peak resident memory in MB of each program whose command line names the state directory."""
    peaks = {}
    for entry in pathlib.Path("/proc").iterdir():
        try:
            if str(state) not in (entry / "cmdline").read_text():
                continue
            program = os.path.basename(os.readlink(entry / "exe"))
            peak = next(line for line in (entry / "status").read_text().splitlines() if line.startswith("VmHWM"))
        except (OSError, StopIteration, NotADirectoryError):
            continue
        peaks[program] = max(peaks.get(program, 0), int(peak.split()[1]) / 1024)
    return peaks


def measure(programs, case):
    kind, blades = case.split(":")
    lab = Lab(programs)
    try:
        begun = time.monotonic()
        done = lab.seedbed("-o", "json", "rehearse", "--keep", "--kind", kind, "--blades", blades, timeout=900)
        took = time.monotonic() - begun
        if done.returncode != 0:
            raise RuntimeError(f"{case} ended with {done.returncode}\n{done.stderr}{lab.logs()}")
        memory = resident(lab.state)
    finally:
        lab.close()
    report = json.loads(done.stdout)
    times = [{p["proof"]: seconds(p["time"]) for p in b["timeline"]} for b in report["blades"]]
    first, last = min(t["power-on"] for t in times), max(t["signal-received"] for t in times)
    write = [b["total"] / 1e6 / max(t["image-written"] - t["iscsi-login"], 1e-3) for b, t in zip(report["blades"], times)]
    return {"case": case, "rehearse_to_finished_s": round(took, 1), "power_on_to_signal_s": round(last - first, 1),
            "aim_s": AIMS.get(case), "write_mb_s_per_blade": round(sum(write) / len(write), 1),
            "phases_s": {f"{a} to {b}": round(max(t[b] - t[a] for t in times), 2) for a, b in PHASES},
            "resident_mb": {program: round(peak, 1) for program, peak in sorted(memory.items())}}


def show(row):
    aim = f" (aim {row['aim_s']})" if row["aim_s"] else ""
    print(f"\n{row['case']}: rehearse to finished {row['rehearse_to_finished_s']} s, power-on to signal "
          f"{row['power_on_to_signal_s']} s{aim}, image {row['write_mb_s_per_blade']} MB/s a blade")
    for phase, took in row["phases_s"].items():
        print(f"  {phase:<36} {took:7.2f} s (slowest blade)")
    for program, peak in row["resident_mb"].items():
        print(f"  {program:<36} {peak:7.1f} MB resident at most")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default=str(ROOT / "build/release/bin"), help="directory of the programs")
    parser.add_argument("-o", "--output", choices=["table", "json"], default="table")
    parser.add_argument("cases", nargs="*", metavar="KIND:BLADES", default=DEFAULT)
    options = parser.parse_args()
    ramdisk = pathlib.Path(options.bin).parent / "images/deploy.ramdisk"
    rows = []
    for case in options.cases:
        rows.append(measure(options.bin, case))
        if options.output == "table":
            show(rows[-1])
    size = round(ramdisk.stat().st_size / 1e6, 2)
    if options.output == "json":
        print(json.dumps({"schema": 1, "ramdisk_mb": size, "cases": rows}, indent=2))
    else:
        print(f"\nramdisk {size} MB (aim below 8)")


if __name__ == "__main__":
    main()
