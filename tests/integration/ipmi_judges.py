#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Independent clients judge the emulated BMC: ipmitool and the FreeIPMI programs, without workaround flags.

  ipmi_judges.py BIN_DIR [unittest arguments]

BIN_DIR holds seedbed-chassis. Each test class starts its own chassis on a free range of loopback addresses with a
temporary state directory, and removes both. Needs the right to bind port 623.
"""
import os
import random
import socket
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import emulated  # noqa: E402
from emulated import IPMI_PORT, Chassis, Console, Terminal, run  # noqa: E402


class OnChassis(emulated.OnChassis):
    def setUp(self):
        super().setUp()
        self.chassis.ipmitool('chassis', 'bootdev', 'none')


class Ipmitool(OnChassis):
    def tool(self, *command, **options):
        return self.chassis.ipmitool(*command, **options)

    def test_power(self):
        self.good(self.tool('chassis', 'status'), 'System Power         : off')
        self.bad(self.tool('power', 'cycle'), 'Command not supported in present state')
        self.bad(self.tool('power', 'soft'), 'Command not supported in present state')
        with Console(self.chassis) as console:
            self.good(self.tool('power', 'on'), 'Up/On')
            console.until(b'Boot device: pxe')
            self.good(self.tool('power', 'on'))
            self.assertEqual(self.good(self.tool('power', 'status')), 'Chassis Power is on\n')
            self.good(self.tool('power', 'cycle'), 'Cycle')
            console.until(b'Boot device: pxe')
            self.good(self.tool('power', 'reset'), 'Reset')
            console.until(b'Boot device: pxe')
        self.good(self.tool('power', 'soft'), 'Soft')
        self.until(lambda: self.chassis.blade()['power'] == 'off', 'the blade to power off')
        self.good(self.tool('power', 'off'), 'Down/Off')

    def test_boot_device_keeps_every_bit(self):
        self.good(self.tool('chassis', 'bootdev', 'pxe', 'options=persistent,efiboot'), 'Set Boot Device to pxe')
        self.good(self.tool('chassis', 'bootparam', 'get', '5'), 'Boot parameter data: e004000000', 'Force PXE')
        override = self.chassis.blade()['boot_override']
        self.assertEqual(override, {'device': 'pxe', 'valid': True, 'persistent': True, 'efi': True})

    def test_boot_device_holds_once(self):
        self.good(self.tool('chassis', 'bootdev', 'disk'))
        with Console(self.chassis) as console:
            self.good(self.tool('power', 'on'))
            console.until(b'Boot device: disk')
            self.good(self.tool('chassis', 'bootparam', 'get', '5'), 'Boot parameter data: 0000000000')
            self.good(self.tool('power', 'cycle'))
            console.until(b'Boot device: pxe')

    def test_identity(self):
        self.good(self.tool('mc', 'info'), 'Device ID                 : 19', 'Manufacturer ID           : 11',
                  'Product ID                : 8192', 'IPMI Version              : 2.0')
        self.good(self.tool('mc', 'guid', 'ipmi'), self.chassis.blade()['uuid'])
        self.good(self.tool('mc', 'selftest'), 'passed')
        self.good(self.tool('chassis', 'poh'), 'POH Counter')

    def test_configuration(self):
        self.good(self.tool('lan', 'print', '2'), f'IP Address              : {self.chassis.ilo()}', '0,1,2,3',
                  'XuuaXXXX')
        self.good(self.tool('user', 'list', '2'), 'Administrator', 'ADMINISTRATOR')
        self.good(self.tool('sol', 'info'), 'Payload Channel                 : 2', 'Payload Port                    : 623')
        self.good(self.tool('channel', 'info', '2'), '802.3 LAN')
        self.good(self.tool('channel', 'getciphers', 'ipmi'), 'aes_cbc_128')
        self.good(self.tool('session', 'info', 'active'), 'ADMINISTRATOR')

    def test_sensors_log_and_inventory(self):
        serial = self.chassis.blade()['serial']
        self.good(self.tool('sdr', 'list'), '01-Inlet Ambient | 20 degrees C', 'Power Meter')
        self.good(self.tool('sdr', 'elist', 'full'), 'Inlet Ambient')
        self.good(self.tool('sel', 'info'), 'Entries', 'Version          : 1.5')
        self.good(self.tool('sel', 'list'))
        self.good(self.tool('fru', 'print', '0'), f'Product Serial        : {serial}', 'ProLiant BL460c Gen8')
        self.good(self.tool('user', 'summary', '2'), 'Maximum IDs')

    def test_without_naming_a_suite(self):
        self.good(run(['ipmitool', '-I', 'lanplus', '-H', self.chassis.ilo(), '-U', 'Administrator', '-f',
                       self.chassis.password_file, 'power', 'status']), 'off')

    def test_refusals(self):
        self.bad(self.tool('power', 'status', password='wrong', more=['-v']), 'RAKP 2 HMAC is invalid')
        self.bad(self.tool('power', 'status', user='nobody', more=['-v']), 'unauthorized name')
        self.bad(self.tool('power', 'status', suite='17'), 'no matching cipher suite')
        self.bad(self.tool('power', 'status', suite='0'), 'no matching cipher suite')
        self.bad(self.tool('power', 'on', more=['-L', 'USER']), 'Insufficient privilege level')
        self.bad(self.tool('raw', '0x2c', '0x3e', '0x00', '0x02'), 'rsp=0xc1')
        self.bad(self.tool('raw', '0x06', '0x01', '0x00'), 'rsp=0xc7')
        self.bad(run(['ipmitool', '-I', 'lan', '-H', self.chassis.ilo(), '-U', 'Administrator', '-f',
                      self.chassis.password_file, 'power', 'status']), 'Authentication type NONE not supported')

    def test_faults(self):
        status, fault = self.chassis.control('POST', '/faults', {'kind': 'power-stuck', 'bay': 1})
        self.assertEqual(status, 201)
        self.good(self.tool('power', 'on'))
        self.good(self.tool('power', 'status'), 'off')
        self.assertEqual(self.chassis.control('DELETE', f'/faults/{fault["id"]}')[0], 200)
        self.chassis.control('POST', '/faults', {'kind': 'boot-flag-ignored', 'bay': 1})
        self.good(self.tool('chassis', 'bootdev', 'disk'))
        with Console(self.chassis) as console:
            self.good(self.tool('power', 'on'))
            console.until(b'Boot device: pxe')
        self.chassis.control('POST', '/faults', {'kind': 'bmc-silent', 'bay': 1})
        self.bad(self.tool('power', 'off', more=['-N', '1', '-R', '1']), 'Unable to establish')
        self.assertEqual(self.chassis.blade()['power'], 'on')
        self.good(self.tool('power', 'status', bay=2), 'off')

    def test_a_slow_answer_is_an_answer(self):
        self.chassis.control('POST', '/faults', {'kind': 'slow', 'bay': 1, 'ms': 50})
        began = time.monotonic()
        self.good(self.tool('power', 'status'))
        self.assertGreater(time.monotonic() - began, 7 * 0.05)

    def test_garbage_is_dropped(self):
        noise = random.Random(83)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            for _ in range(3000):
                head = noise.choice([b'', b'\x06\x00\xff\x07', b'\x06\x00\xff\x07\x06\x10', b'\x06\x00\xff\x06'])
                sender.sendto(head + noise.randbytes(noise.randint(0, 80)), (self.chassis.ilo(), IPMI_PORT))
        self.good(self.tool('power', 'status'), 'off')
        self.assertIsNone(self.chassis.process.poll())

    def sol(self, *command):
        return ['ipmitool', '-I', 'lanplus', '-C', '3', '-H', self.chassis.ilo(), '-U', 'Administrator', '-f',
                self.chassis.password_file, 'sol', *command]

    def test_serial_over_lan(self):
        self.good(self.tool('power', 'on'))
        self.until(lambda: not self.chassis.blade()['post'], 'the end of POST')
        with Console(self.chassis) as console, Terminal(self.sol('activate')) as terminal:
            terminal.until(b'SOL Session operational')
            terminal.type(b'from the client')
            console.until(b'from the client')
            terminal.until(b'from the client')
            console.socket.sendall(b'from the blade')
            terminal.until(b'from the blade')
            self.bad(run(self.sol('activate')), 'SOL payload already active on another session')
            long = bytes(random.choices(b'abcdefghijklmnopqrstuvwxyz', k=20000))
            console.socket.sendall(long)
            terminal.until(long)
            terminal.type(b'\r~.')
            self.assertEqual(terminal.finish(), 0)
        self.good(self.tool('raw', '0x06', '0x4a', '0x01'), '01 00 00')


class ModernIpmitool(OnChassis):
    options = ('--ilo', 'modern')

    def test_suite_seventeen(self):
        self.good(self.chassis.ipmitool('power', 'on', suite='17'))
        self.good(self.chassis.ipmitool('power', 'status', suite='17'), 'on')
        self.good(self.chassis.ipmitool('power', 'status', suite='3'), 'on')
        self.bad(self.chassis.ipmitool('power', 'status', suite='17', password='wrong', more=['-v']),
                 'RAKP 2 HMAC is invalid')
        self.good(self.chassis.ipmitool('lan', 'print', '2', suite='17'), '0,1,2,3,17')

    def test_suite_seventeen_of_freeipmi(self):
        self.good(self.chassis.freeipmi('ipmipower', '-I', '17', '--stat'))


class FreeIpmi(OnChassis):
    def tool(self, program, *arguments, **options):
        return self.chassis.freeipmi(program, *arguments, **options)

    def test_ipmi_chassis(self):
        self.good(self.tool('ipmi-chassis', '--get-chassis-status'), 'System Power                        : off')
        self.good(self.tool('ipmi-chassis', '--get-chassis-capabilities'), 'Power interlock')
        self.good(self.tool('ipmi-chassis', '--chassis-control=POWER-UP'))
        self.good(self.tool('ipmi-chassis', '--get-chassis-status'), 'System Power                        : on')
        self.good(self.tool('ipmi-chassis', '--chassis-identify=FORCE'))
        self.assertTrue(self.chassis.blade()['uid'])
        self.good(self.tool('ipmi-chassis', '--chassis-identify=TURN-OFF'))
        self.assertFalse(self.chassis.blade()['uid'])

    def test_ipmipower(self):
        self.good(self.tool('ipmipower', '--stat'), ': off')
        self.good(self.tool('ipmipower', '--on', '--wait-until-on'), ': ok')
        self.good(self.tool('ipmipower', '--stat'), ': on')
        self.good(self.tool('ipmipower', '--cycle'), ': ok')
        self.good(self.tool('ipmipower', '--off', '--wait-until-off'), ': ok')
        self.good(self.tool('ipmipower', '--stat'), ': off')

    def test_sensors_log_and_inventory(self):
        serial = self.chassis.blade()['serial']
        self.good(self.tool('ipmi-sensors'), '01-Inlet Ambient | Temperature              | 20.00', "'transition to OK'")
        self.good(self.tool('ipmi-sel', '--info'), 'Number of log entries')
        self.good(self.tool('ipmi-sel'))
        self.good(self.tool('ipmi-fru'), f'FRU Board Serial Number: {serial}', f'FRU Product Serial Number: {serial}')

    def test_bmc_info(self):
        self.good(self.tool('bmc-info'), 'Device ID             : 19', 'Hewlett-Packard (11)',
                  'Channel Number       : 2')

    def test_ipmi_config(self):
        self.good(self.tool('ipmi-config', '--category=chassis', '--checkout'), 'NO-OVERRIDE')
        self.good(self.tool('ipmi-config', '--category=chassis', '--commit', '-e', 'Chassis_Boot_Flags:Boot_Device=PXE'))
        self.assertEqual(self.chassis.blade()['boot_override']['device'], 'pxe')
        self.good(self.tool('ipmi-config', '--category=core', '--checkout', '--section=SOL_Conf'), 'Enable_SOL')

    def test_refusals(self):
        for arguments, options, words in ((['--stat'], {'password': 'wrong'}, 'password invalid'),
                                          (['--stat'], {'user': 'nobody'}, 'username invalid'),
                                          (['-I', '17', '--stat'], {}, 'cipher suite id unavailable'),
                                          (['-I', '0', '--stat'], {}, 'cipher suite id unavailable')):
            self.assertIn(words, self.tool('ipmipower', *arguments, **options).stdout)
        self.bad(self.tool('ipmi-chassis', '--get-chassis-status', password='wrong'), 'password invalid')

    def test_pings(self):
        self.good(run(['rmcpping', '-c', '1', self.chassis.ilo()]), 'pong received')
        self.good(run(['ipmiping', '-c', '1', self.chassis.ilo()]), 'response received')

    def test_ipmiconsole(self):
        self.good(self.tool('ipmipower', '--on'))
        self.until(lambda: not self.chassis.blade()['post'], 'the end of POST')
        arguments = ['ipmiconsole', '-h', self.chassis.ilo(), '-u', 'Administrator', '-p', self.chassis.password]
        with Console(self.chassis) as console, Terminal(arguments) as terminal:
            terminal.until(b'[SOL established]')
            terminal.type(b'from the client')
            console.until(b'from the client')
            terminal.until(b'from the client')
            console.socket.sendall(b'from the blade')
            terminal.until(b'from the blade')
            terminal.type(b'&.')
            self.assertEqual(terminal.finish(), 0)


    def test_ipmiconsole_hears_that_its_console_is_taken(self):
        arguments = ['ipmiconsole', '-h', self.chassis.ilo(), '-u', 'Administrator', '-p', self.chassis.password]
        with Terminal(arguments) as terminal:
            terminal.until(b'[SOL established]')
            self.good(self.chassis.ipmitool('sol', 'deactivate'))
            terminal.until(b'[SOL session stolen]')
        self.bad(self.chassis.ipmitool('sol', 'deactivate'), 'already de-activated')


class Program(unittest.TestCase):
    """The command line, the control interface, and what is left behind."""

    def refused(self, status, words, *options):
        outcome = run([os.path.join(emulated.BIN_DIR, 'seedbed-chassis'), *options])
        self.assertEqual(outcome.returncode, status, outcome.stdout)
        self.assertIn(words, outcome.stdout)
        self.assertNotIn('ready\n', outcome.stdout)

    def test_refusals(self):
        self.refused(1, 'seedbed lab up', '--network', '192.0.2.0/24')
        self.refused(3, 'not a loopback network', '--loopback', '192.0.2.0/24')
        self.refused(3, 'no room', '--loopback', '127.99.1.0/28')
        self.refused(3, '--blades', '--blades', 'paper')
        self.refused(3, '--gravity', '--gravity', 'off')
        self.refused(3, 'CHASSIS-USAGE', '--loopback', '127.99.1.0/24', '--bays', '9')
        self.refused(1, 'SECRET-FILE', '--loopback', '127.99.1.0/24', '--password-file', '/nonexistent')
        with tempfile.NamedTemporaryFile('w', suffix='.yaml') as file:
            file.write('faults:\n  - kind: gremlin\n')
            file.flush()
            self.refused(1, 'line 2', '--loopback', '127.99.1.0/24', '--scenario', file.name)

    def test_the_second_chassis_of_a_network_is_refused(self):
        chassis = Chassis()
        try:
            self.refused(1, 'IPMI-LISTEN', '--loopback', f'{chassis.network}.0/24', '--bays', '3')
        finally:
            chassis.remove()

    def test_stops_cleanly(self):
        chassis = Chassis('--seed', '7')
        try:
            chassis.control('POST', '/bays/1/power', {'command': 'on'})
            with Console(chassis):
                self.assertEqual(chassis.stop(), 0)
            left = [name for _, _, files in os.walk(chassis.state) for name in files]
            self.assertFalse([name for name in left if name.endswith('.sock')], left)
        finally:
            chassis.remove()

    def test_scenario_and_control(self):
        with tempfile.NamedTemporaryFile('w', suffix='.yaml') as file:
            file.write('faults:\n  - {kind: power-stuck, bay: 2}\n')
            file.flush()
            chassis = Chassis('--scenario', file.name, '--generation', '2016', '--user', 'lab')
        try:
            faults = chassis.control('GET', '/faults')[1]
            self.assertEqual(faults['faults'], [{'id': 1, 'kind': 'power-stuck', 'bay': 2}])
            self.assertIn('bmc-silent', faults['kinds'])
            blades = chassis.control('GET', '/state')[1]['blades']
            self.assertEqual([blade['bay'] for blade in blades], [1, 2, 3])
            self.assertEqual(blades[0]['product'], 'ProLiant BL460c Gen9')
            self.assertEqual(len({nic['mac'] for blade in blades for nic in blade['nics']}), 24)
            self.assertEqual(chassis.control('POST', '/bays/1/power', {'command': 'cycle'})[0], 409)
            self.assertEqual(chassis.control('POST', '/bays/1/power', {'command': 'jump'})[0], 400)
            self.assertEqual(chassis.control('POST', '/bays/4/power', {'command': 'on'})[0], 404)
            self.assertEqual(chassis.control('POST', '/bays/1/power', {'command': 'on'})[0], 202)
            self.assertEqual(chassis.control('POST', '/faults', {'kind': 'gremlin'})[0], 400)
            self.assertEqual(chassis.control('DELETE', '/faults/9')[0], 404)
            self.assertEqual(chassis.control('GET', '/nothing')[0], 404)
            self.assertIn('on', chassis.ipmitool('power', 'status', user='lab').stdout)
        finally:
            chassis.remove()


if __name__ == '__main__':
    emulated.main(__doc__)
