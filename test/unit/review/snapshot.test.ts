import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StepOffer } from '../../../src/domain/annotationHistory.ts';
import type { ReviewState } from '../../../src/protocol/reviewState.ts';
import { each } from '../../each.ts';
import { project } from '../../page/support/fixture.ts';
import { inputs, runsA, tested } from '../../page/support/runStates.ts';
import { input, response, run, state, type Scene } from '../../page/support/states.ts';
import { suggested, suggestions } from '../../page/support/suggestedState.ts';

/** The rules of what the page is told; the fixtures show Response 2 as A. */

const full = { documentation: 1, example: 2, correctness: 3 };
const judged = { points: { A: full, B: full } };
const [llama, mixtral] = project.config.models.map(({ name }) => name);
const models = (shown: ReviewState): (string | undefined)[] => shown.responses.map(({ model }) => model);

test('no model of a blind project is named before the submit, nor in anything that is sent', () => {
  const failed = {
    failure: { code: 'model-missing', message: `${llama} is not there`, action: `Ask ${llama}'s owner` },
  } as const;
  const by = { agent: llama ?? '', origin: 'agent', at: '2026-01-01T10:00:00.000Z' } as const;
  const open: Scene[] = [
    {},
    { answer: judged },
    { answer: judged, status: 'discarded' },
    { responses: [response('A'), response('B', { state: 'failed', text: '', ...failed })] },
    { responses: [response('A', { state: 'generating', text: 'def' }), response('B')] },
    { answer: judged, suggestions: [{ ...by, field: 'comments', value: `${llama} is better` }] },
    { answer: judged, status: 'submitted', revealAfterSubmit: false },
  ];
  for (const scene of open) {
    const shown = state(scene);
    assert.deepEqual(models(shown), [undefined, undefined]);
    assert.doesNotMatch(JSON.stringify(shown), /llama|mixtral/i);
  }
});

test('models are named after the submit, and all the time where nothing is blind', () => {
  assert.deepEqual(models(state({ answer: judged, status: 'submitted' })), [mixtral, llama]);
  assert.deepEqual(models(state({ config: { blind: false } })), [mixtral, llama]);
  const regenerated = [response('A', { model: 'another' }), response('B')] satisfies Scene['responses'];
  assert.deepEqual(models(state({ config: { blind: false }, responses: regenerated })), ['another', llama]);
  // Who was asked is told where nothing came.
  const missing = [response('A', { state: 'missing', text: '' }), response('B')] satisfies Scene['responses'];
  assert.deepEqual(models(state({ config: { blind: false }, responses: missing })), [mixtral, llama]);
});

test('a failure is told in words that tell no model, and in its own where that is known', () => {
  const failure = { code: 'model-loading', message: 'llama is asleep', action: 'Wake it' } as const;
  const responses = [
    response('A', { state: 'failed', text: '', failure }),
    response('B'),
  ] satisfies Scene['responses'];
  const [blind] = state({ responses }).responses;
  assert.equal(blind.state, 'failed');
  assert.equal(blind.failure?.message, 'The model is still loading.');
  assert.match(blind.failure.action ?? '', /log/);
  const [named] = state({ responses, config: { blind: false } }).responses;
  assert.deepEqual(named.failure, { message: 'llama is asleep', action: 'Wake it' });
});

test('A and B are the responses in their order on screen: points, choices, comments, suggestions', () => {
  const shown = suggested();
  assert.deepEqual(
    shown.responses.map(({ side }) => side),
    ['A', 'B'],
  );
  assert.deepEqual(shown.answer.scores, { A: 3, B: 4 });
  assert.deepEqual(shown.answer.points.A, { documentation: 1, example: 0, correctness: 2 });
  assert.deepEqual(
    shown.suggestions.map(({ target, value }) => `${target} ${value}`),
    [
      'points.A.documentation 2',
      'points.A.example 0',
      'points.A.correctness 3',
      'points.B.documentation 1',
      'points.B.documentation 0',
      'corrected B',
      'comments Response B misses the empty matrix.',
    ],
  );
  assert.deepEqual(
    shown.lineComments.map(({ subject }) => subject),
    ['A', 'correction'],
  );
  assert.equal(shown.answer.comments, '', 'comments on lines stand apart');
});

test('suggestions wait for both scores, unless the project says otherwise', () => {
  const seen = (scene: Scene): number => state({ suggestions, ...scene }).suggestions.length;
  assert.equal(seen({}), 0);
  assert.equal(seen({ answer: { points: { A: full, B: {} } } }), 0);
  assert.equal(seen({ answer: judged }), 7);
  assert.equal(seen({ config: { suggestions: 'before' } }), 7);
  assert.equal(seen({ answer: judged, config: { suggestions: 'off' } }), 0);
});

test('hints stand beside a response that is there, and only there', () => {
  const hints = [{ criterion: 'example', tone: 'bad', text: 'none found' }] as const;
  const of = (is: 'ready' | 'missing' | 'generating'): number =>
    state({ responses: [response('A', { state: is, hints: [...hints] }), response('B')] }).responses[0].hints
      .length;
  assert.deepEqual([of('ready'), of('missing'), of('generating')], [1, 0, 0]);
});

test('hidden inputs are counted and neither shown nor tested', () => {
  const shown = tested();
  assert.equal(shown.hiddenInputs, 2);
  assert.deepEqual(
    shown.inputs.map(({ id }) => id),
    inputs().map(({ id }) => id),
  );
  // The run of an input that was hidden since stays in the store.
  const without = tested({ inputs: inputs().filter(({ id }) => id !== 'in') });
  assert.deepEqual([shown.responses[0].passed, without.responses[0].passed], [4, 3]);
  assert.ok(each(without.responses[0].runs).every(({ inputId }) => inputId !== 'in'));
});

test('what goes on takes the place of what was, and what is stale counts for nothing', () => {
  const [plain, first] = runsA();
  assert.ok(plain && first);
  const again = { ...first, id: 'again', status: 'running' } as const;
  const [a, b] = tested({
    responses: [
      response('A', { runs: [plain, first, again] }),
      response('B', { runs: [{ ...first, stale: true }] }),
    ],
  }).responses;
  assert.deepEqual(
    a.runs.map(({ id, status }) => `${id} ${status}`),
    ['a-plain ran', 'again running'],
  );
  assert.deepEqual([a.tested, a.passed], [0, 0]);
  assert.deepEqual([b.runs[0]?.stale, b.tested, b.passed], [true, 0, 0]);
});

test('a correction has its runs, and without one there are none', () => {
  const correction = '```python\nx = 1\n```\n';
  assert.equal(state().correctionRuns, undefined);
  assert.deepEqual(state({ answer: { correction } }).correctionRuns, []);
  const ran = state({ answer: { correction }, inputs: [input()], correctionRuns: [run()] });
  assert.deepEqual(
    ran.correctionRuns?.map(({ stale }) => stale),
    [false],
  );
});

test('without trust nothing runs and nobody is asked; recorded responses are not asked for', () => {
  const may = ({ canRun, canGenerate, canSuggest }: ReviewState): boolean[] => [
    canRun,
    canGenerate,
    canSuggest,
  ];
  assert.deepEqual(may(state()), [true, true, true]);
  assert.deepEqual(may(state({ trusted: false })), [false, false, false]);
  assert.deepEqual(may(state({ canGenerate: false })), [true, false, false]);
});

test('code without a fence is shown as code, prose is not', () => {
  const instruction = 'def double(x):\n    """Twice x."""\n';
  assert.equal(state({ task: { instruction } }).task.codeLanguage, 'python');
  assert.equal(state().task.codeLanguage, undefined);
  const bare = [
    response('A', { text: `${instruction}    return 2 * x\n` }),
    response('B'),
  ] as Scene['responses'];
  assert.deepEqual(
    state({ responses: bare }).responses.map(({ codeLanguage }) => codeLanguage),
    ['python', undefined],
  );
});

test('a sentence that names a function is a sentence, and an instruction that breaks off is code', () => {
  const languageOf = (instruction: string, language?: string): string | undefined =>
    state({ task: { instruction, ...(language !== undefined && { language }) } }).task.codeLanguage;
  const sentences = [
    'Write a function add(a, b) that returns the sum of a and b.',
    'Write a Python function column_mean(rows, name) that takes rows of a table. Rows without a value do not count.',
    'Implement class Stack with function push(x) and function pop().',
  ];
  for (const sentence of sentences)
    for (const language of ['python', 'javascript', undefined])
      assert.equal(languageOf(sentence, language), undefined, `${language}: ${sentence}`);
  assert.equal(languageOf('// The sum of a and b.\nfunction add(a, b) {\n', 'javascript'), 'javascript');
  const prose = [
    response('A', { text: 'I would use a function fib(n) that calls itself for n - 1.' }),
    response('B'),
  ] as Scene['responses'];
  assert.equal(state({ responses: prose }).responses[0].codeLanguage, undefined);
});

test('the blocks that the program is taken from are told, where there are several', () => {
  const block = (code: string): string => `\`\`\`python\n${code}\n\`\`\`\n`;
  const several = [
    response('A', {
      text: `Before:\n${block('def f(x):\n    return 1')}After:\r\n${block('def f(x):\n    return 2')}`,
    }),
    response('B', { text: block('def f(x):\n    return 1') }),
  ] as Scene['responses'];
  assert.deepEqual(
    state({ responses: several }).responses.map(({ taken }) => taken),
    [[[6, 9]], undefined],
  );
});

test('an answer under other guidelines says which, with the scores of then', () => {
  const older = state({ answer: { scores: { A: 6, B: 4 } }, status: 'submitted', guidelinesVersion: 'v2' });
  assert.deepEqual(older.older, { version: 'v2', scores: { A: 6, B: 4 } });
  assert.equal(state({ answer: judged, status: 'submitted' }).older, undefined);
});

test('undo says what it would take back', () => {
  const offer: StepOffer = { what: 'submitted', taskId: 't', instruction: 'Write `f(x)`.', count: 1 };
  const steps = ({ canUndo, canRedo, lastAct }: ReviewState): unknown[] => [canUndo, canRedo, lastAct];
  assert.deepEqual(steps(state()), [false, false, undefined]);
  assert.deepEqual(steps(state({ offers: { undo: offer } })), [true, false, 'Submitted: f']);
  assert.deepEqual(steps(state({ offers: { redo: offer } })), [false, true, undefined]);
});
