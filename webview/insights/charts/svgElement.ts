import { setAttribute, type Attributes } from '../../common/dom.ts';

/** Makes an element of SVG. */
export function s<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string | false | undefined)[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes))
    setAttribute(element, name, typeof value === 'number' ? round(value) : value);
  for (const child of children) if (child) element.append(child);
  return element;
}

/** A coordinate in tenths of a pixel: no eye sees more, and a chart of thousands of dots stays small. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
