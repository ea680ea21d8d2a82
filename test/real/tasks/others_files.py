"""Writes one table with the tools that people have, in every way that they write it, and what each tool reads back: argv[1] is the folder."""

import csv
import json
import sys
from pathlib import Path

import datasets
import duckdb
import pandas
import pyarrow
import pyarrow.csv
import pyarrow.json
import pyarrow.parquet

folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
texts = [
    "Add two numbers, then print",
    'Say "hello"; and\tstop | here',
    "Zwei Zeilen:\n- Grüße für 5 €\n- „так“ 日本 🎉",
    "  blanks around  ",
    "'single', back\\slash \\n, %, {json: [1]}",
    "def f(x):\n    \"\"\"Doc; \"\"quoted\"\"\"\"\"\n    return x",
    "007",
    "Sort a list",
]
rows = [
    {"id": f"t{i}", "instruction": text, "tests": f"assert f({i}) == {i}, \"{i};\"", "tags": ["a", "b, c"], "n": i}
    for i, text in enumerate(texts)
]
flat = [{key: value for key, value in row.items() if key != "tags"} for row in rows]
frame = pandas.DataFrame(rows)
table = pandas.DataFrame(flat)
made = []


def add(name, read):
    """`read`: the rows as the tool gives them back."""
    back = [{"id": str(row["id"]), "instruction": row["instruction"], "tests": row["tests"]} for row in read]
    assert len(back) == len(rows), name
    made.append({"name": name, "rows": back})


def path(name):
    return str(folder / name)


def records(read):
    return read.to_dict("records")


plain = {"dtype": str, "keep_default_na": False}
for i, (separator, encoding) in enumerate(
    (separator, encoding)
    for separator in [",", ";", "\t", "|"]
    for encoding in ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]
):
    for ending in ["csv", "tsv", "txt"]:
        name = f"pandas-{i}.{ending}"
        table.to_csv(path(name), sep=separator, index=i % 2 == 0, encoding=encoding)
        add(name, records(pandas.read_csv(path(name), sep=separator, encoding=encoding, **plain)))
for quoting, lines in [(csv.QUOTE_ALL, "\r\n"), (csv.QUOTE_NONNUMERIC, "\n"), (csv.QUOTE_MINIMAL, "\r\n")]:
    for separator in [",", ";", "\t"]:
        name = f"pandas-quoted-{quoting}-{ord(separator)}.csv"
        table.to_csv(path(name), sep=separator, quoting=quoting, lineterminator=lines, index=False)
        add(name, records(pandas.read_csv(path(name), sep=separator, **plain)))
western = table.assign(instruction=[t.replace("„так“ 日本 🎉", "„so“ – gut") for t in table.instruction])
western.to_csv(path("pandas-1252.csv"), sep=";", encoding="cp1252", index=False)
add("pandas-1252.csv", records(pandas.read_csv(path("pandas-1252.csv"), sep=";", encoding="cp1252", **plain)))
one_line = [{key: str(value).replace("\n", " ") for key, value in row.items()} for row in flat]
pandas.DataFrame(one_line).to_csv(path("pandas-returns.csv"), lineterminator="\r", index=False)
add("pandas-returns.csv", records(pandas.read_csv(path("pandas-returns.csv"), lineterminator="\r", **plain)))
with open(path("csv-excel.csv"), "w", newline="") as file:
    file.write("sep=;\r\n")
    writer = csv.DictWriter(file, list(flat[0]), dialect="excel", delimiter=";")
    writer.writeheader()
    writer.writerows(flat)
with open(path("csv-excel.csv"), newline="") as file:
    file.readline()
    add("csv-excel.csv", list(csv.DictReader(file, dialect="excel", delimiter=";")))

for orient in ["records", "columns", "index", "split", "table"]:
    for indent in [None, 2]:
        for ascii_only in [True, False]:
            name = f"pandas-{orient}-{indent}-{ascii_only}.json"
            frame.to_json(path(name), orient=orient, indent=indent, force_ascii=ascii_only)
            add(name, records(pandas.read_json(path(name), orient=orient, dtype=False, convert_dates=False)))
named = frame.set_index("id")
named.to_json(path("pandas-by-id.json"), orient="index")
add("pandas-by-id.json", [{"id": key, **row} for key, row in json.loads(Path(path("pandas-by-id.json")).read_text()).items()])
Path(path("pandas-tight.json")).write_text(json.dumps(frame.to_dict("tight")))
add("pandas-tight.json", records(pandas.DataFrame.from_dict(json.loads(Path(path("pandas-tight.json")).read_text()), orient="tight")))
Path(path("pandas-list.json")).write_text(json.dumps(frame.to_dict("list")))
add("pandas-list.json", records(pandas.DataFrame(json.loads(Path(path("pandas-list.json")).read_text()))))
for name in ["pandas-lines.jsonl", "pandas-lines.json", "pandas-lines.jsonl.gz"]:
    frame.to_json(path(name), orient="records", lines=True)
    add(name, records(pandas.read_json(path(name), lines=True, dtype=False, convert_dates=False)))
with open(path("python-nan.jsonl"), "w") as file:
    for row in rows:
        file.write(json.dumps({**row, "score": float("nan"), "best": float("inf")}) + "\n")
add("python-nan.jsonl", [json.loads(line) for line in Path(path("python-nan.jsonl")).read_text().splitlines()])

data = datasets.Dataset.from_list(rows)
labelled = data.add_column("level", [i % 2 for i in range(len(rows))])
labelled = labelled.cast_column("level", datasets.ClassLabel(names=["easy", "hard"]))
data.to_json(path("datasets.json"))
add("datasets.json", datasets.load_dataset("json", data_files=path("datasets.json"), split="train"))
data.to_json(path("datasets-list.json"), lines=False)
add("datasets-list.json", datasets.load_dataset("json", data_files=path("datasets-list.json"), split="train"))
data.remove_columns("tags").to_csv(path("datasets.csv"))
add("datasets.csv", records(pandas.read_csv(path("datasets.csv"), **plain)))
labelled.to_parquet(path("datasets.parquet"))
add("datasets.parquet", datasets.load_dataset("parquet", data_files=path("datasets.parquet"), split="train"))

arrow = pyarrow.Table.from_pylist(rows)
for compression in ["none", "snappy", "gzip", "zstd", "brotli", "lz4"]:
    for version in ["1.0", "2.0"]:
        name = f"pyarrow-{compression}-{version}.parquet"
        pyarrow.parquet.write_table(arrow, path(name), compression=compression, data_page_version=version, row_group_size=3)
        add(name, pyarrow.parquet.read_table(path(name)).to_pylist())
pyarrow.csv.write_csv(pyarrow.Table.from_pylist(flat), path("pyarrow.csv"))
multi = pyarrow.csv.ParseOptions(newlines_in_values=True)
strings = pyarrow.csv.ConvertOptions(column_types={key: pyarrow.string() for key in flat[0]})
add("pyarrow.csv", pyarrow.csv.read_csv(path("pyarrow.csv"), parse_options=multi, convert_options=strings).to_pylist())

duckdb.register("made", arrow)
duckdb.register("flat", pyarrow.Table.from_pylist(flat))
for name, options in [
    ("duckdb.csv", ""),
    ("duckdb-semicolon.csv", ", DELIMITER ';'"),
    ("duckdb-tab.tsv", ", DELIMITER '\t'"),
    ("duckdb-quoted.csv", ", FORCE_QUOTE *"),
]:
    duckdb.sql(f"COPY (FROM flat) TO '{path(name)}' (FORMAT csv, HEADER{options})")
    separator = ";" if "semi" in name else "\t" if "tab" in name else ","
    read = f"read_csv('{path(name)}', header=true, all_varchar=true, delim='{separator}', quote='\"', escape='\"')"
    add(name, duckdb.sql(f"FROM {read}").to_arrow_table().to_pylist())
for name, options in [("duckdb.json", ""), ("duckdb-array.json", ", ARRAY true"), ("duckdb.jsonl", "")]:
    duckdb.sql(f"COPY (FROM made) TO '{path(name)}' (FORMAT json{options})")
    add(name, duckdb.sql(f"FROM read_json('{path(name)}')").to_arrow_table().to_pylist())
for codec in ["snappy", "zstd", "gzip", "uncompressed"]:
    name = f"duckdb-{codec}.parquet"
    duckdb.sql(f"COPY (FROM made) TO '{path(name)}' (FORMAT parquet, CODEC '{codec}')")
    add(name, duckdb.sql(f"FROM read_parquet('{path(name)}')").to_arrow_table().to_pylist())

print(json.dumps(made))
