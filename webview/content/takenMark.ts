import { h } from '../common/dom.ts';
import { strings } from '../common/strings.ts';
import type { Block } from './markdownBlocks.ts';

/** First and last line of a text, from 0. */
export type LineRange = readonly [first: number, last: number];

/** What is told of a response's blocks of code: those that run, those that may be chosen to run, and the one that was. */
export interface BlockMarks {
  taken?: readonly LineRange[];
  blocks?: readonly { block: number; lines: LineRange }[];
  chosenBlock?: number;
}

/** Runs a block in place of those that run; none: those that Touchstone finds. */
export type ChooseBlock = (block: number | undefined) => void;

/** How a block stands as it is marked. */
const standing = new WeakMap<Element, string>();

/** Marks the blocks of code that a response's program was taken from, and takes the mark off all others; says which may be chosen instead. */
export function markTaken(drawn: readonly Block[], marks: BlockMarks, choose: ChooseBlock): void {
  const sorted = [...(marks.taken ?? [])].sort(([one], [other]) => one - other);
  const isOnly = sorted.length < 2;
  const places = new Map(marks.blocks?.map(({ block, lines: [first] }) => [first, block]));
  for (const { element, lines } of drawn)
    element.querySelectorAll<HTMLElement>('.code').forEach((frame, index) => {
      const line = lines[index] ?? -1;
      const isTaken = isIn(sorted, line);
      const block = places.get(line);
      const isChosen = block !== undefined && block === marks.chosenBlock;
      const mark = JSON.stringify([isTaken, block, isChosen, isOnly]);
      const before = standing.get(frame);
      if (before === mark || (!isTaken && block === undefined && before === undefined)) return;
      standing.set(frame, mark);
      frame.classList.toggle('taken', isTaken);
      const had = frame.querySelector('.taken-label, .block-head');
      const focused = had?.contains(document.activeElement) === true;
      had?.remove();
      if (block !== undefined) {
        const head = blockHead({ isTaken, isChosen, isOnly }, () => choose(isChosen ? undefined : block));
        frame.prepend(head);
        if (focused) head.querySelector('button')?.focus();
      } else if (isTaken) frame.append(takenLabel(strings.takenBlock));
    });
}

interface Standing {
  isTaken: boolean;
  isChosen: boolean;
  /** Nothing else runs. */
  isOnly: boolean;
}

function blockHead({ isTaken, isChosen, isOnly }: Standing, act: () => void): HTMLElement {
  const head = h('div', { class: 'block-head' });
  if (isTaken) head.append(takenLabel(isChosen ? strings.chosenBlock : strings.takenBlock));
  if (isTaken && isOnly && !isChosen) return head;
  const text = isChosen ? strings.ownBlock : isTaken ? strings.runOnlyBlock : strings.runBlock;
  const button = h('button', { class: 'link', type: 'button', title: strings.chooseBlockTip }, text);
  button.addEventListener('click', act);
  head.append(button);
  return head;
}

function takenLabel(text: string): HTMLElement {
  return h('span', { class: 'taken-label', title: strings.takenBlockTip }, text);
}

/** Whether a line is in one of the ranges, which are in order and apart. */
function isIn(ranges: readonly LineRange[], line: number): boolean {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle]?.[0] ?? 0) <= line) low = middle + 1;
    else high = middle;
  }
  return line <= (ranges[low - 1]?.[1] ?? -1);
}
