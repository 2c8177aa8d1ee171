"""The services of docker-compose.yml as processes: how each image's program is started here. Used by bench/cluster."""

import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

HOME = pathlib.Path(__file__).resolve().parent.parent
GOLDEN = HOME / "streams-app/src/test/resources/golden"
TOOLS = pathlib.Path(os.environ.get("TRAILWATCH_TOOLS") or pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "trailwatch-ci")
# How long a step may take before it counts as failed. Far more than it does on an idle machine.
PATIENCE = float(os.environ.get("TRAILWATCH_PATIENCE", "150"))


class Failed(Exception):
    """A step that did not hold; the message says which."""


def call(command, **options):
    done = subprocess.run([str(word) for word in command], cwd=HOME, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, **options)
    if done.returncode != 0:
        raise Failed(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stdout[-3000:]}")
    return done.stdout


def get(url, token=None):
    """Status and text; status 0 where nobody answers."""
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"} if token else {})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(errors="replace")
    except OSError as error:
        return 0, str(error)


def until(what, condition):
    """Waits until the condition gives True; anything else that it gives says what is still wrong."""
    end = time.monotonic() + PATIENCE
    while True:
        said = condition()
        if said is True:
            return
        if time.monotonic() > end:
            raise Failed(f"not within {PATIENCE:.0f} s: {what} ({said})")
        time.sleep(0.3)


class Cluster:
    def __init__(self, work):
        self.work, self.running, self.logs = work, {}, []
        self.built()
        self.trail = work / "trail"
        self.trail.mkdir()
        call([HOME / "docker/secrets.sh", work / "secrets"])
        variables = {**os.environ, "TRAILWATCH_TRAIL": str(self.trail), "TRAILWATCH_SECRETS": str(work / "secrets"), "CHECKFILES_PRINT": "1"}
        project = json.loads(call(["bash", "-c", ". .ci/tools.sh && tools_go && tools_python && tools_debian && checkfiles compose docker-compose.yml"], env=variables))
        self.services = project["services"]
        network = f"127.{random.randint(16, 250)}.{random.randint(1, 250)}"
        self.addresses = {name: f"{network}.{10 + i}" for i, name in enumerate(sorted(self.services))}
        hosts = [f"127.0.0.1 localhost {socket.gethostname()}"] + [f"{address} {name}" for name, address in self.addresses.items()]
        (work / "hosts").write_text("\n".join(hosts) + "\n")
        self.homes()

    def built(self):
        """Builds what is missing: the app, the connector's folder, the worker's libraries."""
        if not list(HOME.glob("streams-app/target/streams-app-*.jar")) or not (HOME / "ingest-connector/target/plugin").is_dir():
            call(["mvn", "-B", "-ntp", "-q", "-Dmaven.test.skip=true", "package"])
        if not (HOME / "docker/worker/target/agent/jmx_prometheus_javaagent.jar").is_file():
            call(["mvn", "-B", "-ntp", "-q", "-f", "docker/worker/pom.xml", "package"])

    def homes(self):
        """/opt/trailwatch of both images."""
        app = self.work / "app-home"
        (app / "lib").mkdir(parents=True)
        for jar in [*HOME.glob("streams-app/target/streams-app-*.jar"), *HOME.glob("streams-app/target/lib/*.jar")]:
            (app / "lib" / jar.name).symlink_to(jar)
        connect = self.work / "connect-home"
        connect.mkdir()
        worker = HOME / "docker/worker"
        for name, source in {"lib": worker / "target/lib", "agent": worker / "target/agent", "log4j2.xml": worker / "log4j2.xml",
                             "metrics.yaml": worker / "metrics.yaml"}.items():
            (connect / name).symlink_to(source)
        for home in (app, connect):
            (home / "http.sh").symlink_to(HOME / "docker/http.sh")
        properties = (HOME / "config/connect-distributed.properties").read_text()
        (connect / "connect-distributed.properties").write_text(self.here("connect", properties))

    def address(self, name):
        return self.addresses[name]

    def secret(self, name):
        return (self.work / "secrets" / name).read_text()

    def here(self, name, text):
        """A text of the service's container as it must read here: its folders, and where it listens."""
        own = self.addresses[name]
        folders = {"/run/secrets": self.work / "secrets", "/opt/plugins": HOME / "ingest-connector/target/plugin",
                   "/opt/trailwatch": self.work / ("app-home" if name.startswith("app") else "connect-home")}
        for volume in self.services[name].get("volumes", []):
            source = pathlib.Path(volume["source"]) if volume["type"] == "bind" else self.work / "volumes" / volume["source"]
            folders[volume["target"]] = source
        for inside in sorted(folders, key=len, reverse=True):
            text = re.sub(rf"(?<![\w/]){re.escape(inside)}(?=[/\s\"']|$)", str(folders[inside]), text, flags=re.M)
        text = re.sub(r"0\.0\.0\.0|127\.0\.0\.1", own, text)
        text = text.replace("://:", f"://{own}:")
        return text

    def named(self, text):
        """With addresses instead of names, for programs that know no file of hosts."""
        for name in sorted(self.addresses, key=len, reverse=True):
            text = re.sub(rf"(?<![\w.-]){re.escape(name)}(?=:\d)", self.addresses[name], text)
        return text

    def environment(self, name):
        service = self.services[name]
        own = {key: self.here(name, value) for key, value in (service.get("environment") or {}).items() if value is not None}
        tmp = self.work / "tmp" / name
        tmp.mkdir(parents=True, exist_ok=True)
        java = f"-Djdk.net.hosts.file={self.work / 'hosts'} -Djava.io.tmpdir={tmp} -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:MaxRAM={service['mem_limit']}"
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(("TRAILWATCH_", "KAFKA_"))}
        return {**inherited, **own, "JDK_JAVA_OPTIONS": java, "TMPDIR": str(tmp)}

    def command(self, name):
        """The container's program, and what is added to its environment."""
        service, image = self.services[name], self.services[name]["image"].split(":")[0]
        arguments = [self.here(name, word) for word in service.get("command") or []]
        if image == "apache/kafka":
            return self.broker(name), {}
        if image == "trailwatch":
            # The expected summaries were made with this list.
            added = {"TRAILWATCH_HOME": self.work / "app-home", "TRAILWATCH_ABUSED_LIST": GOLDEN / "abused_aws_api_calls.csv"}
            return ["bash", HOME / "docker/run.sh", *arguments], added
        if image == "trailwatch-connect":
            home = {"TRAILWATCH_HOME": self.work / "connect-home", "TRAILWATCH_METRICS": f"{self.address(name)}:9404"}
            if arguments[0] == "register":
                arguments[1] = self.addresses[arguments[1]]
                arguments[3] = self.connectors(pathlib.Path(arguments[3]))
            return ["bash", HOME / "docker/connect.sh", *arguments], home
        if image == "prom/prometheus":
            config = self.work / "prometheus.yml"
            config.write_text(self.named(config.read_text()))
            data = self.work / "volumes" / "prometheus"
            return ["prometheus", f"--config.file={config}", f"--storage.tsdb.path={data}", f"--web.listen-address={self.address(name)}:9090"], {}
        if image == "motoserver/moto":
            path = {"PATH": f"{TOOLS}/venv/bin:{os.environ['PATH']}"}
            if service.get("entrypoint"):
                return [self.named(self.here(name, word)) for word in [*service["entrypoint"], *service["command"]]], path
            return [f"{TOOLS}/venv/bin/moto_server", "-H", self.address(name), "-p", "5000"], path
        raise Failed(f"{name}: no way to run {image} here")

    def broker(self, name):
        """As the image apache/kafka does it: properties of the variables KAFKA_…, a format of the folder, then the broker."""
        environment = self.environment(name)
        properties = {}
        for key, value in environment.items():
            if key.startswith("KAFKA_") and key != "KAFKA_HEAP_OPTS":
                properties[key[len("KAFKA_"):].lower().replace("___", "-").replace("__", "\0").replace("_", ".").replace("\0", "_")] = value
        file = self.work / f"{name}.properties"
        file.write_text("".join(f"{key}={value}\n" for key, value in sorted(properties.items())))
        java = f"java {environment['KAFKA_HEAP_OPTS']} -Dlog4j2.configurationFile={HOME}/docker/worker/log4j2.xml -cp '{HOME}/streams-app/target/lib/*'"
        formatted = f"{java} kafka.tools.StorageTool format --ignore-formatted -t {environment['CLUSTER_ID']} -c {file}"
        return ["bash", "-c", f"{formatted} && exec {java} kafka.Kafka {file}"]

    def connectors(self, folder):
        """The connectors' configurations with the folders of this machine."""
        to = self.work / "connectors" / folder.name
        to.mkdir(parents=True, exist_ok=True)
        for file in folder.glob("*.json"):
            (to / file.name).write_text(self.here("connect", file.read_text()))
        return to

    def start(self, *names):
        for name in names:
            for volume in self.services[name].get("volumes", []):
                if volume["type"] == "volume":
                    (self.work / "volumes" / volume["source"]).mkdir(parents=True, exist_ok=True)
            command, more = self.command(name)
            environment = {**self.environment(name), **{key: str(value) for key, value in more.items()}}
            log = self.work / f"{name}.log"
            self.logs.append(log)
            with open(log, "ab") as out:
                self.running[name] = subprocess.Popen(
                    [str(word) for word in command], cwd=self.work, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True)

    def run_once(self, name):
        self.start(name)
        try:
            status = self.running[name].wait(PATIENCE)
        except subprocess.TimeoutExpired:
            raise Failed(f"{name} did not end within {PATIENCE:.0f} s") from None
        if status != 0:
            raise Failed(f"{name} ended with {status}")

    def healthy(self, *names):
        """Waits until each service's own health check succeeds."""
        for name in names:
            check = [self.here(name, word) for word in self.services[name]["healthcheck"]["test"][1:]]

            def well():
                status = self.running[name].poll()
                if status is not None:
                    raise Failed(f"{name} ended with {status}")
                return subprocess.run(check, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=30, check=False).returncode == 0

            until(f"{name} is healthy", well)

    def kill(self, name):
        """As a power failure would."""
        os.killpg(self.running[name].pid, signal.SIGKILL)
        self.running.pop(name).wait()

    def stop(self, name):
        process = self.running.pop(name)
        process.send_signal(signal.SIGTERM)
        try:
            return process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise Failed(f"{name} did not end within {PATIENCE:.0f} s of SIGTERM") from None

    def end(self):
        for process in self.running.values():
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()

    def tell_logs(self):
        for log in dict.fromkeys(self.logs):
            if log.exists():
                lines = log.read_text(errors="replace").splitlines()[-25:]
                print(f"---- {log.name}\n" + "\n".join(line[:300] for line in lines), file=sys.stderr)
