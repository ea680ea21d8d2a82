import type { InsightsChart } from '../../../src/protocol/insightsMessages.ts';
import type { Drawing } from './drawing.ts';
import { lineHeight, lines, sizeOf, widest, widthOf, words, wrap } from './chartText.ts';
import { target } from './marks.ts';
import { s } from './svgElement.ts';

type Grid = Extract<InsightsChart, { kind: 'grid' }>;

const space = 3;

/** Counts in cells: the more, the deeper; those that contradict each other are framed and have a sign. */
export function drawGrid(grid: Grid, width: number): Drawing {
  const small = lineHeight('small');
  const plain = lineHeight('plain');
  const columns = Math.max(1, grid.columns.length);
  const names = widest(grid.rows, 'plain');
  // Names may take a third; the rest is broken into lines.
  const left = Math.min(names, width / 3) + 8;
  const most = grid.columns.every((one) => one.length <= 2) ? 40 : 150;
  const cell = Math.min(most, (width - left) / columns);
  const heads = grid.columns.map((one) => wrap(one, cell - space - 4, 'small', 3));
  const headLines = Math.max(1, ...heads.map((one) => one.length));
  const across = wrap(grid.columnLabel, width - left, 'small', 2);
  const down = wrap(grid.rowLabel, left > 60 ? left - 8 : width, 'small', 2);
  const top = (Math.max(across.length, left > 60 ? 0 : 1) + headLines) * small + 4;
  const max = Math.max(1, ...grid.cells.flat().map(({ count }) => count));
  const still: SVGElement[] = [
    ...lines(left, small / 2, across, { look: 'small', class: 'dim' }),
    ...heads.flatMap((head, i) =>
      lines(left + i * cell + (cell - space) / 2, top - 4 - small * (head.length - 0.5), head, {
        look: 'small',
        anchor: 'middle',
        class: 'dim',
      }),
    ),
  ];
  const marks: SVGElement[] = [];
  let y = top;
  const beside = left > 60;
  if (beside)
    still.push(...lines(0, top - 4 - small * (down.length - 0.5), down, { look: 'small', class: 'dim' }));
  grid.rows.forEach((name, r) => {
    const label = wrap(name, left - 8, 'plain', 3);
    const cells = grid.cells[r] ?? [];
    const roomy = cell >= 80;
    const height = Math.max(roomy ? 34 : 22, label.length * plain + 2);
    still.push(...lines(0, y + (height - space) / 2 - ((label.length - 1) * plain) / 2, label));
    cells.forEach(({ count, text, state, link }, c) => {
      const box = { x: left + c * cell, y, width: cell - space, height: height - space };
      const against = state === 'against';
      const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      const shift = against ? (sizeOf('plain') * 0.9) / 2 + 1 : 0;
      marks.push(
        target(
          { link, text: text || `${name}, ${grid.columns[c] ?? ''}: ${count}` },
          box,
          s('rect', { class: 'depth', rx: 2, ...box, 'fill-opacity': 0.36 * (count / max) }),
          s('rect', {
            class: `cell cell-${state}`,
            rx: 2,
            x: box.x + 1,
            y: box.y + 1,
            width: Math.max(1, box.width - 2),
            height: box.height - 2,
          }),
          against && count > 0 && cell > 34
            ? warning(middle.x - widthOf(String(count), 'bold') / 2 - 4, middle.y, sizeOf('plain') * 0.45)
            : undefined,
          words(middle.x + (cell > 34 ? shift : 0), middle.y, count === 0 && !roomy ? '' : String(count), {
            look: state === 'plain' ? 'plain' : 'bold',
            anchor: 'middle',
            class: count === 0 ? 'dim' : '',
          }),
        ),
      );
    });
    y += height;
  });
  if (!beside) {
    still.push(...lines(0, y + small / 2 + 2, [`↑ ${grid.rowLabel}`], { look: 'small', class: 'dim' }));
    y += small + 2;
  }
  return { height: y + 2, still, marks };
}

function warning(x: number, y: number, r: number): SVGElement {
  return s('path', {
    class: 'warning-sign',
    d: `M${x} ${y - r}L${x + r * 1.1} ${y + r}L${x - r * 1.1} ${y + r}ZM${x} ${y - r * 0.25}L${x} ${y + r * 0.3}`,
  });
}
