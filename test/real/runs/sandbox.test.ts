import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bubblewrap } from '../../../src/runs/sandbox/bubblewrap.ts';
import { explain, probeSandbox } from '../../../src/runs/sandbox/probeSandbox.ts';
import { sandboxOf } from '../../../src/runs/sandbox/sandboxOf.ts';
import { seatbelt, seatbeltProfile } from '../../../src/runs/sandbox/seatbelt.ts';
import { seccompFilter } from '../../../src/runs/sandbox/seccomp.ts';
import type { Command, Surroundings, BubblewrapSpec } from '../../../src/runs/contract/sandbox.ts';
import { wide } from '../../unit/runs/tools.ts';

const spec: BubblewrapSpec = {
  kind: 'bubblewrap',
  exe: '/usr/bin/bwrap',
  version: '0.9.0',
  disablesUserns: true,
  boundsTmpfs: true,
  system: { folders: ['/usr'], links: [{ path: '/bin', target: 'usr/bin' }], files: ['/etc/ld.so.cache'] },
  prlimit: '/usr/bin/prlimit',
  boundsProcesses: true,
  arch: 'x64',
  homeFolder: '/home/ada',
};
const root = '/home/ada/project/.touchstone/runs/0123456789abcdef-aaaaaa';
const surroundings: Surroundings = {
  folder: {
    root,
    program: `${root}/program`,
    work: `${root}/work`,
    home: `${root}/home`,
    temp: `${root}/tmp`,
  },
  visible: ['/home/ada/.pyenv/versions/3.12', '/usr/local/go'],
  compiling: false,
  limits: wide,
};
const command: Command = {
  exe: '/home/ada/.pyenv/versions/3.12/bin/python3',
  args: ['/program/main.py', '$(id) "'],
  cwd: '/box/work',
  env: { LANG: 'C.UTF-8', PATH: '/home/ada/bin:/usr/bin' },
};

/** The options that bubblewrap reads from its first descriptor, as one list. */
function optionsOf(inputs: Uint8Array[]): string[] {
  return Buffer.from(inputs[0] ?? [])
    .toString()
    .split('\0')
    .slice(0, -1);
}

function has(options: string[], ...wanted: string[]): boolean {
  return options.some((_, i) => wanted.every((part, j) => options[i + j] === part));
}

describe('the arguments of bubblewrap', () => {
  const wrapped = bubblewrap(spec).wrap(command, surroundings);
  const options = optionsOf(wrapped.inputs);

  test('on the command line stands nothing of this machine but the interpreter', () => {
    const { statusFd, blockFd } = wrapped.supervisor ?? {};
    assert.equal(wrapped.exe, '/usr/bin/bwrap');
    assert.deepEqual(wrapped.args, [
      ...['--args', '4', '--json-status-fd', String(statusFd), '--block-fd', String(blockFd), '--'],
      ...['/usr/bin/prlimit', '--core=1:1', '--nproc=512:512', '--'],
      ...[command.exe, '/program/main.py', '$(id) "'],
    ]);
    assert.deepEqual(wrapped.env, {});
    assert.equal(statusFd, 4 + wrapped.inputs.length);
    assert.equal(wrapped.cwd, '/');
  });

  test('every namespace is its own, no rights are left, and it dies with its parent', () => {
    for (const option of ['--unshare-all', '--unshare-user', '--disable-userns', '--die-with-parent'])
      assert.ok(options.includes(option), option);
    for (const option of ['--new-session', '--clearenv']) assert.ok(options.includes(option), option);
    assert.ok(has(options, '--cap-drop', 'ALL'));
    assert.ok(has(options, '--uid', '1000', '--gid', '1000'));
    assert.ok(!options.includes('--share-net'));
  });

  test('only the system, the interpreter and the program are shown, and none can be written', () => {
    const shown = options.flatMap((option, i) => (/^--(ro-|dev-)?bind/.test(option) ? [i] : []));
    assert.deepEqual(
      shown.map((i) => options.slice(i, i + 3).join(' ')),
      [
        '--ro-bind /usr /usr',
        '--ro-bind-try /etc/ld.so.cache /etc/ld.so.cache',
        `--ro-bind ${root}/program /program`,
        '--ro-bind /home/ada/.pyenv/versions/3.12 /home/ada/.pyenv/versions/3.12',
      ],
    );
    assert.ok(has(options, '--remount-ro', '/'));
    assert.ok(has(options, '--remount-ro', '/dev'));
  });

  test('what can be written is bounded', () => {
    for (const place of ['/box', '/dev/shm'])
      assert.ok(has(options, '--size', String(wide.diskBytes), '--tmpfs', place), place);
    assert.equal(options.filter((option) => option === '--tmpfs').length, 2);
    const old = bubblewrap({ ...spec, boundsTmpfs: false, disablesUserns: false });
    const without = optionsOf(old.wrap(command, surroundings).inputs);
    assert.ok(!without.includes('--size') && !without.includes('--disable-userns'));
  });

  test('the environment is what it was given, with a PATH of the system', () => {
    assert.ok(has(options, '--setenv', 'LANG', 'C.UTF-8'));
    const path = options[options.indexOf('PATH') + 1];
    assert.equal(path, '/home/ada/.pyenv/versions/3.12/bin:/usr/local/bin:/usr/bin:/bin');
  });

  test('a compiler may write beside the program, files of bounded size', () => {
    const compiling = bubblewrap(spec).wrap(command, { ...surroundings, compiling: true });
    assert.ok(has(optionsOf(compiling.inputs), '--bind', `${root}/program`, '/program'));
    assert.ok(compiling.args.includes(`--fsize=${wide.diskBytes}:${wide.diskBytes}`));
  });

  test('a folder that holds the home or the project is not shown', () => {
    for (const path of ['/', '/home', '/home/ada', '/home/ada/', '/home/ada/project', root])
      assert.throws(() => bubblewrap(spec).wrap(command, { ...surroundings, visible: [path] }), {
        code: 'run-interpreter-missing',
      });
    const beside = { ...surroundings, visible: ['/home/adam', '/home/ada/project/.venv'] };
    assert.ok(has(optionsOf(bubblewrap(spec).wrap(command, beside).inputs), '--ro-bind', '/home/adam'));
  });

  test('paths inside tell nothing, and the name says what bounds it', () => {
    const cgroups = { version: 2, folder: '/sys/fs/cgroup/x' } as const;
    assert.deepEqual(bubblewrap(spec).paths(surroundings.folder), {
      program: '/program',
      work: '/box/work',
      home: '/box/home',
      temp: '/box/tmp',
    });
    assert.equal(bubblewrap(spec).name, 'bubblewrap 0.9.0 + watchdog');
    assert.equal(bubblewrap({ ...spec, cgroups }).name, 'bubblewrap 0.9.0 + cgroups');
    assert.match(bubblewrap(spec).describe(), /no network/);
  });
});

describe('seccompFilter', () => {
  /** Runs the filter as the kernel would. */
  function decide(filter: Uint8Array, machine: number, call: number): number {
    const view = new DataView(filter.buffer);
    let loaded = 0;
    for (let at = 0; ; at++) {
      const [code, yes, no] = [
        view.getUint16(at * 8, true),
        view.getUint8(at * 8 + 2),
        view.getUint8(at * 8 + 3),
      ];
      const k = view.getUint32(at * 8 + 4, true);
      if (code === 0x20) loaded = k === 0 ? call : machine;
      else if (code === 0x15) at += loaded === k ? yes : no;
      else if (code === 0x35) at += loaded >= k ? yes : no;
      else return k;
    }
  }
  const [allow, refuse] = [0x7fff0000, 0x50026];
  const everything = { memory: true, processes: true };

  test('refuses what programs have no need of, allows the rest', () => {
    for (const [arch, machine, keyctl, read, setsid, memfd] of [
      ['x64', 0xc000003e, 250, 0, 112, 319],
      ['arm64', 0xc00000b7, 219, 63, 157, 279],
    ] as const) {
      const filter = seccompFilter(arch, everything);
      assert.ok(filter);
      assert.equal(decide(filter, machine, keyctl), refuse);
      assert.equal(decide(filter, machine, 425), refuse);
      for (const call of [read, setsid, memfd]) assert.equal(decide(filter, machine, call), allow);
      assert.notEqual(decide(filter, 0x40000003, read), allow, 'another calling convention');
      const alone = seccompFilter(arch, { memory: false, processes: false });
      assert.ok(alone);
      for (const call of [setsid, memfd]) assert.equal(decide(alone, machine, call), refuse);
    }
    const filter = seccompFilter('x64', everything);
    assert.ok(filter);
    assert.equal(decide(filter, 0xc000003e, 0x40000000), refuse, 'x32');
    assert.equal(seccompFilter('mips', everything), undefined);
  });
});

describe('the arguments of sandbox-exec', () => {
  test('a profile that denies all but the run’s own', () => {
    const wrapped = seatbelt({ kind: 'seatbelt', exe: '/usr/bin/sandbox-exec' }).wrap(command, surroundings);
    assert.equal(wrapped.exe, '/usr/bin/sandbox-exec');
    assert.deepEqual(wrapped.args, ['-p', seatbeltProfile(surroundings), command.exe, ...command.args]);
    assert.equal(wrapped.env, command.env);
  });

  test('writes only into the run’s folders, into the program’s while compiling', () => {
    const lines = seatbeltProfile(surroundings).split('\n');
    assert.deepEqual(lines.slice(0, 2), ['(version 1)', '(deny default)']);
    assert.ok(lines.includes('(deny network*)'));
    const writable = (profile: string): string =>
      profile.split('\n').find((line) => line.startsWith('(allow file-read* file-write* ')) ?? '';
    assert.ok(!writable(lines.join('\n')).includes('/program'));
    assert.ok(writable(seatbeltProfile({ ...surroundings, compiling: true })).includes('/program'));
  });

  test('a path cannot leave its string', () => {
    const visible = ['/a"b\\c) (allow default'];
    assert.ok(
      seatbeltProfile({ ...surroundings, visible }).includes('(subpath "/a\\"b\\\\c) (allow default")'),
    );
  });
});

describe('probeSandbox', () => {
  test('starts the one that is there, and describes it as plain data', async () => {
    const { sandbox } = await probeSandbox();
    assert.ok(sandbox, 'bubblewrap is installed where tests run');
    assert.equal(sandbox.isolated, true);
    assert.match(sandbox.name, /^bubblewrap [\d.]+ \+ (cgroups|watchdog)$/);
    const copy = sandboxOf(structuredClone(sandbox.spec));
    assert.deepEqual([copy.name, copy.describe()], [sandbox.name, sandbox.describe()]);
    assert.match((await probeSandbox({ bounds: 'watchdog' })).sandbox?.name ?? '', /watchdog$/);
    assert.equal(sandboxOf({ kind: 'none' }).isolated, false);
  });

  test('says why there is none', async () => {
    const missing = await probeSandbox({ env: { PATH: '/nowhere' } });
    assert.deepEqual(missing, { reason: 'bubblewrap is not installed.' });
    assert.match(JSON.stringify(await probeSandbox({ platform: 'win32' })), /no sandbox for this system/);
    const forbidden = 'bwrap: setting up uid map: Permission denied';
    assert.match(explain(forbidden), /does not let it make a sandbox \(bwrap: setting up uid map.*AppArmor/);
    assert.match(explain('bwrap: Unknown option --x'), /does not work: bwrap: Unknown option/);
  });
});
