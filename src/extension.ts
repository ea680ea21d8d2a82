import * as vscode from 'vscode';
import { setDisplayLanguage } from './platform/language.ts';
import type { TouchstoneApi } from './ui/api.ts';
import { createApi } from './ui/apiImpl.ts';
import { AnswerEditors } from './ui/answerEditors.ts';
import { ArgillaController } from './ui/argilla.ts';
import { ResponseLenses } from './ui/codeLenses.ts';
import { register, type App } from './ui/commands/app.ts';
import { asideCommands } from './ui/commands/aside.ts';
import { bulkCommands } from './ui/commands/bulk.ts';
import { judgeCommands } from './ui/commands/judge.ts';
import { guidelinesCommands } from './ui/commands/guidelines.ts';
import { outsideCommands } from './ui/commands/outside.ts';
import { queueCommands } from './ui/commands/queue.ts';
import { projectCommands, showAtStart } from './ui/commands/project.ts';
import { responseCommands } from './ui/commands/responses.ts';
import { runCommands } from './ui/commands/runs.ts';
import { scoreCommands } from './ui/commands/score.ts';
import { stepCommands } from './ui/commands/steps.ts';
import { RunConsent } from './ui/consent.ts';
import { createServices } from './ui/context.ts';
import { Corrections } from './ui/corrections.ts';
import { Guidelines } from './ui/guidelines.ts';
import { GuidelinesPanel } from './ui/guidelinesPanel.ts';
import { Hints } from './ui/hints.ts';
import { GenerationController } from './ui/generation.ts';
import { Inputs } from './ui/inputs.ts';
import { LineComments } from './ui/lineComments.ts';
import { OfferedModels } from './ui/offeredModels.ts';
import { OutputDocuments } from './ui/outputs.ts';
import { paceLines, paceOf, PaceTracker } from './ui/pace.ts';
import { Projects } from './ui/projects.ts';
import { Queues } from './ui/queue.ts';
import { ResponseDocuments } from './ui/responses.ts';
import { Ahead } from './ui/reviewAhead.ts';
import { ReviewPanel } from './ui/reviewPanel.ts';
import type { LiveState } from './ui/reviewState.ts';
import { RunEverything } from './ui/runEverything.ts';
import { RunController } from './ui/runs.ts';
import { ScorePicks } from './ui/scorePicks.ts';
import { ScoreStatus } from './ui/scoreStatus.ts';
import { suggestionSteps } from './ui/suggestionSteps.ts';
import { StatusBar } from './ui/statusBar.ts';
import { TextDocuments } from './ui/textDocuments.ts';
import { TaskTree } from './ui/tree.ts';
import { Walkthrough } from './ui/walkthrough.ts';

export type { TouchstoneApi } from './ui/api.ts';

/** Composes the parts. Nothing is read or asked here that can wait: the project opens after activation has returned. */
export function activate(context: vscode.ExtensionContext): TouchstoneApi {
  const started = performance.now();
  try {
    const api = compose(context);
    performance.measure('touchstone.activate', { start: started });
    return api;
  } catch (error) {
    // VS Code does not tell the user when activation fails.
    void vscode.window.showErrorMessage(
      vscode.l10n.t(
        'Touchstone could not start: {0}',
        error instanceof Error ? error.message : String(error),
      ),
    );
    throw error;
  }
}

function compose(context: vscode.ExtensionContext): TouchstoneApi {
  // First: every text that is made from here on is in the display language.
  setDisplayLanguage({ tag: vscode.env.language, bundle: vscode.l10n.bundle });
  const services = createServices(context);
  const projects = new Projects(services);
  const statusBar = new StatusBar(projects);
  const queues = new Queues(services, projects);
  statusBar.paceLines = async (session) => paceLines(await paceOf(session, queues));
  const tree = new TaskTree(services, projects, queues);
  const consent = new RunConsent(services);
  const runs = new RunController(services, projects, consent);
  const inputs = new Inputs(services, projects, runs);
  const outputs = new OutputDocuments(projects);
  const everything = new RunEverything(projects, runs);
  const hints = new Hints(services, runs.services);
  const models = new OfferedModels();
  const generation = new GenerationController(services, projects);
  const corrections = new Corrections(services, projects);
  const editors = new AnswerEditors(corrections);
  const responses = new ResponseDocuments(projects);
  const argilla = new ArgillaController(services, projects, statusBar);
  const texts = new TextDocuments();
  const guidelines = new Guidelines(services, projects, texts);
  const guidelinesPanel = new GuidelinesPanel(services, projects);
  const live: LiveState = {
    partial: (taskId, response) => generation.partial(taskId, response),
    runs: (taskId, subject) => runs.live(taskId, subject),
    hints: (...what) => hints.of(...what),
    protection: () => runs.services.protection,
    offersModels: () => models.any,
    correctionOpen: (taskId) => corrections.isOpen(taskId),
    queue: (session, { task, annotation }) => queues.progress(session, task.id, annotation?.status),
    done: (session) => import('./ui/done.ts').then(({ doneView }) => doneView(session, queues, argilla)),
    pace: async (session) => paceLines(await paceOf(session, queues)),
  };
  const ahead = new Ahead((session, taskId) => queues.nextAhead(session, taskId), {
    ...live,
    queue: (session, { task }) => queues.progressAhead(session, task.id),
  });
  const panel = new ReviewPanel(services, projects, live, ahead);
  queues.onDidChange(() => panel.refreshAll());
  const settled = () => panel.settled();
  const picks = new ScorePicks(projects, { settled, more: (look) => suggestionSteps(projects, look) });
  const lineComments = new LineComments(services, projects, editors, responses, settled);
  const walkthrough = new Walkthrough(services, projects);
  const app: App = {
    services,
    projects,
    queues,
    tree,
    panel,
    responses,
    corrections,
    editors,
    runs,
    inputs,
    outputs,
    everything,
    consent,
    generation,
    argilla,
    guidelines,
    guidelinesPanel,
    texts,
    statusBar,
    walkthrough,
  };
  const { api, ...apiEvents } = createApi(projects, argilla);

  context.subscriptions.push(
    projects,
    statusBar,
    queues,
    tree,
    runs,
    outputs,
    everything,
    hints,
    models,
    generation,
    corrections,
    responses,
    argilla,
    texts,
    guidelines,
    guidelinesPanel,
    panel,
    walkthrough,
    new ResponseLenses(projects, editors),
    editors,
    lineComments,
    new ScoreStatus(projects, editors),
    new PaceTracker(services, projects, editors, panel),
    apiEvents,
    panel.onDidShow((taskId) => {
      queues.opened(taskId);
      void tree.reveal(taskId);
    }),
    queues.onDidChange(() => panel.refresh()),
    runs.onDidChange(() => panel.refresh()),
    runs.services.onDidChange(() => panel.refresh()),
    hints.onDidChange(() => panel.refresh()),
    models.onDidChange(() => panel.refresh()),
    generation.onText(({ taskId, response, delta }) => panel.postText(taskId, response, delta)),
    generation.onDidChange((taskId) => taskId === panel.taskId && panel.refresh()),
    register(app, {
      ...projectCommands(app),
      ...judgeCommands(app),
      ...stepCommands(app),
      ...asideCommands(app),
      ...guidelinesCommands(app),
      ...responseCommands(app),
      ...runCommands(app),
      ...scoreCommands(app, picks, lineComments),
      ...outsideCommands(app),
      ...queueCommands(app),
      ...bulkCommands(app),
    }),
  );
  void projects
    .openInitial()
    .then(() => showAtStart(app))
    .catch((error: unknown) => services.log.error(String(error)));
  return api;
}
