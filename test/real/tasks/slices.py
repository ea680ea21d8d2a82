"""Writes Parquet files and says what Python's `datasets` makes of slices of them.

Usage: slices.py FOLDER SLICE...
Writes FOLDER/{train,test}-N.parquet, prints a JSON object: `files` (split -> paths in order), `columns` (the mapped ones) and
`slices` (for each, `rows` as `datasets` gives them, and `limit`: the bytes of the mapped columns' chunks in the row groups that hold
wanted rows, plus the footers that tell where those are, or the `error`).
"""

import json
import os
import sys

import pyarrow as pa
import pyarrow.parquet as pq
from datasets import ReadInstruction, load_dataset

MAPPED = ["id", "instruction", "concepts", "meta", "response_1", "response_2"]
# Rows, row group size, codec, further options: each file differs.
FILES = {
    "train": [
        (40, 7, "snappy", {}),
        (25, 25, "zstd", {"use_dictionary": False}),
        (1, 10, "gzip", {"data_page_version": "2.0"}),
        (60, 16, "brotli", {"write_statistics": False}),
        (37, 5, "lz4", {"use_dictionary": ["instruction"], "write_page_index": True}),
        (1, 1, "none", {}),
    ],
    "test": [(12, 5, "snappy", {"data_page_size": 64}), (11, 4, "none", {})],
}


def row(split, n):
    return {
        "id": n * 1_000_003 + 2**53,
        "split": split,
        "n": n,
        "instruction": f"{chr(0xFEFF) if n % 9 == 0 else ''}Task {n} of {split}:\r\n\t“quoted”, 🚀 {'x' * (n * 37 % 300)}",
        # A column that nobody maps, between those that are.
        "embedding": [float(n * i % 97) for i in range(64)],
        "concepts": [f"c{i}" for i in range(n % 4)],
        "meta": {"level": n % 3, "tags": ["a", f"b{n}"]},
        "response_1": None if n % 11 == 5 else f"```python\nprint({n})\n```",
        "response_2": f"no code {n}",
    }


def write(folder):
    files = {}
    for split, shapes in FILES.items():
        start = 0
        for i, (rows, group, codec, options) in enumerate(shapes):
            table = pa.Table.from_pylist([row(split, n) for n in range(start, start + rows)])
            path = os.path.join(folder, f"{split}-{i}.parquet")
            pq.write_table(table, path, row_group_size=group, compression=codec, **options)
            files.setdefault(split, []).append(path)
            start += rows
    return files


def limit(files, wanted, instruction):
    """Bytes that a reader may need that knows only the addresses of the files."""
    bytes_needed = 0
    spans = {split: float("inf") for split in files} if instruction == "all" else {}
    for part in ReadInstruction.from_spec(instruction)._relative_instructions:
        all_footers = part.unit == "%" or part.to is None or part.to < 0 or (part.from_ or 0) < 0
        spans[part.splitname] = max(spans.get(part.splitname, 0), float("inf") if all_footers else part.to)
    for split, paths in files.items():
        start = 0
        for path in paths:
            metadata = pq.ParquetFile(path).metadata
            if start < spans.get(split, 0):
                bytes_needed += metadata.serialized_size + 8
            for g in range(metadata.num_row_groups):
                group = metadata.row_group(g)
                # Rows that are wanted twice are read twice.
                times = max((sum(1 for w in wanted if w == (split, n)) for n in range(start, start + group.num_rows)), default=0)
                for c in range(group.num_columns):
                    column = group.column(c)
                    if column.path_in_schema.split(".")[0] in MAPPED:
                        bytes_needed += times * column.total_compressed_size
                start += group.num_rows
    return bytes_needed


def main(folder, slices):
    files = write(folder)
    answers = {}
    for text in slices:
        try:
            data = load_dataset("parquet", data_files=files, split=text, cache_dir=os.path.join(folder, "cache"))
        except ValueError as error:
            answers[text] = {"error": str(error)}
            continue
        rows = data.remove_columns("embedding").to_list()
        wanted = [(r["split"], r["n"]) for r in rows]
        answers[text] = {"rows": rows, "limit": limit(files, wanted, text)}
    print(json.dumps({"files": files, "columns": MAPPED, "slices": answers}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
