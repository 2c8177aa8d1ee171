#!/usr/bin/env python3
"""Writes the Grafana dashboards (helm/trailwatch/files/dashboards). With --check: says whether they are as this would write them."""

import json
import pathlib
import sys

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "helm/trailwatch/files/dashboards"
SOURCE = {"type": "prometheus", "uid": "${datasource}"}
JOB = '{job=~"$job"}'
INSTANCE = '{job=~"$job",instance=~"$instance"}'


def q(expr, legend="{{instance}}"):
    return expr, legend


def panel(kind, title, about, queries, unit="short", **options):
    return {"kind": kind, "title": title, "about": about, "queries": queries, "unit": unit, **options}


def graph(title, about, *queries, unit="short"):
    return panel("timeseries", title, about, queries, unit)


def number(title, about, *queries, unit="short", steps=None):
    return panel("stat", title, about, queries, unit, steps=steps)


BOARDS = {
    "overview": ("Trailwatch: overview", [
        number("Ready instances", "Instances that answer questions.", q(f"sum(trailwatch_ready{JOB})", "ready")),
        number("Records", "Records of the topic that have been counted, whatever became of them.",
               q(f"sum(trailwatch_records_total{JOB})", "records")),
        number("Ingest lag", "Age of the oldest file or object that is not yet read.",
               q(f"max(trailwatch_ingest_lag_seconds{JOB})", "lag"), unit="s", steps=(600, 1800)),
        number("Processing lag", "For how long the oldest message that is not in a store has been on the topic.",
               q(f"max(trailwatch_processing_lag_seconds{JOB})", "lag"), unit="s", steps=(60, 600)),
        number("Newest event", "Time since the newest event happened.", q(f"min(trailwatch_event_lag_seconds{JOB})", "ago"), unit="s",
               steps=(1800, 7200)),
        number("Quarantined", "Records that instances wrote to the quarantine topic since they started.",
               q(f"sum(trailwatch_quarantined_records_total{JOB})", "records"), steps=(1, 1000)),
        graph("Records a second", "By what became of them.", q(f"sum by (outcome) (trailwatch:records:per_second{JOB})", "{{outcome}}"), unit="ops"),
        graph("Answers a second", "By kind of question.", q(f"sum by (kind) (rate(trailwatch_query_seconds_count{JOB}[5m]))", "{{kind}}"), unit="reqps"),
        graph("Processor", "Share of the machine that each process uses.", q(f"process_cpu_usage{JOB}"), unit="percentunit"),
        graph("Java heap", "In use.", q(f"sum by (instance) (jvm_memory_used_bytes{{job=~\"$job\",area=\"heap\"}})"), unit="bytes"),
        graph("Free disk", "Where the data folder lies.", q(f"trailwatch_data_free_bytes{JOB}"), unit="bytes"),
        graph("Alerts", "That are pending or firing.", q('sum by (alertname, alertstate) (ALERTS{alertname=~"Trailwatch.*"})', "{{alertname}} {{alertstate}}")),
    ]),
    "ingest": ("Trailwatch: ingest", [
        graph("Files a second", "Files and objects by what became of them.",
              q(f"sum by (outcome) (rate(trailwatch_feed_files_total{INSTANCE}[5m]))", "{{outcome}}"), unit="ops"),
        graph("Bytes a second", "Read from files and objects, as stored.", q(f"sum by (instance) (rate(trailwatch_feed_bytes_total{INSTANCE}[5m]))"), unit="Bps"),
        graph("Files that wait", "Known and not yet read.", q(f"trailwatch_feed_pending_files{INSTANCE}")),
        graph("Ingest lag", "Age of the oldest file or object that is not yet read.", q(f"trailwatch_ingest_lag_seconds{INSTANCE}"), unit="s"),
        graph("Messages that wait", "On the topic and not yet in a store.", q(f"trailwatch_processing_lag_records{INSTANCE}")),
        graph("Processing lag", "For how long the oldest of them has waited.", q(f"trailwatch_processing_lag_seconds{INSTANCE}"), unit="s"),
        graph("Late records a second", "That reached the topic more than a day after they happened.",
              q(f"clamp_min(deriv(trailwatch_late_records_total{INSTANCE}[5m]), 0)"), unit="ops"),
        graph("Quarantined a second", "Records that could not be read.", q(f"sum by (instance) (rate(trailwatch_quarantined_records_total{INSTANCE}[5m]))"), unit="ops"),
        graph("Connector's tasks", "By state, where Connect runs.",
              q(f"sum by (connector) (kafka_connect_connector_running_task_count{JOB})", "{{connector}} running"),
              q(f"sum by (connector) (kafka_connect_connector_failed_task_count{JOB})", "{{connector}} failed")),
        graph("Connector's records a second", "Written to the topic by the connector's tasks.",
              q(f"sum by (connector) (kafka_connect_source_record_write_rate{JOB})", "{{connector}}"), unit="ops"),
        graph("Connector's objects a second", "Read by the connector's tasks.",
              q(f"sum by (connector) (rate(trailwatch_connect_objects{JOB}[5m]))", "{{connector}}"), unit="ops"),
        graph("Connector's lag", "Age of the newest object that is known and not read yet.",
              q(f"max by (connector) (trailwatch_connect_lag_seconds{JOB})", "{{connector}}"), unit="s"),
        graph("Connector's trouble", "Errors, and what went to the quarantine topic, within 15 minutes, by reason.",
              q(f"sum by (reason) (increase(trailwatch_connect_errors{JOB}[15m])) > 0", "{{reason}}"),
              q(f"sum by (reason) (increase(trailwatch_connect_rejected{JOB}[15m])) > 0", "{{reason}}")),
    ]),
    "store": ("Trailwatch: store", [
        graph("Rows on the heap", "Rows that changed since the last commit or were read lately.", q(f"trailwatch_store_rows{INSTANCE}")),
        graph("Users on the heap", "Users with such rows.", q(f"trailwatch_store_users{INSTANCE}")),
        graph("Size of the heap part", "When it reaches --store-heap, rows are written early.", q(f"trailwatch_store_heap_bytes{INSTANCE}"), unit="bytes"),
        graph("Free disk", "Where the data folder lies.", q(f"trailwatch_data_free_bytes{INSTANCE}"), unit="bytes"),
        graph("Rebalances", "Times that an instance's share of partitions changed, within 15 minutes.",
              q(f"increase(trailwatch_rebalances_total{INSTANCE}[15m])")),
        graph("Exports that failed", "Within an hour.", q(f"increase(trailwatch_export_failures_total{INSTANCE}[1h])")),
        graph("Expired records", "Older than the retention, and therefore left out.", q(f'trailwatch:records:sum{{job=~"$job",outcome="expired"}}', "{{job}}")),
        graph("Allocation a second", "What the process makes on its heap.",
              q(f"sum by (instance) (rate(jvm_gc_memory_allocated_bytes_total{INSTANCE}[5m]))"), unit="Bps"),
    ]),
    "http": ("Trailwatch: HTTP", [
        graph("Answers a second", "By kind of question.", q(f"sum by (kind) (rate(trailwatch_query_seconds_count{INSTANCE}[5m]))", "{{kind}}"), unit="reqps"),
        graph("Mean time", "By kind of question.",
              q(f"sum by (kind) (rate(trailwatch_query_seconds_sum{INSTANCE}[5m])) / sum by (kind) (rate(trailwatch_query_seconds_count{INSTANCE}[5m]))",
                "{{kind}}"), unit="s"),
        graph("Half of the answers", "Take at most this long.",
              q(f"histogram_quantile(0.5, sum by (kind, le) (rate(trailwatch_query_seconds_bucket{INSTANCE}[5m])))", "{{kind}}"), unit="s"),
        graph("99 of 100 answers", "Take at most this long.",
              q(f"histogram_quantile(0.99, sum by (kind, le) (rate(trailwatch_query_seconds_bucket{INSTANCE}[5m])))", "{{kind}}"), unit="s"),
        graph("Ready", "1 when an instance answers questions.", q(f"trailwatch_ready{INSTANCE}")),
        graph("Threads", "Of the process.", q(f"jvm_threads_live_threads{INSTANCE}")),
    ]),
}


def variable(name, label, query):
    return {
        "name": name, "label": label, "type": "query", "datasource": SOURCE, "query": query, "refresh": 2, "sort": 1,
        "includeAll": True, "multi": True, "current": {"text": "All", "value": "$__all"},
    }


def render(item, number, x, y, width, height):
    colours = [{"color": "green", "value": None}]
    if item.get("steps"):
        colours += [{"color": colour, "value": value} for colour, value in zip(("orange", "red"), item["steps"])]
    out = {
        "id": number, "type": item["kind"], "title": item["title"], "description": item["about"], "datasource": SOURCE,
        "gridPos": {"x": x, "y": y, "w": width, "h": height},
        "fieldConfig": {
            "defaults": {"unit": item["unit"], "min": 0, "thresholds": {"mode": "absolute", "steps": colours}},
            "overrides": [],
        },
        "targets": [
            {"refId": chr(ord("A") + i), "datasource": SOURCE, "expr": expr, "legendFormat": legend}
            for i, (expr, legend) in enumerate(item["queries"])
        ],
    }
    if item["kind"] == "stat":
        out["options"] = {"reduceOptions": {"calcs": ["lastNotNull"]}, "colorMode": "value", "graphMode": "area"}
    else:
        out["options"] = {"legend": {"displayMode": "list", "placement": "bottom", "showLegend": True}, "tooltip": {"mode": "multi", "sort": "desc"}}
    return out


def board(uid, title, items):
    panels, x, y, number = [], 0, 0, 0
    for item in items:
        width, height = (4, 4) if item["kind"] == "stat" else (12, 8)
        if x + width > 24:
            x, y = 0, y + (panels[-1]["gridPos"]["h"] if panels else 0)
        number += 1
        panels.append(render(item, number, x, y, width, height))
        x += width
    variables = [
        {"name": "datasource", "label": "Data source", "type": "datasource", "query": "prometheus", "current": {"text": "default", "value": "default"}},
        variable("job", "Job", "label_values(up, job)"),
    ]
    if uid != "overview":
        variables.append(variable("instance", "Instance", 'label_values(up{job=~"$job"}, instance)'))
    return {
        "uid": f"trailwatch-{uid}", "title": title, "tags": ["trailwatch"], "schemaVersion": 39, "version": 1, "editable": True,
        "graphTooltip": 1, "refresh": "30s", "timezone": "utc", "time": {"from": "now-6h", "to": "now"},
        "links": [{"type": "dashboards", "title": "Trailwatch", "tags": ["trailwatch"], "asDropdown": True, "includeVars": True,
                   "keepTime": True, "icon": "external link", "tooltip": "", "targetBlank": False}],
        "templating": {"list": variables}, "annotations": {"list": []}, "panels": panels,
    }


def main():
    check = sys.argv[1:] == ["--check"]
    stale = []
    for uid, (title, items) in BOARDS.items():
        text = json.dumps(board(uid, title, items), indent=2) + "\n"
        path = FOLDER / f"{uid}.json"
        if check:
            if not path.exists() or path.read_text() != text:
                stale.append(str(path))
        else:
            path.write_text(text)
    if stale:
        sys.exit("not as .ci/make_dashboards.py writes them: " + ", ".join(stale))


if __name__ == "__main__":
    main()
