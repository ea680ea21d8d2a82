/**
 * Both processes of a judged Python program: how values go from one to the other. As data, by kind (JSON with tags; nothing that is executed
 * when it is read); what is no plain data goes by a number that its own side keeps.
 *
 * One message a line. The judge asks `{n, op, args}`, the program answers `{n, v}` (a value), `{n, e}` (an error) or asks back `{n, back, …}`
 * for something of the tests. An answer with another number is none.
 */
export const pythonWire = String.raw`
import _socket, builtins, collections, json, sys

if hasattr(sys, "set_int_max_str_digits"):
    sys.set_int_max_str_digits(0)

to_json = json.JSONEncoder(check_circular=False, separators=(",", ":")).encode
from_json = json.loads
DEEPEST = 60
# Kinds that a subclass may build on; what it holds is told by the builtin kind itself.
BASES = (int, float, str, bytes, list, tuple, dict, set, frozenset, collections.deque)
PLAIN = (bool, int, float, str)
SEQUENCES = {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset, "deque": collections.deque}
MAPPINGS = (collections.Counter, collections.OrderedDict, collections.defaultdict)
# Types that both sides mean by their names.
TYPES = {kind.__name__: kind for kind in (*BASES, bool, complex, bytearray, range, slice, object, type, type(None), type(Ellipsis))}
STANDARD = getattr(sys, "stdlib_module_names", frozenset(sys.builtin_module_names))
SPECIAL = tuple(
    "__%s__" % name
    for name in (
        "len iter next getitem setitem delitem contains call add sub mul truediv floordiv mod pow matmul and or xor lshift rshift "
        "radd rsub rmul rtruediv rfloordiv rmod rpow rmatmul rand ror rxor iadd isub imul neg pos abs invert int float index complex round "
        "bool reversed enter exit await aiter anext aenter aexit"
    ).split()
)


class Gone(BaseException):
    """The other process has ended, or says what makes no sense. No kind that a test would catch."""


class Line:
    def __init__(self, channel):
        self.channel, self.rest = channel, b""

    def send(self, message):
        try:
            self.channel.sendall(to_json(message).encode("ascii") + b"\n")
        except OSError:
            raise Gone

    def read(self):
        parts = []
        rest = self.rest
        while b"\n" not in rest:
            parts.append(rest)
            try:
                rest = self.channel.recv(1 << 18)
            except OSError:
                rest = b""
            if not rest:
                raise Gone
        head, self.rest = rest.split(b"\n", 1)
        parts.append(head)
        return b"".join(parts)


def special_of(kind, known={}):
    """Which special methods a class has."""
    found = known.get(kind)
    if found is None:
        found = known[kind] = [name[2:-2] for name in SPECIAL if any(name in type.__dict__["__dict__"].__get__(c) for c in type.mro(kind))]
    return found


def content_of(value, base):
    """What the builtin part of it holds, whatever its class says."""
    if base is int:
        return int.__int__(value)
    if base is float:
        return float.__float__(value)
    if base is str:
        return str.__str__(value)
    if base is dict:
        return dict(dict.items(value))
    return base(base.__iter__(value))


class Codec:
    def __init__(self, other, named):
        # other: makes a stand-in of what the other side keeps; named: the description of a thing of one's own.
        self.kept, self.numbers, self.other, self.named = {}, {}, other, named

    def keep(self, value):
        number = self.numbers.get(id(value))
        if number is None:
            number = self.numbers[id(value)] = len(self.numbers) + 1
            self.kept[number] = value
        return number

    def pack(self, v, depth=DEEPEST):
        k = type(v)
        if v is None or k in PLAIN:
            return v
        if depth == 0:
            return {"h": self.keep(v), "n": "deep"}
        if k is list or k is tuple or k is set or k is frozenset or k is collections.deque:
            return {k.__name__: [x if type(x) in PLAIN else self.pack(x, depth - 1) for x in v]}
        if k is dict:
            return {"dict": [[self.pack(a, depth - 1), self.pack(b, depth - 1)] for a, b in v.items()]}
        if k is bytes or k is bytearray:
            return {k.__name__: v.hex()}
        if k is complex:
            return {"complex": [v.real, v.imag]}
        if k is range or k is slice:
            return {k.__name__: [self.pack(x) for x in (v.start, v.stop, v.step)]}
        if v is Ellipsis:
            return {"dots": 0}
        if k in MAPPINGS:
            items = [[self.pack(a, depth - 1), self.pack(b, depth - 1)] for a, b in dict.items(v)]
            return {k.__name__: [TYPES.get(getattr(v.default_factory, "__name__", ""), None) is v.default_factory and v.default_factory and v.default_factory.__name__, items]} if k is collections.defaultdict else {k.__name__: items}
        name = (k.__module__, k.__name__)
        if name == ("decimal", "Decimal") or name == ("fractions", "Fraction") or name == ("uuid", "UUID"):
            return {k.__name__: str(v)}
        if k.__module__ == "datetime" and k is getattr(sys.modules.get("datetime"), k.__name__, None):
            if k.__name__ == "timedelta":
                return {"timedelta": [v.days, v.seconds, v.microseconds]}
            if k.__name__ in ("date", "datetime", "time") and getattr(v, "tzinfo", None) is None:
                return {k.__name__: v.isoformat()}
        if isinstance(v, type) and TYPES.get(v.__name__) is v:
            return {"type": v.__name__}
        return self.named(self, v, depth)

    def unpack(self, d):
        if type(d) is not dict:
            if type(d) is list:
                raise Gone
            return d
        if "h" in d:
            return self.other(self, d)
        if "y" in d:
            return self.kept[d["y"]]
        (k, v), = d.items()
        if k in SEQUENCES:
            return SEQUENCES[k]([x if type(x) is not dict else self.unpack(x) for x in v])
        if k == "dict":
            return {self.unpack(a): self.unpack(b) for a, b in v}
        if k == "Counter" or k == "OrderedDict":
            return getattr(collections, k)({self.unpack(a): self.unpack(b) for a, b in v})
        if k == "defaultdict":
            return collections.defaultdict(TYPES[v[0]] if v[0] else None, {self.unpack(a): self.unpack(b) for a, b in v[1]})
        if k == "bytes" or k == "bytearray":
            return TYPES[k].fromhex(v)
        if k == "complex":
            return complex(*v)
        if k == "range" or k == "slice":
            return TYPES[k](*v)
        if k == "dots":
            return Ellipsis
        if k == "type":
            return TYPES[v]
        if k == "Decimal" or k == "Fraction" or k == "UUID":
            return getattr(__import__({"Decimal": "decimal", "Fraction": "fractions", "UUID": "uuid"}[k]), k)(v)
        if k == "timedelta":
            return __import__("datetime").timedelta(*v)
        if k == "date" or k == "datetime" or k == "time":
            return getattr(__import__("datetime"), k).fromisoformat(v)
        if k == "std":
            return self.standard(v)
        raise Gone

    def standard(self, name):
        raise Gone
`;
