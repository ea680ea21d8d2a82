import { randomUUID } from 'node:crypto';
import type * as vscode from 'vscode';
import { argillaAnnotator, localAnnotator } from '../annotation/identity.ts';
import type { ProjectConfig } from '../project/config.ts';

/** The Argilla user who was last connected to an origin. */
export interface KnownUser {
  id: string;
  username: string;
  role: string;
}

/**
 * Who annotates: the Argilla user who was last connected to the project's server, else an id of this machine. Kept in the
 * editor's global state, so that the same person is the same annotator in every project and offline.
 */
export class Identities {
  readonly #state: vscode.Memento;

  constructor(state: vscode.Memento) {
    this.#state = state;
  }

  get local(): string {
    let id = this.#state.get<string>('annotator.local');
    if (!id) {
      id = randomUUID();
      void this.#state.update('annotator.local', id);
    }
    return localAnnotator(id);
  }

  user(origin: string): KnownUser | undefined {
    return this.#state.get<KnownUser>(`argilla.user:${origin}`);
  }

  remember(origin: string, user: KnownUser | undefined): Thenable<void> {
    return this.#state.update(`argilla.user:${origin}`, user);
  }

  annotatorOf(config: ProjectConfig): string {
    if (!config.argilla) return this.local;
    const origin = new URL(config.argilla.url).origin;
    const user = this.user(origin);
    return user ? argillaAnnotator(origin, user.id) : this.local;
  }
}
