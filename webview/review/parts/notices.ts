import { h, setText, show } from '../../common/dom.ts';
import { button, type ToolkitButton } from '../../common/button.ts';
import { visibleControls } from '../../common/visibleText.ts';
import type { Actions, Part } from '../state/actions.ts';
import { keyHint } from '../state/keyLabels.ts';
import { sides, type Model } from '../state/model.ts';
import { format, strings } from '../../common/strings.ts';

export interface Notices extends Part {
  /** Goes to the choice that another window's change asks for. */
  focusConflict(): void;
}

/** What there is to know about the answer before one goes on, each in one line with its ways out. */
export function notices(actions: Actions): Notices {
  const keepMine = choice(strings.keepMine, strings.keepMineLabel, () => actions.keepMine());
  const conflict = line(
    'conflict',
    'warning',
    keepMine,
    choice(strings.takeTheirs, strings.takeTheirsLabel, () => actions.takeTheirs()),
    choice(strings.seeBoth, strings.seeBothLabel, () => actions.compareAnswers()),
  );
  const reopen = button({
    text: strings.reopen,
    label: strings.reopenLabel,
    look: 'secondary',
    key: keyHint('reopen'),
    onClick: () => actions.reopen(),
  });
  const older = line(
    'older',
    'history',
    choice(strings.showChanges, strings.showChangesLabel, () => actions.compareGuidelines()),
    reopen,
  );
  const ask = line(
    'ask',
    'edit',
    choice(strings.submitWithout, strings.submitWithout, () => actions.submit()),
  );
  const skipped = line(
    'skipped',
    'debug-step-over',
    choice(strings.unskip, strings.unskipLabel, () => actions.unskip()),
  );
  const lines = [conflict, ask, older, skipped];
  const element = h('div', { class: 'notices' }, ...lines.map((one) => one.element));
  return {
    element,
    focusConflict: () => keepMine.element.focus(),
    update(model) {
      conflict.set(model.conflict ? conflictWords(model) : undefined);
      ask.set(
        model.refusal?.asking
          ? [model.refusal.message, model.refusal.action].filter(Boolean).join(' ')
          : undefined,
      );
      older.set(olderWords(model));
      const { status } = model.state;
      show(reopen.element, status === 'submitted' || status === 'discarded');
      const reason = model.answer.skipped;
      skipped.set(reason === undefined ? undefined : format('skippedFor', visibleControls(reason)));
      show(
        element,
        lines.some((one) => !one.element.hidden),
      );
    },
  };
}

function choice(text: string, label: string, onClick: () => void): ToolkitButton {
  return button({ text, label, look: 'secondary', onClick });
}

/** One notice: what it says, then what can be done. */
function line(
  kind: string,
  glyph: string,
  ...buttons: ToolkitButton[]
): { element: HTMLElement; set(words: string | undefined): void } {
  const words = h('span', { class: 'notice-words' });
  const element = h(
    'div',
    { class: 'notice', 'data-kind': kind, role: 'group', 'aria-label': '' },
    h('span', { class: `codicon codicon-${glyph}`, 'aria-hidden': 'true' }),
    words,
    ...buttons.map((one) => one.element),
  );
  return {
    element,
    set(text) {
      show(element, text !== undefined);
      setText(words, text ?? '');
      element.setAttribute('aria-label', text ?? '');
    },
  };
}

function conflictWords({ state }: Model): string {
  if (state.updatedAt === undefined) return strings.changedElsewhere;
  const time = new Date(state.updatedAt).toLocaleTimeString(document.documentElement.lang || undefined, {
    hour: '2-digit',
    minute: '2-digit',
  });
  return format('changedElsewhereAt', time);
}

function olderWords({ state }: Model): string | undefined {
  const { older, status } = state;
  if (!older) return undefined;
  if (status === 'draft') return format('begunUnderOlder', older.version);
  const scores = sides.flatMap((side) => {
    const score = older.scores[side];
    return score === undefined ? [] : [`${side} ${score}`];
  });
  return scores.length > 0
    ? format('scoredUnderOlder', scores.join(', '), older.version)
    : format('judgedUnderOlder', older.version);
}
