import type { InsightsChart, InsightsRow } from '../../../src/protocol/insightsMessages.ts';
import { round, s } from './svgElement.ts';

/** Whose figure it is. Each has a shape and a pattern of its own, since colours alone do not tell. */
export type Mark = InsightsRow['mark'];

/** What the marks of models, people and judges are called. */
export type MarkNames = Partial<Record<Mark, string>>;

/** The shape of a mark around a point. `hollow`: a figure that rests on little, or a single value. */
export function glyph(mark: Mark, x: number, y: number, r = 5, hollow = false): SVGElement {
  const attributes = { class: `glyph mark-${mark}${hollow ? ' hollow' : ''}` };
  const path = (d: string): SVGElement => s('path', { ...attributes, d });
  const at = (dx: number, dy: number): string => `${round(x + dx * r)} ${round(y + dy * r)}`;
  switch (mark) {
    case 'model1':
      return s('circle', { ...attributes, cx: x, cy: y, r });
    case 'model2':
      return path(`M${at(0, -1.25)}L${at(1.25, 0)}L${at(0, 1.25)}L${at(-1.25, 0)}Z`);
    case 'people':
      return s('rect', { ...attributes, x: x - r * 0.9, y: y - r * 0.9, width: r * 1.8, height: r * 1.8 });
    case 'judge':
      return path(`M${at(0, -1.15)}L${at(1.15, 0.95)}L${at(-1.15, 0.95)}Z`);
    case 'difference':
      return s('rect', {
        ...attributes,
        x: x - r * 0.6,
        y: y - r * 1.2,
        width: r * 1.2,
        height: r * 2.4,
        rx: r * 0.6,
      });
    case 'plain':
      return s('circle', { ...attributes, cx: x, cy: y, r: r * 0.8 });
  }
}

let count = 0;

/** The patterns of a chart's bars. Ids are the document's, so each chart has its own. */
export function patterns() {
  const id = `fill-${(count += 1)}`;
  const pattern = (mark: Mark, d: string, size: number): SVGPatternElement =>
    s(
      'pattern',
      { id: `${id}-${mark}`, width: size, height: size, patternUnits: 'userSpaceOnUse' },
      s('path', { class: `hatch mark-${mark}`, d }),
    );
  return {
    definitions: s(
      'defs',
      {},
      pattern('model2', 'M-1.5 1.5L1.5 -1.5M0 6L6 0M4.5 7.5L7.5 4.5', 6),
      pattern('judge', 'M0 2H5', 5),
      pattern('difference', 'M2 0V5', 5),
    ),
    /** A rectangle that is filled as its mark says: solid, hatched, or (`plain`) not at all. */
    bar(mark: Mark, x: number, y: number, width: number, height: number): SVGRectElement {
      const hatched = mark === 'model2' || mark === 'judge' || mark === 'difference';
      const fill = hatched ? `url(#${id}-${mark})` : undefined;
      const look = hatched || mark === 'plain' ? '' : ' solid';
      return s('rect', { class: `bar mark-${mark}${look}`, x, y, width, height, fill });
    },
  };
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Something of a chart that has words and, where tasks stand behind it, opens them. The box is what is pressed, and gets the ring. */
export function target(
  { link, text }: { link?: string; text: string },
  box: Box,
  ...children: (SVGElement | false | undefined)[]
): SVGGElement {
  const attributes =
    link === undefined
      ? {}
      : { role: 'link', tabindex: -1, 'data-link': link, 'aria-label': text || undefined };
  return s(
    'g',
    { class: 'target', 'data-words': text, ...attributes },
    s('rect', { class: 'hit', rx: 2, ...box }),
    // Words beside each other are no one word.
    ...children.flatMap((child) => (child ? [' ', child] : [])),
  );
}

/** Whose figures a chart shows. */
export function marksOf(chart: InsightsChart): Mark[] {
  switch (chart.kind) {
    case 'rows':
      return chart.rows.map(({ mark }) => mark);
    case 'bars':
      return chart.series.map(({ mark }) => mark);
    case 'parts':
      return chart.parts.map(({ mark }) => mark);
    case 'dots':
      return chart.dots.map(({ mark }) => mark);
    case 'band':
    case 'grid':
      return [];
  }
}
