import type { RunView, Side } from '../../src/protocol/review.ts';
import {
  contentChanged,
  h,
  keyboardScrollable,
  setAttribute,
  setIcon,
  setText,
  show,
} from '../shared/dom.ts';
import { visibleControls } from '../shared/visible.ts';
import type { Part } from './actions.ts';
import { responseOf } from './model.ts';
import { format, strings } from './strings.ts';

/** Output longer than this (in characters) is shown from its end; the whole is in the terminal and the store. */
const outputLimit = 100_000;

const looks: Record<RunView['status'], { icon: string; tone: string }> = {
  running: { icon: 'loading', tone: '' },
  passed: { icon: 'pass', tone: 'good' },
  failed: { icon: 'error', tone: 'bad' },
  'timed-out': { icon: 'watch', tone: 'bad' },
  stopped: { icon: 'circle-slash', tone: 'warn' },
};

/** The last run of one side: how it ended at a glance, its output on demand. Output is text, its escapes made visible. */
export function runEvidence(side: Side): Part {
  const glyph = h('span', { class: 'codicon', 'aria-hidden': 'true' });
  const outcome = h('span', { class: 'outcome' });
  const last = h('code', { class: 'last-line' });
  const facts = h('span', { class: 'note run-facts' });
  const stale = h('span', { class: 'stale', title: strings.staleLong }, strings.stale);
  const outputs = h('div', { class: 'outputs' });
  const details = h('details', {}, h('summary', {}, glyph, outcome, last, stale, facts), outputs);
  const none = h('p', { class: 'note' }, strings.notRun);
  const element = h(
    'div',
    { class: 'evidence', role: 'group', 'aria-label': format('evidence', side) },
    none,
    details,
  );
  let filled = '';
  let current: RunView | undefined;

  function fill(): void {
    if (!details.open || !current) return;
    const { input, stdout, stderr, truncatedBytes } = current;
    const key = JSON.stringify([current.id, input, stdout, stderr, truncatedBytes]);
    if (key === filled) return;
    filled = key;
    outputs.replaceChildren();
    if (input) outputs.append(output(strings.input, input));
    if (stdout) outputs.append(output(strings.stdout, stdout));
    if (stderr) outputs.append(output(strings.stderr, stderr));
    if (!stdout && !stderr) outputs.append(h('p', { class: 'note' }, strings.noOutput));
    if (truncatedBytes > 0)
      outputs.append(h('p', { class: 'note' }, format('truncated', truncatedBytes.toLocaleString())));
  }
  details.addEventListener('toggle', fill);

  return {
    element,
    update(model) {
      const run = responseOf(model, side).run;
      if (run?.id !== current?.id) details.open = false;
      current = run;
      show(none, !run);
      show(details, !!run);
      if (!run) return;
      setIcon(glyph, `${looks[run.status].icon} tone-${looks[run.status].tone || 'none'}`);
      setText(outcome, outcomeOf(run));
      setAttribute(outcome, 'class', `outcome tone-${looks[run.status].tone || 'none'}`);
      const line = lastLine(run);
      setText(last, line);
      setAttribute(last, 'title', line || undefined);
      show(last, line !== '');
      const words = [run.runner, run.sandbox === 'none' ? strings.noSandbox : run.sandbox];
      if (run.durationMs !== undefined) words.unshift(duration(run.durationMs));
      setText(facts, visibleControls(words.filter(Boolean).join(' · ')));
      setAttribute(facts, 'title', facts.textContent || undefined);
      show(stale, run.stale);
      fill();
    },
  };
}

function output(label: string, text: string): HTMLElement {
  const cut = text.length > outputLimit ? `…\n${text.slice(-outputLimit)}` : text;
  const pre = keyboardScrollable(h('pre', { class: 'output' }, visibleControls(cut)));
  contentChanged(pre);
  return h('div', {}, h('span', { class: 'note' }, label), pre);
}

function outcomeOf(run: RunView): string {
  switch (run.status) {
    case 'running':
      return strings.running;
    case 'timed-out':
      return strings.timedOut;
    case 'stopped':
      return strings.runStopped;
    case 'passed':
    case 'failed':
      if (run.signal) return format('signal', run.signal);
      return run.exitCode === undefined ? strings.runFailed : format('exitCode', run.exitCode);
  }
}

/** What a glance needs: the last line of the errors if it failed, else of the output. */
function lastLine(run: RunView): string {
  if (run.status === 'running') return '';
  const text = run.status === 'passed' ? run.stdout : run.stderr || run.stdout;
  const lines = text.slice(-4000).trimEnd().split('\n');
  return visibleControls(lines.at(-1) ?? '').slice(0, 200);
}

function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
