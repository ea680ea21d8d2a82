/**
 * The secrets that requests carried, as patterns. Who sends one remembers it here before it goes, and whatever is told to a person or a log
 * is passed through `withoutSecrets`: a server, a proxy or a library that repeats what it was sent has it shown nowhere.
 */
const known = new Map<string, RegExp>();

/** More than a person has; the oldest are forgotten. */
const mostKnown = 200;
/** Shorter ones are in every second word. */
const leastLength = 4;
/** From here on it is no word by chance: it is taken out of the middle of others, too. */
const longLength = 8;

/** The word before a secret in a header, which says of what kind it is. */
const scheme = /^\s*(?:Bearer|Basic|Digest|Token|Key|ApiKey)\s+/i;

/** Remembers the values of headers, and those of an address's query that are secrets. */
export function rememberSecrets(headers: Readonly<Record<string, string>>, url?: URL): void {
  for (const [name, value] of url?.searchParams ?? []) if (secretInQuery.test(name)) rememberSecret(value);
  for (const value of Object.values(headers)) rememberSecret(value.replace(scheme, ''));
}

/** Fields of an address that hold one: some servers want their key there. */
const secretInQuery = /key|token|secret|passw|^(?:sig|signature|code)$/i;

export function rememberSecret(given: string): void {
  const secret = given.trim();
  if (secret.length < leastLength || known.has(secret)) return;
  known.set(secret, patternOf(secret));
  const [oldest] = known.keys();
  if (known.size > mostKnown && oldest !== undefined) known.delete(oldest);
}

/** The text with `…` for each secret in it, also where it is written for an address, a page, JSON, in base64 or in hex. */
export function withoutSecrets(text: string): string {
  let clean = text;
  // The longest first: one may be a part of another.
  for (const [, pattern] of [...known].sort(([a], [b]) => b.length - a.length))
    clean = clean.replace(pattern, '…');
  return clean;
}

/** The same error where nothing in it has to go, else one that says the same without: its message, its stack and what caused it. */
export function errorWithoutSecrets(error: unknown): unknown {
  if (typeof error === 'string') return withoutSecrets(error);
  if (!(error instanceof Error)) return error;
  const message = withoutSecrets(error.message);
  const stack = error.stack === undefined ? undefined : withoutSecrets(error.stack);
  const cause = error.cause === error ? undefined : errorWithoutSecrets(error.cause);
  if (message === error.message && stack === error.stack && cause === error.cause) return error;
  const told = new Error(message, cause === undefined ? undefined : { cause });
  told.name = error.name;
  if (stack === undefined) delete told.stack;
  else told.stack = stack;
  return told;
}

function patternOf(secret: string): RegExp {
  const plain = [...secret].map(written).join('');
  const whole = secret.length < longLength ? `(?<![A-Za-z0-9_])${plain}(?![A-Za-z0-9_])` : plain;
  const bytes = Buffer.from(secret, 'utf8');
  const hex = [...bytes.toString('hex')].map((digit) => oneOf([digit, digit.toUpperCase()])).join('');
  return new RegExp(
    [whole, ...base64Forms(bytes), ...(secret.length < longLength ? [] : [hex])].join('|'),
    'g',
  );
}

/** A character as it is, as in an address, a page or JSON. */
function written(character: string): string {
  const percent = [...Buffer.from(character, 'utf8')]
    .map((byte) => {
      const two = byte.toString(16).padStart(2, '0');
      return `%${[...two].map((digit) => oneOf([digit, digit.toUpperCase()])).join('')}`;
    })
    .join('');
  const point = character.codePointAt(0) ?? 0;
  const hex = point.toString(16);
  const named = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }[character];
  return oneOf([
    escaped(character),
    percent,
    `&#0*${point};`,
    `&#[xX]0*${hex};`,
    ...(named ? [named] : []),
    ...(point < 0x10000 ? [String.raw`\\u${hex.padStart(4, '0')}`] : []),
    ...('"\\/'.includes(character) ? [`\\\\${escaped(character)}`] : []),
  ]);
}

/** What of it stands in the base64 of any text that it is a part of: the bytes before it shift it by none, one or two. */
function base64Forms(bytes: Buffer): string[] {
  if (bytes.length < longLength) return [];
  return [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    const from = [0, 2, 3][shift] ?? 0;
    const to = Math.floor(((shift + bytes.length) * 8) / 6);
    return [...encoded.slice(from, to)]
      .map((c) => (c === '+' ? '(?:[+-]|%2[bB])' : c === '/' ? '(?:[/_]|%2[fF])' : c))
      .join('');
  });
}

function oneOf(forms: string[]): string {
  return `(?:${[...new Set(forms)].join('|')})`;
}

function escaped(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}
