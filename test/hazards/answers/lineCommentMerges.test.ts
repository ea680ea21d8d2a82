import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commentsText } from '../../../src/annotation/commentsSection.ts';
import { answerOf } from '../../../src/answers/shownAnswer.ts';
import type { Act, LineComment } from '../../../src/domain/annotationHistory.ts';
import { act, me, openWithTasks } from '../../unit/store/support.ts';

const order: [1, 2] = [1, 2];

function line(startLine: number, text: string): LineComment {
  const place = {
    id: text,
    taskId: 't0',
    annotator: me,
    response: 1,
    startLine,
    endLine: startLine,
  } as const;
  return { ...place, quote: 'first of t0', text, at: '2026-01-01T00:00:00.000Z' };
}

test('a comment on lines that comes upon another writer’s change is in the answer, and out of it once it is removed', async () => {
  const store = await openWithTasks(1);
  await store.act(act('t0', 'draft', { comments: 'begun' }));
  /** As who looked before another one wrote. */
  const late = async (flag: string, lines: LineComment[]): Promise<Act> => {
    const { annotation } = await store.taskDetail('t0', me);
    const base = answerOf(annotation);
    await store.act(act('t0', 'draft', { ...base, flag }));
    const answer = { ...base, comments: commentsText(lines, base.comments, order) };
    return act('t0', 'draft', answer, { expectedRevision: annotation?.revision, base });
  };
  const found = async (): Promise<(string | undefined)[]> => {
    const { annotation } = await store.taskDetail('t0', me);
    return [annotation?.comments, annotation?.flag];
  };
  const [one, two] = [line(1, 'why?'), line(2, 'and here?')];
  await store.putLineComment(one, await late('first', [one]));
  assert.deepEqual(await found(), [commentsText([one], 'begun', order), 'first']);
  await store.putLineComment(two, await late('second', [one, two]));
  assert.deepEqual(await found(), [commentsText([one, two], 'begun', order), 'second']);
  await store.removeLineComment(me, one.id, await late('third', [two]));
  assert.deepEqual(await found(), [commentsText([two], 'begun', order), 'third']);
  await store.removeLineComment(me, two.id, await late('fourth', []));
  assert.deepEqual(await found(), ['begun', 'fourth']);
});
