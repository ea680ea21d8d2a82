import type { InsightsChart } from '../../../src/protocol/insightsMessages.ts';
import { lineHeight, widthOf, words, wrap, lines } from './chartText.ts';
import { glyph } from './marks.ts';
import { s } from './svgElement.ts';

export type Axis = Extract<InsightsChart, { kind: 'rows' }>['axis'];
export type Scale = (value: number) => number;

/** Where a value lies between two places; what is off the axis lies at its end. */
export function scaleOf({ min, max }: Pick<Axis, 'min' | 'max'>, from: number, to: number): Scale {
  const span = max - min || 1;
  return (value) => from + (Math.min(1, Math.max(0, (value - min) / span)) || 0) * (to - from);
}

export function isOff({ min, max }: Axis, value: number): boolean {
  return value < min || value > max;
}

/** Upright lines at the ticks and at zero. */
export function uprights(axis: Axis, x: Scale, top: number, bottom: number): SVGElement[] {
  const line = (at: number, look: string): SVGElement =>
    s('line', { class: look, x1: x(at), x2: x(at), y1: top, y2: bottom });
  return [
    ...axis.ticks.map(({ at }) => line(at, 'grid')),
    ...(axis.zero === undefined ? [] : [line(axis.zero, 'zero')]),
  ];
}

/** The ticks' words in a line, and the axis' name below; what would lie over the words before it is left out. */
export function ticksBelow(
  axis: Axis,
  x: Scale,
  y: number,
  span: { from: number; to: number },
): { elements: SVGElement[]; height: number } {
  const height = lineHeight('small');
  let end = -Infinity;
  const elements: SVGElement[] = [];
  for (const { at, text } of axis.ticks) {
    const half = widthOf(text, 'small') / 2;
    const middle = Math.min(Math.max(x(at), span.from + half), span.to - half);
    if (middle - half < end + 6) continue;
    end = middle + half;
    elements.push(words(middle, y + height / 2, text, { look: 'small', anchor: 'middle', class: 'dim' }));
  }
  const name = axis.label ? wrap(axis.label, span.to - span.from, 'small') : [];
  const middle = (span.from + span.to) / 2;
  elements.push(...lines(middle, y + height * 1.5, name, { look: 'small', anchor: 'middle', class: 'dim' }));
  return { elements, height: height * (1 + name.length) + 2 };
}

/** What lies to the left and to the right of zero, with arrows; below each other where they do not fit beside. */
export function endsAbove(
  axis: Axis,
  span: { from: number; to: number },
): { elements: SVGElement[]; height: number } {
  if (!axis.ends) return { elements: [], height: 0 };
  const [low, high] = axis.ends;
  const texts = [`← ${low.text}`, `${high.text} →`];
  const height = lineHeight('small');
  const room = (text: string, marked: boolean): number => widthOf(text, 'small') + (marked ? 15 : 0);
  const both = room(texts[0] ?? '', low.mark !== undefined) + room(texts[1] ?? '', high.mark !== undefined);
  const beside = both + 12 <= span.to - span.from;
  const elements = [low, high].flatMap(({ mark }, i) => {
    const y = height / 2 + (beside || i === 0 ? 0 : height);
    const [text = ''] = wrap(texts[i] ?? '', span.to - span.from - 16, 'small', 1);
    const dx = mark ? 14 : 0;
    if (i === 0)
      return [
        mark && glyph(mark, span.from + 5, y, 4),
        words(span.from + dx, y, text, { look: 'small', class: 'dim' }),
      ];
    return [
      mark && glyph(mark, span.to - widthOf(text, 'small') - 9, y, 4),
      words(span.to, y, text, { look: 'small', anchor: 'end', class: 'dim' }),
    ];
  });
  return {
    elements: elements.filter((one) => one !== undefined),
    height: height * (beside ? 1 : 2) + 4,
  };
}
