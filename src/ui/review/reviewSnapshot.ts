import * as vscode from 'vscode';
import { foundInputs } from '../../inputs/programCache.ts';
import type { ReviewState } from '../../protocol/reviewState.ts';
import { snapshotOf, standingAt, type Standing } from '../../review/snapshot.ts';
import type { ArgillaController } from '../argilla/argillaController.ts';
import { settings } from '../common/services.ts';
import type { Corrections } from '../editors/corrections.ts';
import type { GenerationController, OfferedModels } from '../generation/generationController.ts';
import type { QueueProgress, Queues } from '../queue/queues.ts';
import type { Hints } from '../runs/criterionHints.ts';
import type { RunController } from '../runs/runController.ts';
import type { Look, Session } from '../session/session.ts';

/** Who knows what is going on right now and not in the store. */
export interface LiveParts {
  queues: Queues;
  runs: RunController;
  hints: Hints;
  models: OfferedModels;
  generation: GenerationController;
  corrections: Corrections;
  argilla: ArgillaController;
}

/** The snapshot of one task as everything is right now. */
export async function reviewState(
  session: Session,
  look: Look,
  live: LiveParts,
  inQueue: Promise<QueueProgress | undefined>,
  serial: number,
  known?: Standing,
): Promise<ReviewState> {
  const { id } = look.task;
  const [standing, queue, found] = await Promise.all([
    known ?? session.overview().then(standingAt),
    inQueue,
    foundInputs(look),
  ]);
  return snapshotOf(session.project, look, {
    serial,
    folder: vscode.Uri.file(session.folder).toString(),
    standing,
    queue,
    found,
    partial: (response) => live.generation.partial(id, response),
    thought: (response) => live.generation.thoughtSoFar(id, response),
    runs: (subject) => live.runs.live(id, subject),
    hints: (...what) => live.hints.of(session, look, ...what),
    sandbox: live.runs.services.protection,
    trusted: vscode.workspace.isTrusted,
    canGenerate: session.canGenerate,
    offersModels: live.models.any,
    correctionOpen: live.corrections.isOpen(id),
    revealAfterSubmit: settings.revealAfterSubmit(),
  });
}
