import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { pageCsp, pageHtml } from '../../../src/ui/webview/pageHtml.ts';

const types: Record<string, string> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.ttf': 'font/ttf',
};

const pages: Record<string, string> = {
  '/': 'review',
  '/guidelines': 'guidelines',
  '/insights': 'insights',
  '/export': 'export',
  '/matrix': 'matrix',
};

/** Serves the built pages (`/`: the review, `/guidelines`, `/insights`, `/export`, `/matrix`) on the loopback as a webview would get it: same HTML, and the policy as a header too. */
export async function servePage(folder: string): Promise<{ url: string; close(): Promise<void> }> {
  const translation = (lang: string): Record<string, string> =>
    JSON.parse(
      readFileSync(new URL(`../../../l10n/review.l10n.${lang}.json`, import.meta.url), 'utf8'),
    ) as Record<string, string>;
  const chunks = JSON.parse(readFileSync(join(folder, 'chunks.json'), 'utf8')) as Record<string, string[]>;
  const nonce = 'dGVzdC1ub25jZS1vbmx5';
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const path = normalize(pathname);
    const lang = searchParams.get('lang') ?? 'en';
    const origin = `http://${request.headers.host ?? ''}`;
    const name = pages[path];
    if (name !== undefined) {
      const html = pageHtml({
        nonce,
        cspSource: origin,
        scriptUri: `/${name}.js`,
        chunkUris: (chunks[name] ?? []).map((chunk) => `/${chunk}`),
        styleUri: `/${name}.css`,
        codiconUri: '/codicon.css',
        lang,
        title: name,
        strings: lang === 'en' ? undefined : translation(lang),
      });
      response.writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': pageCsp({ nonce, cspSource: origin }),
      });
      response.end(html);
      return;
    }
    const file = path.startsWith('/themes/')
      ? new URL(`..${path}`, import.meta.url).pathname
      : join(folder, path);
    readFile(file).then(
      (body) => {
        // The files stay what they are for as long as they are served; the browser then keeps its compiled code too.
        const headers = {
          'content-type': types[extname(path)] ?? 'text/plain',
          'cache-control': 'max-age=3600',
        };
        response.writeHead(200, headers).end(body);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
