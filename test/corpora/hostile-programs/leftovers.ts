import type { HostileProgram } from './types.ts';

/** Programs that want to outlive themselves, or leave something behind. */
export const leftovers: HostileProgram[] = [
  {
    name: 'daemon by two forks',
    language: 'python',
    code: `import os, signal, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for s in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP): signal.signal(s, signal.SIG_IGN)
        time.sleep(600)
    os._exit(0)
time.sleep(0.2)
print("parent done")`,
    end: 0,
    prints: /parent done/,
  },
  {
    name: 'daemon without its environment',
    language: 'bash',
    code: 'setsid env -i nohup sleep 600 >/dev/null 2>&1 </dev/null & disown; sleep 0.2; echo done',
    end: 0,
    prints: /done/,
  },
  {
    name: 'daemon that holds the pipes',
    language: 'python',
    code: `import os, time
if os.fork() == 0:
    os.setsid(); time.sleep(600)
print("done", flush=True); os._exit(0)`,
    end: 0,
    prints: /done/,
  },
  {
    name: 'daemon that starts itself again',
    language: 'bash',
    code: 'cat > again.sh <<"X"\nsleep 0.01; setsid bash again.sh &\nX\nsetsid bash again.sh & sleep 0.3; echo done',
    end: 0,
    prints: /done/,
  },
  {
    name: 'detached child, JavaScript',
    language: 'javascript',
    code: `const { spawn } = require('node:child_process');
spawn('sleep', ['600'], { detached: true, stdio: 'ignore' }).unref();
console.log('done');`,
    end: 0,
    prints: /done/,
  },
  {
    name: 'files everywhere',
    language: 'python',
    code: ({ mark, home, project }) => `import os
for folder in ["/", "/tmp", "/var/tmp", "/dev/shm", "/dev", "/usr/local/bin", "/etc", "/root", "/run", "/program", "/proc", "/sys", ${JSON.stringify(home)}, ${JSON.stringify(project)}]:
    try:
        os.makedirs(folder, exist_ok=True)
        open(folder + "/left-${mark}", "w").write("here"); print("wrote", folder)
    except OSError as e: print("refused", folder)`,
    end: 0,
    prints: /refused \/usr\/local\/bin[^]*refused \/program/,
  },
  {
    name: 'changes its own program',
    language: 'python',
    code: `import os
for act in (lambda: open(__file__, "w").write("x"), lambda: os.remove(__file__), lambda: os.rename(__file__, "/program/y"), lambda: os.chmod("/program", 0)):
    try: act(); print("did")
    except OSError as e: print("refused")`,
    end: 0,
    prints: /^(refused\n){4}$/,
  },
  {
    name: 'removes its working folder',
    language: 'bash',
    code: 'rm -rf "$PWD" /tmp/* /program /box 2>/dev/null; ls /program "$PWD"; echo done',
    end: 0,
    prints: /main\.sh\n[^]*done\n$/,
  },
  {
    name: 'removes all that it sees',
    language: 'bash',
    code: 'echo begun; rm -rf --no-preserve-root / 2>/dev/null; echo done',
    // There is much to see, and a busy machine does not come to its end.
    limit: [undefined, 'time'],
    prints: /^begun\n/,
  },
  {
    name: 'locks its folders',
    language: 'python',
    code: 'import os\nos.makedirs("a/b/c")\nfor p in ("a/b/c", "a/b", "a", ".", "/tmp", os.environ["HOME"]): os.chmod(p, 0)\nprint("done")',
    end: 0,
    prints: /done/,
  },
  {
    name: 'links, pipes and sockets for files',
    language: 'python',
    code: `import os, socket
os.symlink("/", "root"); os.symlink("loop", "loop"); os.mkfifo("pipe")
s = socket.socket(socket.AF_UNIX); s.bind("socket"); s.listen()
print("done")`,
    end: 0,
    prints: /done/,
  },
  {
    name: 'dumps its core',
    language: 'c',
    code: `#include <stdlib.h>
#include <sys/resource.h>
#include <sys/prctl.h>
int main(void) { struct rlimit r = { RLIM_INFINITY, RLIM_INFINITY }; setrlimit(RLIMIT_CORE, &r); prctl(PR_SET_DUMPABLE, 1); abort(); }
`,
    end: 'SIGABRT',
  },
];
