import { sameUse, tagKey } from '../../../src/domain/tags.ts';
import type { Side, TagView } from '../../../src/protocol/reviewViews.ts';
import { announce } from '../../common/announce.ts';
import { format } from '../../common/strings.ts';
import { visibleControls } from '../../common/visibleText.ts';
import type { Actions, ReviewHost } from '../state/actions.ts';
import { responseOf, withResponse, type Model, type Refusal } from '../state/model.ts';
import { refusalOf } from '../state/submitCheck.ts';
import type { KnownTag } from '../../../src/domain/tagOptions.ts';

export interface TagContext {
  model(): Model | undefined;
  host: ReviewHost;
  /** What is typed goes out first. */
  flush(): void;
  refresh(): void;
  refuse(refusal: Refusal): void;
}

/** Names failure modes. What is named is shown at once; the host's snapshot says what is stored. */
export function tagActions(context: TagContext): Pick<Actions, 'tag' | 'untag' | 'knownTags'> {
  let known: readonly KnownTag[] = [];

  const change = (side: Side, of: (uses: TagView[]) => TagView[]): void => {
    const model = context.model();
    if (!model) return;
    model.state = withResponse(model.state, side, (response) => ({ ...response, tags: of(response.tags) }));
    context.refresh();
  };
  const ask = (side: Side, before: TagView[], asked: (taskId: string) => Promise<unknown>): void => {
    const model = context.model();
    if (!model) return;
    const { id } = model.state.task;
    context.flush();
    asked(id).catch((error: unknown) => {
      if (context.model()?.state.task.id === id) change(side, () => before);
      const { conflict: _conflict, exchanged: _exchanged, passes: _passes, ...refusal } = refusalOf(error);
      context.refuse({ ...refusal, judging: true });
    });
  };

  return {
    tag(side, name, lines) {
      const model = context.model();
      if (!model || responseOf(model, side).state !== 'ready') return;
      const { tags } = responseOf(model, side);
      const use: TagView = { tag: tagKey(name), name, ...(lines && { lines }) };
      const isThere = tags.some(
        (one) =>
          tagKey(one.name) === use.tag && sameUse({ ...at, ...one, tag: '' }, { ...at, ...use, tag: '' }),
      );
      if (isThere) return;
      const { texts } = model.state;
      change(side, (uses) => [...uses, use]);
      announce(format('tagAdded', visibleControls(name), side));
      ask(side, tags, (taskId) =>
        context.host.request('tag', { taskId, side, name, ...(lines && { lines }), ...(texts && { texts }) }),
      );
    },
    untag(side, use) {
      const model = context.model();
      if (!model) return;
      const { tags } = responseOf(model, side);
      change(side, (uses) =>
        uses.filter((one) => one !== use && !sameUse({ ...at, ...one }, { ...at, ...use })),
      );
      announce(format('tagRemoved', visibleControls(use.name), side));
      const { tag, lines } = use;
      ask(side, tags, (taskId) =>
        context.host.request('untag', { taskId, side, tag, ...(lines && { lines }) }),
      );
    },
    async knownTags() {
      const taskId = context.model()?.state.task.id;
      if (taskId === undefined) return known;
      try {
        known = (await context.host.request('knownTags', { taskId })).tags;
      } catch {
        // What was known before is offered; what is typed can be named at any time.
      }
      return known;
    },
  };
}

/** Uses on one side are compared. */
const at = { response: 1 } as const;
