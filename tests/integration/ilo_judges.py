#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Independent clients judge the doors of the emulated iLO beside IPMI: Debian's fence agents, redfishtool, python-hpilo,
sushy, curl, OpenSSH.

  ilo_judges.py BIN_DIR [unittest arguments]

BIN_DIR holds seedbed-chassis. Each test class starts its own chassis on a free range of loopback addresses with a
temporary state directory, and removes both. Needs the right to bind the ports 22, 80, 443 and 623.
"""
import json
import os
import re
import socket
import ssl
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import emulated  # noqa: E402
from emulated import DEADLINE, SSH_OPTIONS, USER, Console, OnChassis, Terminal, run  # noqa: E402


# What Ironic does with it, in Debian's own Python.
SUSHY = """
import sys
import sushy
import sushy.auth
url, password = sys.argv[1:]
root = sushy.Sushy(url, verify=False, auth=sushy.auth.BasicAuth(username='Administrator', password=password))
system = root.get_system(root.get_system_collection().members_identities[0])
print('first', system.power_state.value.lower())
system.set_system_boot_options(target=sushy.BootSource.PXE, enabled=sushy.BootSourceOverrideEnabled.ONCE)
system.refresh()
assert system.boot.target == sushy.BootSource.PXE, system.boot
system.reset_system(sushy.ResetType.ON)
system.refresh()
print('then', system.power_state.value.lower())
drive = [media for media in system.managers[0].virtual_media.get_members() if media.identity == '2'][0]
drive.insert_media('http://192.0.2.1/a.iso')
drive.refresh()
assert drive.image == 'http://192.0.2.1/a.iso', drive.image
drive.eject_media()
drive.refresh()
assert not drive.image, drive.image
print('well')
"""


def unverified():
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class OnIlo(OnChassis):
    def fault(self, kind, bay=1, **parameters):
        return super().fault(kind, bay=bay, **parameters)

    def fence(self, agent, action, *more, bay=1, password=None):
        return run([agent, '-a', self.chassis.ilo(bay), '-l', USER, '-p', password or self.chassis.password, '-o', action,
                    *more])

    def url(self, path, bay=1):
        return f'https://{self.chassis.ilo(bay)}{path}'

    def curl(self, path, *arguments, bay=1, login=True):
        user = ['-u', f'{USER}:{self.chassis.password}'] if login else []
        return run(['curl', '-sk', '--max-time', '20', *user, *arguments, self.url(path, bay)])

    def system(self, bay=1):
        return json.loads(self.good(self.curl('/redfish/v1/Systems/1/', '-H', 'OData-Version: 4.0', bay=bay)))


class FenceAgents(OnIlo):
    def cycle(self, agent, *more):
        self.bad(self.fence(agent, 'status', *more), 'Status: OFF')  # 2 is "off" of a fence agent
        self.good(self.fence(agent, 'on', *more), 'Success')
        self.assertEqual(self.power(), 'on')
        self.good(self.fence(agent, 'status', *more), 'Status: ON')
        self.good(self.fence(agent, 'reboot', *more), 'Success')
        self.assertEqual(self.power(), 'on')
        self.good(self.fence(agent, 'off', *more), 'Success')
        self.assertEqual(self.power(), 'off')

    def test_ilo(self):
        self.cycle('fence_ilo', '--ssl-insecure', '--power-wait=0')

    def test_ilo4(self):
        self.cycle('fence_ilo4', '--power-wait=0')

    def test_ilo4_ssh(self):
        self.cycle('fence_ilo4_ssh', '--ssh', '--power-wait=0')

    def test_redfish(self):
        self.cycle('fence_redfish', '--ssl-insecure', '--power-wait=0')

    def test_wrong_passwords(self):
        self.bad(self.fence('fence_ilo', 'status', '--ssl-insecure', password='wrong'), 'Unable to connect/login')
        self.bad(self.fence('fence_ilo4', 'status', password='wrong'))
        self.bad(self.fence('fence_ilo4_ssh', 'status', '--ssh', password='wrong'), 'Unable to connect/login')
        self.bad(self.fence('fence_redfish', 'status', '--ssl-insecure', password='wrong'))


class Hpilo(OnIlo):
    def tool(self, *command, bay=1, password=None):
        config = os.path.join(self.chassis.directory.name, 'hpilo.conf')
        with open(config, 'w') as file:
            file.write(f'[ilo]\nlogin = {USER}\npassword = {password or self.chassis.password}\n')
        return run(['hpilo_cli', '-c', config, '-j', self.chassis.ilo(bay), *command])

    def ask(self, *command, bay=1):
        outcome = self.tool(*command, bay=bay)
        self.assertEqual(outcome.returncode, 0, outcome.stdout)
        return json.loads(outcome.stdout[outcome.stdout.index('{' if '{' in outcome.stdout else '['):])

    def said(self, *command):
        outcome = self.tool(*command)
        self.assertEqual(outcome.returncode, 0, outcome.stdout)
        return outcome.stdout

    def test_identity(self):
        version = self.ask('get_fw_version')
        self.assertEqual(version['management_processor'], 'iLO4')
        self.assertEqual(version['firmware_version'], '2.00')
        self.assertIn('ProLiant BL460c Gen8', self.said('get_product_name'))
        host = json.dumps(json.loads(self.said('get_host_data')))
        self.assertIn(self.chassis.blade()['serial'], host)
        self.assertIn(self.chassis.blade()['uuid'].upper(), host)
        network = self.ask('get_network_settings')
        self.assertEqual(network['ip_address'], self.chassis.ilo())
        self.assertEqual(self.ask('get_oa_info')['location'], 1)

    def test_power(self):
        self.assertIn('OFF', self.said('get_host_power_status'))
        self.said('set_host_power', 'host_power=True')
        self.assertEqual(self.power(), 'on')
        self.assertIn('already ON', self.said('set_host_power', 'host_power=True'))
        self.assertIn('ON', self.said('get_host_power_status'))
        self.said('warm_boot_server')
        self.said('hold_pwr_btn')
        self.assertEqual(self.power(), 'off')
        self.bad(self.tool('reset_server'))
        self.said('press_pwr_btn')
        self.assertEqual(self.power(), 'on')
        self.assertEqual(self.ask('get_power_readings')['present_power_reading'][1], 'Watts')

    def test_boot(self):
        self.assertIn('normal', self.said('get_one_time_boot').lower())
        self.said('set_one_time_boot', 'device=network')
        override = self.chassis.blade()['boot_override']
        self.assertEqual((override['device'], override['valid'], override['persistent']), ('pxe', True, False))
        self.assertIn('network', self.said('get_one_time_boot').lower())
        self.assertIn('"cdrom"', self.said('get_persistent_boot').lower())
        self.said('set_persistent_boot', 'devices=hdd,network')
        self.assertEqual(self.chassis.blade()['permanent_boot'], 'disk')
        self.said('set_persistent_boot', 'devices=network')
        self.bad(self.tool('get_supported_boot_mode'), 'Feature not supported')

    def test_users(self):
        self.said('add_user', 'user_login=judge', 'user_name=Judge', 'password=longenough', 'admin_priv=False',
                  'remote_cons_priv=True', 'reset_server_priv=False', 'virtual_media_priv=False', 'config_ilo_priv=False')
        self.assertIn('judge', self.said('get_all_users'))
        self.assertFalse(self.ask('get_user', 'user_login=judge')['reset_server_priv'])
        self.said('mod_user', 'user_login=judge', 'reset_server_priv=True')
        self.assertTrue(self.ask('get_all_user_info')['judge']['reset_server_priv'])
        self.said('delete_user', 'user_login=judge')
        self.bad(self.tool('get_user', 'user_login=judge'), 'not found')

    def test_health(self):
        health = self.ask('get_embedded_health')
        self.assertEqual(health['health_at_a_glance']['temperature']['status'], 'OK')
        self.assertIn('01-Inlet Ambient', health['temperature'])
        self.assertIn('Proc 1', health['processors'])
        self.assertIn('Virtual Fan', health['fans'])
        self.assertEqual(health['memory']['memory_details_summary']['cpu_1']['total_memory_size'], '32 GB')
        self.assertIn('iLO', health['firmware_information'])
        self.assertIn('nic_information', health)
        self.assertIn('storage', health)

    def test_logs_and_settings(self):
        self.said('set_asset_tag', 'asset_tag=R1')
        self.assertIn('R1', self.said('get_asset_tag'))
        self.said('set_server_name', 'name=compute3')
        self.assertIn('compute3', self.said('get_server_name'))
        log = self.said('get_ilo_event_log')
        self.assertIn('XML login: Administrator', log)
        self.assertIn('Asset tag was changed', log)
        self.said('clear_server_event_log')
        self.assertIn('IML Cleared', self.said('get_server_event_log'))
        self.assertTrue(self.ask('get_global_settings')['ipmi_dcmi_over_lan_enabled'])
        self.assertEqual(self.ask('get_snmp_im_settings')['snmp_port'], 161)
        self.said('uid_control', 'uid=True')
        self.assertIn('ON', self.said('get_uid_status'))
        self.said('set_server_auto_pwr', 'setting=30')
        self.assertIn('30', self.said('get_server_auto_pwr'))

    def test_automatic_power_is_one_setting(self):
        for setting, policy, redfish in (('RANDOM', 'always-on', ('PowerOn', 'RandomUpTo120Sec')), ('No', 'always-off', ('RemainOff', 'Minimum'))):
            self.said('set_server_auto_pwr', f'setting={setting}')
            self.assertRegex(self.chassis.ipmitool('chassis', 'status').stdout, f'Power Restore Policy *: {policy}')
            oem = self.system()['Oem']['Hp']
            self.assertEqual((oem['PowerAutoOn'], oem['PowerOnDelay']), redfish)

    def test_media(self):
        self.said('insert_virtual_media', 'device=cdrom', 'image_url=http://192.0.2.1/a.iso')
        self.said('set_vm_status', 'device=cdrom', 'boot_option=boot_once', 'write_protect=True')
        status = self.ask('get_vm_status', 'device=cdrom')
        self.assertEqual((status['image_inserted'], status['boot_option']), ('YES', 'BOOT_ONCE'))
        drive = json.loads(self.good(self.curl('/redfish/v1/Managers/1/VirtualMedia/2/')))
        self.assertEqual(drive['Image'], 'http://192.0.2.1/a.iso')
        self.said('eject_virtual_media', 'device=cdrom')
        self.bad(self.tool('eject_virtual_media', 'device=cdrom'))

    def test_a_user_of_one_door_is_one_of_all(self):
        self.said('add_user', 'user_login=everywhere', 'user_name=E', 'password=longenough', 'admin_priv=True',
                  'remote_cons_priv=True', 'reset_server_priv=True', 'virtual_media_priv=True', 'config_ilo_priv=True')
        self.good(self.chassis.ipmitool('power', 'status', user='everywhere', password='longenough'), 'off')
        self.good(run(['curl', '-sk', '-u', 'everywhere:longenough', self.url('/redfish/v1/Systems/1/')]), 'PowerState')
        self.good(run(['sshpass', '-p', 'longenough', 'ssh', *SSH_OPTIONS, f'everywhere@{self.chassis.ilo()}', 'power']),
                  'currently: Off')
        self.said('delete_user', 'user_login=everywhere')
        self.bad(self.chassis.ipmitool('power', 'status', user='everywhere', password='longenough'))

    def test_traps(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
            receiver.bind((f'{self.chassis.network}.1', 0))
            receiver.settimeout(DEADLINE)
            self.said('mod_snmp_im_settings', f'snmp_address_1={self.chassis.network}.1',
                      f'snmp_trap_port={receiver.getsockname()[1]}')
            self.said('send_snmp_test_trap')
            packet, sender = receiver.recvfrom(4096)
        self.assertEqual(sender[0], self.chassis.ilo())
        self.assertIn(b'Test trap from iLO 4', packet)
        self.said('mod_snmp_im_settings', 'snmp_address_1=')

    def test_xmldata(self):
        data = run(['hpilo_cli', '-j', self.chassis.ilo(), 'xmldata'])
        self.assertIn(self.chassis.blade()['serial'], self.good(data))

    def test_wrong_password(self):
        self.bad(self.tool('get_fw_version', password='wrong'), 'Login failed')

    def test_firmware(self):
        bay = 3
        image = os.path.join(self.chassis.directory.name, 'ilo4.bin')
        with open(image, 'wb') as file:
            file.write(b'--=</Begin HP Signed File Fingerprint\\>=--\n' + bytes(200000) + b'iLO 4 v2.55 Aug 16 2017')
        with open(image + '.wrong', 'wb') as file:
            file.write(bytes(100000))
        self.tool('update_rib_firmware', f'filename={image}.wrong', bay=bay)
        self.assertEqual(self.ask('get_fw_version', bay=bay)['firmware_version'], '2.00')
        self.good(self.tool('update_rib_firmware', f'filename={image}', bay=bay))
        self.until(lambda: '2.55' in self.tool('get_fw_version', bay=bay).stdout, 'the new firmware')


class RawRibcl(OnIlo):
    def wrapped(self, bay=1):
        plain = socket.create_connection((self.chassis.ilo(bay), 443), DEADLINE)
        return unverified().wrap_socket(plain)

    def script(self, command, section='SERVER_INFO', mode='read', password=None):
        return (f'<?xml version="1.0"?>\r\n<RIBCL VERSION="2.0"><LOGIN USER_LOGIN="{USER}" '
                f'PASSWORD="{password or self.chassis.password}"><{section} MODE="{mode}"><{command}/></{section}>'
                '</LOGIN></RIBCL>\r\n').encode()

    def test_no_http(self):
        with self.wrapped() as door:
            door.sendall(self.script('GET_HOST_POWER_STATUS'))
            text = b''
            while got := door.recv(4096):
                text += got
        self.assertIn(b'HOST_POWER="OFF"', text)
        self.assertTrue(text.startswith(b'<?xml'))

    def test_chunks(self):
        with self.wrapped() as door:
            body = self.script('GET_EMBEDDED_HEALTH')
            door.sendall(b'POST /ribcl HTTP/1.1\r\nHost: localhost\r\nTE: chunked\r\nContent-Length: %d\r\n'
                         b'Connection: close\r\n\r\n' % len(body) + body)
            text = b''
            while got := door.recv(65536):
                text += got
        head, rest = text.split(b'\r\n\r\n', 1)
        self.assertTrue(head.startswith(b'HTTP/1.1 200 OK\r\n'))
        self.assertNotIn(b'Content-Length', head)
        sizes = []
        while rest:
            size, rest = rest.split(b'\r\n', 1)
            self.assertRegex(size, rb'^[0-9a-f]{3}$')
            sizes.append(int(size, 16))
            rest = rest[sizes[-1] + 2:]
        self.assertEqual(max(sizes), 0x1ff)
        self.assertEqual(sizes[-1], 0)

    def test_curl_reads_it(self):
        text = self.good(self.curl('/ribcl', '--data-binary', self.script('GET_HOST_POWER_STATUS').decode(), login=False))
        self.assertEqual(text.count('<?xml'), 8)

    def test_through_the_oa_too(self):
        outcome = run(['sshpass', '-p', self.chassis.password, 'ssh', *SSH_OPTIONS, f'{USER}@{self.chassis.network}.2',
                       'HPONCFG 1 << end\n' + self.script('GET_HOST_POWER_STATUS').decode() + '\nend'])
        self.assertIn('HOST_POWER="OFF"', outcome.stdout)


class Redfish(OnIlo):
    def redfishtool(self, *command, password=None):
        return run(['redfishtool', '-r', self.chassis.ilo(), '-S', 'Always', '-A', 'Basic', '-u', USER, '-p',
                    password or self.chassis.password, *command])

    def test_redfishtool(self):
        root = json.loads(self.good(self.redfishtool('root')))
        self.assertEqual(root['RedfishVersion'], '1.0.0')
        system = json.loads(self.good(self.redfishtool('Systems', '-1')))
        self.assertEqual(system['PowerState'], 'Off')
        self.assertEqual(system['SerialNumber'].strip(), self.chassis.blade()['serial'])
        self.good(self.redfishtool('Systems', '-1', 'reset', 'On'))
        self.assertEqual(self.power(), 'on')
        self.until(lambda: not self.chassis.blade()['post'], 'the end of POST')
        self.good(self.redfishtool('Systems', '-1', 'setBootOverride', 'Once', 'Pxe'))
        self.assertEqual(self.chassis.blade()['boot_override']['device'], 'pxe')
        self.good(self.redfishtool('Systems', '-1', 'reset', 'ForceOff'))
        self.assertEqual(self.power(), 'off')
        for what in ['Chassis', 'Managers', 'AccountService', 'SessionService']:
            self.good(self.redfishtool(what))
        self.good(self.redfishtool('Chassis', '-1', 'Thermal'), '01-Inlet Ambient')
        self.bad(self.redfishtool('Systems', password='wrong'))

    def test_one_boot_variable(self):
        self.good(self.curl('/redfish/v1/Systems/1/', '-X', 'PATCH', '-H', 'Content-Type: application/json', '-d',
                            '{"Boot": {"BootSourceOverrideTarget": "Pxe", "BootSourceOverrideEnabled": "Once"}}'))
        self.good(self.chassis.ipmitool('chassis', 'bootparam', 'get', '5'), 'Boot parameter data: 8004000000')
        self.good(self.chassis.ipmitool('chassis', 'bootdev', 'disk'))
        self.assertEqual(self.system()['Boot']['BootSourceOverrideTarget'], 'Hdd')
        with Console(self.chassis) as console:
            self.good(self.chassis.ipmitool('power', 'on'))
            console.until(b'Boot device: disk')
        self.assertEqual(self.system()['Boot']['BootSourceOverrideEnabled'], 'Disabled')

    def test_rest_and_redirects(self):
        rest = json.loads(self.good(self.curl('/rest/v1/Systems/1')))
        self.assertEqual(rest['Type'], 'ComputerSystem.1.0.1')
        self.assertEqual(rest['Power'], 'Off')
        self.good(self.curl('/redfish/v1/Systems/1', '-o', '/dev/null', '-w', '%{http_code} %{redirect_url}', login=False),
                  '308 ' + self.url('/redfish/v1/Systems/1/'))
        self.good(run(['curl', '-s', '-o', '/dev/null', '-w', '%{http_code} %{redirect_url}',
                       f'http://{self.chassis.ilo()}/redfish/v1/']), '301 ' + self.url('/redfish/v1/'))
        self.good(self.curl('/redfish/v1/Systems/1/', '-o', '/dev/null', '-w', '%{http_code}', login=False), '401')

    def test_sessions(self):
        body = json.dumps({'UserName': USER, 'Password': self.chassis.password})
        text = self.good(self.curl('/redfish/v1/SessionService/Sessions/', '-i', '-d', body, '-H',
                                   'Content-Type: application/json', login=False), '201 Created')
        token = re.search(r'X-Auth-Token: (\S+)', text).group(1)
        location = re.search(r'Location: (\S+)', text).group(1)
        self.assertTrue(location.startswith(self.url('/redfish/v1/SessionService/Sessions/administrator')))
        header = f'X-Auth-Token: {token}'
        self.good(self.curl('/redfish/v1/Systems/1/', '-H', header, login=False), 'PowerState')
        self.good(run(['curl', '-sk', '-X', 'DELETE', '-H', header, location]), 'Success')
        self.good(self.curl('/redfish/v1/Systems/1/', '-H', header, login=False), 'NoValidSession')

    def test_sushy(self):
        # these variables overrule verify=False
        environment = {name: value for name, value in os.environ.items() if not name.endswith('_CA_BUNDLE')}
        outcome = run(['/usr/bin/python3', '-W', 'ignore', '-c', SUSHY, self.url('/redfish/v1'), self.chassis.password],
                      env=environment)
        self.good(outcome, 'first off', 'then on', 'well')
        self.assertEqual(self.power(), 'on')


class ModernRedfish(OnIlo):
    options = ('--ilo', 'modern')

    def test_sessions_of_redfishtool(self):
        outcome = run(['redfishtool', '-r', self.chassis.ilo(), '-S', 'Always', '-A', 'Session', '-u', USER, '-p',
                       self.chassis.password, 'Systems', '-1'])
        system = json.loads(self.good(outcome))
        self.assertEqual(system['@odata.type'], '#ComputerSystem.v1_0_1.ComputerSystem')


class Shell(OnIlo):
    def ssh(self, *command, password=None):
        return ['sshpass', '-p', password or self.chassis.password, 'ssh', *SSH_OPTIONS,
                f'{USER}@{self.chassis.ilo()}', *command]

    def test_verbs(self):
        self.good(run(self.ssh('power')), 'power: server power is currently: Off')
        self.good(run(self.ssh('power on')), 'Server powering on .......')
        self.assertEqual(self.power(), 'on')
        self.good(run(self.ssh('show /system1')), 'EnabledState=enabled', self.chassis.blade()['serial'])
        self.bad(run(self.ssh('power', password='wrong')))

    def test_serial_port(self):
        self.good(run(self.ssh('start /system1')))
        self.until(lambda: not self.chassis.blade()['post'], 'the end of POST')
        with Console(self.chassis) as console, Terminal(self.ssh('-tt')) as terminal:
            terminal.until(b'</>hpiLO-> ')
            terminal.type(b'vsp\r')
            terminal.until(b"Press 'ESC (' to return")
            terminal.type(b'from the client')
            console.until(b'from the client')
            console.socket.sendall(b'from the blade')
            terminal.until(b'from the blade')
            terminal.type(b'\x1b(')
            terminal.until(b'</>hpiLO-> ')
            terminal.type(b'exit\r')
            self.assertEqual(terminal.finish(), 0)


class Faults(OnIlo):
    def test_refusal_and_lies(self):
        self.fault('ilo-refuse-login', door='redfish')
        self.good(self.curl('/redfish/v1/Systems/1/', '-o', '/dev/null', '-w', '%{http_code}'), '401')
        self.bad(self.fence('fence_ilo', 'status', '--ssl-insecure'), 'Status: OFF')
        self.fault('lie-power', door='ribcl')
        self.good(self.fence('fence_ilo', 'status', '--ssl-insecure'), 'Status: ON')
        self.assertEqual(self.power(), 'off')

    def test_busy(self):
        self.fault('ilo-busy')
        self.good(self.curl('/redfish/v1/Systems/1/', '-o', '/dev/null', '-w', '%{http_code}'), '503')
        self.good(self.curl('/redfish/v1/Systems/1/', '-o', '/dev/null', '-w', '%{http_code}', bay=2), '200')

    def test_half_open(self):
        number = self.fault('half-open')
        self.bad(run(['curl', '-sk', '--max-time', '1', self.url('/redfish/v1/')]))
        with socket.create_connection((self.chassis.ilo(), 22), DEADLINE) as door:
            door.settimeout(1)
            with self.assertRaises(TimeoutError):
                door.recv(1)
        self.chassis.control('DELETE', f'/faults/{number}')
        self.fault('half-open', door='redfish')
        self.bad(run(['curl', '-sk', '--max-time', '1', self.url('/redfish/v1/')]))
        self.bad(self.fence('fence_ilo', 'status', '--ssl-insecure'), 'Status: OFF')

    def test_slow(self):
        self.fault('slow', ms=700)
        began = time.monotonic()
        self.assertEqual(self.system()['PowerState'], 'Off')
        self.assertGreater(time.monotonic() - began, 0.7)

    def test_stuck(self):
        self.fault('power-reset-stuck')
        self.good(self.curl('/redfish/v1/Systems/1/Actions/ComputerSystem.Reset/', '-d', '{"ResetType": "On"}'), 'Success')
        self.assertEqual(self.system()['Oem']['Hp']['PostState'], 'InPost')
        self.good(self.curl('/redfish/v1/Systems/1/', '-X', 'PATCH', '-d', '{"Boot": {"BootSourceOverrideTarget": "Pxe"}}'),
                  'UnableToModifyDuringSystemPOST')

    def test_clock(self):
        self.fault('ilo-clock', seconds=86400)
        head = self.good(self.curl('/redfish/v1/', '-D', '-', '-o', '/dev/null'))
        stamp = time.strptime(re.search(r'Date: (.*) GMT', head).group(1), '%a, %d %b %Y %H:%M:%S')
        ahead = time.mktime(stamp) - time.mktime(time.gmtime())
        self.assertAlmostEqual(ahead, 86400, delta=60)

    def test_restart(self):
        self.good(self.curl('/redfish/v1/Systems/1/Actions/ComputerSystem.Reset/', '-d', '{"ResetType": "On"}'))
        self.good(self.curl('/redfish/v1/Managers/1/Actions/Manager.Reset/', '-d', '{}'), 'ResetInProgress')
        self.assertEqual(run(['curl', '-sk', '--max-time', '5', self.url('/redfish/v1/')]).returncode, 7)  # refused
        self.assertEqual(self.power(), 'on')
        self.until(lambda: self.curl('/redfish/v1/Systems/1/').returncode == 0, 'the iLO to come back')

    def test_pulled(self):
        number = self.fault('blade-pulled', bay=2)
        self.assertEqual(run(['curl', '-sk', '--max-time', '5', self.url('/redfish/v1/', 2)]).returncode, 7)
        self.chassis.control('DELETE', f'/faults/{number}')
        self.until(lambda: self.curl('/redfish/v1/', bay=2).returncode == 0, 'the iLO of the blade put back')


class AllAtOnce(OnIlo):
    def test_doors_agree(self):
        found, problems = [], []

        def ask(question):
            try:
                for _ in range(5):
                    found.append(question())
            except Exception as problem:  # any; it is told below
                problems.append(repr(problem))

        questions = [
            lambda: 'off' in self.chassis.ipmitool('power', 'status').stdout,
            lambda: self.system()['PowerState'] == 'Off',
            lambda: 'Status: OFF' in self.fence('fence_ilo', 'status', '--ssl-insecure').stdout,
            lambda: 'Status: OFF' in self.fence('fence_redfish', 'status', '--ssl-insecure').stdout,
            lambda: self.system(2)['SerialNumber'].strip() == self.chassis.blade(2)['serial'],
            lambda: self.chassis.blade()['serial'] in self.curl('/xmldata?item=all', login=False).stdout,
        ]
        threads = [threading.Thread(target=ask, args=(question,)) for question in questions]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(problems, [])
        self.assertEqual(found, [True] * 5 * len(questions))

    def test_garbage_ends_connections_only(self):
        for noise in [b'', b'\x00' * 50, b'GET', b'POST /ribcl HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n',
                      b'<RIBCL' + b'x' * 100000, b'GET / HTTP/1.1\r\n' + b'A: ' + b'b' * 100000]:
            with socket.create_connection((self.chassis.ilo(), 443), DEADLINE) as plain:
                with unverified().wrap_socket(plain) as door:
                    try:
                        door.sendall(noise)
                        door.unwrap()
                    except OSError:
                        pass  # the iLO has left first
            with socket.create_connection((self.chassis.ilo(), 443), DEADLINE) as plain:
                plain.sendall(noise)
        self.assertEqual(self.system()['PowerState'], 'Off')
        self.assertIsNone(self.chassis.process.poll())


if __name__ == '__main__':
    emulated.main(__doc__)
