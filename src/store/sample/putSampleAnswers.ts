import { responsesIn, type Judgement } from '../../domain/judgement.ts';
import { isSampleName } from '../../domain/namesOfPeople.ts';
import { shownOrder, writeAnnotation } from '../answers/annotations.ts';
import { putGuidelines } from '../answers/guidelinesRows.ts';
import { putJudgement } from '../answers/judgementRows.ts';
import { addTime } from '../answers/timeSpent.ts';
import type { SampleAnswer, SampleAnswers } from '../api/sampleAnswers.ts';
import { taskHash } from '../api/shownTexts.ts';
import { currentHashes } from '../content/generations.ts';
import { getMeta, setMeta } from '../content/meta.ts';
import { introduce } from '../content/people.ts';
import type { Database } from '../sqlite/database.ts';
import { positionOf, taskAt } from '../sqlite/rows.ts';
import { tagNamed } from '../tags/tagNames.ts';

const doneKey = 'sampleAnswers';

/**
 * Writes what a sample project's annotators and its judge have said, once in a database: under names that are nobody's here, with nothing to be
 * sent. Gives how many answers were written. Errors: `task-missing`.
 */
export function putSampleAnswers(db: Database, sample: SampleAnswers): number {
  if (getMeta(db, doneKey) !== undefined) return 0;
  for (const { name, label } of sample.annotators) if (isSampleName(name)) introduce(db, name, label);
  for (const { version, text, rubric } of sample.guidelines) putGuidelines(db, version, text, rubric);
  const answers = sample.answers.filter(({ annotator }) => isSampleName(annotator));
  for (const answer of answers) putAnswer(db, answer);
  for (const judgement of sample.judgements) putJudgement(db, aboutNow(db, judgement), []);
  setMeta(db, doneKey, 'written');
  return answers.length;
}

function putAnswer(db: Database, { taskId, annotator, at, spentMs, guidelinesVersion, ...of }: SampleAnswer) {
  const position = positionOf(db, taskId);
  const order = shownOrder(db, taskId, annotator, of.shownOrder);
  const tags = of.tags.map(({ name, ...use }) => ({ ...use, tag: tagNamed(db, name).id }));
  const answer = { ...of.answer, ...(tags.length > 0 && { tags }) };
  const change = { annotator, status: 'submitted', answer, guidelinesVersion, kind: 'act', at } as const;
  writeAnnotation(db, position, taskId, change, order);
  addTime(db, taskId, annotator, spentMs);
}

function aboutNow(db: Database, judgement: SampleAnswers['judgements'][number]): Judgement {
  const position = positionOf(db, judgement.taskId);
  const { hash1, hash2 } = currentHashes(db, position);
  const asked = responsesIn(judgement.question);
  const [first, second] = [hash1, hash2].map((hash, i) =>
    asked.includes(i === 0 ? 1 : 2) ? (hash ?? '') : '',
  );
  const about: Judgement['about'] = {
    task: taskHash(taskAt(db, position)),
    responses: [first ?? '', second ?? ''],
  };
  return { ...judgement, about };
}
