import type { IRegularForbiddenRuleType } from 'dependency-cruiser';
import { rooms } from './rooms.ts';

/** Modules beside `src/protocol` and `src/domain` that run in a page, too. */
const forPages = [
  'src/annotation/acceptSuggestions.ts',
  'src/annotation/commentsSection.ts',
  'src/annotation/mergeAnswers.ts',
  'src/annotation/mergeViews.ts',
  'src/annotation/scoring.ts',
  'src/platform/text.ts',
];

/** Paths below `root`, as patterns. */
const house = '^(?:src|webview)(?:/|$)';
const inRooms = (names: readonly string[]): string => `^(?:${names.join('|')})/[^/]+$`;
const exactly = (file: string): string => `^${file.replaceAll('.', '\\.')}$`;

/** What an import must not do, with the sentence that says so. Imports of types count as any other. */
export const importRules: IRegularForbiddenRuleType[] = [
  ...rooms.slice(0, -1).map((room, i) =>
    rule('back', 'A room imports itself and the rooms above it in scripts/house/rooms.ts.', {
      from: { path: inRooms([room]) },
      to: { path: inRooms(rooms.slice(i + 1)) },
    }),
  ),
  ...[
    { from: { path: house, pathNot: inRooms(rooms) }, to: {} },
    { from: {}, to: { path: house, pathNot: inRooms(rooms) } },
  ].map((way) =>
    rule('no-room', 'Each folder of src and webview has its line in scripts/house/rooms.ts.', way),
  ),
  rule('outside', 'What ships imports nothing of test or scripts.', {
    from: { path: house },
    to: { path: '^(?:test|scripts)/' },
  }),
  rule('circle', 'No file needs itself by way of others.', { from: { path: house }, to: { circular: true } }),
  {
    ...rule('folder-circle', 'No folder needs itself by way of others.', {
      from: { path: house },
      to: { circular: true },
    }),
    scope: 'folder',
  },
  rule('vscode', 'Import vscode in src/ui and src/extension.ts only; pass what you need as an argument.', {
    from: { path: house, pathNot: '^src/(?:ui/|extension\\.ts$)' },
    // As it is written, or where its types are found.
    to: { path: '^(?:vscode|node_modules/@types/vscode/.*)$' },
  }),
  rule('domain', 'src/domain imports nothing but itself.', {
    from: { path: '^src/domain/' },
    to: { pathNot: '^src/domain/' },
  }),
  rule('stats', 'src/stats imports nothing but itself, src/domain and src/platform.', {
    from: { path: '^src/stats/' },
    to: { pathNot: '^src/(?:stats|domain|platform)/' },
  }),
  rule(
    'page',
    'Of src a page imports src/protocol, src/domain and the modules named in scripts/house alone.',
    {
      from: { path: '^webview/' },
      to: { path: '^src/', pathNot: ['^src/(?:protocol|domain)/', ...forPages.map(exactly)] },
    },
  ),
  rule('node-in-page', 'It runs in a page: no Node modules.', {
    from: { path: ['^webview/', '^src/(?:protocol|domain)/', ...forPages.map(exactly)] },
    to: { dependencyTypes: ['core'] },
  }),
  rule('migration', 'A migration imports nothing that may change: what it needs is copied into it.', {
    from: { path: '^src/store/sqlite/migration' },
    to: { pathNot: ['^src/store/sqlite/migration\\d+\\.ts$', '^(?:node:)?crypto$'] },
  }),
];

function rule(
  name: string,
  comment: string,
  way: Pick<IRegularForbiddenRuleType, 'from' | 'to'>,
): IRegularForbiddenRuleType {
  return { name, severity: 'error', comment, ...way };
}
