#!/usr/bin/env python3
"""The same group-bys in DuckDB, with two threads, over the records as JSON Lines: duckdb_peer.py LINES WORK."""
import pathlib, sys

import duckdb

lines, work = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
db = duckdb.connect()
db.execute("SET threads TO 2")
columns = ("{eventTime: 'VARCHAR', eventName: 'VARCHAR', eventSource: 'VARCHAR', awsRegion: 'VARCHAR', sourceIPAddress: 'VARCHAR', "
           "userAgent: 'VARCHAR', errorCode: 'VARCHAR', userIdentity: 'STRUCT(arn VARCHAR, \"type\" VARCHAR, accessKeyId VARCHAR)'}")
db.execute(f"""CREATE TABLE t AS SELECT eventTime, eventName, eventSource, awsRegion, sourceIPAddress, userAgent, errorCode,
               userIdentity.arn arn, userIdentity.accessKeyId key FROM read_json('{lines}', format='newline_delimited', columns={columns})
               WHERE userIdentity.arn IS NOT NULL""")
total = 0
for fields in ("eventName, eventSource, errorCode = 'AccessDenied'", "awsRegion", "sourceIPAddress", "key", "userAgent"):
    out = work / "group.parquet"
    db.execute(f"COPY (SELECT arn, {fields}, count(*), min(eventTime), max(eventTime) FROM t GROUP BY ALL) TO '{out}'")
    total += out.stat().st_size
print(total)
