#!/usr/bin/env python3
"""Holds every query of the rules and dashboards against the metrics that there are.

check_metrics.py                    against the names that docs/operations.md and docs/deploy.md list
check_metrics.py --scraped FILE...  against what running processes expose (Prometheus' text format)
check_metrics.py --dashboards DIR   as the first, with the dashboards in another folder
check_metrics.py --agent FILE       whether FILE, the rules of a worker's agent, show each metric of docs/connector.md under a name that is listed
Recorded names (trailwatch:…) must be recorded by the rules.
"""

import json
import pathlib
import re
import sys

HOME = pathlib.Path(__file__).resolve().parent.parent
RULES = HOME / "helm/trailwatch/files/rules.yaml"
DASHBOARDS = HOME / "helm/trailwatch/files/dashboards"
WORDS = set("""sum min max avg count by without on ignoring group_left group_right and or unless offset bool rate increase irate deriv delta
clamp_min clamp_max predict_linear histogram_quantile max_over_time min_over_time avg_over_time label_values absent""".split())
# Prometheus makes these itself.
OF_PROMETHEUS = {"up", "ALERTS"}


def names(expr):
    """The metric names in a query: identifiers outside strings, label matchers, grouping clauses and ranges."""
    text = re.sub(r'"(\\.|[^"\\])*"|\'(\\.|[^\'\\])*\'', '""', expr)
    text = re.sub(r"\{[^}]*\}|\[[^\]]*\]", " ", text)
    text = re.sub(r"\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)", " ", text)
    text = re.sub(r"\boffset\s+\w+", " ", text)
    found = set(re.findall(r"(?<![\w.])[a-zA-Z_:][a-zA-Z0-9_:]*", text))
    return found - WORDS


def queries(dashboards):
    """(where, query) of every rule and panel, and the names that the rules record."""
    recorded, out = set(), []
    text = RULES.read_text()
    for block in re.split(r"\n\s+- (?=record:|alert:)", text)[1:]:
        kind, name = re.match(r"(record|alert): (\S+)", block).groups()
        if kind == "record":
            recorded.add(name)
        expr = re.search(r"expr:\s*(>-\s*\n)?(.*?)(?=\n\s+(for|labels|annotations):|\n\s*- name:|\Z)", block, re.S).group(2)
        out.append((f"rule {name}", expr))
    for path in sorted(dashboards.glob("*.json")):
        board = json.loads(path.read_text())
        for panel in board["panels"]:
            for target in panel["targets"]:
                out.append((f"{path.name}: {panel['title']}", target["expr"]))
    return out, recorded


def documented():
    found = set()
    for doc in ("docs/operations.md", "docs/deploy.md"):
        for line in (HOME / doc).read_text().splitlines():
            if line.startswith("|"):
                found.update(re.findall(r"`((?:trailwatch|jvm|process|kafka_connect)_[a-z0-9_]+)`", line.split("|")[1]))
    return found


def attributes():
    """The attributes of the connector's MBean, as docs/connector.md lists them."""
    table = (HOME / "docs/connector.md").read_text().split("<!-- made from the code: metrics -->")[1].split("<!-- end -->")[0]
    return re.findall(r"^\| `([a-z0-9-]+)` \|", table, re.M)


def agent(file):
    """The first rule of the agent that takes an attribute must give it a name that docs/deploy.md lists, and its labels."""
    text = pathlib.Path(file).read_text()
    if "- trailwatch.connect:type=source-task,*" not in text.split("rules:")[0]:
        sys.exit(f"{file}: includeObjectNames lacks trailwatch.connect:type=source-task,*")
    rules = re.findall(r"- pattern: '(.*)'\n\s+name: (\S+)\n\s+labels: \{(.*)\}\n\s+value: (\S+)", text)
    there, wrong, all_attributes = documented(), [], attributes()
    for attribute in all_attributes:
        bean = f"trailwatch.connect<type=source-task, connector=trail, task=0><>{attribute}: 17"
        for pattern, name, labels, value in rules:
            match = re.search(pattern, bean)
            if match:
                fill = lambda template: re.sub(r"\$(\d)", lambda m: match[int(m[1])], template)
                shown = fill(name).replace("-", "_")
                reason = "" if attribute.split("-")[0] not in ("errors", "rejected", "skipped") else ", reason: " + attribute.split("-", 1)[1]
                if shown not in there or fill(labels) != "connector: trail, task: 0" + reason or fill(value) != "17":
                    wrong.append(f"{attribute}: shown as {shown}{{{fill(labels)}}} {fill(value)}, which docs/deploy.md does not list")
                break
        else:
            wrong.append(f"{attribute}: not shown")
    print("\n".join(wrong) or f"{len(all_attributes)} attributes are shown")
    sys.exit(1 if wrong or not all_attributes else 0)


def scraped(files):
    found = set()
    for file in files:
        for line in pathlib.Path(file).read_text().splitlines():
            match = re.match(r"([a-zA-Z_:][a-zA-Z0-9_:]*)[{ ]", line)
            if match:
                found.add(match.group(1))
    return found


def main():
    if sys.argv[1:2] == ["--agent"]:
        agent(sys.argv[2])
    dashboards = pathlib.Path(sys.argv[2]) if sys.argv[1:2] == ["--dashboards"] else DASHBOARDS
    all_queries, recorded = queries(dashboards)
    if sys.argv[1:2] == ["--scraped"]:
        there, live = scraped(sys.argv[2:]), True
    else:
        there, live = documented(), False
    wrong, checked = [], set()
    for where, query in all_queries:
        used = names(query)
        if not used:
            wrong.append(f"{where}: names no metric: {query}")
        for name in used:
            checked.add(name)
            base = re.sub(r"_(bucket|count|sum)$", "", name)
            if name in OF_PROMETHEUS or name in recorded or name in there or (not live and base in there):
                continue
            wrong.append(f"{where}: no such metric: {name}")
    for line in wrong:
        print(line)
    if wrong:
        sys.exit(1)
    print(f"{len(all_queries)} queries, {len(checked)} names")


if __name__ == "__main__":
    main()
