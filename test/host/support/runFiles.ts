import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';
import { chooseFiles } from './choice.ts';
import { extension, ownFolder, setOwnFolder } from './extension.ts';
import { writeInto } from './harness.ts';
import { leave } from './leave.ts';
import { TapReport } from './tapReport.ts';

/** The test files of an entry: what loads each, by its name without `.test.ts`. Loading names the tests. */
export type Files = Record<string, () => Promise<unknown>>;

const limitMs = 60_000;

/**
 * Runs test files one after another inside the extension host and closes with `HOST n passed, n failed`. Every file finds a copy of the
 * sample project of its own, and leaves editors, terminals and settings as it found them; so it passes alone and in any order.
 * @param folder where the files are, below `test/host`: one that nobody listed is an error
 */
export async function runFiles(files: Files, folder = '.'): Promise<void> {
  assertAllListed(files, folder);
  const mocha = new Mocha({ reporter: TapReport, timeout: limitMs, forbidOnly: true, forbidPending: true });
  const { TOUCHSTONE_HOST_GREP: grep } = process.env;
  if (grep) mocha.grep(grep);
  for (const name of chooseFiles(Object.keys(files))) {
    const suite = Mocha.Suite.create(mocha.suite, name);
    suite.beforeAll('a project of its own', () => enter(name));
    const globals = {} as Mocha.MochaGlobals;
    Mocha.interfaces.bdd?.(suite);
    suite.emit(Mocha.Suite.constants.EVENT_FILE_PRE_REQUIRE, globals, name, mocha);
    writeInto(globals);
    await files[name]?.();
    // After the file's own hooks: it clears away what they left.
    suite.afterAll('as it was found', leave);
  }
  const failed = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failed > 0) throw new Error(`${failed} host tests failed`);
}

function enter(name: string): void {
  setOwnFolder(name);
  const sample = join(extension().extensionPath, 'media', 'sample');
  cpSync(sample, join(ownFolder(), 'sample'), { recursive: true });
}

function assertAllListed(files: Files, folder: string): void {
  const there = readdirSync(join(extension().extensionPath, 'test', 'host', folder))
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => name.replace('.test.ts', ''));
  const missing = there.filter((name) => !(name in files));
  if (missing.length > 0) throw new Error(`not listed in the entry: ${missing.join(', ')}`);
}
