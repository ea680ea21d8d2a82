import * as l10n from '@vscode/l10n';
import { judgeQuestions, responsesIn, type JudgeFailure, type JudgeQuestion } from '../domain/judgement.ts';
import type { TaskDetail } from '../domain/task.ts';
import { blindError } from '../generation/blindErrors.ts';
import { StopRule } from '../generation/stopRule.ts';
import { createProvider, type CreateProviderDeps } from '../models/providers/createProvider.ts';
import { ChatTemplates } from '../models/templates/chatTemplates.ts';
import { asTouchstoneError, TouchstoneError } from '../platform/errors.ts';
import { sha256 } from '../platform/hash.ts';
import { limited } from '../platform/limited.ts';
import { memoizeAsync } from '../platform/memoize.ts';
import { isUnderTest, judgeName, type JudgeConfig, type ProjectConfig } from '../project/config.ts';
import { textsOf } from '../store/api/shownTexts.ts';
import type { Store } from '../store/api/store.ts';
import { Judge } from './askJudge.ts';
import type { JudgeOutcome, JudgeTasksOptions } from './judgeOutcome.ts';
import { JudgeRun } from './judgeRun.ts';
import { judgeRequest } from './prompt/judgeRequest.ts';
import { promptVersion, type JudgePrompt } from './prompt/judgePrompt.ts';

export interface JudgeEngineOptions extends CreateProviderDeps {
  store: Store;
  project: {
    config: Pick<
      ProjectConfig,
      'models' | 'judges' | 'rubric' | 'blind' | 'failureModes' | 'judgeFailureModes'
    >;
    guidelines: { text: string; version: string };
  };
  prompt: JudgePrompt;
  /** Requests at once; a single server gets at most half of them. Default 4. */
  concurrency?: number;
}

/** Whose view of a task it is does not matter: answers are not looked at. */
const nobody = '';

interface Question {
  taskId: string;
  question: JudgeQuestion;
}

/**
 * Asks the project's judges about responses and stores what they answer with its provenance, or why they did not. Only what is missing is
 * asked: what was answered to exactly the same question (prompt, texts, runs, model) stays, so a run that was stopped goes on where it was.
 */
export class JudgeEngine {
  readonly #options: JudgeEngineOptions;
  readonly #judges: readonly JudgeConfig[];
  readonly #providers = new Map<string, Promise<Awaited<ReturnType<typeof createProvider>>>>();
  /** Failure modes to choose from; undefined: none are asked for. */
  readonly #tags: readonly string[] | undefined;
  readonly #version: string;

  constructor(options: JudgeEngineOptions) {
    this.#options = { ...options, templates: options.templates ?? new ChatTemplates(options) };
    const { config, guidelines } = options.project;
    this.#judges = config.judges ?? [];
    this.#tags = tagsToPropose(config);
    this.#version = promptVersion(options.prompt, guidelines.version, this.#tags);
  }

  /** Of prompt and guidelines, under which answers are kept. */
  get version(): string {
    return this.#version;
  }

  /** Asks all judges. Errors: `config-invalid` where there is none, those of the store. Everything else is in the outcome. */
  async judge(options: JudgeTasksOptions): Promise<JudgeOutcome> {
    if (this.#judges.length === 0)
      throw new TouchstoneError('config-invalid', l10n.t('touchstone.json names no judge.'), {
        action: l10n.t('Add "judges": each is a model, written like those of "models".'),
      });
    await this.#options.store.putJudgePrompt(this.#version, this.#options.prompt.text);
    const run = new JudgeRun(options);
    const work = byServer(this.#judges).map((judges) => this.#ofServer(judges, run));
    await Promise.all(work);
    return run.outcome();
  }

  /** Judges at one address share its places, and take turns task by task. */
  async #ofServer(configs: readonly JudgeConfig[], run: JudgeRun): Promise<void> {
    const judges = configs.map((config) => new Judge(config, () => this.#provider(config)));
    const rules = new Map(judges.map((judge) => [judge, new StopRule()]));
    const asked = run.taskIds.flatMap((taskId) => judges.map((judge) => ({ taskId, judge })));
    run.expect(asked.reduce((sum, { judge }) => sum + questionsOf(judge.config).length, 0));
    const atOnce = Math.ceil((this.#options.concurrency ?? 4) / 2);
    // Questions about one task one after the other: a pair of orders is whole sooner, and its text is read once by the server.
    await limited(asked, atOnce, async ({ taskId, judge }) => {
      for (const question of questionsOf(judge.config)) {
        const rule = rules.get(judge);
        if (run.isStopped || !rule || run.hasEnded(judge.config)) return;
        await this.#answer(judge, { taskId, question }, rule, run);
      }
    });
  }

  async #answer(judge: Judge, asked: Question, rule: StopRule, run: JudgeRun): Promise<void> {
    const { store, project } = this.#options;
    try {
      const detail = await store.taskDetail(asked.taskId, nobody);
      if (!isWhole(detail)) return run.skip(asked.taskId);
      const request = this.#request(detail, asked.question);
      if (!run.again && (await this.#isThere(judge, asked, request.text))) return run.keep();
      const said = await judge.ask(request, asked.question, project.config.rubric, run.signal);
      rule.success();
      if ('fault' in said)
        return await this.#fail(judge, asked, run, {
          code: 'model-bad-answer',
          message: said.fault,
          ...said,
        });
      const about = aboutOf(detail, asked.question);
      const { droppedTags, ...valid } = said;
      const judgement = { ...asked, ...this.#now(judge), about, ...valid };
      if (await store.putJudgement(judgement, this.#jury)) return run.succeed(asked.question, droppedTags);
      const message = l10n.t('The instruction or a response was exchanged while the judge was reading.');
      const { attempts } = said.provenance;
      await this.#fail(judge, asked, run, { code: 'texts-changed', message, attempts });
    } catch (thrown) {
      await this.#thrown(judge, asked, rule, run, asTouchstoneError(thrown));
    }
  }

  async #thrown(
    judge: Judge,
    asked: Question,
    rule: StopRule,
    run: JudgeRun,
    error: TouchstoneError,
  ): Promise<void> {
    const { code } = error;
    if (code === 'cancelled') return;
    if (code === 'task-missing') return run.skip(asked.taskId);
    if (code.startsWith('store-')) throw error;
    this.#options.log.debug(`judge, task ${asked.taskId}: ${error.message}`, error.detail ?? '');
    const told = this.#told(judge.config, error);
    const verdict = rule.failure(error);
    if (verdict !== 'go-on') run.end(judge.config, told);
    const isKept = verdict !== 'stop-and-leave';
    await this.#fail(judge, asked, run, { code, message: told.message, attempts: 1 }, isKept);
  }

  /** What is kept with whatever is said now. */
  #now(judge: Judge): { judge: string; prompt: string; at: string } {
    return { judge: judgeName(judge.config), prompt: this.#version, at: new Date().toISOString() };
  }

  #request(detail: TaskDetail, question: JudgeQuestion): ReturnType<typeof judgeRequest> {
    const { prompt, project } = this.#options;
    const { rubric, models } = project.config;
    const names = models.map(({ name }) => name);
    return judgeRequest({
      prompt,
      rubric,
      guidelines: project.guidelines.text,
      detail,
      question,
      models: names,
      ...(this.#tags && { tags: this.#tags }),
    });
  }

  async #isThere(judge: Judge, { taskId, question }: Question, text: string): Promise<boolean> {
    const sent = sha256(text);
    const all = await this.#options.store.judgements(taskId);
    return all.some(
      (one) =>
        one.judge === judgeName(judge.config) &&
        one.question === question &&
        one.prompt === this.#version &&
        one.provenance.model === judge.config.name &&
        one.provenance.sent === sent,
    );
  }

  async #fail(
    judge: Judge,
    asked: Question,
    run: JudgeRun,
    { code, message, attempts, answer }: Pick<JudgeFailure, 'code' | 'message' | 'attempts' | 'answer'>,
    store = true,
  ): Promise<void> {
    run.fail(message);
    if (!store) return;
    await this.#options.store.putJudgeFailure({
      ...{ ...asked, ...this.#now(judge), code, message, attempts },
      ...(answer !== undefined && { answer: answer.slice(0, 20_000) }),
    });
  }

  /** A judge that is a model under test is not named while the project is blind. */
  #told(judge: JudgeConfig, error: TouchstoneError): TouchstoneError {
    const { config } = this.#options.project;
    return isUnderTest(judge, config) ? blindError(error, config) : error;
  }

  #provider(config: JudgeConfig): ReturnType<typeof createProvider> {
    return memoizeAsync(this.#providers, judgeName(config), () => createProvider(config, this.#options));
  }

  get #jury(): string[] {
    return this.#judges.map(judgeName);
  }
}

/** Those of the project. What people name meanwhile is not among them: it would make another question of each. */
function tagsToPropose({
  failureModes = [],
  judgeFailureModes = failureModes.length > 0,
}: JudgeEngineOptions['project']['config']): readonly string[] | undefined {
  return judgeFailureModes ? failureModes : undefined;
}

function questionsOf({ compare }: JudgeConfig): readonly JudgeQuestion[] {
  return compare ? judgeQuestions : judgeQuestions.filter((question) => responsesIn(question).length === 1);
}

/** Both responses are there, and to this instruction. */
function isWhole({ task, generations }: TaskDetail): boolean {
  return !task.withdrawn && generations.filter(({ forOther }) => !forOther).length === 2;
}

function aboutOf(detail: TaskDetail, question: JudgeQuestion): { task: string; responses: [string, string] } {
  const { task, responses } = textsOf(detail);
  const shown = responsesIn(question);
  return { task, responses: [shown.includes(1) ? responses[0] : '', shown.includes(2) ? responses[1] : ''] };
}

function byServer(judges: readonly JudgeConfig[]): JudgeConfig[][] {
  const groups = Map.groupBy(judges, ({ url, provider }) =>
    url === undefined ? provider : new URL(url).origin,
  );
  return [...groups.values()];
}
