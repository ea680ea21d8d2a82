import { mergeChanges, type TaskChange } from '../../domain/change.ts';
import type { ProjectConfig } from '../../project/config.ts';

/** A part of `touchstone.json`, or what the guidelines' file says. */
export type ConfigPart = keyof ProjectConfig | 'guidelineText';

/** What changed since the last time that it was told; several changes in a row are told as one. */
export interface ProjectChange {
  /** Another project is open, or none: everything else is its own. */
  project?: true;
  config?: ReadonlySet<ConfigPart>;
  /** Somebody else annotates, or the same person under another identity. */
  annotator?: true;
  tasks?: TaskChange;
  /** Tasks were loaded, also where nothing of them is new. */
  loaded?: true;
  /** An answer that was given in this window waits to be sent. */
  outbox?: true;
}

export function mergeProjectChanges(a: ProjectChange, b: ProjectChange): ProjectChange {
  return {
    ...a,
    ...b,
    ...((a.config || b.config) && { config: new Set([...(a.config ?? []), ...(b.config ?? [])]) }),
    ...((a.tasks || b.tasks) && { tasks: b.tasks ? mergeChanges(a.tasks, b.tasks) : a.tasks }),
  };
}

/** Whether what was known of the project or of its annotator says nothing any more. */
export function isOther({ project, annotator }: ProjectChange): boolean {
  return project === true || annotator === true;
}
