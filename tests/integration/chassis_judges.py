#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Independent clients judge the emulated Onboard Administrator, its SNMP and xmldata, and all doors of one chassis at
once, which must agree.

  chassis_judges.py BIN_DIR [unittest arguments]

Each test class starts its own chassis on a free range of loopback addresses. Needs the right to bind the devices' ports.
"""
import contextlib
import json
import os
import re
import select
import socket
import subprocess
import sys
import tempfile
import threading
import unittest
import xml.etree.ElementTree

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import emulated  # noqa: E402
from emulated import DEADLINE, SSH_OPTIONS, USER, Chassis, Console, Terminal, run  # noqa: E402

BLADE = '1.3.6.1.4.1.232.22.2.4.1.1.1'


def side_by_side(calls):
    """Runs all at the same time; their results by name."""
    results = {}

    def keep(name, call):
        results[name] = call()
    threads = [threading.Thread(target=keep, args=item) for item in calls.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(DEADLINE * 2)
    return results


class OnChassis(emulated.OnChassis):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.oa = f'{cls.chassis.network}.2'

    def cli(self, *lines):
        return run(['sshpass', '-f', self.chassis.password_file, 'ssh', *SSH_OPTIONS, f'{USER}@{self.oa}', '\n'.join(lines)])

    def hpblade(self, action, bay=1, *more):
        return run(['fence_hpblade', '-a', self.oa, '-l', USER, '-p', self.chassis.password, '-n', str(bay), '-c', '> $',
                    '-o', action, '--power-wait=0', *more])

    def snmp(self, program, *arguments):
        return run([program, '-On', '-Oq', '-m', '', '-t', '3', '-r', '1', *arguments])

    def walk(self, oid, version='2c'):
        text = self.snmp('snmpwalk', f'-v{version}', '-c', 'public', self.oa, oid).stdout
        return dict(line.split(' ', 1) for line in text.splitlines() if line.startswith('.1.3'))


class CommandLine(OnChassis):
    def cycle(self, *more):
        self.chassis.control('POST', '/bays/1/power', {'command': 'off'})
        self.assertIn('Status: OFF', self.hpblade('status', 1, *more).stdout)
        self.assertEqual(self.hpblade('on', 1, *more).returncode, 0)
        self.assertEqual(self.chassis.blade()['power'], 'on')
        self.assertIn('Status: ON', self.hpblade('status', 1, *more).stdout)
        self.assertEqual(self.hpblade('reboot', 1, *more).returncode, 0)
        self.assertEqual(self.hpblade('off', 1, *more).returncode, 0)
        self.assertEqual(self.chassis.blade()['power'], 'off')

    def test_fence_hpblade_over_ssh(self):
        self.cycle('-x')

    def test_fence_hpblade_over_telnet(self):
        self.cycle()

    def test_fence_hpblade_lists(self):
        listed = self.hpblade('list', 1, '-x').stdout
        self.assertIn(f'1,ILO{self.chassis.blade()["serial"]}', listed)
        self.assertEqual(len(re.findall(r'^\d,', listed, re.M)), 3)

    def test_a_wrong_password_is_refused(self):
        for door in (['-x'], []):
            refused = run(['fence_hpblade', '-a', self.oa, '-l', USER, '-p', 'wrong', '-n', '1', '-c', '> $', '-o', 'status', *door])
            self.assertNotEqual(refused.returncode, 0)
            self.assertIn('Unable to connect/login', refused.stdout)

    def test_exec_channel_in_script_mode(self):
        text = self.cli('show oa status', 'show enclosure info').stdout
        self.assertRegex(text, r'\tRole:\s+Active')
        self.assertIn('[SCRIPT MODE]> show enclosure info', text)
        self.assertIn('\tEnclosure Type: BladeSystem c3000 Enclosure\n', text)

    def test_hponcfg_reaches_the_ilo(self):
        self.chassis.control('POST', '/bays/1/power', {'command': 'off'})
        text = self.cli('HPONCFG 1 << END_RIBCL', '<RIBCL VERSION="2.0"><LOGIN USER_LOGIN="x" PASSWORD="x">'
                        '<SERVER_INFO MODE="read"><GET_HOST_POWER_STATUS/></SERVER_INFO></LOGIN></RIBCL>', 'END_RIBCL').stdout
        self.assertIn('END RIBCL RESULTS', text)
        self.assertIn('HOST_POWER="OFF"', text)

    def test_restart_shuts_the_doors_for_a_while(self):
        fault = self.fault('oa-restart')
        self.assertNotEqual(self.cli('show oa status').returncode, 0)
        self.chassis.control('DELETE', f'/faults/{fault}')
        self.assertEqual(self.cli('show oa status').returncode, 0)

    def test_half_open_connections_are_taken_and_silent(self):
        self.fault('half-open', door='oa-cli')
        for port in (22, 23):
            with socket.create_connection((self.oa, port), DEADLINE) as connection:
                self.assertFalse(select.select([connection], [], [], 0.3)[0])


class Snmp(OnChassis):
    def test_walks_end_in_every_version(self):
        whole = self.walk('1.3.6.1.4.1.232')
        self.assertGreater(len(whole), 300)
        self.assertEqual(whole.keys(), self.walk('1.3.6.1.4.1.232', '1').keys())
        bulk = self.snmp('snmpbulkwalk', '-v2c', '-c', 'public', self.oa, '1.3.6.1.4.1.232').stdout
        self.assertEqual(len([line for line in bulk.splitlines() if line.startswith('.1.3') and 'No more variables' not in line]), len(whole))

    def test_a_wrong_community_hears_nothing(self):
        refused = self.snmp('snmpget', '-v2c', '-c', 'wrong', self.oa, '1.3.6.1.2.1.1.1.0')
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn('Timeout', refused.stdout)

    def test_set_is_refused(self):
        refused = run(['snmpset', '-v2c', '-c', 'public', '-m', '', self.oa, '1.3.6.1.2.1.1.5.0', 's', 'x'])
        self.assertIn('notWritable', refused.stdout)

    def test_condition_follows_the_fans(self):
        condition = '.1.3.6.1.4.1.232.22.1.3.0'
        self.assertEqual(self.walk(condition)[condition], '2')
        self.fault('fan-failed', unit=3)
        self.assertEqual(self.walk(condition)[condition], '3')
        self.assertEqual(self.walk('1.3.6.1.4.1.232.22.2.3.1.3.1.11')['.1.3.6.1.4.1.232.22.2.3.1.3.1.11.1.1.3'], '4')


VC_DOMAIN = '.1.3.6.1.4.1.11.5.7.5.2.1'


class VirtualConnect(OnChassis):
    """Its SNMP as snmpwalk and snmptrapd read it, its SOAP as any HTTPS client does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vc = f'{cls.chassis.network}.3'
        cls.type(f'import enclosure username={USER} password={cls.chassis.password}', 'set domain Name=lab', 'add uplinkset US1',
                 'add uplinkport enc0:1:X1 UplinkSet=US1', 'add network DATA UplinkSet=US1 VLanID=20',
                 'add profile P1 -nodefaultenetconn', 'add enet-connection P1 Network=DATA', 'assign profile P1 enc0:2')

    @classmethod
    def type(cls, *lines):
        done = subprocess.run(['sshpass', '-f', cls.chassis.password_file, 'ssh', '-T', '-F', 'none', *SSH_OPTIONS, f'{USER}@{cls.vc}'],
                              input='\n'.join(lines) + '\nexit\n', capture_output=True, text=True, timeout=60, check=False)
        if 'ERROR' in done.stdout or done.returncode != 0:
            raise AssertionError(done.stdout + done.stderr)
        return done.stdout

    def walk(self, oid, version='2c', community='public'):
        done = run(['snmpwalk', f'-v{version}', '-c', community, '-On', '-Oe', '-m', '', self.vc, oid])
        return dict(re.match(r'(\S+) = (?:[\w-]+: )?"?(.*?)"?$', line).groups() for line in done.stdout.splitlines() if ' = ' in line)

    def test_walks_show_the_domain(self):
        whole = self.walk(VC_DOMAIN)
        self.assertGreater(len(whole), 700)
        self.assertEqual(whole.keys(), self.walk(VC_DOMAIN, '1').keys())
        self.assertEqual(whole[f'{VC_DOMAIN}.1.1.1.0'], 'lab')
        self.assertEqual(whole[f'{VC_DOMAIN}.1.6.1.1.2.1'], 'DATA')
        self.assertEqual(whole[f'{VC_DOMAIN}.1.8.1.1.4.1'], '102')
        self.assertEqual(self.walk('.1.3.6.1.4.1.11.5.7.5.2.3.1.1.2')['.1.3.6.1.4.1.11.5.7.5.2.3.1.1.2.0'], '3')

    def test_the_read_community_is_the_one_that_was_set(self):
        self.type('set snmp enet ReadCommunity=other')
        try:
            self.assertEqual(self.walk(f'{VC_DOMAIN}.1.1.1', community='other')[f'{VC_DOMAIN}.1.1.1.0'], 'lab')
            self.assertIn('Timeout', run(['snmpget', '-v2c', '-t', '0.3', '-r', '0', '-c', 'public', self.vc, '1.3.6.1.2.1.1.1.0']).stdout)
        finally:
            self.type('set snmp enet ReadCommunity=public')

    def test_a_lost_uplink_is_told_in_both_versions(self):
        for number, form in ((250, 'SnmpV1'), (251, 'SnmpV2')):
            receiver = TrapReceiver(f'{self.chassis.network}.{number}:162')
            self.addCleanup(receiver.close)
            self.type(f'add snmp-trap T{number} Address={self.chassis.network}.{number} Format={form}')
            self.addCleanup(self.type, f'remove snmp-trap T{number}')
            fault = self.fault('uplink-lost', unit=1)
            self.assertIn('unlinked', receiver.until('enc0:iobay1:X1'))
            self.chassis.control('DELETE', f'/faults/{fault}')
            receiver.until('Network DATA is normal')
            self.type('test snmp-trap')
            receiver.until('"lab"')

    def test_soap_says_who_manages_the_domain(self):
        body = ('<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:hpvcm="http://hp.com/iss/net/vcm/resourceModel">'
                '<s:Header/><s:Body><hpvcm:getDomainMode/></s:Body></s:Envelope>')
        done = run(['curl', '-sk', '-d', body, '-H', 'Content-Type: application/xml', f'https://{self.vc}/vc'])
        self.good(done, f'<hpvcm:masterHTTPLink>https://{self.vc}/')
        self.assertNotIn('STANDBY', done.stdout)

    def test_a_restart_drops_sessions_and_keeps_the_domain(self):
        before = self.type('show config')
        with subprocess.Popen(['sshpass', '-f', self.chassis.password_file, 'ssh', '-T', '-F', 'none', *SSH_OPTIONS, f'{USER}@{self.vc}'],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as session:
            session.stdin.write('show domain\n')
            session.stdin.flush()
            self.fault('vcm-restart', ms=500)
            session.wait(DEADLINE)
        self.until(self.restarts, 'it does not come back')
        self.assertEqual(self.type('show config'), before)

    def restarts(self):
        """As the manager counts them, once it is up; else 0."""
        return run(['sshpass', '-f', self.chassis.password_file, 'ssh', '-F', 'none', *SSH_OPTIONS, f'{USER}@{self.vc}',
                    'show systemlog']).stdout.count('restarted')

    def test_a_restart_after_any_change_loses_nothing(self):
        """The answer of a command that was done may be lost: what was typed is there all the same."""
        for answer in ('yes', 'no'):
            before = self.restarts()
            self.fault('vcm-restart', after=1, ms=200, answer=answer)
            done = run(['sshpass', '-f', self.chassis.password_file, 'ssh', '-F', 'none', *SSH_OPTIONS, f'{USER}@{self.vc}',
                        f'add uplinkset AFTER-{answer}'])
            self.assertEqual('SUCCESS' in done.stdout, answer == 'yes', done.stdout)
            self.until(lambda: self.restarts() > before, 'it does not come back')
            self.assertIn(f'AFTER-{answer}', self.type('show uplinkset *'))
            self.type(f'remove uplinkset AFTER-{answer}')


class TrapReceiver:
    def __init__(self, address):
        self.directory = tempfile.TemporaryDirectory(prefix='traps-')
        configuration = os.path.join(self.directory.name, 'conf')
        with open(configuration, 'w') as file:
            file.write('disableAuthorization yes\n')
        self.process = subprocess.Popen(
            ['/usr/sbin/snmptrapd', '-f', '-Lo', '-C', '-c', configuration, '-On', '-m', '', address],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**os.environ, 'SNMP_PERSISTENT_DIR': self.directory.name})
        self.heard = b''
        self.until('NET-SNMP')

    def until(self, wanted):
        """What was said up to the line that has it."""
        said = ''
        while wanted not in said:
            while b'\n' not in self.heard:
                readable, _, _ = select.select([self.process.stdout], [], [], DEADLINE)
                more = os.read(self.process.stdout.fileno(), 65536) if readable else b''
                if not more:
                    raise AssertionError(f'no {wanted!r} in {said}')
                self.heard += more
            line, self.heard = self.heard.split(b'\n', 1)
            said += line.decode() + '\n'
        return said

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.directory.cleanup()


class Traps(unittest.TestCase):
    heard = b''

    def test_each_change_is_one_trap_in_order(self):
        with tempfile.TemporaryDirectory(prefix='traps-') as directory:
            configuration = os.path.join(directory, 'conf')
            with open(configuration, 'w') as file:
                file.write('disableAuthorization yes\n')
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
                probe.bind(('127.0.0.1', 0))
                port = probe.getsockname()[1]
            receiver = subprocess.Popen(
                ['/usr/sbin/snmptrapd', '-f', '-Lo', '-C', '-c', configuration, '-On', '-m', '', f'127.0.0.1:{port}'],
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**os.environ, 'SNMP_PERSISTENT_DIR': directory})
            chassis = None
            try:
                self.until(receiver, lambda line: 'NET-SNMP' in line)
                chassis = Chassis('--trap-receiver', f'127.0.0.1:{port}')
                fault = chassis.control('POST', '/faults', {'kind': 'fan-failed', 'unit': 2})[1]['id']
                chassis.control('DELETE', f'/faults/{fault}')
                chassis.control('POST', '/bays/1/power', {'command': 'on'})
                seen = []
                while len(seen) < 4:
                    line = self.until(receiver, lambda text: 'Enterprise Specific Trap' in text)
                    seen.append(int(re.search(r'\((\d+)\)', line).group(1)))
                self.assertEqual(seen, [22008, 22010, 22069, 22068])
            finally:
                receiver.kill()
                receiver.wait()
                receiver.stdout.close()
                if chassis:
                    chassis.remove()

    def until(self, process, wanted):
        while True:
            while b'\n' not in self.heard:
                readable, _, _ = select.select([process.stdout], [], [], DEADLINE)
                self.assertTrue(readable, 'the trap receiver says nothing')
                more = os.read(process.stdout.fileno(), 65536)
                self.assertTrue(more, 'the trap receiver ended')
                self.heard += more
            line, self.heard = self.heard.split(b'\n', 1)
            if wanted(line.decode()):
                return line.decode()


class Agreement(OnChassis):
    """Strangers at every door, all at once; what they say of power, serial number and address is the same."""

    def power_by_all(self, bay):
        ilo = self.chassis.ilo(bay)
        password = self.chassis.password
        fence = ['-l', USER, '-p', password, '-o', 'status']
        said = side_by_side({
            'fence_hpblade ssh': lambda: self.hpblade('status', bay, '-x'),
            'fence_hpblade telnet': lambda: self.hpblade('status', bay),
            'fence_ilo': lambda: run(['fence_ilo', '-a', ilo, *fence, '--ssl-insecure']),
            'fence_ilo4': lambda: run(['fence_ilo4', '-a', ilo, *fence, '-C', '3']),
            'fence_ilo4_ssh': lambda: run(['fence_ilo4_ssh', '-a', ilo, *fence, '-x']),
            'fence_redfish': lambda: run(['fence_redfish', '-a', ilo, *fence, '--ssl-insecure', '--systems-uri=/redfish/v1/Systems/1']),
            'fence_ipmilan': lambda: run(['fence_ipmilan', '-P', '-a', ilo, *fence, '-C', '3']),
            'ipmipower': lambda: self.chassis.freeipmi('ipmipower', '--stat', bay=bay),
        })
        powers = {name: 'on' if re.search(r'Status: ON|: on\b', outcome.stdout) else
                  'off' if re.search(r'Status: OFF|: off\b', outcome.stdout) else outcome.stdout for name, outcome in said.items()}
        snmp = self.walk(f'{BLADE}.25')[f'.{BLADE}.25.1.1.{bay}']
        powers['snmpwalk'] = {'2': 'on', '3': 'off'}.get(snmp, snmp)
        return powers

    def test_power(self):
        for command, state in (('on', 'on'), ('off', 'off')):
            self.chassis.control('POST', '/bays/2/power', {'command': command})
            self.assertEqual(set(self.power_by_all(2).values()), {state}, self.power_by_all(2))

    def test_serial_numbers_and_addresses(self):
        for bay in (1, 3):
            serial = self.chassis.blade(bay)['serial']
            fru = self.chassis.ipmitool('fru', 'print', '0', bay=bay).stdout
            self.assertRegex(fru, rf'Product Serial\s+: {serial}\b')
            self.assertIn(f'FRU Product Serial Number: {serial}', self.chassis.freeipmi('ipmi-fru', bay=bay).stdout)
            system = json.loads(run(['redfishtool', '-r', self.chassis.ilo(bay), '-S', 'Always', '-A', 'Basic', '-u', USER,
                                     '-p', self.chassis.password, 'Systems', '-1']).stdout)
            self.assertEqual(system['SerialNumber'].strip(), serial)
            self.assertIn(f'"{serial}"', self.walk(f'{BLADE}.16')[f'.{BLADE}.16.1.1.{bay}'])
            self.assertIn(f'\tSerial Number: {serial}', self.cli(f'show server info {bay}').stdout)
            self.assertIn(f'IP Address: {self.chassis.ilo(bay)}\n', self.cli(f'show server info {bay}').stdout)
            hpilo = run(['hpilo_cli', '-l', USER, '-p', self.chassis.password, self.chassis.ilo(bay), 'xmldata'])
            self.assertIn(serial, hpilo.stdout)
            page = run(['curl', '-sk', '--max-time', '10', f'https://{self.oa}/xmldata?item=all']).stdout
            blade = xml.etree.ElementTree.fromstring(page).findall('.//BLADE')[bay - 1]
            self.assertEqual(blade.findtext('BSN').strip(), serial)
            self.assertEqual(blade.findtext('MGMTIPADDR'), self.chassis.ilo(bay))

    def programs(self, bay):
        """Every program that judges a blade: what starts it, and what it tells, by subject."""
        ilo, password, chassis = self.chassis.ilo(bay), self.chassis.password, self.chassis
        status = {'power': r'Status: (ON|OFF)'}

        def fence(agent, *more):
            return lambda: run([agent, '-a', ilo, '-l', USER, '-p', password, '-o', 'status', *more])

        def redfish(*command):
            return lambda: run(['redfishtool', '-r', ilo, '-S', 'Always', '-A', 'Basic', '-T', '40', '-u', USER, '-p', password, *command])

        def ipmi(program, *arguments):
            return lambda: self.in_a_session(bay, lambda: program(*arguments, bay=bay))

        def freeipmi(program, *arguments):
            cache = os.path.join(chassis.directory.name, f'{program}-{bay}')  # one they share is spoilt by two who begin at once
            os.makedirs(cache, exist_ok=True)
            return ipmi(chassis.freeipmi, program, f'--sdr-cache-directory={cache}', *arguments)
        return {
            'fence_hpblade ssh': (lambda: self.hpblade('status', bay, '-x'), status),
            'fence_hpblade telnet': (lambda: self.hpblade('status', bay), status),
            'fence_ilo': (fence('fence_ilo', '--ssl-insecure'), status),
            'fence_ilo4': (lambda: self.in_a_session(bay, fence('fence_ilo4', '-C', '3')), status),
            'fence_ilo4_ssh': (fence('fence_ilo4_ssh', '-x'), status),
            'fence_redfish': (fence('fence_redfish', '--ssl-insecure', '--systems-uri=/redfish/v1/Systems/1'), status),
            'fence_ipmilan': (lambda: self.in_a_session(bay, fence('fence_ipmilan', '-P', '-C', '3')), status),
            'redfishtool system': (redfish('Systems', '-1'), {'power': r'"PowerState": "(\w+)"', 'serial': r'"SerialNumber": "(\w+)'}),
            'redfishtool nic': (redfish('raw', 'GET', '/redfish/v1/Managers/1/EthernetInterfaces/1/'), {'address': r'"Address": "([\d.]+)"'}),
            'ipmitool power': (ipmi(chassis.ipmitool, 'power', 'status'), {'power': r'Power is (\w+)'}),
            'ipmitool sdr': (ipmi(chassis.ipmitool, 'sdr', 'list'), {'sensors': r'(01-Inlet Ambient)'}),
            'ipmitool sel': (ipmi(chassis.ipmitool, 'sel', 'info'), {'events': r'Entries +: (\d+)'}),
            'ipmitool fru': (ipmi(chassis.ipmitool, 'fru', 'print', '0'), {'serial': r'Product Serial +: (\w+)'}),
            'ipmitool lan': (ipmi(chassis.ipmitool, 'lan', 'print', '2'), {'address': r'IP Address +: ([\d.]+)'}),
            'ipmitool user': (ipmi(chassis.ipmitool, 'user', 'list', '2'), {'user': rf'({USER}) .*ADMINISTRATOR'}),
            'ipmi-sensors': (freeipmi('ipmi-sensors'), {'sensors': r'(01-Inlet Ambient)'}),
            'ipmi-sel': (freeipmi('ipmi-sel', '--info'), {'events': r'Number of log entries +: (\d+)'}),
            'ipmi-fru': (freeipmi('ipmi-fru'), {'serial': r'FRU Product Serial Number: (\w+)'}),
            'ipmipower': (ipmi(chassis.freeipmi, 'ipmipower', '--stat'), {'power': r': (on|off)\b'}),
            'OA command line': (lambda: self.cli(f'show server info {bay}'), {'serial': r'\tSerial Number: (\w+)', 'address': r'IP Address: ([\d.]+)\n'}),
            'snmpwalk': (lambda: self.snmp('snmpwalk', '-v2c', '-c', 'public', self.oa, '1.3.6.1.4.1.232.22'),
                         {'serial': rf'\.{BLADE}\.16\.1\.1\.{bay} "(\w+)"', 'power': rf'\.{BLADE}\.25\.1\.1\.{bay} (\d)'}),
        }

    def in_a_session(self, bay, call):
        """An iLO holds eight IPMI sessions; one is the console's."""
        with self.sessions[bay]:
            return call()

    def test_all_programs_at_once_about_every_blade(self):
        """Three blades, of which one is off: each program passes, and those that tell the same thing agree."""
        self.sessions = {bay: threading.BoundedSemaphore(7) for bay in (1, 2, 3)}
        for bay in self.sessions:
            self.chassis.control('POST', f'/bays/{bay}/power', {'command': 'off' if bay == 1 else 'on'})
        self.until(lambda: not any(self.chassis.blade(bay)['post'] for bay in self.sessions), 'the end of POST')
        questions = {(bay, name): question for bay in self.sessions for name, question in self.programs(bay).items()}
        with contextlib.ExitStack() as stack:
            consoles = {bay: stack.enter_context(Terminal(['ipmiconsole', '-h', self.chassis.ilo(bay), '-u', USER, '-p', self.chassis.password]))
                        for bay in self.sessions}
            for console in consoles.values():
                console.until(b'[SOL established]')
            outcomes = side_by_side({key: call for key, (call, _) in questions.items()})
            for bay, console in consoles.items():  # each has still its own; a blade that is off says nothing
                if self.power(bay) == 'on':
                    with Console(self.chassis, bay) as port:
                        port.socket.sendall(f'from bay{bay}'.encode())
                        console.until(f'from bay{bay}'.encode())
                console.type(b'&.')
                self.assertEqual(console.finish(), 0)
        self.assertEqual(outcomes.keys(), questions.keys())
        for bay in self.sessions:
            blade, told = self.chassis.blade(bay), {}
            for name, (_, patterns) in self.programs(bay).items():
                outcome = outcomes[bay, name]
                passes = (0, 2) if name.startswith('fence') and blade['power'] == 'off' else (0,)  # 2 is "off" of a fence agent
                self.assertIn(outcome.returncode, passes, f'bay{bay} {name}: {outcome.stdout}')
                for subject, pattern in patterns.items():
                    found = re.search(pattern, outcome.stdout)
                    self.assertTrue(found, f'bay{bay} {name} tells no {subject}: {outcome.stdout}')
                    told.setdefault(subject, {})[name] = found.group(1)
            told['power']['snmpwalk'] = {'2': 'on', '3': 'off'}.get(told['power']['snmpwalk'])
            told['power'] = {name: power.lower() for name, power in told['power'].items()}
            for subject, truth in (('power', blade['power']), ('serial', blade['serial']), ('address', self.chassis.ilo(bay))):
                self.assertEqual(set(told[subject].values()), {truth}, f'bay{bay} {told[subject]}')
            self.assertEqual(len(set(told['events'].values())), 1, told['events'])

    def soap(self, call, session=''):
        """One call of the OA; with a session key in its header."""
        key = (f'<s:Header><wsse:Security xmlns:wsse="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd" '
               f's:mustUnderstand="true"><hpoa:HpOaSessionKeyToken><hpoa:oaSessionKey>{session}</hpoa:oaSessionKey>'
               '</hpoa:HpOaSessionKeyToken></wsse:Security></s:Header>') if session else ''
        envelope = f'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:hpoa="hpoa.xsd">{key}<s:Body>{call}</s:Body></s:Envelope>'
        return run(['curl', '-sk', '--max-time', '20', '-d', envelope, f'https://{self.oa}/hpoa']).stdout

    def serials(self, bay):
        """By door, as strangers read it there."""
        ilo, password = self.chassis.ilo(bay), self.chassis.password
        log_in = f'<hpoa:userLogIn><hpoa:username>{USER}</hpoa:username><hpoa:password>{password}</hpoa:password></hpoa:userLogIn>'
        session = re.search('oaSessionKey>(.*?)<', self.soap(log_in)).group(1)
        page = xml.etree.ElementTree.fromstring(run(['curl', '-sk', f'https://{self.oa}/xmldata?item=all']).stdout)
        ssh = ['sshpass', '-f', self.chassis.password_file, 'ssh', *SSH_OPTIONS, f'{USER}@{ilo}', 'show /system1']
        said = {
            'oa': self.soap(f'<hpoa:getBladeInfo><hpoa:bayNumber>{bay}</hpoa:bayNumber></hpoa:getBladeInfo>', session),
            'oa-cli': self.cli(f'show server info {bay}').stdout,
            'oa-xml': page.findall('.//BLADE')[bay - 1].findtext('BSN'),
            'ipmi': self.chassis.ipmitool('fru', 'print', '0', bay=bay).stdout,
            'ribcl': run(['hpilo_cli', '-l', USER, '-p', password, ilo, 'get_host_data']).stdout,
            'redfish': run(['redfishtool', '-r', ilo, '-S', 'Always', '-u', USER, '-p', password, 'Systems', '-1']).stdout,
            'ilo-ssh': run(ssh).stdout,
            'ilo-xml': run(['curl', '-sk', f'https://{ilo}/xmldata?item=all']).stdout,
            'snmp': self.walk(f'{BLADE}.16')[f'.{BLADE}.16.1.1.{bay}'],
        }
        return said

    def test_each_door_can_lie_about_a_serial_number(self):
        serial = self.chassis.blade(3)['serial']
        honest = self.serials(3)
        self.assertEqual({door for door, text in honest.items() if serial in text}, set(honest))
        for door in honest:
            fault = self.fault('lie-serial', bay=3, door=door)
            self.assertEqual({each for each, text in self.serials(3).items() if f'XXX{serial[3:]}' in text}, {door})
            self.chassis.control('DELETE', f'/faults/{fault}')

    def test_one_liar_is_one_liar(self):  # E-16
        self.chassis.control('POST', '/bays/2/power', {'command': 'off'})
        self.fault('lie-power', bay=2, door='ribcl')
        powers = self.power_by_all(2)
        self.assertEqual({name for name, power in powers.items() if power == 'on'}, {'fence_ilo'}, powers)


if __name__ == '__main__':
    emulated.main(__doc__)
