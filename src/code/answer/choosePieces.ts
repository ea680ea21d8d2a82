import { chunksOf, importedNames } from '../text/chunks.ts';
import { definedIn, importsNames, isWhole, mentions } from '../text/definitions.ts';
import { joinedPieces } from './heads.ts';

/** A piece of a response that is in the program's language, with its code as it would run. */
export interface Part {
  /** Where it stands in the list of pieces. */
  index: number;
  code: string;
  /** Whether the answer says that it is an example of what is wrong. */
  warned?: boolean;
}

/** Of more pieces nobody knows what is meant: all of them. */
export const mostParts = 50;

/**
 * Of several pieces of code those that belong together, in their order: what a reader would save as the program.
 *
 * - A later definition of the same names replaces an earlier one; a sketch that leaves lines out (`# ... rest as before`) replaces nothing.
 * - What is no valid code does not pull the others down.
 * - A use of the program that imports it as a file, that stands before the program, or that names again what cannot be named twice, is left out.
 */
export function chosenParts(parts: Part[], language: string, asked: ReadonlySet<string>): Part[] {
  if (parts.length < 2 || parts.length > mostParts) return parts;
  const known = parts.map((part) => ({ ...part, defines: definedIn(language, part.code) }));
  let kept = known.filter(({ code }) => !isSketch(code));
  if (kept.length === 0) kept = known;
  kept = withoutWarned(kept, asked);
  kept = withoutTests(kept, language);
  kept = withoutFragments(kept, language, asked);
  // Parts of one class may each be no program of their own: what is whole together stays together.
  if (!isTogether(kept, language)) {
    const whole = kept.filter(({ code }) => isWhole(language, code) !== false);
    const asks = (list: typeof kept): boolean =>
      list.some(({ defines }) => [...defines].some((name) => asked.has(name)));
    if (whole.length > 0 && (asks(whole) || !asks(kept))) kept = whole;
  }
  kept = kept.filter(({ defines }, i) => !isReplaced(defines, kept.slice(i + 1)));
  kept = connected(kept, language, asked);
  kept = kept.filter((part, i) => !importsNames(part.code, namesOf(kept.filter((_, j) => j !== i))));
  kept = kept.filter(
    (part, i) => part.defines.size > 0 || !usesLater(part.code, kept.slice(i + 1), kept.slice(0, i)),
  );
  return withoutClashes(kept, language, asked);
}

/** Without what the answer shows as wrong, where it shows the same otherwise, too. */
function withoutWarned(parts: Known[], asked: ReadonlySet<string>): Known[] {
  const good = parts.filter(({ warned }) => !warned);
  const names = namesOf(good);
  const isThere = (defines: Set<string>): boolean => {
    const wanted = [...defines].filter((name) => asked.has(name));
    const list = wanted.length > 0 ? wanted : [...defines];
    return list.length > 0 && list.every((name) => names.has(name));
  };
  return parts.filter(({ warned, defines }) => !warned || !isThere(defines));
}

/** Tests that the answer brings: beside those of the task they would be there twice, and they need what only a runner of tests has. */
function withoutTests(parts: Known[], language: string): Known[] {
  const isTest = ({ code, defines }: Known): boolean =>
    language === 'go'
      ? defines.size > 0 &&
        [...defines].every((name) => /^(?:Test|Benchmark|Fuzz|Example)(?![a-z])/.test(name))
      : language === 'java' && /@Test\b|\borg\.junit\b/.test(code);
  const others = parts.filter((part) => !isTest(part));
  return others.some(({ defines }) => defines.size > 0) ? others : parts;
}

/** In these nothing but declarations stands outside of functions. */
const declaresOnly = /^(?:go|rust|java|c|cpp)$/;

/** Without lines that are quoted out of a program that is there as a whole. */
function withoutFragments(parts: Known[], language: string, asked: ReadonlySet<string>): Known[] {
  const answers = ({ defines }: Known): boolean =>
    asked.size === 0 ? defines.size > 0 : [...defines].some((name) => asked.has(name));
  const main = parts.findLast((part) => answers(part) && isWhole(language, part.code) !== false);
  if (!main) return parts;
  return parts.filter((part) => {
    if (part === main) return true;
    if (declaresOnly.test(language) && part.defines.size === 0)
      return (
        isPrelude(part.code) ||
        chunksOf(language, part.code).every(
          ({ kind, text }) => kind === 'import' || (kind === 'value' && !text.includes('(')),
        )
      );
    // More of a class goes on with it; what says again what is there does not.
    return (
      isWhole(language, part.code) !== false ||
      ([...part.defines].some((name) => !main.defines.has(name)) && isTogether([main, part], language))
    );
  });
}

/** In these a name that is given twice is a fault. */
const namesOnce = /^(?:javascript|typescript|go|rust|java|c|cpp)$/;

type Known = Part & { defines: Set<string> };

/**
 * The piece that defines what is asked for, the pieces that give what it uses, and later ones that use it: other problems' code, fragments
 * and formulas are none of these. All pieces where none defines what is asked for.
 */
function connected(parts: Known[], language: string, asked: ReadonlySet<string>): Known[] {
  const main = parts.findLast(({ defines }) => [...defines].some((name) => asked.has(name)));
  if (!main || (isWhole(language, main.code) === false && isTogether(parts, language))) return parts;
  const at = parts.indexOf(main);
  const taken = neededBy(main, parts, language);
  const names = namesOf([...taken]);
  return parts.filter(
    (part, i) => taken.has(part) || (i > at && [...names].some((name) => mentions(part.code, name))),
  );
}

/** A piece with those that give what it uses; of several that give the same the first of the list. */
function neededBy(main: Known, parts: Known[], language: string): Set<Known> {
  const taken = new Set([main]);
  for (let grew = true; grew;) {
    grew = false;
    for (const part of parts) {
      if (taken.has(part)) continue;
      const there = new Set([
        ...namesOf([...taken]),
        ...[...taken].flatMap(({ code }) => importedNames(code)),
      ]);
      const gives = [
        ...part.defines,
        ...(part.index < main.index ? valuesIn(language, part.code) : []),
      ].filter((name) => !there.has(name));
      const isUsed = [...taken].some(({ code }) => gives.some((name) => mentions(code, name)));
      if (!isUsed && !(part.defines.size === 0 && isPrelude(part.code))) continue;
      taken.add(part);
      grew = true;
    }
  }
  return taken;
}

/**
 * The piece that somebody chose, with what it uses of the others: the newest that give it. Its own definitions are those that count, whatever
 * stands in the others.
 */
export function partsWith(parts: Part[], index: number, language: string): Part[] {
  const known = parts.map((part) => ({ ...part, defines: definedIn(language, part.code) }));
  const main = known.find((part) => part.index === index);
  if (!main || known.length > mostParts) return [];
  const others = known
    .filter((part) => part !== main && !isSketch(part.code) && isWhole(language, part.code) !== false)
    .reverse();
  return [...neededBy(main, others, language)]
    .flatMap((part) => {
      const isTwice = part !== main && [...part.defines].some((name) => main.defines.has(name));
      if (!isTwice || (part.index < main.index && !namesOnce.test(language))) return [part];
      return withoutNames(part, language, main);
    })
    .sort((one, other) => one.index - other.index);
}

/** Names of values and imports, of a piece that does nothing but give some. */
function valuesIn(language: string, code: string): string[] {
  if (chunksOf(language, code).some(({ kind }) => kind === 'other')) return [];
  const values = [
    ...code.matchAll(
      /^(?:(?:export\s+)?(?:const|let|var)\s+)?([A-Za-z_$][\w$]*)\s*(?::[^=\n]{1,100})?=(?!=|>)/gm,
    ),
  ];
  return [...values.map((match) => match[1] ?? ''), ...importedNames(code)];
}

/** Nothing but what other code stands on: includes, packages, imports. */
function isPrelude(code: string): boolean {
  const lines = code
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s*(?:\/\/|#(?!\s*(?:include|define)))/.test(line));
  return (
    lines.length > 0 &&
    lines.every((line) =>
      /^\s*(?:#\s*(?:include|define)|import\b|from\b|use\b|using\b|package\b|extern\s+crate|const\s.*\brequire\()|^\s*(?:[\w.]+\s+)?"[\w./-]+"\s*$|^\s*\)\s*$/.test(
        line,
      ),
    )
  );
}

const isTogether = (parts: Part[], language: string): boolean =>
  isWhole(
    language,
    joinedPieces(
      language,
      parts.map(({ code }) => code),
    ),
  ) !== false;

function isReplaced(defines: Set<string>, later: Known[]): boolean {
  if (defines.size === 0) return false;
  const names = namesOf(later);
  return [...defines].every((name) => names.has(name));
}

function namesOf(parts: Known[]): Set<string> {
  return new Set(parts.flatMap(({ defines }) => [...defines]));
}

function usesLater(code: string, later: Known[], earlier: Known[]): boolean {
  const before = namesOf(earlier);
  return [...namesOf(later)].some((name) => !before.has(name) && mentions(code, name));
}

/** In languages where a name of a block can be given once only, a second use of the program does not run with the first. */
function withoutClashes(parts: Known[], language: string, asked: ReadonlySet<string>): Part[] {
  if (!namesOnce.test(language)) return parts;
  const isScript = language.endsWith('script');
  const once = ({ code, defines }: Known): string[] =>
    isScript
      ? [...code.matchAll(/^(?:const|let|class)\s+([\w$]+)/gm)].map((match) => match[1] ?? '')
      : [...defines, ...(/^package\s/m.test(code) ? ['package'] : [])];
  const main = parts.findLast(({ defines }) => [...defines].some((name) => asked.has(name))) ?? parts[0];
  const taken = new Set(main ? once(main) : []);
  return parts.flatMap((part) => {
    if (part === main) return [part];
    const clashes = once(part).some((name) => taken.has(name));
    for (const name of once(part)) taken.add(name);
    if (!clashes) return [part];
    // What it has beside is kept: a helper that stood with a former version.
    return isScript || part.defines.size < 2 ? [] : withoutNames(part, language, main);
  });
}

/** The definitions of a piece that another does not give, too. */
function withoutNames(part: Known, language: string, other: Known | undefined): Known[] {
  const chunks = chunksOf(language, part.code).filter(
    ({ kind, names }) =>
      kind === 'definition' && !names.includes('main') && !names.some((name) => other?.defines.has(name)),
  );
  const code = chunks.map(({ text }) => text).join('\n');
  return chunks.length === 0 ? [] : [{ ...part, code, defines: definedIn(language, code) }];
}

/** Whether lines of the code stand for others: `# ... existing code ...`, `// rest of the class`. */
function isSketch(code: string): boolean {
  return /^\s*(?:#|\/\/|\/\*)\s*(?:\.{3}|…|(?:the\s+)?(?:rest|remaining|remainder|other|existing|previous|same)\b[^\n]{0,40}\b(?:code|function|class|method|implementation|before|above|as|stays?|unchanged|goes|here)\b)/im.test(
    code,
  );
}
