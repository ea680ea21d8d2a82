import type { Answer } from '../../domain/annotation.ts';
import { sha256 } from '../../platform/hash.ts';
import type { Database } from '../sqlite/database.ts';
import { stateColumns } from '../sqlite/rows.ts';

/**
 * A text of more than this many characters is kept once, by its hash, for all entries of the history that hold it: a hundred acts on one
 * long correction cost one.
 */
const longer = 300;

const fields = ['correction', 'comments', 'flag', 'skipped'] as const;

/** `stateColumns` of the history `h`: the answer with all of its texts, as it was given. */
export const entryColumns = stateColumns('h').replace(
  'h.answer',
  `CASE WHEN EXISTS (SELECT 1 FROM history_texts x WHERE x.seq = h.seq)
     THEN json_patch(h.answer, (SELECT json_group_object(x.field, json(y.text))
       FROM history_texts x JOIN texts y ON y.hash = x.hash WHERE x.seq = h.seq))
     ELSE h.answer END AS answer`,
);

interface LongText {
  field: string;
  hash: string;
  /** As JSON, which every character survives. */
  text: string;
}

/** An answer as an entry keeps it: its long texts apart. */
export interface SplitAnswer {
  rest: Answer;
  texts: LongText[];
}

export function splitAnswer(answer: Answer): SplitAnswer {
  const texts = fields.flatMap((field): LongText[] => {
    const value = answer[field];
    if (value === undefined || value.length <= longer) return [];
    const text = JSON.stringify(value);
    return [{ field, text, hash: sha256(text) }];
  });
  const rest = texts.length === 0 ? answer : { ...answer };
  for (const { field } of texts) delete rest[field as (typeof fields)[number]];
  return { rest, texts };
}

/** For an entry that was just written. */
export function putTexts(db: Database, seq: number, texts: LongText[]): void {
  for (const { field, hash, text } of texts) {
    db.run('INSERT INTO texts (hash, text) VALUES (:hash, :text) ON CONFLICT (hash) DO NOTHING', {
      hash,
      text,
    });
    db.run('INSERT INTO history_texts (seq, field, hash) VALUES (:seq, :field, :hash)', { seq, field, hash });
  }
}

/** For an entry whose answer takes the place of the one that it had. Texts that no entry has any more go. */
export function replaceTexts(db: Database, seq: number, before: Answer, texts: LongText[]): void {
  const gone = splitAnswer(before).texts;
  const same = (a: LongText, b: LongText): boolean => a.field === b.field && a.hash === b.hash;
  if (gone.length === texts.length && gone.every((old) => texts.some((now) => same(old, now)))) return;
  db.run('DELETE FROM history_texts WHERE seq = :seq', { seq });
  putTexts(db, seq, texts);
  for (const { hash } of gone)
    db.run(
      'DELETE FROM texts WHERE hash = :hash AND NOT EXISTS (SELECT 1 FROM history_texts x WHERE x.hash = :hash)',
      { hash },
    );
}
