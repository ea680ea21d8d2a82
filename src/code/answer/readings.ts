import { soundChunks } from '../text/chunks.ts';
import { chosenParts, mostParts, partsWith, type Part } from './choosePieces.ts';
import { definedIn, isWhole } from '../text/definitions.ts';
import { canonicalLanguage, detectLanguage, isInertTag, isLanguage } from '../text/languages.ts';
import { loosePieces, strictPieces, withoutLanguageLine, withoutLineNumbers, type Piece } from './pieces.ts';
import { joinedPieces } from './heads.ts';
import { dedented, indentedCode, patched, repairs, unpacked } from './repairs.ts';
import {
  onlyInstalls,
  withoutInstallLines,
  withoutPythonPrompts,
  withoutShellPrompts,
} from '../text/prompts.ts';

/** One way to find a program in a response. */
export interface Reading {
  language: string;
  code: string;
  /** What it was taken from, in the order of the text. */
  pieces: Piece[];
  /** Names of its functions, classes and types. */
  defines: Set<string>;
}

type Asked = (language: string) => ReadonlySet<string>;

interface Candidate {
  index: number;
  language: string;
  length: number;
  tagged: boolean;
  code: string;
}

/** Longer texts are read in the plainest way alone. */
const mostRead = 200_000;
/** As are texts of more pieces. */
const mostPieces = 100;
/** And longer programs are taken as they are. */
const mostCleaned = 20_000;

/** The ways to find a program in a text, from the strictest on; each is only tried where those before were not enough. */
export function* readingsOf(text: string, wanted: string | undefined, asked: Asked): Generator<Reading> {
  const strict = strictPieces(text);
  const lead = leadingProgram(text, strict, wanted);
  if (lead) yield lead;
  const first = strict.length > 0 ? fromPieces(text, strict, wanted, asked) : undefined;
  if (first) yield first;
  if (text.length > mostRead || strict.length > mostPieces) return;
  const loose = loosePieces(text);
  const second = loose.length > 0 ? fromPieces(text, loose, wanted, asked) : undefined;
  // A fence behind a sentence is a fence, before its line is code with a sentence in it.
  if (lead && second && isWhole(second.language, second.code)) yield second;
  if (lead) yield* cleaned(lead, asked);
  if (first) yield* cleaned(first, asked);
  if (second && second.code !== first?.code) {
    yield second;
    yield* cleaned(second, asked);
  }
  if (strict.length === 0 || !first) yield* bare(text, wanted, asked);
  yield* packed(strict, wanted, asked);
}

/** What blocks hold that are no code as they stand: a value of JSON with the code in it, a diff that adds all of it. */
function* packed(pieces: Piece[], wanted: string | undefined, asked: Asked): Generator<Reading> {
  for (const piece of pieces.toReversed()) {
    const inside =
      unpacked(piece.code) ??
      (/^(?:diff|patch|udiff)$/.test(piece.tag ?? '') ? patched(piece.code) : undefined);
    if (inside === undefined) continue;
    for (const reading of readingsOf(inside, wanted, asked)) yield { ...reading, pieces: [piece] };
  }
}

/** The same code, without the chunks of it that are no code: sentences, a closing brace too many, a broken example. */
function* cleaned(reading: Reading, asked: Asked): Generator<Reading> {
  const { language, code, pieces } = reading;
  if (code.length > mostCleaned || isWhole(language, code) !== false) return;
  for (const repair of repairs) {
    const other = repair(code);
    if (other !== code && isWhole(language, other)) yield readingOf(language, other, pieces);
  }
  const kept = sound(language, code, asked(language));
  if (kept !== undefined) yield readingOf(language, kept, pieces);
}

/** The chunks of a text that are code on their own; undefined where none of them defines anything. */
function sound(language: string, code: string, asked: ReadonlySet<string>): string | undefined {
  const chunks = soundChunks(language, dedented(code));
  const names = new Set(chunks.flatMap((chunk) => (chunk.kind === 'definition' ? chunk.names : [])));
  if (names.size === 0 || (asked.size > 0 && ![...names].some((name) => asked.has(name)))) return undefined;
  return chunks.map(({ text }) => text).join('');
}

function readingOf(language: string, code: string, pieces: Piece[]): Reading {
  return { language, code, pieces, defines: definedIn(language, code) };
}

function fromPieces(
  text: string,
  pieces: Piece[],
  wanted: string | undefined,
  asked: Asked,
): Reading | undefined {
  const candidates = candidatesIn(text, pieces, wanted, asked);
  const language = mainLanguage(candidates, wanted);
  if (language === undefined) return undefined;
  const parts = partsIn(candidates, language).map((part) => ({
    ...part,
    warned: isWarnedOf(text, pieces, part.index),
  }));
  return joined(pieces, chosenParts(parts, language, asked(language)), language);
}

/** The blocks of a text that are code, of which somebody may choose one; none where there are too many to choose from. */
export function blocksToChoose(
  text: string,
  wanted: string | undefined,
  asked: Asked,
): (Piece & { index: number })[] {
  const pieces = strictPieces(text);
  if (pieces.length > mostParts || text.length > mostRead) return [];
  return candidatesIn(text, pieces, wanted, asked).flatMap((candidate) => {
    const piece = pieces[candidate.index];
    return piece?.index === undefined ? [] : [{ ...piece, index: piece.index }];
  });
}

/** The ways to find a program in the block that somebody chose: with what it uses of the others in its language. */
export function* readingsWith(
  text: string,
  block: number,
  wanted: string | undefined,
  asked: Asked,
): Generator<Reading> {
  const pieces = strictPieces(text);
  if (pieces.length > mostParts || text.length > mostRead) return;
  const candidates = candidatesIn(text, pieces, wanted, asked);
  const main = candidates.find(({ index }) => pieces[index]?.index === block);
  if (!main) return;
  const { language } = main;
  const reading = joined(pieces, partsWith(partsIn(candidates, language), main.index, language), language);
  if (!reading) return;
  yield reading;
  yield* cleaned(reading, asked);
}

function candidatesIn(text: string, pieces: Piece[], wanted: string | undefined, asked: Asked): Candidate[] {
  return pieces
    .map((piece, index) => candidateOf(text, piece, index, wanted, asked))
    .filter((candidate) => candidate !== undefined);
}

function partsIn(candidates: Candidate[], language: string): Part[] {
  return candidates
    .filter((candidate) => candidate.language === language)
    .map(({ index, code }) => ({ index, code: clean(code, language) }))
    .filter(({ code }) => code.trim() !== '');
}

function joined(pieces: Piece[], chosen: Part[], language: string): Reading | undefined {
  if (chosen.length === 0) return undefined;
  const code = joinedPieces(
    language,
    chosen.map((part) => part.code),
  );
  return readingOf(
    language,
    code,
    chosen.flatMap(({ index }) => pieces[index] ?? []),
  );
}

/** Words that stand in place of a language and name none. */
const noLanguage =
  /^(?:code|solution|answer|program|snippet|function|example|main|script|source|src|file|impl|implementation)$|\.\w+$/;

function candidateOf(
  text: string,
  piece: Piece,
  index: number,
  wanted: string | undefined,
  asked: Asked,
): Candidate | undefined {
  const { tag } = piece;
  if (piece.code.trim() === '') return undefined;
  const plain = withoutLineNumbers(piece.code);
  const { code, language: said } = tag === undefined ? withoutLanguageLine(plain) : { code: plain };
  const length = code.trim().length;
  const as = (language: string, tagged: boolean): Candidate => ({ index, language, length, tagged, code });
  // Whatever the tag says: it is what was asked for.
  const answers = (): boolean =>
    wanted !== undefined &&
    [...definedIn(wanted, code)].some((name) => asked(wanted).has(name)) &&
    isWhole(wanted, code) !== false;
  // `main.py` and `solution` are no languages, though they stand where one does.
  const file = tag === undefined ? undefined : /\.([\w+]+)$/.exec(tag)?.[1];
  const language = tag === undefined ? undefined : canonicalLanguage(isLanguage(tag) ? tag : (file ?? tag));
  if (tag !== undefined && language !== undefined && (isLanguage(language) || !noLanguage.test(tag))) {
    if (isInertTag(tag)) return wanted !== undefined && answers() ? as(wanted, true) : undefined;
    if (wanted !== undefined && language !== wanted && answers() && isWhole(language, code) !== true)
      return as(wanted, true);
    if (language === 'bash' && onlyInstalls(code)) return undefined;
    return as(language, true);
  }
  if (said !== undefined && !isInertTag(said)) return as(said, true);
  if (/^\s*(?:>>>|In \[\d+\]:) /.test(code)) return as('python', false);
  if (onlyInstalls(code)) return undefined;
  const found = detectLanguage(code, wanted);
  if (!found || found.share < 0.3) {
    if (wanted !== undefined && answers()) return as(wanted, false);
    return language === undefined ? undefined : as(language, true);
  }
  if (!found.strong && announcesOutput(text, piece)) return undefined;
  return as(found.language, false);
}

function mainLanguage(candidates: Candidate[], wanted: string | undefined): string | undefined {
  if (wanted !== undefined && candidates.some(({ language }) => language === wanted)) return wanted;
  const lengths = new Map<string, number>();
  for (const { language, length, tagged } of candidates)
    lengths.set(language, (lengths.get(language) ?? 0) + (tagged ? length : length / 2));
  const ranked = [...lengths].sort((a, b) => b[1] - a[1]).map(([language]) => language);
  return ranked.find((language) => language !== 'bash') ?? ranked[0];
}

/** Whether the text right before the piece says that output follows: "Output:", "This prints:", "returns the following". */
function announcesOutput(text: string, { from }: Piece): boolean {
  const before = text.slice(Math.max(0, from - 300), from).trimEnd();
  const line = before.slice(before.lastIndexOf('\n') + 1);
  return /\b(?:outputs?|prints?|printed|results?|displays?|returns?)\b[^.]*:?[*_]*$/i.test(line);
}

/** Words of a label that says: not so. */
const warns =
  /[❌✗🚫]|\b(?:wrong|incorrect|buggy|broken|faulty|flawed|bad|avoid|mistakes?|anti-?patterns?|(?:do not|don['’]t|never) (?:use|write|do)|(?:do|does|will|would|did)(?: not|n['’]t) work|fails?|your (?:original|version|code)|original (?:code|version)|falsch\w*|fehlerhaft\w*|incorrect[oae]s?|erron\w*|неправильн\w*)\b|错误|間違/iu;
/** And of one that says that something like it is mended. */
const mends =
  /[✅✓✔]|\b(?:fix(?:e[sd]|ing)?|correct(?:ed|ion|s|ly)?|right|improve[ds]?|better|solution|final|updated|works|handles|avoids|without|instead|no longer|rather|repaired|richtig\w*|besser\w*|korrigiert\w*|corrig\w*)\b/iu;

/** A label that speaks of what stood before: "That check fails for an even count, so:". */
const looksBack =
  /^[*_# ]*(?:that|this|it|these|those|the (?:above|previous|first|former)|das|dies)\b(?! (?:version|code|approach|way|snippet|variant))|\b(?:so|hence|thus|therefore|now|then|instead|daher|deshalb|donc)[*_ ]*[:,]/i;

/** Whether the label right above a piece (a heading, or a line that ends with a colon) says that it is an example of what is wrong. */
function isWarnedOf(text: string, pieces: Piece[], index: number): boolean {
  const { from } = pieces[index] ?? { from: 0 };
  const before = text.slice(Math.max(pieces[index - 1]?.to ?? 0, from - 300), from).trimEnd();
  const line = before.slice(before.lastIndexOf('\n') + 1).trim();
  const isLabel = /:[*_ ]*$/.test(line) || /^(?:#{1,6} |\*\*|[❌✗🚫])/u.test(line);
  return isLabel && warns.test(line) && !mends.test(line) && !looksBack.test(line);
}

function clean(code: string, language: string): string {
  let text = code
    .replace(/\r\n?/g, '\n')
    // Blanks at the beginning of a line mean indentation, whatever an editor made of them.
    .replace(/^[ \t]*[\u00a0\u2007\u202f][ \t\u00a0\u2007\u202f]*/gm, (blanks) =>
      blanks.replace(/[^\t]/g, ' '),
    );
  if (language === 'python') text = withoutInstallLines(withoutPythonPrompts(text));
  if (language === 'bash') text = withoutShellPrompts(text);
  return text.endsWith('\n') ? text : text + '\n';
}

/** The text as code that nothing marks: all of it, else the chunks of it that are code. */
function* bare(text: string, wanted: string | undefined, asked: Asked): Generator<Reading> {
  const whole = wholeProgram(text, 0, wanted);
  const { code: unnamed, language: said } = withoutLanguageLine(withoutLineNumbers(text));
  const language = wanted ?? said ?? whole?.language ?? detectLanguage(unnamed)?.language;
  const pieces = [wholePiece(text)];
  if (language !== undefined) {
    const code = clean(unnamed, language);
    for (const other of new Set([code, code.trimStart(), ...repairs.map((repair) => repair(code))]))
      if (isCode(language, other, asked)) yield readingOf(language, other, pieces);
  }
  const inside = unpacked(text);
  if (inside !== undefined)
    for (const reading of readingsOf(inside, wanted, asked)) yield { ...reading, pieces };
  if (whole) yield whole;
  if (language === undefined || text.length > mostCleaned) return;
  const indented = indentedCode(text);
  if (indented !== '' && isCode(language, indented, asked)) yield readingOf(language, indented, pieces);
  // The rest of a function alone: `continued` asks whether it goes on from the instruction.
  if (!whole && asked(language).size > 0 && /^\s/.test(text))
    yield readingOf(language, clean(unnamed, language), pieces);
  const kept = sound(language, clean(unnamed, language), asked(language));
  if (kept === undefined) return;
  // What is left out may be sentences, not a longer program in another language.
  const other = kept.length < text.length / 2 ? detectLanguage(text.replace(kept.trim(), '')) : undefined;
  const isOther = other !== undefined && other.strong && other.language !== language;
  if (asked(language).size > 0 ? !isOther : kept.length > text.length / 2)
    yield readingOf(language, kept, pieces);
}

/** By the language's own grammar, with a definition that is asked for (a sentence may parse, too). */
function isCode(language: string, code: string, asked: Asked): boolean {
  const names = asked(language);
  const defines = definedIn(language, code);
  if (names.size > 0 ? ![...defines].some((name) => names.has(name)) : defines.size === 0) return false;
  return isWhole(language, code) === true;
}

function wholePiece(text: string, from = 0): Piece {
  return { code: text, from, to: from + text.length };
}

function wholeProgram(text: string, from: number, wanted: string | undefined): Reading | undefined {
  const found = detectLanguage(text, wanted);
  if (!found || found.share < 0.5 || !(found.strong || wanted === found.language)) return undefined;
  if (proseShare(text) > 0.3) return undefined;
  return readingOf(found.language, clean(text, found.language), [wholePiece(text, from)]);
}

/** The code before a first, untagged fence that holds none itself: the fence ends it, as models write that go on from code in the prompt. */
function leadingProgram(text: string, pieces: Piece[], wanted: string | undefined): Reading | undefined {
  const [first] = pieces;
  if (!first || first.tag !== undefined || !first.block) return undefined;
  const inside = detectLanguage(first.code, wanted);
  if (inside && inside.share >= 0.3 && (inside.strong || proseShare(first.code.replaceAll('`', '')) < 0.5))
    return undefined;
  const reading = wholeProgram(text.slice(0, first.from), 0, wanted);
  return (
    reading && { ...reading, pieces: [{ ...wholePiece(text.slice(0, first.from)), to: first.block.start }] }
  );
}

/** Share of the lines that read as a sentence: words only, four or more, outside of remarks, quoted text and asides. */
function proseShare(text: string): number {
  const lines = text
    .replace(/("""|''')[\s\S]*?\1/g, '')
    .replace(/`[^`\n]+`/g, 'code')
    .replace(/(?<=\w )\([^(){}[\]=;#\n]*\)/g, 'aside')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const prose = lines.filter((line) => /^\s*[A-Z"'*-][^(){}[\]=;#]*(?:\s+[\w'’,.!?:-]+){3,}$/.test(line));
  return lines.length === 0 ? 0 : prose.length / lines.length;
}
