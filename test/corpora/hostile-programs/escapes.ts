import type { HostileProgram } from './types.ts';

/** Programs that reach for the system around them. */
export const escapes: HostileProgram[] = [
  {
    name: 'signals to its parent, to all, to the host',
    language: 'python',
    code: ({ otherPid, hostPid }) => `import os, signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
for pid in (os.getppid(), 1, ${otherPid}, ${hostPid}, -${otherPid}):
    for s in (signal.SIGTERM, signal.SIGKILL):
        try: os.kill(pid, s)
        except OSError as e: pass
print("alive")`,
    end: 0,
    prints: /alive/,
  },
  { name: 'kill -9 -1', language: 'bash', code: 'sleep 60 & kill -9 -1; echo alive', prints: /alive/ },
  {
    name: 'kills its own group',
    language: 'bash',
    code: 'kill -9 0',
    end: 'SIGKILL',
  },
  {
    name: 'traces other processes',
    language: 'c',
    code: ({ hostPid }) => `#include <stdio.h>
#include <sys/ptrace.h>
int main(void) { int pids[] = { 1, ${hostPid} }; for (int i = 0; i < 2; i++) printf("%ld\\n", ptrace(PTRACE_ATTACH, pids[i], 0, 0)); return 0; }
`,
    end: 0,
    prints: /^-1\n-1\n$/,
  },
  {
    name: 'namespaces inside the namespace',
    language: 'bash',
    code: 'unshare -Ur id && echo escaped; unshare -n true && echo escaped; unshare -m true && echo escaped; chroot / true && echo escaped; echo over',
    end: 0,
    prints: /^over\n$/,
  },
  {
    name: 'mounts',
    language: 'python',
    code: `import ctypes
libc = ctypes.CDLL(None, use_errno=True)
for source, target, kind, flags in ((b"none", b"/tmp", b"tmpfs", 0), (b"proc", b"/proc", b"proc", 0), (b"none", b"/program", None, 32), (b"/", b"/box/work", None, 4096)):
    print(libc.mount(source, target, kind, flags, None))
print(libc.umount2(b"/program", 2), libc.pivot_root(b"/box", b"/box"), libc.chroot(b"/box"))`,
    prints: /^(-1\n){4}-1 /,
  },
  {
    name: 'system calls that opened kernels before',
    language: 'c',
    code: `#include <errno.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(void) {
  long calls[] = { SYS_keyctl, SYS_add_key, SYS_request_key, SYS_bpf, SYS_perf_event_open, SYS_userfaultfd, 425, SYS_shmget };
  for (int i = 0; i < 8; i++) { errno = 0; long r = syscall(calls[i], 0, 0, 0, 0, 0); printf("%ld %d\\n", r, errno); }
}
`,
    end: 0,
    prints: /^(-1 38\n){8}$/,
  },
  {
    name: 'setuid programs',
    language: 'bash',
    code: 'su -c id; sudo -n id; mount -o remount,rw /usr; passwd -d root; ls -la /usr/bin/su; id -u; cp /bin/sh s; chmod 4755 s; ./s -pc "id -u"',
    prints: /1000\n1000\n$/,
  },
  {
    name: 'devices',
    language: 'python',
    code: `import os, glob
for path in ("/dev/mem", "/dev/kmem", "/dev/port", "/dev/sda", "/dev/vda", "/dev/kmsg", "/dev/fuse", "/dev/kvm", "/proc/kcore", "/proc/kmsg", "/proc/sysrq-trigger", "/sys/kernel"):
    try: os.open(path, os.O_RDWR); print("opened", path)
    except OSError as e: pass
try: os.mknod("sda", 0o60600, os.makedev(8, 0)); print("made")
except OSError as e: print("refused")
print(sorted(os.listdir("/dev")))`,
    end: 0,
    prints: /^refused\n/,
  },
  {
    name: 'kernel settings',
    language: 'bash',
    code: 'for f in kernel/core_pattern kernel/hostname user/max_user_namespaces vm/overcommit_memory; do echo x > /proc/sys/$f && echo wrote; done 2>/dev/null; echo 1000 > /proc/self/oom_score_adj; echo -1000 > /proc/self/oom_score_adj; hostname evil; renice -n -20 $$; reboot -f; echo over',
    prints: /over/,
  },
  {
    name: 'overlong arguments and environment',
    language: 'bash',
    code: 'export X=$(head -c 100000 /dev/zero | tr "\\0" x); /bin/true && echo ok; exec -a "$(printf "\\033[31m)\\n( R 1")" sleep 60',
    limit: ['time'],
    prints: /ok/,
  },
  {
    name: 'leaves through the control group',
    language: 'bash',
    code: 'cat /proc/self/cgroup | head -3; ls /sys/fs/cgroup; for f in /sys/fs/cgroup/*/cgroup.procs /sys/fs/cgroup/cgroup.procs; do echo $$ > "$f" && echo left; done 2>/dev/null; echo over',
    prints: /over\n$/,
  },
];
