import type { InsightsChart } from '../../../src/protocol/insightsMessages.ts';
import { format } from '../../common/strings.ts';
import { endsAbove, scaleOf } from './axis.ts';
import type { Drawing } from './drawing.ts';
import { lineHeight, lines, widest, widthOf, words, wrap } from './chartText.ts';
import { glyph } from './marks.ts';
import { round, s } from './svgElement.ts';

type Band = Extract<InsightsChart, { kind: 'band' }>;

const plotHeight = 150;

/** An estimate and its band from task to task, with the task after which 0 had left it. */
export function drawBand({ axis, label, points, decidedAt }: Band, width: number): Drawing {
  const small = lineHeight('small');
  const from = widest(
    axis.ticks.map(({ text }) => text),
    'small',
  );
  const left = from + 8;
  const right = width - 8;
  const ends = endsAbove({ ...axis, ends: axis.ends && [...axis.ends] }, { from: left, to: width });
  const name = axis.label ? wrap(axis.label, width, 'small') : [];
  const top = ends.height + name.length * small + 8;
  const bottom = top + plotHeight;
  const first = points[0]?.n ?? 0;
  const last = points.at(-1)?.n ?? 1;
  const x = scaleOf({ min: first, max: Math.max(last, first + 1) }, left + 4, right);
  const y = scaleOf(axis, bottom, top);
  const still: SVGElement[] = [
    ...ends.elements,
    ...lines(0, ends.height + small / 2, name, { look: 'small', class: 'dim' }),
  ];
  for (const { at, text } of axis.ticks)
    still.push(
      s('line', { class: at === axis.zero ? 'zero' : 'grid', x1: left, x2: width, y1: y(at), y2: y(at) }),
      words(from, y(at), text, { look: 'small', anchor: 'end', class: 'dim' }),
    );
  if (axis.zero !== undefined && !axis.ticks.some(({ at }) => at === axis.zero))
    still.push(s('line', { class: 'zero', x1: left, x2: width, y1: y(axis.zero), y2: y(axis.zero) }));
  const way = (value: (point: Band['points'][number]) => number): string =>
    points.map((point) => `${round(x(point.n))} ${round(y(value(point)))}`).join('L');
  if (points.length > 0) {
    const high = way((point) => point.high);
    const low = way((point) => point.low);
    const back = low.split('L').reverse().join('L');
    still.push(
      s('path', { class: 'band', d: `M${high}L${back}Z` }),
      s('path', { class: 'band-edge', d: `M${high}` }),
      s('path', { class: 'band-edge', d: `M${low}` }),
      s('path', { class: 'estimate', d: `M${way((point) => point.value)}` }),
    );
  }
  const end = points.at(-1);
  if (end) still.push(glyph('difference', x(end.n), y(end.value), 5));
  if (decidedAt !== undefined) {
    const at = x(decidedAt);
    const said = format('insightsDecidedAt', decidedAt);
    const fits = widthOf(said, 'small') + 8;
    const leftOf = at - left > fits || (width - at < fits && at - left > width - at);
    const room = (leftOf ? at - left : width - at) - 8;
    const rows = wrap(said, room, 'small', 3);
    still.push(
      s('line', { class: 'cut', x1: at, x2: at, y1: top - 4, y2: bottom }),
      ...lines(at + (leftOf ? -5 : 5), bottom - small * (rows.length - 0.5), rows, {
        look: 'small',
        anchor: leftOf ? 'end' : undefined,
        class: 'over',
      }),
    );
  }
  const below = bottom + small / 2 + 4;
  const texts = [String(first), String(last)] as const;
  const sides = Math.max(widthOf(texts[0], 'small'), widthOf(texts[1], 'small')) + 10;
  const middle = wrap(label, Math.max(60, right - left - 2 * sides), 'small', 3);
  still.push(
    words(left, below, texts[0], { look: 'small', class: 'dim' }),
    words(width, below, texts[1], { look: 'small', anchor: 'end', class: 'dim' }),
    ...lines((left + right) / 2, below, middle, { look: 'small', anchor: 'middle', class: 'dim' }),
  );
  return { height: bottom + 6 + middle.length * small, still, marks: [] };
}
