import { deepEqual, equal, match, ok } from 'node:assert/strict';
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { openWorkbench } from '../host/harness/index.mjs';
import { trapProject } from '../hazards/clone/trapProject.ts';
import { Listener } from '../host/support/listener.ts';
import { temporaryFolder } from '../unit/runs/tools.ts';
import { each } from '../each.ts';
import { need, Person } from './support/person.ts';
import { stepsOf } from './support/steps.ts';
import { eventually, keysWork } from './support/wait.ts';

/** A clone that is full of traps is trusted, and each of its tasks is opened and run: nothing of it gets out of the sandbox. */

const secrets = {
  HF_TOKEN: 'hf_planted_in_the_environment',
  ARGILLA_API_URL: 'http://127.0.0.1:9',
  ARGILLA_API_KEY: 'planted.argilla.key',
  OPENAI_API_KEY: 'sk-planted-in-the-environment',
};

const sampleFolder = join(import.meta.dirname, '..', '..', 'media', 'sample');

/** Programs that tell what they see and write where they can, by language. `%` stands for a file outside. */
const programs: Record<string, string> = {
  python:
    'import os, platform, json, random\nprint(dict(os.environ))\ntry:\n    open("%", "w").write("out")\nexcept OSError: print("kept in")',
  javascript:
    'console.log(JSON.stringify(process.env)); try { require("fs").writeFileSync("%", "out") } catch { console.log("kept in") }',
  typescript:
    'import { writeFileSync } from "node:fs";\nconst env: object = process.env;\nconsole.log(env);\ntry { writeFileSync("%", "out") } catch { console.log("kept in") }',
  bash: 'env\necho out > "%" || echo "kept in"',
  go: 'package main\nimport ("fmt"; "os")\nfunc main() { fmt.Println(os.Environ()); if os.WriteFile("%", nil, 0o600) != nil { fmt.Println("kept in") } }',
  rust: 'fn main() { for v in std::env::vars() { println!("{:?}", v) } if std::fs::write("%", "out").is_err() { println!("kept in") } }',
  java: 'public class Main { public static void main(String[] a) { System.out.println(System.getenv()); try { java.nio.file.Files.writeString(java.nio.file.Path.of("%"), "out"); } catch (java.io.IOException e) { System.out.println("kept in"); } } }',
  c: '#include <stdio.h>\nextern char **environ;\nint main(void) { for (char **e = environ; *e; e++) puts(*e); if (!fopen("%", "w")) puts("kept in"); return 0; }',
  cpp: '#include <cstdio>\n#include <iostream>\nextern char **environ;\nint main() { for (char **e = environ; *e; e++) std::cout << *e << "\\n"; if (!std::fopen("%", "w")) std::cout << "kept in\\n"; }',
};

test('a trusted clone that is full of traps', { timeout: 600_000 }, async (t) => {
  const trap = await trapProject();
  const outside = temporaryFolder('traps-outside');
  const listener = await Listener.start();
  writeProject(trap.folder, outside, listener.url);
  const before = snapshot(trap.folder);
  const watcher = watchProcesses(trap.folder);
  const workbench = await openWorkbench({ vsix: need('TOUCHSTONE_VSIX'), folder: trap.folder, env: secrets });
  try {
    await play();
  } finally {
    watcher.stop();
    listener.close();
    // Before the folder is removed that it has open.
    await workbench.close();
  }

  async function play(): Promise<void> {
    const { page } = workbench;
    page.setDefaultTimeout(30_000);
    const me = new Person(page, 'traps');
    const step = stepsOf(t, me, workbench);
    const quiet = async (): Promise<void> => {
      deepEqual(await trap.sprung(), []);
      deepEqual([...watcher.seen], []);
      deepEqual(readdirSync(outside), ['theirs']);
      equal(readFileSync(join(outside, 'theirs'), 'utf8'), 'as it was');
      deepEqual(listener.requests, []);
    };

    await step('to open it starts nothing', async () => {
      await me.openTouchstone();
      await me.row('To score').waitFor();
      await quiet();
    });

    for (const language of each(Object.keys(programs)))
      await step(`${language}: a click starts nothing, a run stays in the sandbox`, async () => {
        await me.row(`Tell in ${language}.`).click();
        const frame = await me.review();
        await frame.getByRole('heading', { name: `Tell in ${language}.` }).waitFor();
        await keysWork(page, frame);
        await quiet();
        await page.keyboard.press('r');
        // Two responses as they are written; a compiler that is called for the first time takes its time.
        await eventually('both ran', () => Promise.resolve(runs(trap.folder, language).length >= 2), 120_000);
        for (const { verdict, sandbox, evidence } of runs(trap.folder, language)) {
          equal(verdict, 'ran', evidence);
          match(sandbox, /^bubblewrap/);
          // The clone's own interpreter answers in its place, within the sandbox.
          match(evidence, language === 'python' ? /\(\.venv\)/ : /kept in/);
          for (const secret of each(Object.values(secrets))) ok(!evidence.includes(secret), evidence);
        }
        await quiet();
      });

    await step(
      'where a secret would be needed for its servers it is asked for, and nobody is called',
      async () => {
        await me.command('Push');
        await page
          .locator('.quick-input-widget:visible, .monaco-dialog-box, .notification-list-item')
          .first()
          .waitFor();
        await page.keyboard.press('Escape');
        await quiet();
      },
    );

    await step('nothing is written but into its own folder', async () => {
      const changed = [...snapshot(trap.folder)].filter(([name, what]) => before.get(name) !== what);
      const names = changed.map(([name]) => name).filter((name) => !name.startsWith('.touchstone'));
      deepEqual(names, []);
      ok(changed.length > 0, 'the store is there');
      ok(watcher.looks() > 20, 'processes were looked at');
    });
  }
});

function writeProject(folder: string, outside: string, url: string): void {
  writeFileSync(join(outside, 'theirs'), 'as it was');
  const file = join(outside, 'mark');
  const rows = Object.entries(programs).map(([language, code]) => {
    const answer = `\`\`\`${language}\n${code.replaceAll('%', file)}\n\`\`\``;
    return { id: language, instruction: `Tell in ${language}.`, language, a: answer, b: answer };
  });
  writeFileSync(join(folder, 'tasks.jsonl'), rows.map((row) => JSON.stringify(row)).join('\n'));
  // A link where a file of ours may come to lie.
  mkdirSync(join(folder, '.touchstone'));
  symlinkSync(join(outside, 'theirs'), join(folder, '.touchstone', '.gitignore'));
  const columns = { instruction: 'instruction', id: 'id', language: 'language', generations: ['a', 'b'] };
  const sample = JSON.parse(readFileSync(join(sampleFolder, 'touchstone.json'), 'utf8')) as object;
  cpSync(join(sampleFolder, 'guidelines.md'), join(folder, 'guidelines.md'));
  const config = {
    ...sample,
    name: 'traps',
    tasks: { source: 'file', path: 'tasks.jsonl', columns },
    models: [
      { name: 'one', provider: 'openai', url: `${url}/v1` },
      { name: 'two', provider: 'tgi', url, chatTemplate: 'auto' },
    ],
    argilla: { url, workspace: 'argilla', dataset: 'traps' },
  };
  writeFileSync(join(folder, 'touchstone.json'), JSON.stringify(config));
  mkdirSync(join(folder, '.vscode'), { recursive: true });
}

/** What a folder holds, links not followed. */
function snapshot(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) found.set(relative(folder, path), `${statSync(path).size} ${statSync(path).mtimeMs}`);
    else found.set(relative(folder, path), entry.isSymbolicLink() ? readlinkSync(path) : 'folder');
  }
  return found;
}

interface StoredRun {
  verdict: string;
  sandbox: string;
  evidence: string;
}

function runs(folder: string, language: string): StoredRun[] {
  const db = new DatabaseSync(join(folder, '.touchstone', 'touchstone.sqlite'), { readOnly: true });
  try {
    return db
      .prepare('SELECT runs.* FROM runs JOIN tasks ON tasks.position = runs.task WHERE tasks.id = ?')
      .all(language)
      .map((row) => ({
        verdict: String(row['verdict']),
        sandbox: String(row['sandbox']),
        evidence: JSON.stringify(row),
      }));
  } finally {
    db.close();
  }
}

/** Looks at the machine's processes again and again: those that were started from a folder, in the mounts that we have ourselves. */
function watchProcesses(folder: string) {
  const seen = new Set<string>();
  let looks = 0;
  const own = readlinkSync('/proc/self/ns/mnt');
  const look = (): void => {
    looks++;
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
      try {
        if (readlinkSync(`/proc/${pid}/ns/mnt`) !== own) continue; // within a sandbox
        const [program = '', script = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        for (const path of [readlinkSync(`/proc/${pid}/exe`), program, script])
          if (path.startsWith(`${folder}/`)) seen.add(path);
      } catch {
        // It has ended, or is the system's.
      }
  };
  const timer = setInterval(look, 20);
  return { seen, looks: () => looks, stop: () => clearInterval(timer) };
}
