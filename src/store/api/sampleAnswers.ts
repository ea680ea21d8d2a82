import type { Answer, ShownOrder } from '../../domain/annotation.ts';
import type { Judgement } from '../../domain/judgement.ts';
import type { Rubric } from '../../domain/rubric.ts';
import type { TagUse } from '../../domain/tags.ts';

/** A submitted answer that comes with a sample project. */
export interface SampleAnswer {
  taskId: string;
  /** The name of one of the sample's annotators. */
  annotator: string;
  shownOrder: ShownOrder;
  /** ISO 8601, UTC. */
  at: string;
  spentMs: number;
  guidelinesVersion: string;
  answer: Omit<Answer, 'tags'>;
  /** Failure modes by their names. */
  tags: (Omit<TagUse, 'tag' | 'name'> & { name: string })[];
}

/** All that people and a judge have said of the tasks of a sample project. */
export interface SampleAnswers {
  /** Names that belong to nobody who annotates here, with what they are told as: see `isSampleName`. */
  annotators: { name: string; label: string }[];
  guidelines: { version: string; text: string; rubric: Rubric }[];
  answers: SampleAnswer[];
  /** About the texts that are there. */
  judgements: Omit<Judgement, 'about'>[];
}
