import * as l10n from '@vscode/l10n';
/** Whether an address is that of a Hugging Face Space (`https://owner-name.hf.space`). */
export function isSpace(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return hostname === 'hf.space' || hostname.endsWith('.hf.space');
}

/** What to ask before the first push to a Space: it cannot be seen from outside whether its storage is persistent. */
export function storageWarning() {
  return {
    message: l10n.t('Is persistent storage turned on for this Space?'),
    detail: l10n.t(
      'Without it, everything in Argilla (users, datasets, answers) is gone whenever the Space restarts: after a pause, for maintenance, or because a setting was changed. Turning it on restarts the Space too. Your answers stay on this machine in any case and can be pushed again.',
    ),
    push: l10n.t('Push'),
    learn: l10n.t('How to Turn It On'),
    url: 'https://docs.argilla.io/latest/getting_started/how-to-configure-argilla-on-huggingface/',
  };
}

/** Where the store remembers (under `getMeta`) that the warning was answered for an origin. */
export function storageWarningKey(origin: string): string {
  return `argilla.storage-warning:${origin}`;
}
