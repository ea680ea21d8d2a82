"""Reads HumanEval's problems as JSON lines, writes one JSON line for each whose tests have cases of plain values.

A case is a call's arguments and its value, as Python writes them. The wrong solution is the first small change that one of the cases tells.
"""

import ast
import contextlib
import io
import json
import signal
import sys

from human_eval_programs import Late, changes, late

MOST_CASES = 4


def cases_of(problem):
    """Arguments and values of `assert candidate(…) == …`, those that are literals."""
    for node in ast.walk(ast.parse(problem["test"])):
        if not isinstance(node, ast.Assert) or not isinstance(node.test, ast.Compare):
            continue
        left, ops, right = node.test.left, node.test.ops, node.test.comparators
        if not isinstance(left, ast.Call) or left.keywords or not isinstance(ops[0], ast.Eq):
            continue
        if not isinstance(left.func, ast.Name) or left.func.id != "candidate":
            continue
        with contextlib.suppress(ValueError, SyntaxError, TypeError):
            yield [ast.literal_eval(one) for one in left.args], ast.literal_eval(right[0])


def holds(problem, solution, cases):
    """For each case, whether it holds. None: it did not end, or ended with an error."""
    scope = {}
    signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(problem["prompt"] + solution, scope)
            function = scope[problem["entry_point"]]
            return [function(*ast.literal_eval(repr(args))) == value for args, value in cases]
    except BaseException:
        return None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def is_json(value):
    try:
        return json.loads(json.dumps(value)) == value
    except (TypeError, ValueError):
        return False


for line in sys.stdin:
    problem = json.loads(line)
    cases = list(cases_of(problem))
    right = holds(problem, problem["canonical_solution"], cases)
    cases = [case for case, held in zip(cases, right or []) if held]
    for wrong in changes(problem["prompt"], problem["canonical_solution"]):
        held = holds(problem, wrong, cases)
        if held and not all(held):
            first = held.index(False)
            chosen = [case for i, case in enumerate(cases) if i < MOST_CASES - 1 or i == first][: MOST_CASES]
            if cases[first] not in chosen:
                chosen[-1] = cases[first]
            print(
                json.dumps(
                    {
                        "task": problem["task_id"],
                        "prompt": problem["prompt"],
                        "name": problem["entry_point"],
                        "right": problem["canonical_solution"],
                        "wrong": wrong,
                        "cases": [{"args": [repr(one) for one in args], "value": repr(value)} for args, value in chosen],
                        "json": [[args, value] for args, value in chosen] if all(is_json(case) for case in map(list, chosen)) else None,
                    }
                )
            )
            break
