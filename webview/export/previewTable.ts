import type { ExportState } from '../../src/protocol/exportMessages.ts';
import { contentChanged, h, keyboardScrollable, setText, show } from '../common/dom.ts';
import { sameData } from '../common/sameData.ts';
import { strings } from '../common/strings.ts';

/** The first rows, each cell as far as it goes into three lines. */
export function previewTable() {
  const caption = h('h2', { id: 'preview-title' }, strings.exportFirst);
  const head = h('thead');
  const body = h('tbody');
  const table = h('table', { 'aria-labelledby': caption.id }, head, body);
  const scroller = keyboardScrollable(
    h('div', { class: 'table', role: 'region', 'aria-labelledby': caption.id }, table),
  );
  const none = h('p', { class: 'note', hidden: true });
  let shown: ExportState['preview'] | undefined;
  return {
    element: h('section', { class: 'preview' }, caption, none, scroller),
    update({ preview, busy }: Pick<ExportState, 'preview' | 'busy'>) {
      const isEmpty = preview.rows.length === 0;
      setText(none, busy ? strings.exportCounting : strings.exportNoRows);
      show(none, isEmpty);
      show(scroller, !isEmpty);
      if (sameData(shown, preview)) return;
      shown = preview;
      head.replaceChildren(h('tr', {}, ...preview.columns.map((name) => h('th', { scope: 'col' }, name))));
      body.replaceChildren(
        ...preview.rows.map((row) =>
          h(
            'tr',
            {},
            ...row.map((cell) =>
              cell === null
                ? h('td', { class: 'null' }, h('span', { 'aria-label': strings.exportNothing }, '–'))
                : h('td', {}, h('div', { class: 'cell' }, cell)),
            ),
          ),
        ),
      );
      scroller.scrollTo(0, 0);
      contentChanged(scroller);
    },
  };
}
