import * as path from 'node:path';
import * as vscode from 'vscode';
import type { ConnectionReport, WayOut } from '../../models/connection/connectionReport.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import { judgeName, parametersOf, type ProjectConfig } from '../../project/config.ts';
import { withField } from '../../project/editConfig.ts';
import { configFileName, parseConfig } from '../../project/loadProject.ts';
import { confirm } from '../common/notifications.ts';
import type { Session } from '../session/session.ts';
import { pickTest, type ToTest } from './connectionPick.ts';

/** What others do about a fault. */
export interface Mending {
  saveToken(address?: unknown): unknown;
  signIn(): unknown;
  openConfig(): unknown;
}

/** Asks each model of the project a short question, and shows what works, what does not, and what to do about it. */
export async function testProject(session: Session, mending: Mending, isSureOfIt: boolean) {
  if (!(await mayName(session, isSureOfIt))) return undefined;
  for (;;) {
    // A way out may have written it anew.
    const tests = testsOf(await configNow(session));
    const { reports, choice } = await pickTest(tests, depsOf(session));
    if (choice === undefined || choice === 'goOn') return reports.map(plain);
    if (choice === 'again') continue;
    if (!(await mend(session, choice.way, tests[choice.index], mending))) return reports.map(plain);
  }
}

function depsOf({ services: { http, log }, secrets }: Session) {
  return { http, log, secrets };
}

type Asked = ToTest & { field: ['models' | 'judges', number] };

/** All models that are asked: both under test, and the judges. Errors: `model-bad-request` where none is. */
function testsOf(config: ProjectConfig): Asked[] {
  const models = config.models.map((model, i): Asked => ({
    title: model.name,
    model,
    parameters: parametersOf(model, config),
    field: ['models', i],
  }));
  const judges = (config.judges ?? []).map((judge, i): Asked => ({
    title: vscode.l10n.t('Judge {0}', judgeName(judge)),
    model: { ...judge, parameters: undefined },
    parameters: judge.parameters,
    field: ['judges', i],
  }));
  const asked = [...(config.tasks.columns.generations ? [] : models), ...judges];
  const tests = asked.filter(({ model }) => model.provider !== 'recorded');
  if (tests.length > 0) return tests;
  throw new TouchstoneError(
    'model-bad-request',
    vscode.l10n.t('The responses of this project are recorded: no model is asked.'),
  );
}

/** Errors: `run-untrusted`. */
function mustBeTrusted(): void {
  if (vscode.workspace.isTrusted) return;
  throw new TouchstoneError(
    'run-untrusted',
    vscode.l10n.t('Models are asked in trusted workspaces only: the addresses come from the project.'),
  );
}

/** A model that does not answer is named: where a response of a blind project is missing, that tells whose it is. */
async function mayName(session: Session, isSureOfIt: boolean): Promise<boolean> {
  mustBeTrusted();
  if (isSureOfIt || !session.project.config.blind) return true;
  const failed = (await session.store.listTasks(session.annotator, { state: 'failed', limit: 1 })).length;
  if (failed === 0) return true;
  return confirm(
    vscode.l10n.t('The test names the models.'),
    vscode.l10n.t('Test All the Same'),
    vscode.l10n.t(
      'Some responses are missing: when you know which model does not answer, you know whose they are, though this project is blind.',
    ),
  );
}

/** As it is written now, which the window may not have read yet. */
async function configNow({ folder, project }: Session): Promise<ProjectConfig> {
  const file = vscode.Uri.file(path.join(folder, configFileName));
  const document = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === file.toString());
  return document ? parseConfig(document.getText()) : project.config;
}

/** Does what was chosen. Resolves to whether it makes sense to test again. */
async function mend(
  session: Session,
  way: WayOut,
  test: Asked | undefined,
  mending: Mending,
): Promise<boolean> {
  switch (way.do) {
    case 'saveKey':
      return (await mending.saveToken(way.url)) !== undefined;
    case 'signIn':
      return (await mending.signIn()) !== undefined;
    case 'openConfig':
      await mending.openConfig();
      return false;
    case 'edit':
      if (test) await setField(session.folder, fieldOf(test, way.field), way.value);
      return test !== undefined;
  }
}

function fieldOf({ field }: Asked, name: string): (string | number)[] {
  return name === 'max_new_tokens' ? [...field, 'parameters', name] : [...field, name];
}

/** Sets a field of the project's file, in its editor where one is open, and saves it. */
async function setField(folder: string, field: (string | number)[], value: unknown): Promise<void> {
  const document = await vscode.workspace.openTextDocument(path.join(folder, configFileName));
  const text = document.getText();
  const edit = new vscode.WorkspaceEdit();
  const whole = new vscode.Range(document.positionAt(0), document.positionAt(text.length));
  edit.replace(document.uri, whole, withField(text, field, value));
  await vscode.workspace.applyEdit(edit);
  await document.save();
}

function plain({ model, fault, findings, tokensPerSecond }: ConnectionReport) {
  return {
    model,
    findings,
    tokensPerSecond,
    ...(fault && { fault: { of: fault.of, message: fault.error.message, action: fault.action } }),
  };
}
