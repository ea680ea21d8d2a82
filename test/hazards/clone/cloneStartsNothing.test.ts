import assert from 'node:assert/strict';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describe, test } from 'node:test';
import { noSandbox } from '../../../src/runs/sandbox/noSandbox.ts';
import { probeSandbox } from '../../../src/runs/sandbox/probeSandbox.ts';
import { runners } from '../../../src/runs/runners/findRunner.ts';
import { RunService } from '../../../src/runs/runService.ts';
import { startRun } from '../../../src/runs/startRun.ts';
import { each } from '../../each.ts';
import { wide, temporaryFolder } from '../../unit/runs/tools.ts';
import { trapProject, type TrapProject } from './trapProject.ts';

const secrets = { HF_TOKEN: 'hf_planted', ARGILLA_API_KEY: 'argilla.planted' };

async function serviceFor(
  project: TrapProject,
  more: Record<string, string> = {},
  python?: string,
): Promise<RunService> {
  const { sandbox } = await probeSandbox();
  assert.ok(sandbox, 'a sandbox is needed below a test of traps');
  const folder = join(project.folder, '.touchstone', 'runs');
  await mkdir(folder, { recursive: true });
  return new RunService({
    store: { putRun: () => Promise.resolve() },
    folder,
    start: startRun,
    settings: () => ({ sandbox: 'required', limits: wide, preferred: { python } }),
    projectFolder: project.folder,
    env: { ...process.env, ...secrets, ...more },
  });
}

describe('a project full of traps', () => {
  test('to read a program of it starts nothing of it, and Python answers all the same', async () => {
    const project = await trapProject();
    const venv = join(project.folder, '.venv');
    const service = await serviceFor(project, { VIRTUAL_ENV: venv, CONDA_PREFIX: venv });
    const script = { code: 'import sys\nprint(sys.stdin.read().upper())', reportsValue: false };
    assert.equal(await service.readWithPython(script, 'code'), 'CODE\n');
    assert.deepEqual(await project.sprung(), []);
  });

  test('every language is found, and its programs run, without a thing of it outside the sandbox', async () => {
    const project = await trapProject();
    const service = await serviceFor(project, { JAVA_HOME: join(project.folder, 'jdk') });
    for (const { language, title } of each(runners)) {
      const place = await service.place(language);
      assert.match(place.runner.label, /\d/, title);
      assert.deepEqual(await project.sprung(), [], language);
      const shown = place.runner.visible.filter((path) => path.includes('touchstone-sprung'));
      assert.deepEqual(shown, [], 'what a tool of the project names is not shown');
      assert.equal(place.runner.env['LD_PRELOAD'], undefined);
    }
  });

  test('a search path that leads into it is followed into the sandbox only', async () => {
    const project = await trapProject();
    const path = [join(project.folder, 'bin'), process.env['PATH']].join(delimiter);
    const service = await serviceFor(project, { PATH: path });
    for (const { language } of each(runners))
      await service.place(language).catch((error: { code?: string }) => {
        assert.equal(error.code, 'run-interpreter-missing', language);
      });
    assert.deepEqual(await project.sprung(), []);
  });

  test('a run prints nothing secret of the editor’s surroundings', async () => {
    const project = await trapProject();
    const service = await serviceFor(project);
    const prepared = service.prepare('t', 1, '```bash\nenv\n```', {});
    const [run] = await service.runInputs(prepared, []);
    assert.equal(run?.verdict, 'ran');
    for (const secret of Object.values(secrets)) assert.ok(!run.stdout.includes(secret));
  });

  test('a control: started in its folder, the traps do go off', async () => {
    const project = await trapProject();
    const { execFileSync } = await import('node:child_process');
    execFileSync('python3', ['-c', 'import platform'], { cwd: project.folder });
    assert.ok((await project.sprung()).length > 0);
  });
});

describe('a folder of source on the interpreter’s path', () => {
  /** Where the environment lies, where the folder of source is that it names, and whether programs may read the packages in it. */
  const cases: [whose: string, environment: string, source: string, shown: boolean][] = [
    ['the user’s environment', 'environment', 'private', true],
    ['the project’s environment, of the project itself', 'project/.venv', 'project/source', true],
    ['the project’s environment, of a folder elsewhere', 'project/.venv', 'private', false],
  ];
  for (const [whose, environment, folder, isShown] of cases)
    test(`${whose}: of its packages at most, nothing that lies beside them`, async () => {
      const base = temporaryFolder('editable');
      const project = join(base, 'project');
      const source = join(base, folder);
      for (const name of ['shown/.hidden', 'data', 'bin'])
        await mkdir(join(source, name), { recursive: true });
      await mkdir(project, { recursive: true });
      const files: Record<string, string> = {
        '.env': 'KEY=planted\n',
        'notes.txt': 'planted\n',
        'data/x.csv': 'planted\n',
        'shown/.hidden/key': 'planted\n',
        'shown/__init__.py': 'from .deep import answer\n',
        'shown/deep.py': 'answer = 42\n',
        'alone.py': 'other = 43\n',
      };
      for (const [name, text] of Object.entries(files)) await writeFile(join(source, name), text);
      const { execFileSync } = await import('node:child_process');
      execFileSync('python3', ['-m', 'venv', '--without-pip', join(base, environment)]);
      const python = join(base, environment, 'bin', 'python');
      const print = 'import site; print(site.getsitepackages()[0])';
      const site = execFileSync(python, ['-c', print], { encoding: 'utf8' }).trim();
      await writeFile(join(site, '__editable__.pth'), `${source}\n`);

      const service = await serviceFor({ folder: project, sprung: () => Promise.resolve([]) }, {}, python);
      const code = [
        'import os',
        'found = []',
        `for folder, _, files in os.walk(${JSON.stringify(source)}):`,
        '    found += [os.path.join(folder, name) for name in files if not name.endswith((".py", ".pyc"))]',
        'print(found)',
        'import shown, alone',
        'print(shown.answer, alone.other)',
      ].join('\n');
      const prepared = service.prepare('t', 1, `\`\`\`python\n${code}\n\`\`\``, {});
      const [run] = await service.runInputs(prepared, []);
      assert.equal(run?.stdout, isShown ? '[]\n42 43\n' : '[]\n', run?.stderr);
      if (!isShown) assert.match(run.stderr, /No module named 'shown'/);
    });

  test('links of a project show nothing of what they lead to', async () => {
    const base = temporaryFolder('links');
    const project = join(base, 'project');
    const secret = join(base, 'private');
    for (const folder of [join(secret, 'bin'), join(project, 'src'), join(project, 'x')])
      await mkdir(folder, { recursive: true });
    await writeFile(join(secret, 'key.txt'), 'planted\n');
    await writeFile(join(secret, 'bin', 'key.txt'), 'planted\n');
    const { execFileSync } = await import('node:child_process');
    execFileSync('python3', ['-m', 'venv', '--without-pip', join(project, '.venv')]);
    const python = join(project, '.venv', 'bin', 'python');
    const print = 'import site; print(site.getsitepackages()[0])';
    const site = execFileSync(python, ['-c', print], { encoding: 'utf8' }).trim();
    for (const name of ['include', 'libexec', 'lib32', 'conda-meta', 'Lib']) {
      await rm(join(project, '.venv', name), { recursive: true, force: true });
      await symlink(secret, join(project, '.venv', name));
    }
    await symlink(join(secret, 'key.txt'), join(project, 'src', 'evil.py'));
    await symlink(secret, join(project, 'node_modules'));
    // Where we look and this interpreter does not: it would read it for ever itself.
    const others = join(project, '.venv', 'lib', 'python3.0', 'site-packages');
    await mkdir(others, { recursive: true });
    await symlink('/dev/zero', join(others, 'endless.pth'));
    await symlink(secret, join(project, 'src', 'package'));
    await symlink(secret, join(project, 'x', 'site-packages'));
    await writeFile(join(site, 'a.pth'), `${project}/src\n${project}/x/site-packages\n${secret}\n${base}\n`);
    const service = await serviceFor({ folder: project, sprung: () => Promise.resolve([]) });
    const code = [
      'import os, sys',
      'print(sys.prefix)',
      "for folder, _, files in os.walk('/'):",
      "    if folder.startswith(('/proc', '/usr', '/sys')): continue",
      '    for name in files:',
      "        if name in ('key.txt', 'evil.py'): print(os.path.join(folder, name))",
    ].join('\n');
    const prepared = service.prepare('t', 1, `\`\`\`python\n${code}\n\`\`\``, {});
    const [run] = await service.runInputs(prepared, []);
    assert.equal(run?.stdout, `${join(project, '.venv')}\n`, run?.stderr);
    const { runner } = await service.place('javascript');
    assert.deepEqual([runner.links, runner.visible.filter((path) => path.startsWith(base))], [undefined, []]);
  });

  test('without a sandbox, and with the user’s leave, the project’s environment is used as well', async () => {
    const base = temporaryFolder('bare');
    const { execFileSync } = await import('node:child_process');
    execFileSync('python3', ['-m', 'venv', '--without-pip', join(base, '.venv')]);
    const service = new RunService({
      store: { putRun: () => Promise.resolve() },
      folder: join(base, 'runs'),
      start: startRun,
      settings: () => ({ sandbox: 'off', limits: wide }),
      projectFolder: base,
    });
    const { runner, sandbox } = await service.place('python');
    assert.equal(sandbox, noSandbox);
    assert.match(runner.label, /\(\.venv\)$/);
  });
});
