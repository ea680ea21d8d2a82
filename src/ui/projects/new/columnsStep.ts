import * as vscode from 'vscode';
import type { ColumnMapping } from '../../../project/config.ts';
import { asTouchstoneError } from '../../../platform/errors.ts';
import type { TaskPreview } from '../../../tasks/previewTasks.ts';
import type { Preview } from '../../../tasks/previewColumns.ts';
import { noIcons, pickMany, type Ask, type Choice } from '../../common/quickPicks.ts';
import { clip, plain, taskTitle } from '../../common/taskText.ts';
import { named, parts, questionsOf, separator } from './newProjectSteps.ts';
import { proposeColumns } from './projectSources.ts';

/** What was chosen of a table, and the names of the models whose responses it holds. */
export interface ChosenColumns {
  columns: ColumnMapping;
  models?: [string, string];
}

export interface Table {
  /** Its columns and first rows. */
  look: () => Promise<Preview>;
  /** What would become of it. */
  tasks: (columns: ColumnMapping) => Promise<TaskPreview>;
}

/** Fields of one column each. */
const single = ['id', 'tests', 'testSetup', 'entryPoint', 'language', 'reference'] as const;
type Single = (typeof single)[number];
type Field = 'instruction' | 'generations' | 'context' | Single;

/**
 * Shows what the tasks would be: the first three, what is left out, and which column is taken for what; any of it can be changed until it
 * is right. What cannot be used says so at once.
 */
export async function askColumns(ask: Ask, table: Table): Promise<ChosenColumns> {
  const { pick } = questionsOf(ask, 'columns');
  const { names, rows } = await table.look().catch((): Preview => ({ names: [], rows: [] }));
  const proposed = proposeColumns(names, rows);
  let columns = proposed.columns;
  for (;;) {
    const found = await table.tasks(columns).catch((error: unknown) => asTouchstoneError(error));
    const isGood = 'tasks' in found;
    const field = await pick<Field | 'use'>(
      isGood ? countText(found) : vscode.l10n.t('These columns give no task: choose others, or go back'),
      [
        ...(isGood
          ? [{ label: `$(arrow-right) ${vscode.l10n.t('Use these tasks')}`, value: 'use' as const }]
          : [
              {
                label: `$(error) ${noIcons(clip(plain(found.message), 200))}`,
                detail: noIcons(clip(plain(found.action ?? ''), 300)),
              },
            ]),
        ...(isGood ? previewRows(found) : []),
        separator(vscode.l10n.t('Columns: choose one to change it')),
        ...fieldRows(columns),
      ],
    );
    if (field === 'use') break;
    if (field !== undefined) columns = await changed(ask, field, columns, names);
  }
  const { generations } = columns;
  if (generations === undefined) return { columns };
  const same = JSON.stringify(generations) === JSON.stringify(proposed.columns.generations);
  const [one, two] = Array.isArray(generations) ? generations : (['model-1', 'model-2'] as const);
  return { columns, models: (same ? proposed.models : undefined) ?? [one, two] };
}

function countText({ total, leftOut, more }: TaskPreview): string {
  const tasks = more
    ? vscode.l10n.t('{0} tasks and more', total)
    : total === 1
      ? vscode.l10n.t('1 task')
      : vscode.l10n.t('{0} tasks', total);
  return leftOut > 0
    ? vscode.l10n.t('{0}; {1} rows cannot be used. Is this right?', tasks, leftOut)
    : vscode.l10n.t('{0}. Is this right?', tasks);
}

function previewRows({ tasks, warnings }: TaskPreview): vscode.QuickPickItem[] {
  return [
    separator(vscode.l10n.t('The first tasks')),
    ...tasks.map(({ id, instruction, language, tests, generations }) => ({
      label: `$(note) ${noIcons(clip(plain(taskTitle(instruction, id)), 90))}`,
      description: noIcons(clip(plain(id), 40)),
      detail: noIcons(
        [
          clip(plain(instruction.replaceAll(/\s+/g, ' ')), 160),
          language ?? '',
          tests ? vscode.l10n.t('{0} tests', [tests].flat().length) : '',
          generations ? vscode.l10n.t('{0} recorded responses', generations.length) : '',
        ]
          .filter(Boolean)
          .join(' · '),
      ),
    })),
    ...(warnings.length > 0 ? [separator(vscode.l10n.t('Left out, or changed'))] : []),
    ...warnings.slice(0, 5).map(({ line, row, field, message }) => ({
      label: `$(warning) ${noIcons(clip(plain(message), 160))}`,
      description: [
        line === undefined ? vscode.l10n.t('row {0}', row) : vscode.l10n.t('line {0}', line),
        noIcons(clip(plain(field), 40)),
      ]
        .filter(Boolean)
        .join(', '),
    })),
  ];
}

function fieldName(field: Field): string {
  const names: Record<Field, string> = {
    instruction: vscode.l10n.t('Instruction'),
    generations: vscode.l10n.t('Recorded responses'),
    id: vscode.l10n.t('Id'),
    tests: vscode.l10n.t('Tests'),
    testSetup: vscode.l10n.t('Set-up of the tests'),
    entryPoint: vscode.l10n.t('Function under test'),
    language: vscode.l10n.t('Language'),
    reference: vscode.l10n.t('Reference solution'),
    context: vscode.l10n.t('Shown beside the task'),
  };
  return names[field];
}

function fieldRows(columns: ColumnMapping): Choice<Field>[] {
  const fields: Field[] = ['instruction', 'generations', ...single, 'context'];
  return fields.map((field) => {
    const value = [columns[field] ?? []].flat();
    const none = field === 'generations' ? vscode.l10n.t('none: models are asked') : vscode.l10n.t('none');
    const isAll = field === 'context' && columns.context === undefined;
    const text = isAll ? vscode.l10n.t('all others') : value.length === 0 ? none : value.join(', ');
    return {
      label: `$(edit) ${fieldName(field)}`,
      description: noIcons(clip(plain(text), 120)),
      value: field,
    };
  });
}

/** Another column for a field; a column that is taken for it is no fact beside the task. */
async function changed(
  ask: Ask,
  field: Field,
  columns: ColumnMapping,
  names: readonly string[],
): Promise<ColumnMapping> {
  if (field === 'context' || field === 'generations' || field === 'instruction')
    return changedList(ask, field, columns, names);
  const { pick, input } = questionsOf(ask, 'columns');
  const none = { label: vscode.l10n.t('$(circle-slash) None'), value: '' };
  const column =
    names.length === 0
      ? await input(fieldName(field), columns[field] ?? '', () => undefined)
      : await pick<string>(fieldName(field), [none, ...named(names)]);
  const { [field]: _, ...rest } = columns;
  return withoutFacts(column === '' ? rest : { ...rest, [field]: column }, [column]);
}

async function changedList(
  ask: Ask,
  field: 'context' | 'generations' | 'instruction',
  columns: ColumnMapping,
  names: readonly string[],
): Promise<ColumnMapping> {
  const placeholders = {
    context: vscode.l10n.t('Columns that are shown beside the instruction'),
    generations: vscode.l10n.t(
      'Two columns with a response each, or one with a list of both; none: models are asked',
    ),
    instruction: vscode.l10n.t('Column with the instruction; several are joined'),
  };
  const now = [columns[field] ?? []].flat();
  if (names.length === 0) {
    const { input } = questionsOf(ask, 'columns');
    const typed = await input(placeholders[field], now.join(', '), () => undefined);
    return withList(
      columns,
      field,
      typed
        .split(',')
        .map((one) => one.trim())
        .filter(Boolean),
    );
  }
  const chosen = await ask(
    (hasBack) =>
      pickMany<string>({
        title: fieldName(field),
        placeholder: placeholders[field],
        items: named(names),
        picked: (name) => now.includes(name),
        hasBack,
        isModal: true,
        step: [parts.columns, Object.keys(parts).length],
      }),
    placeholders[field],
  );
  return withList(columns, field, chosen);
}

function withList(
  columns: ColumnMapping,
  field: 'context' | 'generations' | 'instruction',
  chosen: string[],
): ColumnMapping {
  const [first, second] = chosen;
  if (field === 'context') return { ...columns, context: chosen };
  if (field === 'instruction') {
    if (first === undefined) return columns;
    return withoutFacts({ ...columns, instruction: chosen.length === 1 ? first : chosen }, chosen);
  }
  const { generations: _, ...rest } = columns;
  if (first === undefined) return rest;
  return withoutFacts({ ...rest, generations: second === undefined ? first : [first, second] }, chosen);
}

function withoutFacts(columns: ColumnMapping, taken: readonly string[]): ColumnMapping {
  if (!columns.context) return columns;
  return { ...columns, context: columns.context.filter((column) => !taken.includes(column)) };
}
