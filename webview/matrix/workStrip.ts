import type { MatrixState, MatrixWork } from '../../src/protocol/matrixMessages.ts';
import { button } from '../common/button.ts';
import { h, icon, setIcon, setText, show } from '../common/dom.ts';
import { decimal, format, strings } from '../common/strings.ts';
import { durationWords } from './matrixWords.ts';

/** What is done with all responses: how far it is, how fast, how long it takes yet, and what went wrong. */
export function workStrip(acts: { retry: () => void; stop: () => void }): {
  element: HTMLElement;
  update(state: MatrixState): void;
} {
  const sign = icon('loading');
  const what = h('b');
  const bar = h('progress', { class: 'progress', max: 1, 'aria-label': strings.matrixProgress });
  const facts = h('span', { class: 'facts' });
  const summary = h('summary', {}, icon('warning'), h('span', { class: 'summary-text' }));
  const list = h('ul');
  const problems = h('details', { class: 'problems' }, summary, list);
  const retry = button({ text: strings.matrixRetry, look: 'secondary', onClick: acts.retry });
  const stop = button({ text: strings.matrixStop, look: 'secondary', onClick: acts.stop });
  const element = h(
    'section',
    { class: 'work', hidden: true, 'aria-label': strings.matrixWork },
    h('div', { class: 'work-line' }, sign, what, bar, facts),
    problems,
    h('div', { class: 'work-acts' }, retry, stop),
  );
  return {
    element,
    update({ work, can }) {
      show(element, work !== undefined);
      if (!work) return;
      const isGoing = work.state === 'going';
      setIcon(sign, isGoing ? 'loading' : work.state === 'done' ? 'pass' : 'circle-slash');
      setText(what, workWords(work));
      bar.value = work.total > 0 ? work.done / work.total : 0;
      show(bar, isGoing);
      setText(facts, factsOf(work).join(' · '));
      const count = work.problems.reduce((sum, one) => sum + one.count, 0);
      show(problems, count > 0);
      const failed = work.kind === 'runs' ? 'matrixCouldNotRun' : 'matrixDidNotCome';
      const only = work.problems.length === 1 ? work.problems[0]?.text : undefined;
      const text = format(failed, decimal(count));
      setText(summary.lastElementChild ?? summary, only === undefined ? text : `${text}: ${only}`);
      list.replaceChildren(
        ...work.problems.map((one) => h('li', {}, format('matrixTimes', decimal(one.count), one.text))),
      );
      show(retry.element, can.includes('retry'));
      show(stop.element, isGoing);
    },
  };
}

/** In one sentence: also what is spoken when it ends. */
export function workWords({ kind, state, done, total, seconds }: MatrixWork): string {
  const [a, b] = [decimal(done), decimal(total)];
  if (state === 'going') return format(kind === 'runs' ? 'matrixRunsGoing' : 'matrixResponsesGoing', a, b);
  if (state === 'stopped')
    return format(kind === 'runs' ? 'matrixRunsStopped' : 'matrixResponsesStopped', a, b);
  return format(kind === 'runs' ? 'matrixRunsDone' : 'matrixResponsesDone', b, durationWords(seconds));
}

function factsOf({ state, perSecond, secondsLeft, atOnce, tokens }: MatrixWork): string[] {
  const facts: string[] = [];
  if (state === 'going') {
    if (perSecond !== undefined) facts.push(rateWords(perSecond));
    if (secondsLeft !== undefined) facts.push(format('matrixLeft', durationWords(secondsLeft)));
    facts.push(format('matrixAtOnce', decimal(atOnce)));
  }
  if (tokens !== undefined) facts.push(format('matrixTokens', decimal(tokens)));
  return facts;
}

function rateWords(perSecond: number): string {
  return perSecond >= 0.5
    ? format('matrixPerSecond', decimal(perSecond, 1))
    : format('matrixPerMinute', decimal(perSecond * 60, 1));
}
