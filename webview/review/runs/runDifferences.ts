import type { InputView, RunView, SubjectView } from '../../../src/protocol/reviewViews.ts';
import { h, setText, show } from '../../common/dom.ts';
import { radioGroup, type RadioGroup } from '../../common/radioGroup.ts';
import { visibleControls } from '../../common/visibleText.ts';
import { hasFailed, isOver } from '../state/model.ts';
import { format, strings } from '../../common/strings.ts';
import { subjectLabel } from './runText.ts';

/** Two texts of one input that should be equal and are not. */
interface Comparison {
  /** What is compared: values or outputs. */
  what: string;
  labels: readonly [string, string];
  left: string;
  right: string;
}

/** Texts longer than this (in characters) are compared by their beginnings. */
const limit = 30_000;

/** Up to this many characters, and on one line, the two are simply written one above the other. */
const short = 120;

/** Where two texts of an input differ: light text if they are short, CodeMirror (loaded then) if they are not. */
export function differences() {
  const heading = h('span', { class: 'note' });
  const box = h('div', { class: 'differences-box' });
  const head = h('div', { class: 'differences-head' }, h('h4', {}, strings.differences), heading);
  const element = h('section', { class: 'differences', 'aria-label': strings.differences }, head, box);
  let group: RadioGroup | undefined;
  let found: Comparison[] = [];
  let chosen = 0;
  let key = '';
  let drawn = '';
  let destroy: (() => void) | undefined;

  function clear(): void {
    destroy?.();
    destroy = undefined;
    box.replaceChildren();
    drawn = '';
  }

  function draw(): void {
    const one = found[chosen];
    if (!one) return;
    const name = format('compared', one.what, ...one.labels);
    setText(heading, found.length > 1 ? '' : name);
    const mark = JSON.stringify([name, one.left, one.right]);
    if (mark === drawn) return;
    clear();
    drawn = mark;
    if (isShort(one.left) && isShort(one.right)) {
      const line = (kind: string, label: string, text: string) =>
        h(
          'div',
          { class: `short-line ${kind}` },
          h('span', { class: 'short-label' }, label),
          h('code', {}, text === '' ? ' ' : text),
        );
      box.append(line('left', one.labels[0], one.left), line('right', one.labels[1], one.right));
      return;
    }
    import('../../content/mergeView.ts').then(
      ({ createMerge }) => {
        if (drawn !== mark) return;
        const { left, right, labels } = one;
        const sides = { parent: box, left, right, labels };
        ({ destroy } = createMerge({ ...sides, unified: true, language: undefined }));
      },
      (error: unknown) => box.replaceChildren(h('p', { class: 'note' }, format('diffFailed', String(error)))),
    );
  }

  return {
    element,
    clear() {
      clear();
      key = '';
      found = [];
    },
    update(input: InputView | undefined, runs: ReadonlyMap<SubjectView, RunView>) {
      const next = comparisons(input, runs);
      const nextKey = JSON.stringify(next.map(({ what, labels }) => [what, labels]));
      found = next;
      show(element, found.length > 0);
      if (found.length === 0) {
        clear();
        key = '';
        return;
      }
      if (key !== nextKey) {
        key = nextKey;
        chosen = 0;
        group?.element.remove();
        group = undefined;
        if (found.length > 1) {
          group = radioGroup({
            name: 'run-differences',
            label: strings.differences,
            choices: found.map(({ what, labels }, index) => ({
              value: String(index),
              label: format('comparedShort', what, ...labels),
              description: format('compared', what, ...labels),
            })),
            onChange: (value) => {
              chosen = Number(value);
              draw();
            },
          });
          group.set('0');
          head.append(group.element);
        }
      }
      draw();
    },
  };
}

function comparisons(input: InputView | undefined, runs: ReadonlyMap<SubjectView, RunView>): Comparison[] {
  const found: Comparison[] = [];
  const add = (what: string, labels: [string, string], left: string, right: string) => {
    if (found.every((one) => one.what !== what || one.labels.join() !== labels.join()))
      found.push({ what, labels, left: readable(left), right: readable(right) });
  };
  const over = [...runs].filter(([, run]) => isOver(run) && !run.stale);
  for (const [subject, run] of over) {
    const labels: [string, string] = [strings.expected, subjectLabel(subject)];
    if (input?.expectedValue !== undefined && run.value !== undefined && run.status === 'differs')
      add(strings.value, labels, input.expectedValue, run.value);
    if (
      input?.expectedOutput !== undefined &&
      run.status === 'differs' &&
      unlike(input.expectedOutput, run.stdout)
    )
      add(strings.stdout, labels, input.expectedOutput, run.stdout);
  }
  const [a, b] = [runs.get('A'), runs.get('B')];
  // After a failure there is an error to read, and nothing to compare with.
  if (a && b && [a, b].every((run) => isOver(run) && !hasFailed(run))) {
    const labels: [string, string] = ['A', 'B'];
    if (a.value !== undefined && b.value !== undefined) {
      if (a.value !== b.value) add(strings.value, labels, a.value, b.value);
    } else if (a.stdout && b.stdout && unlike(a.stdout, b.stdout))
      add(strings.stdout, labels, a.stdout, b.stdout);
  }
  return found;
}

/** Trailing white space of lines and of the whole does not count. */
function unlike(a: string, b: string): boolean {
  const plain = (text: string) =>
    text
      .slice(0, limit)
      .split('\n')
      .map((one) => one.trimEnd())
      .join('\n')
      .trimEnd();
  return plain(a) !== plain(b);
}

function readable(text: string): string {
  return visibleControls(text.slice(0, limit)).trimEnd();
}

function isShort(text: string): boolean {
  return text.length <= short && !text.includes('\n');
}
