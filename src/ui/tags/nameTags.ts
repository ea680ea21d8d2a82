import type { Side } from '../../domain/annotation.ts';
import type { ShownTexts } from '../../domain/annotationHistory.ts';
import { responseOf } from '../../domain/sides.ts';
import type { Tag } from '../../domain/tags.ts';
import type { CommandParts } from '../session/commands.ts';

interface Place {
  taskId: string;
  side: Side;
  lines?: [number, number] | undefined;
}

export type TagActs = ReturnType<typeof tagActs>;

interface TagParts extends Pick<CommandParts, 'projects'> {
  panel: { inTurn<T>(work: () => Promise<T>): Promise<T> };
}

/** Names failure modes, for the page, editors and commands, each in turn with what the page sends. */
export function tagActs({ projects, panel }: TagParts) {
  return {
    /** `texts`: the hashes of those that were shown, by the side. */
    tag: ({
      taskId,
      side,
      lines,
      name,
      texts,
    }: Place & { name: string; texts?: TextsOnScreen | undefined }) =>
      panel.inTurn(async () => {
        const { session, look } = await projects.look(taskId);
        const response = responseOf(look.shownOrder, side);
        const shown: ShownTexts | undefined = texts && {
          task: texts.task,
          responses: (response === 1) === (side === 'A') ? [texts.A, texts.B] : [texts.B, texts.A],
        };
        await session.answers.tag(taskId, { add: [{ response, name, ...(lines && { lines }) }] }, shown);
      }),

    untag: ({ taskId, side, lines, tag }: Place & { tag: string }) =>
      panel.inTurn(async () => {
        const { session, look } = await projects.look(taskId);
        const response = responseOf(look.shownOrder, side);
        await session.answers.tag(taskId, { remove: [{ response, tag, ...(lines && { lines }) }] });
      }),

    /** What was named before, the most frequent of the annotator's first. */
    async known(): Promise<Tag[]> {
      const session = await projects.need();
      return session.store.tags(session.annotator);
    },
  };
}

interface TextsOnScreen {
  task: string;
  A: string;
  B: string;
}
