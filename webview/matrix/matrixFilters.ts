import { presentStates } from '../../src/domain/annotation.ts';
import { outcomes } from '../../src/domain/matrix.ts';
import type { MatrixRow } from '../../src/protocol/matrixMessages.ts';
import { h, setAttribute, setText, show } from '../common/dom.ts';
import { decimal, strings } from '../common/strings.ts';
import { outcomeWords, stateWords } from './matrixWords.ts';
import { isReady, ready, type Choice, type Ready } from './shownRows.ts';

type Options = readonly (readonly [string, string])[];

/** The row of filters. What is chosen stands in the boxes themselves. */
export function matrixFilters(acts: {
  choose(change: Partial<Choice>): void;
  useAsQueue(): void;
  leave(): void;
}): {
  element: HTMLElement;
  focus(): void;
  update(choice: Choice, rows: readonly MatrixRow[]): void;
} {
  const find = h('input', {
    type: 'search',
    placeholder: strings.matrixFind,
    'aria-label': strings.matrixFind,
    'aria-keyshortcuts': '/ Control+F',
    spellcheck: 'false',
  });
  find.addEventListener('input', () => acts.choose({ find: find.value }));
  find.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (event.key === 'Escape' && find.value !== '') {
      find.value = '';
      acts.choose({ find: '' });
    } else if (['Escape', 'Enter', 'ArrowDown'].includes(event.key)) acts.leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  const states: Options = [
    ['', strings.matrixAnyState],
    ...presentStates.map((state) => [state, stateWords[state].word] as const),
    ['flagged', strings.matrixFlagged],
  ];
  const results: Options = [
    ['', strings.matrixAnyResult],
    ...outcomes.map((outcome) => [outcome, outcomeWords[outcome].word] as const),
  ];
  const state = box(strings.matrixState, states, (value) => acts.choose({ state: value }));
  const language = box(strings.matrixLanguage, [], (value) => acts.choose({ language: value }));
  const result = box(strings.matrixResult, results, (value) =>
    acts.choose({ result: value as Choice['result'] }),
  );
  const words: Record<Ready, string> = {
    odd: strings.matrixOddOnes,
    gap: strings.matrixFarApart,
    one: strings.matrixOnePasses,
    judge: strings.matrixJudgeApart,
  };
  let current: Choice['only'] = '';
  const chips = ready.map((one) => {
    const count = h('b');
    const chip = h('button', { type: 'button', class: 'chip' }, words[one], ' ', count);
    chip.addEventListener('click', () => acts.choose({ only: current === one ? '' : one }));
    return { one, chip, count };
  });
  const queue = h('button', { type: 'button', class: 'plain-button' }, strings.matrixUseAsQueue);
  queue.addEventListener('click', () => acts.useAsQueue());
  const element = h(
    'div',
    { class: 'filters', role: 'search', 'aria-label': strings.matrixFilters },
    find,
    state.element,
    language.element,
    result.element,
    ...chips.map(({ chip }) => chip),
    h('span', { class: 'space' }),
    queue,
  );
  let languages = '';
  return {
    element,
    focus: () => {
      find.focus();
      find.select();
    },
    update(choice, rows) {
      current = choice.only;
      if (find.value !== choice.find) find.value = choice.find;
      const known = [...new Set(rows.flatMap((row) => row.language ?? []))].sort();
      if (languages !== known.join('\n')) {
        languages = known.join('\n');
        language.options([['', strings.matrixAnyLanguage], ...known.map((one) => [one, one] as const)]);
      }
      show(language.element, known.length > 0);
      state.set(choice.state);
      language.set(choice.language);
      result.set(choice.result);
      for (const { one, chip, count } of chips) {
        const found = rows.filter(isReady[one]).length;
        setText(count, decimal(found));
        setAttribute(chip, 'aria-pressed', choice.only === one ? 'true' : 'false');
        show(chip, found > 0 || choice.only === one);
      }
    },
  };
}

function box(
  label: string,
  first: Options,
  choose: (value: string) => void,
): { element: HTMLElement; set(value: string): void; options(list: Options): void } {
  const element = h('select', { 'aria-label': label });
  const options = (list: Options): void =>
    element.replaceChildren(...list.map(([value, text]) => h('option', { value }, text)));
  options(first);
  element.addEventListener('change', () => choose(element.value));
  return {
    element,
    options,
    set: (value) => {
      if (element.value !== value) element.value = value;
      element.classList.toggle('chosen', value !== '');
    },
  };
}
