import type { ChartFigure } from './chartFigure.ts';

/** Which mark an arrow leads to, by its place among the marks of a chart; `undefined`: the key is none of these. */
export function markAfter(key: string, marks: readonly Element[], at: number): number | undefined {
  const last = marks.length - 1;
  switch (key) {
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'PageUp':
      return Math.max(0, at - 10);
    case 'PageDown':
      return Math.min(last, at + 10);
    case 'ArrowLeft':
    case 'ArrowUp':
    case 'ArrowRight':
    case 'ArrowDown':
      return neighbour(key, marks, at);
    default:
      return undefined;
  }
}

/** In a grid or between two sides: the next in that direction. Where marks lie along one line only: the one before or after. */
function neighbour(key: string, marks: readonly Element[], at: number): number {
  const back = key === 'ArrowLeft' || key === 'ArrowUp';
  const one = Math.max(0, Math.min(marks.length - 1, at + (back ? -1 : 1)));
  if (!marks[at]?.closest('.chart-grid, .chart-bars')) return one;
  const boxes = marks.map((mark) => mark.querySelector('.hit')?.getBoundingClientRect());
  const from = boxes[at];
  if (!from) return one;
  const across = key === 'ArrowLeft' || key === 'ArrowRight';
  let best = at;
  let least = Infinity;
  boxes.forEach((box, i) => {
    if (!box || i === at) return;
    const dx = box.x + box.width / 2 - (from.x + from.width / 2);
    const dy = box.y + box.height / 2 - (from.y + from.height / 2);
    const along = (across ? dx : dy) * (back ? -1 : 1);
    const aside = across
      ? apart(box.top, box.bottom, from.top, from.bottom)
      : apart(box.left, box.right, from.left, from.right);
    // To the sides within the row; up and down to what lies straight above or below before anything else.
    if (along < 4 || (across && aside > -4)) return;
    const distance = along + Math.max(0, aside + 2) * 4;
    if (distance < least) [best, least] = [i, distance];
  });
  return best;
}

/** How far two stretches lie from each other; below 0: by how much they overlap. */
function apart(start: number, end: number, otherStart: number, otherEnd: number): number {
  return Math.max(start, otherStart) - Math.min(end, otherEnd);
}

/** Moves between the marks of a chart. Whether the key was one for that. */
export function moveByKey(event: KeyboardEvent, figure: ChartFigure): boolean {
  const at = figure.focusedMark();
  if (at < 0) return false;
  const marks = [...figure.element.querySelectorAll('.plot [data-link]')];
  const next = markAfter(event.key, marks, at);
  if (next === undefined) return false;
  figure.focusMark(next);
  return true;
}
