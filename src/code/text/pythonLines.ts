/** Quotation marks and brackets that a line leaves open. */
export function stateAfter(
  line: string,
  quote: string | undefined,
  depth: number,
): { quote: string | undefined; depth: number } {
  if (quote === undefined && !/["'#()[\]{}]/.test(line)) return { quote, depth };
  let open = quote;
  let level = depth;
  for (let i = 0; i < line.length; i++) {
    const three = line.slice(i, i + 3);
    if (open !== undefined) {
      if (line[i] === '\\') i++;
      else if (three === open) {
        open = undefined;
        i += 2;
      }
      continue;
    }
    if (three === '"""' || three === "'''") {
      open = three;
      i += 2;
    } else if (line[i] === '#') break;
    else if (line[i] === '"' || line[i] === "'") {
      const end = closingQuote(line, i);
      if (end < 0) break;
      i = end;
    } else if (/[([{]/.test(line[i] ?? '')) level++;
    else if (/[)\]}]/.test(line[i] ?? '')) level = Math.max(0, level - 1);
  }
  return { quote: open, depth: level };
}

function closingQuote(line: string, from: number): number {
  const mark = line[from];
  for (let i = from + 1; i < line.length; i++) {
    if (line[i] === '\\') i++;
    else if (line[i] === mark) return i;
  }
  return -1;
}

/**
 * Whether the lines of a Python text stand as Python wants them: deeper only after a colon, back only to where they came from. Grammars that
 * cope with faults do not tell.
 */
export function linesAreSound(code: string): boolean {
  const levels = [0];
  let quote: string | undefined;
  let depth = 0;
  let opens = false;
  let goesOn = false;
  for (const line of code.split('\n')) {
    const inside = quote !== undefined || depth > 0 || goesOn;
    const text = line.trim();
    if (!inside && text !== '' && !text.startsWith('#')) {
      const level = columnsOf(line);
      const top = levels.at(-1) ?? 0;
      if (level > top ? !opens : opens) return false;
      if (level > top) levels.push(level);
      while (level < (levels.at(-1) ?? 0)) levels.pop();
      if (level !== levels.at(-1)) return false;
      // What the grammar takes and Python does not: an answer outside of functions, a formula that looks like an assignment.
      if (/^return\b/.test(line) || /^[A-Za-z_][\w.]*\([^()]*\)\s*=(?!=)/.test(text)) return false;
    }
    ({ quote, depth } = stateAfter(line, quote, depth));
    if (text === '' || text.startsWith('#')) continue;
    goesOn = quote === undefined && text.endsWith('\\');
    if (quote === undefined && depth === 0 && !goesOn) opens = /:\s*(?:#.*)?$/.test(text);
  }
  return !opens;
}

function columnsOf(line: string): number {
  let columns = 0;
  for (const character of line) {
    if (character === ' ') columns++;
    else if (character === '\t') columns += 8 - (columns % 8);
    else break;
  }
  return columns;
}
