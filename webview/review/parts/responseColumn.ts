import type { Side } from '../../../src/protocol/reviewViews.ts';
import { h, icon, setAttribute, setText, show } from '../../common/dom.ts';
import { button } from '../../common/button.ts';
import type { MenuItem } from '../../common/moreMenu.ts';
import { visibleControls } from '../../common/visibleText.ts';
import type { Actions, Part } from '../state/actions.ts';
import { keyHint } from '../state/keyLabels.ts';
import { MarkdownView } from '../../content/markdownView.ts';
import { ResponseNotes } from '../../content/responseNotes.ts';
import { isGoing, isJudged, responseOf, type Model } from '../state/model.ts';
import { updater } from '../state/slices.ts';
import { scoring } from './scoringPart.ts';
import { format, strings } from '../../common/strings.ts';

export interface ColumnPart extends Part {
  focusScores(): void;
  /** The text, for the keys that scroll it. */
  readonly text: HTMLElement;
  /** What its head offers, for where there is no room for one. */
  acts(): MenuItem[];
  /** Brings a line (from 0) of the text into view and marks it. */
  showLine(line: number): void;
}

/** One response: its head with what can be done, its text or state, its score. */
export function column(side: Side, actions: Actions, openTags: () => void): ColumnPart {
  const body = responseBody(side, actions);
  const head = columnHead(side, actions, (source) => body.showSource(source), openTags);
  const score = scoring(side, actions);
  const parts = [head, body, score];
  const update = updater(parts);
  const attributes = { class: 'column', 'data-side': side, 'aria-label': format('response', side) };
  const element = h('section', attributes, ...parts);
  return {
    element,
    text: body.element,
    acts: () => head.acts(),
    showLine: (line) => body.showLine(line),
    focusScores: () => score.focusOpen(),
    prepare: (state) => body.prepare?.(state),
    update(model, anew) {
      show(element, model.view !== (side === 'A' ? 'onlyB' : 'onlyA'));
      update(model, anew);
    },
  };
}

function columnHead(
  side: Side,
  actions: Actions,
  showSource: (source: boolean) => void,
  openTags: () => void,
): Part & { acts(): MenuItem[] } {
  let running = false;
  let source = false;
  let latest: Model | undefined;
  const name = h('h2', {});
  const hidden = h(
    'span',
    { class: 'note name-hidden' },
    icon('lock'),
    h('span', { class: 'visually-hidden' }, strings.nameLater),
  );
  setAttribute(hidden, 'title', strings.nameLater);
  const run = button({
    label: format('runResponse', side),
    icon: 'play',
    key: keyHint(side === 'A' ? 'runA' : 'runB'),
    onClick: () => (running ? actions.stopRun([side]) : actions.run([side])),
  });
  const openInEditor = (): void => actions.ask('openResponse', { side });
  const copyText = (): void => latest && actions.copy(responseOf(latest, side).text);
  const open = button({
    label: format('openResponse', side),
    icon: 'go-to-file',
    onClick: openInEditor,
  });
  const copy = button({
    label: format('copyResponse', side),
    icon: 'copy',
    onClick: copyText,
  });
  const toggle = button({
    label: format('showSource', side),
    icon: 'markdown',
    onClick: switchSource,
  });
  function switchSource(): void {
    source = !source;
    toggle.update({ pressed: source });
    showSource(source);
  }
  toggle.update({ pressed: false });
  const shell = button({
    label: format('openShell', side),
    icon: 'terminal',
    onClick: () => actions.ask('openShell', { side }),
  });
  const tag = button({
    label: format('addTag', side),
    icon: 'tag',
    key: '#',
    class: 'name-tag',
    onClick: openTags,
  });
  // What is always wanted first: where there is no room, the others go.
  const buttons = [run, tag, shell, open, copy, toggle];
  const runOrStop = (): void => (running ? actions.stopRun([side]) : actions.run([side]));
  return {
    acts() {
      if (!latest) return [];
      const { state, text } = responseOf(latest, side);
      const ready = state === 'ready';
      const may = latest.state.canRun && ready;
      return [
        ...(running || may
          ? [
              {
                text: format(running ? 'stopRun' : 'runResponse', side),
                key: keyHint(side === 'A' ? 'runA' : 'runB'),
                act: runOrStop,
              },
            ]
          : []),
        ...(ready
          ? [
              { text: format('addTag', side), key: '#', act: openTags },
              { text: format('openResponse', side), act: openInEditor },
            ]
          : []),
        ...(may && hasShell(latest, side)
          ? [{ text: format('openShell', side), act: () => actions.ask('openShell', { side }) }]
          : []),
        ...(text === ''
          ? []
          : [
              { text: format('copyResponse', side), act: copyText },
              { text: format(source ? 'showRendered' : 'showSource', side), act: switchSource },
            ]),
      ];
    },
    element: h(
      'div',
      { class: 'column-head' },
      h('span', { class: 'badge', 'aria-hidden': 'true' }, side),
      name,
      hidden,
      h('span', { class: 'space' }),
      h('span', { class: 'column-buttons' }, ...buttons),
    ),
    select: (current) => {
      const { text, state, model, codeLanguage, tags, suggestedTags } = responseOf(current, side);
      const { canRun, project, task } = current.state;
      const of = [text, state, model, codeLanguage, tags, suggestedTags];
      return [...of, canRun, project.blind, task.language, isGoing(current, side)];
    },
    update(current) {
      latest = current;
      const response = responseOf(current, side);
      const { canRun, project } = current.state;
      running = isGoing(current, side);
      const model = response.model === undefined ? undefined : visibleControls(response.model);
      setText(name, model ?? format('response', side));
      setAttribute(name, 'title', model);
      name.classList.toggle('model', model !== undefined);
      show(hidden, model === undefined && project.blind);
      const ready = response.state === 'ready';
      run.element.classList.toggle('going', running);
      run.update({
        icon: running ? 'debug-stop' : 'play',
        label: running
          ? format('stopRun', side)
          : `${format('runResponse', side)}${canRun ? '' : `. ${strings.trustToRun}`}`,
        disabled: !running && (!canRun || !ready),
      });
      show(shell.element, hasShell(current, side));
      shell.update({ disabled: !canRun || !ready });
      open.update({ disabled: !ready });
      const modes = response.tags.map((use) => visibleControls(use.name));
      const proposed = response.suggestedTags.length;
      const count = [modes.length > 0 && String(modes.length), proposed > 0 && `+${proposed}`].filter(
        Boolean,
      );
      const named = modes.length > 0 ? `: ${modes.join(', ')}` : '';
      tag.update({ disabled: !ready, label: `${format('addTag', side)}${named}` });
      setAttribute(tag.element, 'data-count', count.join(' ') || undefined);
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

interface BodyPart extends Part {
  showSource(source: boolean): void;
  showLine(line: number): void;
}

function responseBody(side: Side, actions: Actions): BodyPart {
  let source = false;
  let latest: Model | undefined;
  let shownTask = '';
  const text = new MarkdownView({
    copy: actions.copy,
    openLink: actions.openLink,
    byLines: true,
    choose: (block) => actions.chooseBlock(side, block, true),
  });
  const notes = new ResponseNotes(actions);
  const message = h('p', { class: 'state-message' });
  const advice = h('p', { class: 'note' });
  const generate = button({
    text: strings.generate,
    look: 'secondary',
    onClick: () => actions.ask('generate', {}),
  });
  const zero = button({
    text: strings.zeroPoints,
    look: 'secondary',
    onClick: () => {
      for (const { id } of latest?.state.rubric.criteria ?? []) actions.setPoints(side, id, 0);
    },
  });
  const test = button({
    text: strings.testConnection,
    look: 'secondary',
    onClick: () => actions.ask('testConnection', {}),
  });
  const stop = button({
    text: strings.stop,
    label: strings.stopGenerating,
    look: 'secondary',
    icon: 'debug-stop',
    onClick: () => actions.ask('stopGenerating', {}),
  });
  const ring = icon('loading');
  const state = h('div', { class: 'response-state' }, ring, message, advice, generate, test, zero, stop);
  // Always a stop: here one reads.
  const attributes = {
    class: 'response',
    role: 'region',
    tabindex: 0,
    'aria-label': format('responseText', side),
  };
  const element = h('div', attributes, notes, text, state);

  function update(model: Model): void {
    latest = model;
    const response = responseOf(model, side);
    const { task, canGenerate } = model.state;
    const follow = response.state === 'generating' && atEnd(element);
    if (shownTask !== task.id) element.scrollTop = 0;
    shownTask = task.id;
    const { codeLanguage, taken, blocks, chosenBlock } = response;
    const marks = { taken, blocks, chosenBlock };
    notes.update(task.id, response, {
      generating: response.state === 'generating' && response.text === '',
      language: task.language,
    });
    text.update(task.id, response.text, source ? 'source' : 'rendered', task.language, codeLanguage, marks);
    show(text.element, response.text !== '');
    const empty = response.state === 'ready' && response.text.trim() === '';
    show(state, response.state !== 'ready' || empty);
    show(ring, response.state === 'generating');
    show(stop.element, response.state === 'generating');
    // A model that answered with nothing has answered: that is judged, and not asked for again.
    const lacking = response.state === 'missing' || response.state === 'failed';
    show(zero.element, empty && !isJudged(model.state.status));
    show(generate.element, canGenerate && lacking);
    show(test.element, canGenerate && response.state === 'failed');
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
      const { text, state, failure, codeLanguage, thoughts, cutOff, ...more } = responseOf(model, side);
      const { taken, blocks, chosenBlock } = more;
      const { task, canGenerate, status } = model.state;
      const looks = [
        codeLanguage,
        JSON.stringify([taken, blocks, chosenBlock]),
        thoughts,
        cutOff,
        task.id,
        task.language,
      ];
      return [text, state, failure, canGenerate, isJudged(status), ...looks];
    },
    update,
    prepare({ task, responses }) {
      const response = responses.find((one) => one.side === side);
      if (response && !source) text.prepare(task.id, response.text, task.language, response.codeLanguage);
    },
    showLine: (line) => text.showLine(line),
    showSource: (wanted) => {
      source = wanted;
      if (latest) update(latest);
    },
  };
}

function atEnd(element: Element): boolean {
  return element.scrollTop + element.clientHeight >= element.scrollHeight - 24;
}
