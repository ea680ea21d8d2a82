import * as vscode from 'vscode';
import { setDisplayLanguage } from './platform/displayLanguage.ts';
import type { TouchstoneApi } from './ui/api/api.ts';
import { createApi } from './ui/api/createApi.ts';
import { AnswerEditors } from './ui/editors/answerEditors.ts';
import { ArgillaController } from './ui/argilla/argillaController.ts';
import { ResponseLenses } from './ui/editors/responseLenses.ts';
import { register, type App } from './ui/common/commands.ts';
import { asideCommands } from './ui/review/skipCommands.ts';
import { bulkCommands } from './ui/queue/bulkCommands.ts';
import { judgeCommands } from './ui/review/reviewCommands.ts';
import { guidelinesCommands } from './ui/guidelines/guidelinesCommands.ts';
import { outsideCommands } from './ui/argilla/argillaCommands.ts';
import { queueCommands } from './ui/queue/queueCommands.ts';
import { projectCommands, showAtStart } from './ui/projects/projectCommands.ts';
import { responseCommands } from './ui/editors/responseCommands.ts';
import { runCommands } from './ui/runs/runCommands.ts';
import { scoreCommands } from './ui/scoring/scoreCommands.ts';
import { stepCommands } from './ui/review/undoCommands.ts';
import { RunConsent } from './ui/runs/sandboxConsent.ts';
import { createServices } from './ui/common/services.ts';
import { Corrections } from './ui/editors/corrections.ts';
import { Guidelines } from './ui/guidelines/guidelinesChanges.ts';
import { GuidelinesPanel } from './ui/guidelines/guidelinesPanel.ts';
import { Hints } from './ui/runs/criterionHints.ts';
import { GenerationController } from './ui/generation/generationController.ts';
import { Inputs } from './ui/inputs/inputEdits.ts';
import { LineComments } from './ui/editors/lineCommentThreads.ts';
import { OfferedModels } from './ui/generation/offeredModels.ts';
import { OutputDocuments } from './ui/runs/outputDocuments.ts';
import { paceLines, paceOf, PaceTracker } from './ui/progress/paceTracker.ts';
import { Projects } from './ui/session/projects.ts';
import { Queues } from './ui/queue/queues.ts';
import { ResponseDocuments } from './ui/editors/responseDocuments.ts';
import { Ahead } from './ui/review/nextTaskPrefetch.ts';
import { ReviewPanel } from './ui/review/reviewPanel.ts';
import type { LiveState } from './ui/review/reviewSnapshot.ts';
import { RunEverything } from './ui/runs/runAllResponses.ts';
import { RunController } from './ui/runs/runController.ts';
import { ScorePicks } from './ui/scoring/scorePicks.ts';
import { ScoreStatus } from './ui/scoring/scoreStatus.ts';
import { suggestionSteps } from './ui/scoring/suggestionItems.ts';
import { StatusBar } from './ui/progress/statusBar.ts';
import { TextDocuments } from './ui/common/textDocuments.ts';
import { TaskTree } from './ui/queue/taskTree.ts';
import { Walkthrough } from './ui/projects/walkthrough.ts';

export type { TouchstoneApi } from './ui/api/api.ts';

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
    done: (session) =>
      import('./ui/review/queueDone.ts').then(({ doneView }) => doneView(session, queues, argilla)),
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
