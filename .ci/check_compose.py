#!/usr/bin/env python3
"""Holds a compose project (JSON on standard input, every profile on) against what the deployment promises."""

import json
import re
import sys

ONE_SHOT = {"connector", "connector-aws", "aws-trail"}
OURS = {"app-1", "app-2", "connect", "connector", "connector-aws"}


def wrong(project):
    for name, service in project["services"].items():
        for port in service.get("ports", []):
            if port.get("host_ip") != "127.0.0.1":
                yield f"{name}: port {port.get('published')} is open beyond loopback"
        if not service.get("mem_limit"):
            yield f"{name}: no limit of memory"
        if "no-new-privileges:true" not in service.get("security_opt", []) or service.get("cap_drop") != ["ALL"]:
            yield f"{name}: privileges are not dropped"
        if name in OURS and not service.get("read_only"):
            yield f"{name}: its root file system can be written"
        if name not in ONE_SHOT and "healthcheck" not in service:
            yield f"{name}: no health check"
        if ":latest" in service["image"] or ":" not in service["image"]:
            yield f"{name}: image {service['image']} has no version"
        for variable, value in (service.get("environment") or {}).items():
            if re.search(r"(?i)password|secret|token", variable) and not (value or "").startswith("/run/secrets/") and value != "emulator":
                yield f"{name}: {variable} holds a secret"
        for volume in service.get("volumes", []):
            if volume["type"] == "bind" and not volume.get("read_only"):
                yield f"{name}: {volume['source']} of this machine can be written"
    for name, secret in project["secrets"].items():
        if "file" not in secret:
            yield f"secret {name} is no file"


found = list(wrong(json.load(sys.stdin)))
print("\n".join(found))
sys.exit(1 if found else 0)
