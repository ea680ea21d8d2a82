"""The peer: the same records logged, logged again and read back with Argilla's own SDK. Prints seconds as JSON."""
import json
import os
import sys
import time

import argilla as rg

tasks = json.load(sys.stdin)
client = rg.Argilla(api_url=os.environ["ARGILLA_API_URL"], api_key=os.environ["ARGILLA_API_KEY"])
dataset = client.datasets(sys.argv[1], workspace="argilla")
records = [
    rg.Record(
        id=task["id"],
        fields={
            "instruction": task["instruction"],
            "generation_1": task["generations"][0],
            "generation_2": task["generations"][1],
        },
        metadata={"source-dataset": task["source"]},
    )
    for task in tasks
]
seconds = {}


def timed(name, work):
    start = time.perf_counter()
    work()
    seconds[name] = time.perf_counter() - start


timed("push", lambda: dataset.records.log(records))
timed("pushAgain", lambda: dataset.records.log(records))
timed("pull", lambda: dataset.records(with_responses=True).to_list(flatten=True))
print(json.dumps(seconds))
