"""Makes three programs of each HumanEval problem: the canonical one, a subtly wrong one and one that crashes.

Reads the problems as JSON lines from stdin, writes one JSON line for each program. The wrong one is the first small change
(a comparison, an operator, a number, a returned value) with which the problem's own tests fail on an assertion.
"""

import ast
import contextlib
import io
import json
import signal
import sys

COMPARISONS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="}
OPERATORS = {"+": "-", "-": "+", "*": "+", "//": "*", "/": "*", "%": "//"}


def changes(prompt, solution):
    """Solutions with one change each, in the order of kind and place."""
    source = prompt + solution
    lines = [line.encode() for line in source.splitlines(keepends=True)]
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    data = b"".join(lines)
    least = len(prompt.encode())

    def at(line, column):
        return starts[line - 1] + column

    def begin(node):
        return at(node.lineno, node.col_offset)

    def end(node):
        return at(node.end_lineno, node.end_col_offset)

    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            found.append((0, end(node.left), begin(node.comparators[0]), COMPARISONS))
        elif isinstance(node, ast.BinOp):
            found.append((1, end(node.left), begin(node.right), OPERATORS))
        elif isinstance(node, ast.Constant) and type(node.value) is int:
            found.append((2, begin(node), end(node), str(node.value + 1)))
        elif isinstance(node, ast.Return) and node.value is not None:
            value = data[begin(node.value) : end(node.value)].decode()
            found.append((3, begin(node.value), end(node.value), f"[{value}]"))
    for _, first, last, by in sorted(found, key=lambda change: change[:3]):
        if first < least:
            continue
        old = data[first:last].decode()
        if isinstance(by, dict):
            new = by.get(old.strip())
            if new is None:
                continue
            by = f" {new} "
        yield (data[:first] + by.encode() + data[last:])[least:].decode()


class Late(BaseException):
    pass


def late(*_):
    raise Late


def fails_an_assertion(problem, solution):
    program = f"{problem['prompt']}{solution}\n{problem['test']}\ncheck({problem['entry_point']})"
    signal.signal(signal.SIGALRM, late)
    # Wrong in time: one that is slow would say nothing about the verdict.
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(program, {})
    except AssertionError:
        return True
    except BaseException:
        return False
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return False


def main():
    for number, line in enumerate(sys.stdin):
        problem = json.loads(line)
        canonical = problem["canonical_solution"]
        wrong = next((text for text in changes(problem["prompt"], canonical) if fails_an_assertion(problem, text)), None)
        crash = '    raise ValueError("not done")\n' if number % 2 == 0 else "    name_that_is_not_there()\n"
        for kind, completion in (("canonical", canonical), ("wrong", wrong), ("crashing", crash + canonical)):
            if completion is None:
                sys.exit(f"{problem['task_id']}: no small change makes its tests fail")
            print(json.dumps({"task": problem["task_id"], "kind": kind, "completion": completion}))


if __name__ == "__main__":
    main()
