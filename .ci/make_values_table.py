#!/usr/bin/env python3
"""Writes the table of values in the chart's README, from values.yaml and what values.schema.json says of each.

With --check: says whether the table is as this would write it. Every value needs a description in the schema.
"""

import json
import pathlib
import sys

import yaml

CHART = pathlib.Path(__file__).resolve().parent.parent / "helm/trailwatch"
BEGIN, END = "<!-- values -->\n", "<!-- end of values -->\n"
WHOLE = {"resources", "connect.resources"}


def rows(values, schema, path=""):
    for key, value in values.items():
        name = f"{path}.{key}" if path else key
        at = schema.get("properties", {}).get(key)
        if at is None:
            sys.exit(f"values.schema.json says nothing of {name}")
        if isinstance(value, dict) and value and "properties" in at and name not in WHOLE:
            yield from rows(value, at, name)
        else:
            about = at.get("description", "")
            if at.get("enum"):
                about += ": " + ", ".join(f"`{choice}`" for choice in at["enum"])
            yield name, json.dumps(value), about


def extra(values, schema, path=""):
    """What the schema knows and values.yaml does not have."""
    for key, at in schema.get("properties", {}).items():
        name = f"{path}.{key}" if path else key
        if name == "global" or name in WHOLE:
            continue
        if key not in values:
            yield name
        elif isinstance(values[key], dict) and values[key]:
            yield from extra(values[key], at, name)


def main():
    values = yaml.safe_load((CHART / "values.yaml").read_text())
    schema = json.loads((CHART / "values.schema.json").read_text())
    table = ["| value | default | what |", "| --- | --- | --- |"]
    table += [f"| `{name}` | `{default}` | {about} |" for name, default, about in rows(values, schema)]
    readme = CHART / "README.md"
    text = readme.read_text()
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    new = before + BEGIN + "\n" + "\n".join(table) + "\n\n" + END + after
    unknown = list(extra(values, schema))
    blank = [name for name, _, about in rows(values, schema) if not about]
    if unknown:
        sys.exit("values.yaml lacks: " + ", ".join(unknown))
    if blank:
        sys.exit("values.schema.json describes not: " + ", ".join(blank))
    if sys.argv[1:] == ["--check"]:
        if new != text:
            sys.exit("the README's table is not as .ci/make_values_table.py writes it")
    else:
        readme.write_text(new)


if __name__ == "__main__":
    main()
