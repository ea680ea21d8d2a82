import * as vscode from 'vscode';
import * as z from 'zod';
import { TouchstoneError } from '../../platform/errors.ts';
import type { AnswerEditors } from '../editors/answerEditors.ts';
import type { Queues } from '../queue/queues.ts';
import { fromKey, type CommandParts, type Commands } from '../session/commands.ts';
import type { Session } from '../session/session.ts';
import { nameInEditor } from './nameInEditor.ts';
import type { TagActs } from './nameTags.ts';

interface TagParts extends CommandParts {
  queues: Queues;
  tagging: TagActs;
  editors: AnswerEditors;
}

const nameArgument = z.strictObject({
  taskId: z.string(),
  response: z.enum(['A', 'B']),
  name: z.string(),
  lines: z.tuple([z.number().int().min(1), z.number().int().min(1)]).optional(),
});

const name = z.string();
const manageArgument = z.union([
  z.strictObject({ rename: name, to: name }),
  z.strictObject({ merge: z.union([name, z.array(name).min(1)]), into: name }),
  z.strictObject({ remove: name }),
  z.strictObject({ split: name, to: name, tasks: z.array(z.string()) }),
]);

/** Naming failure modes, and work on their names. */
export function tagCommands({ projects, panel, queues, tagging, editors }: TagParts) {
  const inEditor = nameInEditor(projects, editors, tagging);
  return {
    /**
     * In the editor of a response of the lines at the cursor (with a name nothing is asked), else in the panel; `{ taskId, response, name, lines? }`
     * says all of it.
     */
    async nameFailureMode(argument) {
      const given = nameArgument.safeParse(argument).data;
      if (given) {
        const { response: side, ...rest } = given;
        await tagging.tag({ ...rest, side });
        return given.name;
      }
      const named = await inEditor.name(typeof argument === 'string' ? argument : undefined);
      if (named !== undefined) return named || undefined;
      if (panel.taskId === undefined) throw nothingOpen();
      if (!panel.visible) await panel.show(panel.taskId);
      else panel.focus();
      panel.do('tag', fromKey(argument));
      return undefined;
    },

    /** `{ rename, to }`, `{ merge, into }`, `{ remove }` or `{ split, to, tasks }`, by names; else it asks. Resolves to what was done. */
    async manageFailureModes(argument) {
      const session = await projects.need();
      if (typeof argument !== 'object' || argument === null) {
        const { manageTags } = await import('./manageTags.ts');
        return manageTags(session, queues);
      }
      const given = manageArgument.safeParse(argument).data;
      if (!given)
        throw new TouchstoneError(
          'answer-invalid',
          vscode.l10n.t(
            'The command takes {0}.',
            '{ rename, to } | { merge, into } | { remove } | { split, to, tasks }',
          ),
        );
      return manageBy(session, given);
    },
  } satisfies Commands;
}

async function manageBy(session: Session, given: z.output<typeof manageArgument>): Promise<unknown> {
  const tags = await session.store.tags(session.annotator);
  const { tagCalled } = await import('./manageTags.ts');
  const called = (one: string): string => {
    const tag = tagCalled(tags, one);
    if (tag) return tag.id;
    throw new TouchstoneError('answer-invalid', vscode.l10n.t('There is no failure mode “{0}”.', one));
  };
  if ('rename' in given) await session.answers.changeTags({ rename: called(given.rename), to: given.to });
  else if ('merge' in given)
    await session.answers.changeTags({ merge: [given.merge].flat().map(called), into: called(given.into) });
  else if ('remove' in given) await session.answers.changeTags({ remove: called(given.remove) });
  else {
    const uses = await session.store.tagUses(session.annotator, called(given.split), Number.MAX_SAFE_INTEGER);
    return session.answers.moveTagUses(
      uses.filter(({ taskId }) => given.tasks.includes(taskId)),
      given.to,
    );
  }
  return given;
}

function nothingOpen(): TouchstoneError {
  return new TouchstoneError('task-missing', vscode.l10n.t('No task is open.'), {
    action: vscode.l10n.t('Open one from the Touchstone view.'),
  });
}
