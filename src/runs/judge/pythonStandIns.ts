/** The judge's side of a Python program: things of the program's own as stand-ins, on which every act is done there. */
export const pythonStandIns = String.raw`
import builtins, collections, sys, types

# What comes of such an act the program's own class decides, with a value of the tests in hand.
TELLING = frozenset("add sub mul truediv floordiv mod pow matmul radd rsub rmul rtruediv rfloordiv rmod rpow rmatmul contains bool and or xor rand ror rxor".split())
OF_KIND = {"generator": types.GeneratorType, "coroutine": types.CoroutineType, "async_generator": types.AsyncGeneratorType}


class Far:
    """A thing of the program's own class."""

    __slots__ = ("_ts", "_ts_d", "__weakref__")


class Program:
    """What the judge asks of the program's process."""

    def __init__(self, line, tests):
        self.line, self.tests = line, tests
        self.number = self.asks = 0
        self.own = self.alien = False
        self.things, self.classes, self.shapes, self.sent_errors, self.errors = {}, {}, {}, {}, {}
        self.codec = Codec(self.far, self.described)
        self.codec.standard = self.standard

    # Asking.

    def ask(self, op, *args):
        self.asks += 1
        self.number += 1
        out = sys.stdout is not sys.__stdout__
        if not out:
            try:
                sys.stdout.flush()
            except Exception:
                pass
        message = {"n": self.number, "op": op, "args": [self.codec.pack(a) for a in args]}
        if out:
            message["out"] = 1
        self.line.send(message)
        while True:
            said = self.heard()
            if "back" not in said:
                break
            self.answer(said)
        try:
            if "o" in said and type(said["o"]) is str:
                sys.stdout.write(said["o"])
            for i, now in said.get("u", {}).items() if op == "call" else ():
                self.change(args[1][int(i)], self.codec.unpack(now))
            if "e" not in said:
                return args[1][said["a"]] if "a" in said else self.codec.unpack(said["v"])
            error = self.error_of(said["e"])
        except Gone:
            raise
        except (KeyError, ValueError, TypeError, IndexError, AttributeError, RecursionError, OverflowError):
            # No such answer is ours.
            self.alien = True
            raise Gone
        raise error

    def heard(self):
        while True:
            data = self.line.read()
            try:
                said = from_json(data)
            except (ValueError, RecursionError):
                said = None
            if type(said) is dict and said.get("n") == self.number:
                return said
            # Written by somebody else in that process.
            self.alien = True

    def answer(self, said):
        """Something of the tests was called, or looked at."""
        try:
            thing = self.codec.kept[said["back"]]
            args = [self.codec.unpack(a) for a in said["args"]]
            self.line.send({"answer": self.codec.pack(self.back(thing, said["op"], args))})
        except Gone:
            raise
        except Exception as error:
            number = len(self.sent_errors) + 1
            self.sent_errors[number] = error
            base = next(c.__name__ for c in type(error).__mro__ if c.__module__ == "builtins")
            self.line.send({"raise": base, "s": str(error)[:1000], "y": number})

    def back(self, thing, op, args):
        kind = type(thing)
        if op == "call":
            return thing(*args[0], **args[1])
        if op == "attr" or op == "setattr":
            # Of objects that the tests have made, and what bears a name for all.
            if args[0].startswith("_") or kind.__module__ != self.tests or isinstance(thing, type):
                raise AttributeError(args[0])
            return getattr(thing, args[0]) if op == "attr" else setattr(thing, args[0], args[1])
        if op == "exit":
            return thing.__exit__(None, None, None)
        if op == "await":
            import asyncio

            return asyncio.run(awaited(thing))
        if op in ("eq", "ne", "lt", "le", "gt", "ge"):
            return getattr(builtins_operator, op)(thing, *args)
        if op in ("str", "repr", "hash"):
            return getattr(builtins, op)(thing)
        if "__%s__" % op in SPECIAL:
            found = getattr(kind, "__%s__" % op)(thing, *args)
            return found
        raise AttributeError(op)

    # What comes.

    def change(self, mine, now):
        """An argument that the program has changed."""
        kind = type(mine)
        if type(now) is not kind:
            return
        if kind is list:
            mine[:] = now
        else:
            mine.clear()
            mine.extend(now) if kind is collections.deque else mine.update(now)

    def standard(self, name):
        module, _, path = name.partition(":")
        thing = sys.modules.get(module)
        for part in path.split("."):
            thing = getattr(thing, part)
        return thing

    def far(self, codec, d):
        known = self.things.get(d["h"])
        if known is not None:
            return known
        if d.get("exc") is not None:
            return self.exception_class(d)
        thing = self.made(codec, d)
        self.things[d["h"]] = thing
        return thing

    def made(self, codec, d):
        content = codec.unpack(d["base"]) if "base" in d else None
        if type(content) is tuple and d.get("fields"):
            return collections.namedtuple(str(d["n"]), d["fields"], rename=True)(*content)
        if content is not None and type(content) in (int, float, str, bytes, tuple, frozenset):
            # Of a class of the judge: all that the builtin kind can do is done here.
            ask, handle = self.ask, d["h"]
            look = lambda self, name: no_such(name) if name.startswith("_") else ask("attr", Handle(handle), name)
            kind = type(str(d["n"]), (type(content),), {"__getattr__": look})
            made = kind(content)
            self.codec.numbers[("far", id(made))] = handle
            self.plain_ones = getattr(self, "plain_ones", {})
            self.plain_ones[id(made)] = (made, handle)
            return made
        thing = object.__new__(self.shape(d, content))
        object.__setattr__(thing, "_ts", d["h"])
        object.__setattr__(thing, "_ts_d", content)
        if d.get("co"):
            ask = self.ask

            async def later(*args, **names):
                return ask("await", ask("call", thing, list(args), names))

            later._ts_far = thing
            return later
        return thing

    def shape(self, d, content):
        """A class of stand-ins for things with these special methods."""
        key = (d["n"], tuple(d["d"]), type(content), d.get("g"))
        found = self.shapes.get(key)
        if found is None:
            found = self.shapes[key] = far_class(self, *key)
        return found

    def exception_class(self, d):
        known = self.errors.get(d["h"])
        if known is None:
            known = self.errors[d["h"]] = self.made_exception(d)
        return known

    def made_exception(self, d):
        own = d.get("own")
        if own and not own.startswith(("unittest", "_pytest")):
            kind = self.attempt_standard(own)
            if kind is not None:
                return kind
        bases = []
        for base in d["exc"] if d.get("exc") else ():
            kind = self.attempt_standard(base["own"]) if "h" not in base else self.exception_class(base)
            if isinstance(kind, type) and issubclass(kind, Exception) and kind not in bases:
                bases.append(kind)
        bases = [b for b in bases if not any(c is not b and issubclass(c, b) for c in bases)] or [Exception]
        say = lambda e: e.__dict__.get("_ts_text", "")
        look = lambda e, name: no_such(name) if name.startswith("_") or "_ts" not in e.__dict__ else self.ask("attr", Handle(e.__dict__["_ts"]), name)
        members = {"__str__": say, "__getattr__": look, "_ts_class": d["h"], "__module__": "program"}
        try:
            return type(str(d["n"]), tuple(bases), members)
        except TypeError:
            return type(str(d["n"]), (bases[0],), members)

    def attempt_standard(self, name):
        if type(name) is not str:
            return None
        try:
            kind = self.standard(name)
        except AttributeError:
            return None
        return kind if isinstance(kind, type) and issubclass(kind, (Exception, SystemExit)) else None

    def error_of(self, e):
        if "y" in e:
            return self.sent_errors[e["y"]]
        kind = self.codec.unpack(e["cls"])
        if not (isinstance(kind, type) and issubclass(kind, (Exception, SystemExit))):
            kind = Exception
        args = [self.codec.unpack(a) for a in e["args"]]
        try:
            if "_ts_class" in kind.__dict__:
                error = kind.__new__(kind)
                error.args = tuple(args)
            else:
                error = kind(*args)
        except Exception:
            error = Exception(e["s"])
        error._ts_text, error._ts, error._ts_line = e["s"], e["h"], e["line"]
        return error

    # What goes.

    def described(self, codec, v, depth):
        if isinstance(v, Far) or type(v) is Handle:
            return {"y": object.__getattribute__(v, "_ts")}
        pair = getattr(self, "plain_ones", {}).get(id(v))
        if pair is not None and pair[0] is v:
            return {"y": pair[1]}
        far = getattr(v, "_ts_far", None) if type(v).__name__ == "function" else None
        if far is not None:
            return {"y": far._ts}
        if isinstance(v, type) and "_ts_class" in v.__dict__:
            return {"y": v._ts_class}
        if isinstance(v, BaseException) and "_ts" in v.__dict__:
            return {"y": v._ts}
        kind = type(v)
        name = standard_name(v)
        if name:
            return {"std": name}
        if isinstance(v, tuple) and hasattr(kind, "_fields"):
            return {"tuple": [codec.pack(x, depth - 1) for x in v]}
        if isinstance(v, (int, float, str)) and kind.__module__ == self.tests:
            return content_of(v, next(b for b in (int, float, str) if isinstance(v, b)))
        return {"h": codec.keep(v), "n": kind.__name__, "d": [n for n in special_of(kind)]}


class Handle:
    __slots__ = ("_ts",)

    def __init__(self, number):
        self._ts = number


def no_such(name):
    raise AttributeError(name)


async def awaited(thing):
    return await thing


def standard_name(v):
    """A function or class of the standard library, by the name at which it is found."""
    module, name = getattr(v, "__module__", None), getattr(v, "__qualname__", None)
    if type(module) is not str or type(name) is not str or module.split(".")[0] not in STANDARD and module != "builtins":
        return None
    if not callable(v) or module.split(".")[0] in ("unittest", "__main__"):
        return None
    found = sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, part, None)
    return "%s:%s" % (module, name) if found is v else None


def far_class(program, name, special, content, kind):
    ask = program.ask
    members = {"__slots__": ()}

    def act(op):
        def acted(self, *args):
            if op in TELLING:
                program.own = True
            return ask(op, self, *args)

        return acted

    for one in special:
        if one == "call":
            members["__call__"] = lambda self, *args, **names: ask("call", self, list(args), names)
        elif one == "exit":
            members["__exit__"] = lambda self, *args: ask("exit", self)
        elif one == "await":
            def wait(self):
                yield from ()
                return ask("await", self)

            members["__await__"] = wait
        elif one == "anext":
            async def following(self):
                return ask("await", ask("anext", self))

            members["__anext__"] = following
        elif one in ("aenter", "aexit"):
            def entering(op):
                async def entered(self, *args):
                    return ask(op, self)

                return entered

            members["__%s__" % one] = entering(one)
        else:
            members["__%s__" % one] = act(one)

    def told(op):
        # What the program's class says of itself is told, not proved.
        def compared(self, other):
            if content in (list, dict, set, collections.deque) and op in ("eq", "ne") and not isinstance(other, Far):
                return (self._ts_d == other) == (op == "eq")
            if isinstance(other, Far):
                program.own = True
                return bool(ask(op, self, other))
            if op == "ne":
                program.own = True
            if op in ("eq", "ne"):
                return NotImplemented
            program.own = True
            return bool(ask(op, self, other))

        return compared

    for op in ("eq", "ne", "lt", "le", "gt", "ge"):
        members["__%s__" % op] = told(op)
    for op in ("str", "repr", "hash", "format", "dir"):
        members["__%s__" % op] = act(op)
    members["__copy__"] = lambda self: ask("copy", self)
    members["__deepcopy__"] = lambda self, memo: ask("deepcopy", self)
    members["__instancecheck__"] = lambda self, thing: (isinstance(thing, Far) or "_ts" in getattr(thing, "__dict__", ()) or id(thing) in getattr(program, "plain_ones", ())) and bool(ask("isinstance", thing, self))
    members["__subclasscheck__"] = lambda self, thing: isinstance(thing, Far) and bool(ask("issubclass", thing, self))
    members["__setattr__"] = lambda self, name, value: ask("setattr", self, name, value)
    members["__delattr__"] = lambda self, name: ask("delattr", self, name)

    def look(self, name):
        if name.startswith("_ts") or name.startswith("__") and name not in ("__name__", "__qualname__", "__doc__", "__module__", "__len__", "__iter__", "__next__"):
            raise AttributeError(name)
        return ask("attr", self, name)

    members["__getattr__"] = look
    builtin = OF_KIND.get(kind) or (content if content in (list, dict, set, collections.deque) else None)
    if builtin is not None:
        members["__class__"] = property(lambda self: builtin)
    return type(str(name), (Far,), members)


import operator as builtins_operator
`;
