// An interpreter that waits for its programs: each must meet what it would meet in one of its own, and nothing of any other.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { assemble } from '../../../../src/runs/harness/assemble.ts';
import { startRun } from '../../../../src/runs/startRun.ts';
import type { RunHandle, RunOptions, RunOutcome } from '../../../../src/runs/contract/runRequest.ts';
import { findRunner } from '../../../../src/runs/runners/findRunner.ts';
import type { FoundRunner } from '../../../../src/runs/contract/runner.ts';
import { findCgroups } from '../../../../src/runs/sandbox/cgroups.ts';
import { probeSandbox } from '../../../../src/runs/sandbox/probeSandbox.ts';
import type { Sandbox } from '../../../../src/runs/contract/sandbox.ts';
import type { Limits, RunInput } from '../../../../src/domain/run.ts';
import { WarmPool } from '../../../../src/runs/warm/warmPool.ts';
import { isAlive, temporaryFolder, until, wide } from '../../../unit/runs/tools.ts';
import { each } from '../../../each.ts';

const folder = temporaryFolder();
let runner: FoundRunner;
let sandbox: Sandbox;
let pool: WarmPool;

before(async () => {
  runner = await findRunner('python');
  const probe = await probeSandbox();
  assert.ok(probe.sandbox, 'bubblewrap is installed where tests run');
  sandbox = probe.sandbox;
  pool = new WarmPool();
});
after(() => pool.dispose());

type More = Omit<Partial<RunOptions>, 'limits' | 'assembled'> & { limits?: Partial<Limits> };

function start(code: string | RunOptions['assembled'], more: More = {}): RunHandle {
  const assembled = typeof code === 'string' ? { code, reportsValue: false } : code;
  const limits = { ...wide, ...more.limits };
  return startRun({ runner, sandbox, folder, stdin: '', pool, ...more, assembled, limits });
}

const run = (...args: Parameters<typeof start>): Promise<RunOutcome> => start(...args).done;

/** Whether a run came out of a waiting interpreter: its parent is no bubblewrap. */
const isWarm = 'print(open("/proc/1/comm").read().strip() != "bwrap")\n';

function withInput(code: string, input: Partial<RunInput>): RunOptions['assembled'] {
  return assemble({ language: 'python', code, blocks: [] }, { id: 'x', origin: 'dataset', ...input });
}

const shown = ({ durationMs: _, peakMemoryBytes: __, startedAt: ___, ...rest }: RunOutcome): unknown => rest;

describe('a program in an interpreter that waited', () => {
  test('is in one, where the kernel holds limits', async () => {
    assert.equal((await run(isWarm)).stdout, `${findCgroups() ? 'True' : 'False'}\n`);
    assert.equal((await run(isWarm, { pool: undefined })).stdout, 'False\n');
  });

  const body = `
import sys, os
def deep(n):
    return n if n == 0 else deep(n - 1)
`;
  const programs: Record<string, string> = {
    'names and paths': `
import sys, os, __main__
print(sorted(n for n in globals() if n != "sys"), __name__, __file__, __spec__, __loader__.__class__.__name__)
print(sys.argv, sys.orig_argv, sys.path, sys.prefix, sys.flags, sys.executable, len(sys.meta_path), len(sys.path_hooks))
print(sorted(os.environ.items()), os.getcwd(), "sitecustomize" in sys.modules, __main__.__dict__ is globals())
print(sys.stdin, sys.stdout, sys.stderr, sys.stdout.line_buffering, sys.stdout.write_through)`,
    'rights and surroundings': `
import os, sys, resource, signal
print(os.getpid(), os.getppid(), os.getuid(), os.getgid(), os.getgroups(), os.getpgid(0) != 0, os.uname().nodename)
print([l for l in open("/proc/self/status") if l.startswith(("Cap", "Seccomp", "NoNewPrivs", "Sig", "Uid", "Gid"))])
print(sorted(p for p in os.listdir("/proc") if p.isdigit()), sorted(os.listdir("/")), os.listdir("."), os.listdir("/program"))
print(sorted(os.listdir("/box")), os.listdir("/dev/shm"), sorted(os.listdir("/dev")))
print([resource.getrlimit(n) for n in (resource.RLIMIT_CORE, resource.RLIMIT_NOFILE, resource.RLIMIT_NPROC)])
print([signal.getsignal(n) for n in (signal.SIGINT, signal.SIGPIPE, signal.SIGTERM)])
print(open("/proc/net/dev").read(), open("/etc/passwd").read(), open("/proc/sys/user/max_user_namespaces").read() != "x")
for path in ("/program/x", "/x", "/usr/x", "/dev/x", "/proc/sys/kernel/hostname", "/proc/sysrq-trigger"):
    try: open(path, "w"); print("written", path)
    except OSError as e: print(path, type(e).__name__)
print([os.readlink("/proc/self/fd/" + f).split(":")[0] for f in ("0", "1", "2")])`,
    'no way to further rights': `
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
for flags in (0x10000000, 0x20000, 0x20000000, 0x40000000, 0x8000000):
    print(libc.unshare(flags) != 0)
for call in (lambda: os.setuid(0), lambda: os.chroot("/usr"), lambda: os.kill(1, 9) or os.kill(1, 15) or os.kill(1, 2)):
    try: print("allowed" if call() is None else "")
    except OSError as e: print(type(e).__name__)
print(libc.umount2(b"/box", 2), libc.umount2(b"/proc", 2), libc.mount(b"x", b"/box", b"tmpfs", 0, None), libc.sethostname(b"x", 1))`,
    'depth of the stack': `${body}print(sys.getrecursionlimit(), len(__import__("inspect").stack()))
low, high = 1, 2000
while low < high:
    middle = (low + high + 1) // 2
    try: deep(middle); low = middle
    except RecursionError: high = middle - 1
print(low)`,
    'an error': 'def f():\n    raise ValueError("é")\nprint("before")\nf()\n',
    'an error in the syntax': 'print("x"\n',
    'an exit code': 'import sys\nprint("out")\nsys.exit(7)\n',
    'a message as exit': 'import sys\nsys.exit("that is it")\n',
    'a signal': 'import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n',
    'a signal to be handled': `import signal, os
signal.signal(signal.SIGTERM, lambda *a: print("heard"))
os.kill(os.getpid(), signal.SIGTERM)`,
    'an interrupt': 'import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n',
    stdin: 'import sys\nprint(input(), sys.stdin.read())\n',
    'last words': `
import atexit, threading, time, weakref, sys
class A:
    def __del__(self): print("finalized")
a = A()
def g():
    try: yield 1
    finally: print("closed")
h = g(); next(h)
atexit.register(print, "atexit")
threading.Thread(target=lambda: (time.sleep(0.1), print("thread"))).start()
print("end")`,
    children: `
import subprocess, sys, os, multiprocessing
print(subprocess.run([sys.executable, "-c", "import sys; print(sys.path[1:], 'sitecustomize' in sys.modules)"], capture_output=True, text=True).stdout)
def f(x): return x + 1
if __name__ == "__main__":
    with multiprocessing.get_context("fork").Pool(2) as p: print(p.map(f, [1, 2]))`,
    'its own network': `
import socket, threading
server = socket.create_server(("127.0.0.1", 8123))
threading.Thread(target=lambda: server.accept()[0].sendall(b"hello")).start()
print(socket.create_connection(("127.0.0.1", 8123)).recv(5))
try: socket.create_connection(("1.1.1.1", 53), timeout=2)
except OSError as e: print(e)`,
    'what was not flushed': `
import io, sys, os
sys.stdout = io.TextIOWrapper(io.BufferedWriter(io.FileIO(1, "w", closefd=False)), write_through=False)
print("kept to the end")`,
    'modules that nobody imported': `
for name in ("os.path", "json", "concurrent.futures", "importlib.util", "xml.etree", "typing"):
    try: print(name, eval(name))
    except (NameError, AttributeError) as e: print(type(e).__name__)
import random
print(0 <= random.random() < 1)`,
  };
  for (const [name, code] of Object.entries(programs))
    test(`${name}: as in one of its own`, async () => {
      const more = { args: ['a', 'é b'], stdin: 'line\nrest' };
      const [plain, warm] = [await run(code, { ...more, pool: undefined }), await run(code, more)];
      assert.deepEqual(shown(warm), shown(plain));
    });

  const inputs: Record<string, [code: string, input: Partial<RunInput>]> = {
    'a value': ['def f(x):\n    return x + 1\n', { code: 'f(2)', expectedValue: '3' }],
    'an assertion that fails': ['def f(x):\n    return x\n', { code: 'assert f(1) == 2', checks: true }],
    'an error': ['def f(x):\n    return x.y\n', { code: 'f(1)', expectedValue: '2' }],
    'an exit': ['import sys\ndef f():\n    sys.exit(3)\n', { code: 'f()' }],
    output: ['def f():\n    print("a")\n', { code: 'f()', expectedOutput: 'a' }],
    'a finalizer': [
      'class A:\n    def __del__(self): print("gone")\nkept = A()\n',
      { code: 'print(1)', checks: true },
    ],
    'a finalizer of a library': [
      'import tempfile, weakref\nt = tempfile.NamedTemporaryFile()\nclass B: pass\nb = B()\nr = weakref.ref(b, lambda _: print("gone"))\n',
      { code: 'print(1)', checks: true },
    ],
    'a thread and an exit function': [
      'import atexit, threading, time\natexit.register(print, "bye")\n',
      { code: 'threading.Thread(target=lambda: (time.sleep(0.1), print("thread"))).start()' },
    ],
    'a generator that waits': [
      'def g():\n    try:\n        yield 1\n    finally:\n        print("closed")\nh = g()\n',
      { code: 'next(h)', expectedValue: '1' },
    ],
    'a file that is not closed': [
      'import sys\nout = open("/dev/stdout", "w") if False else open(1, "w", closefd=False)\n',
      { code: 'out.write("late")' },
    ],
    'a library in C that prints': [
      'import ctypes\nlibc = ctypes.CDLL(None)\n',
      { code: 'libc.puts(b"from C")', checks: true },
    ],
    'closed output': ['import sys, os\n', { code: 'print(1)\nsys.stdout.close()' }],
  };
  for (const [name, [code, input]] of Object.entries(inputs))
    test(`with an input, ${name}: as in one of its own`, async () => {
      const assembled = withInput(code, input);
      const [plain, warm] = [await run(assembled, { pool: undefined }), await run(assembled)];
      assert.deepEqual(shown(warm), shown(plain));
    });

  test('of the versions that are on the machine', async () => {
    const versions = join(homedir(), '.pyenv', 'versions');
    const installed = existsSync(versions)
      ? readdirSync(versions).map((name) => join(versions, name, 'bin', 'python3'))
      : [];
    const pythons = [runner.exe, '/usr/bin/python3', ...installed].filter((path) => existsSync(path));
    for (const python of each(new Set(pythons), 'Python')) {
      const own = await findRunner('python', {}, process.env, { preferred: { python } });
      const other = new WarmPool();
      const assembled = withInput('from typing import List\n', { code: 'List[int]', checks: true });
      const code = `import sys\nprint(sys.path, sys.modules.get("sitecustomize"))\n${isWarm}`;
      const outcomes = [
        await run(assembled, { runner: own, pool: other }),
        await run(assembled, { runner: own, pool: undefined }),
      ];
      assert.deepEqual(shown(outcomes[0]!), shown(outcomes[1]!), own.label);
      assert.match(
        (await run(code, { runner: own, pool: other })).stdout,
        / None\n(?:True|False)\n$/,
        own.label,
      );
      other.dispose();
    }
  });
});

describe('runs out of one interpreter', () => {
  test('find nothing of one another', async () => {
    const secret = `secret-${randomUUID()}`;
    const leave = `
import os, socket, subprocess, sys, time, ctypes
for place in ("/box/tmp", "/box/work", "/box/home", "/dev/shm"):
    open(place + "/left", "w").write("${secret}")
libc = ctypes.CDLL(None)
libc.semget(4711, 1, 0o1666)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        server = socket.socket(socket.AF_UNIX); server.bind("\\0left-here"); server.listen()
        tcp = socket.create_server(("127.0.0.1", 8124)); socket.create_connection(("127.0.0.1", 8124)).close()
        open("/box/tmp/ready", "w")
        time.sleep(1000)
    os._exit(0)
while not os.path.exists("/box/tmp/ready"): time.sleep(0.01)
print("left")`;
    const look = `
import os, socket, ctypes, sys
found = [p for p in ("/box/tmp", "/box/work", "/box/home", "/dev/shm") if os.listdir(p)]
print(found, sorted(int(p) for p in os.listdir("/proc") if p.isdigit()), ctypes.CDLL(None).semget(4711, 1, 0))
client = socket.socket(socket.AF_UNIX)
try: client.connect("\\0left-here"); print("reached")
except OSError: print("nobody")
server = socket.create_server(("127.0.0.1", 8124)); print(server.getsockname()[1])
print(sys.stdin.read())`;
    assert.equal((await run(leave, { stdin: secret })).stdout, 'left\n');
    const { stdout, stderr } = await run(look, { stdin: '' });
    assert.equal(stdout, '[] [1, 2] -1\nnobody\n8124\n\n', stderr);
  });

  test('leave nothing in the memory of the next', async () => {
    const secret = randomUUID();
    // Spelled so that the program that looks does not find itself.
    const hidden = Buffer.from([...Buffer.from(secret)].map((byte) => byte ^ 1)).toString('hex');
    const look = `
import sys
wanted = bytes(b ^ 1 for b in bytes.fromhex("${hidden}"))
def count():
    hits = 0
    for line in open("/proc/self/maps"):
        span, rights = line.split()[:2]
        if not rights.startswith("rw"): continue
        start, end = [int(part, 16) for part in span.split("-")]
        with open("/proc/self/mem", "rb", 0) as memory:
            memory.seek(start)
            hits += memory.read(end - start).count(wanted)
    return hits
own = count()
kept = bytes(wanted)
print(own)`;
    const earlier = (await run(look)).stdout;
    await run(`text = "${secret}"\nprint(text, input())`, { stdin: secret, args: [secret] });
    // The program's own copy is all there is, as before.
    assert.equal((await run(look)).stdout, earlier);
  });

  test('keep their limits', async () => {
    const ends: [string, Partial<Limits>, string][] = [
      ['while True: pass', { timeoutMs: 300 }, 'time'],
      ['x = bytearray(200_000_000)', { memoryBytes: 50_000_000 }, 'memory'],
      ['open("/box/tmp/x", "wb").write(bytes(40_000_000))', { diskBytes: 8_000_000 }, 'disk'],
      [
        'import os, time\nfor _ in range(200):\n    if os.fork() == 0: time.sleep(100)',
        { processes: 20 },
        'processes',
      ],
    ];
    for (const [code, limits, told] of ends) {
      const outcome = await run(code, { limits });
      assert.equal(outcome.limit, told, JSON.stringify(outcome));
      assert.equal((await run('print(1)', { limits })).stdout, '1\n', 'the next one goes well');
    }
  });

  test('are stopped, also by a signal that they ignore', async () => {
    const handle = start(
      'import signal, time\nsignal.signal(15, signal.SIG_IGN)\nprint("there", flush=True)\ntime.sleep(100)',
      {
        onOutput: () => handle.stop(),
      },
    );
    const outcome = await handle.done;
    assert.deepEqual([outcome.stopped, outcome.signal, outcome.stdout], [true, 'SIGKILL', 'there\n']);
  });

  test('go on as any other where the interpreter is gone', async () => {
    await run('print(1)');
    const pids = children(process.pid);
    // Without control groups no interpreter waits, and none can be gone.
    assert.equal(pids.length > 0, findCgroups() !== undefined);
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    assert.equal((await run('print(2)')).stdout, '2\n');
  });

  test('leave no process and no group once the pool is disposed of', async () => {
    const other = new WarmPool();
    await Promise.all([run('print(1)', { pool: other }), run('print(2)', { pool: other })]);
    const pids = children(process.pid);
    assert.equal(pids.length > 0, findCgroups() !== undefined);
    other.dispose();
    pool.dispose();
    for (const pid of pids) await until('the end of the interpreter', async () => !(await isAlive(pid)));
    assert.equal((await run('print(3)', { pool: other })).stdout, '3\n');
  });
});

function children(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'latin1').split(' ').filter(Boolean).map(Number),
  );
}
