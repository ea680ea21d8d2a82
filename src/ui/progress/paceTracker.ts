import * as vscode from 'vscode';
import { TaskClock } from '../../annotation/taskClock.ts';
import type { Pace } from '../../store/api/store.ts';
import type { AnswerEditors } from '../editors/answerEditors.ts';
import { settings, type Services } from '../common/services.ts';
import type { Projects } from '../session/projects.ts';
import type { Queues } from '../queue/queues.ts';
import type { Session } from '../session/session.ts';

/** How often time is written: what a crash may take along. */
const stepMs = 5_000;
/** Beyond VS Code's own minute of `window.state.active`. */
const graceMs = 120_000;

/** Counts the time spent on each task while its panel or an editor of it is in front and somebody is there. */
export class PaceTracker implements vscode.Disposable {
  readonly #disposables: vscode.Disposable[];
  readonly #clock: TaskClock;
  readonly #timer: NodeJS.Timeout;
  readonly #panel: { focusedTask: string | undefined };
  readonly #editors: AnswerEditors;

  constructor(
    services: Services,
    projects: Projects,
    editors: AnswerEditors,
    panel: { focusedTask: string | undefined; onDidShow: vscode.Event<string> },
  ) {
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
          .catch((error: unknown) => services.log.debug(`time: ${String(error)}`)); // its project was closed
      },
    });
    const look = (): void => this.#look();
    this.#timer = setInterval(look, stepMs);
    this.#timer.unref();
    this.#disposables = [
      vscode.window.onDidChangeWindowState(look),
      vscode.window.tabGroups.onDidChangeTabs(look),
      vscode.window.tabGroups.onDidChangeTabGroups(look),
      editors.onDidChange(look),
      panel.onDidShow(look),
      projects.onDidChangeSession(() =>
        this.#clock.look({ taskId: undefined, focused: false, active: false }),
      ),
    ];
  }

  #look(): void {
    const { focused, active } = vscode.window.state;
    const taskId = this.#panel.focusedTask ?? this.#editors.current?.taskId;
    this.#clock.look({ taskId, focused, active });
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#look();
    for (const d of this.#disposables) d.dispose();
  }
}

/** The annotator's pace, with what is left of the chosen queue. */
export function paceOf(session: Session, queues: Queues): Promise<Pace> {
  const queue = queues.active ? queues.listed(session) : {};
  return session.store.pace(session.annotator, midnight().toISOString(), queue);
}

function midnight(): Date {
  const now = new Date();
  return new Date(now.getFullYear(), now.getMonth(), now.getDate());
}

/** In calm words: "Judged today: 12, in all 40"; times only where they are wanted. */
export function paceLines(pace: Pace): string[] {
  const lines = [vscode.l10n.t('Judged today: {0}, in all: {1}', pace.today, pace.judged)];
  if (!settings.showTimes || pace.medianMs === undefined) return lines;
  lines.push(vscode.l10n.t('Usual time for a task: {0}', duration(pace.medianMs)));
  if (pace.left > 0 && pace.leftMs !== undefined)
    lines.push(vscode.l10n.t('About {0} for the {1} that are left', duration(pace.leftMs), pace.left));
  return lines;
}

/** As exact as it is of use. */
export function duration(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 90) return vscode.l10n.t('{0} s', seconds);
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return vscode.l10n.t('{0} min', minutes);
  return vscode.l10n.t('{0} h {1} min', Math.floor(minutes / 60), minutes % 60);
}
