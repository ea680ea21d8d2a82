"""Loads exported training data with `datasets`, pandas and pyarrow: readers that know nothing of Touchstone.

Usage: load_training.py CACHE WANTED.json RESULT.json
WANTED: a list of [kind, path]; kind `hub`: a folder, loaded as a dataset of the Hub; `jsonl`, `csv`, `parquet`: a file.
RESULT: for each, `splits` (name -> rows as objects, in order), `features` (column -> type as `datasets` writes it) and, of files,
`arrow` (column -> type as pyarrow reads it), of folders `card` (its metadata).
"""

import json
import os
import sys

os.environ["HF_HUB_OFFLINE"] = os.environ["HF_DATASETS_OFFLINE"] = "1"
os.environ["HF_HOME"] = cache = sys.argv[1]

import pandas
import pyarrow.parquet
from datasets import disable_progress_bars, load_dataset
from huggingface_hub import DatasetCard

disable_progress_bars()


def shown(feature):
    """Structures without the classes that `datasets` has for them, which differ between its versions."""
    if isinstance(feature, dict):
        return {name: shown(value) for name, value in feature.items()}
    if isinstance(feature, list):
        return [shown(feature[0])]
    inner = getattr(feature, "feature", None)
    return feature.dtype if inner is None else [shown(inner)]


def load(kind, path):
    if kind == "hub":
        loaded = load_dataset(path, cache_dir=cache)
        told = {"card": DatasetCard.load(os.path.join(path, "README.md")).data.to_dict()}
    elif kind == "csv":
        frame = pandas.read_csv(path, keep_default_na=False, na_values=[])
        return {"splits": {"train": frame.to_dict(orient="records")}, "types": frame.dtypes.astype(str).to_dict()}
    else:
        loaded = load_dataset("json" if kind == "jsonl" else kind, data_files=path, cache_dir=cache)
        told = {"pandas": pandas.read_json(path, lines=True).shape[0]} if kind == "jsonl" else {}
        if kind == "parquet":
            table = pyarrow.parquet.read_table(path)
            told = {"arrow": {field.name: str(field.type) for field in table.schema}}
            assert table.to_pylist() == loaded["train"].to_list()
    first = next(iter(loaded.values()))
    assert all(part.features == first.features for part in loaded.values())
    return {
        "splits": {name: part.to_list() for name, part in loaded.items()},
        "features": {name: shown(feature) for name, feature in first.features.items()},
        **told,
    }


with open(sys.argv[2], encoding="utf-8") as file:
    wanted = json.load(file)
with open(sys.argv[3], "w", encoding="utf-8") as file:
    json.dump([load(kind, path) for kind, path in wanted], file)
