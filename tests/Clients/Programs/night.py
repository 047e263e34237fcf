"""Records exposures of a night's log as a script at the telescope does, and writes each outcome into a log.

night.py URL CSV FIRST LAST SERIES LOG [SPOOL]: started again with the same log, it goes on where the log ends. The token is CCATOPS_TOKEN;
PACE_MS is a pause between two calls.
"""

import csv
import datetime
import os
import sys
import time

import ccatops

url, sheet, first, last, series, log = sys.argv[1:7]
spool = sys.argv[7] if len(sys.argv) > 7 else None
pace = int(os.environ.get("PACE_MS", "0")) / 1000
client = ccatops.Client(url, os.environ["CCATOPS_TOKEN"], spool=spool, patience=60, spool_after=0.2)

outcomes = {}
if os.path.exists(log):
    with open(log, "r", encoding="ascii") as file:
        outcomes = {(line.split()[0], int(line.split()[1])): line.split()[2] for line in file}


def call(kind, number, write):
    """Makes a call unless the log has its outcome. Returns whether it is stored."""
    if (kind, number) not in outcomes:
        try:
            outcome = write().state
        except ccatops.CcatOpsError as error:
            outcome = type(error).__name__
            print(error, file=sys.stderr, flush=True)
            time.sleep(10 * pace)
        outcomes[(kind, number)] = outcome
        with open(log, "a", encoding="ascii") as file:
            file.write(f"{kind} {number} {outcome}\n")
        time.sleep(pace)
    return outcomes[(kind, number)][0].islower()


with open(sheet, newline="", encoding="ascii") as rows:
    for row in csv.DictReader(rows):
        number = int(row["number"])
        if not int(first) <= number <= int(last):
            continue
        execution = f"0187260{series}-0000-7000-8000-{number:012}"
        file_id = f"0187260{series}-0000-7000-9000-{number:012}"
        start = datetime.datetime.fromisoformat(row["start_time"].replace("Z", "+00:00"))
        end = start + datetime.timedelta(seconds=float(row["duration_seconds"]))
        if not call("start", number, lambda: client.start(number % 3 + 1, start_time=start, comment=row["title"], id=execution)):
            continue
        call("file", number, lambda: client.register(execution, row["file_name"], size_bytes=33554432, id=file_id))
        call("finish", number, lambda: client.finish(execution, row["status"], end_time=end))
client.close()
