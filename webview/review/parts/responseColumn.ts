import type { Side } from '../../../src/protocol/reviewMessages.ts';
import { h, icon, keyboardScrollable, setAttribute, setText, show } from '../../common/dom.ts';
import { button } from '../../common/button.ts';
import { visibleControls } from '../../common/visibleText.ts';
import type { Actions, Part } from '../state/actions.ts';
import { keyHint } from '../state/keyLabels.ts';
import { MarkdownView } from '../../content/markdownView.ts';
import { isGoing, responseOf, type Model } from '../state/model.ts';
import { scoring } from './scoringPart.ts';
import { format, strings } from '../../common/strings.ts';

export interface Column extends Part {
  /** Focuses the first open criterion, else the first. */
  focusScores(): void;
}

/** One response: its head with what can be done, its text or state, its score. */
export function column(side: Side, actions: Actions): Column {
  const head = columnHead(side, actions);
  const body = responseBody(side, actions);
  const score = scoring(side, actions);
  head.onToggle((source) => body.showSource(source));
  const parts: Part[] = [head, body, score];
  const element = h(
    'section',
    { class: 'column', 'data-side': side, 'aria-label': format('response', side) },
    ...parts.map((part) => part.element),
  );
  return {
    element,
    focusScores: () => score.focusOpen(),
    prepare: (state) => body.prepare?.(state),
    update(model) {
      show(element, model.view !== (side === 'A' ? 'onlyB' : 'onlyA'));
      for (const part of parts) part.update(model);
    },
  };
}

function columnHead(
  side: Side,
  actions: Actions,
): Part & { onToggle(listener: (source: boolean) => void): void } {
  let running = false;
  let source = false;
  let latest: Model | undefined;
  const listeners: ((source: boolean) => void)[] = [];
  const name = h('span', { class: 'note model' });
  const run = button({
    text: strings.run,
    label: format('runResponse', side),
    look: 'quiet',
    icon: 'play',
    key: keyHint(side === 'A' ? 'runA' : 'runB'),
    onClick: () => (running ? actions.stopRun([side]) : actions.run([side])),
  });
  const open = button({
    text: strings.open,
    label: format('openResponse', side),
    look: 'quiet',
    onClick: () => actions.openResponse(side),
  });
  const copy = button({
    text: strings.copy,
    label: format('copyResponse', side),
    look: 'quiet',
    onClick: () => latest && actions.copy(responseOf(latest, side).text),
  });
  const toggle = button({
    text: strings.source,
    label: format('showSource', side),
    look: 'quiet',
    onClick: () => {
      source = !source;
      toggle.update({ pressed: source });
      for (const listener of listeners) listener(source);
    },
  });
  toggle.update({ pressed: false });
  const shell = button({
    label: format('openShell', side),
    look: 'quiet',
    icon: 'terminal',
    onClick: () => actions.openShell(side),
  });
  const buttons = [run, shell, open, copy, toggle];
  return {
    onToggle: (listener) => listeners.push(listener),
    element: h(
      'div',
      { class: 'column-head' },
      h('span', { class: 'badge', 'aria-hidden': 'true' }, side),
      h('h2', {}, format('response', side)),
      name,
      h('span', { class: 'space' }),
      h('span', { class: 'column-buttons' }, ...buttons.map((one) => one.element)),
    ),
    update(current) {
      latest = current;
      const response = responseOf(current, side);
      const { canRun, project } = current.state;
      running = isGoing(current, side);
      const model = response.model === undefined ? undefined : visibleControls(response.model);
      setText(name, model ?? (project.blind ? strings.nameLater : ''));
      setAttribute(name, 'title', model);
      const ready = response.state === 'ready';
      run.element.classList.toggle('going', running);
      run.update({
        text: running ? strings.stop : strings.run,
        icon: running ? 'debug-stop' : 'play',
        label: running
          ? format('stopRun', side)
          : `${format('runResponse', side)}${canRun ? '' : `. ${strings.trustToRun}`}`,
        disabled: !running && (!canRun || !ready),
      });
      show(shell.element, hasShell(current, side));
      shell.update({ disabled: !canRun || !ready });
      open.update({ disabled: !ready });
      copy.update({ disabled: response.text === '' });
      toggle.update({ disabled: response.text === '' });
    },
  };
}

/** Whether the program's language, as far as the page knows it, has a shell that can load it. */
function hasShell(model: Model, side: Side): boolean {
  const { text, codeLanguage } = responseOf(model, side);
  const fence = /^[ \t]*(?:```|~~~)[ \t]*([a-z]+)/im.exec(text.slice(0, 20_000))?.[1];
  const language = codeLanguage ?? fence ?? model.state.task.language ?? '';
  return /^(python|py|javascript|js|typescript|ts|node)\d*$/i.test(language);
}

function responseBody(side: Side, actions: Actions): Part & { showSource(source: boolean): void } {
  let source = false;
  let latest: Model | undefined;
  let shownTask = '';
  const text = new MarkdownView(actions);
  const message = h('p', { class: 'state-message' });
  const advice = h('p', { class: 'note' });
  const generate = button({
    text: strings.generate,
    label: strings.generate,
    look: 'secondary',
    onClick: () => actions.generate(),
  });
  const stop = button({
    text: strings.stop,
    label: strings.stopGenerating,
    look: 'secondary',
    icon: 'debug-stop',
    onClick: () => actions.stopGenerating(),
  });
  const ring = icon('loading');
  const state = h('div', { class: 'response-state' }, ring, message, advice, generate.element, stop.element);
  const element = keyboardScrollable(
    h(
      'div',
      { class: 'response', role: 'region', 'aria-label': format('responseText', side) },
      text.element,
      state,
    ),
  );

  function update(model: Model): void {
    latest = model;
    const response = responseOf(model, side);
    const { task, canGenerate } = model.state;
    const follow = response.state === 'generating' && atEnd(element);
    if (shownTask !== task.id) element.scrollTop = 0;
    shownTask = task.id;
    text.update(task.id, response.text, source ? 'source' : 'rendered', task.language, response.codeLanguage);
    show(text.element, response.text !== '');
    const empty = response.state === 'ready' && response.text.trim() === '';
    show(state, response.state !== 'ready' || empty);
    show(ring, response.state === 'generating');
    show(stop.element, response.state === 'generating');
    show(
      generate.element,
      canGenerate && (response.state === 'missing' || response.state === 'failed' || empty),
    );
    generate.update({
      text: response.state === 'missing' ? strings.generate : strings.retry,
      label: response.state === 'missing' ? strings.generate : strings.retry,
    });
    const words = {
      missing: strings.missing,
      generating: strings.generating,
      failed: visibleControls(response.failure?.message ?? strings.failed),
      ready: strings.emptyResponse,
    };
    setText(message, words[response.state]);
    setText(advice, response.state === 'failed' ? (response.failure?.action ?? '') : '');
    message.classList.toggle('error', response.state === 'failed');
    if (follow) element.scrollTop = element.scrollHeight;
  }

  return {
    element,
    update,
    prepare({ task, responses }) {
      const response = responses.find((one) => one.side === side);
      if (response && !source) text.prepare(task.id, response.text, task.language, response.codeLanguage);
    },
    showSource(wanted) {
      source = wanted;
      if (latest) update(latest);
    },
  };
}

function atEnd(element: Element): boolean {
  return element.scrollTop + element.clientHeight >= element.scrollHeight - 24;
}
