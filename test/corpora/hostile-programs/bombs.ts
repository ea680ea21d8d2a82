import type { HostileProgram } from './types.ts';

/** Programs that take all there is: processes, memory, disk. */
export const bombs: HostileProgram[] = [
  {
    name: 'fork bomb',
    language: 'python',
    code: 'import os\nwhile True:\n    try: os.fork()\n    except OSError: pass',
    limit: ['processes', 'memory'],
  },
  {
    name: 'fork bomb, Bash',
    language: 'bash',
    code: 'bomb() { bomb | bomb & }; bomb; while :; do bomb; done',
    limit: ['processes'],
  },
  {
    name: 'fork bomb, C',
    language: 'c',
    code: '#include <unistd.h>\nint main(void) { for (;;) fork(); }\n',
    limit: ['processes'],
  },
  {
    name: 'fork bomb of sessions of their own',
    language: 'python',
    code: `import os, time
while True:
    try:
        if os.fork() == 0: os.setsid()
    except OSError: time.sleep(0.01)`,
    limit: ['processes', 'memory'],
  },
  {
    name: 'bomb of threads',
    language: 'python',
    code: `import threading, time
threading.stack_size(65536)
while True:
    try: threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
    except RuntimeError: time.sleep(0.01)`,
    limit: ['processes'],
  },
  {
    name: 'bomb of threads, C',
    language: 'c',
    code: `#include <pthread.h>
#include <unistd.h>
void *rest(void *p) { for (;;) pause(); return p; }
int main(void) { pthread_t t; for (;;) if (pthread_create(&t, 0, rest, 0)) usleep(1000); }
`,
    limit: ['processes'],
  },
  {
    name: 'list without end',
    language: 'python',
    code: 'x = []\nwhile True: x.append(bytearray(1 << 20))',
    limit: ['memory'],
  },
  {
    name: 'malloc and touch',
    language: 'c',
    code: '#include <stdlib.h>\n#include <string.h>\nint main(void) { for (;;) { char *p = malloc(1 << 20); if (p) memset(p, 1, 1 << 20); } }\n',
    limit: ['memory'],
  },
  {
    name: 'mmap of shared memory',
    language: 'python',
    code: 'import mmap\nx = []\nwhile True:\n    m = mmap.mmap(-1, 1 << 24)\n    m.write(b"x" * (1 << 24))\n    x.append(m)',
    limit: ['memory'],
  },
  {
    name: 'memory of many children',
    language: 'python',
    code: `import os, time
for _ in range(40):
    if os.fork() == 0:
        x = bytearray(b"x" * (24 << 20)); time.sleep(600)
time.sleep(600)`,
    limit: ['memory'],
  },
  {
    name: 'files in /dev/shm',
    language: 'python',
    code: 'i = 0\nwhile True:\n    open(f"/dev/shm/{i}", "wb").write(b"x" * (1 << 20)); i += 1',
    limit: ['disk', 'memory'],
  },
  {
    name: 'memory behind descriptors',
    language: 'python',
    code: `import os
if not hasattr(os, "memfd_create"): raise SystemExit("none")
fds = []
while True:
    fd = os.memfd_create("x"); fds.append(fd); os.write(fd, b"x" * (1 << 22))`,
    // Where only the watchdog counts, there are none.
    limit: ['memory', undefined],
  },
  {
    name: 'one large file',
    language: 'python',
    code: 'with open("large", "wb") as f:\n    while True: f.write(b"x" * (1 << 20))',
    limit: ['disk'],
  },
  {
    name: 'large files in the temporary folder',
    language: 'bash',
    code: 'i=0; while :; do head -c 4000000 /dev/zero > "/tmp/f$i" || true; i=$((i+1)); done',
    limit: ['disk'],
  },
  {
    name: 'many small files',
    language: 'c',
    code: `#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
int main(void) { char n[32]; for (long i = 0;; i++) { snprintf(n, 32, "f%ld", i); int f = open(n, O_CREAT | O_WRONLY, 0600); if (f >= 0) close(f); } }
`,
    limit: ['disk'],
  },
  {
    name: 'huge sparse file',
    language: 'python',
    code: 'import os\nwith open("sparse", "wb") as f:\n    f.truncate(1 << 40); f.seek(1 << 39); f.write(b"x")\nprint(os.stat("sparse").st_blocks)',
  },
  {
    name: 'huge names and deep folders',
    language: 'python',
    code: `import os
open("x" * 255, "w").close(); open("\\n\\t\\x1b[31m", "w").close(); open("é" * 120, "w").close()
depth = 0
try:
    while depth < 500:
        os.mkdir("d" * 200); os.chdir("d" * 200); depth += 1
except OSError as e: print(e)
print("depth", depth)`,
    prints: /depth \d+/,
    end: 0,
  },
  {
    name: 'every descriptor',
    language: 'python',
    code: `import os
fds = []
try:
    while len(fds) < 100000: fds.append(os.dup(1))
except OSError as e: print("refused:", e)
print("done")`,
    prints: /done/,
  },
];
