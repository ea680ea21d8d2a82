import type { InsightsChart } from '../../../src/protocol/insightsMessages.ts';
import type { Drawing } from './drawing.ts';
import { lineHeight, lines, widest, widthOf, wrap } from './chartText.ts';
import { glyph, patterns, target } from './marks.ts';

type Parts = Extract<InsightsChart, { kind: 'parts' }>;

const barHeight = 24;

/** One bar in parts, and what each part is: beside each other where they fit, else in lines. */
export function drawParts({ parts }: Parts, width: number): Drawing {
  const fill = patterns();
  const all = parts.reduce((sum, { count }) => sum + count, 0) || 1;
  const line = lineHeight('plain');
  const column = width / Math.max(1, parts.length);
  const wanted = parts.map(
    ({ label, text }) => 18 + Math.max(widthOf(label, 'bold'), widthOf(text, 'plain')),
  );
  const beside = wanted.every((one) => one + 8 <= column);
  const marks: SVGElement[] = [];
  let x = 0;
  let y = barHeight + 6;
  let height = y;
  const free = width - 2 * (parts.length - 1);
  parts.forEach((part, i) => {
    const size = (part.count / all) * free;
    const room = (beside ? column : width) - 20;
    const label = wrap(part.label, room, 'bold');
    const text = wrap(part.text, room, 'plain');
    const left = beside ? i * column : 0;
    const high = (label.length + text.length) * line;
    const start = x;
    marks.push(
      target(
        { link: part.link, text: `${part.label}: ${part.text}` },
        {
          x: left,
          y,
          width: Math.min(18 + widest([...label, ...text], 'bold') + 4, width - left),
          height: high,
        },
        part.count > 0
          ? fill.bar(part.mark, start + 0.5, 0.5, Math.max(1, size - 1), barHeight - 1)
          : undefined,
        glyph(part.mark, left + 7, y + line / 2, 5, part.mark === 'plain'),
        ...lines(left + 18, y + line / 2, label, { look: 'bold' }),
        ...lines(left + 18, y + line * (label.length + 0.5), text, { class: 'dim' }),
      ),
    );
    x += size + 2;
    height = Math.max(height, y + high);
    if (!beside) y += high + 4;
  });
  return { height: height + 2, still: [fill.definitions], marks };
}
