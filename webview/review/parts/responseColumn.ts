import type { Side } from '../../../src/protocol/reviewViews.ts';
import { h, icon, keyboardScrollable, setAttribute, setText, show } from '../../common/dom.ts';
import { button } from '../../common/button.ts';
import { visibleControls } from '../../common/visibleText.ts';
import type { Actions, Part } from '../state/actions.ts';
import { keyHint } from '../state/keyLabels.ts';
import { MarkdownView } from '../../content/markdownView.ts';
import { isGoing, responseOf, type Model } from '../state/model.ts';
import { updater } from '../state/slices.ts';
import { scoring } from './scoringPart.ts';
import { format, strings } from '../../common/strings.ts';

/** One response: its head with what can be done, its text or state, its score. */
export function column(side: Side, actions: Actions): Part & { focusScores(): void } {
  const body = responseBody(side, actions);
  const head = columnHead(side, actions, body.showSource);
  const score = scoring(side, actions);
  const parts = [head, body, score];
  const update = updater(parts);
  const attributes = { class: 'column', 'data-side': side, 'aria-label': format('response', side) };
  const element = h('section', attributes, ...parts);
  return {
    element,
    focusScores: () => score.focusOpen(),
    prepare: (state) => body.prepare?.(state),
    update(model, anew) {
      show(element, model.view !== (side === 'A' ? 'onlyB' : 'onlyA'));
      update(model, anew);
    },
  };
}

function columnHead(side: Side, actions: Actions, showSource: (source: boolean) => void): Part {
  let running = false;
  let source = false;
  let latest: Model | undefined;
  const name = h('span', { class: 'note model' });
  const run = button({
    text: strings.run,
    label: format('runResponse', side),
    icon: 'play',
    key: keyHint(side === 'A' ? 'runA' : 'runB'),
    onClick: () => (running ? actions.stopRun([side]) : actions.run([side])),
  });
  const open = button({
    text: strings.open,
    label: format('openResponse', side),
    onClick: () => actions.ask('openResponse', { side }),
  });
  const copy = button({
    text: strings.copy,
    label: format('copyResponse', side),
    onClick: () => latest && actions.copy(responseOf(latest, side).text),
  });
  const toggle = button({
    text: strings.source,
    label: format('showSource', side),
    onClick: () => {
      source = !source;
      toggle.update({ pressed: source });
      showSource(source);
    },
  });
  toggle.update({ pressed: false });
  const shell = button({
    label: format('openShell', side),
    icon: 'terminal',
    onClick: () => actions.ask('openShell', { side }),
  });
  const buttons = [run, shell, open, copy, toggle];
  return {
    element: h(
      'div',
      { class: 'column-head' },
      h('span', { class: 'badge', 'aria-hidden': 'true' }, side),
      h('h2', {}, format('response', side)),
      name,
      h('span', { class: 'space' }),
      h('span', { class: 'column-buttons' }, ...buttons),
    ),
    select: (current) => {
      const { text, state, model, codeLanguage } = responseOf(current, side);
      const { canRun, project, task } = current.state;
      return [text, state, model, codeLanguage, canRun, project.blind, task.language, isGoing(current, side)];
    },
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

function responseBody(side: Side, actions: Actions): Part & { showSource: (source: boolean) => void } {
  let source = false;
  let latest: Model | undefined;
  let shownTask = '';
  const text = new MarkdownView(actions);
  const message = h('p', { class: 'state-message' });
  const advice = h('p', { class: 'note' });
  const generate = button({
    text: strings.generate,
    look: 'secondary',
    onClick: () => actions.ask('generate', {}),
  });
  const stop = button({
    text: strings.stop,
    label: strings.stopGenerating,
    look: 'secondary',
    icon: 'debug-stop',
    onClick: () => actions.ask('stopGenerating', {}),
  });
  const ring = icon('loading');
  const state = h('div', { class: 'response-state' }, ring, message, advice, generate, stop);
  const element = keyboardScrollable(
    h('div', { class: 'response', role: 'region', 'aria-label': format('responseText', side) }, text, state),
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
    const lacking = response.state === 'missing' || response.state === 'failed' || empty;
    show(generate.element, canGenerate && lacking);
    generate.update({ text: response.state === 'missing' ? strings.generate : strings.retry });
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
    select: (model) => {
      const { text, state, failure, codeLanguage } = responseOf(model, side);
      const { task, canGenerate } = model.state;
      return [text, state, failure, codeLanguage, task.id, task.language, canGenerate];
    },
    update,
    prepare({ task, responses }) {
      const response = responses.find((one) => one.side === side);
      if (response && !source) text.prepare(task.id, response.text, task.language, response.codeLanguage);
    },
    showSource: (wanted) => {
      source = wanted;
      if (latest) update(latest);
    },
  };
}

function atEnd(element: Element): boolean {
  return element.scrollTop + element.clientHeight >= element.scrollHeight - 24;
}
