import { findLines } from '../../../src/annotation/commentsSection.ts';

/**
 * The lines (1-based, both included) of a response's text in which something is selected, within one of its code blocks or in its source.
 * Undefined: nothing is, or it cannot be said where that stands in the text.
 */
export function selectedLines(shown: Element, text: string): [number, number] | undefined {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return undefined;
  const range = selection.getRangeAt(0);
  const { startContainer: start } = range;
  const block = (start instanceof Element ? start : start.parentElement)?.closest('pre');
  if (!block || !shown.contains(block) || !block.contains(range.endContainer)) return undefined;
  const before = document.createRange();
  before.selectNodeContents(block);
  before.setEnd(start, range.startOffset);
  const first = breaksIn(before.toString());
  // A selection that ends before the first character of a line does not mean that line.
  const last = first + breaksIn(range.toString().replace(/\n$/, ''));
  const whole = (block.textContent ?? '').trimEnd();
  const place = findLines(text, { quote: whole, startLine: 1, endLine: breaksIn(whole) + 1 });
  return place && [place[0] + first, place[0] + last];
}

function breaksIn(text: string): number {
  return text.split('\n').length - 1;
}
