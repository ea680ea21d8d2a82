import * as l10n from '@vscode/l10n';
import { judgeQuestions, responsesIn, type JudgeFailure, type JudgeQuestion } from '../domain/judgement.ts';
import type { TaskDetail } from '../domain/task.ts';
import { blindError } from '../generation/blindErrors.ts';
import type { Endpoint } from '../generation/endpoint/endpoint.ts';
import { Endpoints, mostQueued, type Knees } from '../generation/endpoint/endpoints.ts';
import { StopRule } from '../generation/stopRule.ts';
import { answerTimeoutMs } from '../models/api/postToModel.ts';
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
  /** The most requests that one server gets at once. Default: as many as it answers best. */
  concurrency?: number | undefined;
  /** How many at once a server answered best, kept from one run to the next. */
  knees?: Knees;
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
    const { concurrency: most, timeoutMs = answerTimeoutMs, knees } = this.#options;
    const endpoints = new Endpoints({ most, timeout: timeoutMs / 1000, knees });
    const letGo = (): void => endpoints.letGo();
    run.signal.addEventListener('abort', letGo, { once: true });
    try {
      const groups = Map.groupBy(this.#judges, serverOf);
      await Promise.all(
        [...groups].map(([server, judges]) => this.#ofServer(judges, run, endpoints.of(server))),
      );
    } finally {
      run.signal.removeEventListener('abort', letGo);
      endpoints.remember();
    }
    return run.outcome();
  }

  /** Judges at one address share its places, and take turns task by task. */
  async #ofServer(configs: readonly JudgeConfig[], run: JudgeRun, endpoint: Endpoint): Promise<void> {
    const judges = configs.map((config) => new Judge(config, () => this.#provider(config)));
    const rules = new Map(judges.map((judge) => [judge, new StopRule()]));
    const asked = run.taskIds.flatMap((taskId) => judges.map((judge) => ({ taskId, judge })));
    run.expect(asked.reduce((sum, { judge }) => sum + questionsOf(judge.config).length, 0));
    await limited(asked, mostQueued, async ({ taskId, judge }) => {
      const rule = rules.get(judge) ?? new StopRule();
      // Questions about one task one after the other: a pair of orders is whole sooner, and its text is read once by the server.
      for (const [place, question] of questionsOf(judge.config).entries()) {
        if (run.hasEnded(judge.config)) return;
        const one = { taskId, question };
        await endpoint
          .run((begin) => this.#answer(judge, one, rule, run, begin), { soon: place > 0, of: judge })
          .catch(async (thrown: unknown) => {
            await this.#thrown(judge, one, rule, run, asTouchstoneError(thrown));
            if (run.hasEnded(judge.config)) endpoint.letGo(judge);
          });
      }
    });
  }

  async #answer(
    judge: Judge,
    asked: Question,
    rule: StopRule,
    run: JudgeRun,
    begin: () => void,
  ): Promise<void> {
    if (run.isStopped || run.hasEnded(judge.config)) return;
    const { store, project } = this.#options;
    const detail = await store.taskDetail(asked.taskId, nobody);
    if (!isWhole(detail)) return run.skip(asked.taskId);
    const request = this.#request(detail, asked.question);
    if (!run.again && (await this.#isThere(judge, asked, request.text))) return run.keep();
    begin();
    const said = await judge.ask(request, asked.question, project.config.rubric, run.signal);
    rule.success();
    if ('fault' in said)
      return await this.#fail(judge, asked, run, { code: 'model-bad-answer', message: said.fault, ...said });
    const about = aboutOf(detail, asked.question);
    const { droppedTags, ...valid } = said;
    const judgement = { ...asked, ...this.#now(judge), about, ...valid };
    if (await store.putJudgement(judgement, this.#jury)) return run.succeed(asked.question, droppedTags);
    const message = l10n.t('The instruction or a response was exchanged while the judge was reading.');
    const { attempts } = said.provenance;
    await this.#fail(judge, asked, run, { code: 'texts-changed', message, attempts });
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

function serverOf({ url, provider }: JudgeConfig): string {
  return url === undefined ? provider : new URL(url).origin;
}
