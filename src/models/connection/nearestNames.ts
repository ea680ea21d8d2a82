/** Longer names, and more of them, are compared by their beginning alone. */
const longest = 80;
const most = 3000;

/** What a name and another way of writing it have in common: no owner, no format, no separators. */
function plain(name: string): string {
  return name
    .slice(0, longest)
    .toLowerCase()
    .replace(/^.*\//, '')
    .replace(/:latest$|\.gguf$|-gguf$/g, '')
    .replaceAll(/[\s_.:-]/g, '');
}

/** Whether a server that lists `id` knows the model under this name: Ollama's `llama3` is `llama3:latest`. */
export function isSameName(name: string, id: string): boolean {
  return id === name || id === `${name}:latest` || id === `models/${name}`;
}

/** The names of a list that somebody may have meant, the nearest first. */
export function nearestNames(name: string, ids: readonly string[], count = 3): string[] {
  const wanted = plain(name);
  return ids
    .slice(0, most)
    .map((id) => ({ id, far: distanceOf(wanted, plain(id)) }))
    .filter(({ far }) => far <= Math.max(2, wanted.length / 2))
    .sort((a, b) => a.far - b.far || a.id.length - b.id.length)
    .slice(0, count)
    .map(({ id }) => id);
}

/** A name within the other is near, whatever else stands there: sizes, versions, quantisations. */
function distanceOf(wanted: string, other: string): number {
  if (wanted === other) return 0;
  const within = wanted !== '' && other !== '' && (other.includes(wanted) || wanted.includes(other));
  if (within) return 1 + Math.abs(wanted.length - other.length) / longest;
  return edits(wanted, other);
}

/** Letters to add, take away or exchange (Levenshtein). */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
    row = next;
  }
  return row[b.length] ?? 0;
}
