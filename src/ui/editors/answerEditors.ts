import * as vscode from 'vscode';
import { Owner } from '../common/owner.ts';
import type { Side } from '../../domain/annotation.ts';
import { setContext } from '../common/services.ts';
import type { CorrectionRef, Corrections } from './corrections.ts';
import { refOf } from './responseDocuments.ts';

/** What an editor shows of a task. */
export interface AnswerRef extends CorrectionRef {
  /** Whose text: a shown response's, the correction's, or the instruction. */
  subject: Side | 'correction' | 'task';
}

/** Knows which editors show a response or its correction, and which task has the focus that way. */
export class AnswerEditors extends Owner {
  readonly #corrections: Corrections;
  readonly #changed = this.own(new vscode.EventEmitter<AnswerRef | undefined>());
  #told: AnswerRef | undefined;

  /** Another task or text has the focus, or none. */
  readonly onDidChange = this.#changed.event;

  constructor(corrections: Corrections) {
    super();
    this.#corrections = corrections;
    this.own(
      vscode.window.onDidChangeActiveTextEditor(() => this.#look()),
      corrections.onDidOpen(() => this.#look()),
    );
    this.#look();
  }

  /** Of the active editor. */
  get current(): AnswerRef | undefined {
    const uri = vscode.window.activeTextEditor?.document.uri;
    // The box of a comment is an editor of its own, inside the one that is commented.
    if (uri?.scheme === 'comment') return this.#told;
    return uri && this.of(uri);
  }

  of(uri: vscode.Uri): AnswerRef | undefined {
    const ref = refOf(uri);
    if (ref) return { ...ref, subject: ref.of ?? ref.side };
    const link = this.#corrections.linkOf(uri);
    return link && { ...link, subject: 'correction' };
  }

  #look(): void {
    const now = this.current;
    if (JSON.stringify(now) === JSON.stringify(this.#told)) return;
    this.#told = now;
    setContext('answerEditor', now?.subject);
    this.#changed.fire(now);
  }
}
