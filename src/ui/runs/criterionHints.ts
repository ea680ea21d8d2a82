import * as vscode from 'vscode';
import { sha256 } from '../../platform/hash.ts';
import type { HintView } from '../../protocol/reviewViews.ts';
import type { RunInput, Subject } from '../../domain/run.ts';
import type { TaskDetail } from '../../domain/task.ts';
import { foundProgram } from '../../inputs/programCache.ts';
import type { RunServices } from './runServices.ts';
import type { Session } from '../session/session.ts';
import { Owner } from '../common/owner.ts';

/** What the code itself shows beside a criterion: found in the background, and shown with a later snapshot. */
export class Hints extends Owner {
  readonly #runServices: RunServices;
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  readonly #found = new Map<string, HintView[]>();
  readonly #looking = new Set<string>();

  readonly onDidChange = this.#changed.event;

  constructor(runServices: RunServices) {
    super();
    this.#runServices = runServices;
  }

  /** What is known yet; what is missing is looked for, and `onDidChange` tells. */
  of(session: Session, look: TaskDetail, subject: Subject, text: string, inputs: RunInput[]): HintView[] {
    const program = foundProgram(text, look.task);
    const runs = look.runs.filter((run) => run.response === subject && run.codeHash === program?.hash);
    const { rubric } = session.project.config;
    const facts = [program?.hash, sha256(text), runs.map((r) => r.id), inputs.map((i) => i.id), rubric];
    const key = sha256(JSON.stringify([vscode.workspace.isTrusted, ...facts]));
    const known = this.#found.get(key);
    if (known) return known;
    if (!program || this.#looking.has(key)) return [];
    this.#looking.add(key);
    void (async () => {
      const { hintsOf } = await import('../../code/codeHints.ts');
      const python = program.language === 'python' ? await this.#runServices.python(session) : undefined;
      this.#found.set(key, await hintsOf(program, runs, inputs, rubric, python, text));
      if (this.#found.size > 200) this.#found.delete(this.#found.keys().next().value ?? '');
    })()
      .catch((error: unknown) => {
        session.services.log.warn(`hints: ${String(error)}`);
        this.#found.set(key, []);
      })
      .finally(() => {
        this.#looking.delete(key);
        this.#changed.fire();
      });
    return [];
  }
}
