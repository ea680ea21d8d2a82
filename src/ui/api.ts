import type { Event, Uri } from 'vscode';
import type { Annotation, Answer, ResponseNumber, TaskState } from '../annotation/types.ts';

export type { Annotation, Answer, TaskState };

/**
 * What `activate()` returns, for other extensions and for tests. Promises reject with the typed errors that the UI shows
 * (`code`, `message`, `action`).
 */
export interface TouchstoneApi {
  readonly version: 1;
  /** Opens a workspace folder's project: also what opening such a folder does. */
  openProject(folder: Uri): Promise<{ name: string; taskCount: number }>;
  tasks(filter?: {
    state?: TaskState;
    text?: string;
    offset?: number;
    limit?: number;
  }): Promise<{ id: string; instruction: string; state: TaskState }[]>;
  generations(
    taskId: string,
  ): Promise<{ response: ResponseNumber; model: string; text: string; finishReason?: string }[]>;
  runs(taskId: string): Promise<
    {
      response: ResponseNumber | 'correction';
      input?: string;
      exitCode?: number;
      signal?: string;
      timedOut: boolean;
      stdout: string;
      stderr: string;
      durationMs: number;
      sandbox: string;
    }[]
  >;
  /** The current annotator's answer. */
  annotation(taskId: string): Promise<Annotation | undefined>;
  annotate(taskId: string, answer: Answer, status: 'draft' | 'submitted' | 'discarded'): Promise<void>;
  sync(): Promise<{ connectedTo?: string; user?: string; unsent: number; failed: number }>;
  readonly onDidChange: Event<{ taskIds: string[] }>;
}
