import * as vscode from 'vscode';
import { TaskClock } from '../../annotation/taskClock.ts';
import type { Pace } from '../../domain/annotationHistory.ts';
import type { AnswerEditors } from '../editors/answerEditors.ts';
import { maxScore } from '../../project/rubricRules.ts';
import { decisionText } from '../../review/decisionText.ts';
import { paceLines } from '../../review/paceText.ts';
import { settings } from '../common/services.ts';
import { isOther } from '../session/projectChange.ts';
import { ProjectPart, type Projects } from '../session/projects.ts';
import type { Queues } from '../queue/queues.ts';
import type { Session } from '../session/session.ts';

/** How often time is written: what a crash may take along. */
const stepMs = 5_000;
/** Beyond VS Code's own minute of `window.state.active`. */
const graceMs = 120_000;

/** Counts the time spent on each task while its panel or an editor of it is in front and somebody is there. */
export class PaceTracker extends ProjectPart {
  readonly #clock: TaskClock;
  readonly #timer: NodeJS.Timeout;
  readonly #panel: { focusedTask: string | undefined };
  readonly #editors: AnswerEditors;

  constructor(
    projects: Projects,
    editors: AnswerEditors,
    panel: { focusedTask: string | undefined; onDidShow: vscode.Event<string> },
  ) {
    super(projects);
    this.#panel = panel;
    this.#editors = editors;
    this.#clock = new TaskClock({
      now: () => performance.now(),
      graceMs,
      stepMs: 2 * stepMs,
      write: (taskId, ms) => {
        const { session } = projects;
        session?.store
          .addTime(taskId, session.annotator, ms)
          .catch((error: unknown) => projects.services.log.debug(`time: ${String(error)}`)); // its project was closed
      },
    });
    const look = (): void => this.#look();
    this.#timer = setInterval(look, stepMs);
    this.#timer.unref();
    this.own(
      vscode.window.onDidChangeWindowState(look),
      vscode.window.tabGroups.onDidChangeTabs(look),
      vscode.window.tabGroups.onDidChangeTabGroups(look),
      editors.onDidChange(look),
      panel.onDidShow(look),
      projects.onDidChange((change) => {
        if (isOther(change)) this.#clock.look({ taskId: undefined, focused: false, active: false });
      }),
    );
  }

  #look(): void {
    const { focused, active } = vscode.window.state;
    const taskId = this.#panel.focusedTask ?? this.#editors.current?.taskId;
    this.#clock.look({ taskId, focused, active });
  }

  override dispose(): void {
    clearInterval(this.#timer);
    this.#look();
    super.dispose();
  }
}

/** The annotator's pace, with what is left of the chosen queue, and whether one may stop (empty: nothing can be said). */
export async function paceOf(session: Session, queues: Queues): Promise<{ pace: Pace; verdict: string }> {
  const { store, annotator, project } = session;
  const { rubric, blind } = project.config;
  const queue = queues.active ? queues.listed(session) : {};
  const [pace, decision] = await Promise.all([
    store.pace(annotator, midnight().toISOString(), queue),
    store.decision(annotator, { greatest: maxScore(rubric), blind }),
  ]);
  return { pace, verdict: decisionText(decision) };
}

/** The same in words. */
export async function paceWords(
  session: Session,
  queues: Queues,
): Promise<{ pace: string[]; verdict: string }> {
  const { pace, verdict } = await paceOf(session, queues);
  return { pace: paceLines(pace, settings.showTimes(), verdict), verdict };
}

function midnight(): Date {
  const now = new Date();
  return new Date(now.getFullYear(), now.getMonth(), now.getDate());
}
