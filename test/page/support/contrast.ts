import type { ReviewPage } from './page.ts';

/** A piece of text whose contrast with what lies behind it is too low. */
export interface Faint {
  text: string;
  ratio: number;
  /** Colours as they are on the screen: `rgb(…)`. */
  colour: string;
  behind: string;
  element: string;
}

/**
 * Measures every visible piece of text of the page by the computed colours: text, contents of boxes, placeholders and generated
 * content, through shadow roots, with all backgrounds and opacities on the way laid over one another as WCAG 2 counts contrast.
 * Disabled controls are left out, as there.
 */
export function faintTexts(review: ReviewPage, least: number): Promise<{ measured: number; faint: Faint[] }> {
  return review.page.evaluate((wanted) => {
    type Pixel = [number, number, number];
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    if (!canvas) throw new Error('no canvas');
    const known = new Map<string, [...Pixel, number]>();
    const parse = (colour: string): [...Pixel, number] => {
      const old = known.get(colour);
      if (old) return old;
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      const [r = 0, g = 0, b = 0, a = 0] = canvas.getImageData(0, 0, 1, 1).data;
      known.set(colour, [r, g, b, a / 255]);
      return [r, g, b, a / 255];
    };
    const mix = (below: Pixel, above: Pixel, share: number): Pixel => [
      below[0] + (above[0] - below[0]) * share,
      below[1] + (above[1] - below[1]) * share,
      below[2] + (above[2] - below[2]) * share,
    ];
    const over = (below: Pixel, colour: string): Pixel => {
      const [r, g, b, a] = parse(colour);
      return mix(below, [r, g, b], a);
    };
    const luminance = (pixel: Pixel): number => {
      const [r = 0, g = 0, b = 0] = pixel.map((value) => {
        const part = value / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = (one: Pixel, other: Pixel): number => {
      const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
      return (high + 0.05) / (low + 0.05);
    };
    // As it is drawn: what is in a slot lies in the slot, a shadow root in its host.
    const parentOf = (node: Node): Element | null => {
      if ((node instanceof Element || node instanceof Text) && node.assignedSlot) return node.assignedSlot;
      const parent = node.parentNode;
      return parent instanceof ShadowRoot ? parent.host : parent instanceof Element ? parent : null;
    };
    const chainOf = (inner: Element): Element[] => {
      const chain: Element[] = [];
      for (let at: Element | null = inner; at; at = parentOf(at)) chain.unshift(at);
      return chain;
    };
    const drawn = (chain: Element[], colour: string, behind: Pixel): { text: Pixel; behind: Pixel } => {
      const [outer, ...inner] = chain;
      if (!outer) return { text: over(behind, colour), behind };
      const style = getComputedStyle(outer);
      const inside = drawn(inner, colour, over(behind, style.backgroundColor));
      const opacity = Number(style.opacity);
      return { text: mix(behind, inside.text, opacity), behind: mix(behind, inside.behind, opacity) };
    };

    const modal = document.querySelector('dialog:modal');
    const faint: {
      text: string;
      ratio: number;
      colour: string;
      behind: string;
      element: string;
    }[] = [];
    let measured = 0;
    const measure = (text: string, element: Element, pseudo?: string): void => {
      const chain = chainOf(element);
      if (modal && !chain.includes(modal)) return;
      // A button that is there for the mouse over it alone is not seen.
      if (chain.some((one) => getComputedStyle(one).opacity === '0')) return;
      if (chain.some((one) => one.matches(':disabled, [aria-disabled="true"], [disabled], .visually-hidden')))
        return;
      const pixels = drawn(chain, getComputedStyle(element, pseudo).color, [255, 255, 255]);
      const ratio = contrast(pixels.text, pixels.behind);
      measured += 1;
      if (ratio >= wanted) return;
      const rgb = (pixel: Pixel) => `rgb(${pixel.map(Math.round).join(' ')})`;
      faint.push({
        text: text.trim().slice(0, 60),
        ratio: Math.round(ratio * 100) / 100,
        colour: rgb(pixels.text),
        behind: rgb(pixels.behind),
        element: chain
          .slice(-3)
          .map((one) => `${one.localName}${[...one.classList].map((name) => `.${name}`).join('')}`)
          .join(' > '),
      });
    };
    const range = document.createRange();
    const isShown = (element: Element): boolean => {
      // A slot has no box of its own.
      for (let at: Element | null = element; at; at = parentOf(at))
        if (at.localName !== 'slot') return at.checkVisibility({ visibilityProperty: true });
      return true;
    };
    const visit = (node: Node): void => {
      if (node instanceof Text) {
        const parent = parentOf(node);
        if (!parent || !node.data.trim() || !isShown(parent) || parent.closest('script, style')) return;
        range.selectNode(node);
        const { width, height } = range.getBoundingClientRect();
        if (width > 1 && height > 1) measure(node.data, parent);
        return;
      }
      if (!(node instanceof Element || node instanceof ShadowRoot)) return;
      if (node instanceof Element && isShown(node)) {
        if (
          node instanceof HTMLTextAreaElement ||
          (node instanceof HTMLInputElement && node.type === 'text')
        ) {
          if (node.value) measure(node.value, node);
          else if (node.placeholder) measure(node.placeholder, node, '::placeholder');
        }
        for (const pseudo of ['::before', '::after']) {
          const { content, display } = getComputedStyle(node, pseudo);
          const text = /^"(.*)"$/s.exec(content)?.[1] ?? '';
          if (display !== 'none' && text.trim()) measure(text, node, pseudo);
        }
        if (node.shadowRoot) visit(node.shadowRoot);
      }
      node.childNodes.forEach(visit);
    };
    visit(document.body);
    return { measured, faint };
  }, least);
}
