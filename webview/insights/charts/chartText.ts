import { s } from './svgElement.ts';

/** How words look in a chart: names and figures, emphasised figures, and what explains them. */
export type TextLook = 'plain' | 'bold' | 'small';

const font = { size: 13, family: 'sans-serif' };
const widths = new Map<string, number>();
const pen = document.createElement('canvas').getContext('2d');

/** Reads the editor's font: SVG does not wrap or cut words, so they are measured before they are drawn. */
export function readFont(): void {
  const { fontSize, fontFamily } = getComputedStyle(document.body);
  const size = parseFloat(fontSize) || 13;
  if (size === font.size && fontFamily === font.family) return;
  Object.assign(font, { size, family: fontFamily });
  widths.clear();
}

export function sizeOf(look: TextLook): number {
  return look === 'small' ? font.size - 2 : font.size;
}

export function lineHeight(look: TextLook): number {
  return Math.round(sizeOf(look) * 1.4);
}

/** The font as a canvas is told of it. */
export function fontOf(look: TextLook): string {
  return `${look === 'bold' ? 600 : 400} ${sizeOf(look)}px ${font.family}`;
}

/** In pixels. */
export function widthOf(text: string, look: TextLook): number {
  const key = `${look} ${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    if (pen) pen.font = fontOf(look);
    width = Math.ceil((pen?.measureText(text).width ?? text.length * 7) + 0.5);
    widths.set(key, width);
  }
  return width;
}

export function widest(texts: readonly string[], look: TextLook): number {
  return Math.max(0, ...texts.map((text) => widthOf(text, look)));
}

/** Breaks a text into lines: after spaces and the signs that names are made with, inside of a word only where it is wider than a line. */
export function wrap(text: string, width: number, look: TextLook, most = 4): string[] {
  if (widthOf(text, look) <= width) return [text];
  const lines: string[] = [];
  let line = '';
  for (const piece of text.split(/(?<=[\s/_:.-])/)) {
    if (widthOf((line + piece).trimEnd(), look) <= width) {
      line += piece;
      continue;
    }
    if (line.trim()) lines.push(line.trimEnd());
    line = piece;
    while (widthOf(line.trimEnd(), look) > width && line.length > 1) {
      let end = line.length - 1;
      while (end > 1 && widthOf(line.slice(0, end), look) > width) end -= 1;
      lines.push(line.slice(0, end));
      line = line.slice(end);
    }
  }
  if (line.trim()) lines.push(line.trimEnd());
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), cut(`${lines.slice(most - 1).join(' ')}`, width, look)];
}

/** The beginning of a text that fits, with an ellipsis where it is not all. */
export function cut(text: string, width: number, look: TextLook): string {
  if (widthOf(text, look) <= width) return text;
  let end = text.length;
  while (end > 0 && widthOf(`${text.slice(0, end)}…`, look) > width) end -= 1;
  return `${text.slice(0, end)}…`;
}

export interface WordsOptions {
  look?: TextLook;
  anchor?: 'middle' | 'end';
  class?: string;
}

/** Words whose middle lies at `y`. */
export function words(
  x: number,
  y: number,
  text: string,
  { look = 'plain', anchor, class: more = '' }: WordsOptions = {},
): SVGTextElement {
  const at = { x, y: y + sizeOf(look) * 0.35, 'text-anchor': anchor };
  return s('text', { class: `words words-${look} ${more}`.trim(), ...at }, text);
}

/** Lines of words below each other, the first with its middle at `y`. */
export function lines(
  x: number,
  y: number,
  texts: readonly string[],
  options: WordsOptions = {},
): SVGTextElement[] {
  return texts.map((text, i) => words(x, y + i * lineHeight(options.look ?? 'plain'), text, options));
}
