import type { InsightsChart } from '../../../src/protocol/insightsMessages.ts';
import type { Drawing } from './drawing.ts';
import { lineHeight, lines, widest, widthOf, words, wrap } from './chartText.ts';
import { glyph, patterns, target } from './marks.ts';
import { s } from './svgElement.ts';

type Bars = Extract<InsightsChart, { kind: 'bars' }>;

const barHeight = 13;

/** How often each category: two series grow from the middle to both sides, others lie below each other in each category. */
export function drawBars(chart: Bars, width: number): Drawing {
  const fill = patterns();
  const mirrored = chart.series.length === 2;
  const most = Math.max(1, ...chart.series.flatMap(({ bars }) => bars.map(({ count }) => count)));
  const countWidth = widthOf(String(most), 'plain') + 6;
  const middle = widest(chart.categories, 'plain') + 16;
  const nameWidth = mirrored ? middle : Math.min(middle, width * 0.4);
  const length = Math.max(20, (mirrored ? (width - nameWidth) / 2 : width - nameWidth) - countWidth);
  const left = mirrored ? (width - nameWidth) / 2 : nameWidth;
  const right = mirrored ? left + nameWidth : left;
  const line = Math.max(18, lineHeight('plain'));
  const head = headOf(chart, width, mirrored ? { left, right } : undefined);
  const still: SVGElement[] = [fill.definitions, ...head.elements];
  const marks: SVGElement[] = [];
  let y = head.height;
  chart.categories.forEach((category, c) => {
    if (chart.line?.before === c) {
      const cutLine = lineAcross(chart.line.text, width, y);
      still.push(...cutLine.elements);
      y += cutLine.height;
    }
    const high = mirrored ? line : line * chart.series.length;
    const names = wrap(category, nameWidth - 6, 'plain', mirrored ? 1 : Math.max(1, chart.series.length));
    still.push(
      ...(mirrored
        ? lines(width / 2, y + high / 2, names, { anchor: 'middle', class: 'dim' })
        : lines(0, y + line / 2, names)),
    );
    chart.series.forEach(({ name, mark, bars }, i) => {
      const bar = bars[c];
      if (!bar) return;
      const leftwards = mirrored && i === 0;
      const at = y + (mirrored ? 0 : i * line);
      const size = bar.count === 0 ? 1 : Math.max(1, (bar.count / most) * length);
      const start = leftwards ? left - size : right;
      const textAt = leftwards ? left - size - 5 : right + size + 5;
      const box = leftwards
        ? { x: left - size - countWidth - 2, y: at, width: size + countWidth + 2, height: line }
        : { x: right, y: at, width: size + countWidth + 2, height: line };
      marks.push(
        target(
          { link: bar.link, text: bar.text || `${name}, ${category}: ${bar.count}` },
          box,
          fill.bar(mark, start, at + (line - barHeight) / 2, size, barHeight),
          words(textAt, at + line / 2, String(bar.count), { anchor: leftwards ? 'end' : undefined }),
        ),
      );
    });
    y += high + (mirrored ? 0 : 6);
  });
  const name = chart.label ? wrap(chart.label, width, 'small') : [];
  const small = lineHeight('small');
  still.push(
    ...lines(mirrored ? width / 2 : width, y + small / 2 + 2, name, {
      look: 'small',
      anchor: mirrored ? 'middle' : 'end',
      class: 'dim',
    }),
  );
  return { height: y + 4 + name.length * small, still, marks };
}

/** The names of the series with their signs: over their side, or in lines. */
function headOf(
  { series }: Bars,
  width: number,
  sides: { left: number; right: number } | undefined,
): { elements: SVGElement[]; height: number } {
  const small = lineHeight('small');
  const [first, second] = series;
  if (sides && first && second) {
    const room = Math.max(40, sides.left - 16);
    const names = [first, second].map(({ name }) => wrap(name, room, 'small', 3));
    const [one = [], two = []] = names;
    const rows = Math.max(one.length, two.length);
    return {
      elements: [
        glyph(first.mark, sides.left - 5, small / 2, 4),
        ...lines(sides.left - 14, small / 2, one, { look: 'small', anchor: 'end', class: 'dim' }),
        glyph(second.mark, sides.right + 5, small / 2, 4),
        ...lines(sides.right + 14, small / 2, two, { look: 'small', class: 'dim' }),
      ],
      height: rows * small + 4,
    };
  }
  const elements: SVGElement[] = [];
  let y = 0;
  for (const { name, mark } of series) {
    const rows = wrap(name, width - 16, 'small', 3);
    elements.push(
      glyph(mark, 5, y + small / 2, 4),
      ...lines(14, y + small / 2, rows, { look: 'small', class: 'dim' }),
    );
    y += rows.length * small;
  }
  return { elements, height: y + 4 };
}

function lineAcross(text: string, width: number, y: number): { elements: SVGElement[]; height: number } {
  const small = lineHeight('small');
  const rows = wrap(text, width - 40, 'small', 3);
  const half = widest(rows, 'small') / 2 + 6;
  const at = y + small / 2;
  const dash = (x1: number, x2: number): SVGElement => s('line', { class: 'cut', x1, x2, y1: at, y2: at });
  return {
    elements: [
      dash(0, width / 2 - half),
      dash(width / 2 + half, width),
      ...lines(width / 2, at, rows, { look: 'small', anchor: 'middle', class: 'dim' }),
    ],
    height: rows.length * small,
  };
}
