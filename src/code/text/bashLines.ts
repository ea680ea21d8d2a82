/** What closes what; a subshell and a group count by their signs, the others by their words. */
const closers: Record<string, string> = { fi: 'if', esac: 'case', done: 'do', '}': '{' };
const openers = new Set(Object.values(closers));
/** Behind these a command begins. */
const leads = /^(?:then|do|else|elif|if|while|until|time|!|\{)$/;

/** A sentence, or what a page made of code: no command begins so. */
const prose = [
  /^[A-Z][a-z']+(?:,? [\w'`-]+){2,}[.:!?]?$/,
  /^[^"']*&(?:gt|lt|amp|quot);/,
  /^(?:\*\*|#{2,}|[-*]) /,
  /^`{3}/,
];
const mostOfLine = 400;

const isProse = (line: string): boolean => {
  const text = line.slice(0, mostOfLine).trim();
  return prose.some((pattern) => pattern.test(text));
};

/**
 * Whether a Bash text is whole, as far as a look at quotation marks, brackets and words tells: there is no grammar of Bash here, and its own
 * program may not be there.
 */
export function bashIsSound(code: string): boolean {
  if (code.split('\n').some(isProse)) return false;
  const counts = new Map<string, number>();
  /** What is open: `"`, `` ` ``, `(`, `((`, `${`. */
  const open: string[] = [];
  const ends: string[] = [];
  let starts = true;
  for (let i = 0; i < code.length; i++) {
    const top = open.at(-1);
    const character = code[i] ?? '';
    const next = code[i + 1];
    if (character === '\\') {
      i++;
      starts = false;
      continue;
    }
    if (character === '$' && (next === '(' || next === '{')) {
      const arithmetic = next === '(' && code[i + 2] === '(';
      open.push(arithmetic ? '((' : next === '(' ? '(' : '${');
      i += arithmetic ? 2 : 1;
      starts = next === '(';
      continue;
    }
    if (top === '"' || top === '${') {
      if (character === (top === '"' ? '"' : '}')) open.pop();
      else if (character === '"' || character === '`') open.push(character);
      continue;
    }
    if (character === '`') {
      if (top === '`') open.pop();
      else open.push('`');
      starts = true;
      continue;
    }
    if (character === '"') open.push('"');
    else if (character === "'") {
      const end = code.indexOf("'", i + 1);
      if (end < 0) return false;
      i = end;
    } else if (character === '(') {
      open.push(next === '(' && starts ? '((' : '(');
      if (open.at(-1) === '((') i++;
      starts = true;
      continue;
    } else if (character === ')') {
      // What ends a pattern of `case` closes nothing.
      if (top === '((') {
        if (next === ')') i++;
        open.pop();
      } else if (top === '(') open.pop();
      starts = top !== '((';
      continue;
    } else if (character === '#' && /[\s;(]/.test(code[i - 1] ?? '\n') && top !== '((') {
      const end = code.indexOf('\n', i);
      i = (end < 0 ? code.length : end) - 1;
      continue;
    } else if (character === '<' && next === '<' && top !== '((') {
      const word = code[i + 2] === '<' ? undefined : heredocAt(code, i + 2);
      if (word !== undefined) ends.push(word);
      i += code[i + 2] === '<' ? 2 : 1;
    } else if (character === '\n') {
      for (const word of ends.splice(0)) i = endOfHeredoc(code, i, word);
      starts = true;
      continue;
    } else if (/[;&|]/.test(character)) {
      starts = true;
      continue;
    } else if (/\s/.test(character)) continue;
    else if (top !== '((') {
      const word = wordAt(code, i);
      if (word === '') {
        starts = false;
        continue;
      }
      if (starts) {
        if (openers.has(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
        const opened = closers[word];
        if (opened !== undefined) {
          const left = (counts.get(opened) ?? 0) - 1;
          if (left < 0) return false;
          counts.set(opened, left);
        }
      }
      i += word.length - 1;
      // `for x in …; do`, `name() {`: the brace of a function stands behind it.
      starts = (starts && leads.test(word)) || /^[ \t]*\{/.test(code.slice(i + 1, i + 9).replace('()', ''));
      continue;
    }
    starts = false;
  }
  return open.length === 0 && [...counts.values()].every((left) => left === 0);
}

/** Letters that stand together, or a brace that stands alone. */
function wordAt(code: string, from: number): string {
  const pattern = /[^\s;&|()<>"'`$\\]+/y;
  pattern.lastIndex = from;
  return pattern.exec(code)?.[0] ?? '';
}

function heredocAt(code: string, from: number): string | undefined {
  const pattern = /-?[ \t]*(["']?)([A-Za-z_]\w*)\1/y;
  pattern.lastIndex = from;
  return pattern.exec(code)?.[2];
}

function endOfHeredoc(code: string, from: number, word: string): number {
  for (let at = from; at >= 0 && at < code.length;) {
    const end = code.indexOf('\n', at + 1);
    const line = code.slice(at + 1, end < 0 ? code.length : end);
    if (line.trim() === word) return (end < 0 ? code.length : end) - (end < 0 ? 0 : 1);
    at = end;
  }
  return code.length;
}
