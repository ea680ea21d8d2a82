import { equal, match } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { command, openProject } from './support/recorded.ts';
import { ownFolder } from './support/extension.ts';
import { test } from './support/harness.ts';
import { each } from '../each.ts';

const tells = 'import sys\nprint(sys.prefix)';

async function prefixes(name: string): Promise<string[]> {
  const touchstone = await openProject(name, { task: [tells, tells] });
  await command('runBoth', 'task');
  const runs = (await touchstone.runs('task')).filter((run) => run.input === undefined);
  equal(runs.length, 2);
  for (const run of runs) match(run.sandbox, /^bubblewrap/);
  return runs.map((run) => run.stdout.trim());
}

test('the environment that is chosen in the Python extension runs the responses, in the sandbox too', async () => {
  const environment = join(ownFolder(), 'chosen environment');
  execFileSync('python3', ['-m', 'venv', '--without-pip', environment]);
  const before = await prefixes('python-default');
  process.env['STANDIN_PYTHON_ENVIRONMENT'] = environment;
  try {
    for (const prefix of each(await prefixes('python-chosen'))) equal(prefix, environment);
  } finally {
    delete process.env['STANDIN_PYTHON_ENVIRONMENT'];
  }
  // Nothing is remembered: who chooses another one gets it.
  equal((await prefixes('python-default-again'))[0], before[0]);
});
