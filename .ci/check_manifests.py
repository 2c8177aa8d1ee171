#!/usr/bin/env python3
"""Holds rendered Kubernetes manifests against what no schema says: check_manifests.py FILE...

- every pod meets the pod security standard "restricted", has a read-only root file system, no token of the API and limits of memory
- selectors find pods, volumes and config maps that are named are there, ports have names that exist
- no Secret is made, no variable holds one
- Strimzi's resources have the shape that its API version asks for
"""

import re
import sys

import yaml

VOLUMES = {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"}
KINDS = {"StatefulSet", "Deployment", "Job", "Pod", "Service", "ConfigMap", "ServiceAccount", "PodDisruptionBudget", "Ingress",
         "NetworkPolicy", "ServiceMonitor", "PrometheusRule", "KafkaConnect", "KafkaConnector"}
CONNECT_SPEC = {"version", "replicas", "image", "bootstrapServers", "tls", "authentication", "config", "resources", "livenessProbe",
                "readinessProbe", "jvmOptions", "jmxOptions", "logging", "clientRackInitImage", "rack", "metricsConfig", "tracing",
                "template", "externalConfiguration", "build", "plugins"}
CONNECT_V1 = {"groupId", "configStorageTopic", "offsetStorageTopic", "statusStorageTopic"}


def pods(document):
    kind = document["kind"]
    if kind == "Pod":
        yield document["metadata"], document["spec"]
    elif kind in ("StatefulSet", "Deployment", "Job"):
        template = document["spec"]["template"]
        yield template["metadata"], template["spec"]


def restricted(spec):
    """What of "restricted" (and of our own rules) a pod does not keep."""
    for field in ("hostNetwork", "hostPID", "hostIPC"):
        if spec.get(field):
            yield f"{field} is on"
    pod = spec.get("securityContext", {})
    if spec.get("automountServiceAccountToken") is not False:
        yield "automountServiceAccountToken is not false"
    for volume in spec.get("volumes", []):
        kinds = set(volume) - {"name"}
        if not kinds <= VOLUMES:
            yield f"volume {volume['name']} is a {', '.join(kinds)}"
    for container in spec.get("initContainers", []) + spec["containers"]:
        name, own = container["name"], container.get("securityContext", {})
        if not own.get("runAsNonRoot", pod.get("runAsNonRoot")):
            yield f"{name}: runAsNonRoot is not true"
        if own.get("runAsUser", pod.get("runAsUser")) == 0:
            yield f"{name}: runs as root"
        if (own.get("seccompProfile") or pod.get("seccompProfile") or {}).get("type") not in ("RuntimeDefault", "Localhost"):
            yield f"{name}: no seccomp profile"
        if own.get("allowPrivilegeEscalation") is not False:
            yield f"{name}: allowPrivilegeEscalation is not false"
        capabilities = own.get("capabilities", {})
        if "ALL" not in capabilities.get("drop", []) or set(capabilities.get("add", [])) - {"NET_BIND_SERVICE"}:
            yield f"{name}: capabilities are not dropped"
        if own.get("privileged"):
            yield f"{name}: privileged"
        if not own.get("readOnlyRootFilesystem"):
            yield f"{name}: the root file system can be written"
        if any("hostPort" in port for port in container.get("ports", [])):
            yield f"{name}: a port of the host"
        if "memory" not in container.get("resources", {}).get("limits", {}):
            yield f"{name}: no limit of memory"
        for variable in container.get("env", []):
            if "value" in variable and re.search(r"(?i)password|secret|token(?!s?_file)", variable["name"]):
                yield f"{name}: variable {variable['name']} holds a secret"


def matches(selector, labels):
    return all(labels.get(key) == value for key, value in selector.items())


def strimzi(document):
    spec, version = document["spec"], document["apiVersion"]
    if document["kind"] == "KafkaConnector":
        if not spec.get("class") or not isinstance(spec.get("tasksMax"), int) or not isinstance(spec.get("config"), dict):
            yield "needs class, tasksMax and config"
        if "strimzi.io/cluster" not in document["metadata"]["labels"]:
            yield "no label strimzi.io/cluster"
        return
    needed = CONNECT_V1 if version.endswith("/v1") else set()
    unknown = set(spec) - CONNECT_SPEC - needed
    if unknown:
        yield f"spec has no {', '.join(sorted(unknown))} in {version}"
    for field in needed | {"replicas", "bootstrapServers", "image"}:
        if field not in spec:
            yield f"spec.{field} is needed in {version}"
    if needed and {"group.id", "config.storage.topic"} & set(spec["config"]):
        yield f"spec.config: the group and topics are fields of the spec in {version}"


def check(documents):
    made = {(d["kind"], d["metadata"]["name"]) for d in documents}
    labels = [metadata.get("labels", {}) for d in documents for metadata, _ in pods(d)]
    if len(made) != len(documents):
        yield "two have one name"
    for document in documents:
        kind, name = document["kind"], document["metadata"]["name"]
        where = f"{kind} {name}"
        if kind not in KINDS:
            yield f"{where}: a kind that this chart has no reason to make"
            continue
        for metadata, spec in pods(document):
            for wrong in restricted(spec):
                yield f"{where}: {wrong}"
            volumes = {volume["name"]: volume for volume in spec.get("volumes", [])}
            claims = {claim["metadata"]["name"] for claim in document["spec"].get("volumeClaimTemplates", [])}
            for container in spec["containers"]:
                for mount in container.get("volumeMounts", []):
                    if mount["name"] not in volumes and mount["name"] not in claims:
                        yield f"{where}: no volume {mount['name']}"
                ports = {port["name"] for port in container.get("ports", [])}
                for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
                    for action in (container.get(probe) or {}).values():
                        if isinstance(action, dict) and action.get("port") not in ports:
                            yield f"{where}: {probe} asks at no port of the container"
            account = spec.get("serviceAccountName")
            if account and account != "default" and ("ServiceAccount", account) not in made:
                yield f"{where}: no service account {account}"
        if kind in ("StatefulSet", "Deployment"):
            if not matches(document["spec"]["selector"]["matchLabels"], document["spec"]["template"]["metadata"]["labels"]):
                yield f"{where}: its selector does not find its pods"
        if kind == "StatefulSet" and ("Service", document["spec"]["serviceName"]) not in made:
            yield f"{where}: no service {document['spec']['serviceName']}"
        if kind in ("Service", "PodDisruptionBudget"):
            selector = document["spec"]["selector"]
            selector = selector.get("matchLabels", selector)
            if not any(matches(selector, each) for each in labels):
                yield f"{where}: finds no pod"
        if kind == "ServiceMonitor":
            selector = document["spec"]["selector"]["matchLabels"]
            found = [d for d in documents if d["kind"] == "Service" and matches(selector, d["metadata"]["labels"])]
            wanted = {endpoint["port"] for endpoint in document["spec"]["endpoints"]}
            if len(found) != 1 or not wanted <= {port["name"] for port in found[0]["spec"]["ports"]}:
                yield f"{where}: finds {len(found)} services with {', '.join(sorted(wanted))}"
        if kind.startswith("Kafka"):
            for wrong in strimzi(document):
                yield f"{where}: {wrong}"


def main():
    failed = False
    for file in sys.argv[1:]:
        with open(file, encoding="utf-8") as text:
            documents = [document for document in yaml.safe_load_all(text) if document]
        if not documents:
            sys.exit(f"{file}: holds no manifest")
        for wrong in check(documents):
            failed = True
            print(f"{file}: {wrong}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
