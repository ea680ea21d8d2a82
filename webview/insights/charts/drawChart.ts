import type { InsightsChart } from '../../../src/protocol/insightsMessages.ts';
import { drawBand } from './bandChart.ts';
import { drawBars } from './barsChart.ts';
import { readFont } from './chartText.ts';
import { drawDots } from './dotsChart.ts';
import type { Drawing } from './drawing.ts';
import { drawGrid } from './gridChart.ts';
import { drawParts } from './partsChart.ts';
import type { MarkNames } from './marks.ts';
import { drawRows } from './rowsChart.ts';
import { s } from './svgElement.ts';

/** Draws a chart for a width in pixels, never wider; its height follows. */
export function drawChart(chart: InsightsChart, width: number, names: MarkNames): SVGSVGElement {
  readFont();
  const { height, still, marks } = drawingOf(chart, width, names);
  const opens = marks.some((mark) => mark.hasAttribute('data-link'));
  return s(
    'svg',
    {
      class: 'drawing',
      width: Math.floor(width),
      height: Math.ceil(height),
      viewBox: `0 0 ${Math.floor(width)} ${Math.ceil(height)}`,
      // An image has no parts; where parts are pressed it is a group of them.
      role: opens ? 'group' : 'img',
      'aria-label': chart.title,
    },
    s('g', { 'aria-hidden': opens && 'true' }, ...still),
    ...marks,
  );
}

function drawingOf(chart: InsightsChart, width: number, names: MarkNames): Drawing {
  switch (chart.kind) {
    case 'rows':
      return drawRows(chart, width, names);
    case 'bars':
      return drawBars(chart, width);
    case 'parts':
      return drawParts(chart, width);
    case 'band':
      return drawBand(chart, width);
    case 'grid':
      return drawGrid(chart, width);
    case 'dots':
      return drawDots(chart, width);
  }
}
