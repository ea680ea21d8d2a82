import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { readSampleAnswers, sampleFileName } from '../../../src/answers/sampleFile.ts';
import { programOf } from '../../../src/code/program.ts';
import { InsightsClient } from '../../../src/insights/insightsClient.ts';
import type { Insights } from '../../../src/insights/insightsJob.ts';
import { guidelinesVersion } from '../../../src/project/guidelinesVersion.ts';
import { loadProject, type Project } from '../../../src/project/loadProject.ts';
import type { SampleAnswers } from '../../../src/store/api/sampleAnswers.ts';
import type { Store } from '../../../src/store/api/store.ts';
import { openStore } from '../../../src/store/thread/storeClient.ts';
import { loadTasks } from '../../../src/tasks/loadTasks.ts';
import type { LoadedTasks } from '../../../src/tasks/mapping/collectTasks.ts';
import { each } from '../../each.ts';
import { storeWorker } from '../../storeWorker.ts';
import { depsOf } from '../../unit/tasks/support.ts';

/** The sample that is judged already: what it promises of its tasks and answers, and that they are nobody's here. */

const bundled = new URL('../../../media/sample-judged/', import.meta.url).pathname;
const me = 'local:somebody';

interface Sample {
  project: Project;
  loaded: LoadedTasks;
  store: Store;
  answers: SampleAnswers;
}

async function openSample(t: TestContext): Promise<Sample> {
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-judged-'));
  await cp(bundled, folder, { recursive: true });
  const project = await loadProject(folder);
  const store = await openStore(folder, { worker: storeWorker });
  t.after(async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });
  const loaded = await loadTasks(project, depsOf());
  assert.deepEqual(loaded.warnings, []);
  const [first, second] = project.config.models;
  await store.upsertTasks(loaded.tasks, [first.name, second.name]);
  const { rubric } = project.config;
  const texts = [await readFile(join(folder, 'guidelines-before.md'), 'utf8'), project.guidelines.text];
  const guidelines = texts.map((text) => ({ text, version: guidelinesVersion(text, rubric) }));
  const taskIds = loaded.tasks.map(({ id }) => id);
  const file = await readFile(join(folder, sampleFileName), 'utf8');
  return { project, loaded, store, answers: readSampleAnswers(file, rubric, { guidelines, taskIds }) };
}

async function nothingIsMine(store: Store): Promise<void> {
  const { byState, total } = await store.counts(me);
  assert.deepEqual([byState['to-score'], byState.submitted, total], [60, 0, 60]);
}

async function insightsOf({ project, store }: Sample): Promise<Insights> {
  const client = new InsightsClient(store.path);
  const { rubric, judges = [] } = project.config;
  const job = { rubric, models: ['One', 'Two'] as [string, string], choices: {}, blind: false, me };
  return client
    .compute({ ...job, judges: judges.map(({ name }) => ({ id: name, label: name, isOwn: false })) })
    .finally(() => client.close());
}

test('its answers are those of its own annotators, once, and never the user’s', async (t) => {
  const { store, answers, loaded } = await openSample(t);
  assert.equal(loaded.tasks.length, 60);
  assert.equal(await store.putSampleAnswers(answers), answers.answers.length);
  assert.equal(await store.putSampleAnswers(answers), 0, 'a second time nothing is written');
  await nothingIsMine(store);
  assert.deepEqual(await store.otherPeople(me), [], 'nobody is asked whether they are theirs');
  for (const { name } of each(answers.annotators)) {
    assert.deepEqual(await store.outbox(name, 10), [], 'nothing waits to be sent');
    assert.equal((await store.counts(name)).byState.submitted, 50);
  }
  assert.deepEqual(await store.outbox(me, 10), []);
  assert.equal(await store.undo(me, false), undefined, 'there is nothing of theirs to be undone');
  const judged = new Set(answers.answers.map(({ taskId }) => taskId));
  assert.equal(judged.size, 60, 'every task has an answer');
  assert.equal((await store.judgedTasks()).length, 60);
});

test('names of others are not taken in', async (t) => {
  const { store, answers } = await openSample(t);
  const [one] = answers.answers;
  assert.ok(one);
  const forged = {
    ...answers,
    annotators: [{ name: me, label: 'Ada' }],
    answers: [{ ...one, annotator: me }],
  };
  assert.equal(await store.putSampleAnswers(forged), 0);
  await nothingIsMine(store);
});

test('insights, agreement and the judge have something to say', async (t) => {
  const sample = await openSample(t);
  await sample.store.putSampleAnswers(sample.answers);
  const insights = await insightsOf(sample);
  assert.equal(insights.counts, '60 tasks judged · 100 answers · 2 annotators');
  const said = new Map(insights.sections.map(({ id, verdict }) => [id, verdict.text]));
  for (const id of each([
    'better',
    'scores',
    'criteria',
    'wins',
    'annotators',
    'failures',
    'judge',
    'judgeBias',
    'fair',
    'time',
    'progress',
  ]))
    assert.ok(said.has(id), `${id} is among ${[...said.keys()].join(', ')}`);
  assert.equal(said.get('better'), 'Decided');
  const filters = insights.filters.map(({ id, options }) => [id, options.length]);
  assert.ok(filters.some(([id]) => id === 'language') && filters.some(([id]) => id === 'version'));
});

test('what annotators say of correctness is what the tests of the tasks show', async (t) => {
  const { loaded, answers } = await openSample(t);
  const cases = loaded.tasks.flatMap((task) =>
    (task.generations ?? []).flatMap((text, i) => {
      if (task.tests === undefined || text === null) return [];
      const code = programOf(text, { taskLanguage: task.language })?.code ?? '';
      const given = answers.answers
        .filter(({ taskId }) => taskId === task.id)
        .map(({ answer }) => (i === 0 ? answer.points1 : answer.points2)?.['correctness'] ?? 0);
      const program = `${code}\n${[task.tests].flat().join('\n')}`;
      return [{ language: task.language, program, isFull: given.every((points) => points === 3) }];
    }),
  );
  const passed = new Map<string, boolean>();
  for (const language of each(['python', 'javascript'])) {
    const programs = cases.filter((one) => one.language === language).map(({ program }) => program);
    const results = await runAll(language, programs);
    assert.equal(results.length, programs.length);
    for (const [i, program] of programs.entries()) passed.set(program, results[i] === true);
  }
  assert.ok(cases.length >= 70, `${cases.length} responses have tests`);
  const some = (of: boolean): boolean => cases.some(({ program }) => passed.get(program) === of);
  assert.ok(some(true) && some(false), 'some pass and some do not');
  const against = cases.filter(({ program, isFull }) => isFull && passed.get(program) === false);
  const alike = cases.filter(({ program, isFull }) => isFull === passed.get(program));
  assert.ok(alike.length / cases.length > 0.7, `${alike.length} of ${cases.length}`);
  assert.ok(against.length / cases.length < 0.1, `${against.length} of ${cases.length} against the tests`);
});

/** Whether each program ends without an error; all in one process. */
async function runAll(language: string, programs: readonly string[]): Promise<unknown[]> {
  const runner =
    language === 'python'
      ? `import json, sys, io, contextlib
def passes(program):
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(program, {"__name__": "__main__"})
        return True
    except BaseException:
        return False
print(json.dumps([passes(program) for program in json.load(sys.stdin)]))`
      : `const passes = (program) => {
  try { new Function('require', 'console', program)(require, { log() {} }); return true; } catch { return false; }
};
const programs = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(programs.map(passes)));`;
  const [command, flag] = language === 'python' ? ['python3', '-c'] : [process.execPath, '-e'];
  const { child, done } = started(command, [flag, runner]);
  child.stdin?.end(JSON.stringify(programs));
  return JSON.parse(await done) as unknown[];
}

function started(command: string, args: string[]) {
  const { promise: done, resolve, reject } = Promise.withResolvers<string>();
  const child = execFile(command, args, { timeout: 60_000 }, (error, stdout) =>
    error ? reject(new Error(`${command} ended with ${error.message}`)) : resolve(stdout),
  );
  return { child, done };
}
