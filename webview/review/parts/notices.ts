import type { AnswerField } from '../../../src/domain/annotationHistory.ts';
import type { AnswerView } from '../../../src/protocol/reviewViews.ts';
import { h, icon, setText, show } from '../../common/dom.ts';
import { button, type ToolkitButton } from '../../common/button.ts';
import { visibleControls } from '../../common/visibleText.ts';
import type { Actions, Part } from '../state/actions.ts';
import { isJudged, refusalText, sides, type Model } from '../state/model.ts';
import { format, strings } from '../../common/strings.ts';
import { reopenButton } from './footer.ts';

/** Of a text that is shown in a notice. */
const mostCharacters = 48;

/**
 * What there is to know about the answer before one goes on, each in one line with its ways out. `focusConflict` goes to the choice
 * that another window's change asks for.
 */
export function notices(actions: Actions): Part & { focusConflict(): void } {
  const keepMine = choice(strings.keepMine, strings.keepMineLabel, actions.keepMine);
  const conflict = line(
    'conflict',
    'warning',
    keepMine,
    choice(strings.takeTheirs, strings.takeTheirsLabel, actions.takeTheirs),
    choice(strings.seeBoth, strings.seeBothLabel, actions.compareAnswers),
  );
  const reopen = reopenButton(actions);
  const older = line(
    'older',
    'history',
    choice(strings.showChanges, strings.showChangesLabel, () => actions.ask('compareGuidelines', {})),
    reopen,
  );
  const exchanged = line(
    'exchanged',
    'replace-all',
    choice(strings.showHistory, strings.historyLabel, actions.showHistory),
  );
  const withdrawn = line('withdrawn', 'archive');
  const ask = line('ask', 'edit', choice(strings.submitWithout, strings.submitWithout, actions.submit));
  const skipped = line(
    'skipped',
    'debug-step-over',
    choice(strings.unskip, strings.unskipLabel, actions.unskip),
  );
  let sure = false;
  let listed = '';
  const throwAway = choice(strings.throwAway, strings.throwAwayLabel, () => {
    // What goes is gone for good: one click asks.
    if (sure) actions.throwAway();
    sure = !sure;
    throwAway.update({ text: sure ? strings.throwAwaySure : strings.throwAway });
  });
  const waiting = line(
    'waiting',
    'warning',
    choice(strings.sendAgain, strings.sendAgainLabel, actions.sendWaiting),
    throwAway,
  );
  const lines = [waiting, conflict, withdrawn, exchanged, ask, older, skipped];
  const element = h('div', { class: 'notices' }, ...lines);
  return {
    element,
    focusConflict: () => keepMine.element.focus(),
    select: ({ state, answer, conflict: differs, clashes, refusal, waiting }) => [
      state.updatedAt,
      state.older,
      state.exchanged,
      state.task.withdrawn,
      state.status,
      answer.skipped,
      differs,
      clashes.map((field) => [valueOf(answer, field), valueOf(state.answer, field)]),
      refusal,
      waiting.map(({ taskId }) => taskId),
    ],
    update(model) {
      const now = model.waiting.map(({ folder, taskId }) => `${folder} ${taskId}`).join('\n');
      // Sure of these, and of no other.
      if (sure && now !== listed) {
        sure = false;
        throwAway.update({ text: strings.throwAway });
      }
      listed = now;
      waiting.set(model.waiting.length > 0 ? format('unsavedElsewhere', waitingWords(model)) : undefined);
      conflict.set(model.conflict ? conflictWords(model) : undefined);
      ask.set(model.refusal?.asking ? refusalText(model.refusal) : undefined);
      withdrawn.set(model.state.task.withdrawn ? strings.withdrawn : undefined);
      exchanged.set(exchangedWords(model));
      older.set(olderWords(model));
      const { status } = model.state;
      show(reopen.element, isJudged(status));
      const reason = model.answer.skipped;
      skipped.set(reason === undefined ? undefined : format('skippedFor', visibleControls(reason)));
      element.hidden = lines.every((one) => one.element.hidden);
    },
  };
}

function choice(text: string, label: string, onClick: () => void): ToolkitButton {
  return button({ text, label, look: 'secondary', onClick });
}

/** One notice: what it says, then what can be done. */
function line(kind: string, glyph: string, ...buttons: ToolkitButton[]) {
  const words = h('span', { class: 'notice-words' });
  const element = h(
    'div',
    { class: 'notice', 'data-kind': kind, role: 'group', 'aria-label': '' },
    icon(glyph),
    words,
    ...buttons,
  );
  return {
    element,
    set(text: string | undefined) {
      show(element, text !== undefined);
      setText(words, text ?? '');
      element.setAttribute('aria-label', text ?? '');
    },
  };
}

function conflictWords(model: Model): string {
  return [whenChanged(model), ...model.clashes.map((field) => clashWords(model, field))].join(' ');
}

/** What goes with the one answer, and with the other. */
function clashWords({ answer, state }: Model, field: AnswerField): string {
  const names = {
    points1: format('clashScores', 'A'),
    points2: format('clashScores', 'B'),
    corrected: strings.corrected,
    correction: strings.correction,
    comments: strings.comments,
    flag: strings.flag,
    skipped: strings.skip,
  };
  return format('clash', names[field], valueOf(answer, field), valueOf(state.answer, field));
}

/** The beginning of a field as one line. */
function valueOf(answer: AnswerView, field: AnswerField): string {
  const clipped = (text = ''): string => {
    const line = visibleControls(
      text
        .trim()
        .slice(0, mostCharacters + 1)
        .replace(/\s+/g, ' '),
    );
    return line.length > mostCharacters ? `${line.slice(0, mostCharacters)}…` : line || strings.clashNothing;
  };
  if (field === 'points1' || field === 'points2') {
    const side = field === 'points1' ? 'A' : 'B';
    const given = Object.entries(answer.points[side]).map(([id, points]) => `${id} ${points}`);
    return clipped(given.length > 0 ? given.join(', ') : answer.scores[side]?.toString());
  }
  if (field === 'corrected') {
    const { corrected } = answer;
    return corrected === 'combination' || corrected === 'neither' ? strings[corrected] : clipped(corrected);
  }
  return clipped(answer[field]);
}

function waitingWords({ waiting }: Model): string {
  return waiting
    .map(({ taskId, answer }) => {
      const text = answer.comments.trim() === '' ? 'correction' : 'comments';
      return `${visibleControls(taskId)} (“${valueOf(answer, text)}”)`;
    })
    .join(', ');
}

function whenChanged({ state }: Model): string {
  if (state.updatedAt === undefined) return strings.changedElsewhere;
  const time = new Date(state.updatedAt).toLocaleTimeString(document.documentElement.lang || undefined, {
    hour: '2-digit',
    minute: '2-digit',
  });
  return format('changedElsewhereAt', time);
}

function exchangedWords({ state: { exchanged } }: Model): string | undefined {
  if (exchanged === undefined) return undefined;
  const words = {
    'set-aside': strings.draftSetAside,
    task: strings.judgedOtherTask,
    responses: strings.judgedOtherResponses,
    asked: strings.madeForOther,
  };
  return words[exchanged];
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
