import type { HostileProgram, World } from './types.ts';

const python = (paths: string): string => `import glob, os
def show(path):
    try: print(path, open(path, "rb").read(100000))
    except OSError as e: print(path, "refused")
${paths}`;

/** Programs that look for secrets. */
export const reads: HostileProgram[] = [
  {
    name: 'keys in the home folder',
    language: 'python',
    code: ({ home, realHomeFile }) =>
      python(
        `for p in [".ssh/id_ed25519", ".aws/credentials", ".netrc", ".gitconfig", ".bash_history"]: show(${JSON.stringify(home)} + "/" + p)\nshow(${JSON.stringify(realHomeFile)})\nfor p in glob.glob("/root/.*") + glob.glob("/home/*/.*"): show(p)`,
      ),
  },
  {
    name: 'the token of Hugging Face',
    language: 'python',
    control: true,
    code: ({ home }) =>
      python(
        `show(${JSON.stringify(home)} + "/.cache/huggingface/token")\nshow(os.path.expanduser("~/.cache/huggingface/token"))`,
      ),
  },
  {
    name: 'its environment',
    language: 'javascript',
    code: 'console.log(JSON.stringify(process.env), process.argv, process.execArgv);',
    end: 0,
    prints: /PATH/,
  },
  {
    name: 'environments and command lines of all processes',
    language: 'python',
    code: python(
      `for n in ("environ", "cmdline", "maps", "status", "cwd/.touchstone/touchstone.sqlite"):\n    for p in glob.glob(f"/proc/[0-9]*/{n}") + glob.glob(f"/proc/[0-9]*/task/*/{n}"): show(p)`,
    ),
  },
  {
    name: 'the first process',
    language: 'bash',
    code: 'for f in environ cmdline maps mountinfo; do cat /proc/1/$f /proc/$PPID/$f; done; ls -l /proc/1/fd /proc/1/cwd /proc/1/root /proc/1/exe',
  },
  {
    name: 'the process that started it, by its number',
    language: 'python',
    control: true,
    code: ({ otherPid, hostPid }) =>
      python(
        `for pid in (${otherPid}, ${hostPid}):\n    for n in ("environ", "cmdline"): show(f"/proc/{pid}/{n}")\n    try: os.kill(pid, 0); print("there")\n    except OSError as e: print("nobody")`,
      ),
  },
  {
    name: 'the project’s database',
    language: 'python',
    control: true,
    code: ({ project }) =>
      python(
        `show(${JSON.stringify(project)} + "/.touchstone/touchstone.sqlite")\nshow("../../../touchstone.sqlite"); show("../../touchstone.sqlite"); show("/program/../../touchstone.sqlite")\nfor r, d, f in os.walk(${JSON.stringify(project)}): [show(r + "/" + x) for x in f]`,
      ),
  },
  {
    name: 'folders of other runs',
    language: 'bash',
    control: true,
    code: ({ otherRun }: World) =>
      `cat '${otherRun}'/program/* '${otherRun}'/work/*; ls -laR '${otherRun}' ..; cat ../../*/program/* ../../../*/program/*`,
  },
  {
    name: 'the whole file system for the word',
    language: 'bash',
    code: 'grep -rsl planted / --exclude-dir=usr --exclude-dir=proc --exclude-dir=dev --exclude-dir=lib; grep -rs "planted-" /etc /box /program /root /home /tmp /var /run /opt /srv /mnt /work 2>/dev/null | grep -v program; echo over',
    end: 0,
    prints: /over\n$/,
  },
  {
    name: 'symbolic links and dots',
    language: 'python',
    control: true,
    code: ({ home, project }) =>
      python(
        `os.symlink(${JSON.stringify(home)}, "h"); show("h/.ssh/id_ed25519")\nshow("../" * 40 + ${JSON.stringify(home.slice(1))} + "/.ssh/id_ed25519")\nos.symlink("/proc/self/root" + ${JSON.stringify(project)}, "p"); show("p/.touchstone/touchstone.sqlite")\nshow("/proc/self/root" + ${JSON.stringify(home)} + "/.netrc"); show("/proc/self/cwd/../../../../../" + ${JSON.stringify(home)} + "/.netrc"); show("/proc/1/root" + ${JSON.stringify(home)} + "/.netrc")`,
      ),
  },
  {
    name: 'hard links',
    language: 'python',
    control: true,
    code: ({ home }) =>
      python(`try: os.link(${JSON.stringify(home)} + "/.netrc", "l")\nexcept OSError as e: print(e)\nshow("l")`),
  },
  {
    name: 'descriptors that it was left',
    language: 'python',
    code: `import os
for fd in range(4, 1024):
    try:
        where = os.readlink(f"/proc/self/fd/{fd}")
        if where != "/dev/null" and not where.startswith("/proc/"): print("open:", fd, where, os.read(fd, 1000))
    except OSError: pass
print("looked")`,
    prints: /^looked\n$/,
  },
  {
    name: 'includes a secret at compile time',
    language: 'c',
    code: ({ home }) => `#include "${home}/.netrc"\n__asm__(".incbin \\"${home}/.ssh/id_ed25519\\"");\nint main(void) { return 0; }\n`,
  },
  {
    name: 'shared memory and message queues of others',
    language: 'bash',
    code: 'ipcs -a; ls -la /dev/shm /dev/mqueue; cat /dev/shm/*; echo over',
    prints: /over/,
  },
];
