import * as z from 'zod';
import * as vscode from 'vscode';
import { TouchstoneError } from '../../platform/errors.ts';
import { taskSortSchema } from '../../store/queue/queueSchema.ts';
import { back, inputBox, type Chosen } from '../common/quickPicks.ts';
import type { Queues, QueueSummary } from './queues.ts';
import { queueChoiceSchema, type QueueChoice } from './queueChoice.ts';
import type { Session } from '../session/session.ts';
import { isTreeNode } from './treeItems.ts';
import type { CommandParts, Commands } from '../session/commands.ts';

interface QueueParts extends CommandParts {
  queues: Queues;
}

const sampleArgument = z.union([
  z.strictObject({ n: z.number().int().min(1), seed: z.union([z.string(), z.number()]).optional() }),
  z.number().int().min(1),
  z.literal('all'),
]);
const sortArgument = z.union([taskSortSchema, taskSortSchema.shape.by]);
const savedSchema = z.record(z.string(), queueChoiceSchema);
/** In the project's store: whoever opens the folder has them. */
const savedKey = 'queues';

/**
 * Choosing which tasks are listed and in which order "Next" goes through them. Each takes its choice as an argument, else it asks; each
 * resolves to the queue as it is then with its title and counts, or to undefined when the question was left.
 */
export function queueCommands({ projects, queues, panel }: QueueParts) {
  const use = async (session: Session, wanted: unknown): Promise<QueueSummary> => {
    await queues.set(session, wanted);
    return queues.summary(session);
  };
  const usePicked = (session: Session, picked: Chosen<QueueChoice>) =>
    picked === undefined || picked === back ? undefined : use(session, picked);

  return {
    /** A text, or a queue (without `sort` and `sample` those stay as they are). */
    async filterTasks(passed) {
      const session = await projects.need();
      const argument = given(passed);
      if (argument === undefined) {
        const { pickQueue } = await import('./queueTools.ts');
        await pickQueue(session, queues);
        return queues.summary(session);
      }
      const { sort, sample } = queues.choice;
      if (typeof argument === 'string') return use(session, { ...queues.choice, text: argument });
      if (typeof argument !== 'object' || argument === null) throw wrong('filterTasks(text | queue)');
      return use(session, { ...(sort && { sort }), ...(sample && { sample }), ...argument });
    },

    /** All tasks again, in the order of loading. */
    clearFilter: async () => use(await projects.need(), {}),

    /** A sort (`{ by, descending, column, seed }`) or its `by`. */
    async sortTasks(passed) {
      const session = await projects.need();
      const argument = given(passed);
      const { pickSort, newSeed } = await import('./queueTools.ts');
      if (argument === undefined) return usePicked(session, await pickSort(session, queues.choice));
      const sort = sortArgument.safeParse(argument).data;
      if (sort === undefined) throw wrong('sortTasks({ by, descending?, column?, seed? } | by)');
      const wanted = typeof sort === 'string' ? { by: sort } : sort;
      const drawn = wanted.by === 'random' && !('seed' in wanted);
      const full = drawn ? { ...wanted, seed: newSeed() } : wanted;
      return use(session, { ...queues.choice, sort: full });
    },

    /** `{ n, seed }`, or how many (with a new seed); `all` for no sample. */
    async sampleTasks(passed) {
      const session = await projects.need();
      const argument = given(passed);
      const { pickSample, newSeed } = await import('./queueTools.ts');
      if (argument === undefined) return usePicked(session, await pickSample(queues.choice));
      const sample = sampleArgument.safeParse(argument).data;
      if (sample === undefined) throw wrong('sampleTasks({ n, seed? } | n | "all")');
      if (sample === 'all') return use(session, { ...queues.choice, sample: undefined });
      const { n, seed = newSeed() } = typeof sample === 'number' ? { n: sample } : sample;
      return use(session, { ...queues.choice, sample: { n, seed: String(seed) } });
    },

    /**
     * Goes again through what one has submitted, or a part of it: `all`, `tenth`, `contradicting`, or `{ which, seed }`. Opens the first
     * task; nothing is reopened.
     */
    async reviewPass(passed) {
      const session = await projects.need();
      const { chooseReviewPass, newSeed } = await import('./queueTools.ts');
      const choice = await chooseReviewPass(session, newSeed(), given(passed));
      const first = choice?.among.ids[0];
      if (!choice || first === undefined) return undefined;
      // What was on screen until then was not looked at in this pass.
      await panel.show(first);
      return use(session, { ...choice, pass: { looked: [first] } });
    },

    /** Opens the task that is chosen while one types; `words` stand in the box already. */
    async findTask(words) {
      const session = await projects.need();
      const { findTask } = await import('./queueTools.ts');
      const taskId = await findTask(session, typeof words === 'string' ? words : '');
      if (taskId !== undefined) await panel.show(taskId);
      return taskId;
    },

    /** Keeps the queue under a name; the same name replaces it. */
    async saveQueue(argument) {
      const session = await projects.need();
      if (!queues.active)
        throw new TouchstoneError(
          'queue-invalid',
          vscode.l10n.t('No queue is chosen, so there is none to keep.'),
          vscode.l10n.t('Run "Touchstone: Filter Tasks…" first.'),
        );
      const name =
        typeof argument === 'string'
          ? argument
          : await inputBox({
              prompt: vscode.l10n.t('Name of the queue'),
              value: queues.title,
            });
      if (!name?.trim()) return undefined;
      await keep(session, { ...(await savedQueues(session)), [name.trim()]: queues.choice });
      return name.trim();
    },

    /** A queue that was kept, by its name. */
    async openQueue(argument) {
      const session = await projects.need();
      const saved = await savedQueues(session);
      const { pickSaved } = await import('./queueTools.ts');
      const chosen =
        typeof argument === 'string'
          ? saved[argument]
          : await pickSaved(session, saved, (rest) => keep(session, rest));
      if (chosen) return use(session, chosen);
      if (typeof argument !== 'string') return undefined;
      throw new TouchstoneError('queue-invalid', vscode.l10n.t('There is no queue named "{0}".', argument));
    },
  } satisfies Commands;
}

/** What a program or keybinding passes; a view's title passes the node that has the focus, which is none of ours. */
function given(argument: unknown): unknown {
  return argument === null || isTreeNode(argument) ? undefined : argument;
}

function wrong(usage: string): TouchstoneError {
  return new TouchstoneError('queue-invalid', vscode.l10n.t('The command takes {0}.', usage));
}

async function savedQueues(session: Session): Promise<Record<string, QueueChoice>> {
  try {
    return savedSchema.parse(JSON.parse((await session.store.getMeta(savedKey)) ?? '{}'));
  } catch (error) {
    session.services.log.warn(`queues that were kept cannot be read: ${String(error)}`);
    return {};
  }
}

async function keep(session: Session, saved: Record<string, QueueChoice>): Promise<void> {
  const none = Object.keys(saved).length === 0;
  await session.store.setMeta(savedKey, none ? undefined : JSON.stringify(saved));
}
