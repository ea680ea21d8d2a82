import type { ZygoteNumbers } from '../contract/sandbox.ts';
import { reporter } from '../harness/pythonReporter.ts';
import { pythonString } from '../checks/sourceText.ts';
import { pythonBoot, pythonParts } from '../judge/pythonBoot.ts';

/** Descriptors of one run. */
export const descriptorsOfRun = 5;

/**
 * A Python that is started once and forked for each run: a module `sitecustomize`, which the interpreter imports last before it reads
 * its program. There it waits; for each run it forks a process with namespaces of its own (files, processes, IPC, network, host
 * name, control groups), which makes the run's file systems, gives up all rights, and forks the one that goes on as if it had just been
 * started. So the program meets the interpreter as it always is, whatever the user's packages do at its start.
 *
 * Lines on `control`: it says `ready`, is told `fork` and says `forked PID` (as it sees it), is told `reap PID` and says `reaped PID`.
 * Where a run is judged, the first process of its space is the judge: it gives up its rights, too, and reads the tests from the descriptor of
 * the report once the program has a process of its own.
 * Lines on a run's control: it says `waiting` once its surroundings are there, is told the way (0, 1: it reports, 2: it is judged), sizes of program and arguments, and then these; it says `ended CODE` (128 and its
 * number for a signal, as a shell), or `failed WHY`, where the program was not started.
 */
export function pythonZygote(
  numbers: ZygoteNumbers,
  folder: string,
  pythonPath: string | undefined,
  paths: { program: string; box: string; folders: readonly string[]; work: string; uid: string },
): string {
  return script
    .replace('CONTROL_FD', String(numbers.control))
    .replace('FIRST_FD', String(numbers.first))
    .replace('RUNS_HERE', String(numbers.runs))
    .replace('DISK_BYTES', String(numbers.diskBytes))
    .replace('REPORTER_TEXT', () => pythonString(reporter))
    .replace('JUDGE_PARTS', () => pythonParts)
    .replace('JUDGE_BOOT', () => pythonString(pythonBoot))
    .replace('HERE_FOLDER', pythonString(folder))
    .replace('OWN_PATH', pythonPath === undefined ? 'None' : pythonString(pythonPath))
    .replace('PROGRAM_FOLDER', pythonString(paths.program))
    .replace('BOX_FOLDER', pythonString(paths.box))
    .replace('WORK_FOLDER', pythonString(paths.work))
    .replace('FOLDERS_INSIDE', `(${paths.folders.map((path) => `${pythonString(path)},`).join('')})`)
    .replace('USER_ID', pythonString(paths.uid));
}

const script = String.raw`
import _signal, _socket, atexit, ctypes, fcntl, gc, os, sys

CONTROL, FIRST, RUNS, DISK = CONTROL_FD, FIRST_FD, RUNS_HERE, DISK_BYTES
HERE, PYTHONPATH = HERE_FOLDER, OWN_PATH
PROGRAM, BOX, WORK, FOLDERS, USER = PROGRAM_FOLDER, BOX_FOLDER, WORK_FOLDER, FOLDERS_INSIDE, USER_ID
EACH = 5
# Nothing is open beyond.
LAST = FIRST + EACH * RUNS + 64

NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET = 0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000
RDONLY, NOSUID, NODEV, NOEXEC, REMOUNT, BIND, REC, PRIVATE = 1, 2, 4, 8, 0x20, 0x1000, 0x4000, 0x40000
CAPBSET_DROP, CAP_AMBIENT, AMBIENT_CLEAR_ALL = 24, 47, 4
SET_DUMPABLE, JUDGED = 4, 2

libc = ctypes.CDLL(None, use_errno=True)


def done(result, what):
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, what + ": " + os.strerror(number))


def mount(source, target, kind, flags, data=None):
    code = [None if text is None else os.fsencode(text) for text in (source, target, kind, data)]
    done(libc.mount(code[0], code[1], code[2], ctypes.c_ulong(flags), code[3]), "mount " + target)


def say(channel, text):
    os.write(channel, text.encode("ascii", "replace") + b"\n")


def lines(channel):
    rest = b""
    while True:
        data = os.read(channel, 4096)
        if not data:
            return
        rest += data
        while b"\n" in rest:
            line, rest = rest.split(b"\n", 1)
            yield line.decode("ascii")


def put(path, text, folder):
    channel = os.open(path, os.O_WRONLY | os.O_CLOEXEC, dir_fd=folder)
    try:
        os.write(channel, text)
    finally:
        os.close(channel)


def zygote():
    """Comes back in each process that is to become a program."""
    own = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    run = 0
    # Network spaces are dear. One that no packet ever went through is as good as new (see network).
    networks, used = [new_network() for _ in range(4)], {}
    say(CONTROL, "ready")
    for line in lines(CONTROL):
        word, _, number = line.partition(" ")
        if word == "reap":
            os.waitpid(int(number), 0)
            networks.extend(used.pop(number))
            say(CONTROL, "reaped " + number)
        elif word == "fork":
            mine = FIRST + EACH * run
            run += 1
            network = networks.pop() if networks else None
            done(libc.unshare(NEWPID), "unshare")
            pid = os.fork()
            if pid == 0:
                return become(mine, network)
            done(libc.setns(own, NEWPID), "setns")
            os.closerange(mine, mine + EACH)
            used[str(pid)] = [] if network is None else [network]
            say(CONTROL, "forked " + str(pid))
    os._exit(0)


def new_network():
    done(libc.unshare(NEWNET), "unshare")
    # The loopback device, as in every sandbox: name of 16 bytes, then IFF_UP and IFF_RUNNING.
    request = b"lo" + b"\0" * 14 + b"\x41\0" + b"\0" * 22
    device = _socket.socket(_socket.AF_INET, _socket.SOCK_DGRAM)
    fcntl.ioctl(device.fileno(), 0x8914, request)
    device.close()
    return os.open("/proc/self/ns/net", os.O_RDONLY | os.O_CLOEXEC)


def enter(network):
    """A network space in which nothing has happened: the loopback device is all there is, and nobody inside may change that."""
    if network is not None:
        done(libc.setns(network, NEWNET), "setns")
        channel = os.open("/proc/self/net/dev", os.O_RDONLY | os.O_CLOEXEC)
        numbers = os.read(channel, 4096).split(b"lo:")[-1].split()
        os.close(channel)
        if not any(int(number) for number in numbers):
            return
    os.close(new_network())


def become(mine, network):
    """The first process of a run's own space: its arguments, in the process that is to be the program."""
    control = mine + 4
    try:
        os.closerange(mine + EACH, LAST)
        surround(network)
        os.closerange(3, mine)
        say(control, "waiting")
        code, way, arguments = told(control)
        write_program(code)
        drop_rights()
        pair = [end.detach() for end in _socket.socketpair()] if way == JUDGED else None
        program = os.fork()
        if program == 0:
            leave_capabilities()
            for target in (0, 1, 2):
                os.dup2(mine + target, target)
            if way:
                os.dup2(pair[1] if pair else mine + 3, 3)
            os.closerange(4 if way else 3, 1 << 16)
            return way, arguments
        # Python's own handlers: what the program sends to the first process would reach it.
        _signal.signal(_signal.SIGINT, _signal.SIG_DFL)
        if pair:
            os.close(pair[1])
            return_code = judged(mine, pair[0], program, arguments)
            say(control, "ended %d" % return_code)
            os._exit(0)
        os.closerange(mine, control)
    except BaseException as error:
        say(control, "failed " + repr(error))
        os._exit(1)
    try:
        pid = 0
        while pid != program:
            pid, status = os.waitpid(-1, 0)
        say(control, "ended %d" % (128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)))
    finally:
        os._exit(0)


def judged(mine, channel, program, arguments):
    """What the program's end is told as."""
    for target in (0, 1, 2):
        os.dup2(mine + target, target)
    os.closerange(mine, mine + 3)
    leave_capabilities()
    apart = libc.prctl(SET_DUMPABLE, 0, 0, 0, 0) == 0
    sys.argv[1:] = arguments
    channel = _socket.socket(fileno=channel)
    end = ours.space["judge_side"](channel, mine + 3, apart)
    return ours.space["farewell"](program, end)


def surround(network):
    """Everything of one's own, and nothing from any other run."""
    done(libc.unshare(NEWNS | NEWCGROUP | NEWUTS | NEWIPC), "unshare")
    enter(network)
    try:
        os.setsid()
    except OSError:
        # Sessions may be closed off (see the filter).
        os.setpgid(0, 0)
    mount(None, "/", None, REC | PRIVATE)
    for path in (BOX, "/dev/shm", PROGRAM):
        mount("tmpfs", path, "tmpfs", NOSUID | NODEV, "mode=0755,size=%d" % DISK)
    for path in FOLDERS:
        os.mkdir(path, 0o755)
    mount("proc", "/proc", "proc", NOSUID | NODEV | NOEXEC)
    os.chdir(WORK)


def told(control):
    """Code, what descriptor 3 is for, and arguments."""
    data = b""
    while b"\n" not in data:
        data += more(control)
    head, data = data.split(b"\n", 1)
    way, *sizes = [int(number) for number in head.split()]
    parts, left = [data], sum(sizes) - len(data)
    while left > 0:
        parts.append(more(control))
        left -= len(parts[-1])
    data = b"".join(parts)
    texts = []
    for size in sizes:
        texts.append(data[:size])
        data = data[size:]
    return texts[0], way, [os.fsdecode(text) for text in texts[1:]]


def more(control):
    data = os.read(control, 1 << 16)
    if not data:
        # Not wanted any more.
        os._exit(0)
    return data


def write_program(code):
    file = os.open(sys.argv[0], os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    while code:
        code = code[os.write(file, code):]
    os.close(file)
    mount(None, PROGRAM, None, REMOUNT | BIND | RDONLY | NOSUID | NODEV)


def drop_rights():
    """Into a user space in which nothing outside of it can be done, and none can be made."""
    # Where this machine's root has started it, much in /proc is its own to write. What is open already stays as it was.
    kernel = os.open("/proc", os.O_RDONLY | os.O_CLOEXEC)
    mount("/proc", "/proc", None, BIND)
    mount(None, "/proc", None, REMOUNT | BIND | RDONLY | NOSUID | NODEV | NOEXEC)
    done(libc.unshare(NEWUSER), "unshare")
    mapping = ("%s 0 1" % USER).encode("ascii")
    for name, text in (("self/uid_map", mapping), ("self/setgroups", b"deny"), ("self/gid_map", mapping), ("sys/user/max_user_namespaces", b"0")):
        put(name, text, kernel)
    os.close(kernel)


def leave_capabilities():
    for capability in range(64):
        if libc.prctl(CAPBSET_DROP, capability, 0, 0, 0) != 0:
            break
    libc.prctl(CAP_AMBIENT, AMBIENT_CLEAR_ALL, 0, 0, 0)
    head = (ctypes.c_uint32 * 2)(0x20080522, 0)
    done(libc.capset(head, (ctypes.c_uint32 * 6)()), "capset")


def as_it_was():
    """Search path and environment as they are without this module; whether the user has one of its name."""
    sys.path[:] = [path for path in sys.path if path != HERE]
    sys.path_importer_cache.pop(HERE, None)
    os.environ.pop("PYTHONPATH", None)
    if PYTHONPATH is not None:
        os.environ["PYTHONPATH"] = PYTHONPATH
    sys.modules.pop("sitecustomize", None)
    try:
        import sitecustomize
    except ImportError as error:
        if error.name != "sitecustomize":
            raise
        return False
    return True


found = as_it_was()
try:
    # What most programs import first, and what judging needs; nothing that only an import makes visible.
    import ast, json, linecache, math, traceback, typing

    # The first syntax tree makes some hundred types.
    compile("pass", "<none>", "exec", 0x400, True)
    # What runs a program's input (see pythonReporter) under a name that nothing else can have.
    ours = sys.modules["<touchstone>"] = type(sys)("<touchstone>")
    ours.flush = libc.fflush
    ours.code = compile(REPORTER_TEXT, "<touchstone>", "exec", 0, True)
    ours.space = {"__name__": "<touchstone>", "PARTS": JUDGE_PARTS}
    ours.space["SPACE"] = ours.space
    exec(compile(JUDGE_BOOT, "<touchstone>", "exec", 0, True), ours.space)
    ours.space["load"](*ours.space["PARTS"])
    ours.space["PARTS"].clear()

    # Collecting would write to every object that is there already, and so copy all that processes share.
    gc.freeze()
    # At the end it is to collect all: names of the program are kept by what was there before.
    atexit.register(gc.unfreeze)
    ours.exits = atexit._ncallbacks()
    way, arguments = zygote()
except BaseException:
    sys.excepthook(*sys.exc_info())
    os._exit(1)
sys.argv[1:] = arguments
if hasattr(sys, "orig_argv"):
    sys.orig_argv.extend(arguments)
if way == JUDGED:
    serve = ours.space.pop("program_side")
    del ours.space
    site = sys.modules.get("site")
    if getattr(site, "ENABLE_USER_SITE", False):
        site.execusercustomize()
    if not getattr(sys.flags, "safe_path", False):
        sys.path.insert(0, PROGRAM)
    serve(_socket.socket(fileno=3), sys.argv[0])
if not found:
    # What the interpreter takes for: there is no such module.
    raise ImportError("none", name="sitecustomize")
`;
