import * as vscode from 'vscode';
import * as z from 'zod';
import { TouchstoneError } from '../../../platform/errors.ts';
import { worksCriterion } from '../../../project/rubricRules.ts';
import { notice } from '../../common/notifications.ts';
import { back, noIcons, pickOne } from '../../common/quickPicks.ts';
import { clip, plain } from '../../common/taskText.ts';
import type { Session } from '../../session/session.ts';
import { passes, passTasks, type Pass } from './passTasks.ts';

const wantedSchema = z.union([
  z.enum(passes).transform((which) => ({ which, seed: undefined })),
  z.strictObject({ which: z.enum(passes), seed: z.union([z.string(), z.number()]).optional() }),
]);

interface PassChoice {
  among: { title: string; ids: string[] };
}

/**
 * The queue of a review pass: asked for, or as a program wants it. Undefined: the question was left, or there is nothing to look at, which
 * is told. Errors: `queue-invalid`.
 */
export async function chooseReviewPass(
  session: Session,
  newSeed: string,
  wanted: unknown,
): Promise<PassChoice | undefined> {
  const total = await session.store.countTasks(session.annotator, { states: ['submitted'] });
  if (total === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('You have not submitted any task yet.'));
    return undefined;
  }
  const chosen = wanted === undefined ? await pickPass(session, total) : parsePass(wanted);
  if (!chosen) return undefined;
  const { which } = chosen;
  const seed = String(chosen.seed ?? newSeed);
  const { rubric } = session.project.config;
  const ids = await passTasks(session.store, session.annotator, rubric, which, seed);
  if (ids.length > 0) return { among: { title: titleOf(which, seed), ids } };
  void vscode.window.showInformationMessage(
    notice(vscode.l10n.t('In none of the tasks that you submitted do points and runs contradict.')),
  );
  return undefined;
}

function parsePass(wanted: unknown): z.infer<typeof wantedSchema> {
  const { data } = wantedSchema.safeParse(wanted);
  if (data) return data;
  const usage = 'reviewPass("all" | "tenth" | "contradicting" | { which, seed? })';
  throw new TouchstoneError('queue-invalid', vscode.l10n.t('The command takes {0}.', usage));
}

async function pickPass(
  session: Session,
  total: number,
): Promise<{ which: Pass; seed: undefined } | undefined> {
  const works = worksCriterion(session.project.config.rubric);
  const which = await pickOne<Pass>({
    title: vscode.l10n.t('Review pass'),
    placeholder: vscode.l10n.t('Which of the tasks that you submitted? Looking at them changes nothing'),
    items: [
      {
        label: `$(pass) ${vscode.l10n.t('All')}`,
        description: vscode.l10n.t('tasks: {0}', total),
        value: 'all',
      },
      {
        label: `$(beaker) ${vscode.l10n.t('A tenth at random')}`,
        description: vscode.l10n.t('tasks: {0}', Math.ceil(total / 10)),
        detail: vscode.l10n.t('The seed is told: the same seed draws the same of the same tasks.'),
        value: 'tenth',
      },
      ...(works
        ? [
            {
              label: `$(warning) ${vscode.l10n.t('Points against runs')}`,
              detail: vscode.l10n.t(
                'All points for “{0}” though a check fails, or less than half of them though all pass.',
                noIcons(plain(clip(works.title, 40))),
              ),
              value: 'contradicting' as const,
            },
          ]
        : []),
    ],
  });
  return which === undefined || which === back ? undefined : { which, seed: undefined };
}

/** As the queue is called above the tree. */
function titleOf(which: Pass, seed: string): string {
  if (which === 'tenth')
    return vscode.l10n.t('Review pass: a tenth at random, seed {0}', plain(clip(seed, 20)));
  return which === 'all'
    ? vscode.l10n.t('Review pass: all submitted')
    : vscode.l10n.t('Review pass: points against runs');
}
