import { sha256 } from '../platform/hash.ts';
import { askedNames, testsOf, type ProgramTask } from './answer/askedNames.ts';
import { isWhole } from './text/definitions.ts';
import { codeInInstruction, continued, missingFrom } from './answer/instructionCode.ts';
import { canonicalLanguage } from './text/languages.ts';
import { headLength } from './answer/heads.ts';
import { blocksToChoose, readingsOf, readingsWith, type Reading } from './answer/readings.ts';
import { siteImports } from './answer/siteImports.ts';
import { withoutThoughts, type Stretch } from './answer/thoughts.ts';

/** What of a response can be run. */
export interface Program {
  /** Canonical name, such as `python`. */
  language: string;
  code: string;
  /** Indexes (of `codeBlocks`) of the blocks it was joined from; empty when it was marked otherwise, or not at all. */
  blocks: number[];
  /** The block that somebody chose. */
  chosen?: number;
}

/** And where it was found. */
export interface ProgramOfAnswer extends Program {
  /** What of `code` the response gives. */
  own: string;
  /** What of `code` only the instruction gives and stands before the response's own; empty: nothing. */
  given: string;
  /** Where in the response it stands, with its marks. */
  taken: Stretch[];
}

export interface ProgramOptions {
  /** The task's or the project's language, under any of its names. */
  taskLanguage?: string;
  /** The task that is answered: its instruction gives what the response need not repeat, its tests say what is asked for. */
  task?: ProgramTask;
}

/**
 * The program that a response holds: what a reader would save and run.
 *
 * - What a model thinks before it answers is no part of it (`withoutThoughts`).
 * - Fences are read as CommonMark does; where that gives no program, as a reader would (`loosePieces`); then the text as a whole.
 * - The language is the task's, where any piece is in it; else that of the most code, in which a shell (mostly for installing) counts only
 *   when there is nothing else. Pieces tagged as output or data, and untagged ones that do not look like code, are left out.
 * - Of several pieces those that belong together (`chosenParts`).
 * - Interpreter sessions lose their prompts and answers, and lines that install packages are left out.
 * - A response that goes on from code that the instruction breaks off makes a program with it (`continued`); imports, types and helpers that
 *   only the instruction has stand before the response's own code (`missingFrom`).
 * - Of a block that somebody chose (`chosenBlocks` of the task) it is that block, with what it uses of the others.
 */
export function programOf(markdown: string, options: ProgramOptions = {}): ProgramOfAnswer | undefined {
  return foundIn(markdown, options)?.program;
}

/** A program and the pieces of the response that it was taken from. */
export interface Found {
  program: ProgramOfAnswer;
  reading: Reading;
}

/** As `programOf`. Longer texts than 200,000 characters are read by CommonMark alone. */
export function foundIn(markdown: string, options: ProgramOptions): Found | undefined {
  const block = chosenIn(markdown, options.task);
  const chosen = block === undefined ? undefined : readAs(markdown, options, block);
  if (!chosen) return readAs(markdown, options);
  return { ...chosen, program: { ...chosen.program, chosen: block } };
}

/** Which block of a text somebody chose as its program. */
export function chosenIn(markdown: string, task: ProgramTask | undefined): number | undefined {
  const blocks = task?.chosenBlocks;
  if (!blocks) return undefined;
  const hash = sha256(markdown);
  return Object.hasOwn(blocks, hash) ? blocks[hash] : undefined;
}

/** A block of a response that may be chosen: its place among `codeBlocks`, and where it stands with its marks. */
export interface BlockChoice extends Stretch {
  index: number;
}

export function choicesIn(markdown: string, task: ProgramTask): BlockChoice[] {
  const wanted = task.language ? canonicalLanguage(task.language) : undefined;
  const answer = withoutThoughts(markdown);
  return blocksToChoose(answer, wanted, (language) => askedNames(task, language)).map(
    ({ index, from, to }) => ({ index, from, to }),
  );
}

function readAs(markdown: string, options: ProgramOptions, block?: number): Found | undefined {
  const { task } = options;
  const taskLanguage = options.taskLanguage ?? task?.language;
  const wanted = taskLanguage ? canonicalLanguage(taskLanguage) : undefined;
  const answer = withoutThoughts(markdown);
  if (answer.trim() === '') return undefined;
  const named = new Map<string, Set<string>>();
  const asked = (language: string): Set<string> => {
    const names = named.get(language) ?? (task ? askedNames(task, language) : new Set<string>());
    named.set(language, names);
    return names;
  };
  const given = (language: string): string =>
    task?.instruction === undefined ? '' : codeInInstruction(task.instruction, language);

  let best: { reading: Reading; rank: number } | undefined;
  const seen: Reading[] = [];
  const readings =
    block === undefined ? readingsOf(answer, wanted, asked) : readingsWith(answer, block, wanted, asked);
  for (const reading of readings) {
    seen.push(reading);
    const rank = rankOf(reading, asked(reading.language));
    if (rank > (best?.rank ?? -1)) best = { reading, rank };
    if (rank === bestRank) break;
  }
  // Methods alone have names that tests may ask for, and are no program without their class.
  const isMethods = /^\s+(?:@[^\n]{0,200}\n\s+)?(?:async )?def \w+\(\s*(?:self|cls)\b/.test(
    seen[0]?.code ?? '',
  );
  if (task && ((best?.rank ?? 0) < definesRank || isMethods)) {
    const others = block === undefined ? beforeFence(answer, wanted) : [];
    const whole = continuedFrom([...seen, ...others], wanted, given);
    if (whole) return whole;
  }
  if (!best) return undefined;
  const { language } = best.reading;
  return found(best.reading, given(language), asked(language), testsOf(task));
}

const definesRank = 2;
const bestRank = 3;

/** 2 for what defines a name that is asked for (or where none is), 1 for what is a program without a fault. */
function rankOf({ language, code, defines }: Reading, asked: ReadonlySet<string>): number {
  const answers = asked.size === 0 || [...defines].some((name) => asked.has(name));
  return (answers ? definesRank : 0) + (isWhole(language, code) === false ? 0 : 1);
}

/** What stands before a first fence that nothing opens: the rest of a function that begins in the instruction. */
function beforeFence(text: string, wanted: string | undefined): Reading[] {
  const end = /^[ \t]*(?:`{3,}|~{3,})/m.exec(text)?.index ?? text.length;
  const code = text.slice(0, end);
  if (wanted === undefined || !/^\s/.test(code) || code.trim() === '') return [];
  return [{ language: wanted, code, defines: new Set(), pieces: [{ code, from: 0, to: end }] }];
}

function continuedFrom(
  readings: Reading[],
  wanted: string | undefined,
  given: (language: string) => string,
): Found | undefined {
  for (const reading of readings)
    // A body alone may look like another language.
    for (const language of new Set([wanted ?? reading.language, reading.language])) {
      const code = continued(given(language), reading.code, language);
      if (code === undefined) continue;
      const own = reading.code;
      return { program: { language, code, own, given: '', ...placesOf(reading.pieces) }, reading };
    }
  return undefined;
}

function found(reading: Reading, instruction: string, asked: ReadonlySet<string>, tests: string): Found {
  const { language, pieces } = reading;
  const own = reading.code;
  const missing =
    missingFrom(instruction, own, language, asked, tests) + siteImports(language, own, instruction);
  const { code, given } = joined(missing, own, language);
  return { program: { language, code, own, given, ...placesOf(pieces) }, reading };
}

/** What has to stand first in a file stays first. */
function joined(missing: string, own: string, language: string): { code: string; given: string } {
  if (missing === '') return { code: own, given: '' };
  const end = headLength(language, own);
  return { code: `${own.slice(0, end)}${missing}${own.slice(end)}`, given: missing };
}

function placesOf(pieces: Reading['pieces']): Pick<ProgramOfAnswer, 'blocks' | 'taken'> {
  return {
    blocks: pieces.flatMap(({ index }) => index ?? []),
    taken: pieces.map(({ from, to }) => ({ from, to })),
  };
}

/** SHA-256 (hex) of the program's code. */
export function codeHash(program: Pick<Program, 'code'>): string {
  return sha256(program.code);
}

/** Whether the response's program is another one than the run's. */
export function isStale(run: { codeHash: string }, program: Program | undefined): boolean {
  return program === undefined || codeHash(program) !== run.codeHash;
}
