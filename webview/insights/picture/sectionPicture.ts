import type { InsightsSection } from '../../../src/protocol/insightsMessages.ts';
import { drawChart } from '../charts/drawChart.ts';
import { cut, lineHeight, lines, readFont, wrap } from '../charts/chartText.ts';
import { glyph, marksOf, type MarkNames } from '../charts/marks.ts';
import { s } from '../charts/svgElement.ts';
import { paint } from './paintSvg.ts';

const width = 720;
const margin = 16;

/** What a style sheet says of a drawing, as attributes: a file has no sheet. */
const looks = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-opacity',
  'opacity',
  'font-size',
  'font-weight',
  'font-family',
] as const;

/** A section as one drawing that stands by itself, in the colours of the theme: its question, its answer, its charts. */
export function pictureOf({ title, sentence, charts }: InsightsSection, names: MarkNames): SVGSVGElement {
  readFont();
  const inner = width - 2 * margin;
  const line = lineHeight('plain');
  const picture = s('svg', { class: 'drawing', width });
  const background = s('rect', { class: 'paper', x: 0, y: 0, width });
  picture.append(background);
  let y = margin;
  const write = (text: string, look: 'plain' | 'bold'): void => {
    const rows = wrap(text, inner, look, 12);
    picture.append(...lines(margin, y + line / 2, rows, { look }));
    y += rows.length * line + 6;
  };
  write(title, 'bold');
  write(sentence, 'plain');
  // Who is who stands in the page's head, which is not in the picture.
  const used = new Set(charts.flatMap(({ chart }) => marksOf(chart)));
  for (const mark of used) {
    const name = names[mark];
    if (name === undefined) continue;
    picture.append(
      glyph(mark, margin + 6, y + line / 2),
      ...lines(margin + 18, y + line / 2, [cut(name, inner - 18, 'plain')]),
    );
    y += line;
  }
  y += 6;
  for (const { chart } of charts) {
    write(chart.title, 'bold');
    const drawing = drawChart(chart, inner, names);
    for (const hit of drawing.querySelectorAll('.hit')) hit.remove();
    picture.append(s('g', { transform: `translate(${margin} ${y})` }, ...drawing.children));
    y += Number(drawing.getAttribute('height')) + 14;
  }
  background.setAttribute('height', String(y));
  picture.setAttribute('height', String(y));
  picture.setAttribute('viewBox', `0 0 ${width} ${y}`);
  // Styles are computed in the document alone.
  const place = document.createElement('div');
  place.className = 'visually-hidden';
  place.setAttribute('aria-hidden', 'true');
  place.append(picture);
  document.body.append(place);
  for (const element of [picture, ...picture.querySelectorAll('*')]) takeLooks(element);
  place.remove();
  return picture;
}

/** What an attribute means that is not there. */
const usual: Readonly<Record<string, string>> = {
  'fill-opacity': '1',
  'stroke-opacity': '1',
  opacity: '1',
  stroke: 'none',
  'stroke-dasharray': 'none',
  'stroke-width': '1px',
};

const groups = new Set(['svg', 'g', 'defs', 'pattern']);

function takeLooks(element: Element): void {
  if (!groups.has(element.localName)) {
    const style = getComputedStyle(element);
    for (const name of looks) {
      const value = style.getPropertyValue(name);
      if (value === '' || value === usual[name]) continue;
      if (name.startsWith('font') && element.localName !== 'text') continue;
      if (name === 'fill' || name === 'stroke') setColour(element, name, value);
      else element.setAttribute(name, name === 'stroke-dasharray' ? value.replaceAll('px', '') : value);
    }
  }
  for (const name of [...element.getAttributeNames()])
    if (/^(?:class|role|tabindex|aria-|data-)/.test(name)) element.removeAttribute(name);
}

/** Blended colours are computed in a notation that other programs than browsers do not know. */
function setColour(element: Element, name: 'fill' | 'stroke', value: string): void {
  const blended = /^color\(srgb ([\d.e-]+) ([\d.e-]+) ([\d.e-]+)(?: \/ ([\d.e-]+))?\)$/.exec(value);
  if (!blended) return element.setAttribute(name, value.replaceAll('"', ''));
  const [r, g, b] = blended.slice(1, 4).map((part) => Math.round(Number(part) * 255));
  element.setAttribute(name, `rgb(${r}, ${g}, ${b})`);
  if (blended[4] !== undefined) element.setAttribute(`${name}-opacity`, blended[4]);
}

/** The text of an SVG file. */
export function textOf(picture: SVGSVGElement): string {
  return `${new XMLSerializer().serializeToString(picture)}\n`;
}

/** A PNG in Base64, with two dots to the pixel. */
export async function pngOf(picture: SVGSVGElement): Promise<string> {
  const height = Number(picture.getAttribute('height'));
  const canvas = new OffscreenCanvas(width * 2, Math.ceil(height * 2));
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('This browser draws no pictures.');
  pen.scale(2, 2);
  paint(picture, pen);
  const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}
