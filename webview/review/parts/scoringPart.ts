import { bestSuggestions } from '../../../src/annotation/acceptSuggestions.ts';
import type { Side } from '../../../src/protocol/reviewViews.ts';
import { announce } from '../../common/announce.ts';
import { h, icon, setAttribute, setText, show } from '../../common/dom.ts';
import { radioGroup } from '../../common/radioGroup.ts';
import type { Actions, Part } from '../state/actions.ts';
import {
  isJudged,
  judgesRuns,
  openCriteria,
  responseOf,
  sumOf,
  type Criterion,
  type Model,
} from '../state/model.ts';
import { countOf, isOwnExample } from '../runs/failures.ts';
import { checksWord, line, type Tally } from '../runs/runText.ts';
import { format, strings } from '../../common/strings.ts';
import { suggestedBy } from './suggestionsBar.ts';

/**
 * The rubric of one side in one row: a radio group per criterion, what was found for it beneath, and the sum. While a criterion has the
 * focus, what its points mean stands above the row.
 */
export function scoring(side: Side, actions: Actions): Part & { focusOpen(): void } {
  const list = h('div', { class: 'criteria' });
  const bare = h('span', { class: 'note bare' });
  const number = h('strong');
  const outOf = h('span', { class: 'note' });
  const open = h('span', { class: 'note open-count' });
  const sum = h('div', { class: 'sum' }, h('span', {}, number, outOf), open);
  const meanings = h('div', { class: 'meanings', 'aria-hidden': 'true', hidden: true });
  const element = h(
    'div',
    { class: 'score', role: 'group', 'aria-label': format('scores', side) },
    list,
    bare,
    sum,
    meanings,
  );
  let rows: Row[] = [];
  let shownRubric = '';
  let spoken = '';
  let latest: Model | undefined;

  function build(criteria: readonly Criterion[]): void {
    rows = criteria.map((criterion) => newRow(side, criterion, actions));
    list.replaceChildren(...rows.map(({ element: one }) => one));
  }

  /** What the points of the criterion mean that has the focus. */
  function explain(): void {
    const row = rows.find((one) => one.group.element.contains(document.activeElement));
    const found = row && latest ? evidenceOf(latest, side, row.criterion) : [];
    const { title, levels = [], description } = row?.criterion ?? {};
    const words = [...found.map(({ text }) => text), ...(levels.length === 0 ? [description ?? ''] : [])];
    meanings.replaceChildren(
      h('p', {}, h('b', {}, title ?? ''), ' ', h('span', { class: 'note' }, words.join(' · '))),
      ...levels.map((level, points) => h('p', {}, h('b', {}, String(points)), ' ', level)),
    );
    show(meanings, row !== undefined);
  }
  element.addEventListener('focusin', explain);
  element.addEventListener('focusout', () => queueMicrotask(explain));

  return {
    element,
    focusOpen() {
      const wanted = latest ? openCriteria(latest, side)[0]?.id : undefined;
      (rows.find((row) => row.criterion.id === wanted) ?? rows[0])?.group.focus();
    },
    select: (model) => {
      const { rubric, suggestions, task } = model.state;
      return [
        rubric,
        suggestions,
        task.id,
        model.answer.points[side],
        model.answer.scores[side],
        responseOf(model, side).state,
        isJudged(model.state.status),
        model.lacking,
        rubric.criteria.map((criterion) => evidenceOf(model, side, criterion)),
      ];
    },
    update(model) {
      latest = model;
      const { rubric, task } = model.state;
      const key = JSON.stringify(rubric);
      if (key !== shownRubric) {
        shownRubric = key;
        build(rubric.criteria);
      }
      const suggested = bestSuggestions(model.state.suggestions);
      const points = model.answer.points[side];
      const ready = responseOf(model, side).state === 'ready';
      for (const row of rows) {
        const { criterion, group, hint } = row;
        const given = points[criterion.id];
        group.set(given === undefined ? undefined : String(given));
        group.disable(!ready);
        const suggestion = suggested.get(`points.${side}.${criterion.id}`);
        group.mark(suggestion && String(suggestion.value), suggestion && suggestedBy(suggestion));
        const meaning = (given === undefined ? undefined : criterion.levels?.[given]) ?? '';
        const seen = evidenceOf(model, side, criterion);
        showEvidence(row, seen);
        const words = seen.map(({ text }) => text).join('; ');
        setAttribute(hint, 'title', [words, meaning].filter(Boolean).join(' · ') || undefined);
        const description = [criterion.description, words].filter(Boolean).join('. ');
        setAttribute(group.element, 'aria-description', description || undefined);
      }
      element.classList.toggle('locked', isJudged(model.state.status));
      const missing = openCriteria(model, side);
      for (const row of rows) {
        const lacks = model.lacking && missing.includes(row.criterion);
        row.element.classList.toggle('lacking', lacks);
        setAttribute(row.group.element, 'aria-invalid', lacks ? 'true' : undefined);
      }
      const left = missing.length;
      const score = sumOf(model, side);
      const sumSoFar = score ?? 0;
      setText(number, String(score ?? '–'));
      setText(outOf, `/${rubric.max}`);
      sum.classList.toggle('open', left > 0);
      setText(open, left > 0 && left < rows.length ? format('openCount', left) : '');
      const bareScore = model.answer.scores[side];
      const hasBare =
        bareScore !== undefined && rubric.criteria.some((criterion) => points[criterion.id] === undefined);
      show(bare, hasBare);
      setText(bare, hasBare ? format('bareScore', bareScore) : '');

      const words =
        left > 0 ? format('sumOpen', sumSoFar, rubric.max, left) : format('sum', sumSoFar, rubric.max);
      const now = `${task.id}\n${words}`;
      if (spoken.startsWith(`${task.id}\n`) && spoken !== now)
        announce(`${format('response', side)}: ${words}`);
      spoken = now;
    },
  };
}

type Row = ReturnType<typeof newRow>;

function newRow(side: Side, criterion: Criterion, actions: Actions) {
  const { id, title, description } = criterion;
  const group = radioGroup({
    name: `points-${side}-${id}`,
    label: format('criterionOf', side, title),
    description,
    choices: Array.from({ length: criterion.max + 1 }, (_, points) => ({
      value: String(points),
      label: String(points),
      description: criterion.levels?.[points],
    })),
    onChange: (value) => actions.setPoints(side, id, Number(value)),
  });
  setAttribute(group.element, 'data-criterion', id);
  setAttribute(group.element, 'data-side', side);
  // The whole name where there is room for it, else its beginning.
  const name = h('span', {
    class: 'criterion',
    title: [title, description].filter(Boolean).join(': '),
    'aria-hidden': 'true',
    'data-long': title,
    'data-short': title.split(',')[0],
  });
  const evidence = h('span', { class: 'criterion-evidence' });
  const hint = h('span', { class: 'hint' }, evidence);
  const element = h('div', { class: 'scored' }, name, group.element, hint);
  return { criterion, element, name, group, evidence, hint, shown: '' };
}

type Evidence = Pick<Tally, 'tone' | 'text'>;

/** What runs and the code itself show for a criterion: quiet, and never a score. */
function evidenceOf(model: Model, side: Side, criterion: Criterion): Evidence[] {
  const response = responseOf(model, side);
  const found: Evidence[] = [];
  if (judgesRuns(criterion) && response.state === 'ready') found.push(...runsEvidence(model, side));
  for (const hint of response.hints)
    if (hint.criterion === criterion.id) found.push({ tone: hint.tone, text: line(hint.text) });
  return found;
}

/** `tests 1/2`, and apart from them `own 4/4`: what a response claims of itself is no test. */
function runsEvidence(model: Model, side: Side): Evidence[] {
  const { inputs } = model.state;
  const tests = inputs.filter((one) => !isOwnExample(one));
  const own = inputs.filter((one) => isOwnExample(one) && one.from === side);
  const found = [
    { inputs: tests, name: strings.testsShort },
    { inputs: own, name: strings.ownShort },
  ].flatMap(({ inputs: list, name }): Evidence[] => {
    const { ran, judged, passed, bad } = countOf(model, side, list);
    if (ran === 0) return [];
    const tone = bad > 0 ? 'bad' : judged > 0 && passed === judged ? 'good' : 'plain';
    return [{ text: judged > 0 ? `${name} ${passed}/${judged}` : format('ranShort', name, ran), tone }];
  });
  if (found.length > 0 || inputs.length === 0) return found;
  const stale = responseOf(model, side).runs.some((run) => run.inputId !== undefined && run.stale);
  return [{ text: format(stale ? 'staleTested' : 'notTested', checksWord(inputs.length)), tone: 'plain' }];
}

function showEvidence(row: Row, evidence: readonly Evidence[]): void {
  const key = JSON.stringify(evidence);
  if (key === row.shown) return;
  row.shown = key;
  row.evidence.replaceChildren(
    ...evidence.flatMap(({ tone, text }, index) => {
      const glyph = tone === 'good' ? 'check' : tone === 'bad' ? 'close' : undefined;
      const mark = glyph && icon(`${glyph} tone-${tone}`);
      const seen = h('span', { class: `seen tone-${tone}` }, mark, text);
      return index === 0 ? [seen] : [' · ', seen];
    }),
  );
}
