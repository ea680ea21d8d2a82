import { setImmediate as nextTurn } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type { LogVerdict } from '../../domain/task.ts';
import { cancelled } from '../../platform/errors.ts';
import { hashId } from '../mapping/columnMapping.ts';
import type { FileNote, Row, SourceRow } from '../mapping/taskSource.ts';
import type { LogItem, LogSample, OpenLog } from './formats/logSample.ts';

/** One log among those that a project is made of. */
export interface NamedLog extends OpenLog {
  /** Its name as told. */
  file: string;
  /** Its verdicts alone are wanted, for the samples of this log (from 0). */
  verdictsFor?: number;
}

/** What all logs say of one task. */
export interface GatheredTask {
  id: string;
  /** In the order of the log, where it counts its tasks. */
  nth?: number;
  rank: number;
  place: { line?: number };
  instruction?: string;
  fields: Row;
  /** By model (see `Gathered.models`). */
  answers: Map<number, Answer>;
}

interface Answer {
  response?: string;
  lack?: string;
  verdict?: LogVerdict;
  epoch: number;
}

export interface Gathered {
  tasks: GatheredTask[];
  /** In the order in which they came; the name is missing where the log does not say it. */
  models: { name?: string; log: number }[];
  problems: Extract<SourceRow, { problem: string }>[];
  notes: FileNote[];
}

/** Longest stretch of work before others on this thread get their turn, in ms. */
const stretchMs = 8;
/** Items that are read between two looks at the clock. */
const often = 32;

/** Reads all logs, and brings together what is said of the same task. Errors: those of the logs, `cancelled`. */
export async function gather(logs: readonly NamedLog[], signal?: AbortSignal): Promise<Gathered> {
  const gathering = new Gathering(logs.length > 1);
  for (const [log, { items, file, verdictsFor }] of logs.entries()) {
    let since = performance.now();
    let read = 0;
    for await (const item of items) {
      gathering.take(item, { log, file, verdictsFor });
      if (++read % often !== 0 || performance.now() - since < stretchMs) continue;
      await nextTurn();
      if (signal?.aborted) throw cancelled();
      since = performance.now();
    }
  }
  return gathering.done();
}

interface From {
  log: number;
  file: string;
  verdictsFor: number | undefined;
}

class Gathering {
  readonly #tasks = new Map<string, GatheredTask>();
  readonly #models = new Map<string, number>();
  readonly #named: Gathered['models'] = [];
  readonly #problems: Gathered['problems'] = [];
  readonly #verdicts: { log: number; id: string; verdict: LogVerdict }[] = [];
  readonly #several: boolean;
  #further = 0;
  #otherwise = 0;
  #index = 0;

  constructor(several: boolean) {
    this.#several = several;
  }

  take(item: LogItem, from: From): void {
    const index = this.#index++;
    const { line } = item;
    const at = { index, ...(line === undefined ? {} : { line }) };
    if ('problem' in item) {
      this.#problems.push({ ...at, field: item.field ?? '', problem: this.#told(item, from, item.problem) });
      return;
    }
    const id = item.id ?? (item.nth === undefined ? undefined : String(item.nth)) ?? idByText(item);
    if (id === undefined) {
      this.#problems.push({
        ...at,
        field: '',
        problem: this.#told(item, from, l10n.t('The sample has no id.')),
      });
      return;
    }
    if (from.verdictsFor !== undefined || item.onlyVerdict) {
      if (item.verdict) this.#verdicts.push({ log: from.verdictsFor ?? from.log, id, verdict: item.verdict });
      return;
    }
    this.#add(item, id, this.#modelOf(item, from), index);
  }

  /** With the file where there are several, and the entry of a zip. */
  #told({ entry }: LogItem, { file }: From, message: string): string {
    const named = entry === undefined ? '' : JSON.stringify(entry.slice(0, 200));
    const where = [this.#several ? file : '', message.includes(named) ? '' : named];
    return [...where.filter((one) => one !== ''), message].join(': ');
  }

  #modelOf({ model }: LogSample, { log }: From): number {
    const key = `${log} ${model ?? ''}`;
    const known = this.#models.get(key);
    if (known !== undefined) return known;
    const number = this.#named.length;
    this.#models.set(key, number);
    this.#named.push({ log, ...(model === undefined ? {} : { name: model }) });
    return number;
  }

  #add(sample: LogSample, id: string, model: number, index: number): void {
    const { line, nth, rank = index, instruction, response, lack, verdict, epoch = 1 } = sample;
    const known = this.#tasks.get(id);
    const task: GatheredTask = known ?? {
      id,
      ...(nth === undefined ? {} : { nth }),
      rank,
      place: line === undefined ? {} : { line },
      ...(instruction === undefined ? {} : { instruction }),
      fields: sample.fields,
      answers: new Map(),
    };
    if (!known) this.#tasks.set(id, task);
    const before = task.answers.get(model);
    if (sample.again && before) {
      before.verdict ??= verdict;
      return;
    }
    if (before) this.#further++;
    else if (
      known?.instruction !== undefined &&
      instruction !== undefined &&
      instruction !== known.instruction
    )
      this.#otherwise++;
    // The first counts; one without a response is none.
    if (before && (before.epoch <= epoch || response === undefined) && before.response !== undefined) return;
    task.answers.set(model, {
      ...(response === undefined ? {} : { response }),
      ...(lack === undefined ? {} : { lack }),
      ...(verdict === undefined ? {} : { verdict }),
      epoch,
    });
  }

  done(): Gathered {
    for (const { log, id, verdict } of this.#verdicts) {
      const answers = this.#tasks.get(id)?.answers;
      for (const [model, answer] of answers ?? [])
        if (this.#named[model]?.log === log) answer.verdict ??= verdict;
    }
    const notes: FileNote[] = [];
    const tell = (message: string): void => void notes.push({ line: 0, message });
    if (this.#further > 0)
      tell(
        l10n.t(
          '{0} further answers to the same tasks (samples, epochs, repeats) were left out: the first of each counts.',
          this.#further,
        ),
      );
    if (this.#otherwise > 0)
      tell(
        l10n.t(
          '{0} tasks were asked in other words of another model: the first words are shown.',
          this.#otherwise,
        ),
      );
    const tasks = [...this.#tasks.values()].toSorted((a, b) => a.rank - b.rank);
    return { tasks, models: this.#named, problems: this.#problems, notes };
  }
}

function idByText({ instruction }: LogSample): string | undefined {
  return instruction === undefined ? undefined : hashId('log', instruction);
}
