import type { Side } from '../../src/protocol/reviewViews.ts';

/** While it is wanted, one text goes along as far as the other is scrolled, from wherever each of them is. */
export function scrollTogether(texts: Readonly<Record<Side, HTMLElement>>, wanted: () => boolean): void {
  const tops = { A: texts.A.scrollTop, B: texts.B.scrollTop };
  const follow = (side: Side): void => {
    const other = side === 'A' ? 'B' : 'A';
    const by = texts[side].scrollTop - tops[side];
    tops[side] = texts[side].scrollTop;
    if (by === 0 || !wanted()) return;
    texts[other].scrollBy({ top: by, behavior: 'instant' });
    // What it does itself is nothing to be followed.
    tops[other] = texts[other].scrollTop;
  };
  for (const side of ['A', 'B'] as const)
    texts[side].addEventListener('scroll', () => follow(side), { passive: true });
}
