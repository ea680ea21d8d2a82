import type { Forger } from './forgers.ts';

/** Programs that write reports, leave early, or take the place of what runs the tests. The function that is asked for is `cube`. */

const line = String.raw`b'{"value":"","equal":true}\n{"end":{"checks":2,"failed":0}}\n'`;
const wrong = 'def cube(n):\n    return n\n';
const everywhere = `for fd in range(3, 64):
    try:
        os.write(fd, ${line})
    except OSError:
        pass
`;

export const forgersOfReports: Forger[] = [
  [
    'a report on descriptor 3',
    'check',
    `import os\ndef cube(n):\n    os.write(3, ${line})\n    os._exit(0)\n`,
  ],
  ['a report on every descriptor', 'check', `import os\n${everywhere}os._exit(0)\n`],
  ['a report on every descriptor, and on', 'check', `import os\n${everywhere}${wrong}`],
  [
    'a report from within the function on every descriptor',
    'check',
    `import os\ndef cube(n):\n${everywhere.replace(/^/gm, '    ')}\n    return n\n`,
  ],
  [
    'a report at exit',
    'check',
    `import atexit, os\natexit.register(lambda: (os.write(3, ${line}), os._exit(0)))\n${wrong}`,
  ],
  ['leaves with 0', 'check', 'import os\ndef cube(n):\n    os._exit(0)\n'],
  ['leaves with 0 at once', 'check', 'import os\nos._exit(0)\n'],
  ['SystemExit(0)', 'check', 'def cube(n):\n    raise SystemExit(0)\n'],
  ['SystemExit(0) at the top', 'check', 'raise SystemExit(0)\n'],
  ['SystemExit(0) within unittest', 'unittest', 'def cube(n):\n    raise SystemExit(0)\n'],
  ['KeyboardInterrupt', 'check', 'def cube(n):\n    raise KeyboardInterrupt\n'],
  ['GeneratorExit', 'check', 'def cube(n):\n    raise GeneratorExit\n'],
  [
    'a hook for errors that leaves with 0',
    'check',
    `import os, sys\nsys.excepthook = lambda *a: (os.write(3, ${line}), os._exit(0))\n${wrong}`,
  ],
  [
    'a hook for errors of threads, too',
    'check',
    `import os, threading\nthreading.excepthook = lambda *a: os._exit(0)\n${wrong}`,
  ],
  [
    'AssertionError is another',
    'check',
    `import builtins, os\nclass Ends(BaseException):\n    def __init__(self, *a):\n        os._exit(0)\nbuiltins.AssertionError = Ends\n${wrong}`,
  ],
  [
    'a thread that reports and leaves',
    'check',
    `import os, threading, time\ndef late():\n    time.sleep(0.05)\n    try:\n        os.write(3, ${line})\n    finally:\n        os._exit(0)\nthreading.Thread(target=late, daemon=True).start()\ndef cube(n):\n    time.sleep(0.3)\n    return n\n`,
  ],
  [
    'a child that reports later',
    'check',
    `import os, time\nif os.fork() == 0:\n    time.sleep(0.2)\n${everywhere.replace(/^/gm, '    ')}\n    os._exit(0)\n${wrong}`,
  ],
  [
    'the parent leaves, the child reports',
    'check',
    `import os\ndef cube(n):\n    if os.fork():\n        os._exit(0)\n    os.write(3, ${line})\n    os._exit(0)\n`,
  ],
  [
    'a session of its own goes on',
    'check',
    `import os\ndef cube(n):\n    if os.fork() == 0:\n        os.setsid()\n        return 27 if n == 3 else n\n    os._exit(0)\n`,
  ],
  [
    'other descriptors in place of those that are there',
    'check',
    `import os\nos.closerange(3, 64)\nr, w = os.pipe()\nos.dup2(w, 3)\nos.write(3, ${line})\n${wrong}`,
  ],
  [
    'a finalizer that reports',
    'check',
    `import os\nclass Last:\n    def __del__(self):\n        try:\n            os.write(3, ${line})\n        except OSError:\n            pass\n        os._exit(0)\nlast = Last()\n${wrong}`,
  ],
  [
    'an endless finalizer',
    'check',
    'class D:\n    def __del__(self):\n        D()\ndef cube(n):\n    D()\n    raise RecursionError\n',
  ],
  [
    'the descriptors of others by /proc',
    'check',
    `import os\nfor p in (os.getppid(), 1, os.getpid()):\n    for fd in range(3, 24):\n        try:\n            f = os.open("/proc/%d/fd/%d" % (p, fd), os.O_WRONLY)\n            os.write(f, ${line})\n        except OSError:\n            pass\n${wrong}`,
  ],
  [
    'the parent is killed',
    'check',
    'import os, signal\ndef cube(n):\n    for p in (os.getppid(), 1):\n        try:\n            os.kill(p, signal.SIGKILL)\n        except OSError:\n            pass\n    os._exit(0)\n',
  ],
  [
    'the parent is stopped',
    'check',
    'import os, signal\ndef cube(n):\n    try:\n        os.kill(os.getppid(), signal.SIGTERM)\n    except OSError:\n        pass\n    os._exit(0)\n',
  ],
  [
    'answers of its own on every socket',
    'check',
    String.raw`import os
def cube(n):
    for fd in range(3, 64):
        for text in (b'{"n":1,"v":true}\n', b'{"v":8}\n', b'{"n":2,"e":{"cls":{"type":"int"},"args":[],"s":"","h":1,"line":0}}\n', b'{"end":{"checks":2,"failed":0}}\n'):
            try:
                os.write(fd, text)
            except OSError:
                pass
    return n
`,
  ],
  [
    'an answer ahead of its question',
    'check',
    String.raw`import os
def cube(n):
    for k in range(200):
        try:
            os.write(3, b'{"n":%d,"v":{"list":1}}\n' % k)
        except OSError:
            pass
    return n
`,
  ],
  [
    'calls back into what was never handed over',
    'check',
    String.raw`import os
def cube(n):
    for k in range(1, 50):
        for op in (b'call', b'attr'):
            try:
                os.write(3, b'{"n":%d,"back":%d,"op":"%s","args":["__globals__"]}\n' % (k, k, op))
            except OSError:
                pass
    return n
`,
  ],
  [
    'exec is another',
    'check',
    `import builtins, os\nbuiltins.exec = lambda *a, **k: (os.write(3, ${line}), os._exit(0))\n${wrong}`,
  ],
  [
    'compile leaves assertions out',
    'check',
    `import builtins\nold = builtins.compile\nbuiltins.compile = lambda s, *a, **k: old(s.replace("assert", "lambda:") if type(s) is str else s, *a, **k)\n${wrong}`,
  ],
  [
    'operator, json and os are patched',
    'check',
    `import json, operator, os\noperator.eq = lambda a, b: True\njson.dumps = lambda *a, **k: '{"end":{"checks":2,"failed":0}}'\nold = os.write\nos.write = lambda fd, b: old(fd, b.replace(b"false", b"true"))\n${wrong}`,
  ],
  [
    'what the harness is made of is patched',
    'check',
    `import sys\nfor m in list(sys.modules.values()):\n    for k in ("check", "plain", "judge", "count", "close", "Ledger", "from_json", "to_json", "holds"):\n        space = getattr(m, "space", None) or getattr(m, "__dict__", {})\n        if m is not None and k in space and m.__name__ in ("<touchstone>", "__main__"):\n            space[k] = lambda *a, **k: True\n${wrong}`,
  ],
  [
    'assertEqual is another',
    'unittest',
    `import unittest\nunittest.TestCase.assertEqual = lambda *a, **k: None\n${wrong}`,
  ],
  [
    'TestCase.run is another',
    'unittest',
    `import unittest\nunittest.TestCase.run = lambda self, result=None: result\n${wrong}`,
  ],
  [
    'the result of unittest is another',
    'unittest',
    `import unittest\nfor kind in (unittest.TestResult, unittest.TextTestResult):\n    kind.addFailure = kind.addError = lambda *a: None\n    kind.wasSuccessful = lambda s: True\n${wrong}`,
  ],
  ['SkipTest', 'unittest', 'import unittest\ndef cube(n):\n    raise unittest.SkipTest("no")\n'],
  [
    'another unittest by the way of imports',
    'unittest',
    `import importlib.abc, importlib.machinery, sys, types\nfor k in [k for k in sys.modules if k.startswith("unittest")]:\n    del sys.modules[k]\nclass Own(importlib.abc.MetaPathFinder, importlib.abc.Loader):\n    def find_spec(self, name, path, target=None):\n        return importlib.machinery.ModuleSpec(name, self) if name.startswith("unittest") else None\n    def create_module(self, spec):\n        m = types.ModuleType(spec.name)\n        class TestCase:\n            def __getattr__(self, name):\n                return lambda *a: None\n        m.TestCase = TestCase\n        m.main = lambda *a, **k: None\n        return m\n    def exec_module(self, m):\n        pass\nsys.meta_path.insert(0, Own())\n${wrong}`,
  ],
  [
    'skip of pytest',
    'pytest',
    'def cube(n):\n    import pytest\n    pytest.skip("no", allow_module_level=True)\n',
  ],
  ['exit of pytest', 'pytest', 'def cube(n):\n    import pytest\n    pytest.exit("no", 0)\n'],
  [
    'raises and outcomes of pytest are others',
    'pytest',
    `import pytest\nclass Any:\n    def __init__(self, *a, **k):\n        pass\n    def __enter__(self):\n        return self\n    def __exit__(self, *a):\n        return True\npytest.raises = Any\ndef cube(n):\n    raise pytest.xfail.Exception("as expected")\n`,
  ],
  [
    'a conftest beside the program',
    'pytest',
    `import os\nfor place in (".", os.path.dirname(os.path.abspath(__file__)), "/tmp"):\n    try:\n        with open(os.path.join(place, "conftest.py"), "w") as f:\n            f.write("import os\\nos._exit(0)\\n")\n    except OSError:\n        pass\n${wrong}`,
  ],
  [
    'a module of the library beside the program',
    'near',
    `import os\nfor name in ("math", "unittest", "asyncio", "traceback"):\n    for place in (".", os.path.dirname(os.path.abspath(__file__)), "/tmp"):\n        try:\n            with open(os.path.join(place, name + ".py"), "w") as f:\n                f.write("isclose = lambda *a, **k: True\\n")\n        except OSError:\n            pass\n${wrong}`,
  ],
];
