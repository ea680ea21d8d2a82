import * as l10n from '@vscode/l10n';

/** The editor's display language, as a worker thread is told of it, too. */
export interface DisplayLanguage {
  /** BCP 47. */
  tag: string;
  /** The translations of `l10n/bundle.l10n.json`, by their English text. None: English. */
  bundle?: Record<string, string>;
}

let current: DisplayLanguage = { tag: 'en' };

/** Called once in each thread, before anything is said. Texts are made when they are needed, never while modules load. */
export function setDisplayLanguage({ tag, bundle }: DisplayLanguage): void {
  current = { tag: isKnown(tag) ? tag : 'en', bundle };
  l10n.config({ contents: bundle ?? {} });
}

function isKnown(tag: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false; // no language tag at all
  }
}

export function displayLanguage(): DisplayLanguage {
  return current;
}

/** A number as people of the display language write it, with so many decimals and no separators of thousands. */
export function decimal(value: number, digits: number): string {
  return new Intl.NumberFormat(current.tag, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    useGrouping: false,
  }).format(value);
}
