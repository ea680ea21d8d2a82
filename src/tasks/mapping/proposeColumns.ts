import type { ColumnMapping } from '../../project/config.ts';
import { attempt } from '../../platform/errors.ts';
import { isBlank, readable } from './cellText.ts';
import { turnsOf } from './chatMessages.ts';
import type { Row } from './taskSource.ts';
import { testsOf } from './testsColumn.ts';

/** What the columns of a table may be, by their names and by what is in them. Pure. */
export interface Proposal {
  columns: ColumnMapping;
  /** Names of the models of recorded responses, where columns tell them. */
  models?: [string, string];
}

const usual = {
  instruction:
    'instruction prompt question problem problem_statement problem_description question_content instructions query text messages conversations conversation description task content',
  id: 'id task_id uuid question_id problem_id external_id _id name',
  tests:
    'test tests test_list test_code test_cases testcases unit_tests unit_test input_output public_tests public_test_cases private_tests private_test_cases assertions',
  testSetup: 'test_setup_code test_setup setup_code test_imports',
  entryPoint: 'entry_point fn_name function_name func_name entrypoint method_name',
  language: 'language lang programming_language',
  reference:
    'canonical_solution reference_solution reference ground_truth gold_solution solution solutions code answer output target completion response',
} as const;

/** Columns and rows that are looked at. */
const mostNames = 300;
const mostRows = 20;
/** Longer texts are no facts that stand beside a task. */
const longFact = 160;
const mostFacts = 12;

/** Columns of a table with its first rows; nothing is proposed for what no column is. */
export function proposeColumns(names: readonly string[], rows: readonly Row[]): Proposal {
  const table = new Table(names.slice(0, mostNames), rows.slice(0, mostRows));
  const generations = table.generations();
  const instruction =
    table.find(usual.instruction, (column) => table.isText(column) || table.isChat(column)) ??
    table.longest() ??
    names[0] ??
    'instruction';
  table.take(instruction);
  const further = table.find('input inputs context_input', (column) => table.isText(column));
  const both = plain(instruction) === 'instruction' && further !== undefined;
  if (both) table.take(further);
  const optional = {
    id: table.find(usual.id, (column) => table.isKey(column)),
    tests: table.find(usual.tests, (column) => table.isTests(column)),
    testSetup: table.find(usual.testSetup, () => true),
    entryPoint: table.find(usual.entryPoint, (column) => table.isShort(column)),
    language: table.find(usual.language, (column) => table.isShort(column)),
    reference: table.find(usual.reference, (column) => table.isText(column) || table.isList(column)),
  };
  for (const column of Object.values(optional)) if (column !== undefined) table.take(column);
  const recorded = generations ?? table.longPair();
  const models = recorded && table.modelNames(recorded);
  const others = table.left();
  const shown = others.filter((column) => table.isFact(column)).slice(0, mostFacts);
  return {
    columns: {
      instruction: both ? [instruction, further] : instruction,
      ...Object.fromEntries(Object.entries(optional).filter(([, column]) => column !== undefined)),
      ...(recorded ? { generations: recorded } : {}),
      // Said where it is not all: responses are no facts, also where models are asked anew.
      ...(recorded || shown.length < others.length ? { context: shown } : {}),
    },
    ...(models ? { models } : {}),
  };
}

/** A name in small letters, words parted by `_`. */
function plain(name: string): string {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, '_');
}

const responseWord =
  /(?:^|_)(?:response|responses|completion|completions|generation|generations|answer|output|outputs|candidate|model|conversation|assistant|reply|chosen|rejected)(?:_|$|\d)/;
const sides = [
  ['1', '2'],
  ['0', '1'],
  ['a', 'b'],
  ['one', 'two'],
  ['first', 'second'],
  ['left', 'right'],
  ['chosen', 'rejected'],
  ['baseline', 'candidate'],
] as const;

class Table {
  readonly #names: readonly string[];
  readonly #rows: readonly Row[];
  readonly #taken = new Set<string>();

  constructor(names: readonly string[], rows: readonly Row[]) {
    this.#names = names;
    this.#rows = rows;
  }

  take(...columns: string[]): void {
    for (const column of columns) this.#taken.add(column);
  }

  left(): string[] {
    return this.#names.filter((name) => !this.#taken.has(name));
  }

  /** The first of the usual names that is there and fits; without rows a name is enough. */
  find(wanted: string, fits: (column: string) => boolean): string | undefined {
    for (const one of wanted.split(' ')) {
      const column = this.left().find((name) => plain(name) === one);
      if (column !== undefined && (this.#rows.length === 0 || fits(column))) return column;
    }
    return undefined;
  }

  /** Cells with something in them. */
  #cells(column: string): unknown[] {
    return this.#rows.flatMap((row) =>
      Object.hasOwn(row, column) && !isBlank(row[column]) ? [row[column]] : [],
    );
  }

  #each(column: string, is: (cell: unknown) => boolean): boolean {
    const cells = this.#cells(column);
    return cells.length > 0 && cells.every(is);
  }

  isText(column: string): boolean {
    return this.#each(column, (cell) => typeof cell === 'string');
  }

  isList(column: string): boolean {
    return this.#each(column, (cell) => Array.isArray(cell));
  }

  isChat(column: string): boolean {
    return this.#each(column, (cell) => turnsOf(cell) !== undefined);
  }

  isShort(column: string): boolean {
    return this.#each(column, (cell) => typeof cell === 'string' && cell.length <= 100);
  }

  isTests(column: string): boolean {
    return this.#each(column, (cell) => testsOf(cell).tests !== undefined);
  }

  /** Every row has one of its own. */
  isKey(column: string): boolean {
    const keys = this.#cells(column).flatMap((cell) =>
      typeof cell === 'string' || typeof cell === 'number' || typeof cell === 'bigint'
        ? [cell.toString()]
        : [],
    );
    const all = keys.length === this.#rows.length && keys.every((key) => key.length <= 200);
    return all && new Set(keys).size === keys.length;
  }

  /** Short, and no response, solution or model's name: it may stand beside a task. */
  isFact(column: string): boolean {
    const name = plain(column);
    if (responseWord.test(name) || /solution|reference|truth|gold|score|rating|winner|judg/.test(name))
      return false;
    return this.#cells(column).every((cell) => {
      const text = attempt(() => readable(cell)) ?? '';
      return text.length <= longFact && !(typeof cell === 'string' && text.trim().includes('\n'));
    });
  }

  /** Of the columns that are left, the one with the longest texts. */
  longest(): string | undefined {
    const length = (column: string): number =>
      this.#cells(column).reduce<number>(
        (sum, cell) => sum + (typeof cell === 'string' ? cell.length : 0),
        0,
      );
    return this.left()
      .filter((column) => this.isText(column))
      .toSorted((a, b) => length(b) - length(a))[0];
  }

  /** Two columns with recorded responses, or one with a list of two; taken where they are found. */
  generations(): ColumnMapping['generations'] {
    const pair = this.#bySides() ?? this.#byEnding();
    if (pair) {
      this.take(...pair);
      return pair;
    }
    const list = this.#names.find(
      (name) =>
        responseWord.test(plain(name)) &&
        !this.isChat(name) &&
        this.#each(name, (cell) => Array.isArray(cell) && cell.length === 2),
    );
    if (list !== undefined) this.take(list);
    return list;
  }

  #isResponse(column: string): boolean {
    if (this.#rows.length === 0) return true;
    const chat = this.isChat(column);
    const long = this.#cells(column).some((cell) => typeof cell === 'string' && /\n|.{60}/.test(cell));
    return chat || (this.isText(column) && long);
  }

  /** `response_a` and `response_b`: the same name but for the side. */
  #bySides(): [string, string] | undefined {
    for (const name of this.#names) {
      const words = plain(name);
      for (const [one, two] of sides) {
        const other = this.#names.find(
          (candidate) =>
            candidate !== name &&
            words.replace(new RegExp(`(^|_|[a-z])${one}(_|$)`), `$1${two}$2`) === plain(candidate),
        );
        if (other === undefined || !responseWord.test(words)) continue;
        if (this.#isResponse(name) && this.#isResponse(other)) return [name, other];
      }
    }
    return undefined;
  }

  /** `gpt_response` and `llama_response`: just two columns that end (or begin) with the same word. */
  #byEnding(): [string, string] | undefined {
    for (const word of ['response', 'completion', 'generation', 'output', 'answer']) {
      const [one, two, ...more] = this.#names.filter((name) =>
        new RegExp(`.(?:^|_)${word}$|^${word}_.`).test(plain(name)),
      );
      if (one === undefined || two === undefined || more.length > 0) continue;
      if (this.#isResponse(one) && this.#isResponse(two)) return [one, two];
    }
    return undefined;
  }

  /** Just two columns of texts that are too long for facts, whatever they are called: two models' names, most often. */
  longPair(): [string, string] | undefined {
    const [one, two, ...more] = this.left().filter(
      (name) =>
        this.isText(name) &&
        !/(?:^|_)(?:id|path|url|doc|docs|note|notes|comment|hint|hints|explanation|context|source)(?:_|$)/.test(
          plain(name),
        ) &&
        this.#cells(name).some(
          (cell) => typeof cell === 'string' && (cell.length > longFact || /\n/.test(cell)),
        ),
    );
    if (one === undefined || two === undefined || more.length > 0) return undefined;
    this.take(one, two);
    return [one, two];
  }

  /** Names of the models, where two columns hold the same for all rows. */
  modelNames(generations: NonNullable<ColumnMapping['generations']>): [string, string] | undefined {
    if (typeof generations === 'string') return undefined;
    for (const [one, two] of sides) {
      const found = [one, two].map((side) =>
        this.#names.find((name) =>
          [`model_${side}`, `model${side}`, `model_name_${side}`, `${side}_model`].includes(plain(name)),
        ),
      );
      const [a, b] = found.map((name) => (name === undefined ? undefined : this.#only(name)));
      if (a !== undefined && b !== undefined && a !== b) return [a, b];
    }
    return undefined;
  }

  #only(column: string): string | undefined {
    const cells = new Set(this.#cells(column));
    const [cell] = cells;
    return cells.size === 1 && typeof cell === 'string' && cell.length <= 200 && !cell.includes('\n')
      ? cell.trim()
      : undefined;
  }
}
