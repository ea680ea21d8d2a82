import { escapeHtml } from '../../platform/text.ts';

export interface PageHtmlOptions {
  /** Fresh for each page; 128 random bits or more. */
  nonce: string;
  /** The origin that the page's files come from (`webview.cspSource`). */
  cspSource: string;
  scriptUri: string;
  /** What the script imports: it is loaded beside it. */
  chunkUris: readonly string[];
  styleUri: string;
  codiconUri: string;
  /** BCP 47 tag of the display language. */
  lang: string;
  title: string;
  /** Translations of `l10n/review.l10n.json`, by key; what is missing stays English. */
  strings?: Record<string, string>;
}

/**
 * The policy of every page: scripts and styles of the extension alone (the nonce lets CodeMirror add its style element),
 * nothing from the network, no frames, forms, workers or images.
 */
export function pageCsp({ nonce, cspSource }: Pick<PageHtmlOptions, 'nonce' | 'cspSource'>): string {
  return [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}' ${cspSource}`,
    `style-src 'nonce-${nonce}' ${cspSource}`,
    `font-src ${cspSource}`,
    `img-src 'none'`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
}

/** The page's document. Everything that is shown comes later, as messages. */
export function pageHtml(options: PageHtmlOptions): string {
  const strings = options.strings ? ` data-strings="${escapeHtml(JSON.stringify(options.strings))}"` : '';
  const chunks = options.chunkUris
    .map((uri) => `\n<link rel="modulepreload" href="${escapeHtml(uri)}">`)
    .join('');
  return `<!doctype html>
<html lang="${escapeHtml(options.lang)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(pageCsp(options))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="csp-nonce" property="csp-nonce" content="${escapeHtml(options.nonce)}">${chunks}
<link rel="stylesheet" href="${escapeHtml(options.codiconUri)}">
<link rel="stylesheet" href="${escapeHtml(options.styleUri)}">
<title>${escapeHtml(options.title)}</title>
</head>
<body${strings}>
<script type="module" nonce="${escapeHtml(options.nonce)}" src="${escapeHtml(options.scriptUri)}"></script>
</body>
</html>
`;
}
