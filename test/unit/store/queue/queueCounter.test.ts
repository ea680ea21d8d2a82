import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Database } from '../../../../src/store/sqlite/database.ts';
import { handle } from '../../../../src/store/thread/handlers.ts';
import { act, me, models, tasks } from '../support.ts';

test('a read that another program keeps from its end leaves the counts as they were, to be read again', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-counter-'));
  const db = new Database(join(folder, 'store.sqlite'));
  t.after(() => {
    db.close();
    rmSync(folder, { recursive: true });
  });
  handle(db, 'upsertTasks', [tasks(40), models]);
  const total = (): number => handle(db, 'queueCounts', [me, { states: ['to-score', 'draft'] }]).total;
  const all = db.all.bind(db);
  const locked = Object.assign(new Error('database is locked'), { errcode: 5, code: 'ERR_SQLITE_ERROR' });
  const failsAt = (call: number): void => {
    let calls = 0;
    db.all = (...args: Parameters<typeof all>) => {
      if (++calls === call) throw locked;
      return all(...args);
    };
  };
  // While all is read for the first time, then while what changed is.
  for (const call of [2, 2]) {
    failsAt(call);
    assert.throws(total, locked);
    db.all = all;
    assert.equal(total(), 40);
    handle(db, 'act', [act('t0', 'draft', { comments: 'c' })]);
  }
  assert.equal(total(), 40);
});
