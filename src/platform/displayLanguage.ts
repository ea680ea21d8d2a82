import * as l10n from '@vscode/l10n';
import { attempt } from './errors.ts';

/** The editor's display language, as a worker thread is told of it, too. */
export interface DisplayLanguage {
  /** BCP 47. */
  tag: string;
  /** The translations of `l10n/bundle.l10n.json`, by their English text. None: English. */
  bundle?: Record<string, string>;
}

let current: DisplayLanguage = { tag: 'en' };
/** The language that numbers follow: English where the runtime does not know the tag. */
let known: string | undefined;
/** By decimals: making one takes longer than a hundred numbers. */
const formats = new Map<number, Intl.NumberFormat>();

/** Called once in each thread, before anything is said. Texts are made when they are needed, never while modules load. */
export function setDisplayLanguage({ tag, bundle }: DisplayLanguage): void {
  current = { tag, bundle };
  known = undefined;
  formats.clear();
  l10n.config({ contents: bundle ?? {} });
}

/** Asked at the first number, not while the extension starts: it is what loads the runtime's data of all languages. */
function knownTag(tag: string): string {
  const isKnown = attempt(() => Intl.NumberFormat.supportedLocalesOf(tag).length > 0, false);
  return isKnown ? tag : 'en';
}

export function displayLanguage(): DisplayLanguage {
  return current;
}

/** A number as people of the display language write it, with so many decimals and no separators of thousands. */
export function decimal(value: number, digits: number): string {
  known ??= knownTag(current.tag);
  let format = formats.get(digits);
  if (!format) {
    const fraction = { minimumFractionDigits: digits, maximumFractionDigits: digits };
    format = new Intl.NumberFormat(known, { ...fraction, useGrouping: false });
    formats.set(digits, format);
  }
  return format.format(value);
}
