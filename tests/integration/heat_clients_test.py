#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Debian's Heat client against seedbed-seed: every `openstack stack` verb that the product's users type, on stacks
without servers, and what survives a kill. Run as: heat_clients_test.py BIN_DIR. Nothing here sleeps: the program
says "ready", and `stack create --wait` follows the events."""

import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest
import urllib.error
import urllib.request

BIN = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else "build/release/bin")
GOLDEN = pathlib.Path(__file__).resolve().parent.parent / "golden" / "heat"
ADDRESS = "127.84.31.1"
PASSWORD = "lighthouse-7"
TIMEOUT = 120

FAILING = """
heat_template_version: 2013-05-23
resources:
  first: {type: OS::Heat::None}
  wrong: {type: OS::Heat::TestResource, depends_on: first, properties: {fail: true}}
"""
WAITING = """
HeatTemplateFormatVersion: '2012-12-12'
Resources:
  handle: {Type: 'AWS::CloudFormation::WaitConditionHandle'}
  wait: {Type: 'AWS::CloudFormation::WaitCondition', Properties: {Handle: {Ref: handle}, Timeout: '600'}}
Outputs:
  url: {Value: {Ref: handle}}
  data: {Value: {'Fn::GetAtt': [wait, Data]}}
"""


CHANGING = """
heat_template_version: 2013-05-23
parameters: {salt: {type: string, default: a}, value: {type: string, default: one}, wait: {type: number, default: 0},
             fail: {type: boolean, default: false}}
resources:
  word: {type: OS::Heat::RandomString, properties: {salt: {get_param: salt}}}
  test: {type: OS::Heat::TestResource, depends_on: word,
         properties: {value: {get_param: value}, wait_secs: {get_param: wait}, fail: {get_param: fail}}}
outputs:
  word: {value: {get_resource: word}}
  value: {value: {get_attr: [test, output]}}
"""
OUTER = """
heat_template_version: 2013-05-23
resources:
  inner: {type: OS::Kit::Inner, properties: {name: lamp}}
  group: {type: OS::Heat::ResourceGroup, properties: {count: 2, resource_def: {type: OS::Heat::RandomString}}}
outputs: {text: {value: {get_attr: [inner, text]}}}
"""
INNER = """
heat_template_version: 2013-05-23
parameters: {name: {type: string}}
resources: {word: {type: OS::Heat::RandomString}}
outputs: {text: {value: {Fn::Join: ['-', [{get_param: name}, {get_resource: word}]]}}}
"""


class Seed:
    """One seedbed-seed process over one state directory."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.password = self.folder / "password"
        self.password.write_text(PASSWORD + "\n")
        self.password.chmod(0o600)
        self.process = None

    def start(self):
        self.log = open(self.folder / "seed.log", "ab")
        self.process = subprocess.Popen(
            [BIN / "seedbed-seed", "--listen", ADDRESS, "--state", self.folder / "state",
             "--admin-password-file", self.password, "--no-conductor"],
            stdout=subprocess.PIPE, stderr=self.log)
        line = self.process.stdout.readline()
        if line.strip() != b"ready":
            raise RuntimeError("no ready: " + (self.folder / "seed.log").read_text())

    def end(self, number):
        self.process.send_signal(number)
        status = self.process.wait(TIMEOUT)
        self.process.stdout.close()
        self.log.close()
        return status


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def environment():
    return dict(os.environ, OS_AUTH_URL=f"http://{ADDRESS}:5000/v3", OS_USERNAME="admin", OS_PASSWORD=PASSWORD,
                OS_PROJECT_NAME="admin", OS_USER_DOMAIN_NAME="Default", OS_PROJECT_DOMAIN_NAME="Default",
                OS_IDENTITY_API_VERSION="3", PYTHONWARNINGS="ignore")


def run(*words):
    return subprocess.run(["openstack", *map(str, words)], env=environment(), capture_output=True, text=True,
                          timeout=TIMEOUT, check=False)


class HeatClients(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="seedbed-heat-")
        cls.seed = Seed(cls.temporary.name)
        cls.seed.start()

    @classmethod
    def tearDownClass(cls):
        status = cls.seed.end(signal.SIGTERM)
        cls.temporary.cleanup()
        assert status == 0, f"seedbed-seed ended with {status}"

    def good(self, *words):
        done = run(*words)
        self.assertEqual(done.returncode, 0, f"{words}: {done.stdout}{done.stderr}")
        return done.stdout

    def data(self, *words):
        return json.loads(self.good(*words, "-f", "json"))

    def refused(self, expected, *words):
        done = run(*words)
        self.assertNotEqual(done.returncode, 0, done.stdout)
        self.assertIn(expected, done.stderr + done.stdout)

    def template(self, text, name="template.yaml"):
        file = pathlib.Path(self.temporary.name) / name
        file.write_text(text)
        return file

    def status(self, name):
        return self.data("stack", "show", name)["stack_status"]

    def output(self, name, key):
        return self.data("stack", "output", "show", name, key)["output_value"]

    def update(self, name, *words):
        return self.good("stack", "update", "--wait", "--existing", *words, name)

    def create(self, name, template, *words):
        return self.good("stack", "create", "--wait", "--poll", "1", "-t", template, *words, name)

    def test_the_life_of_a_stack(self):
        self.create("life", GOLDEN / "small.yaml", "--parameter", "name=lamp", "--parameter", "secret=topsecret",
                    "--tags", "one,two")
        listed = self.data("stack", "list")
        self.assertIn(("life", "CREATE_COMPLETE"), [(row["Stack Name"], row["Stack Status"]) for row in listed])

        shown = self.data("stack", "show", "life")
        self.assertEqual(shown["stack_status"], "CREATE_COMPLETE")
        self.assertEqual(shown["parameters"]["secret"], "******")
        self.assertEqual(shown["parameters"]["OS::stack_name"], "life")
        self.assertNotIn("topsecret", json.dumps(shown))

        resources = self.data("stack", "resource", "list", "life")
        self.assertEqual({row["resource_name"] for row in resources}, {"nothing", "word", "settings"})
        self.assertEqual({row["resource_status"] for row in resources}, {"CREATE_COMPLETE"})
        word = self.data("stack", "resource", "show", "life", "word")
        self.assertEqual(len(word["attributes"]["value"]), 12)
        self.assertEqual(json.loads(self.good("stack", "resource", "metadata", "life", "word")), {})

        events = self.data("stack", "event", "list", "life")
        self.assertEqual(len(events), 8)
        self.assertEqual(events[0]["resource_status_reason"], "Stack CREATE started")
        self.assertEqual(events[-1]["resource_status_reason"], "Stack CREATE completed successfully")
        event = next(row for row in self.data("stack", "event", "list", "--resource", "word", "life"))
        self.assertEqual(self.data("stack", "event", "show", "life", "word", event["id"])["resource_type"],
                         "OS::Heat::RandomString")

        template = self.good("stack", "template", "show", "life")
        self.assertIn("OS::Heat::StructuredConfig", template)
        outputs = self.data("stack", "output", "list", "life")
        self.assertEqual([row["output_key"] for row in outputs], ["config_id", "greeting"])
        greeting = self.data("stack", "output", "show", "life", "greeting")
        self.assertEqual(greeting["output_value"], "lamp-" + word["attributes"]["value"])
        config_id = self.data("stack", "output", "show", "life", "config_id")["output_value"]
        config = self.data("software", "config", "show", config_id)
        self.assertRegex(config["name"], "^life-settings-[a-z2-7]{12}$")
        self.assertIn("lamp", json.dumps(config))
        self.good("stack", "environment", "show", "life")

        self.good("stack", "delete", "--yes", "--wait", "life")
        self.assertNotIn("life", [row["Stack Name"] for row in self.data("stack", "list")])
        self.refused("not", "stack", "show", "life")

    def test_a_stack_is_updated_rolled_back_checked_and_cancelled(self):
        self.create("change", self.template(CHANGING))
        word = self.output("change", "word")
        preview = self.data("stack", "update", "--dry-run", "--existing", "--parameter", "value=two", "change")
        changes = {kind: [row["resource_name"] for row in json.loads(rows)] for kind, rows in preview.items()}
        self.assertEqual(changes, {"unchanged": ["word"], "updated": ["test"], "replaced": [], "added": [], "deleted": []})
        self.update("change", "--parameter", "value=two")
        self.assertEqual(self.output("change", "value"), "two")
        self.assertEqual(self.output("change", "word"), word)
        self.update("change", "--parameter", "salt=b")
        self.assertNotEqual(self.output("change", "word"), word)

        word = self.output("change", "word")
        self.refused("Test Resource failed", "stack", "update", "--wait", "--existing", "--rollback", "enabled",
                     "--parameter", "salt=c", "--parameter", "fail=true", "change")
        self.until_status("change", "ROLLBACK_COMPLETE")
        self.assertEqual(self.output("change", "word"), word)

        self.good("stack", "check", "--wait", "change")
        self.assertEqual(self.status("change"), "CHECK_COMPLETE")
        self.good("stack", "suspend", "--wait", "change")
        self.good("stack", "resume", "--wait", "change")
        self.assertEqual(self.status("change"), "RESUME_COMPLETE")

        self.good("stack", "resource", "mark", "unhealthy", "change", "word", "worn")
        self.update("change")
        self.assertNotEqual(self.output("change", "word"), word)

        self.good("stack", "update", "--existing", "--parameter", "wait=1000", "--parameter", "value=three", "change")
        self.good("stack", "cancel", "--wait", "change")
        self.assertEqual(self.status("change"), "ROLLBACK_COMPLETE")
        self.assertEqual(self.output("change", "value"), "two")
        self.good("stack", "delete", "--yes", "--wait", "change")

    def test_stacks_inside_stacks(self):
        self.template(INNER, "inner.yaml")
        file = self.template("resource_registry: {'OS::Kit::Inner': inner.yaml}\n", "registry.yaml")
        self.create("outer", self.template(OUTER), "-e", file)
        self.assertRegex(self.output("outer", "text"), "^lamp-[A-Za-z0-9]{32}$")
        resources = self.data("stack", "resource", "list", "-n", "2", "outer")
        self.assertEqual(sorted(row["resource_name"] for row in resources), ["0", "1", "group", "inner", "word"])
        self.assertEqual(len(self.data("stack", "list", "--nested")), len(self.data("stack", "list")) + 2)
        self.assertIn("inner.yaml", self.good("stack", "file", "list", "outer"))
        self.good("stack", "delete", "--yes", "--wait", "outer")

    def test_software_configs_and_deployments(self):
        config = self.data("software", "config", "create", "--config-file", self.template("echo", "run.sh"),
                           "--group", "script", "hello")
        deployment = self.data("software", "deployment", "create", "--config", config["id"], "--server", "srv",
                               "--signal-transport", "NO_SIGNAL", "hello")
        self.assertEqual(self.data("software", "deployment", "show", deployment["id"])["server_id"], "srv")
        self.assertIn("script", self.good("software", "deployment", "metadata", "show", "srv"))
        self.good("software", "deployment", "delete", deployment["id"])
        self.good("software", "config", "delete", config["id"])
        self.refused("not found", "software", "config", "show", config["id"])

    def test_what_a_caller_may_not_see(self):
        self.create("mine", GOLDEN / "small.yaml")
        shown = self.data("stack", "show", "mine")
        project = shown["project"]
        self.good("project", "create", "other")
        self.good("user", "create", "--password", PASSWORD, "other")
        self.good("role", "add", "--project", "other", "--user", "other", "member")
        own, foreign = self.token("admin"), self.token("other")
        base = f"http://{ADDRESS}:8004/v1/{project}"
        path = f"{base}/stacks/mine/{shown['id']}"
        self.assertEqual(self.ask(path, own)[0], 200)
        for address in (path, path + "/resources/word", path + "/events", f"{base}/stacks/mine",
                        path.replace(project, self.project("other"))):
            status, body = self.ask(address, foreign)
            self.assertEqual((status, body["code"]), (404, 404), address)
        self.assertEqual(self.ask(path, "wrong")[0], 401)
        status, body = self.ask(base + "/nothing/of/this", own)
        self.assertEqual((status, body["code"]), (404, 404))
        self.good("stack", "delete", "--yes", "--wait", "mine")

    def token(self, name):
        who = dict(environment(), OS_USERNAME=name, OS_PROJECT_NAME=name)
        done = subprocess.run(["openstack", "token", "issue", "-f", "value", "-c", "id"], env=who, capture_output=True,
                              text=True, timeout=TIMEOUT, check=True)
        return done.stdout.strip()

    def project(self, name):
        return self.data("project", "show", name)["id"]

    def ask(self, address, token):
        request = urllib.request.Request(address, headers={"X-Auth-Token": token})
        opener = urllib.request.build_opener(NoRedirect)
        try:
            with opener.open(request, timeout=TIMEOUT) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())

    def test_environment_files_and_dry_run(self):
        file = pathlib.Path(self.temporary.name) / "environment.yaml"
        file.write_text("parameters: {name: from-file}\nparameter_defaults: {size: 5}\n")
        self.good("stack", "create", "--dry-run", "-t", GOLDEN / "small.yaml", "-e", file, "dry")
        self.assertNotIn("dry", [row["Stack Name"] for row in self.data("stack", "list")])
        self.create("env", GOLDEN / "small.yaml", "-e", file)
        greeting = self.data("stack", "output", "show", "env", "greeting")["output_value"]
        self.assertRegex(greeting, "^from-file-.{5}$")
        self.good("stack", "delete", "--yes", "--wait", "env")

    def test_a_failure_names_the_resource(self):
        template = self.template(FAILING)
        self.refused("CREATE_FAILED", "stack", "create", "--wait", "--poll", "1", "-t", template, "bad")
        shown = self.data("stack", "show", "bad")
        self.assertEqual(shown["stack_status_reason"],
                         "Resource CREATE failed: ValueError: resources.wrong: Test Resource failed wrong")
        self.assertIn("Test Resource failed wrong", self.good("stack", "failures", "list", "bad"))
        self.good("stack", "delete", "--yes", "--wait", "bad")

    def test_refusals(self):
        self.refused("nobody", "stack", "show", "nobody")
        self.refused("was not defined in template", "stack", "create", "-t", GOLDEN / "small.yaml", "--parameter", "x=1", "no")
        self.refused("OS::No::Such", "stack", "create", "-t",
                     self.template("heat_template_version: 2013-05-23\nresources: {a: {type: OS::No::Such}}\n"), "no")
        self.refused("Circular Dependency Found", "stack", "create", "-t",
                     self.template("heat_template_version: 2013-05-23\nresources: {a: {type: OS::Heat::None, depends_on: a}}\n"),
                     "no")
        self.assertNotIn("no", [row["Stack Name"] for row in self.data("stack", "list")])

    def test_the_service(self):
        self.assertIn("OS::Heat::StructuredDeployment", self.good("orchestration", "resource", "type", "list"))
        self.assertIn("flavor", self.good("orchestration", "resource", "type", "show", "OS::Nova::Server"))
        self.assertIn("Description", self.good("orchestration", "template", "validate", "-t", GOLDEN / "small.yaml"))
        self.assertIn("api", self.good("orchestration", "build", "info"))
        self.assertIn("2013-05-23", self.good("orchestration", "template", "version", "list"))
        self.assertIn("get_attr", self.good("orchestration", "template", "function", "list",
                                            "heat_template_version.2013-05-23"))
        self.assertIn("up", self.good("orchestration", "service", "list"))
        for file in ("undercloud_may", "undercloud_cfn", "undercloud_hot", "overcloud_cfn", "overcloud_hot"):
            self.good("orchestration", "template", "validate", "-t", GOLDEN / f"{file}.yaml")

    def test_a_waiting_stack_survives_a_kill_and_hears_its_signal(self):
        self.good("stack", "create", "-t", self.template(WAITING), "wait")
        url = self.data("stack", "output", "show", "wait", "url")["output_value"]
        self.seed.end(signal.SIGKILL)
        self.seed.start()
        self.assertEqual(self.status("wait"), "CREATE_IN_PROGRESS")
        self.assertEqual(self.put(url[:-4], "n1"), 403)
        self.assertEqual(self.put(url, "n1"), 200)
        self.until_status("wait", "CREATE_COMPLETE")
        self.assertEqual(self.data("stack", "output", "show", "wait", "data")["output_value"], '{"n1": "up"}')
        self.good("stack", "delete", "--yes", "--wait", "wait")

    def put(self, url, name):
        body = json.dumps({"Status": "SUCCESS", "Reason": "up", "UniqueId": name, "Data": "up"}).encode()
        request = urllib.request.Request(url, body, {"Content-Type": ""}, method="PUT")
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code

    def until_status(self, name, status):
        for _ in range(60):  # each look is a whole client run, about a second
            if self.status(name) == status:
                return
        self.fail(f"{name} is not {status}")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
