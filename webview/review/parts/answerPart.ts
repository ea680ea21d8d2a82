import { bestSuggestions } from '../../../src/annotation/acceptSuggestions.ts';
import { h, setText, show } from '../../common/dom.ts';
import { radioGroup } from '../../common/radioGroup.ts';
import { textBox, type TextBox } from '../../common/textBox.ts';
import { button } from '../../common/button.ts';
import type { Actions, Part } from '../state/actions.ts';
import { keyHint, keyName } from '../state/keyLabels.ts';
import { lineComments } from './lineCommentList.ts';
import { lacksCorrection, responseOf, wantsCorrection, type Model } from '../state/model.ts';
import { format, strings } from '../../common/strings.ts';
import { suggestedBy, textOffer } from './suggestionsBar.ts';

type Field = 'correction' | 'comments' | 'flag';
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
    label: format('startFrom', 'A'),
    look: 'quiet',
    onClick: () => {
      const side = latest?.answer.corrected;
      if (latest && (side === 'A' || side === 'B'))
        actions.change({ correction: responseOf(latest, side).text });
      correction.box.focus();
    },
  });
  const edit = button({
    text: strings.editCorrection,
    label: strings.editCorrection,
    look: 'quiet',
    icon: 'edit',
    key: keyHint('correct'),
    onClick: () => actions.correct(),
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
  for (const reason of [
    strings.flagAmbiguous,
    strings.flagImpossible,
    strings.flagDuplicate,
    strings.flagNotCode,
  ])
    flag.tools.append(
      button({ text: reason, label: reason, look: 'quiet', onClick: () => actions.change({ flag: reason }) })
        .element,
    );
  flag.tools.append(
    button({
      text: strings.flagNone,
      label: strings.flagNone,
      look: 'quiet',
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
  const drawer = h('div', { class: 'drawer' }, correction.element, comments.element, flag.element);

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
      label: text,
      look: 'quiet',
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
  const row = h(
    'div',
    { class: 'choices' },
    hint,
    choice.element,
    ...Object.values(toggles).map((one) => one.element),
  );
  const element = h('section', { class: 'answer', 'aria-label': strings.answer }, drawer, row);

  function refresh(): void {
    if (!latest) return;
    for (const field of ['correction', 'comments', 'flag'] as const) {
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
    update(model) {
      latest = model;
      const { answer: given, state } = model;
      if (shownTask !== state.task.id) {
        shownTask = state.task.id;
        open.clear();
        for (const field of filled(model)) open.add(field);
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
      if (side === 'A' || side === 'B')
        startFrom.update({ text: format('startFrom', side), label: format('startFrom', side) });
      show(openNote, state.correctionOpen);
      refresh();
    },
  };
}

function isFilled({ answer: given, state }: Model, field: Field): boolean {
  return !!given[field] || (field === 'comments' && state.lineComments.length > 0);
}

function filled(model: Model): Field[] {
  return (['correction', 'comments', 'flag'] as const).filter((field) => isFilled(model, field));
}
