import type { HostileProgram } from './types.ts';

/** Programs that do not end, or do not want to. */
export const endless: HostileProgram[] = [
  { name: 'endless loop', language: 'python', code: 'while True: pass', limit: ['time'] },
  { name: 'endless loop, JavaScript', language: 'javascript', code: 'for (;;);', limit: ['time'] },
  {
    name: 'endless loop in every thread, Go',
    language: 'go',
    code: 'package main\nfunc main() {\n\tfor i := 0; i < 8; i++ {\n\t\tgo func() { for { } }()\n\t}\n\tselect {}\n}\n',
    limit: ['time'],
  },
  { name: 'sleeps for ever', language: 'bash', code: 'sleep infinity', limit: ['time'] },
  {
    name: 'ignores every signal',
    language: 'python',
    code: `import signal, time
for s in range(1, 65):
    try: signal.signal(s, signal.SIG_IGN)
    except (OSError, ValueError): pass
print("ignoring", flush=True)
while True: time.sleep(1)`,
    limit: ['time'],
    end: 'SIGKILL',
    prints: /ignoring/,
  },
  {
    name: 'ignores SIGTERM in a shell with children',
    language: 'bash',
    code: `trap '' TERM INT HUP QUIT; for i in 1 2 3; do (trap '' TERM; while :; do sleep 60; done) & done; while :; do wait; done`,
    limit: ['time'],
  },
  {
    name: 'waits for a stolen stdin',
    language: 'python',
    code: `import os, time
if os.fork() == 0:
    os.setsid()
    while True: os.read(0, 1); time.sleep(0.01)
while True: time.sleep(60)`,
    limit: ['time'],
  },
  {
    name: 'opens the terminal',
    language: 'bash',
    code: `cat /dev/tty; echo "no terminal: $?"; stty -a; exec 0</dev/console; echo over`,
    prints: /no terminal: 1/,
  },
  {
    name: 'closes stdin, stdout and stderr and goes on',
    language: 'python',
    code: 'import os, time\nfor fd in (0, 1, 2): os.close(fd)\nwhile True: time.sleep(1)',
    limit: ['time'],
  },
  {
    name: 'stops itself',
    language: 'python',
    code: 'import os, signal, time\nprint("stopping", flush=True)\nos.kill(os.getpid(), signal.SIGSTOP)\ntime.sleep(60)',
    limit: ['time'],
    prints: /stopping/,
  },
  {
    name: 'sets clock and alarm',
    language: 'python',
    code: `import time, signal, resource
try: time.clock_settime(time.CLOCK_REALTIME, 0)
except OSError as e: print("clock:", e)
signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05); signal.signal(signal.SIGALRM, lambda *a: None)
while True: time.sleep(60)`,
    limit: ['time'],
    prints: /clock: .*not permitted/,
  },
];
