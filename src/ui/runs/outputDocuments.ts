import * as vscode from 'vscode';
import { joined, pathPart } from '../common/taskText.ts';
import * as z from 'zod';
import { responseOf } from '../../domain/sides.ts';
import type { ShownOrder } from '../../domain/annotation.ts';
import { TouchstoneError } from '../../platform/errors.ts';
import { decimal } from '../../platform/displayLanguage.ts';
import { sha256 } from '../../platform/hash.ts';
import { escapeControls } from '../../platform/text.ts';
import type { Run, TaskDetail } from '../../domain/task.ts';
import { ProjectPart, type Projects } from '../session/projects.ts';
import { inputName } from './runReportText.ts';
import { subjectTitle } from './runTerminals.ts';
import { queryOf, showBeside, showDiff } from '../common/textDocuments.ts';
import { shownSubject } from '../common/subjects.ts';

export const outputScheme = 'touchstone-output';

const refSchema = z.object({ runId: z.string(), part: z.enum(['all', 'output']) });
type Ref = z.output<typeof refSchema>;

/** Whole outputs of runs as read-only documents: control characters are made visible, nothing is interpreted. */
export class OutputDocuments extends ProjectPart implements vscode.TextDocumentContentProvider {
  constructor(projects: Projects) {
    super(projects);
    this.own(vscode.workspace.registerTextDocumentContentProvider(outputScheme, this));
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const ref = queryOf(uri, refSchema);
    const session = await this.projects.need();
    const run = ref && (await session.store.run(ref.runId));
    if (!ref || !run) return vscode.l10n.t('This run no longer exists.');
    return ref.part === 'all' ? wholeText(run) : comparedText(run);
  }

  /** Everything that one run showed. Errors: `task-missing`. */
  async open(taskId: string, runId: string): Promise<vscode.Uri> {
    const { look } = await this.projects.look(taskId);
    const run = look.runs.find((r) => r.id === runId);
    if (!run) throw new TouchstoneError('task-missing', vscode.l10n.t('This run no longer exists.'));
    const uri = uriOf(look, run, 'all');
    await showBeside(uri);
    return uri;
  }

  /** What both responses showed for an input (none: as they are), in VS Code's own diff editor. Errors: `task-missing`. */
  async diff(taskId: string, inputId: string | undefined): Promise<[vscode.Uri, vscode.Uri]> {
    const { look } = await this.projects.look(taskId);
    const last = (side: 'A' | 'B'): Run => {
      const response = responseOf(look.shownOrder, side);
      const run = look.runs.filter((r) => r.response === response && r.input?.id === inputId).at(-1);
      if (run) return run;
      throw new TouchstoneError(
        'task-missing',
        vscode.l10n.t('Response {0} was not run with this yet.', side),
        vscode.l10n.t('Run both responses first.'),
      );
    };
    const [a, b] = [last('A'), last('B')];
    const title = `${inputName(a.input, 40)}: A ↔ B`;
    return showDiff(uriOf(look, a, 'output'), uriOf(look, b, 'output'), title);
  }
}

/** The last part is what a tab shows: the side, never a model. */
function uriOf(look: TaskDetail & { shownOrder: ShownOrder }, run: Run, part: Ref['part']): vscode.Uri {
  const shown = shownSubject(look, run.response);
  const input = pathPart(inputName(run.input, 30), 'input');
  return vscode.Uri.from({
    scheme: outputScheme,
    path: `/${sha256(run.id, 12)}/${subjectTitle(shown)} – ${input}.txt`,
    query: JSON.stringify({ runId: run.id, part } satisfies Ref),
  });
}

function block(title: string, text: string): string {
  const shown = escapeControls(text);
  return `── ${title} ──\n${shown}${shown === '' || shown.endsWith('\n') ? '' : '\n'}`;
}

function wholeText(run: Run): string {
  const end = run.exitCode === undefined ? (run.signal ?? '') : vscode.l10n.t('exit code {0}', run.exitCode);
  const facts = [run.runner, run.sandbox, run.verdict, end, `${decimal(run.durationMs / 1000, 3)} s`];
  if (run.peakMemoryBytes !== undefined) facts.push(`${decimal(run.peakMemoryBytes / 2 ** 20, 1)} MiB`);
  const { code, stdin, args, expectedValue, expectedOutput } = run.input ?? {};
  const parts: [string, string | undefined][] = [
    [vscode.l10n.t('code'), code],
    [vscode.l10n.t('arguments'), args?.map((arg) => JSON.stringify(arg)).join(' ')],
    ['stdin', stdin],
    [vscode.l10n.t('expected value'), expectedValue],
    [vscode.l10n.t('expected output'), expectedOutput],
    [vscode.l10n.t('value'), run.value || undefined],
    ['stdout', run.stdout],
    ['stderr', run.stderr],
  ];
  const cut =
    run.truncatedBytes > 0 ? [vscode.l10n.t('{0} more bytes were not kept', run.truncatedBytes)] : [];
  return [
    joined(' · ', ...facts),
    ...parts.flatMap(([title, text]) => (text === undefined ? [] : [block(title, text)])),
    ...cut,
  ].join('\n');
}

/** What a person compares: value and outputs, without times and versions, which always differ. */
function comparedText(run: Run): string {
  return joined(
    '\n',
    run.value ? block(vscode.l10n.t('value'), run.value) : '',
    block('stdout', run.stdout),
    run.stderr === '' ? '' : block('stderr', run.stderr),
  );
}
