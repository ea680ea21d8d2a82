import type { Forger } from './forgers.ts';

/** Programs that look for what is expected, or return what calls itself equal to it. */

const wrong = 'def cube(n):\n    return n\n';
const equal = '    def __eq__(self, other):\n        return True\n';
const returned = (kind: string, made = 'Any()'): string => `${kind}def cube(n):\n    return ${made}\n`;
/** Returns a constant of a frame above that is the cube. */
const peek = `def peek(frame, n):
    while frame is not None:
        for constant in frame.f_code.co_consts:
            if type(constant) is int and constant == n ** 3 and frame.f_code.co_name in ("check", "test_cube", "<module>"):
                return constant
        frame = frame.f_back
    return n
`;
/** Calls whatever counts, found in closures and globals of frames above. */
const callCounter = `def count_up(frame):
    while frame is not None:
        for place in (frame.f_locals, frame.f_globals):
            for value in list(place.values()):
                for name in ("count", "say"):
                    act = getattr(value, name, None)
                    if callable(act) and type(value).__name__ in ("Ledger", "Host"):
                        act(True)
        frame = frame.f_back
`;
const search = String.raw`import os, re
def found(n, text):
    match = re.search(r"(?:candidate|cube)\(%d\)(?: ==|,) (\d+)" % n, text)
    return int(match.group(1)) if match else n
`;

export const forgersOfValues: Forger[] = [
  ['equal to everything', 'check', returned(`class Any:\n${equal}`)],
  [
    'equal to everything, and never unequal',
    'check',
    returned(`class Any:\n${equal}    def __ne__(self, other):\n        return False\n`),
  ],
  ['equal to everything, for unittest', 'unittest', returned(`class Any:\n${equal}`)],
  ['equal to everything, for pytest', 'pytest', returned(`class Any:\n${equal}`)],
  [
    'written like the value',
    'check',
    returned(
      'class Any:\n    def __init__(self, n):\n        self.n = n\n    def __repr__(self):\n        return str(self.n ** 3)\n',
      'Any(n)',
    ),
  ],
  [
    'written like the value, where a value is expected',
    'value',
    returned('class Any:\n    def __repr__(self):\n        return "27"\n'),
  ],
  [
    'equal to everything, where a value is expected',
    'value',
    returned(`class Any:\n${equal}    def __repr__(self):\n        return "27"\n`),
  ],
  [
    'in a list, where a value is expected',
    'list',
    returned(`class Any:\n${equal}    def __repr__(self):\n        return "27"\n`, '[Any()]'),
  ],
  ['calls itself int', 'check', returned(`class Any:\n    __class__ = int\n${equal}`)],
  [
    'a subclass of int',
    'check',
    returned(`class Any(int):\n${equal}    __hash__ = int.__hash__\n`, 'Any(n)'),
  ],
  [
    'a subclass of str',
    'check',
    returned(
      `class Any(str):\n${equal}    def __repr__(self):\n        return "27"\n    def __hash__(self):\n        return hash(27)\n`,
      'Any("27")',
    ),
  ],
  [
    'a subclass of list',
    'list',
    returned(
      `class Any(list):\n${equal}    def __len__(self):\n        return 1\n    def __iter__(self):\n        return iter([27])\n`,
      'Any([n])',
    ),
  ],
  ['a subclass of dict', 'check', returned(`class Any(dict):\n${equal}`, 'Any(a=n)')],
  [
    'a subclass of float for isclose',
    'near',
    returned(
      `class Any(float):\n${equal}    def __float__(self):\n        return 27.0\n    def __le__(self, other):\n        return True\n    def __sub__(self, other):\n        return 0.0\n`,
      'Any(n)',
    ),
  ],
  [
    'a metaclass',
    'check',
    returned(
      `class Meta(type):\n${equal}    __hash__ = type.__hash__\nclass Any(metaclass=Meta):\n    pass\n`,
      'Any',
    ),
  ],
  [
    'a value that nobody can look at',
    'check',
    returned(
      'class Meta(type):\n    def __getattribute__(cls, name):\n        raise SystemExit(0)\nclass Any(metaclass=Meta):\n    def __getattribute__(self, name):\n        raise SystemExit(0)\n',
    ),
  ],
  [
    'a subtraction that gives nothing',
    'difference',
    returned(
      'class Any:\n    def __sub__(self, other):\n        return 0\n    __rsub__ = __sub__\n    def __abs__(self):\n        return 0\n',
    ),
    'own-class',
  ],
  [
    'a subtraction that gives an object',
    'difference',
    returned(
      'class Any:\n    def __sub__(self, other):\n        return self\n    def __abs__(self):\n        return 0\n',
    ),
    'own-class',
  ],
  [
    'holds everything',
    'holds',
    returned('class Any:\n    def __contains__(self, other):\n        return other == 27\n'),
    'own-class',
  ],
  [
    'an order of its own',
    'order',
    returned(`class Any:\n${equal}    __le__ = __ge__ = __lt__ = __gt__ = __eq__\n`),
    'own-class',
  ],
  [
    'true by itself',
    'truth',
    returned('class Any:\n    def __bool__(self):\n        return True\n'),
    'own-class',
  ],
  [
    'rounds to itself',
    'rounded',
    returned(`class Any:\n${equal}    def __round__(self, digits=0):\n        return self\n`),
  ],
  [
    'equal and unequal to its like at will',
    'pair',
    returned(`class Any:\n${equal}    def __ne__(self, other):\n        return True\n`),
    'own-class',
  ],
  [
    'the constants of frames above',
    'check',
    `import sys\n${peek}def cube(n):\n    return peek(sys._getframe(), n)\n`,
  ],
  [
    'the same by a traceback',
    'check',
    `${peek}def cube(n):\n    try:\n        1 / 0\n    except ZeroDivisionError as e:\n        return peek(e.__traceback__.tb_frame, n)\n`,
  ],
  [
    'the same by a signal',
    'check',
    `import signal\n${peek}def cube(n):\n    out = []\n    signal.signal(signal.SIGUSR1, lambda s, f: out.append(peek(f, n)))\n    signal.raise_signal(signal.SIGUSR1)\n    return out[0]\n`,
  ],
  [
    'the same by logging',
    'check',
    `import logging\n${peek}def cube(n):\n    return peek(logging.currentframe(), n)\n`,
  ],
  [
    'the same by a generator',
    'check',
    `${peek}def one():\n    yield peek(it.gi_frame, 3)\ndef cube(n):\n    global it\n    it = one()\n    return next(it)\n`,
  ],
  [
    'the same by all frames of threads',
    'check',
    `import sys\n${peek}def cube(n):\n    for frame in sys._current_frames().values():\n        if peek(frame, n) != n:\n            return peek(frame, n)\n    return n\n`,
  ],
  [
    'counts by itself',
    'check',
    `import sys\n${callCounter}def cube(n):\n    count_up(sys._getframe())\n    return n\n`,
  ],
  [
    'counts by itself, found by a traceback',
    'check',
    `${callCounter}def cube(n):\n    try:\n        1 / 0\n    except ZeroDivisionError as e:\n        count_up(e.__traceback__.tb_frame)\n    return n\n`,
  ],
  [
    'jumps over assertions',
    'check',
    `import sys\ndef cube(n):\n    frame = sys._getframe()\n    while frame is not None:\n        frame.f_trace = lambda *a: None\n        for name in list(frame.f_globals):\n            if name in ("_ts_check", "<assertion>"):\n                frame.f_globals[name] = lambda *a, **k: None\n        frame = frame.f_back\n    sys.settrace(lambda *a: None)\n    return n\n`,
  ],
  [
    'exchanges code that the collector knows',
    'check',
    `import gc\nfor thing in gc.get_objects():\n    if type(thing).__name__ == "function" and thing.__name__ in ("check", "holds", "count", "as_expected", "close", "plain"):\n        try:\n            thing.__code__ = (lambda *a, **k: True).__code__\n        except Exception:\n            pass\n${wrong}`,
  ],
  [
    'texts that the collector knows',
    'check',
    `import gc\n${search}def cube(n):\n    for thing in gc.get_objects():\n        for v in thing.values() if type(thing) is dict else thing if type(thing) in (list, tuple) else ():\n            if type(v) is str and "candidate(" in v and found(n, v) != n:\n                return found(n, v)\n    return n\n`,
  ],
  ['its own file', 'check', `${search}def cube(n):\n    return found(n, open(__file__).read())\n`],
  [
    'all files around, the command line, the environment',
    'check',
    `${search}import sys\ndef cube(n):\n    text = " ".join(sys.argv) + str(dict(os.environ))\n    for top in (".", "/program", "/box", "/tmp", os.path.dirname(os.path.abspath(__file__))):\n        for place, _, names in os.walk(top):\n            for name in names:\n                try:\n                    text += open(os.path.join(place, name), errors="replace").read(1000000)\n                except OSError:\n                    pass\n    for p in (1, os.getppid()):\n        for name in ("cmdline", "environ"):\n            try:\n                text += open("/proc/%d/%s" % (p, name), errors="replace").read()\n            except OSError:\n                pass\n    return found(n, text)\n`,
  ],
  [
    'the memory of others',
    'check',
    `${search}def cube(n):\n    for p in (os.getppid(), 1, os.getpid()):\n        try:\n            maps = open("/proc/%d/maps" % p).read().splitlines()\n            memory = open("/proc/%d/mem" % p, "rb", 0)\n        except OSError:\n            continue\n        for line in maps:\n            if "rw" not in line.split()[1]:\n                continue\n            start, end = (int(x, 16) for x in line.split()[0].split("-"))\n            try:\n                memory.seek(start)\n                text = memory.read(end - start).decode("latin-1")\n            except (OSError, ValueError, OverflowError):\n                continue\n            if re.search(r"assert candidate", text) and found(n, text) != n:\n                return found(n, text)\n    return n\n`,
  ],
  [
    'the integer itself, changed',
    'check',
    `import ctypes\ndef cube(n):\n    p = ctypes.cast(id(n ** 3) + 24, ctypes.POINTER(ctypes.c_uint32))\n    p[0] = n\n    return n\n`,
  ],
  ['isclose is another', 'near', `import math\nmath.isclose = lambda *a, **k: True\n${wrong}`],
  [
    'another math by sys.modules',
    'near',
    `import sys, types\nm = types.ModuleType("math")\nm.isclose = lambda *a, **k: True\nsys.modules["math"] = m\n${wrong}`,
  ],
  [
    'abs and all are others',
    'difference',
    `import builtins\nbuiltins.abs = lambda x: 0\nbuiltins.all = lambda x: True\n${wrong}`,
  ],
  [
    'abs and all are its own functions',
    'difference',
    `def abs(x):\n    return 0\ndef all(xs):\n    return True\n${wrong}`,
  ],
  [
    'builtins of its own',
    'difference',
    `import builtins\nown = dict(vars(builtins))\nown["abs"] = lambda x: 0\nown["all"] = lambda x: True\n__builtins__ = own\n${wrong}`,
  ],
  [
    'a helper of the instruction is its own',
    'helper',
    `def value_of(xs, x):\n    return 0\ndef cube(n):\n    return n + 1\n`,
  ],
  [
    'an assertion as if the test had raised it',
    'check',
    `def cube(n):\n    raise AssertionError("line 3")\n`,
  ],
  [
    'raises what the test awaits',
    'raises',
    `class ValueError(Exception):\n    pass\ndef cube(n):\n    raise ValueError("no")\n`,
  ],
];
