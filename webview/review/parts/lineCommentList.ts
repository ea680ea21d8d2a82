import type { LineCommentView } from '../../../src/protocol/reviewMessages.ts';
import { h, show } from '../../common/dom.ts';
import { button } from '../../common/button.ts';
import { visibleControls } from '../../common/visibleText.ts';
import type { Actions, Part } from '../state/actions.ts';
import { format, strings } from '../../common/strings.ts';

/** The comments on lines that were made in editors: part of the comments, each a way to its lines. */
export function lineComments(actions: Actions): Part {
  const list = h('ul', { class: 'line-comments', 'aria-label': strings.lineComments });
  let shown = '';

  function item(comment: LineCommentView): HTMLElement {
    const place = placeOf(comment);
    const open = button({
      text: place,
      label: format('openLineComment', place),
      tip: visibleControls(comment.quote).slice(0, 1000),
      look: 'quiet',
      icon: 'comment',
      onClick: () => actions.openLineComment(comment.id),
    });
    const remove = button({
      label: format('removeLineComment', place),
      look: 'quiet',
      icon: 'trash',
      onClick: () => actions.removeLineComment(comment.id),
    });
    return h(
      'li',
      {},
      open.element,
      h('span', { class: 'line-comment-text' }, visibleControls(comment.text)),
      remove.element,
    );
  }

  return {
    element: list,
    update({ state }) {
      show(list, state.lineComments.length > 0);
      const key = JSON.stringify(state.lineComments);
      if (key === shown) return;
      shown = key;
      list.replaceChildren(...state.lineComments.map(item));
    },
  };
}

/** "Response A, line 3". */
function placeOf({ subject, startLine, endLine }: LineCommentView): string {
  const whose = subject === 'correction' ? strings.correction : format('response', subject);
  return startLine === endLine
    ? format('onLine', whose, startLine)
    : format('onLines', whose, startLine, endLine);
}
