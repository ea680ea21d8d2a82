import assert from 'node:assert/strict';
import { test } from 'node:test';
import { each } from '../../each.ts';
import { withRuns } from '../../../webview/review/state/liveChanges.ts';
import { RunChanges } from '../../../src/ui/runs/runChanges.ts';
import type { RunView } from '../../../src/protocol/reviewViews.ts';
import { response, run, state } from '../../page/support/states.ts';

/** What the host tells of runs under way, and what the page makes of it. */

const live = (change: Partial<RunView> = {}): RunView =>
  run({ id: 'live', status: 'waiting', stdout: '', ...change });

function host() {
  const changes = new RunChanges();
  let page = state({ responses: [response('A'), response('B', { runs: [run()] })] });
  return {
    changes,
    /** One tick: gives how many bytes of output went out. */
    tell(): number {
      let bytes = 0;
      for (const told of changes.take()) {
        const shown = told.changes.map((change) => ({ ...change, subject: 'A' as const }));
        for (const { stdout, stderr } of shown)
          bytes += Buffer.byteLength((stdout?.text ?? '') + (stderr?.text ?? ''));
        page = withRuns(page, shown);
      }
      return bytes;
    },
    get page() {
      return page;
    },
  };
}

test('a run appears, prints and ends; the other response stays the same object', () => {
  const view = live({ inputId: 'i' });
  const shown = host();
  shown.changes.head('t', 1, view);
  shown.tell();
  const [, other] = shown.page.responses;
  assert.equal(shown.page.responses[0].runs[0]?.status, 'waiting');
  assert.equal(shown.page.responses[0].tested, 0);
  Object.assign(view, { status: 'running', stdout: 'one\n' });
  shown.changes.head('t', 1, view);
  shown.tell();
  view.stdout += 'two\n';
  shown.changes.output('t', 1, view);
  shown.tell();
  assert.equal(shown.page.responses[0].runs[0]?.stdout, 'one\ntwo\n');
  Object.assign(view, { id: 'stored', status: 'passed' });
  shown.changes.head('t', 1, view, true);
  shown.tell();
  const [ended] = shown.page.responses[0].runs;
  assert.deepEqual([ended?.id, ended?.status, ended?.stdout], ['stored', 'passed', 'one\ntwo\n']);
  assert.deepEqual([shown.page.responses[0].tested, shown.page.responses[0].passed], [1, 1]);
  assert.equal(shown.page.responses[1], other);
  assert.equal(shown.tell(), 0, 'nothing is told twice');
});

test('a new run of the same input begins empty', () => {
  const shown = host();
  const first = live({ stdout: 'old' });
  shown.changes.head('t', 1, first);
  shown.tell();
  shown.changes.head('t', 1, live({ id: 'another' }));
  shown.tell();
  assert.deepEqual(
    shown.page.responses[0].runs.map(({ id, stdout }) => [id, stdout]),
    [['another', '']],
  );
});

test('much output is told in bounded pieces, whole in the end, and never half a character', () => {
  const shown = host();
  const text = '😀 a line of a program that prints and prints\n'.repeat(400);
  const views = ['i', 'j', 'k'].map((inputId) =>
    live({ id: inputId, inputId, status: 'running', stdout: text }),
  );
  for (const view of views) shown.changes.head('t', 1, view);
  let ticks = 0;
  while (shown.changes.waiting) {
    assert.ok(shown.tell() <= 7_000);
    for (const { stdout } of each(shown.page.responses[0].runs)) assert.ok(stdout.isWellFormed());
    ticks += 1;
  }
  assert.ok(ticks > 5 && ticks < 20, String(ticks));
  assert.ok(each(shown.page.responses[0].runs).every(({ stdout }) => stdout === text));
});

test('a piece that a snapshot has told already changes nothing, nor does one with a gap before it', () => {
  const before = state({ responses: [response('A', { runs: [live({ stdout: 'abcdef' })] }), response('B')] });
  const piece = (at: number, text: string) => {
    const { stdout: _out, stderr: _err, ...head } = live();
    return withRuns(before, [{ subject: 'A', run: head, stdout: { at, text } }]).responses[0].runs[0]?.stdout;
  };
  assert.deepEqual([piece(2, 'cd'), piece(4, 'efg'), piece(9, 'x')], ['abcdef', 'abcdefg', 'abcdef']);
});
