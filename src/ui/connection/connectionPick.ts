import * as vscode from 'vscode';
import type { ConnectionReport, Finding, WayOut } from '../../models/connection/connectionReport.ts';
import { testConnection } from '../../models/connection/testConnection.ts';
import type { ProviderDeps } from '../../models/api/postToModel.ts';
import { asTouchstoneError, isCancelled } from '../../platform/errors.ts';
import type { GenerationParameters, ModelConfig } from '../../project/config.ts';
import { languageModel } from '../common/vscodeModel.ts';
import { noIcons, pickFrom } from '../common/quickPicks.ts';
import { clip, joined } from '../common/taskText.ts';
import { nameOf, wayText } from './connectionText.ts';

/** A model to be tested. */
export interface ToTest {
  /** What it is called in the list. */
  title: string;
  model: ModelConfig;
  parameters: GenerationParameters;
}

/** What was chosen of the list: a way out for one of the models, another test, or to go on. */
export type TestChoice = { way: WayOut; index: number } | 'again' | 'goOn';

export interface Tested {
  reports: ConnectionReport[];
  /** Undefined where the list was left. */
  choice: TestChoice | undefined;
}

interface Row extends vscode.QuickPickItem {
  choice?: TestChoice;
}

interface Seen {
  findings: Finding[];
  report?: ConnectionReport;
  failed?: string;
}

/**
 * Tests the models, each server's one after the other, in a list that fills as things become known. Leaving it cancels what is still being
 * tested. `goOn`: words for going on without another test.
 */
export async function pickTest(tests: readonly ToTest[], deps: ProviderDeps, goOn?: string): Promise<Tested> {
  const seen = tests.map((): Seen => ({ findings: [] }));
  const stop = new AbortController();
  const choice = await pickFrom<Row, TestChoice>((pick, done) => {
    pick.title = vscode.l10n.t('Test Connection');
    pick.placeholder = vscode.l10n.t('Testing… Escape stops it');
    pick.matchOnDescription = true;
    pick.busy = true;
    pick.keepScrollPosition = true;
    const draw = (): void => {
      pick.items = rowsOf(tests, seen, goOn, pick.busy);
    };
    pick.onDidAccept(() => {
      const chosen = pick.activeItems[0]?.choice;
      if (chosen) done(chosen);
    });
    pick.onDidHide(() => stop.abort());
    draw();
    void testAll(tests, seen, { ...deps, languageModel, signal: stop.signal }, draw).then(() => {
      pick.busy = false;
      pick.placeholder = outcomeText(seen);
      draw();
      const first =
        pick.items.find(({ choice: one }) => typeof one === 'object') ??
        pick.items.find(({ choice: one }) => one !== undefined);
      if (first) pick.activeItems = [first];
    });
  });
  return { reports: seen.flatMap(({ report }) => report ?? []), choice };
}

type Deps = Parameters<typeof testConnection>[2];

async function testAll(
  tests: readonly ToTest[],
  seen: readonly Seen[],
  deps: Deps,
  draw: () => void,
): Promise<void> {
  const servers = new Map<string, number[]>();
  tests.forEach(({ model: { url, provider } }, i) => {
    const server = url === undefined ? provider : new URL(url).origin;
    servers.set(server, [...(servers.get(server) ?? []), i]);
  });
  const one = async (i: number): Promise<void> => {
    const [test, of] = [tests[i], seen[i]];
    if (!test || !of) return;
    const onFinding = (finding: Finding): void => {
      of.findings.push(finding);
      draw();
    };
    try {
      of.report = await testConnection(test.model, test.parameters, { ...deps, onFinding });
      of.findings = of.report.findings;
    } catch (error) {
      if (!isCancelled(error)) of.failed = asTouchstoneError(error).message;
    }
    draw();
  };
  await Promise.all(
    [...servers.values()].map(async (indices) => {
      for (const i of indices) await one(i);
    }),
  );
}

function rowsOf(
  tests: readonly ToTest[],
  seen: readonly Seen[],
  goOn: string | undefined,
  busy: boolean,
): Row[] {
  const rows = tests.flatMap(({ title }, index): Row[] => {
    const { findings, report, failed } = seen[index] ?? { findings: [] };
    const fault = report?.fault;
    const shown = findings.filter(({ state }) => fault === undefined || state !== 'fault');
    return [
      { label: noIcons(clip(title, 120)), kind: vscode.QuickPickItemKind.Separator },
      ...(fault
        ? [
            { label: `$(error) ${nameOf(fault.of)}`, alwaysShow: true },
            // A list cuts what is longer than it is wide.
            ...linesOf(joined(' ', fault.error.message, fault.action)).map((line) => ({
              label: noIcons(line),
              alwaysShow: true,
            })),
            // Of a project that is being made there is no file yet.
            ...fault.ways
              .filter((way) => goOn === undefined || way.do !== 'openConfig')
              .map((way) => ({
                label: `$(lightbulb) ${noIcons(clip(wayText(way), 200))}`,
                alwaysShow: true,
                choice: { way, index },
              })),
          ]
        : []),
      ...(failed === undefined ? [] : [{ label: `$(error) ${noIcons(clip(failed, 300))}` }]),
      ...shown.map(({ of, state, text }) => ({
        label: `${state === 'good' ? '$(pass)' : '$(info)'} ${nameOf(of)}`,
        description: noIcons(clip(text, 300)),
      })),
      ...(report === undefined && failed === undefined
        ? [{ label: `$(loading~spin) ${vscode.l10n.t('Testing…')}`, alwaysShow: true }]
        : []),
    ];
  });
  const onward: Row[] =
    goOn === undefined
      ? []
      : [{ label: `$(arrow-right) ${goOn}`, alwaysShow: true, choice: 'goOn' as const }];
  if (busy) return [...onward, ...rows];
  return [
    ...onward,
    ...rows,
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    { label: `$(refresh) ${vscode.l10n.t('Test again')}`, alwaysShow: true, choice: 'again' as const },
  ];
}

const widest = 84;

/** A text in lines that a list can show. */
function linesOf(text: string): string[] {
  const lines: string[] = [];
  for (const word of clip(text, 600).split(/\s+/)) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length >= widest) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

function outcomeText(seen: readonly Seen[]): string {
  const faults = seen.filter(({ report, failed }) => report?.fault !== undefined || failed !== undefined);
  return faults.length === 0
    ? vscode.l10n.t('Everything works. Enter goes on, Escape closes')
    : vscode.l10n.t('Something is wrong: choose what to do about it');
}
