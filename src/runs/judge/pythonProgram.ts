/**
 * The process of the program: it runs the program as a module of its file's name and then does what the judge asks for. It holds no test, no
 * expected value and no way to the report.
 */
export const pythonProgram = String.raw`
import linecache, operator, os

FUNCTION = type(lambda: None)


def program_side(channel, file):
    """Never returns. The first message brings what the instruction gives, and how to go on."""
    line = Line(channel)
    try:
        job = from_json(line.read())
        with open(file, "rb") as source:
            text = source.read()
        module = module_of(file, text)
        if job["way"] == "here":
            load("names", "checks", "forms", "judge", "here")
            return judge_here(line, job, module, file, text)
        line.send({"begun": 1})
        Served(line, module, run_text(module, file, text, job.get("given"))).forever()
    except Gone:
        pass
    finally:
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(0)


def module_of(file, text):
    name = os.path.splitext(os.path.basename(file))[0]
    module = type(sys)(name)
    module.__file__ = file
    # The program's module is what a program finds as the main one too; what it does only when it is started it does not do here.
    sys.modules[name] = sys.modules["__main__"] = sys.modules.setdefault("solution", module)
    lines = text.decode("utf-8", "replace").lstrip("\ufeff").splitlines(True)
    linecache.cache[file] = (len(text), None, lines, file)
    return module


def run_text(module, file, text, given):
    """What the program's top level raised, if anything."""
    try:
        if given:
            try:
                exec(compile(given, "<instruction>", "exec", 0, True), module.__dict__)
            except Exception:
                pass
            module.__dict__.pop("__annotations__", None)
        exec(compile(text, file, "exec", 0, True), module.__dict__)
    except BaseException as error:
        return error
    return None


def names_used(code):
    """What a function's code names, with what is defined in it."""
    return set(code.co_names).union(*(names_used(one) for one in code.co_consts if type(one) is type(code)))


def own_functions(module):
    """
    The functions of the program's own top level, the likeliest answer last: those that take something and that no other such function calls;
    of several in the order of the text.
    """
    own = {k: v for k, v in list(module.__dict__.items()) if type(v) is FUNCTION and getattr(v, "__module__", "") == module.__name__}
    solves = [k for k, v in own.items() if k != "main" and (v.__code__.co_argcount or v.__code__.co_kwonlyargcount or v.__code__.co_flags & 12)]
    called = {name for k in solves for name in names_used(own[k].__code__) if name != k}
    return sorted(own, key=lambda k: (k in solves, k not in called))


def flags_of(module):
    """The program's own imports from __future__ hold for its tests too."""
    flags = 0
    for value in list(module.__dict__.values()):
        if type(value).__module__ == "__future__" and type(value).__name__ == "_Feature":
            flags |= value.compiler_flag
    return flags


class Kept:
    """What the program prints while a test that looks at it waits."""

    def __init__(self, stream):
        self.stream, self.parts, self.size = stream, [], 0

    def write(self, text):
        if self.size < 1000000:
            self.parts.append(text)
            self.size += len(text)
        return len(text)

    def writelines(self, lines):
        for text in lines:
            self.write(text)

    def flush(self):
        pass

    def __getattr__(self, name):
        return getattr(self.stream, name)


class Served:
    def __init__(self, line, module, error):
        self.line, self.module, self.error, self.number = line, module, error, 0
        self.codec = Codec(self.stand_in, described)
        self.codec.standard = standard_thing
        self.loop = None
        self.backs = {}

    def forever(self):
        while True:
            ask = from_json(self.line.read())
            if "answer" in ask or "raise" in ask:
                return ask
            self.number = ask["n"]
            keep = ask.get("out")
            if keep:
                old, sys.stdout = sys.stdout, Kept(sys.stdout)
            try:
                args = [self.codec.unpack(a) for a in ask["args"]]
                said = self.called(ask, *args) if ask["op"] == "call" else {"v": self.codec.pack(self.act(ask["op"])(*args))}
            except Gone:
                raise
            except BaseException as error:
                said = self.failed(error)
            finally:
                if keep:
                    kept, sys.stdout = sys.stdout, old
            if keep and type(kept) is Kept and kept.parts:
                said["o"] = "".join(kept.parts)
            else:
                try:
                    sys.stdout.flush()
                except Exception:
                    pass
            said["n"] = self.number = ask["n"]
            self.line.send(said)

    def act(self, op):
        return ACTS.get(op) or getattr(self, "do_" + op)

    def called(self, ask, function, args, names):
        result = function(*args, **names)
        for i, one in enumerate(args):
            if one is result and type(one) in (list, dict, set, collections.deque):
                said = {"a": i}
                break
        else:
            said = {"v": self.codec.pack(result)}
        changed = {}
        sent = ask["args"][1]["list"]
        for i, one in enumerate(args):
            if type(one) in (list, dict, set, collections.deque):
                now = self.codec.pack(one)
                if now != sent[i]:
                    changed[i] = now
        if changed:
            said["u"] = changed
        return said

    def do_names(self, wanted):
        return [name for name in wanted if name in self.module.__dict__]

    def do_get(self, name):
        if name in self.module.__dict__:
            return self.module.__dict__[name]
        if self.error is not None:
            raise self.error
        raise NameError("name %r is not defined" % name)

    def do_method(self, name):
        """A function that the program has as a method of its one class, or of Solution."""
        if name in self.module.__dict__:
            return self.module.__dict__[name]
        kinds = [v for v in list(self.module.__dict__.values()) if isinstance(v, type) and v.__module__ == self.module.__name__ and hasattr(v, name)]
        kinds.sort(key=lambda kind: kind.__name__ != "Solution")
        return getattr(kinds[0](), name) if kinds else self.do_get(name)

    def do_functions(self):
        return own_functions(self.module)

    def do_flags(self):
        return flags_of(self.module)

    def do_trace(self, error):
        import traceback

        return "".join(traceback.format_exception(type(error), error, own_frames(error.__traceback__)))[-6000:]

    def do_top(self):
        if self.error is not None:
            raise self.error
        return None

    def do_await(self, thing):
        import asyncio

        if self.loop is None:
            self.loop = asyncio.new_event_loop()
            asyncio.set_event_loop(self.loop)
        return self.loop.run_until_complete(waited(thing))

    def do_aexit(self, thing):
        return self.do_await(thing.__aexit__(None, None, None))

    def do_aenter(self, thing):
        return self.do_await(thing.__aenter__())

    def failed(self, error):
        kind = type(error)
        sent = getattr(error, "_ts_sent", None)
        if type(sent) is int:
            return {"e": {"y": sent}}
        text = ""
        try:
            text = str(error)[:2000]
        except Exception:
            pass
        try:
            args = [self.codec.pack(a) for a in error.args]
        except BaseException:
            args = [text]
        return {"e": {"cls": self.codec.pack(kind), "args": args, "s": text, "h": self.codec.keep(error), "line": line_of(error, self.module.__file__)}}

    def stand_in(self, codec, d):
        served = self

        class Back:
            """Something of the tests that the program was given: every act on it is done there."""

            def __getattr__(self, name):
                if name.startswith("_"):
                    raise AttributeError(name)
                return served.back(d["h"], "attr", name)

            def __setattr__(self, name, value):
                served.back(d["h"], "setattr", name, value)

            def __hash__(self):
                return served.back(d["h"], "hash")

            def __eq__(self, other):
                return served.back(d["h"], "eq", other)

            def __repr__(self):
                return served.back(d["h"], "repr")

            def __str__(self):
                return served.back(d["h"], "str")

            def __lt__(self, other):
                return served.back(d["h"], "lt", other)

            def __gt__(self, other):
                return served.back(d["h"], "gt", other)

            def __le__(self, other):
                return served.back(d["h"], "le", other)

            def __ge__(self, other):
                return served.back(d["h"], "ge", other)

        for name in d["d"]:
            if name == "call":
                Back.__call__ = lambda self, *args, **names: served.back(d["h"], "call", list(args), names)
            elif name == "await":
                Back.__await__ = lambda self: waits_for(served, d["h"])
            elif name == "exit":
                Back.__exit__ = lambda self, *args: served.back(d["h"], "exit")
            elif name not in ("aiter", "anext", "aenter", "aexit"):
                setattr(Back, "__%s__" % name, lambda self, *args, name=name: served.back(d["h"], name, *args))
        Back.__name__ = Back.__qualname__ = d["n"]
        BACKS.add(Back)
        back = self.backs.get(d["h"])
        if back is None:
            back = self.backs[d["h"]] = Back()
            object.__setattr__(back, "_ts", d["h"])
        return back

    def back(self, handle, op, *args):
        self.line.send({"n": self.number, "back": handle, "op": op, "args": [self.codec.pack(a) for a in args]})
        said = self.forever()
        if "raise" in said:
            kind = getattr(builtins, said["raise"], None)
            base = kind if isinstance(kind, type) and issubclass(kind, Exception) else Exception
            if base is StopIteration:
                raise StopIteration
            raise with_sent(base, said)
        return self.codec.unpack(said["answer"])


ACTS = {
    "len": len, "iter": iter, "next": next, "str": str, "repr": repr, "bool": bool, "hash": hash, "reversed": reversed, "round": round,
    "getitem": operator.getitem, "setitem": operator.setitem, "delitem": operator.delitem, "contains": operator.contains,
    "attr": getattr, "setattr": setattr, "delattr": delattr, "isinstance": isinstance, "issubclass": issubclass, "dir": dir, "format": format,
    "enter": lambda a: a.__enter__(), "exit": lambda a: a.__exit__(None, None, None),
    "aiter": lambda a: a.__aiter__(), "anext": lambda a: a.__anext__(),
    "copy": lambda a: __import__("copy").copy(a), "deepcopy": lambda a: __import__("copy").deepcopy(a),
    "divmod": divmod, "int": int, "float": float, "complex": complex, "index": operator.index,
}
for _name in "eq ne lt le gt ge add sub mul truediv floordiv mod pow matmul and_ or_ xor lshift rshift iadd isub imul neg pos abs invert".split():
    ACTS[_name.rstrip("_")] = getattr(operator, _name)
for _name in "add sub mul truediv floordiv mod pow matmul and_ or_ xor".split():
    ACTS["r" + _name.rstrip("_")] = lambda a, b, act=getattr(operator, _name): act(b, a)
BACKS = set()


def with_sent(base, said):
    """The error as the program may catch it, which says by itself whose it is."""
    error = base(said["s"])
    try:
        error._ts_sent = said["y"]
    except Exception:
        pass
    return error


def waits_for(served, handle):
    yield from ()
    return served.back(handle, "await")


async def waited(thing):
    return await thing


def standard_thing(name):
    """A function or class of the standard library that the tests handed over, by its name."""
    module, _, path = name.partition(":")
    thing = __import__(module, fromlist=["x"])
    for part in path.split("."):
        thing = getattr(thing, part)
    return thing


def described(codec, v, depth):
    """What the judge is told of a thing of the program's own."""
    kind = type(v)
    if kind in BACKS:
        return {"y": object.__getattribute__(v, "_ts")}
    out = {"h": codec.keep(v), "n": str(type.__dict__["__name__"].__get__(kind)), "d": special_of(kind)}
    if issubclass(kind, type):
        out["n"] = str(type.__dict__["__name__"].__get__(v))
        out["t"] = 1
        if issubclass(v, BaseException):
            out["exc"] = [base_of(codec, b) for b in type.__dict__["__bases__"].__get__(v)]
            out["own"] = name_of(v)
        return out
    base = next((b for b in BASES if issubclass(kind, b)), None)
    if base is not None:
        out["base"] = codec.pack(content_of(v, base), depth - 1)
        if base is tuple:
            out["fields"] = [f for f in kind.__dict__.get("_fields", ()) if type(f) is str]
    elif kind.__name__ == "module":
        out["m"] = str(v.__name__)
    elif kind.__name__ == "function" and v.__code__.co_flags & 0x80:
        out["co"] = 1
    elif kind.__name__ in ("coroutine", "generator", "async_generator"):
        out["g"] = kind.__name__
    return out


def name_of(kind):
    return "%s:%s" % (kind.__module__, kind.__qualname__) if kind.__module__.split(".")[0] in STANDARD or kind.__module__ == "builtins" else None


def base_of(codec, kind):
    return {"own": name_of(kind)} if kind.__module__ == "builtins" else codec.pack(kind)


def own_frames(trace):
    """From the program's first frame on."""
    first = trace
    while trace is not None and trace.tb_frame.f_code.co_filename == "<touchstone>":
        trace = trace.tb_next
    return trace or first


def line_of(error, file):
    found, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == file:
            found = trace.tb_lineno
        trace = trace.tb_next
    return found
`;
