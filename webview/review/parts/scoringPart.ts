import { bestSuggestions } from '../../../src/annotation/acceptSuggestions.ts';
import type { Side } from '../../../src/protocol/reviewViews.ts';
import { announce } from '../../common/announce.ts';
import { h, icon, setAttribute, setText, show } from '../../common/dom.ts';
import { radioGroup } from '../../common/radioGroup.ts';
import type { Actions, Part } from '../state/actions.ts';
import { judgesRuns, openCriteria, responseOf, sumOf, type Criterion, type Model } from '../state/model.ts';
import { inputsWord, line, tally, type Tally } from '../runs/runText.ts';
import { format } from '../../common/strings.ts';
import { suggestedBy } from './suggestionsBar.ts';

/** The rubric of one side: a radio group per criterion, what the chosen level means, and the sum. */
export function scoring(side: Side, actions: Actions): Part & { focusOpen(): void } {
  const list = h('div', { class: 'criteria' });
  const bare = h('p', { class: 'note bare' });
  const number = h('strong');
  const outOf = h('span', { class: 'note' });
  const sum = h('div', { class: 'sum' }, number, outOf);
  const element = h(
    'div',
    { class: 'score', role: 'group', 'aria-label': format('scores', side) },
    h('div', { class: 'criteria-box' }, list, bare),
    sum,
  );
  let rows: Row[] = [];
  let shownRubric = '';
  let spoken = '';
  let latest: Model | undefined;

  function build(criteria: readonly Criterion[]): void {
    rows = criteria.map((criterion) => newRow(side, criterion, actions));
    list.replaceChildren(...rows.flatMap(({ name, group, hint }) => [name, group.element, hint]));
  }

  return {
    element,
    focusOpen() {
      const open = latest ? openCriteria(latest, side)[0]?.id : undefined;
      (rows.find((row) => row.criterion.id === open) ?? rows[0])?.group.focus();
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
        const { criterion, group, hint, level } = row;
        const given = points[criterion.id];
        group.set(given === undefined ? undefined : String(given));
        group.disable(!ready);
        const suggestion = suggested.get(`points.${side}.${criterion.id}`);
        group.mark(suggestion && String(suggestion.value), suggestion && suggestedBy(suggestion));
        const meaning = (given === undefined ? undefined : criterion.levels?.[given]) ?? '';
        const seen = evidenceOf(model, side, criterion);
        showEvidence(row, seen);
        setText(level, seen.length > 0 && meaning ? ` · ${meaning}` : meaning);
        const words = seen.map(({ text }) => text).join('; ');
        setAttribute(hint, 'title', [words, meaning].filter(Boolean).join(' · ') || undefined);
        hint.classList.toggle('has-evidence', seen.length > 0);
        const description = [criterion.description, words].filter(Boolean).join('. ');
        setAttribute(group.element, 'aria-description', description || undefined);
      }
      const open = openCriteria(model, side).length;
      const score = sumOf(model, side);
      const sumSoFar = score ?? 0;
      setText(number, String(score ?? '–'));
      setText(outOf, format('outOf', rubric.max));
      sum.classList.toggle('open', open > 0);
      const bareScore = model.answer.scores[side];
      const hasBare =
        bareScore !== undefined && rubric.criteria.some((criterion) => points[criterion.id] === undefined);
      show(bare, hasBare);
      setText(bare, hasBare ? format('bareScore', bareScore) : '');

      const words =
        open > 0 ? format('sumOpen', sumSoFar, rubric.max, open) : format('sum', sumSoFar, rubric.max);
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
  const name = h('span', { class: 'criterion', title: description ?? title, 'aria-hidden': 'true' }, title);
  const evidence = h('span', { class: 'criterion-evidence' });
  const level = h('span', { class: 'note level' });
  const hint = h('span', { class: 'hint' }, evidence, level);
  return { criterion, name, group, evidence, level, hint, shown: '' };
}

type Evidence = Pick<Tally, 'tone' | 'text'>;

/** What runs and the code itself show for a criterion: quiet, and never a score. */
function evidenceOf(model: Model, side: Side, criterion: Criterion): Evidence[] {
  const response = responseOf(model, side);
  const found: Evidence[] = [];
  if (judgesRuns(criterion) && response.state === 'ready') {
    const { text, tone, tested, stale } = tally(response.runs, response);
    const { length } = model.state.inputs;
    if (tested > 0) found.push({ text, tone });
    else if (length > 0)
      found.push({ text: format(stale ? 'staleTested' : 'notTested', inputsWord(length)), tone: 'plain' });
  }
  for (const hint of response.hints)
    if (hint.criterion === criterion.id) found.push({ tone: hint.tone, text: line(hint.text) });
  return found;
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
