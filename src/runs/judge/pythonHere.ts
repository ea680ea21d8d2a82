/**
 * Tests that only run where the program does (a mock, a subclass of the program's class): in the program's own process, with a copy of the
 * builtins and the frameworks from before the program. Every line on the way to the judge bears a secret; what a program does that could
 * find it is told.
 */
export const pythonHere = String.raw`
import ast, os, sys

HOT = frozenset(
    "sys._getframe sys._current_frames sys.settrace sys.setprofile gc.get_objects gc.get_referrers gc.get_referents os.fork os.forkpty os.posix_spawn os.exec os.system sys.addaudithook code.__new__ cpython._PySys_ClearAuditHooks sys.monitoring.register_callback os.kill".split()
)
FRAMES = frozenset("tb_frame gi_frame cr_frame ag_frame __code__ __closure__ f_locals f_back f_globals".split())
FOUND_OUT = frozenset("ctypes _ctypes _testcapi _testinternalcapi".split())
LOOKED_AT = ("builtins", "math", "json", "operator", "unittest", "unittest.case", "unittest.result", "os", "sys", "ast")


class HereHost:
    def __init__(self, module, job, names):
        self.module, self.job, self.names = module, job, names
        self.asked = self.told = 0
        self.own = False

    def asks(self):
        # What a test asks of the program is not seen here: a test that came to its end has run.
        self.asked += 1
        return self.asked

    def holds(self, name, left, *right):
        right = right[0] if right else True
        mine = self.of_program(left) or self.of_program(right)
        if mine and name == "Eq" and self.of_program(left) != self.of_program(right) and (plain(left) or plain(right)):
            return False
        ok = bool(left) if name == "truth" else bool(OPERATORS[name][1](left, right))
        if ok and mine:
            self.own = True
        return ok

    def of_program(self, value):
        return not plain(value, 3) and getattr(type(value), "__module__", "") == self.module.__name__

    def candidate(self):
        own = own_functions(self.module)
        if not own:
            raise Obstacle("missing", "")
        return self.module.__dict__[meant(own, self.job)]

    def pytest_plugins(self):
        return []

    def look_at(self, error):
        if isinstance(error, NameError) and name_of_error(error) in self.job["names"]:
            raise Obstacle("missing", name_of_error(error))

    def tell(self, error):
        self.told += 1
        if self.told > MOST_SHOWN:
            return
        import traceback

        kept = [f for f in traceback.extract_tb(error.__traceback__) if f.filename != "<touchstone>"]
        text = "Traceback (most recent call last):\n" + "".join(traceback.format_list(kept)) + "".join(traceback.format_exception_only(type(error), error))
        sys.stderr.write(text)
        sys.stderr.flush()


def watch(file, marked):
    """Tells what the program does that could find what judges it."""
    state = {"busy": False}
    frame_of = sys._getframe

    def hook(event, args):
        if state["busy"]:
            return
        hot = (
            event in HOT or event.startswith("ctypes") or event == "import" and args[0] in FOUND_OUT
            or event == "object.__getattr__" and args[1] in FRAMES or event == "open" and type(args[0]) is str and args[0].startswith("/proc")
        )
        if not hot:
            return
        state["busy"] = True
        try:
            frame, near = frame_of(1), 0
            while frame is not None and near < 3:
                if frame.f_code.co_filename == file:
                    marked()
                    return
                frame, near = frame.f_back, near + 1
        finally:
            state["busy"] = False

    sys.addaudithook(hook)


def judge_here(line, job, module, file, text):
    secret = job.pop("secret")
    marks = set()
    send = line.send

    def say(message):
        send({"s": secret, "say": message})

    tree = ast.parse(job["tests"], "<input>")
    handed = handed_by_own_name(tree)
    linecache.cache["<input>"] = (len(job["tests"]), None, job["tests"].splitlines(True), "<input>")
    names = {"__builtins__": BUILTINS, "__name__": MODULE}
    host = HereHost(module, job, names)
    ledger = Ledger(say, host)
    end = {}
    top = None
    try:
        pytest_main = prepared_frameworks(tree)
        for root in job["modules"]:
            if root in PACKAGES and not is_installed(root):
                raise Obstacle("needs", root)
        before = {name: dict(vars(sys.modules[name])) for name in LOOKED_AT if name in sys.modules}
        ledger.sites = Sites(job["tests"])
        alone = job.get("expected") is None and job.get("output") is None
        checked = with_checks(tree, ledger.sites, True) if alone else tree
        missing = {root for root in job["modules"] if not is_installed(root)}
        watch(file, lambda: marks.add("may-judge-itself"))
        send({"begun": 1})
        top = run_text(module, file, text, job.get("given"))
        sys.meta_path.append(Alias(module, missing))
        wanted = set(job["names"])
        names.update({k: v for k, v in module.__dict__.items() if k not in BUILTINS or k in wanted})
        names.update({"__builtins__": BUILTINS, "__name__": MODULE, CHECK: ledger.check})
        for name in handed:
            if name not in module.__dict__:
                raise top or Obstacle("missing", name)
            names[of_program(name)] = module.__dict__[name]
        for part in job["own"]:
            try:
                exec(compile(part, "<instruction>", "exec", 0, True), names)
            except Exception:
                pass
        if top is not None and wanted - set(names):
            raise top
        host.given = dict(names)
        if alone:
            evaluate([compile(checked, "<input>", "exec", flags_of(module) | TOP_LEVEL_AWAIT, True)], names)
            run_forms(tree, names, ledger, host, pytest_main)
        else:
            evaluated(tree, names, ledger, host, job, end, ledger.sites, flags_of(module), host)
        if any(vars(sys.modules[name]).get(k) is not v for name, old in before.items() for k, v in old.items() if not k.startswith("_")):
            marks.add("may-judge-itself")
    except Obstacle as obstacle:
        end["obstacle"] = {"kind": obstacle.kind, "text": obstacle.text}
    except AssertionError as error:
        if not ledger.failed:
            ledger.count(False, ledger.why(error))
        host.tell(error)
    except SystemExit as error:
        if error.code or error is top:
            end["obstacle"] = {"kind": "ended", "text": "SystemExit"}
    except Exception as error:
        shown_text = "%s: %s" % (type(error).__name__, str(error)[:300])
        end["obstacle"] = {"kind": "raised", "text": shown_text, "line": line_in_tests(error), "program_line": line_of(error, file)}
        host.tell(error)
    if host.own:
        marks.add("own-class")
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass
    end.update({"checks": ledger.checks, "failed": ledger.failed, "held": ledger.places(), "marks": sorted(marks)})
    say({"end": end})


class Alias:
    """What the tests import and what is nowhere is the program."""

    def __init__(self, module, names):
        self.module, self.names = module, names

    def find_spec(self, name, path=None, target=None):
        import importlib.machinery

        return importlib.machinery.ModuleSpec(name, self, is_package=True) if name.split(".")[0] in self.names else None

    def create_module(self, spec):
        return self.module

    def exec_module(self, module):
        pass


def relayed(line, secret, say):
    """The judge's part: passes on what bears the secret. Returns the last word."""
    alien = False
    begun = False
    end = None
    try:
        while end is None:
            try:
                said = from_json(line.read())
            except (ValueError, RecursionError):
                said = None
            if type(said) is dict and said.get("s") == secret and type(said.get("say")) is dict:
                message = said["say"]
                if "end" in message:
                    end = message["end"]
                elif "failed" in message:
                    say({"failed": message["failed"]})
            elif said == {"begun": 1} and not begun:
                begun = True
                say({"begun": 1})
            else:
                alien = True
    except Gone:
        end = {"checks": 0, "failed": 0, "obstacle": {"kind": "ended", "text": ""}}
    marks = set(end.get("marks", ())) | {"in-process"}
    if alien:
        marks.add("may-judge-itself")
    end["marks"] = sorted(marks)
    return end
`;
