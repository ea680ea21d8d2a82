"""Reads exported files with pandas and pyarrow and prints what they hold as JSON: an independent reader."""

import csv
import json
import sys

import pandas
import pyarrow.parquet

parquet, csv_path, jsonl = sys.argv[1:4]
table = pyarrow.parquet.read_table(parquet)
frame = pandas.read_parquet(parquet, dtype_backend="numpy_nullable")
values = [
    {name: (None if value is pandas.NA or value is None else value) for name, value in row.items()}
    for row in frame.to_dict(orient="records")
]
# Python's own reader: the one of pandas cuts texts at a NUL.
csv.field_size_limit(sys.maxsize)
with open(csv_path, newline="", encoding="utf-8") as file:
    text = list(csv.DictReader(file))
print(
    json.dumps(
        {
            "types": {field.name: str(field.type) for field in table.schema},
            "nullable": all(field.nullable for field in table.schema),
            "pyarrow": table.to_pylist(),
            "pandas": values,
            "csv": text,
            "jsonl_rows": len(pandas.read_json(jsonl, lines=True)),
        }
    )
)
