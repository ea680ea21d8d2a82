import DOMPurify from 'dompurify';
import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import go from 'highlight.js/lib/languages/go';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import MarkdownIt, { type Env, type Token } from 'markdown-it';
import { visibleBidi } from '../common/visibleText.ts';

/**
 * Markdown of models and datasets, that is of strangers, as DOM nodes. Three walls: markdown-it takes no HTML and makes links
 * only of http, https and mailto addresses; DOMPurify keeps a short list of elements and attributes; the page's policy
 * allows no script, image or style from anywhere. Links have no `href`: a click is handled by the page, nothing can navigate.
 */

/** A top-level block: its nodes, the code of the `pre` elements in them as it was written, and in which line of the text (from 0) each begins. */
export interface Block {
  key: string;
  element: HTMLElement;
  codes: string[];
  lines: number[];
}

const md = new MarkdownIt({ html: false, linkify: false, typographer: false });
const escapeHtml = md.utils.escapeHtml;
const maxHref = 4096;

md.validateLink = (url) =>
  url.length <= maxHref && /^(?:https?:\/\/|mailto:)/i.test(url.trim()) && URL.canParse(url.trim());

md.renderer.rules['text'] = (tokens, index) => escapeHtml(visibleBidi(tokens[index]?.content ?? ''));
md.renderer.rules['code_inline'] = (tokens, index) =>
  `<code>${escapeHtml(visibleBidi(tokens[index]?.content ?? ''))}</code>`;
md.renderer.rules['link_open'] = (tokens, index) => {
  const href = escapeHtml(String(tokens[index]?.attrGet('href') ?? ''));
  return `<a role="link" tabindex="0" title="${href}" data-href="${href}">`;
};
md.renderer.rules['image'] = (tokens, index) => {
  const token = tokens[index];
  const address = token?.attrGet('src') ?? '';
  return `<span class="image-text">${escapeHtml(visibleBidi(`[${token?.content || 'image'}] (${address})`))}</span>`;
};
for (const cell of ['th_open', 'td_open'])
  md.renderer.rules[cell] = (tokens, index) => {
    // markdown-it aligns by a style attribute, which the policy forbids.
    const align = /text-align:(left|right|center)/.exec(String(tokens[index]?.attrGet('style') ?? ''))?.[1];
    return `<${cell.slice(0, 2)}${align ? ` class="align-${align}"` : ''}>`;
  };

md.renderer.rules['fence'] = md.renderer.rules['code_block'] = (tokens, index, _options, env) => {
  const token = tokens[index];
  if (!token) return '';
  const named = /^[\w+#.-]{1,30}/.exec(token.info.trim())?.[0].toLowerCase();
  const code = visibleBidi(token.content);
  return `<pre><code>${highlight(code, named ?? languageOf(env)) ?? escapeHtml(code)}</code></pre>\n`;
};

const languages = {
  ...{ bash, c, cpp, css, diff, go, java, javascript },
  ...{ json, python, rust, sql, typescript, xml, yaml },
};
for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language);

/** Blocks longer than this (in characters) are shown without colours. */
const colouredLimit = 100_000;

/** HTML of highlighted code, or `undefined` when the language is unknown or the code too long. Not yet sanitised. */
function highlight(code: string, language: string | undefined): string | undefined {
  if (!language || code.length > colouredLimit || !hljs.getLanguage(language)) return undefined;
  return hljs.highlight(code, { language, ignoreIllegals: true }).value;
}

function languageOf(env: Env | undefined): string | undefined {
  return typeof env?.['language'] === 'string' ? env['language'] : undefined;
}

const purifier = DOMPurify(window);
purifier.addHook('uponSanitizeAttribute', (_node, data) => {
  if (data.attrName !== 'class') return;
  data.attrValue = data.attrValue
    .split(/\s+/)
    .filter((name) => /^(?:hljs-[\w-]+|[a-z]+_|md-block|image-text|align-(?:left|right|center))$/.test(name))
    .join(' ');
  if (!data.attrValue) data.keepAttr = false;
});

const allowed = {
  ALLOWED_TAGS: (
    'p br hr h1 h2 h3 h4 h5 h6 strong em s code pre blockquote ' +
    'ul ol li table thead tbody tr th td a span div #text'
  ).split(' '),
  ALLOWED_ATTR: ['class', 'data-href', 'role', 'tabindex', 'title', 'start'],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  RETURN_DOM_FRAGMENT: true as const,
};

const isCode = (token: Token) => token.type === 'fence' || token.type === 'code_block';

/** The top-level blocks of a text. Those that begin as in `previous` are taken over as they are, nodes and all. */
export function renderBlocks(
  text: string,
  language: string | undefined,
  previous: readonly Block[],
): Block[] {
  // The language of code that names none goes with the text, for the rule of code blocks.
  const env: Env = { language };
  const groups = topLevel(md.parse(text, env));
  const lines = text.split(/\r\n?|\n/);
  const references = JSON.stringify(env.references ?? {});
  const keys = groups.map(({ tokens, from, to }) => {
    const kind = tokens[0]?.type ?? '';
    return `${kind}\n${lines.slice(from, to).join('\n')}\n${language ?? ''}\n${kind === 'fence' ? '' : references}`;
  });
  let same = 0;
  while (same < keys.length && same < previous.length && keys[same] === previous[same]?.key) same += 1;

  const fresh = groups.slice(same).map(({ tokens }) => ({
    tokens,
    codes: tokens.filter(isCode).map((token) => token.content),
    lines: tokens.filter(isCode).map((token) => token.map?.[0] ?? -1),
  }));
  const html = fresh.map(
    ({ tokens }) => `<div class="md-block">${md.renderer.render(tokens, md.options, env)}</div>`,
  );
  const elements = sanitise(html);
  return [
    ...previous.slice(0, same),
    ...fresh.map(({ codes, lines: begins }, index) => ({
      key: keys[same + index] ?? '',
      element: elements[index] ?? document.createElement('div'),
      codes,
      lines: begins,
    })),
  ];
}

/** One element per block. One call for all, since each call of the purifier parses a document. */
function sanitise(html: readonly string[]): HTMLElement[] {
  const children = [...purifier.sanitize(html.join(''), allowed).children];
  if (children.length === html.length && children.every((child) => child instanceof HTMLElement))
    return children;
  // Should a block ever break out of its element, each is parsed apart: blocks and their codes stay in step.
  return html.map((one) => {
    const element = document.createElement('div');
    element.className = 'md-block';
    element.append(purifier.sanitize(one, allowed));
    return element;
  });
}

function topLevel(tokens: readonly Token[]): { tokens: Token[]; from: number; to: number }[] {
  const groups: { tokens: Token[]; from: number; to: number }[] = [];
  let depth = 0;
  for (const token of tokens) {
    if (depth === 0 || groups.length === 0)
      groups.push({ tokens: [], from: token.map?.[0] ?? 0, to: token.map?.[1] ?? 0 });
    groups.at(-1)?.tokens.push(token);
    depth += token.nesting;
  }
  return groups;
}

/** The code blocks of a text joined, for comparing code with code; empty when it has none. */
export function codeOf(text: string): string {
  return md
    .parse(text, {})
    .filter(isCode)
    .map((token) => token.content)
    .join('\n');
}
