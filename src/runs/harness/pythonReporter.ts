import { pythonClose } from './pythonClose.ts';

/**
 * Runs behind a Python program, in names of its own: `snippet` in the program's names (`space`), with `await` at the top level
 * where it is used. Reports on the file descriptor `channel` what the last expression evaluated to and whether it is
 * `expected` (and what was printed is `output`). Imports as little as it can: an import costs as much as a trivial program.
 */
export const reporter = String.raw`
import _ast, os, sys

try:
    from _json import encode_basestring_ascii as quoted
except ImportError:
    from json import dumps as quoted

ONLY_AST, TOP_LEVEL_AWAIT, COROUTINE = 0x400, 0x2000, 0x80
LONGEST = 10000


class Tee:
    """Keeps what the snippet prints."""

    def __init__(self, stream):
        self.stream = stream
        self.parts = []
        self.size = 0

    def write(self, text):
        if self.size < 1000000:
            self.parts.append(text)
            self.size += len(text)
        return self.stream.write(text)

    def __getattr__(self, name):
        return getattr(self.stream, name)


def flags_of(names):
    """The program's own imports from __future__ hold for the snippet too."""
    flags = 0
    for value in list(names.values()):
        if type(value).__module__ == "__future__" and type(value).__name__ == "_Feature":
            flags |= value.compiler_flag
    return flags


def coroutine(value):
    return type(value).__name__ == "coroutine" and hasattr(value, "cr_frame")


def evaluate(codes):
    """Runs the codes one after the other; the value of the last."""
    if any(code.co_flags & COROUTINE for code in codes):
        import asyncio

        async def together():
            value = None
            for code in codes:
                value = eval(code, space)
                if code.co_flags & COROUTINE:
                    value = await value
            return await value if coroutine(value) else value

        return asyncio.run(together())
    value = None
    for code in codes:
        value = eval(code, space)
    if coroutine(value):
        import asyncio

        async def alone():
            return await value

        return asyncio.run(alone())
    return value


${pythonClose}


def as_expected(value, text, flags):
    if text == expected:
        return True
    try:
        want = eval(compile(expected, "<expected>", "eval", flags, True), space)
    except Exception:
        return False
    return repr(want) == text or close(value, want)


def tidy(text):
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def report(text, equal):
    if channel is None:
        if equal is False:
            raise AssertionError("expected %s, found %s" % (expected if expected is not None else repr(output), text))
        return
    if len(text) > LONGEST:
        text = text[: LONGEST - 1] + "\u2026"
    line = '{"value":' + quoted(text) + ("" if equal is None else ',"equal":true' if equal else ',"equal":false') + "}\n"
    data = line.encode("ascii")
    try:
        while data:
            data = data[os.write(channel, data):]
    except OSError:
        pass


def in_program(traceback):
    """Whether the error rose in the program, called by the snippet."""
    seen = False
    while traceback is not None:
        frame = traceback.tb_frame
        if frame.f_code.co_filename == "<input>":
            seen = True
        elif seen and frame.f_globals is space:
            return True
        traceback = traceback.tb_next
    return False


def from_input(traceback):
    """The traceback from the snippet on: nobody wants to read of this file."""
    while traceback is not None and traceback.tb_frame.f_code.co_filename != "<input>":
        traceback = traceback.tb_next
    return traceback


def run():
    flags = flags_of(space)
    tree = compile(snippet, "<input>", "exec", flags | ONLY_AST | TOP_LEVEL_AWAIT, True)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], _ast.Expr) else None
    codes = [compile(tree, "<input>", "exec", flags | TOP_LEVEL_AWAIT, True)]
    if last is not None:
        codes.append(compile(_ast.Expression(last.value), "<input>", "eval", flags | TOP_LEVEL_AWAIT, True))
    tee = None
    if output is not None:
        tee = sys.stdout = Tee(sys.stdout)
    value = None
    try:
        value = evaluate(codes)
    except SystemExit as end:
        # unittest.main() ends this way; a program that ends itself has not come through.
        if end.code or in_program(end.__traceback__):
            raise
        last = None
    finally:
        if tee is not None:
            sys.stdout = tee.stream
    text = repr(value) if last is not None else ""
    equal = None
    if expected is not None:
        equal = last is not None and as_expected(value, text, flags)
    if tee is not None:
        equal = equal is not False and tidy("".join(tee.parts)) == tidy(output)
    if value is None and expected is None and last is not None and isinstance(last.value, _ast.Call):
        # As an interactive Python, which shows no None.
        text = ""
    report(text, equal)


def has_last_words():
    """Whether something of the program acts when the interpreter takes it apart: finalizers, files, generators, callbacks."""
    import gc
    from _weakref import ref

    for thing in gc.get_objects():
        kind = type(thing)
        if hasattr(kind, "__del__") or isinstance(thing, type) and "__del__" in vars(thing):
            return True
        if issubclass(kind, ref) and thing.__callback__ is not None:
            # The library's own only keep its tables in order.
            if getattr(thing.__callback__, "__module__", "") not in (None, "weakref", "_weakrefset"):
                return True
    return False


def leave(status):
    """Ends as the interpreter does, but leaves it to the kernel to free what was there before the program (see the zygote)."""
    ours = sys.modules.get("<touchstone>")
    if not brief or ours is None:
        return
    if "threading" in sys.modules:
        sys.modules["threading"]._shutdown()
    import atexit

    if atexit._ncallbacks() != ours.exits or has_last_words():
        return
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            return
    # What libraries in C have not written yet.
    ours.flush(None)
    os._exit(status)


try:
    run()
except Exception as error:
    import linecache, traceback

    linecache.cache["<input>"] = (len(snippet), None, snippet.splitlines(True), "<input>")
    shown = from_input(error.__traceback__)
    if isinstance(error, AssertionError) and shown is not None and not in_program(shown) and channel is not None:
        report("", False)
    sys.excepthook = lambda kind, value, _: traceback.print_exception(kind, value, shown)
    sys.excepthook(type(error), error, None)
    leave(1)
    sys.excepthook = lambda *_: None
    raise
else:
    leave(0)
`;
