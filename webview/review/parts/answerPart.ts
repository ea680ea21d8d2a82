import { bestSuggestions } from '../../../src/annotation/acceptSuggestions.ts';
import type { LineCommentView } from '../../../src/protocol/reviewViews.ts';
import { h, setText, show } from '../../common/dom.ts';
import { radioGroup } from '../../common/radioGroup.ts';
import { textBox, type TextBox } from '../../common/textBox.ts';
import { button } from '../../common/button.ts';
import { visibleControls } from '../../common/visibleText.ts';
import type { Actions, Part } from '../state/actions.ts';
import { keyHint, keyName } from '../state/keyLabels.ts';
import { lacksCorrection, responseOf, wantsCorrection, type Model } from '../state/model.ts';
import { format, strings } from '../../common/strings.ts';
import { subjectName } from '../runs/runText.ts';
import { suggestedBy, textOffer } from './suggestionsBar.ts';

const names = ['correction', 'comments', 'flag'] as const;
type Field = (typeof names)[number];
const choices = ['A', 'B', 'combination', 'neither'] as const;

export interface AnswerPart extends Part {
  focusComments(): void;
  focusChoice(): void;
  /** Opens the box of a field, where it is closed, and gives it. */
  openField(field: Field): TextBox['box'];
}

/** Which response was corrected, the correction, comments and the flag. The boxes open above the choices when wanted. */
export function answer(actions: Actions): AnswerPart {
  let latest: Model | undefined;
  let shownTask = '';
  const open = new Set<Field>();

  const correction = textBox({
    label: strings.correction,
    placeholder: strings.correctionHint,
    code: true,
    onInput: (text) => actions.change({ correction: text }),
    onLeave: () => actions.flush(),
  });
  const startFrom = button({
    text: format('startFrom', 'A'),
    onClick: () => {
      const side = latest?.answer.corrected;
      if (latest && (side === 'A' || side === 'B'))
        actions.change({ correction: responseOf(latest, side).text });
      correction.box.focus();
    },
  });
  const edit = button({
    text: strings.editCorrection,
    icon: 'edit',
    key: keyHint('correct'),
    onClick: actions.correct,
  });
  const openNote = h('span', { class: 'note' }, strings.correctionOpen);
  correction.tools.append(openNote, startFrom.element, edit.element);

  const comments = textBox({
    label: strings.comments,
    placeholder: strings.commentsHint,
    onInput: (text) => actions.change({ comments: text }),
    onLeave: () => actions.flush(),
  });
  const onLines = lineComments(actions);
  comments.element.append(onLines.element);
  const flag = textBox({
    label: strings.flagLabel,
    placeholder: strings.flagHint,
    oneLine: true,
    onInput: (text) => actions.change({ flag: text || undefined }),
    onLeave: () => actions.flush(),
  });
  const { flagAmbiguous, flagImpossible, flagDuplicate, flagNotCode } = strings;
  for (const reason of [flagAmbiguous, flagImpossible, flagDuplicate, flagNotCode])
    flag.tools.append(button({ text: reason, onClick: () => actions.change({ flag: reason }) }).element);
  flag.tools.append(
    button({
      text: strings.flagNone,
      onClick: () => {
        open.delete('flag');
        actions.change({ flag: undefined });
      },
    }).element,
  );
  const offers = [textOffer('correction', actions), textOffer('comments', actions)];
  correction.element.append(...offers.slice(0, 1).map((offer) => offer.element));
  comments.element.append(...offers.slice(1).map((offer) => offer.element));
  const fields = { correction, comments, flag };
  for (const [field, { element }] of Object.entries(fields)) element.setAttribute('data-field', field);
  const drawer = h('div', { class: 'drawer' }, correction, comments, flag);

  const hint = h('span', { class: 'correct-hint' });
  const choice = radioGroup({
    name: 'corrected',
    label: strings.corrected,
    choices: choices.map((value) => ({
      value,
      label: value === 'combination' ? strings.combination : value === 'neither' ? strings.neither : value,
      description: value === 'A' || value === 'B' ? format('response', value) : undefined,
    })),
    onChange: (value) => {
      if (value !== 'neither') open.add('correction');
      actions.change({ corrected: choices.find((one) => one === value) });
    },
  });
  const toggle = (field: Field, text: string, glyph: string, key?: string) =>
    button({
      text,
      icon: glyph,
      key,
      onClick: () => {
        if (open.has(field)) open.delete(field);
        else open.add(field);
        refresh();
        if (open.has(field)) fields[field].box.focus();
      },
    });
  const toggles = {
    correction: toggle('correction', strings.correction, 'edit'),
    comments: toggle('comments', strings.comments, 'comment', keyHint('comment')),
    flag: toggle('flag', strings.flag, 'flag', keyHint('flag')),
  };
  const row = h('div', { class: 'choices' }, hint, choice, ...Object.values(toggles));
  const element = h('section', { class: 'answer', 'aria-label': strings.answer }, drawer, row);

  function refresh(): void {
    if (!latest) return;
    for (const field of names) {
      show(fields[field].element, open.has(field));
      toggles[field].update({ expanded: open.has(field) });
      toggles[field].element.classList.toggle('filled', isFilled(latest, field));
    }
    show(drawer, open.size > 0);
  }

  return {
    element,
    focusComments() {
      open.add('comments');
      refresh();
      comments.box.focus();
    },
    focusChoice: () => choice.focus(),
    openField(field) {
      open.add(field);
      refresh();
      return fields[field].box;
    },
    select: ({ state, answer: given }) => [
      given,
      state.task.id,
      state.suggestions,
      state.lineComments,
      state.rubric,
      state.correctionOpen,
      state.responses.map(({ text }) => text),
    ],
    update(model) {
      latest = model;
      const { answer: given, state } = model;
      if (shownTask !== state.task.id) {
        shownTask = state.task.id;
        open.clear();
        for (const field of names) if (isFilled(model, field)) open.add(field);
      }
      correction.set(given.correction);
      comments.set(given.comments);
      onLines.update(model);
      flag.set(given.flag ?? '');
      choice.set(given.corrected);
      const suggestion = bestSuggestions(state.suggestions).get('corrected');
      choice.mark(suggestion && String(suggestion.value), suggestion && suggestedBy(suggestion));
      for (const one of offers) one.update(model);
      const wanted = wantsCorrection(model);
      show(hint, wanted);
      const lacking = lacksCorrection(model);
      hint.classList.toggle('settled', !lacking);
      const limit = state.rubric.correctAtOrBelow ?? 0;
      setText(
        hint,
        lacking && given.corrected
          ? format('correctInEditor', keyName('correct'))
          : wanted
            ? format('correctOne', limit)
            : '',
      );
      const side = given.corrected;
      show(startFrom.element, (side === 'A' || side === 'B') && given.correction === '');
      if (side === 'A' || side === 'B') startFrom.update({ text: format('startFrom', side) });
      show(openNote, state.correctionOpen);
      refresh();
    },
  };
}

function isFilled({ answer: given, state }: Model, field: Field): boolean {
  return !!given[field] || (field === 'comments' && state.lineComments.length > 0);
}

/** The comments on lines that were made in editors: part of the comments, each a way to its lines. */
function lineComments(actions: Actions): Part {
  const list = h('ul', { class: 'line-comments', 'aria-label': strings.lineComments });
  let shown = '';

  function item(comment: LineCommentView): HTMLElement {
    const place = placeOf(comment);
    const open = button({
      text: place,
      label: format('openLineComment', place),
      tip: visibleControls(comment.quote).slice(0, 1000),
      icon: 'comment',
      onClick: () => actions.ask('openLineComment', { id: comment.id }),
    });
    const remove = button({
      label: format('removeLineComment', place),
      icon: 'trash',
      onClick: () => actions.ask('removeLineComment', { id: comment.id }),
    });
    const text = h('span', { class: 'line-comment-text' }, visibleControls(comment.text));
    return h('li', {}, open, text, remove);
  }

  return {
    element: list,
    update({ state }) {
      show(list, state.lineComments.length > 0);
      const key = JSON.stringify(state.lineComments);
      if (key === shown) return;
      shown = key;
      list.replaceChildren(...state.lineComments.map(item));
    },
  };
}

/** "Response A, line 3". */
function placeOf({ subject, startLine, endLine }: LineCommentView): string {
  const whose = subjectName(subject);
  return startLine === endLine
    ? format('onLine', whose, startLine)
    : format('onLines', whose, startLine, endLine);
}
