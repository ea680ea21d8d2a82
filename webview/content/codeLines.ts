/** Characters that a tab stands for. */
const tabSize = 4;
/** More is wrapped as if it were this much; style sheets know as many. */
const mostIndent = 24;
/** Blocks of fewer lines are seen whole: nothing has to stick in them. */
const longBlock = 24;
/** Heads of classes and functions, as the languages write them that are judged most. */
const head =
  /^\s*(?:export\s+|default\s+|pub(?:\([a-z]+\))?\s+|public\s+|private\s+|protected\s+|static\s+|abstract\s+|final\s+|async\s+)*(?:class|def|function|fn|func|impl|trait|interface|struct|enum|module)\b/;

/**
 * Puts each line of a `code` element into an element of its own (class `line`, with its line break), so that lines can be numbered, wrap under
 * their own indent (class `indent-4`: so many characters) and, where they begin a class or function of a long block, stay in sight (`head`, and
 * `inner` within another). By classes: foreign text gets no style of its own.
 * Takes time in proportion to the text.
 */
export function splitLines(code: HTMLElement): void {
  const lines: HTMLElement[] = [];
  let line: HTMLElement | undefined;
  let open: Node[] = [];

  /** The element in which the next text stands: the line, or in it the innermost of the elements that are open. */
  function place(): Node {
    if (!line) {
      line = document.createElement('span');
      line.className = 'line';
      lines.push(line);
      let at: Node = line;
      open = open.map((one) => {
        const copy = one.cloneNode(false);
        at.appendChild(copy);
        at = copy;
        return copy;
      });
    }
    return open.at(-1) ?? line;
  }

  function walk(parent: Node): void {
    for (const node of [...parent.childNodes]) {
      if (node instanceof Text) {
        const pieces = node.data.split('\n');
        pieces.forEach((piece, index) => {
          const last = index === pieces.length - 1;
          if (piece !== '' || !last)
            place().appendChild(document.createTextNode(last ? piece : `${piece}\n`));
          if (!last) line = undefined;
        });
        continue;
      }
      const copy = node.cloneNode(false);
      place().appendChild(copy);
      open.push(copy);
      walk(node);
      open.pop();
    }
  }

  walk(code);
  const heads: number[] = [];
  for (const one of lines) {
    const text = (one.textContent ?? '').slice(0, 400);
    const indent = indentOf(text);
    if (indent > 0) one.classList.add(`indent-${Math.min(indent, mostIndent)}`);
    if (lines.length < longBlock || !head.test(text)) continue;
    while (heads.length > 0 && (heads.at(-1) ?? 0) >= indent) heads.pop();
    if (heads.length < 2) {
      one.classList.add('head');
      if (heads.length > 0) one.classList.add('inner');
    }
    heads.push(indent);
  }
  code.replaceChildren(...lines);
}

function indentOf(text: string): number {
  let indent = 0;
  for (const character of text) {
    if (character === ' ') indent += 1;
    else if (character === '\t') indent += tabSize;
    else break;
  }
  return indent;
}
