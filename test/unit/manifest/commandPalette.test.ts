import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { each } from '../../each.ts';

interface Manifest {
  contributes: {
    commands: { command: string; enablement?: string }[];
    menus: { commandPalette: { command: string; when: string }[] };
  };
}

const { commands, menus } = (
  JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as Manifest
).contributes;
const extra = new Map(menus.commandPalette.map(({ command, when }) => [command, when]));

/** VS Code's palette leaves out a command that is not enabled: https://code.visualstudio.com/api/references/contribution-points */
test('the palette shows without a project only what needs none', () => {
  const always = commands.filter(({ command, enablement }) => !enablement && !extra.has(command));
  assert.deepEqual(always.map(({ command }) => command.replace('touchstone.', '')).sort(), [
    'changeKeys',
    'newProject',
    'openJudgedSample',
    'openSample',
    'openWalkthrough',
    'saveToken',
    'selectProject',
    'showLog',
    'signIn',
  ]);
  for (const { command, enablement } of each(commands))
    assert.ok(enablement === undefined || enablement === 'touchstone.project', command);
});

test('the palette’s own conditions say only what a command’s enablement does not', () => {
  const conditions = new Map<string, string[]>();
  for (const [command, when] of extra) {
    assert.ok(
      commands.some((one) => one.command === command),
      command,
    );
    assert.doesNotMatch(when, /touchstone\.project/, command);
    conditions.set(when, [...(conditions.get(when) ?? []), command.replace('touchstone.', '')]);
  }
  const queue = ['discardQueue', 'reopenQueue'];
  assert.deepEqual(Object.fromEntries(conditions), {
    'touchstone.filtered': ['clearFilter', 'saveQueue', ...queue],
    'touchstone.canGenerate': ['generateSelected', 'showGenerationFailures'],
    'touchstone.argilla': ['pushSelected'],
    'touchstone.judges': ['showJudgeFailures'],
    'touchstone.judges && touchstone.argilla': ['pushSuggestions'],
    'touchstone.filtered && touchstone.canGenerate': ['generateQueue'],
    'touchstone.filtered && touchstone.argilla': ['pushQueue'],
    isWorkspaceTrusted: [
      'runResponse1',
      'runResponse2',
      'runBoth',
      'runRest',
      'runCorrection',
      'runAll',
      'testConnection',
      'judge',
      'suggestInputs',
      'openShell',
    ],
    false: [
      'saveLineComment',
      'editLineComment',
      'saveEditedLineComment',
      'cancelLineComment',
      'removeLineComment',
    ],
  });
});
