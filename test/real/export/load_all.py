"""Loads exports with everything that users load with, and compares each row with what was written.

Usage: load_all.py CACHE WANTED.json
WANTED: a list of { name, expected, columns, nested, files: { csv?, json?, jsonl?, parquet?, arrow? } }; `expected`: a JSON Lines file with a row a line;
`columns`: column -> type as the exporter names it; `nested`: JSON nests what the table spreads out, and only `expected_json` has that.
Prints, as JSON, the readers of each that gave the same rows; ends with an error where one did not.
"""

import json
import math
import os
import sys

os.environ["HF_HUB_OFFLINE"] = os.environ["HF_DATASETS_OFFLINE"] = "1"
os.environ["HF_HOME"] = cache = sys.argv[1]

import datasets
import duckdb
import numpy
import pandas
import pyarrow
import pyarrow.csv
import pyarrow.json
import pyarrow.parquet

datasets.disable_progress_bars()
LONG = 1 << 28


def plain(value):
    """As JSON has it: a missing value is None, whatever the reader calls it."""
    if isinstance(value, (list, tuple, numpy.ndarray)):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if value is None or value is pandas.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    return value.item() if isinstance(value, numpy.generic) else value


def rows_of(frame):
    return [plain(row) for row in frame.to_dict(orient="records")]


def text_types(columns):
    return datasets.Features({name: datasets.Value("string") for name in columns})


def of_csv(path, columns):
    """All columns as texts: what is missing is an empty one."""
    yield "pandas", rows_of(pandas.read_csv(path, dtype=str, keep_default_na=False, na_filter=False))
    loaded = datasets.load_dataset(
        "csv", data_files=path, cache_dir=cache, features=text_types(columns), keep_default_na=False, na_filter=False
    )
    yield "datasets", loaded["train"].to_list()
    options = dict(
        read_options=pyarrow.csv.ReadOptions(block_size=LONG),
        parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
        convert_options=pyarrow.csv.ConvertOptions(column_types={name: pyarrow.string() for name in columns}),
    )
    yield "pyarrow", pyarrow.csv.read_csv(path, **options).to_pylist()
    relation = duckdb.sql(
        f"FROM read_csv('{path}', header = true, all_varchar = true, parallel = false, max_line_size = {LONG}, "
        "quote = '\"', escape = '\"', delim = ',')"
    )
    yield "duckdb", [{k: "" if v is None else v for k, v in row.items()} for row in relation.to_arrow_table().to_pylist()]


DUCK = {
    "string": "VARCHAR",
    "int32": "INTEGER",
    "int64": "BIGINT",
    "double": "DOUBLE",
    "bool": "BOOLEAN",
    "messages": "STRUCT(role VARCHAR, content VARCHAR)[]",
}


def duck_json(path, form, columns):
    """With the columns' types: it would take texts like `2025-01-01` for dates."""
    types = ", ".join(f"'{name}': '{DUCK[kind]}'" for name, kind in columns.items())
    options = f"format = '{form}', columns = {{{types}}}, maximum_object_size = {LONG}"
    return duckdb.sql(f"FROM read_json('{path}', {options})").to_arrow_table().to_pylist()


def of_jsonl(path, columns, nested):
    yield "pandas", rows_of(pandas.read_json(path, lines=True, dtype=False, convert_dates=False))
    if nested:
        return
    yield "datasets", datasets.load_dataset("json", data_files=path, cache_dir=cache)["train"].to_list()
    options = pyarrow.json.ReadOptions(block_size=LONG)
    yield "pyarrow", pyarrow.json.read_json(path, read_options=options).to_pylist()
    yield "duckdb", duck_json(path, "newline_delimited", columns)


def of_json(path, columns, nested):
    yield "pandas", rows_of(pandas.read_json(path, dtype=False, convert_dates=False))
    if nested:
        return
    yield "datasets", datasets.load_dataset("json", data_files=path, cache_dir=cache)["train"].to_list()
    yield "duckdb", duck_json(path, "array", columns)


ARROW = {"string": "string", "int32": "int32", "int64": "int64", "double": "double", "bool": "bool"}


def check_types(schema, columns):
    for name, kind in columns.items():
        of = schema.field(name).type
        if kind == "messages":
            assert pyarrow.types.is_list(of) and [f.name for f in of.value_type] == ["role", "content"], (name, of)
        else:
            assert str(of) == ARROW[kind], (name, of)


def of_parquet(path, columns):
    yield "pandas", rows_of(pandas.read_parquet(path, dtype_backend="numpy_nullable"))
    yield "datasets", datasets.load_dataset("parquet", data_files=path, cache_dir=cache)["train"].to_list()
    table = pyarrow.parquet.read_table(path)
    check_types(table.schema, columns)
    yield "pyarrow", table.to_pylist()
    yield "duckdb", duckdb.sql(f"FROM read_parquet('{path}')").to_arrow_table().to_pylist()


def of_disk(path, columns):
    loaded = datasets.load_from_disk(path)
    assert list(loaded.features) == list(columns)
    yield "load_from_disk", loaded.to_list()
    [file] = [one["filename"] for one in loaded.cache_files]
    with pyarrow.memory_map(file) as source:
        table = pyarrow.ipc.open_stream(source).read_all()
    table.validate(full=True)
    check_types(table.schema, columns)
    yield "pyarrow", table.to_pylist()
    yield "pandas", rows_of(table.to_pandas(types_mapper={pyarrow.int64(): pandas.Int64Dtype(), pyarrow.int32(): pandas.Int32Dtype()}.get))
    yield "duckdb", duckdb.from_arrow(table).to_arrow_table().to_pylist()
    # What somebody does with it next: `datasets` writes it itself, and reads it again.
    loaded.save_to_disk(path + "-again")
    assert datasets.load_from_disk(path + "-again").to_list() == loaded.to_list()


def as_text(value, kind):
    if value is None:
        return ""
    if kind == "bool":
        return "true" if value else "false"
    if kind == "double":
        return repr(float(value)).removesuffix(".0")
    return str(value)


def same(what, got, expected):
    assert len(got) == len(expected), (what, len(got), len(expected))
    for i, (row, wanted) in enumerate(zip(got, expected)):
        assert list(row) == list(wanted), (what, i, list(row), list(wanted))
        for key, value in wanted.items():
            # pandas has no whole numbers with missing ones among them in JSON: 7.0 is 7.
            assert row[key] == value, (what, i, key, str(row[key])[:200], str(value)[:200])


def read_lines(path):
    with open(path, encoding="utf-8", newline="\n") as file:
        return [json.loads(line) for line in file]


def compare(wanted):
    columns, nested = wanted["columns"], wanted["nested"]
    flat = read_lines(wanted["expected"])
    tree = read_lines(wanted["expected_json"]) if nested else flat
    texts = [{key: as_text(row[key], columns[key]) for key in columns} for row in flat]
    readers = {
        "csv": lambda path: of_csv(path, columns),
        "jsonl": lambda path: of_jsonl(path, columns, nested),
        "json": lambda path: of_json(path, columns, nested),
        "parquet": lambda path: of_parquet(path, columns),
        "arrow": lambda path: of_disk(path, columns),
    }
    done = {}
    for kind, path in wanted["files"].items():
        expected = texts if kind == "csv" else tree if kind in ("json", "jsonl") else flat
        for reader, rows in readers[kind](path):
            same((wanted["name"], kind, reader), rows, expected)
            done.setdefault(kind, []).append(reader)
    return done


with open(sys.argv[2], encoding="utf-8") as file:
    print(json.dumps([compare(one) for one in json.load(file)]))
