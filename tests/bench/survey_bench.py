#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a survey of eight blades takes, against the slowest of its devices alone and against a serial loop of
ipmitool and curl that asks the same; and what one dead iLO costs the other seven. Once as fast as the emulated devices
are, which is bound by this machine's processors, and once with devices that take their time for each answer.

Build first: cmake --build --preset release --target all bench_device
Usage: sudo survey_bench.py [-o json] [--bin DIR] [--runs N] [--slow MS]
"""
import argparse
import json
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "integration"))
from lab import Lab  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
AIM = 1.2
BAYS = 8
IPMI = (["chassis", "power", "status"], ["mc", "info"], ["mc", "guid"], ["fru", "print", "0"], ["sel", "time", "get"])
RIBCL = (("SERVER_INFO", "GET_HOST_POWER_STATUS"), ("SERVER_INFO", "GET_HOST_DATA"), ("RIB_INFO", "GET_FW_VERSION"),
         ("SERVER_INFO", "GET_EMBEDDED_HEALTH"), ("SERVER_INFO", "GET_SERVER_AUTO_PWR"), ("RIB_INFO", "GET_FW_VERSION"))  # the last for its clock
REDFISH = ("/redfish/v1/", "/redfish/v1/Systems/1/", "/redfish/v1/Managers/1/")


def seedbed(lab, *words):
    done = lab.seedbed(*words)
    if done.returncode != 0:
        raise SystemExit(done.stderr + lab.logs())
    return json.loads(done.stdout)


def surveys(lab, runs):
    return [seedbed(lab, "-o", "json", "survey") for _ in range(runs)]


def shortest(surveyed, read):
    return min(read(survey) for survey in surveyed) / 1000


def slow_down(lab, bays, milliseconds):
    """Every answer of the OA and of the iLOs."""
    seedbed(lab, "lab", "fault", "add", "slow", f"ms={milliseconds}")
    for bay in range(1, bays + 1):
        seedbed(lab, "lab", "fault", "add", "slow", f"bay{bay}", f"ms={milliseconds}")


def serially(lab, bays):
    """What the survey asks, one question after the other, a program each."""
    secret = str(lab.state / "secrets.d/chassis")
    password = pathlib.Path(secret).read_text().strip()
    curl = ("curl", "-sk", "--netrc-file", str(lab.state / "netrc"))
    (lab.state / "netrc").touch(0o600)
    (lab.state / "netrc").write_text(f"default login Administrator password {password}\n")
    begun = time.monotonic()
    lab.inside("appliance", "curl", "-sk", "https://10.83.0.2/xmldata?item=all")
    for bay in range(1, bays + 1):
        ilo = f"10.83.0.{10 + bay}"
        for words in IPMI:
            lab.inside("appliance", "ipmitool", "-I", "lanplus", "-C", "3", "-H", ilo, "-U", "Administrator", "-f", secret, *words)
        for block, command in RIBCL:
            script = (f'<RIBCL VERSION="2.0"><LOGIN USER_LOGIN="Administrator" PASSWORD="{password}"><{block} MODE="read">'
                      f"<{command}/></{block}></LOGIN></RIBCL>")
            (lab.state / "ribcl.xml").write_text(script)
            lab.inside("appliance", "curl", "-sk", "--data-binary", f"@{lab.state / 'ribcl.xml'}", f"https://{ilo}/ribcl")
        for path in REDFISH:
            lab.inside("appliance", *curl, f"https://{ilo}{path}")
        lab.inside("appliance", "curl", "-sk", f"https://{ilo}/xmldata?item=all")
    return time.monotonic() - begun


def slowest_of_seven(surveyed):
    return max(shortest(surveyed, lambda survey, bay=bay: survey["bays"][bay]["took_ms"]) for bay in range(BAYS - 1))


def alone(lab, device, address, times):
    """The least time of one device that nobody else is asked beside, by a program of its own."""
    done = lab.inside("appliance", str(lab.programs / "bench_device"), device, address, "Administrator",
                      str(lab.state / "secrets.d/chassis"), str(times), timeout=300)
    if done.returncode != 0:
        raise SystemExit(done.stderr + lab.logs())
    return float(done.stdout) / 1000


def measure(programs, runs, milliseconds):
    result = {"slow_ms": milliseconds}
    lab = Lab(programs)
    try:
        lab.up("--kind", "namespace", "--bays", f"1-{BAYS}")
        if milliseconds:
            slow_down(lab, BAYS, milliseconds)
        result["ilo_alone"] = max(alone(lab, "ilo", f"10.83.0.{10 + bay}", runs) for bay in range(1, BAYS + 1))
        result["oa"] = alone(lab, "oa", "10.83.0.2", runs)
        seen = surveys(lab, runs)
        result["survey"] = shortest(seen, lambda survey: survey["took_ms"])
        result["seven"] = slowest_of_seven(seen)
        result["serial"] = serially(lab, BAYS)
        seedbed(lab, "lab", "fault", "add", "bmc-silent", f"bay{BAYS}")
        seen = surveys(lab, 2)
        result["seven_beside_a_dead_one"] = slowest_of_seven(seen)
        result["survey_with_a_dead_one"] = shortest(seen, lambda survey: survey["took_ms"])
    finally:
        lab.close()
    result["ratio"] = result["survey"] / max(result["ilo_alone"], result["oa"])
    return result


def show(result):
    print(f"--- each answer takes {result['slow_ms']} ms" if result["slow_ms"] else "--- as fast as they are")
    print(f"the slowest iLO, alone               {result['ilo_alone']:7.2f} s")
    print(f"the OA of eight blades, alone        {result['oa']:7.2f} s")
    print(f"survey of eight blades               {result['survey']:7.2f} s   {result['ratio']:.2f} times the slower of these (aim: {AIM})")
    print(f"ipmitool and curl, one by one        {result['serial']:7.2f} s   {result['serial'] / result['survey']:.1f} times the survey")
    print(f"slowest of seven iLOs                {result['seven']:7.2f} s")
    print(f"the same, the eighth dead            {result['seven_beside_a_dead_one']:7.2f} s   "
          f"the survey ends after {result['survey_with_a_dead_one']:.2f} s, when the dead one was given up")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bin", default=str(ROOT / "build/release/bin"))
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--slow", type=int, default=100, metavar="MS", help="of an answer of OA and iLO")
    parser.add_argument("-o", choices=["table", "json"], default="table")
    options = parser.parse_args()
    results = [measure(options.bin, options.runs, milliseconds) for milliseconds in (0, options.slow)]
    if options.o == "json":
        print(json.dumps(results, indent=2))
        return
    for result in results:
        show(result)


if __name__ == "__main__":
    main()
