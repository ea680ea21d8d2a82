import type { Event, Uri } from 'vscode';
import type { Annotation, Answer, ResponseNumber, TaskState } from '../../domain/annotation.ts';

import type { SuggestedField } from '../../domain/annotationHistory.ts';
import type { Verdict } from '../../domain/run.ts';

export type { Annotation, Answer, SuggestedField, TaskState };

export interface ProposedSuggestion {
  /** Who proposes it, as shown. */
  agent: string;
  /** `judge`: a model that judges; `agent` (the default): anything else. */
  origin?: 'judge' | 'agent';
  field: SuggestedField;
  /** As the field of an `Answer`. */
  value: NonNullable<Answer[SuggestedField]>;
  /** How sure the agent is, from 0 to 1. */
  score?: number;
  /** Why, by criterion. */
  reasons?: Record<string, string>;
}

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
  /** The newest run of each response and input; outputs clipped to 20,000 characters. */
  runs(taskId: string): Promise<
    {
      response: ResponseNumber | 'correction';
      /** One line that names the input; none: the program as it is. */
      input?: string;
      inputId?: string;
      verdict: Verdict;
      /** Checks that ran to their end, and how many held, where the language's harness counts them. */
      checks?: number;
      checksPassed?: number;
      /** What the input's last expression evaluated to. */
      value?: string;
      exitCode?: number;
      signal?: string;
      timedOut: boolean;
      stdout: string;
      stderr: string;
      durationMs: number;
      peakMemoryBytes?: number;
      /** Interpreter and version. */
      runner: string;
      /** `none`, or what protected the machine. */
      sandbox: string;
      /** SHA-256 (hex) of the program that ran. */
      codeHash: string;
    }[]
  >;
  /** The current annotator's answer. */
  annotation(taskId: string): Promise<Annotation | undefined>;
  /** Changes the fields that are given; an empty text, or no points, takes one away. A score alone takes the place of points. */
  annotate(
    taskId: string,
    answer: Omit<Answer, 'tags'>,
    status: 'draft' | 'submitted' | 'discarded',
  ): Promise<void>;
  /**
   * Proposes values for an answer, which the annotator sees once both responses are scored (or as `suggestions` of touchstone.json
   * says) and may take over; an answer says which of its fields were. One for each agent and field: a newer one replaces it.
   * `points1`, `score2` and so on are about Response 1 and 2, the order of the models.
   */
  suggest(taskId: string, suggestions: ProposedSuggestion[]): Promise<void>;
  sync(): Promise<{ connectedTo?: string; user?: string; unsent: number; failed: number }>;
  readonly onDidChange: Event<{ taskIds: string[] }>;
}
