import * as vscode from 'vscode';
import { responsesIn, type JudgeFailure } from '../../domain/judgement.ts';
import { blindError } from '../../generation/blindErrors.ts';
import type { JudgeEngine } from '../../judge/judgeEngine.ts';
import type { JudgeOutcome } from '../../judge/judgeOutcome.ts';
import type { ErrorCode } from '../../domain/errorCode.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import { Turns } from '../../platform/limited.ts';
import { isUnderTest, judgeName } from '../../project/config.ts';
import { languageModel } from '../common/vscodeModel.ts';
import { offer, showError, withProgress } from '../common/notifications.ts';
import { knownKnees } from '../common/knownKnees.ts';
import { settings } from '../common/services.ts';
import type { PanelInFront } from '../session/commands.ts';
import { isOther } from '../session/projectChange.ts';
import { ProjectPart, type Projects } from '../session/projects.ts';
import type { Session } from '../session/session.ts';
import { pickFailure } from './judgeFailures.ts';
import { outcomeText, questionText } from './judgeText.ts';

/** As commands resolve to it. */
export interface JudgedTasks extends Omit<JudgeOutcome, 'ended'> {
  ended: { judge: string; code: ErrorCode; message: string }[];
}

/** A run over many tasks may take a day. */
const longestMs = 86_400_000;

/** Asks the judges of the open project, shows how far that is, and can be stopped; one run after the other. */
export class JudgeController extends ProjectPart {
  readonly #turns = new Turns();
  readonly #runs = new Set<AbortController>();
  readonly #panel: PanelInFront;
  /** Whoever was told that a judge is one of the models need not be told again. */
  #told: Session | undefined;

  constructor(projects: Projects, panel: PanelInFront) {
    super(projects);
    this.#panel = panel;
    this.own(projects.onDidChange((change) => isOther(change) && this.#stop()));
  }

  /**
   * Asks about these tasks what has no answer yet, or (`again`) all. Errors: `config-invalid` (no judge, a faulty prompt),
   * `run-untrusted`; what befalls single questions or judges is in what it resolves to.
   */
  async judge(session: Session, taskIds: readonly string[], again = false): Promise<JudgedTasks> {
    if (!vscode.workspace.isTrusted)
      throw new TouchstoneError(
        'run-untrusted',
        vscode.l10n.t('Models are asked in trusted workspaces only: the addresses come from the project.'),
      );
    const engine = await engineOf(session);
    const run = new AbortController();
    this.#runs.add(run);
    try {
      const outcome = await withProgress(vscode.l10n.t('Asking the judges'), (report, cancelled) => {
        const signal = AbortSignal.any([cancelled, run.signal]);
        this.#warnOfOwn(session);
        const work = (limit: AbortSignal) =>
          engine.judge({
            taskIds,
            again,
            signal: limit,
            onProgress: ({ done: good, failed, total }) => {
              const done = good + failed;
              const message =
                failed > 0
                  ? vscode.l10n.t('{0} of {1}, {2} failed', done, total, failed)
                  : vscode.l10n.t('{0} of {1}', done, total);
              report(message, done / Math.max(1, total));
            },
          });
        return this.#turns.take(work, { signal, limitMs: longestMs });
      });
      await this.#tell(session, taskIds, outcome);
      const ended = outcome.ended.map(({ judge, error: { code, message } }) => ({ judge, code, message }));
      return { ...outcome, ended };
    } finally {
      this.#runs.delete(run);
    }
  }

  /** Lists what got no valid answer: to look at a task, or to ask again. Resolves to how many there are. */
  async showFailures(session: Session): Promise<number> {
    const failures = await failuresOf(session);
    const chosen = await pickFailure(failures);
    if (chosen === 'again') await this.judge(session, [...new Set(failures.map(({ taskId }) => taskId))]);
    else if (chosen) await this.#panel.show(chosen.taskId);
    return failures.length;
  }

  /** A model that judges itself tends to prefer what it wrote: said once for each project. */
  #warnOfOwn(session: Session): void {
    const { config } = session.project;
    const isOwn = (config.judges ?? []).some((judge) => isUnderTest(judge, config));
    if (!isOwn || this.#told === session) return;
    this.#told = session;
    void vscode.window.showWarningMessage(
      vscode.l10n.t(
        'A judge is one of the two models that are judged. Models tend to prefer what they wrote themselves: another one says more.',
      ),
    );
  }

  async #tell(session: Session, taskIds: readonly string[], outcome: JudgeOutcome): Promise<void> {
    for (const { error } of outcome.ended) showError(blindError(error, { blind: false }), this.log);
    if (outcome.failed > 0) await this.#log(session, new Set(taskIds));
    const ways = {
      ...(outcome.failed > 0 && { [vscode.l10n.t('Failures…')]: () => this.showFailures(session) }),
      ...(isNothingNew(outcome) && {
        [vscode.l10n.t('Judge Again')]: () => this.judge(session, taskIds, true),
      }),
    };
    offer(this.log, outcomeText(outcome), ways, outcome.failed > 0 ? 'warning' : 'information');
  }

  async #log(session: Session, taskIds: ReadonlySet<string>): Promise<void> {
    const failures = await failuresOf(session);
    for (const failure of failures) if (taskIds.has(failure.taskId)) this.log.warn(failureLine(failure));
  }

  #stop(): void {
    for (const run of this.#runs) run.abort();
  }

  override dispose(): void {
    this.#stop();
    super.dispose();
  }
}

/** Those of judges that the project has, and of what they are asked. */
async function failuresOf({ store, project }: Session): Promise<JudgeFailure[]> {
  const judges = new Map((project.config.judges ?? []).map((judge) => [judgeName(judge), judge]));
  const failures = await store.judgeFailures();
  return failures.filter(({ judge, question }) => {
    const own = judges.get(judge);
    return own !== undefined && (own.compare || responsesIn(question).length === 1);
  });
}

function isNothingNew({ suggestions, comparisons, kept, failed }: JudgeOutcome): boolean {
  return kept > 0 && suggestions + comparisons + failed === 0;
}

function failureLine({ taskId, judge, question, message, attempts }: JudgeFailure): string {
  return `judge ${judge}, task ${taskId}, ${questionText(question)}, asked ${attempts} times: ${message}`;
}

/** Made for each run: prompt and guidelines are those that hold when it begins. What asks models is loaded here. */
async function engineOf(session: Session): Promise<JudgeEngine> {
  const { JudgeEngine: Engine, loadPrompt } = await import('../../judge/modelWork.ts');
  const { store, project, secrets, services, folder } = session;
  const { http, log } = services;
  const prompt = await loadPrompt(folder, project.config.judgePrompt);
  const concurrency = settings.concurrency();
  const knees = knownKnees(services.extension.globalState);
  return new Engine({ store, project, prompt, http, secrets, log, concurrency, knees, languageModel });
}
