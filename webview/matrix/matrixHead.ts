import type { MatrixState } from '../../src/protocol/matrixMessages.ts';
import { button } from '../common/button.ts';
import { h, setText, show } from '../common/dom.ts';
import { radioGroup } from '../common/radioGroup.ts';
import { decimal, format, strings } from '../common/strings.ts';

/** Title, counts, by which the two responses are told apart, and what is done with all of them. */
export function matrixHead(acts: {
  byModel: (byModel: boolean) => void;
  copy: (as: 'markdown' | 'csv') => void;
  runAll: () => void;
  generateAll: () => void;
}): { element: HTMLElement; update(state: MatrixState, byModel: boolean): void } {
  const counts = h('span', { class: 'counts' });
  const view = radioGroup({
    name: 'columns',
    label: strings.matrixColumns,
    choices: [
      { value: 'shown', label: strings.matrixShown, description: strings.matrixShownTip },
      { value: 'model', label: strings.matrixByModel, description: strings.matrixByModelTip },
    ],
    onChange: (value) => acts.byModel(value === 'model'),
  });
  const markdown = button({
    icon: 'copy',
    text: strings.matrixCopy,
    class: 'copy',
    onClick: () => acts.copy('markdown'),
  });
  const csv = button({
    icon: 'table',
    text: strings.matrixCsv,
    class: 'copy',
    onClick: () => acts.copy('csv'),
  });
  const generate = button({ text: strings.matrixGenerateAll, look: 'secondary', onClick: acts.generateAll });
  const run = button({ text: strings.matrixRunAll, look: 'primary', onClick: acts.runAll });
  return {
    element: h(
      'header',
      { class: 'head' },
      h('h1', {}, strings.matrixTitle),
      counts,
      h('span', { class: 'space' }),
      view.element,
      markdown.element,
      csv.element,
      generate.element,
      run.element,
    ),
    update({ project, total, submitted, can, work }, byModel) {
      setText(counts, format('matrixCounts', project, decimal(total), decimal(submitted)));
      view.set(byModel ? 'model' : 'shown');
      show(view.element, can.includes('byModel'));
      const isGoing = work?.state === 'going';
      show(run.element, can.includes('runAll') && !isGoing);
      show(generate.element, can.includes('generateAll') && !isGoing);
    },
  };
}
