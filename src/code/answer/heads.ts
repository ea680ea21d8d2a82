/** Lines that have to stand before all others of a program, by language. */
const headLine: Record<string, RegExp> = {
  python: /^from __future__ import /,
  go: /^(?:package\s+\w+|import\s+(?:[\w.]+\s+)?"[^"]*")[ \t]*;?[ \t]*(?:\/\/.*)?$/,
  java: /^(?:package|import)\s[^;]*;[ \t]*(?:\/\/.*)?$/,
  c: /^#[ \t]*(?:include|pragma)\b/,
  cpp: /^(?:#[ \t]*(?:include|pragma)\b|using\s+namespace\s+[\w:]+;)/,
  rust: /^#!\[/,
};

/** Length of what stands first in a program and has to: the package, imports, includes, with the remarks between them. */
export function headLength(language: string, code: string): number {
  const wanted = headLine[language];
  if (wanted === undefined) return 0;
  let end = 0;
  let group = false;
  let quote: string | undefined;
  for (let at = 0; at < code.length;) {
    const next = code.indexOf('\n', at);
    const to = next < 0 ? code.length : next + 1;
    const line = code.slice(at, to).trim();
    at = to;
    if (quote !== undefined) {
      if (line.endsWith(quote)) quote = undefined;
    } else if (group) {
      if (line.startsWith(')')) {
        group = false;
        end = to;
      }
    } else if (language === 'go' && /^import\s*\($/.test(line)) group = true;
    else if (wanted.test(line)) end = to;
    else if (language === 'python' && /^("""|''')/.test(line)) {
      const mark = line.slice(0, 3);
      if (line.length < 6 || !line.endsWith(mark)) quote = mark;
    } else if (line !== '' && !/^(?:\/\/|\/\*.*\*\/$|#(?!include))/.test(line)) break;
  }
  return end;
}

/** Pieces of code as one program: what has to stand first does, a package once. */
export function joinedPieces(language: string, codes: readonly string[]): string {
  if (codes.length < 2 || !/^(?:go|java|c|cpp)$/.test(language)) return codes.join('\n');
  const [first = '', ...others] = codes;
  const heads = others.map((code) => code.slice(0, headLength(language, code)));
  if (heads.every((head) => head === '')) return codes.join('\n');
  const own = first.slice(0, headLength(language, first));
  const lines = new Set(own.split('\n').map((line) => line.trim()));
  const isNew = (line: string): boolean => {
    const text = line.trim();
    // A name is imported once in a file of Go, and a file has one package.
    return (
      text === '' || /^[()]|\($/.test(text) || (!lines.has(text) && !(/^package\b/.test(text) && hasPackage))
    );
  };
  const hasPackage = /^package\b/m.test(own);
  const added = heads.map((head) =>
    head
      .split('\n')
      .filter(isNew)
      .join('\n')
      .replace(/import \(\s*\)\n?/g, ''),
  );
  // The package is before what others import.
  const all = [own, ...added].sort((a, b) => Number(/^package\b/m.test(b)) - Number(/^package\b/m.test(a)));
  const bodies = codes.map((code, i) => code.slice(i === 0 ? own.length : (heads[i - 1]?.length ?? 0)));
  return `${all.filter((head) => head.trim() !== '').join('')}${bodies.join('\n')}`;
}
