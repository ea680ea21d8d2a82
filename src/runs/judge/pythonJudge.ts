import { pythonClose } from '../harness/pythonClose.ts';

/** The judge's process of a Python program: reads the tests once the program has a process of its own, and has them checked there alone. */
export const pythonJudge = String.raw`
import ast, os, re, sys

MODULE = "__main__"


class Host:
    """Where the names of the tests come from: the program's process."""

    def __init__(self, program, job):
        self.program, self.job = program, job
        self.told = 0
        self.missing = set()

    def asks(self):
        return self.program.asks

    def holds(self, name, left, *right):
        if not right:
            if isinstance(left, Far):
                self.program.own = True
            return bool(left)
        right = right[0]
        if name in ("Is", "IsNot", "NotEq") and (isinstance(left, Far) or isinstance(right, Far)):
            self.program.own = True
        return bool(OPERATORS[name][1](left, right))

    def candidate(self):
        functions = self.program.ask("functions")
        if not functions:
            self.program.ask("top")
            raise Obstacle("missing", "")
        return self.program.ask("get", meant(functions, self.job))

    def pytest_plugins(self):
        return []

    def look_at(self, error):
        """A name that the program does not have: its tests were never come to."""
        if isinstance(error, NameError) and getattr(error, "_ts", None) is None and name_of_error(error) in self.missing:
            raise Obstacle("missing", name_of_error(error))

    def tell(self, error):
        """The error as people read it, from the tests on."""
        self.told += 1
        if self.told <= MOST_SHOWN:
            tell_error(error, self.program)


def name_of_error(error):
    return getattr(error, "name", None) or (str(error).split("'") + ["", ""])[1]


def tell_error(error, program):
    import linecache, traceback

    text = program.tests_text
    linecache.cache["<input>"] = (len(text), None, text.splitlines(True), "<input>")
    handle = error.__dict__.get("_ts") if hasattr(error, "__dict__") else None
    told = ""
    if handle is not None:
        try:
            told = program.ask("trace", Handle(handle))
        except (Gone, Exception):
            pass
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename != "<input>":
        trace = trace.tb_next
    if type(told) is str and told and handle is not None:
        frames = [f for f in traceback.extract_tb(trace) if f.filename == "<input>"]
        head = "".join(traceback.format_list(frames))
        lines = told.splitlines(True)
        start = next((i for i, line in enumerate(lines) if line.startswith("Traceback (")), 0)
        text = "".join([*lines[: start + 1], head, *lines[start + 1 :]])
    else:
        kept = [f for f in traceback.extract_tb(trace) if f.filename != "<touchstone>"]
        head = "Traceback (most recent call last):\n" + "".join(traceback.format_list(kept)) if kept else ""
        text = head + "".join(traceback.format_exception_only(type(error), error))
    try:
        sys.stdout.flush()
    except Exception:
        pass
    sys.stderr.write(text)
    sys.stderr.flush()


class Finder:
    """A module that the tests import and that is nowhere: it is the program that they mean."""

    def __init__(self, program, roots):
        self.program, self.roots = program, roots

    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] not in self.roots:
            return None
        import importlib.machinery

        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        module = type(sys)(spec.name)
        program = self.program

        def look(name):
            if name.startswith("__"):
                raise AttributeError(name)
            try:
                return program.ask("get", name)
            except NameError:
                raise AttributeError(name) from None

        module.__getattr__ = look
        return module

    def exec_module(self, module):
        pass


def judge(line, job, say):
    """The run's last word is what comes back."""
    program = Program(line, MODULE)
    program.tests_text = job["tests"]
    host = Host(program, job)
    ledger = Ledger(say, host)
    end = {}
    try:
        try:
            judged(program, host, ledger, job, end)
        except SystemExit as error:
            # Of the tests, that end so when all is well; of the program, that has not come through.
            if getattr(error, "_ts", None) is not None:
                tell_error(error, program)
                raise Obstacle("ended", "SystemExit")
            if error.code:
                raise Obstacle("raised", "SystemExit: %s" % (error.code,))
    except Obstacle as obstacle:
        end["obstacle"] = {"kind": obstacle.kind, "text": obstacle.text}
    except Gone:
        end["obstacle"] = {"kind": "ended", "text": ""}
    except AssertionError as error:
        if not ledger.failed:
            if getattr(error, "_ts", None) is not None:
                end["obstacle"] = raised(error, program)
            else:
                ledger.count(False, ledger.why(error))
        attempt_tell(error, program)
    except BaseException as error:
        end["obstacle"] = raised(error, program)
        attempt_tell(error, program)
    marks = []
    if program.own:
        marks.append("own-class")
    if program.alien or job.get("open"):
        marks.append("may-judge-itself")
    end.update({"checks": ledger.checks, "failed": ledger.failed, "held": ledger.places()})
    if marks:
        end["marks"] = marks
    return end


def attempt_tell(error, program):
    try:
        tell_error(error, program)
    except BaseException:
        pass


def raised(error, program):
    text = "%s: %s" % (type(error).__name__, str(error)[:300]) if str(error) else type(error).__name__
    return {"kind": "raised", "text": text, "line": line_in_tests(error), "program_line": getattr(error, "_ts_line", 0)}


def judged(program, host, ledger, job, end):
    text = job["tests"]
    flags = 0
    names = {"__name__": MODULE, CHECK: ledger.check, "__builtins__": BUILTINS}
    module = type(sys)(MODULE)
    module.__dict__.update(names)
    names = module.__dict__
    sys.modules[MODULE] = module
    begun = program.line.read()
    if from_json(begun).get("begun") != 1:
        raise Gone
    ledger.say({"begun": 1})
    if "annotations" in job.get("head", ""):
        flags = program.ask("flags")
    tree = job["tree"]
    for part in job["own"]:
        try:
            exec(compile(part, "<instruction>", "exec", 0, True), names)
        except Exception:
            pass
    pytest_main = prepared_frameworks(tree)
    absent = set()
    for root, taken in job["modules"].items():
        if not is_installed(root):
            if root in PACKAGES:
                raise Obstacle("needs", root)
            missing = set(taken) - set(program.ask("names", sorted(taken)))
            host.missing.update(missing)
            absent.add(root)
    sys.meta_path.append(Finder(program, absent))
    wanted = [name for name in job["names"] if name not in names]
    hidden = [*job["shadowed"], *job["handed"]]
    there = set(program.ask("names", [*wanted, *hidden]))
    for name in job["shadowed"]:
        if name in there:
            names[name] = program.ask("get", name)
    for name in job["handed"]:
        if name in there:
            names[of_program(name)] = program.ask("get", name)
        else:
            host.missing.add(name)
    for name in wanted:
        # A module that nobody imported, or what the program is called: a module is never called itself.
        if name in PURE and (name not in there or name not in job["stubs"] and name not in job["plain"]):
            names[name] = __import__(name)
        elif name in there:
            names[name] = program.ask("get", name)
        else:
            try:
                # What a task calls by name alone may be a method of the class that it asks for.
                names[name] = program.ask("method", name)
            except NameError:
                host.missing.add(name)
    if host.missing:
        # What kept the program from having them says more than that they are missing.
        program.ask("top")
    for name in job["handed"]:
        if name not in there:
            raise Obstacle("missing", name)
    run_tests(tree, names, ledger, host, job, end, pytest_main, flags, program)


def run_tests(tree, names, ledger, host, job, end, pytest_main, flags, program):
    sites = ledger.sites = Sites(job["tests"])
    host.given = dict(names)
    if job.get("expected") is not None or job.get("output") is not None:
        return evaluated(tree, names, ledger, host, job, end, sites, flags, program)
    tree = with_checks(tree, sites, True)
    code = compile(tree, "<input>", "exec", flags | TOP_LEVEL_AWAIT, True)
    evaluate([code], names)
    run_forms(tree, names, ledger, host, pytest_main)


ONLY_AST, TOP_LEVEL_AWAIT, COROUTINE = 0x400, 0x2000, 0x80


def evaluate(codes, names):
    """Runs the codes one after the other; the value of the last, waited for."""
    value = None
    if not any(code.co_flags & COROUTINE for code in codes):
        for code in codes:
            value = eval(code, names)
        if not is_awaitable(value):
            return value
    import asyncio

    async def together():
        found = value
        if not is_awaitable(found):
            for code in codes:
                found = eval(code, names)
                if code.co_flags & COROUTINE:
                    found = await found
        return await found if is_awaitable(found) else found

    return asyncio.run(together())


def is_awaitable(value):
    return type(value).__name__ == "coroutine" and hasattr(type(value), "__await__")


class Tee:
    """Keeps what the snippet prints."""

    def __init__(self, stream):
        self.stream, self.parts, self.size, self.cut = stream, [], 0, False

    def write(self, text):
        if self.size < 1000000:
            self.parts.append(text)
            self.size += len(text)
        else:
            self.cut = True
        return self.stream.write(text)

    def __getattr__(self, name):
        return getattr(self.stream, name)


def evaluated(tree, names, ledger, host, job, end, sites, flags, program):
    """A snippet whose last value, or whose output, is expected."""
    expected, output = job.get("expected"), job.get("output")
    tree = with_checks(tree, sites, False)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) and not is_check(tree.body[-1]) else None
    codes = [compile(tree, "<input>", "exec", flags | TOP_LEVEL_AWAIT, True)]
    if last is not None:
        codes.append(compile(ast.Expression(last.value), "<input>", "eval", flags | TOP_LEVEL_AWAIT, True))
    tee = None
    if output is not None:
        tee = sys.stdout = Tee(sys.stdout)
    try:
        value = evaluate(codes, names)
    finally:
        if tee is not None:
            sys.stdout = tee.stream
    text = ""
    if last is not None:
        text = str(repr(value))
    why = {"line": last.lineno if last is not None else 1, "text": " ".join((ast.get_source_segment(job["tests"], last) or "").split())[:300] if last is not None else ""}
    if expected is not None:
        held = last is not None and as_expected(value, text, expected, names, flags, program, job.get("json"))
        ledger.count(held, {**why, "op": "==", "expected": cut_short(expected), "got": cut_short(text)})
    if tee is not None:
        printed = "".join(tee.parts)
        if tee.cut:
            end["cut"] = True
        ledger.count(same_output(tidy(printed), tidy(output)), {**why, "op": "==", "expected": cut_short(repr(tidy(output))), "got": cut_short(repr(tidy(printed)))})
    if value is None and expected is None and last is not None and isinstance(last.value, ast.Call):
        # As an interactive Python, which shows no None.
        text = ""
    end["value"] = text if len(text) <= 10000 else text[:9999] + "\u2026"


def is_check(node):
    return isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Name) and node.value.func.id == CHECK


def cut_short(text, limit=300):
    return text if len(text) <= limit else text[: limit - 1] + "\u2026"


def tidy(text):
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def same_output(found, wanted):
    """Line by line, as the other languages' output is compared: numbers with a fraction or an exponent when they are nearly the same."""
    lines, others = found.split("\n"), wanted.split("\n")
    return len(lines) == len(others) and all(map(same_line, lines, others))


def same_line(found, wanted):
    if found == wanted:
        return True
    words, others = re.split(r"(\s+)", found), re.split(r"(\s+)", wanted)
    return len(words) == len(others) and all(map(same_word, words, others))


def same_word(found, wanted):
    if found == wanted:
        return True
    if not re.search("[.eE]", found + wanted) or not all(re.fullmatch(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", one) for one in (found, wanted)):
        return False
    one, other = float(found), float(wanted)
    return abs(one - other) <= 1e-6 * max(1, abs(other))


def as_expected(value, text, expected, names, flags, program, from_json_text):
    if text == expected and sure(value):
        return True
    try:
        want = eval(compile(expected, "<expected>", "eval", flags, True), names)
    except (Gone, Obstacle):
        raise
    except Exception:
        # What is expected is no expression: the way in which it is written is all that can be compared.
        if text == expected and not sure(value):
            program.own = True
        return text == expected
    if from_json_text:
        return same_as_json(value, want)
    return close(value, want) or sure(value) and sure(want) and repr(want) == text


${pythonClose}


def same_as_json(value, want):
    """As far as JSON can tell: it knows no tuples, and its keys are texts."""
    if isinstance(value, (list, tuple)) and type(want) is list:
        return len(value) == len(want) and all(same_as_json(a, b) for a, b in zip(value, want))
    if type(value) is dict and type(want) is dict:
        keys = {as_key(key): key for key in value}
        return len(keys) == len(value) == len(want) and all(key in keys and same_as_json(value[keys[key]], one) for key, one in want.items())
    if type(value) in (int, float) and type(want) in (int, float):
        return type(value) is type(want) and close(value, want) or value == want
    return close(value, want)


def as_key(key):
    if key is True or key is False:
        return str(key).lower()
    return "null" if key is None else key if type(key) is str else str(key)
`;
