import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bestModel } from '../../../../src/insights/several/bestModel.ts';
import type { ComparedProject, ComparedTask } from '../../../../src/insights/several/comparedProject.ts';
import { Links } from '../../../../src/insights/sections/view.ts';
import { SeededRandom } from '../../../../src/stats/base/seededRandom.ts';
import { bradleyTerry } from '../../../../src/stats/ranking/bradleyTerry.ts';
import type { Comparison } from '../../../../src/stats/ranking/comparisons.ts';
import { each } from '../../../each.ts';
import { chartOf, rubric } from '../sections/support.ts';

function project(
  models: [string, string],
  leads: readonly number[],
  more: Partial<ComparedProject> = {},
): ComparedProject {
  const tasks = leads.map((lead, n): ComparedTask => ({
    id: `t${n}`,
    instruction: `Write ${n}.`,
    lead,
    isUnseen: false,
  }));
  const name = models.join(' and ');
  const facts = { folder: `/${name}`, name, models, blind: false, guidelinesVersion: 'v1', rubric };
  return { ...facts, isHidden: false, tasks, ...more };
}

function ranked(projects: ComparedProject[], mayOpen?: (id: string) => boolean) {
  const links = new Links(mayOpen);
  const own = new Map(projects[0]?.tasks.map(({ id, instruction }) => [id, instruction]));
  const ownId = (task: { id: string; instruction: string }): string | undefined =>
    own.get(task.id) === task.instruction ? task.id : undefined;
  return { section: bestModel({ projects, ownId, links }), links };
}

const random = new SeededRandom(4);
const leads = (count: number, better: number): number[] =>
  Array.from({ length: count }, () => (random.below(10) < better ? 1 : random.below(3) - 1));
const [first, second] = [leads(60, 5), leads(60, 7)];
const two = [project(['a', 'b'], first), project(['b', 'c'], second)];

test('three models of two projects stand on one scale, that of src/stats', () => {
  const { section } = ranked(two);
  const comparisons = first.map((lead, n): Comparison[] => [
    { first: 'a', second: 'b', score: lead > 0 ? 1 : lead < 0 ? 0 : 0.5 },
    { first: 'b', second: 'c', score: (second[n] ?? 0) > 0 ? 1 : (second[n] ?? 0) < 0 ? 0 : 0.5 },
  ]);
  const expected = bradleyTerry(comparisons, { draws: 1000, seed: 1 });
  assert.ok('models' in expected);
  const rows = chartOf(section, 0, 'rows').rows;
  assert.deepEqual(
    rows.map(({ label }) => label),
    expected.models.map(({ model }) => model),
  );
  for (const [i, { value }] of each(rows).entries()) {
    const strength = expected.models[i]?.strength.value ?? NaN;
    assert.ok(Math.abs((value ?? NaN) - 1 / (1 + Math.exp(-strength))) < 1e-12);
  }
  const pairs = chartOf(section, 2, 'rows').rows;
  assert.deepEqual(
    pairs.map(({ value }) => value),
    expected.pairs.map(({ chance }) => chance.value),
  );
  assert.match(section.method, /60 tasks of 2 projects, 60 of them judged in more than one/);
  assert.equal(section.verdict.mark, 'decided');
});

test('each mark opens its tasks, as far as this project has them', () => {
  const other = project(['b', 'c'], [1, 1, -1, 1, 1, -1, 1, 1, 0]);
  other.tasks.forEach((task, n) => {
    if (n === 1) task.instruction = 'Write another thing.';
    if (n === 3) task.id = 'elsewhere';
  });
  const { section, links } = ranked([project(['a', 'b'], [1, -1, 0, 1, -1, 1, 1, -1, 1]), other]);
  const { rows: models, cells } = chartOf(section, 1, 'grid');
  const cell = (winner: string, loser: string) => cells[models.indexOf(winner)]?.[models.indexOf(loser)];
  assert.equal(cell('b', 'c')?.count, 6);
  assert.deepEqual(links.tasksOf(cell('b', 'c')?.link ?? '')?.ids, ['t0', 't4', 't6', 't7']);
  assert.deepEqual(links.tasksOf(cell('c', 'b')?.link ?? '')?.ids, ['t2', 't5']);
  assert.equal(cell('a', 'c')?.link, undefined, 'they never met');
  for (const { link } of each(chartOf(section, 0, 'rows').rows))
    assert.ok((links.tasksOf(link ?? '')?.ids.length ?? 0) > 0);
  for (const id of each(links.ids)) assert.doesNotMatch(links.tasksOf(id)?.title ?? '', /\b[abc]\b/);
  const { links: few } = ranked([project(['a', 'b'], [1, -1, 0]), other], (id) => id === 't2');
  for (const id of each(few.ids)) assert.deepEqual(few.tasksOf(id)?.ids, ['t2']);
});

test('names of a blind project stay hidden, and tell nothing by what it has in common with another', () => {
  const hidden = project(['secret', 'b'], leads(30, 5), { blind: true, isHidden: true });
  const { section } = ranked([hidden, ...two]);
  const text = JSON.stringify(section);
  assert.doesNotMatch(text, /secret/);
  assert.match(text, /Model 1/);
  assert.deepEqual(section.verdict, { mark: 'look', text: 'No common scale' });
  assert.ok(section.sentence.includes('Model 1, Model 2') && /a, b, c|c, b, a/.test(section.sentence));
  const both = [hidden, project(['b', 'c'], second, { blind: true, isHidden: true })];
  const rows = chartOf(ranked(both).section, 0, 'rows').rows.map(({ label }) => label);
  assert.deepEqual(rows.toSorted(), ['Model 1', 'Model 2', 'Model 3']);
});

test('of a blind project tasks that one has not submitted count once they are eight', () => {
  const unseen = (count: number): ComparedProject => {
    const made = project(
      ['b', 'c'],
      Array.from({ length: 20 }, (_, n) => (n < count || n % 3 === 0 ? -1 : 1)),
    );
    made.tasks.forEach((task, n) => (task.isUnseen = n < count));
    return made;
  };
  const won = (count: number): number => {
    const { rows, cells } = chartOf(ranked([project(['a', 'b'], first), unseen(count)]).section, 1, 'grid');
    return cells[rows.indexOf('c')]?.[rows.indexOf('b')]?.count ?? NaN;
  };
  assert.equal(won(7), 4, 'of the others alone');
  assert.equal(won(8), 12);
});

test('what cannot be ranked is said, and other guidelines and rubrics are', () => {
  const beaten = ranked([project(['a', 'b'], [1, 1, 1, 1, 1, 1, 1, 1])]).section;
  assert.deepEqual(beaten.verdict, { mark: 'look', text: 'Not to be ranked' });
  assert.match(beaten.sentence, /^b took nothing off a/);
  assert.equal(ranked([project(['a', 'a'], [1, 1])]).section.verdict.text, 'Too few tasks');
  assert.equal(ranked([project(['a', 'b'], [1, -1])]).section.verdict.text, 'Too few tasks');
  assert.equal(ranked(two).section.advice, undefined);
  const wide = { criteria: [{ id: 'all', title: 'All', max: 10 }] };
  const { advice } = ranked([
    project(['a', 'b'], first),
    project(['b', 'c'], second, { rubric: wide, guidelinesVersion: 'v2' }),
  ]).section;
  assert.match(advice ?? '', /rubrics differ \(7, 10 points at most\).*guidelines differ/);
});
