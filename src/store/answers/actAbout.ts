import { isDeepStrictEqual } from 'node:util';
import { fitToRubric } from '../../annotation/fitToRubric.ts';
import type { Answer } from '../../domain/annotation.ts';
import type { Act, StoredAnnotation } from '../../domain/annotationHistory.ts';
import { textsChanged } from '../api/shownTexts.ts';
import type { Hashes } from '../content/generations.ts';
import { isScored, otherTexts, type TextsNow } from '../content/otherTexts.ts';
import type { Database } from '../sqlite/database.ts';
import { aboutOf, toAnswer, type About, type AnnotationRow } from '../sqlite/rows.ts';

/** Which texts an answer is about, and which of these are others by now. */
export interface ActAbout {
  hashes: Hashes;
  about?: About;
  others?: StoredAnnotation['judgedOther'];
}

/**
 * The texts that an act is about. As long as scores are those of former texts the answer stays about these: scores become the new ones'
 * where they are given again, each response's by themselves, and all at once with a submit or discard that comes with the new texts on
 * screen. Errors: `texts-changed`, for a submit of former scores by somebody who was not shown the new texts.
 */
export function actAbout(
  db: Database,
  old: AnnotationRow | undefined,
  now: TextsNow,
  act: Pick<Act, 'answer' | 'rubric' | 'shown' | 'status' | 'tags'>,
): ActAbout {
  const { hashes } = now;
  const { answer, rubric, shown, status } = act;
  if (!old || old.status === 'pending' || status === 'pending') return { hashes };
  const former = toAnswer(old.answer);
  const { judgedOther } = otherTexts(db, old, now);
  const about = aboutOf(old.answer);
  if (shown === 'former')
    return { hashes: { hash1: old.hash1, hash2: old.hash2 }, about, others: judgedOther };
  if (!judgedOther || !isScored(former)) return { hashes };
  // To say what is wrong with a response is not to score it again.
  if (act.tags) return { hashes: { hash1: old.hash1, hash2: old.hash2 }, about, others: judgedOther };
  const final = status === 'submitted' || status === 'discarded';
  if (final && shown) return { hashes };
  // What no longer fits the rubric was left out, by nobody's will.
  const seen = rubric ? fitToRubric(rubric, former) : former;
  const again = ([1, 2] as const).map((n) => isGivenAgain(seen, answer, n));
  const stays = ([1, 2] as const).map((n) => !again[n - 1] && (isScored(former, n) || !again.includes(true)));
  if (!stays.includes(true)) return { hashes };
  if (status === 'submitted') throw textsChanged(false);
  const [first, second] = stays;
  const kept = {
    hashes: {
      hash1: first ? old.hash1 : hashes.hash1,
      hash2: second ? old.hash2 : hashes.hash2,
    },
    about: {
      task: again.includes(true) ? undefined : about.task,
      made1: first ? about.made1 : undefined,
      made2: second ? about.made2 : undefined,
    },
  };
  const row = { ...kept.hashes, answer: JSON.stringify({ ...answer, ...kept.about }) };
  return { ...kept, others: otherTexts(db, row, now).judgedOther };
}

function isGivenAgain(former: Answer, answer: Answer, n: 1 | 2): boolean {
  return (
    former[`score${n}`] !== answer[`score${n}`] ||
    !isDeepStrictEqual(former[`points${n}`] ?? {}, answer[`points${n}`] ?? {})
  );
}
