import type * as vscode from 'vscode';
import { ArgillaController } from '../argilla/argillaController.ts';
import { createServices } from '../common/services.ts';
import { attempt } from '../common/notifications.ts';
import { TextDocuments } from '../common/textDocuments.ts';
import { AnswerEditors } from '../editors/answerEditors.ts';
import { Corrections } from '../editors/corrections.ts';
import { LineComments } from '../editors/lineCommentThreads.ts';
import { ResponseDocuments } from '../editors/responseDocuments.ts';
import { ExportLeftovers } from '../export/exportLeftovers.ts';
import { ExportPanel } from '../export/exportPanel.ts';
import { GenerationController, OfferedModels } from '../generation/generationController.ts';
import { guidelinesActs } from '../guidelines/guidelinesCommands.ts';
import { Guidelines } from '../guidelines/guidelinesChanges.ts';
import { GuidelinesPanel } from '../guidelines/guidelinesPanel.ts';
import { InsightsPanel } from '../insights/insightsPanel.ts';
import { inputActs } from '../inputs/inputEdits.ts';
import { StatusBar } from '../progress/statusBar.ts';
import { JudgeController } from '../judge/judgeController.ts';
import { Walkthrough } from '../projects/walkthrough.ts';
import { Queues } from '../queue/queues.ts';
import { TaskTree } from '../queue/taskTree.ts';
import { ReviewPanel } from '../review/reviewPanel.ts';
import { taskActs } from '../review/taskActs.ts';
import { taskNavigator } from '../review/taskNavigator.ts';
import { DatasetProblems } from '../projects/datasetProblems.ts';
import { DatasetWatch } from '../runs/datasetWatch.ts';
import { Hints } from '../runs/criterionHints.ts';
import { MatrixPanel } from '../matrix/matrixPanel.ts';
import { OutputDocuments } from '../runs/outputDocuments.ts';
import { RunEverything } from '../runs/runAllResponses.ts';
import { RunController } from '../runs/runController.ts';
import { RunConsent } from '../runs/sandboxConsent.ts';
import { ScorePicks } from '../scoring/scorePicks.ts';
import { tagActs } from '../tags/nameTags.ts';
import { inFront } from '../session/commands.ts';
import { Projects } from '../session/projects.ts';

export type Parts = ReturnType<typeof makeParts>;

/** Makes all parts of the extension, each from those it needs. Nothing is read or asked here that can wait. */
export function makeParts(context: vscode.ExtensionContext) {
  const projects = new Projects(createServices(context));
  const queues = new Queues(projects);
  const statusBar = new StatusBar(projects, queues);
  const tree = new TaskTree(projects, queues, (taskId) => panel.show(taskId, { focused: false }));
  const consent = new RunConsent(projects.services);
  const runs = new RunController(projects, consent);
  const watch = new DatasetWatch(projects, runs);
  const problems = new DatasetProblems(projects, watch);
  const inputs = inputActs(projects, runs);
  const outputs = new OutputDocuments(projects);
  const everything = new RunEverything(projects, runs);
  const hints = new Hints(runs.services);
  const models = new OfferedModels();
  const generation: GenerationController = new GenerationController(projects, (taskId): Promise<void> =>
    panel.show(taskId),
  );
  const corrections = new Corrections(projects);
  const editors = new AnswerEditors(corrections);
  const responses = new ResponseDocuments(projects);
  const argilla = new ArgillaController(projects, statusBar);
  const leftovers = new ExportLeftovers(projects);
  const texts = new TextDocuments();
  const panel = new ReviewPanel(projects, { queues, runs, hints, models, generation, corrections, argilla });
  const navigator = taskNavigator({ projects, queues, panel, editors, responses });
  const acts = taskActs({ projects, panel, texts, editors, navigator });
  const tagging = tagActs({ projects, panel });
  const guidelines = new Guidelines(projects, texts, () => guiding.reopenOlder());
  const guiding = guidelinesActs({ projects, panel, guidelines });
  const guidelinesPanel = new GuidelinesPanel(projects, guiding);
  const insights = new InsightsPanel(projects, { queues, panel });
  const matrix = new MatrixPanel(projects, { queues, panel, everything, generation });
  const picks = new ScorePicks({ projects, panel, corrections, responses, acts });
  const lineComments = new LineComments(projects, panel, editors, responses);
  const judges = new JudgeController(projects, panel);
  const walkthrough = new Walkthrough(projects);
  const exports = new ExportPanel(projects, { queues, walkthrough });
  return {
    projects,
    statusBar,
    queues,
    tree,
    consent,
    runs,
    watch,
    problems,
    inputs,
    outputs,
    everything,
    hints,
    models,
    generation,
    corrections,
    editors,
    responses,
    argilla,
    leftovers,
    texts,
    guidelines,
    guiding,
    guidelinesPanel,
    insights,
    matrix,
    panel,
    navigator,
    acts,
    tagging,
    undo: () => void attempt(projects.services.log, () => acts.step('undo')),
    picks,
    lineComments,
    judges,
    walkthrough,
    exports,
    inFront: inFront(() => ({
      side: editors.current?.side,
      taskId: editors.current?.taskId ?? panel.taskId,
    })),
  };
}
