import * as vscode from 'vscode';
import type { Side } from '../../annotation/types.ts';
import { fromKey, sideFrom, taskIdOf, type App, type Commands } from './app.ts';

/** Generating, running, comparing and correcting responses. */
export function responseCommands(app: App): Commands {
  const { panel, runs, generation } = app;

  /** Keys go through the page, which knows whether somebody is typing; it asks back with `runSides`. */
  const run =
    (action: 'runA' | 'runB' | 'runBoth', sides: Side[]) =>
    async (argument: unknown): Promise<unknown> => {
      if (fromKey(argument)) return panel.do(action, true);
      return runs.run(taskIdOf(app, argument), sides);
    };

  return {
    async generate(argument) {
      return generation.generate(taskIdOf(app, argument));
    },
    generateAll: () => generation.generateAll(),
    stopGenerating: (argument) => generation.stop(taskIdOf(app, argument)),

    runResponse1: run('runA', ['A']),
    runResponse2: run('runB', ['B']),
    runBoth: run('runBoth', ['A', 'B']),
    runSides: (argument, sides) =>
      runs.run(
        taskIdOf(app, argument),
        (Array.isArray(sides) ? sides : [sides]).filter((s): s is Side => s === 'A' || s === 'B'),
      ),
    stopRuns: (argument, side) =>
      argument === undefined ? runs.stopAll() : runs.stop(taskIdOf(app, argument), sideFrom(side)),

    async compareInDiffEditor(argument) {
      if (fromKey(argument) && !panel.visible) return undefined;
      return app.responses.compare(taskIdOf(app, argument));
    },
    async openResponse(argument, side) {
      const chosen = sideFrom(side) ?? (await pickSide());
      if (chosen) await app.responses.open(taskIdOf(app, argument), chosen);
      return chosen;
    },
    async correct(argument, side) {
      if (fromKey(argument)) return panel.do('correct', true);
      return app.corrections.open(taskIdOf(app, argument), sideFrom(side), 'code');
    },
    async correctMarkdown(argument, side) {
      return app.corrections.open(taskIdOf(app, argument), sideFrom(side), 'markdown');
    },
  };
}

async function pickSide(): Promise<Side | undefined> {
  const picked = await vscode.window.showQuickPick(
    (['A', 'B'] as const).map((side) => ({ label: vscode.l10n.t('Response {0}', side), side })),
  );
  return picked?.side;
}
