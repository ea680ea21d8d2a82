import { bestSuggestions } from '../../../src/annotation/acceptSuggestions.ts';
import type { LineCommentView, Side } from '../../../src/protocol/reviewViews.ts';
import { h, setText, show } from '../../common/dom.ts';
import { radioGroup } from '../../common/radioGroup.ts';
import { textBox, type TextBox } from '../../common/textBox.ts';
import { button } from '../../common/button.ts';
import { visibleControls } from '../../common/visibleText.ts';
import type { Drawer } from '../drawer/drawer.ts';
import type { Actions, Part } from '../state/actions.ts';
import { keyHint, keyName } from '../state/keyLabels.ts';
import { isJudged, lacksCorrection, responseOf, wantsCorrection, type Model } from '../state/model.ts';
import { format, strings } from '../../common/strings.ts';
import { subjectName } from '../runs/runText.ts';
import { suggestedBy, textOffer } from './suggestionsBar.ts';

const names = ['correction', 'comments', 'flag'] as const;
type Field = (typeof names)[number];
const choices = ['A', 'B', 'combination', 'neither'] as const;

export interface AnswerPart extends Part {
  /** Opens the correction and goes to the choice of which response it is of; `asked`: why is said there. */
  focusChoice(): void;
  /** While a correction is open to choose whose it is: chooses. Gives whether it did. */
  choose(side: Side): boolean;
  /** Opens the box of a field and gives it. */
  openField(field: Field): TextBox['box'];
}

/** Which response was corrected, the correction, comments and the flag: panes of the drawer, and the buttons that open them. */
export function answer(actions: Actions, place: Drawer): AnswerPart {
  let latest: Model | undefined;
  let shownTask = '';

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
        place.close();
        actions.change({ flag: undefined });
      },
    }).element,
  );
  const offers = [textOffer('correction', actions), textOffer('comments', actions)];
  correction.element.append(...offers.slice(0, 1).map((offer) => offer.element));
  comments.element.append(...offers.slice(1).map((offer) => offer.element));

  const hint = h('span', { class: 'correct-hint' });
  const choice = radioGroup({
    name: 'corrected',
    label: strings.corrected,
    choices: choices.map((value) => ({
      value,
      label: value === 'combination' ? strings.combination : value === 'neither' ? strings.neither : value,
      description: value === 'A' || value === 'B' ? format('response', value) : undefined,
    })),
    onChange: (value) => actions.change({ corrected: choices.find((one) => one === value) }),
  });
  const clear = button({
    text: strings.clearCorrected,
    icon: 'clear-all',
    onClick: () => {
      actions.change({ corrected: undefined });
      choice.focus();
    },
  });
  const row = h(
    'div',
    { class: 'choices' },
    h('span', { 'aria-hidden': 'true' }, strings.correctedShort),
    choice,
    clear,
    hint,
  );
  const corrections = h('div', { class: 'correction' }, row, correction);
  const fields = { correction, comments, flag };
  for (const [field, { element }] of Object.entries(fields)) element.setAttribute('data-field', field);
  place.add('correction', corrections);
  place.add('comments', comments.element);
  place.add('flag', flag.element);

  const toggle = (field: Field, text: string, glyph: string, key?: string) =>
    button({
      text,
      icon: glyph,
      key,
      class: field,
      onClick: () => {
        if (place.pane === field) place.close();
        else if (field === 'correction') focusChoice();
        else openField(field).focus();
      },
    });
  const toggles = {
    correction: toggle('correction', strings.correction, 'edit', keyHint('correct')),
    comments: toggle('comments', strings.comments, 'comment', keyHint('comment')),
    flag: toggle('flag', strings.flag, 'flag', keyHint('flag')),
  };
  const element = h(
    'div',
    { class: 'answer', role: 'group', 'aria-label': strings.answer },
    ...Object.values(toggles),
  );
  place.onChange(refresh);

  function refresh(): void {
    for (const field of names) {
      toggles[field].update({ expanded: place.pane === field });
      toggles[field].element.classList.toggle('filled', !!latest && isFilled(latest, field));
    }
  }

  function openField(field: Field): TextBox['box'] {
    place.open(field);
    return fields[field].box;
  }

  function focusChoice(): void {
    place.open('correction');
    choice.focus();
  }

  return {
    element,
    openField,
    focusChoice,
    choose(side) {
      if (place.pane !== 'correction' || latest?.answer.corrected !== undefined) return false;
      actions.change({ corrected: side });
      choice.focus();
      return true;
    },
    select: ({ state, answer: given }) => [
      given,
      state.task.id,
      state.status,
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
        if (place.pane !== 'tags' && place.pane !== 'input') place.close();
      }
      const judged = isJudged(state.status);
      for (const field of names) fields[field].box.readOnly = judged;
      choice.disable(judged);
      correction.set(given.correction);
      comments.set(given.comments);
      onLines.update(model);
      flag.set(given.flag ?? '');
      choice.set(given.corrected);
      clear.update({ disabled: judged || given.corrected === undefined });
      // The box is for what is there already: what is new is written in the editor, beside the response.
      show(correction.element, given.corrected !== undefined || given.correction !== '');
      const suggestion = bestSuggestions(state.suggestions).get('corrected');
      choice.mark(suggestion && String(suggestion.value), suggestion && suggestedBy(suggestion));
      for (const one of offers) one.update(model);
      const wanted = wantsCorrection(model);
      const lacking = lacksCorrection(model);
      show(hint, wanted);
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
