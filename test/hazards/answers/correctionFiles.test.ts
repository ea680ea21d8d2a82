import assert from 'node:assert/strict';
import { existsSync, readFileSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { AnswerService, type AnswerContext } from '../../../src/answers/answerService.ts';
import {
  correctionContent,
  correctionFolder,
  readyCorrection,
  takeCorrection,
  takeUntaken,
  type CorrectionHome,
} from '../../../src/answers/correctionFiles.ts';
import { TouchstoneError } from '../../../src/platform/errors.ts';
import { sha256 } from '../../../src/platform/hash.ts';
import type { Project } from '../../../src/project/loadProject.ts';
import type { Store } from '../../../src/store/api/store.ts';
import { generation, me, newFolder, open, task } from '../../unit/store/support.ts';

/** A correction lies in a file that is the user's: nothing that the store says loses what is in it. */

const project = {
  config: { rubric: { criteria: [{ id: 'works', title: 'Works', max: 7 }] } },
  guidelines: { version: 'today' },
} as unknown as Project;

const fence = (code: string): string => `Here it is:\n\n\`\`\`python\n${code}\n\`\`\`\n`;
const responses = [fence('def f(x):\n    return x'), fence('def f(x):\n    return -x')] as const;

/** A project's folder with a store; `store` may be one that refuses. */
async function home() {
  const ownBase = await newFolder();
  const store = await open(ownBase);
  await store.upsertTasks([task('t', { language: 'python', generations: [...responses] })], ['m1', 'm2']);
  let refuses = false;
  const act: Store['act'] = (one) =>
    refuses ? Promise.reject(new TouchstoneError('store-unavailable', 'The disk is full.')) : store.act(one);
  const context: AnswerContext = {
    store: { ...pick(store), act },
    project,
    annotator: me,
    look: async (id) => ({ ...(await store.taskDetail(id, me)), shownOrder: [1, 2] }),
    known: async (id) => ({ ...(await store.taskDetail(id, me)), shownOrder: [1, 2] }),
    detail: (id) => store.taskDetail(id, me),
    forget: () => undefined,
  };
  const answers = new AnswerService(context, () => undefined);
  const here: CorrectionHome = { ownBase, annotator: me, store, answers };
  const annotation = async () => (await store.taskDetail('t', me)).annotation;
  /** `E`. */
  const open_ = async (side: 'A' | 'B') => {
    const detail = await store.taskDetail('t', me);
    const response = side === 'A' ? 1 : 2;
    const found = detail.generations.find((one) => one.response === response);
    assert.ok(found);
    const own =
      detail.annotation?.corrected === `Response ${response}` ? detail.annotation.correction : undefined;
    return readyCorrection(here, {
      link: { taskId: 't', response, part: 'code' },
      name: `${sha256('t', 16)}-${side}.py`,
      content: correctionContent(own ?? found.text, found, { part: 'code', task: { language: 'python' } }),
      generation: found,
      annotation: detail.annotation,
    });
  };
  /** Saves as the editor does. */
  const save = (file: string, text: string) => {
    writeFileSync(file, text);
    return takeCorrection(here, file, { text, asked: true });
  };
  return { here, store, annotation, open: open_, save, refuse: (yes: boolean) => (refuses = yes) };
}

function pick(store: Store): Omit<AnswerContext['store'], 'act'> {
  return {
    actMany: (...args) => store.actMany(...args),
    settle: (...args) => store.settle(...args),
    undo: (...args) => store.undo(...args),
    redo: (...args) => store.redo(...args),
    revert: (...args) => store.revert(...args),
    putLineComment: (...args) => store.putLineComment(...args),
    removeLineComment: (...args) => store.removeLineComment(...args),
    changeTags: (...args) => store.changeTags(...args),
    moveTagUses: (...args) => store.moveTagUses(...args),
  };
}

const read = (file: string): string => readFileSync(file, 'utf8');
const hour = 'def f(x):\n    # an hour of work\n    return x + 1\n';

test('what was saved while the store refused is in the file still when it is opened again, and is taken then', async () => {
  const p = await home();
  const { file } = await p.open('A');
  assert.equal(read(file), 'def f(x):\n    return x\n');
  p.refuse(true);
  await assert.rejects(p.save(file, hour), /disk is full/);
  const again = await p.open('A');
  assert.match(String(again.failed), /disk is full/);
  assert.equal(read(file), hour, 'refused twice, and there');
  p.refuse(false);
  assert.equal((await p.open('A')).taking, 'taken');
  assert.equal(read(file), hour);
  const stored = await p.annotation();
  assert.equal(stored?.corrected, 'Response 1');
  assert.match(stored?.correction ?? '', /an hour of work/);
});

test('what was saved while no project was open is taken when it is opened', async () => {
  const p = await home();
  const { file } = await p.open('B');
  assert.deepEqual(await takeUntaken(p.here), [], 'nothing was typed');
  writeFileSync(file, hour);
  assert.deepEqual(await takeUntaken(p.here), [{ file, taskId: 't', taking: 'taken' }]);
  assert.match((await p.annotation())?.correction ?? '', /an hour of work/);
  assert.deepEqual(await takeUntaken(p.here), [], 'once');
});

test('what the store refuses when the project is opened is named, and taken the next time', async () => {
  const p = await home();
  const { file } = await p.open('A');
  writeFileSync(file, hour);
  p.refuse(true);
  const [untaken] = await takeUntaken(p.here);
  assert.match(String(untaken?.failed), /disk is full/);
  p.refuse(false);
  assert.equal((await takeUntaken(p.here))[0]?.taking, 'taken');
});

test('what another program changed is taken; where the answer went on as well, it is kept beside', async () => {
  const p = await home();
  const { file } = await p.open('A');
  await p.save(file, hour);
  const merged = hour.replace('x + 1', 'x + 2');
  writeFileSync(file, merged);
  assert.equal((await p.open('A')).taking, 'taken');
  assert.match((await p.annotation())?.correction ?? '', /x \+ 2/);
  assert.equal(read(file), merged);

  const other = hour.replace('x + 1', 'x + 3');
  writeFileSync(file, other);
  const before = await p.annotation();
  await p.here.answers.edit('t', () => ({
    status: 'draft',
    answer: { corrected: 'Response 1', correction: fence('typed = "in the panel"') },
  }));
  const [left] = await takeUntaken(p.here);
  assert.equal(left?.taking, 'clash', 'nobody asked for it');
  const { kept } = await p.open('A');
  assert.ok(kept !== undefined && kept !== file);
  assert.equal(read(kept), other);
  assert.equal(read(file), 'typed = "in the panel"\n');
  assert.notEqual((await p.annotation())?.revision, before?.revision);
  assert.deepEqual(await takeUntaken(p.here), [], 'what is kept belongs to no answer');
});

test('a correction of B leaves that of A in its file and in the history', async () => {
  const p = await home();
  const a = await p.open('A');
  const small = 'def f(x):\n    return x+1\n';
  assert.equal(await p.save(a.file, small), 'taken');
  const b = await p.open('B');
  assert.equal(await p.save(b.file, 'def f(x):\n    return x+2\n'), 'replaced');
  assert.equal((await p.annotation())?.corrected, 'Response 2');
  const history = await p.store.history('t');
  assert.ok(
    history.some(({ answer }) => answer.corrected === 'Response 1' && answer.correction?.includes('x+1')),
    'though it differs by few characters',
  );
  const again = await p.open('A');
  assert.deepEqual(again, { file: a.file });
  assert.equal(read(a.file), small, 'its own text, not the response’s');
  assert.equal((await p.annotation())?.corrected, 'Response 2', 'looking at it changes nothing');
  assert.deepEqual(await takeUntaken(p.here), []);
  assert.equal(await p.save(a.file, small), 'replaced', 'who saves it means it');
});

test('saving the untouched file of one response leaves the correction of the other', async () => {
  const p = await home();
  const b = await p.open('B');
  await p.save(b.file, hour);
  const a = await p.open('A');
  assert.equal(await p.save(a.file, read(a.file)), 'same');
  assert.equal((await p.annotation())?.corrected, 'Response 2');
});

test('a file changed by another program never takes the place of the other response’s correction by itself', async () => {
  const p = await home();
  const a = await p.open('A');
  const b = await p.open('B');
  await p.save(b.file, hour);
  writeFileSync(a.file, hour.replace('+ 1', '+ 9'));
  assert.equal((await takeUntaken(p.here))[0]?.taking, 'clash');
  assert.equal((await p.annotation())?.corrected, 'Response 2');
  assert.equal((await p.open('A')).taking, 'clash');
  assert.match(read(a.file), /x \+ 9/, 'it is shown as it is');
});

test('a submitted answer is no draft again because a file changed', async () => {
  const p = await home();
  const { file } = await p.open('A');
  await p.save(file, hour);
  await p.here.answers.edit('t', ({ annotation }) => ({
    status: 'submitted',
    answer: { score1: 1, score2: 2, corrected: annotation?.corrected, correction: annotation?.correction },
  }));
  writeFileSync(file, hour.replace('+ 1', '+ 5'));
  assert.equal((await takeUntaken(p.here))[0]?.taking, 'judged');
  assert.equal((await p.annotation())?.status, 'submitted');
});

test('a correction of a response that was exchanged is neither taken nor lost', async () => {
  const p = await home();
  const { file } = await p.open('A');
  await p.store.putGeneration(generation('t', 1, fence('def g():\n    pass')));
  assert.equal(await p.save(file, hour), 'exchanged');
  assert.equal(await p.annotation(), undefined);
  const { kept } = await p.open('A');
  assert.equal(kept === undefined ? kept : read(kept), hour);
  assert.equal(read(file), 'def g():\n    pass\n');
});

test('a file of which nothing is known is kept, a link is not read, and another encoding is the editor’s affair', async () => {
  const p = await home();
  const { file } = await p.open('A');
  await p.store.setMeta(`correctionFile:${sha256('t', 16)}-A.py`, undefined);
  writeFileSync(file, hour);
  assert.deepEqual(await takeUntaken(p.here), []);
  const { kept } = await p.open('A');
  assert.equal(kept === undefined ? kept : read(kept), hour);

  const secret = join(p.here.ownBase, 'secret');
  writeFileSync(secret, 'secret');
  unlinkSync(file);
  symlinkSync(secret, file);
  assert.deepEqual(await takeUntaken(p.here), []);
  assert.deepEqual(await p.open('A'), { file });
  assert.equal(read(secret), 'secret');
  assert.equal(read(file), 'def f(x):\n    return x\n');

  const text = 'def f(x):\n    return "é"\n';
  writeFileSync(file, Buffer.from(text, 'latin1'));
  assert.equal(await takeCorrection(p.here, file, { text, asked: true }), 'taken');
  assert.match((await p.annotation())?.correction ?? '', /é/);
  assert.deepEqual(await takeUntaken(p.here), [], 'its bytes are known');
});

test('where the file cannot be written the former one stays', async () => {
  const p = await home();
  const { file } = await p.open('A');
  await p.save(file, hour);
  const there = correctionFolder(p.here);
  assert.ok(existsSync(there));
  const meta = p.here.store.setMeta.bind(p.store);
  const full: CorrectionHome = {
    ...p.here,
    store: {
      getMeta: (key) => p.store.getMeta(key),
      setMeta: (key, value) =>
        key.startsWith('correction:') ? Promise.reject(new Error('disk full')) : meta(key, value),
    },
  };
  const detail = await p.store.taskDetail('t', me);
  const [first] = detail.generations;
  assert.ok(first);
  const start = { content: 'other', generation: first, annotation: detail.annotation };
  const link = { taskId: 't', response: 1, part: 'code' } as const;
  await assert.rejects(
    readyCorrection(full, { link, name: `${sha256('t', 16)}-A.py`, ...start }),
    /disk full/,
  );
  assert.equal(read(file), hour);
});
