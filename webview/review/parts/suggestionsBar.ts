import { bestSuggestions, canTake } from '../../../src/annotation/acceptSuggestions.ts';
import type { SuggestionView } from '../../../src/protocol/reviewViews.ts';
import { announce } from '../../common/announce.ts';
import { h, icon, setAttribute, setText, show } from '../../common/dom.ts';
import { button } from '../../common/button.ts';
import { visibleControls } from '../../common/visibleText.ts';
import type { Actions, Part } from '../state/actions.ts';
import { suggestedReasons } from './suggestedReasons.ts';
import { keyHint } from '../state/keyLabels.ts';
import { sides, type Model } from '../state/model.ts';
import { format, strings } from '../../common/strings.ts';

/** "Suggested by judge, 82 %". */
export function suggestedBy({
  agent,
  score,
  outdated,
  reason,
}: Pick<SuggestionView, 'agent' | 'score' | 'outdated' | 'reason'>): string {
  const name = visibleControls(agent);
  const words =
    score === undefined ? format('suggestedBy', name) : format('suggestedBySure', name, percent(score));
  const said = outdated ? `${words} ${strings.suggestionOutdated}` : words;
  return reason === undefined ? said : `${said}: ${visibleControls(reason)}`;
}

function percent(score: number): string {
  return String(Math.round(score * 100));
}

/** One line above the answer: who suggests what, and a button that takes all of it over. */
export function suggestionsBar(actions: Actions): Part & { takeAll(): void } {
  let latest: Model | undefined;
  let shown = '';
  /** The task whose suggestions were taken over last: until it changes they can be given back. */
  let taken: string | undefined;
  const words = h('span', { class: 'suggested-words' });
  const all = button({
    text: strings.takeAll,
    tip: strings.takeAllLong,
    look: 'secondary',
    key: keyHint('takeAll'),
    onClick: () => takeAll(),
  });
  const back = button({
    text: strings.untake,
    onClick: () => {
      taken = undefined;
      actions.untake();
      announce(strings.untaken);
    },
  });
  const reasons = suggestedReasons();
  const element = h(
    'div',
    { class: 'suggestions', role: 'region', 'aria-label': strings.suggestions },
    icon('sparkle'),
    words,
    h('span', { class: 'space' }),
    back,
    all,
    reasons.element,
  );

  function open(model: Model): SuggestionView[] {
    return [...bestSuggestions(model.state.suggestions).values()].filter((one) => canTake(model.answer, one));
  }

  function takeAll(): void {
    const list = latest ? open(latest) : [];
    if (!latest || list.length === 0) {
      announce(strings.noSuggestion);
      return;
    }
    taken = latest.state.task.id;
    actions.take(list);
    announce(format('takenMany', list.length));
  }

  return {
    element,
    takeAll,
    select: ({ state, answer }) => [state.suggestions, state.task.id, answer],
    update(model) {
      latest = model;
      const { suggestions, task } = model.state;
      if (taken !== task.id) taken = undefined;
      show(element, suggestions.length > 0);
      if (suggestions.length === 0) {
        shown = '';
        return;
      }
      const text = summary(model);
      setText(words, text);
      setAttribute(words, 'title', text);
      all.update({ disabled: open(model).length === 0 });
      reasons.update(model);
      show(back.element, taken !== undefined);
      const now = `${task.id}\n${text}`;
      if (shown !== now) announce(text);
      shown = now;
    },
  };
}

/** "judge (82 %): A 5, B 3, corrected A · other: …": sums where points are suggested. */
function summary({ state }: Model): string {
  const agents = [...new Set(state.suggestions.map(({ agent }) => agent))];
  return agents
    .map((agent) => {
      const own = state.suggestions.filter((one) => one.agent === agent);
      const sure = own.flatMap(({ score }) => (score === undefined ? [] : [score]));
      const name = visibleControls(agent);
      const [least, most] = [Math.min(...sure), Math.max(...sure)].map(percent);
      const who =
        sure.length === 0
          ? format('suggestedBy', name)
          : format('suggestedBySure', name, least === most ? String(least) : `${least}–${most}`);
      const outdated = own.some((one) => one.outdated) ? ` ${strings.suggestionOutdated}` : '';
      return `${who}${outdated}: ${parts(own).join(', ')}`;
    })
    .join(' · ');
}

function parts(own: readonly SuggestionView[]): string[] {
  const at = (target: string) => own.find((one) => one.target === target)?.value;
  const sums = sides.flatMap((side) => {
    const points = own.filter(({ target }) => target.startsWith(`points.${side}.`));
    const sum = points.reduce((total, { value }) => total + Number(value), 0);
    const score = at(`scores.${side}`) ?? (points.length > 0 ? sum : undefined);
    return score === undefined ? [] : [`${side} ${score}`];
  });
  const corrected = at('corrected');
  const names: Record<string, string> = { combination: strings.combination, neither: strings.neither };
  return [
    ...sums,
    ...(corrected === undefined ? [] : [format('suggestedCorrected', names[corrected] ?? corrected)]),
    ...(at('correction') === undefined ? [] : [strings.suggestedCorrection]),
    ...(at('comments') === undefined ? [] : [strings.suggestedComments]),
  ];
}

/** Beneath a text box: the text that is suggested for it, to be read before it is taken over. */
export function textOffer(target: 'correction' | 'comments', actions: Actions): Part {
  let current: SuggestionView | undefined;
  const text = h('span', { class: 'offer-text' });
  const take = button({
    text: strings.take,
    label: format('takeFor', target === 'correction' ? strings.correction : strings.comments),
    icon: 'sparkle',
    onClick: () => {
      if (!current) return;
      actions.take([current]);
      announce(format('takenMany', 1));
    },
  });
  const element = h('div', { class: 'offer' }, take, text);
  return {
    element,
    update({ state, answer }) {
      const suggestion = bestSuggestions(state.suggestions).get(target);
      current = suggestion && canTake(answer, suggestion) ? suggestion : undefined;
      show(element, current !== undefined);
      if (!current) return;
      setText(text, visibleControls(String(current.value)));
      setAttribute(element, 'title', suggestedBy(current));
    },
  };
}
