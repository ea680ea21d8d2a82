/**
 * What the tests of a Python program are: their assertions as calls that count, the names that they want of the program, what the
 * instruction gives, and whether they can only run where the program does.
 */
export const pythonChecks = String.raw`
import ast, builtins, collections, operator, os, sys

OPERATORS = {
    "Eq": ("==", operator.eq), "NotEq": ("!=", operator.ne), "Lt": ("<", operator.lt), "LtE": ("<=", operator.le),
    "Gt": (">", operator.gt), "GtE": (">=", operator.ge), "Is": ("is", operator.is_), "IsNot": ("is not", operator.is_not),
    "In": ("in", lambda a, b: operator.contains(b, a)), "NotIn": ("not in", lambda a, b: not operator.contains(b, a)),
}
BUILTINS = dict(vars(builtins))
_one = frozenset((int, float, str, bytes, bool, complex, type(None), range, type(Ellipsis)))
_many = frozenset((list, tuple, set, frozenset))
# Modules of plain functions: tests that do not import one get the library's own, whatever the program calls so.
PURE = frozenset(
    "math cmath operator itertools functools collections string re statistics fractions decimal heapq bisect json datetime textwrap numbers typing enum dataclasses abc contextlib".split()
)
# What acts on the process that it is called in, or looks into it.
OF_PROCESS = {
    "sys": ("argv", "modules", "setrecursionlimit", "settrace", "exc_info", "getrefcount"),
    "os": ("environ", "chdir", "putenv", "getpid", "fork", "kill", "getenv"),
    "random": ("seed", "setstate"), "dataclasses": ("asdict", "astuple", "fields", "is_dataclass", "replace"), "typing": ("get_type_hints",),
    "asyncio": ("create_task", "wait_for", "wait", "get_event_loop", "Queue", "Lock", "Event", "Semaphore", "TaskGroup", "timeout", "as_completed", "current_task", "all_tasks"),
    **dict.fromkeys(
        "warnings logging gc weakref inspect importlib builtins threading multiprocessing concurrent signal pickle ctypes tracemalloc locale".split()
    ),
}
# Modules that are packages wherever tests import them, and never the program under another name.
PACKAGES = frozenset(
    "numpy pandas scipy sklearn torch torchvision tensorflow keras jax requests httpx aiohttp matplotlib seaborn plotly sympy networkx flask fastapi django sqlalchemy yaml toml bs4 lxml PIL cv2 attr attrs pydantic hypothesis pytest pytest_asyncio pytest_mock mock nose freezegun responses redis nltk spacy transformers datasets tqdm click typer rich dateutil pytz regex simplejson ujson orjson psutil numba sortedcontainers more_itertools parameterized faker boto3 pymongo psycopg2 cryptography jwt jinja2 werkzeug starlette anyio trio gmpy2 shapely polars pyarrow".split()
)
PATCHED = frozenset(("patch", "Mock", "MagicMock", "AsyncMock", "mock", "mocker", "monkeypatch", "capfd", "caplog", "recwarn", "redirect_stderr", "assertLogs", "assertNoLogs", "assertWarns", "assertWarnsRegex"))


def plain(value, depth=60):
    """Whether it is all of kinds that nobody's program can have changed."""
    kind = type(value)
    if kind in _one:
        return True
    if depth == 0:
        return False
    if kind in _many:
        for item in value:
            if type(item) not in _one and not plain(item, depth - 1):
                return False
        return True
    if kind is dict:
        for key, item in value.items():
            if not (plain(key, depth - 1) and plain(item, depth - 1)):
                return False
        return True
    return False


def sure(value, depth=60):
    """Whether what it says of itself is nobody's word but the library's: it may be of more kinds than plain ones."""
    if type(value) in _one:
        return True
    if depth == 0:
        return False
    if isinstance(value, dict) and is_safe(value):
        return all(sure(a, depth - 1) and sure(b, depth - 1) for a, b in dict.items(value))
    if isinstance(value, (list, tuple, set, frozenset, collections.deque)):
        return is_safe(value) and all(sure(item, depth - 1) for item in value)
    return is_safe(value)


def shown(value, limit=300):
    try:
        text = repr(value) if sure(value) else "%s object" % type(value).__name__
    except Exception:
        text = "?"
    return text if len(text) <= limit else text[: limit - 1] + "\u2026"


def is_safe(value):
    """Of a class of the library, or of the tests' own."""
    return type(value).__module__.split(".")[0] in STANDARD and not isinstance(value, BaseException)


# What an assertion of the tests becomes calls this: no text can have such a name.
CHECK = "<assertion>"


class Sites:
    """The assertions of a text, by number."""

    def __init__(self, text):
        self.text, self.nodes = text, []

    def add(self, name, node, left):
        self.nodes.append((name, node, left))
        return len(self.nodes) - 1

    def line(self, number):
        return self.nodes[number][1].lineno

    def shown(self, number):
        """What is checked, as the test writes it."""
        name, node, left = self.nodes[number]
        text = ast.get_source_segment(self.text, left) or ""
        return " ".join(text.split())[:300]


class Asserts(ast.NodeTransformer):
    def __init__(self, sites):
        self.sites = sites

    def visit_Assert(self, node):
        self.generic_visit(node)
        return self.call(node, node.test, node.msg)

    def call(self, node, test, message):
        compared = isinstance(test, ast.Compare) and len(test.ops) == 1
        name = type(test.ops[0]).__name__ if compared else "truth"
        sides = [test.left, test.comparators[0]] if compared else [test]
        number = self.sites.add(name, node, sides[0])
        args = [ast.Constant(number), *sides]
        named = []
        if message is not None and not any(isinstance(n, (ast.Await, ast.NamedExpr, ast.Yield, ast.YieldFrom)) for n in ast.walk(message)):
            nothing = ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[])
            named = [ast.keyword("message", ast.Lambda(nothing, message))]
        call = ast.Expr(ast.Call(ast.Name(CHECK, ast.Load()), args, named))
        return ast.fix_missing_locations(ast.copy_location(call, node))


def with_checks(tree, sites, alone):
    """The tests with every assertion as a call. alone: where there is none, a comparison that stands by itself is meant as one."""
    asserts = Asserts(sites)
    if alone and not any(isinstance(n, ast.Assert) for n in ast.walk(tree)):
        tree.body = [
            asserts.call(n, n.value, None) if isinstance(n, ast.Expr) and isinstance(n.value, ast.Compare) else n for n in tree.body
        ]
    return asserts.visit(tree)


def imports_of(tree):
    """Top-level names of what is imported, with the names that are taken from each."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                found.setdefault(alias.name.split(".")[0], set())
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.setdefault(node.module.split(".")[0], set()).update(alias.name for alias in node.names)
    return found


def is_class_of_tests(node):
    bases = [ast.unparse(base) for base in node.bases]
    return node.name.startswith("Test") and not bases or any("TestCase" in base for base in bases)


def needs_process(tree, of_program):
    """Why the tests can only run where the program does; None where they need not. The tests alone decide."""
    modules, taken = {}, {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                modules[alias.asname or alias.name.split(".")[0]] = alias.name.split(".")[0]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                taken[alias.asname or alias.name] = (node.module.split(".")[0], alias.name)
    for name, root in [*modules.items(), *((n, r) for n, (r, _) in taken.items())]:
        if root not in STANDARD and root not in ("pytest", "_pytest", "pytest_asyncio") and root != "__future__" and is_installed(root):
            return "values of %s" % root
    for root, one in taken.values():
        words = OF_PROCESS.get(root, ())
        if one in PATCHED or words is None or one in words:
            return "%s.%s" % (root, one)
    own = set(of_program)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in PATCHED or isinstance(node, ast.arg) and node.arg in PATCHED or isinstance(node, ast.Attribute) and node.attr in PATCHED:
            return getattr(node, "id", None) or getattr(node, "arg", None) or node.attr
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            root = modules[node.value.id]
            words = OF_PROCESS.get(root, ())
            stored = root == "sys" and node.attr in ("stdin", "stderr") and isinstance(node.ctx, ast.Store)
            if words is None or node.attr in words or stored:
                return "%s.%s" % (root, node.attr)
        if isinstance(node, ast.Attribute) and node.attr in ("__dict__", "__code__", "__globals__", "__mro__", "__bases__", "__subclasses__", "__wrapped__", "__slots__", "__annotations__"):
            return node.attr
        if isinstance(node, ast.Name) and node.id in ("globals", "vars") and isinstance(node.ctx, ast.Load):
            return node.id
        if isinstance(node, ast.ClassDef) and any(used in own for base in [*node.bases, *(k.value for k in node.keywords)] for used in names_in(base)):
            return "class %s" % node.name
        if isinstance(node, ast.ClassDef) and not is_class_of_tests(node):
            for base in node.bases:
                text = ast.unparse(base)
                if not isinstance(getattr(builtins, text, None), type) and text.split(".")[0] in (*modules, *taken) and text.split(".")[0] not in own and modules.get(text.split(".")[0], taken.get(text, ("",))[0]) not in STANDARD:
                    return "class %s" % node.name
    return None


def is_installed(root):
    if root in sys.modules:
        return True
    try:
        import importlib.util

        return importlib.util.find_spec(root) is not None
    except Exception:
        return False


def has_body(node):
    """More than a docstring, pass or dots."""
    body = [n for n in node.body if not (isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant)) and not isinstance(n, ast.Pass)]
    return bool(body) and not (len(body) == 1 and isinstance(body[0], ast.Raise) and "NotImplemented" in ast.unparse(body[0]))


def checked_by_name(tree):
    """What the tests hand to HumanEval's check themselves; an empty set where they leave that open, None where they are of another form."""
    if not any(isinstance(n, ast.FunctionDef) and n.name == "check" for n in tree.body):
        return None
    found = set()
    for node in tree.body:
        for call in ast.walk(node) if isinstance(node, (ast.Expr, ast.If)) else ():
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "check":
                found.update(n.id for arg in call.args for n in ast.walk(arg) if isinstance(n, ast.Name))
    return found


def given_by(text, tested):
    """
    What the instruction gives: parts for the judge (imports, and helpers that are not what is tested), parts for the program (classes and
    constants as well), and names that it leaves to be written. A whole function is a helper where something else is left to be written,
    or where the tests say by name what they check; else it may be what is to be mended.
    """
    tree = None
    for tail in ("", "\n    pass\n"):
        try:
            tree = ast.parse(text + tail)
            break
        except (SyntaxError, ValueError, RecursionError):
            continue
    if tree is None:
        return [], [], []
    lines = text.splitlines(True)
    functions = [n for n in tree.body if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))]
    stubs = [n.name for n in functions if not has_body(n)]
    own, seed = [], []
    for node in tree.body:
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
        part = "".join(lines[first - 1 : node.end_lineno]) + "\n"
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            own.append(part)
            seed.append(part)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            if has_body(node) and node.name not in (tested or ()) and (tested or stubs):
                own.append(part)
                seed.append(part)
        elif isinstance(node, ast.ClassDef):
            methods = [n for n in node.body if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))]
            if has_body(node) and all(has_body(n) for n in methods):
                seed.append(part)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)) and not any(isinstance(n, ast.Call) for n in ast.walk(node)):
            seed.append(part)
    return own, seed, stubs


def meant(functions, job):
    """Which of the program's functions a check that is left open means: what the instruction leaves to be written, or names; else the likeliest, which is the last."""
    for names in (job["stubs"], job.get("asked") or ()):
        named = [name for name in functions if name in names]
        if named:
            return named[-1]
    return functions[-1]


def prepared(job):
    """Reads the tests; what the program's process is told first. Adds to the job what the judge has to know."""
    text = job["tests"]
    try:
        tree = ast.parse(text, "<input>") if "await" not in text else compile(text, "<input>", "exec", 0x400 | 0x2000, True)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        import traceback

        sys.stderr.write("".join(traceback.format_exception_only(type(error), error)))
        raise Obstacle("tests", "%s: %s" % (type(error).__name__, error))
    own, seed, stubs = given_by(job["given"], checked_by_name(tree)) if job.get("given") else ([], [], [])
    looked = Looked(tree)
    names = looked.wanted()
    if job.get("expected"):
        try:
            names += [n for n in Looked(ast.parse(job["expected"], "<expected>", "eval")).wanted() if n not in names and n not in BUILTINS]
        except (SyntaxError, ValueError):
            pass
    modules = imports_of(tree)
    job.update({
        "tree": tree, "names": names, "shadowed": looked.shadowed(), "plain": looked.plain, "handed": handed_by_own_name(tree), "own": own, "stubs": stubs, "head": text,
        "modules": {root: sorted(taken) for root, taken in modules.items() if root not in STANDARD and root != "__future__"},
    })
    given = "".join(seed)
    why = needs_process(tree, {*names, *(n for root, taken in modules.items() if root not in STANDARD and not is_installed(root) for n in taken)})
    if why is None:
        return {"way": "serve", "given": given}
    sent = {name: job.get(name) for name in ("tests", "names", "own", "modules", "stubs", "asked", "expected", "output", "json")}
    return {"way": "here", "given": given, "secret": os.urandom(16).hex(), "why": why, **sent}
`;
