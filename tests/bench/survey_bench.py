#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a survey takes: of one blade, which is the least that its devices need one after the other, of eight, and
the same questions asked by a serial loop of ipmitool and curl.

Usage: sudo survey_bench.py [--bin DIR] [--runs N]
"""
import argparse
import json
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "integration"))
from lab import Lab  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def surveyed(lab, runs):
    """The shortest of some surveys, as the daemon measures them."""
    took = []
    for _ in range(runs):
        done = lab.seedbed("-o", "json", "survey")
        if done.returncode != 0:
            raise SystemExit(done.stderr)
        took.append(json.loads(done.stdout)["took_ms"] / 1000)
    return min(took)


def serially(lab, bays):
    """Power, device id, GUID, FRU and time by ipmitool; the pages without a login, and Redfish, by curl."""
    secret = str(lab.state / "secrets.d/chassis")
    password = pathlib.Path(secret).read_text().strip()
    begun = time.monotonic()
    lab.inside("appliance", "curl", "-sk", "https://10.83.0.2/xmldata?item=all")
    for bay in range(1, bays + 1):
        ilo = f"10.83.0.{10 + bay}"
        for words in (["chassis", "power", "status"], ["mc", "info"], ["mc", "guid"], ["fru", "print", "0"], ["sel", "time", "get"]):
            lab.inside("appliance", "ipmitool", "-I", "lanplus", "-C", "3", "-H", ilo, "-U", "Administrator", "-f", secret, *words)
        lab.inside("appliance", "curl", "-sk", f"https://{ilo}/xmldata?item=all")
        lab.inside("appliance", "curl", "-sk", "-u", f"Administrator:{password}", f"https://{ilo}/redfish/v1/Systems/1/")
    return time.monotonic() - begun


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bin", default=str(ROOT / "build/release/bin"))
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    times = {}
    for bays in (1, 8):
        lab = Lab(options.bin)
        try:
            lab.up("--kind", "namespace", "--bays", f"1-{bays}")
            times[bays] = surveyed(lab, options.runs)
            if bays == 8:
                serial = serially(lab, bays)
        finally:
            lab.close()
    print(f"survey of one blade      {times[1]:7.2f} s   the least its devices need")
    print(f"survey of eight blades   {times[8]:7.2f} s   {times[8] / times[1]:.2f} times that (aim: 1.2)")
    print(f"ipmitool and curl        {serial:7.2f} s   {serial / times[8]:.1f} times the survey of eight")


if __name__ == "__main__":
    main()
