/** How tests of each form are run, wherever they run: one by one, each with what came of it. */
export const pythonForms = String.raw`
import ast, sys

MOST_SHOWN, MOST_HELD = 10, 20


class Obstacle(BaseException):
    """Why the tests cannot be run, or not to their end. kind: ended, needs, missing, process."""

    def __init__(self, kind, text=""):
        self.kind, self.text = kind, text


class Ledger:
    """Counts what was checked. say: puts a line on the report."""

    def __init__(self, say, host):
        self.say, self.host = say, host
        self.checks = self.failed = self.reached = self.told = 0
        self.case = None
        self.last = None
        self.sites = None
        self.held = {}

    def check(self, number, left, *right, message=None):
        """An assertion that was reached. Within a case (a test function) the case is what counts."""
        name = self.sites.nodes[number][0]
        self.reached += 1
        ok = self.host.holds(name, left, *right)
        text = None
        if not ok:
            self.last = {
                "line": self.sites.line(number), "text": self.sites.shown(number), "op": OPERATORS[name][0] if right else "",
                "expected": shown(right[0]) if right else "True", "got": shown(left),
            }
            if message is not None:
                try:
                    text = message()
                except Exception:
                    pass
            if isinstance(text, str):
                self.last["message"] = text[:300]
        if self.case is None:
            self.count(ok, self.last, line=self.sites.line(number))
        if not ok:
            raise AssertionError(*(() if text is None else (text,)))

    def count(self, ok, why=None, **place):
        """place: where it is in the tests, as line or as case."""
        self.checks += 1
        if ok:
            key = next(iter(place.values()), None)
            if key in self.held or len(self.held) < MOST_HELD:
                self.held.setdefault(key, [place, 0])[1] += 1
            return
        self.failed += 1
        self.told += 1
        if self.told <= MOST_SHOWN:
            self.say({"failed": {"n": self.checks, **(why or {})}})

    def places(self):
        """The first places whose checks held."""
        return [{**place, **({"times": times} if times > 1 else {})} for place, times in self.held.values() if place]

    def run_case(self, name, act):
        """One test function. It counts once it is over, where it asserted something or asked the program for something."""
        before = (self.reached, self.host.asks())
        self.case, self.last = name, None
        try:
            act()
        except Exception as error:
            self.host.look_at(error)
            self.count(False, {"case": name, **self.why(error)})
            self.host.tell(error)
        else:
            if (self.reached, self.host.asks()) != before:
                self.count(True, case=name[:120])
        finally:
            self.case = None

    def why(self, error):
        """What an error of a test says, with what was compared where that is known."""
        own = isinstance(error, AssertionError) and getattr(error, "_ts", None) is None
        if own and self.last is not None:
            return self.last
        text = "%s: %s" % (type(error).__name__, str(error)[:300]) if str(error) else type(error).__name__
        line = getattr(error, "_ts_line", 0)
        at = {} if not line else {"program_line": line}
        return {"message" if own else "raised": text, "line": line_in_tests(error), **at}


def line_in_tests(error):
    found, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<input>":
            found = trace.tb_lineno
        trace = trace.tb_next
    return found


def called_at_top(tree):
    """Functions that the tests call themselves."""
    found = set()

    def look(body):
        for node in body:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                continue
            for inner in ast.walk(node):
                if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name):
                    found.add(inner.func.id)
                    found.update(arg.id for arg in inner.args if isinstance(arg, ast.Name))

    look(tree.body)
    return found


def test_functions(tree):
    return [n for n in tree.body if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef)) and n.name.startswith("test")]


def needs_pytest(tree):
    """Fixtures, parameters and all else that only pytest knows."""
    if "pytest" in imports_of(tree):
        return True
    for node in test_functions(tree):
        args = node.args
        if len(args.args) + len(args.posonlyargs) + len(args.kwonlyargs) > len(args.defaults) + len([d for d in args.kw_defaults if d]):
            return True
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test") and not any("TestCase" in ast.unparse(b) for b in node.bases):
            if any(isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef)) and n.name.startswith("test") for n in node.body):
                return True
    return False


def prepared_frameworks(tree):
    """The frameworks that the tests use, with an end of their own taken away: they are run here."""
    imported = imports_of(tree)
    if "unittest" in imported:
        import unittest

        getattr(unittest, "IsolatedAsyncioTestCase", None)
        unittest.main = lambda *args, **names: None
    if needs_pytest(tree):
        try:
            import pytest
        except ImportError:
            raise Obstacle("needs", "pytest")
        ledger_main = pytest.main
        pytest.main = lambda *args, **names: 0
        return ledger_main
    return None


def run_forms(tree, names, ledger, host, pytest_main):
    """What the tests define and do not call themselves."""
    called = called_at_top(tree)
    if "check" in names and "check" not in called and callable(names["check"]):
        node = next((n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "check"), None)
        if node is not None and len(node.args.args) - len(node.args.defaults) == 1:
            names["check"](host.candidate())
        elif node is not None and len(node.args.args) == len(node.args.defaults):
            names["check"]()
    if pytest_main is not None:
        run_pytest(names, ledger, host, pytest_main)
    else:
        for node in test_functions(tree):
            test = names.get(node.name)
            if node.name not in called and callable(test):
                ledger.run_case(node.name, lambda: finished(test()))
    unittest = sys.modules.get("unittest")
    if unittest is None or pytest_main is not None:
        return
    cases = [v for v in list(names.values()) if isinstance(v, type) and issubclass(v, unittest.TestCase) and v.__module__ == names["__name__"]]
    loader = unittest.TestLoader()
    for case in cases:
        for name in loader.getTestCaseNames(case):
            run_unittest(case, name, unittest, ledger, host)


def finished(result):
    if type(result).__name__ == "coroutine":
        import asyncio

        asyncio.run(result)


def run_unittest(case, name, unittest, ledger, host):
    class Result(unittest.TestResult):
        worst = None

        def seen(self, error):
            if self.worst is None:
                self.worst = error

        def addError(self, test, err):
            self.seen(err[1])

        def addFailure(self, test, err):
            self.seen(err[1])

        def addSubTest(self, test, subtest, err):
            if err is not None:
                self.seen(err[1])
            unittest.TestResult.addSubTest(self, test, subtest, None)

    result = Result()

    def act():
        case(name).run(result)
        if result.worst is not None:
            raise result.worst if isinstance(result.worst, (Exception, Gone, Obstacle)) else AssertionError(repr(result.worst))
        if result.unexpectedSuccesses:
            raise AssertionError("unexpected success")

    before = ledger.checks, ledger.reached
    ledger.run_case("%s.%s" % (case.__name__, name), act)
    if result.skipped or result.expectedFailures:
        ledger.checks = before[0]
        ledger.held.pop(("%s.%s" % (case.__name__, name))[:120], None)


def run_pytest(names, ledger, host, main):
    """By the interpreter's own pytest, without a file: its module is ours."""
    import pytest

    module = type(sys)(names["__name__"])
    module.__dict__.update(names)
    names = module.__dict__

    class Module(pytest.Module):
        def _getobj(self):
            return module

        def _importtestmodule(self):
            return module

    class Plugin:
        before = None
        error = None

        def pytest_collect_file(self, file_path, parent):
            return Module.from_parent(parent, path=file_path)

        def pytest_pycollect_makeitem(self, collector, name, obj):
            # A function of the program is no test, whatever it is called.
            return [] if isinstance(collector, Module) and host.given.get(name) is obj else None

        @pytest.hookimpl(tryfirst=True)
        def pytest_pyfunc_call(self, pyfuncitem):
            test = pyfuncitem.obj
            if not asynchronous(test):
                return None
            wanted = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
            finished(test(**wanted))
            return True

        def pytest_runtest_setup(self, item):
            self.before, self.error = (ledger.reached, host.asks()), None
            ledger.case, ledger.last = item.nodeid.split("::", 1)[-1], None

        def pytest_runtest_makereport(self, item, call):
            if call.excinfo is None:
                return
            self.error = call.excinfo.value
            try:
                host.look_at(self.error)
            except Obstacle as obstacle:
                self.error = obstacle
            if isinstance(self.error, (Gone, Obstacle)):
                self.stopped = self.stopped or self.error
                item.session.shouldstop = "it ended"

        def pytest_runtest_logreport(self, report):
            case = report.nodeid.split("::", 1)[-1]
            if self.stopped is not None:
                return
            if report.failed:
                error = self.error
                known = ledger.why(error) if isinstance(error, Exception) else {"message": str(report.longrepr).strip()[-300:]}
                ledger.count(False, {"case": case, **known})
                if isinstance(error, Exception):
                    host.tell(error)
            elif report.when == "call" and report.passed and not hasattr(report, "wasxfail"):
                if (ledger.reached, host.asks()) != self.before:
                    ledger.count(True, case=case[:120])

        def pytest_collectreport(self, report):
            if report.failed and self.stopped is None:
                self.stopped = Obstacle("raised", str(report.longrepr).strip().splitlines()[-1][:300])

        stopped = None

    import io

    plugin, old = Plugin(), sys.stdout
    sys.stdout = io.StringIO()
    try:
        # The file is there in name only; nothing of it is read.
        main(
            ["-q", "-p", "no:cacheprovider", "--capture=sys", "-p", "no:faulthandler", "--noconftest", "-c", os.devnull, "--rootdir", os.sep, *host.pytest_plugins(), module_file()],
            plugins=[plugin],
        )
    finally:
        sys.stdout = old
        ledger.case = None
    if plugin.stopped is not None:
        raise plugin.stopped


def module_file():
    """Any file that is there: pytest asks for one."""
    return os.__file__


def asynchronous(test):
    code = getattr(getattr(test, "__func__", test), "__code__", None)
    return code is not None and code.co_flags & 0x80 != 0
`;
