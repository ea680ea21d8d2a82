import { pythonString } from '../checks/sourceText.ts';
import { pythonChecks } from './pythonChecks.ts';
import { pythonForms } from './pythonForms.ts';
import { pythonHere } from './pythonHere.ts';
import { pythonJudge } from './pythonJudge.ts';
import { pythonNames } from './pythonNames.ts';
import { pythonProgram } from './pythonProgram.ts';
import { pythonStandIns } from './pythonStandIns.ts';
import { pythonWire } from './pythonWire.ts';

const parts = {
  wire: pythonWire,
  program: pythonProgram,
  names: pythonNames,
  checks: pythonChecks,
  standins: pythonStandIns,
  forms: pythonForms,
  judge: pythonJudge,
  here: pythonHere,
};

/** The parts of the judge as a Python dictionary of texts, by name. */
export const pythonParts = `{\n${Object.entries(parts)
  .map(([name, text]) => `    "${name}": ${pythonString(text)},\n`)
  .join('')}}`;

/**
 * Starts a judged program: this process forks the program's, then reads the tests from descriptor `REPORT` and judges alone. Run as a file
 * beside the program's, whose path is its first argument. `PARTS` are read where they are needed: each process has its own.
 */
export const pythonBoot = String.raw`
import os, sys

REPORT = 3
LOADED = set()


def load(*names):
    for name in names:
        if name not in LOADED:
            LOADED.add(name)
            exec(compile(PARTS[name], "<touchstone>", "exec", 0, True), SPACE)


def set_apart():
    """No other process of this user may look into this one."""
    if not sys.platform.startswith("linux"):
        return True
    try:
        import ctypes

        return ctypes.CDLL(None).prctl(4, 0, 0, 0, 0) == 0
    except Exception:
        return False


def read_job(channel):
    """One line: its length in bytes, then as many bytes of JSON."""
    data = b""
    while b"\n" not in data:
        data += read_more(channel)
    head, data = data.split(b"\n", 1)
    parts, left = [data], int(head) - len(data)
    while left > 0:
        parts.append(read_more(channel))
        left -= len(parts[-1])
    return SPACE["from_json"](b"".join(parts))


def read_more(channel):
    data = os.read(channel, 1 << 18)
    if not data:
        os._exit(1)
    return data


def speaker(channel):
    def say(message):
        data = SPACE["to_json"](message).encode("ascii") + b"\n"
        while data:
            data = data[os.write(channel, data):]

    return say


def judge_side(channel, report, apart):
    """Judges the program at the other end of the channel. Returns the last word, which is said already."""
    load("wire", "names", "checks", "forms")
    job = read_job(report)
    say = speaker(report)
    line = SPACE["Line"](channel)
    job["open"] = not apart
    try:
        way = SPACE["prepared"](job)
        line.send(way)
        if way["way"] == "here":
            load("here")
            end = SPACE["relayed"](line, way["secret"], say)
        else:
            load("standins", "judge")
            end = SPACE["judge"](line, job, say)
    except SPACE["Obstacle"] as obstacle:
        end = {"checks": 0, "failed": 0, "obstacle": {"kind": obstacle.kind, "text": obstacle.text}}
    except SPACE["Gone"]:
        end = {"checks": 0, "failed": 0, "obstacle": {"kind": "ended", "text": ""}}
    try:
        sys.stdout.flush()
    except Exception:
        pass
    say({"end": end})
    return end


def farewell(program, end):
    """The status of the program's process where it ended by itself, else what the verdict makes of it: what it printed is out already."""
    import _signal

    obstacle = end.get("obstacle", {})
    gone = obstacle.get("kind") == "ended" and obstacle.get("text") == ""
    for _ in range(60 if gone else 0):
        # The channel may be closed a moment before, or alone.
        pid, status = os.waitpid(program, os.WNOHANG)
        if pid:
            return 128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
        __import__("time").sleep(0.005)
    try:
        os.kill(program, _signal.SIGKILL)
    except OSError:
        pass
    return 0 if not end["failed"] and not obstacle else 1


def start():
    import _socket

    file = sys.argv.pop(1)
    sys.argv[0] = file
    mine, its = _socket.socketpair()
    program = os.fork()
    if program == 0:
        mine.close()
        keep = its.fileno()
        os.closerange(3, keep)
        os.closerange(keep + 1, 1 << 16)
        load("wire", "program")
        SPACE["program_side"](its, file)
    its.close()
    # Nothing keeps root's programs out where no sandbox does.
    apart = set_apart() and getattr(os, "geteuid", lambda: 1)() != 0
    # Nothing is imported from a folder that the program may write.
    sys.path[:] = [path for path in sys.path if path and path != os.path.dirname(file)]
    end = judge_side(mine, REPORT, apart)
    os._exit(farewell(program, end))
`;

/** The name of that file; a program that has it for its own module's name is not thought of. */
export const judgeFileName = 'touchstone_judge.py';

/** The file that starts a judged program where no interpreter waits for it. */
export const pythonJudgeFile = `PARTS = ${pythonParts}
${pythonBoot}
SPACE = {"__name__": "<touchstone>", "load": load, "REPORT": REPORT}
if __name__ == "__main__":
    start()
`;
