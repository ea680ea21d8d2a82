import { javascript } from '@codemirror/lang-javascript';
import { python } from '@codemirror/lang-python';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { getChunks, goToNextChunk, goToPreviousChunk, MergeView, unifiedMergeView } from '@codemirror/merge';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { visibleBidi } from '../common/visibleText.ts';

export interface MergeOptions {
  parent: HTMLElement;
  left: string;
  right: string;
  /** What the two are called by screen readers. */
  labels: readonly [string, string];
  /** One text with changes instead of two side by side. */
  unified: boolean;
  language: string | undefined;
}

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: 'var(--hl-keyword)' },
  { tag: [tags.string, tags.regexp], color: 'var(--hl-string)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--hl-number)' },
  { tag: tags.comment, color: 'var(--hl-comment)' },
  { tag: [tags.function(tags.variableName), tags.definition(tags.variableName)], color: 'var(--hl-title)' },
  { tag: [tags.className, tags.typeName], color: 'var(--hl-type)' },
]);

const theme = EditorView.theme({
  '&': { color: 'var(--vscode-editor-foreground)', backgroundColor: 'var(--vscode-editor-background)' },
  '.cm-content, .cm-gutters': {
    fontFamily: 'var(--vscode-editor-font-family)',
    fontSize: 'var(--vscode-editor-font-size)',
  },
  '.cm-gutters': {
    color: 'var(--vscode-descriptionForeground)',
    backgroundColor: 'var(--vscode-editor-background)',
    borderRight: 'none',
  },
  '&.cm-merge-a .cm-changedLine, .cm-deletedChunk': {
    backgroundColor: 'var(--vscode-diffEditor-removedLineBackground)',
  },
  '&.cm-merge-b .cm-changedLine, .cm-line.cm-insertedLine, .cm-inlineChangedLine, .cm-changedLine': {
    backgroundColor: 'var(--vscode-diffEditor-insertedLineBackground)',
  },
  '&.cm-merge-a .cm-changedText, .cm-deletedChunk .cm-deletedText': {
    background: 'var(--vscode-diffEditor-removedTextBackground)',
    outline: '1px solid var(--vscode-diffEditor-removedTextBorder, transparent)',
  },
  '&.cm-merge-b .cm-changedText, .cm-changedText': {
    background: 'var(--vscode-diffEditor-insertedTextBackground)',
    outline: '1px solid var(--vscode-diffEditor-insertedTextBorder, transparent)',
  },
  // On the colours of changes the colours of code are not legible in every theme.
  '.cm-changedLine span, .cm-deletedLine span, .cm-insertedLine span': {
    color: 'var(--vscode-editor-foreground)',
  },
  'ins.cm-insertedLine, del.cm-deletedLine, .cm-deletedLine del': {
    background: 'none',
    textDecoration: 'none',
  },
  '.cm-collapsedLines': {
    color: 'var(--vscode-descriptionForeground)',
    background: 'var(--vscode-diffEditor-unchangedRegionBackground)',
  },
});

function extensions(label: string, language: string | undefined): Extension[] {
  const nonce = document.querySelector('meta[name="csp-nonce"]')?.getAttribute('content') ?? '';
  const name = language?.toLowerCase() ?? '';
  return [
    EditorView.cspNonce.of(nonce),
    EditorState.readOnly.of(true),
    EditorView.editable.of(false),
    // Not editable, but a stop of the Tab key, since it scrolls.
    EditorView.contentAttributes.of({ tabindex: '0', 'aria-label': label, 'aria-readonly': 'true' }),
    lineNumbers(),
    syntaxHighlighting(colours),
    theme,
    ...(/^(python|py)/.test(name) ? [python()] : []),
    ...(/^(javascript|typescript|js|ts)/.test(name)
      ? [javascript({ typescript: name.startsWith('t'), jsx: true })]
      : []),
  ];
}

export interface Merge {
  destroy: () => void;
  /** Goes to the next difference, or the one before; gives which of how many it is, from 1. Undefined: there is none. */
  go: (step: 1 | -1) => [number, number] | undefined;
}

function go(view: EditorView, step: 1 | -1): [number, number] | undefined {
  if (!(step > 0 ? goToNextChunk : goToPreviousChunk)(view)) return undefined;
  const { chunks = [], side } = getChunks(view.state) ?? {};
  const { head } = view.state.selection.main;
  const at = chunks.findIndex((one) => (side === 'a' ? one.fromA : one.fromB) === head);
  return [at + 1, chunks.length];
}

/** Shows two texts with their differences. */
export function createMerge(options: MergeOptions): Merge {
  const left = visibleBidi(options.left);
  const right = visibleBidi(options.right);
  const { parent, labels, language } = options;
  const common = {
    gutter: true,
    collapseUnchanged: { margin: 3, minSize: 8 },
    diffConfig: { scanLimit: 1000, timeout: 500 },
  };
  if (options.unified) {
    const merge = unifiedMergeView({ original: left, mergeControls: false, ...common });
    const both = [...extensions(`${labels[0]} → ${labels[1]}`, language), merge];
    const view = new EditorView({ parent, doc: right, extensions: both });
    return { destroy: () => view.destroy(), go: (step) => go(view, step) };
  }
  const view = new MergeView({
    parent,
    a: { doc: left, extensions: extensions(labels[0], language) },
    b: { doc: right, extensions: extensions(labels[1], language) },
    ...common,
  });
  return { destroy: () => view.destroy(), go: (step) => go(view.b, step) };
}
