import * as vscode from 'vscode';
import type { TouchstoneApi } from '../api/api.ts';
import { createApi } from '../api/createApi.ts';
import { outsideCommands } from '../argilla/argillaCommands.ts';
import { saveToken } from '../argilla/saveToken.ts';
import { connectionCommands } from '../connection/connectionCommands.ts';
import { Owner } from '../common/owner.ts';
import { offerWaysOut } from '../common/notifications.ts';
import { responseCommands } from '../editors/responseCommands.ts';
import { ResponseLenses } from '../editors/responseLenses.ts';
import { exportCommands } from '../export/exportCommands.ts';
import { guidelinesCommands } from '../guidelines/guidelinesCommands.ts';
import { insightsCommands } from '../insights/insightsCommands.ts';
import { judgeCommands } from '../judge/judgeCommands.ts';
import { matrixCommands } from '../matrix/matrixCommands.ts';
import { PaceTracker } from '../progress/paceTracker.ts';
import { ChangedSource } from '../projects/changedSource.ts';
import { projectCommands, showAtStart } from '../projects/projectCommands.ts';
import { bulkCommands } from '../queue/bulkCommands.ts';
import { queueCommands } from '../queue/queueCommands.ts';
import { reviewCommands } from '../review/reviewCommands.ts';
import { runCommands } from '../runs/runCommands.ts';
import { scoreCommands } from '../scoring/scoreCommands.ts';
import { ScoreStatus } from '../scoring/scoreStatus.ts';
import { tagCommands } from '../tags/tagCommands.ts';
import { register } from '../session/commands.ts';
import { makeParts, type Parts } from './makeParts.ts';
import { reviewHandlers } from './reviewHandlers.ts';

/** Puts the extension together. Nothing is read or asked here that can wait: the project opens after activation has returned. */
export function startApp(context: vscode.ExtensionContext): TouchstoneApi {
  const parts = makeParts(context);
  const { projects, argilla, panel } = parts;
  const { api, events } = createApi(projects, argilla);
  context.subscriptions.push(...connectParts(parts), events, registerCommands(parts));
  void projects
    .openInitial()
    .then(() => showAtStart(projects, panel))
    .catch((error: unknown) => projects.services.log.error(String(error)));
  return api;
}

/** Lets the parts hear of each other, and adds those that nobody asks. What is to be disposed of with the extension. */
function connectParts(parts: Parts): vscode.Disposable[] {
  const { projects, queues, tree, panel, editors, runs, hints, models, generation } = parts;
  return [
    ...Object.values(parts).filter((part) => part instanceof Owner),
    new ResponseLenses(projects, editors),
    new ScoreStatus(projects, editors),
    new PaceTracker(projects, editors, panel),
    panel.onDidShow((taskId) => {
      queues.opened(taskId);
      void tree.reveal(taskId);
    }),
    queues.onDidChange(() => panel.refreshAll()),
    runs.onDidChange(({ taskId, changes }) => panel.showRuns(taskId, changes)),
    runs.onDidEnd((taskId) => taskId === panel.taskId && panel.refresh()),
    runs.services.onDidChange(() => panel.refresh()),
    hints.onDidChange(() => panel.refresh()),
    models.onDidChange(() => panel.refresh()),
    generation.onText((piece) => panel.postText(piece)),
    generation.onDidChange((taskId) => taskId === panel.taskId && panel.refresh()),
  ];
}

/** All commands of the extension; each gets the parts and sees those that it names. Pages and buttons call the same functions. */
function registerCommands(parts: Parts): vscode.Disposable {
  const { queues, navigator } = parts;
  const project = projectCommands(parts);
  const response = responseCommands(parts);
  const outside = outsideCommands(parts);
  const exporting = exportCommands(parts);
  const connection = connectionCommands(parts, { ...outside, openConfig: () => project.openConfig() });
  offerWaysOut({
    ...project,
    ...outside,
    ...connection,
    saveArgillaToken: () => saveToken(parts, { forArgilla: true }),
    manageTrust: () => vscode.commands.executeCommand('workbench.trust.manage'),
  });
  const waysOn = {
    queues,
    nextTask: () => navigator.step('next'),
    generateAll: () => response.generateAll(),
    testConnection: () => connection.testConnection(),
    push: () => outside.push(),
    connect: () => outside.connectArgilla(),
    export: () => exporting.export(),
  };
  parts.panel.serve(reviewHandlers(parts, waysOn));
  const commands = register(parts.projects.services.log, {
    ...project,
    ...reviewCommands(parts),
    ...guidelinesCommands(parts),
    ...insightsCommands(parts),
    ...matrixCommands(parts),
    ...response,
    ...connection,
    ...runCommands(parts),
    ...scoreCommands(parts),
    ...outside,
    ...exporting,
    ...queueCommands(parts),
    ...judgeCommands(parts),
    ...bulkCommands(parts),
    ...tagCommands(parts),
  });
  return vscode.Disposable.from(commands, new ChangedSource(parts.projects, () => project.loadTasks()));
}
