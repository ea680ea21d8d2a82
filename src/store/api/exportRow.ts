import type { OracleRun } from '../../domain/run.ts';
import type { StoredAnnotation } from '../../domain/annotationHistory.ts';
import type { Judgement } from '../../domain/judgement.ts';
import type { Rubric } from '../../domain/rubric.ts';
import type { Generation, Run, Task, TheirVerdict } from '../../domain/task.ts';

/** What an answer is about, also when others took its place since. */
export interface JudgedTexts {
  /** As it was. */
  task: Task;
  /**
   * Of the same text, too, as it had come about. `undefined`: there was none, or nobody knows it any more. With `forOther` one is no
   * response to the instruction of this `task`.
   */
  generations: [Generation | undefined, Generation | undefined];
}

/** One task with one annotation (or none), as exported. */
export interface ExportRow extends JudgedTexts {
  annotation?: StoredAnnotation;
  /** What the annotator wants to be called, who is no user of Argilla; where nobody else is called so. */
  annotatorName?: string;
  /** That of the answer's version of the guidelines, where the store has it. */
  rubric?: Rubric;
  /** The chance with which the task was drawn for this annotator; missing where it was not drawn. */
  drawChance?: number;
  /** The newest of each response, input and program, oldest first; output clipped to its first 10,000 characters as in a `TaskDetail`. */
  runs: Run[];
  /** What the data set's own solution did with the inputs. */
  oracle?: OracleRun[];
  /** What judges say of the texts in the row, the newest of each judge and question. */
  judged?: Pick<Judgement, 'judge' | 'question' | 'verdict'>[];
  /** What logs of other programs say of the texts with these hashes. */
  theirs?: (TheirVerdict & { hash: string })[];
}

/** Where a row of an export stands. */
export interface ExportPlace {
  position: number;
  annotator?: string;
}
