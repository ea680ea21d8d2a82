import type { InsightsChart } from '../../../src/protocol/insightsMessages.ts';
import { scaleOf, ticksBelow, uprights } from './axis.ts';
import type { Drawing } from './drawing.ts';
import { lineHeight, lines, widest, words, wrap } from './chartText.ts';
import { glyph, target } from './marks.ts';
import { s } from './svgElement.ts';

type Dots = Extract<InsightsChart, { kind: 'dots' }>;

const plotHeight = 150;
/** From so many on they are drawn smaller. */
const many = 300;

/** One mark for each answer, and a line with its interval across them. */
export function drawDots({ x: xAxis, y: yAxis, dots, line }: Dots, width: number): Drawing {
  const small = lineHeight('small');
  const from = widest(
    yAxis.ticks.map(({ text }) => text),
    'small',
  );
  const left = from + 8;
  const name = yAxis.label ? wrap(yAxis.label, width, 'small', 2) : [];
  const said = line ? wrap(line.text, width - left, 'small', 2) : [];
  const top = (name.length + said.length) * small + 8;
  const bottom = top + plotHeight;
  const x = scaleOf(xAxis, left + 6, width - 6);
  const y = scaleOf(yAxis, bottom - 4, top + 4);
  const still: SVGElement[] = [
    ...lines(0, small / 2, name, { look: 'small', class: 'dim' }),
    ...uprights(xAxis, x, top, bottom),
  ];
  for (const { at, text } of yAxis.ticks)
    still.push(
      s('line', { class: at === yAxis.zero ? 'zero' : 'grid', x1: left, x2: width, y1: y(at), y2: y(at) }),
      words(from, y(at), text, { look: 'small', anchor: 'end', class: 'dim' }),
    );
  if (line) {
    const { at, low, high } = line;
    if (low !== undefined && high !== undefined)
      still.push(
        s('rect', {
          class: 'band',
          x: left,
          y: y(high),
          width: width - left,
          height: Math.max(1, y(low) - y(high)),
        }),
      );
    still.push(
      s('line', { class: 'estimate', x1: left, x2: width, y1: y(at), y2: y(at) }),
      ...lines(width, name.length * small + small / 2 + 2, said, { look: 'small', anchor: 'end' }),
    );
  }
  const r = dots.length > many ? 2.5 : 4;
  const reach = Math.max(8, 2 * r + 4);
  const marks = dots.map(({ x: atX, y: atY, mark, text, link }) => {
    const [cx, cy] = [x(atX), y(atY)];
    return target(
      { link, text },
      { x: cx - reach / 2, y: cy - reach / 2, width: reach, height: reach },
      glyph(mark, cx, cy, r),
    );
  });
  const below = ticksBelow(xAxis, x, bottom + 4, { from: left, to: width });
  return { height: bottom + 4 + below.height, still: [...still, ...below.elements], marks };
}
