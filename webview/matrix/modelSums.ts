import { outcomes, type Outcome } from '../../src/domain/matrix.ts';
import type { MatrixState } from '../../src/protocol/matrixMessages.ts';
import { h } from '../common/dom.ts';
import { decimal, format, strings } from '../common/strings.ts';
import { sameData } from '../common/sameData.ts';
import { modelSigns } from './matrixColumns.ts';
import { outcomeWords } from './matrixWords.ts';

/** pass@k of each model, and how many responses came to what; each kind is a filter. */
export function modelSums(choose: (outcome: Outcome) => void): {
  element: HTMLElement;
  update(state: MatrixState, result: Outcome | '', byModel: boolean): void;
} {
  const element = h('section', { class: 'sums', 'aria-label': strings.matrixSums });
  let before: unknown;
  return {
    element,
    update({ models, passAt, isCounting, kinds }, result, byModel) {
      const shown = { models, passAt, isCounting, kinds, result, byModel };
      if (sameData(before, shown)) return;
      before = shown;
      const focused = document.activeElement?.getAttribute('data-kind');
      const isTogether = kinds.length === 1;
      const lines = models.map((name, i) =>
        h(
          'div',
          { class: 'sum' },
          h(
            'span',
            { class: 'sum-name' },
            byModel && h('span', { 'aria-hidden': 'true' }, `${modelSigns[i] ?? ''} `),
            name,
          ),
          h('span', { class: 'sum-pass' }, ...passWords(passAt[i] ?? [], isCounting)),
          ...(isTogether ? [] : kindParts(kinds[i], result, choose, i)),
        ),
      );
      const both = isTogether
        ? [
            h(
              'div',
              { class: 'sum' },
              h('span', { class: 'sum-name' }, kinds[0]?.label),
              h('span', { class: 'sum-pass' }),
              ...kindParts(kinds[0], result, choose, 0),
            ),
          ]
        : [];
      element.replaceChildren(...lines, ...both);
      if (focused != null && document.activeElement === document.body)
        element.querySelector<HTMLElement>(`[data-kind="${CSS.escape(focused)}"]`)?.focus();
    },
  };
}

type PassAt = MatrixState['passAt'][number];

function passWords(passAt: PassAt, isCounting: boolean): (Node | string)[] {
  if (passAt.length === 0) return [isCounting ? strings.matrixCounting : strings.matrixNoPass];
  return passAt.slice(0, 3).map(({ k, share: { value, low, high, tasks } }) => {
    const range =
      low === undefined || high === undefined ? '' : format('matrixRange', percent(low), percent(high));
    return h(
      'span',
      { title: format('matrixPassTip', decimal(tasks)) },
      `pass@${k} `,
      h('b', {}, `${percent(value)} %`),
      range && h('span', { class: 'dim' }, ` (${range})`),
    );
  });
}

function kindParts(
  kinds: MatrixState['kinds'][number] | undefined,
  result: Outcome | '',
  choose: (outcome: Outcome) => void,
  place: number,
): Node[] {
  if (!kinds) return [];
  const found = outcomes.flatMap((outcome) => {
    const count = kinds.counts[outcome] ?? 0;
    return count > 0 ? [{ outcome, count }] : [];
  });
  const bar = h('span', { class: 'kinds', 'aria-hidden': 'true' });
  for (const { outcome, count } of found) {
    const part = h('span', {
      class: `kind kind-${outcome}`,
      title: `${outcomeWords[outcome].word}: ${decimal(count)}`,
    });
    part.style.flexGrow = String(count);
    part.addEventListener('click', () => choose(outcome));
    bar.append(part);
  }
  const legend = h('span', { class: 'legend' });
  for (const { outcome, count } of found) {
    const { word } = outcomeWords[outcome];
    const one = h(
      'button',
      {
        type: 'button',
        'data-kind': `${place}-${outcome}`,
        'aria-pressed': result === outcome ? 'true' : 'false',
        title: strings.matrixKindTip,
      },
      h('i', { class: `kind kind-${outcome}`, 'aria-hidden': 'true' }),
      `${decimal(count)} `,
      h('span', { class: 'dim' }, word),
    );
    one.addEventListener('click', () => choose(outcome));
    legend.append(one);
  }
  return [bar, legend];
}

function percent(value: number): string {
  return decimal(value * 100);
}
