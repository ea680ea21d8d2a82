import type { RunView } from '../../../src/protocol/reviewViews.ts';
import { h, setAttribute, setText, show } from '../../common/dom.ts';
import { visibleControls } from '../../common/visibleText.ts';
import { format, strings } from '../../common/strings.ts';
import { line } from './runText.ts';

/** Beside a run: whether the data set's own solution did the same. No verdict on who is right. */
export function referenceChip() {
  const element = h('span', { class: 'stale', hidden: true });
  return {
    element,
    update(run: RunView | undefined) {
      const compared = run && !run.stale ? run.reference : undefined;
      show(element, compared !== undefined);
      if (!compared) return;
      setText(element, compared.same ? strings.asReference : strings.unlikeReference);
      setAttribute(element, 'title', referenceWords(compared));
    },
  };
}

/** The same in words, with what the solution gave. */
export function referenceWords({ same, by, reference }: NonNullable<RunView['reference']>): string {
  if (same) return strings.asReferenceLong;
  const keys = {
    value: 'unlikeReferenceValue',
    exception: 'unlikeReferenceError',
    output: 'unlikeReferenceOutput',
  } as const;
  return format(keys[by], line(reference));
}

/** What is wrong with the data set's own tests, in the host's words. */
export function datasetFaults() {
  const element = h('p', { class: 'note dataset-faults', role: 'note', hidden: true });
  return {
    element,
    update(faults: readonly string[]) {
      setText(element, faults.join(' '));
      show(element, faults.length > 0);
    },
  };
}

/** What logs of other programs say of the responses, in the host's words. */
export function theirVerdicts() {
  const element = h('div', { class: 'note their-verdicts', role: 'note', hidden: true });
  return {
    element,
    update(verdicts: readonly string[]) {
      element.replaceChildren(...verdicts.map((text) => h('div', {}, visibleControls(text))));
      show(element, verdicts.length > 0);
    },
  };
}
