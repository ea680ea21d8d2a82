import * as l10n from '@vscode/l10n';
import { TouchstoneError, asTouchstoneError, cancelled } from '../../platform/errors.ts';
import type { GenerationParameters, ModelConfig } from '../../project/config.ts';
import type { Asked } from '../api/modelErrors.ts';
import { openAiParameters, tgiParameters } from '../api/parameters.ts';
import type { GenerateResult } from '../api/provider.ts';
import { openAiRoute, serverRoot } from '../api/urls.ts';
import { createProvider, type CreateProviderDeps } from '../providers/createProvider.ts';
import { ChatTemplates, renderTemplate } from '../templates/chatTemplates.ts';
import type { CheckedThing, ConnectionReport, Finding } from './connectionReport.ts';
import { faultOf } from './connectionFault.ts';
import { isSameName, nearestNames } from './nearestNames.ts';
import { contextOf, serverFacts, type ServerFacts } from './serverFacts.ts';

export interface ConnectionTestDeps extends CreateProviderDeps {
  signal: AbortSignal;
  /** Limit in ms for all of it. Default 90,000: a model may have to be loaded first. */
  limitMs?: number;
  /** Each finding as soon as it is known. */
  onFinding?: (finding: Finding) => void;
}

/** Enough of an answer to know how it comes and how fast. */
const enoughPieces = 200;
const enoughMs = 15_000;

/** What is asked: short, and any model that writes code can answer it. */
const question = 'Write a Python function that adds two numbers. Answer with the code alone.';

/**
 * Looks at a model as a generation will use it: whether its server is there, at this path, takes the key, knows the name, has its template
 * and room for the answer; then asks one short question with the project's own parameters, as every response is asked for. Resolves with
 * what was found, a fault among it; rejects only with `cancelled`.
 */
export async function testConnection(
  model: ModelConfig,
  parameters: GenerationParameters,
  deps: ConnectionTestDeps,
): Promise<ConnectionReport> {
  return new ConnectionTest(model, parameters, deps).run();
}

/** How an answer came. */
interface Coming {
  started: number;
  first: number | undefined;
  last: number;
  pieces: number;
  thoughts: number;
  thoughtLength: number;
}

class ConnectionTest {
  readonly #model: ModelConfig;
  readonly #parameters: GenerationParameters;
  readonly #deps: ConnectionTestDeps & { templates: ChatTemplates };
  readonly #report: ConnectionReport;
  #facts: ServerFacts = { contexts: new Map() };
  #context: number | undefined;

  constructor(model: ModelConfig, parameters: GenerationParameters, deps: ConnectionTestDeps) {
    this.#model = model;
    this.#parameters = parameters;
    this.#deps = { ...deps, templates: deps.templates ?? new ChatTemplates(deps) };
    this.#report = { model: model.name, findings: [] };
  }

  async run(): Promise<ConnectionReport> {
    const { signal, limitMs = 90_000 } = this.#deps;
    const limit = AbortSignal.timeout(limitMs);
    const both = AbortSignal.any([signal, limit]);
    try {
      await this.#look(both);
      if (!this.#report.fault) await this.#template(both);
      if (!this.#report.fault) await this.#ask(both);
    } catch (error) {
      if (signal.aborted) throw cancelled(error);
      const late = new TouchstoneError(
        'network-timeout',
        l10n.t('No answer within {0} seconds.', Math.round(limitMs / 1000)),
        l10n.t('The server may still be loading the model: look at its log, and test again.'),
      );
      await this.#failed('speed', limit.aborted ? late : asTouchstoneError(error), both);
    }
    return this.#report;
  }

  /** What the server says of itself. Only that nobody is there ends the test here: many have no list, or show it to nobody. */
  async #look(signal: AbortSignal): Promise<void> {
    const { url } = this.#model;
    if (url === undefined) return;
    this.#facts = await serverFacts(this.#deps, this.#asked(openAiRoute(url, '/models')), signal);
    const { names, failure } = this.#facts;
    if (names) this.#report.names = names;
    const isGone = failure?.code.startsWith('network-') ?? false;
    if (failure && isGone) return this.#failed('host', failure, signal);
    const server = new URL(url).origin;
    this.#found('host', 'good', l10n.t('{0} answers.', server));
    if (names) {
      this.#found(
        'path',
        'good',
        names.length === 1 ? l10n.t('It lists 1 model.') : l10n.t('It lists {0} models.', names.length),
      );
      this.#nameIn(names);
    }
    const { contexts } = this.#facts;
    const own = [...contexts].find(([id]) => isSameName(this.#model.name, id))?.[1];
    const only = contexts.size === 1 && names?.length === 1 ? [...contexts.values()][0] : undefined;
    this.#context = own ?? only ?? (await contextOf(this.#deps, serverRoot(url), this.#asked(url), signal));
    this.#roomIn(this.#context);
  }

  #asked(url: string): Asked {
    const { name: model, keyHeader } = this.#model;
    return { model, url, ...(keyHeader && { keyHeader }) };
  }

  #nameIn(names: readonly string[]): void {
    const { name } = this.#model;
    if (names.some((id) => isSameName(name, id))) return;
    const near = nearestNames(name, names);
    this.#found(
      'model',
      'note',
      near.length > 0
        ? l10n.t('Its list has no {0}; it has {1}.', name, near.join(', '))
        : l10n.t('Its list has no {0}.', name),
    );
  }

  #roomIn(context: number | undefined): void {
    if (context === undefined) return;
    const { max_new_tokens: wanted = 0 } = this.#parameters;
    const fits = wanted < context;
    const text = fits
      ? l10n.t('{0} tokens fit into its context.', context)
      : l10n.t(
          'Its context has {0} tokens: max_new_tokens ({1}) leaves no room for the task.',
          context,
          wanted,
        );
    this.#found('context', fits ? 'good' : 'note', text);
  }

  /** Where the prompt is rendered here. */
  async #template(signal: AbortSignal): Promise<void> {
    const { provider, api } = this.#model;
    if (provider !== 'tgi' && api !== 'completions') {
      if (this.#model.url !== undefined)
        this.#found('template', 'good', l10n.t('The server applies the model’s own chat template.'));
      return;
    }
    try {
      const source = await this.#deps.templates.source(this.#model, signal);
      await renderTemplate(source, question, { model: this.#model.name, signal });
      this.#found('template', 'good', l10n.t('Its chat template comes from {0}.', source.from));
    } catch (error) {
      if (signal.aborted) throw error;
      await this.#failed('template', asTouchstoneError(error), signal);
    }
  }

  async #ask(signal: AbortSignal): Promise<void> {
    const enough = new AbortController();
    const coming: Coming = {
      started: performance.now(),
      first: undefined,
      last: 0,
      pieces: 0,
      thoughts: 0,
      thoughtLength: 0,
    };
    const came = (): void => {
      coming.last = performance.now();
      coming.first ??= coming.last;
      coming.pieces++;
      if (coming.pieces >= enoughPieces || coming.last - coming.first > enoughMs) enough.abort();
    };
    try {
      const provider = await createProvider(this.#model, this.#deps);
      const result = await provider.generate({
        model: this.#model,
        parameters: this.#parameters,
        instruction: question,
        signal: AbortSignal.any([signal, enough.signal]),
        onText: came,
        onThought: (delta) => {
          coming.thoughts++;
          coming.thoughtLength += delta.length;
          came();
        },
      });
      this.#answered(coming, result);
    } catch (error) {
      if (enough.signal.aborted && !signal.aborted) return this.#answered(coming, undefined);
      if (signal.aborted) throw error;
      const failure = asTouchstoneError(error);
      // It thought until its limit: the connection is fine, the limit is not.
      if (failure.code === 'model-empty' && coming.pieces > 0) this.#answered(coming, undefined);
      await this.#failed(placeOf(failure), failure, signal);
    }
  }

  /** `result`: undefined where enough had come before its end. */
  #answered(coming: Coming, result: GenerateResult | undefined): void {
    const { url } = this.#model;
    if (url !== undefined && !this.#has('path'))
      this.#found('path', 'good', l10n.t('It answers at this address.'));
    if (!this.#has('model')) this.#found('model', 'good', l10n.t('It answers as {0}.', this.#model.name));
    if (result) this.#spared(result.sent);
    const streams = coming.pieces > 1;
    this.#found(
      'streaming',
      streams ? 'good' : 'note',
      streams
        ? l10n.t('The answer comes piece by piece.')
        : l10n.t('The answer comes in one piece: nothing is seen until it is there.'),
    );
    const thought = coming.thoughtLength || (result?.reasoning?.length ?? 0);
    if (thought > 0)
      this.#found('reasoning', 'note', l10n.t('It thinks before it answers, which is kept apart.'));
    this.#speed(coming, result);
  }

  /** Parameters that the server did not take. */
  #spared(sent: Readonly<Record<string, unknown>>): void {
    const wanted =
      this.#model.provider === 'tgi'
        ? tgiParameters(this.#parameters, { details: false })
        : openAiParameters(this.#parameters);
    const left = Object.keys(wanted).filter((name) => !(name in sent));
    // Sent under its other name.
    const taken = left.filter((name) => !(name === 'max_tokens' && 'max_completion_tokens' in sent));
    const unknown = taken.filter((name) => name !== 'repetition_penalty' || !('repeat_penalty' in sent));
    if (unknown.length > 0)
      this.#found(
        'parameters',
        'note',
        l10n.t('It does not take {0}, and is asked without.', unknown.join(', ')),
      );
  }

  #speed(coming: Coming, result: GenerateResult | undefined): void {
    const { started, first = performance.now(), last, pieces } = coming;
    const tokens = result?.usage?.completionTokens ?? pieces;
    const seconds = ((pieces > 1 ? last - first : performance.now() - started) || 1) / 1000;
    const speed = (pieces > 1 ? Math.max(1, tokens - 1) : tokens) / seconds;
    const wait = ((first - started) / 1000).toFixed(1);
    if (tokens === 0) return;
    this.#report.tokensPerSecond = Math.round(speed * 10) / 10;
    const shown = speed >= 10 ? Math.round(speed) : Math.round(speed * 10) / 10;
    this.#found('speed', 'good', l10n.t('{0} tokens a second, the first after {1} s.', shown, wait));
  }

  #has(thing: CheckedThing): boolean {
    return this.#report.findings.some(({ of }) => of === thing);
  }

  #found(of: CheckedThing, state: Finding['state'], text: string): void {
    const finding = { of, state, text };
    this.#report.findings.push(finding);
    this.#deps.onFinding?.(finding);
  }

  async #failed(of: CheckedThing, error: TouchstoneError, signal: AbortSignal): Promise<void> {
    const told = await faultOf(of, error, {
      deps: this.#deps,
      model: this.#model,
      parameters: this.#parameters,
      facts: this.#facts,
      context: this.#context,
      signal,
    });
    this.#report.fault = told;
    // What was only noted before is the fault now.
    this.#report.findings = this.#report.findings.filter((one) => one.of !== told.of);
    this.#found(told.of, 'fault', told.error.message);
  }
}

/** What of the connection an answer's error is about. */
function placeOf({ code }: TouchstoneError): CheckedThing {
  switch (code) {
    case 'model-unauthorized':
    case 'secret-missing':
      return 'key';
    case 'model-missing':
      return 'model';
    case 'template-missing':
    case 'template-invalid':
      return 'template';
    case 'model-bad-request':
      return 'parameters';
    case 'model-empty':
      return 'reasoning';
    case 'network-unreachable':
    case 'network-timeout':
    case 'network-redirect':
      return 'host';
    default:
      return 'path';
  }
}
