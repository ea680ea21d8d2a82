"""Reads JSON Lines with pandas and writes Parquet; prints rows and seconds, importing left out. Usage: read_and_write.py FROM TO"""

import json
import sys
import time

import pandas
import pyarrow.parquet  # noqa: F401

start = time.perf_counter()
frame = pandas.read_json(sys.argv[1], lines=True)
reading = time.perf_counter() - start
frame.to_parquet(sys.argv[2])
print(json.dumps({"rows": len(frame), "seconds": time.perf_counter() - start, "reading": reading}))
