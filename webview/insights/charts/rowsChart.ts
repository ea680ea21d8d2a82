import type { InsightsChart, InsightsRow } from '../../../src/protocol/insightsMessages.ts';
import { endsAbove, isOff, scaleOf, ticksBelow, uprights, type Axis, type Scale } from './axis.ts';
import { lineHeight, lines, widest, widthOf, words, wrap } from './chartText.ts';
import { glyph, target, type MarkNames } from './marks.ts';
import type { Drawing } from './drawing.ts';
import { s } from './svgElement.ts';

type Rows = Extract<InsightsChart, { kind: 'rows' }>;

const gap = 10;
/** Narrower than this a plot says nothing. */
const leastPlot = 150;

/** A dot with its interval on each line; words beside the plot where there is room for them, else above it. */
export function drawRows({ axis, rows }: Rows, width: number, names: MarkNames): Drawing {
  const labelWidth = widest(
    rows.map(({ label }) => label),
    'plain',
  );
  const textWidth = Math.max(0, ...rows.map(textWidthOf));
  const beside = labelWidth + textWidth + 2 * gap + leastPlot <= width;
  const from = beside ? labelWidth + gap + 6 : 6;
  const to = beside ? width - textWidth - gap - 6 : width - 6;
  const x = scaleOf(axis, from, to);
  const span = { from: from - 6, to: to + 6 };
  // Beside the plot there is room for the last words of an axis.
  const below = beside ? { from: from - 14, to: to + 14 } : span;
  const ends = endsAbove(axis, span);
  const marks: SVGElement[] = [];
  const still: SVGElement[] = [...ends.elements];
  let y = ends.height;
  rows.forEach((row, i) => {
    // The second figure of a thing (of the other model) needs no second name.
    const again = row.label === rows[i - 1]?.label;
    const label = again ? '' : row.label;
    const paired = row.label === rows[i + 1]?.label;
    if (i > 0 && !again && (paired || rows[i - 1]?.label === rows[i - 2]?.label)) y += 6;
    const says = { link: row.link, text: spoken(row, names) };
    const plotHeight = Math.max(22, lineHeight('plain'));
    if (beside) {
      const middle = y + plotHeight / 2;
      still.push(...uprights(axis, x, y, y + plotHeight));
      marks.push(
        target(
          says,
          { x: -4, y, width: width + 8, height: plotHeight },
          label ? words(0, middle, label) : undefined,
          ...plot(row, axis, x, middle),
          words(to + 6 + gap, middle, row.text, { look: 'bold' }),
          row.note !== undefined
            ? words(to + 6 + gap + widthOf(row.text, 'bold') + 6, middle, row.note, {
                look: 'small',
                class: 'dim',
              })
            : undefined,
        ),
      );
      y += plotHeight;
    } else {
      const inOne = widthOf(label, 'plain') + textWidthOf(row) + gap <= width;
      const above = label ? wrap(label, inOne ? width - textWidthOf(row) - gap : width, 'plain') : [];
      const below = inOne
        ? []
        : [row.text, row.note].flatMap((one) => (one ? wrap(one, width, 'plain') : []));
      const line = lineHeight('plain');
      const top = (above.length + below.length || 1) * line;
      const middle = y + top + 10;
      still.push(...uprights(axis, x, y + top, y + top + 20));
      marks.push(
        target(
          says,
          { x: -4, y, width: width + 8, height: top + 20 },
          ...lines(0, y + line / 2, above),
          ...lines(0, y + line * (above.length + 0.5), below, { look: 'bold' }),
          ...(inOne
            ? [
                words(width - (row.note ? widthOf(row.note, 'small') + 6 : 0), y + line / 2, row.text, {
                  look: 'bold',
                  anchor: 'end',
                }),
                row.note
                  ? words(width, y + line / 2, row.note, { look: 'small', anchor: 'end', class: 'dim' })
                  : undefined,
              ]
            : []),
          ...plot(row, axis, x, middle),
        ),
      );
      y += top + 26;
    }
  });
  const ticks = ticksBelow(axis, x, y + 2, below);
  return { height: y + 2 + ticks.height, still: [...still, ...ticks.elements], marks };
}

function plot(row: InsightsRow, axis: Axis, x: Scale, y: number): (SVGElement | undefined)[] {
  const { mark, low, high, value, values = [] } = row;
  const look = `interval mark-${mark}${row.state === 'found' || row.state === 'plain' ? '' : ' open'}`;
  const arrow = (at: number, way: 1 | -1): SVGElement | undefined =>
    isOff(axis, at)
      ? s('path', {
          class: `beyond mark-${mark}`,
          d: `M${x(at)} ${y - 4}L${x(at) + 5 * way} ${y}L${x(at)} ${y + 4}`,
        })
      : undefined;
  return [
    ...(low !== undefined && high !== undefined
      ? [s('line', { class: look, x1: x(low), x2: x(high), y1: y, y2: y }), arrow(low, -1), arrow(high, 1)]
      : []),
    ...values.map((one) => glyph('plain', x(one), y, 4.5, true)),
    value === undefined ? undefined : glyph(mark, x(value), y, 5, row.state === 'small'),
  ];
}

function textWidthOf({ text, note }: InsightsRow): number {
  return widthOf(text, 'bold') + (note === undefined ? 0 : widthOf(note, 'small') + 6);
}

/** What is written, and whose figure it is, which is seen by its sign. */
function spoken({ label, mark, text, note }: InsightsRow, names: MarkNames): string {
  const name = names[mark];
  const said = [`${label}: ${text}`, note].filter(Boolean).join(', ');
  return name === undefined || label.includes(name) ? said : `${said} (${name})`;
}
