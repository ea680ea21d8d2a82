type Pen = OffscreenCanvasRenderingContext2D;

/**
 * Paints a drawing that has all its looks as attributes. The page's policy lets no image be loaded, not even one of its own, so that
 * the browser cannot turn an SVG into pixels here; our charts are made of few shapes.
 */
export function paint(picture: SVGSVGElement, pen: Pen): void {
  for (const child of picture.children) paintOne(child, pen, picture);
}

function paintOne(element: Element, pen: Pen, picture: SVGSVGElement): void {
  if (element.localName === 'defs') return;
  pen.save();
  const moved = /translate\(([\d.-]+)[ ,]+([\d.-]+)\)/.exec(element.getAttribute('transform') ?? '');
  if (moved) pen.translate(Number(moved[1]), Number(moved[2]));
  if (element.localName === 'g') for (const child of element.children) paintOne(child, pen, picture);
  else if (element.localName === 'text') paintText(element, pen);
  else paintShape(element, pen, picture);
  pen.restore();
}

function number(element: Element, name: string, otherwise = 0): number {
  const value = parseFloat(element.getAttribute(name) ?? '');
  return Number.isFinite(value) ? value : otherwise;
}

function paintText(element: Element, pen: Pen): void {
  const of = (name: string): string => element.getAttribute(name) ?? '';
  pen.font = `${of('font-weight') || '400'} ${of('font-size') || '13px'} ${of('font-family') || 'sans-serif'}`;
  pen.textAlign = of('text-anchor') === 'end' ? 'right' : of('text-anchor') === 'middle' ? 'center' : 'left';
  pen.fillStyle = of('fill');
  pen.globalAlpha = number(element, 'opacity', 1);
  pen.fillText(element.textContent, number(element, 'x'), number(element, 'y'));
}

function paintShape(element: Element, pen: Pen, picture: SVGSVGElement): void {
  const path = pathOf(element);
  const all = number(element, 'opacity', 1);
  const fill = element.getAttribute('fill') ?? 'none';
  const pattern = /url\("?#([^")]+)"?\)/.exec(fill)?.[1];
  if (pattern !== undefined) hatch(picture.querySelector(`[id="${pattern}"]`), path, element, pen);
  else if (fill !== 'none' && element.localName !== 'line') {
    pen.globalAlpha = all * number(element, 'fill-opacity', 1);
    pen.fillStyle = fill;
    pen.fill(path);
  }
  stroke(element, path, pen, all);
}

function stroke(element: Element, path: Path2D, pen: Pen, opacity: number): void {
  const colour = element.getAttribute('stroke') ?? 'none';
  if (colour === 'none') return;
  pen.globalAlpha = opacity * number(element, 'stroke-opacity', 1);
  pen.strokeStyle = colour;
  pen.lineWidth = number(element, 'stroke-width', 1);
  const dashes = (element.getAttribute('stroke-dasharray') ?? 'none').split(/[ ,]+/).map(Number);
  pen.setLineDash(dashes.every(Number.isFinite) ? dashes : []);
  pen.stroke(path);
}

/** Repeats a pattern's strokes over a shape, and nowhere else. */
function hatch(pattern: Element | null, path: Path2D, shape: Element, pen: Pen): void {
  const line = pattern?.firstElementChild;
  if (!pattern || !line) return;
  const step = number(pattern, 'width', 6);
  const [x, y] = [number(shape, 'x'), number(shape, 'y')];
  pen.save();
  pen.clip(path);
  for (let dx = Math.floor(x / step) * step; dx < x + number(shape, 'width'); dx += step)
    for (let dy = Math.floor(y / step) * step; dy < y + number(shape, 'height'); dy += step) {
      pen.save();
      pen.translate(dx, dy);
      stroke(line, pathOf(line), pen, 1);
      pen.restore();
    }
  pen.restore();
}

function pathOf(element: Element): Path2D {
  const of = (name: string): number => number(element, name);
  if (element.localName === 'path') return new Path2D(element.getAttribute('d') ?? '');
  const path = new Path2D();
  if (element.localName === 'rect')
    path.roundRect(of('x'), of('y'), of('width'), of('height'), Math.min(of('rx'), of('width') / 2));
  else if (element.localName === 'circle') path.arc(of('cx'), of('cy'), of('r'), 0, 2 * Math.PI);
  else if (element.localName === 'line') {
    path.moveTo(of('x1'), of('y1'));
    path.lineTo(of('x2'), of('y2'));
  }
  return path;
}
