import type { OtherPerson, Person } from '../api/store.ts';
import { foldedName, isOwnName, isSampleName, looksLikeId } from '../../domain/namesOfPeople.ts';
import type { Database } from '../sqlite/database.ts';
import { getMeta } from './meta.ts';

/**
 * The annotator that answers of somebody with this name have. Each call of the store that says who annotates goes through it, so that a window
 * which knows a former name still writes to the same person. In a database that is not this editor's own yet nobody else says who one is.
 */
export function personOf(db: Database, name: string): string {
  if (db.unclaimed !== undefined) return getMeta(db, `${db.unclaimed}name:${name}`) ?? name;
  return db.get<{ person: string }>('SELECT person FROM names WHERE name = :name', { name })?.person ?? name;
}

export function whoIs(db: Database, name: string): Person {
  const annotator = personOf(db, name);
  const rows = db
    .all<{ name: string; label: string | null }>(
      'SELECT name, label FROM names WHERE person = :annotator ORDER BY name',
      { annotator },
    )
    .filter((row) => personOf(db, row.name) === annotator);
  const label = rows.find((row) => row.name === name)?.label;
  const names = [...new Set([name, annotator, ...rows.map((row) => row.name)])];
  return { annotator, names, ...(label && { label }) };
}

/** Those with answers; the most first. Annotators of a sample project are nobody whom one could be. */
export function otherPeople(db: Database, name: string): OtherPerson[] {
  const annotator = personOf(db, name);
  const others = db.all<{ other: string; answers: number; lastAt: string; asked: number }>(
    `SELECT c.annotator AS other, sum(c.n) AS answers,
       (SELECT max(updated_at) FROM annotations WHERE annotator = c.annotator) AS lastAt,
       EXISTS (SELECT 1 FROM strangers s WHERE (s.person = :annotator AND s.other = c.annotator)
         OR (s.other = :annotator AND s.person = c.annotator)) AS asked
     FROM answer_counts c WHERE c.annotator <> :annotator GROUP BY c.annotator HAVING sum(c.n) > 0 ORDER BY 2 DESC, 1`,
    { annotator },
  );
  const people = others.filter(({ other }) => !isSampleName(other));
  return people.map(({ other, answers, lastAt, asked }) => {
    const rows = db.all<{ name: string; label: string | null }>(
      'SELECT name, label FROM names WHERE person = :other ORDER BY name <> person, name',
      { other },
    );
    const own = rows.some((row) => row.name === other) ? [] : [{ name: other, label: null }];
    const names = [...own, ...rows].map((row) => ({
      name: row.name,
      ...(row.label && { label: row.label }),
    }));
    return { annotator: other, names, answers, lastAt, isStranger: asked === 1 };
  });
}

/** Notes what a name is told as. Other windows are told that somebody annotates under it. */
export function introduce(db: Database, name: string, label?: string): void {
  db.run(
    `INSERT INTO names (name, person, label) VALUES (:name, :name, :label)
     ON CONFLICT (name) DO UPDATE SET label = coalesce(excluded.label, label)`,
    { name, label: label ?? null },
  );
  db.changes.addAll();
}

/**
 * The name that somebody who is no user of Argilla has given themselves under any of their names. None that could be taken for another's:
 * that somebody else with answers has, too, or that looks like an id.
 */
export function ownNameOf(db: Database, annotator: string): string | undefined {
  if (isUser(annotator)) return undefined;
  const label = db.get<{ label: string }>(
    `SELECT label FROM names WHERE (name = :annotator OR person = :annotator) AND label <> ''
     ORDER BY name <> :annotator, name LIMIT 1`,
    { annotator },
  )?.label;
  if (label === undefined || !isOwnName(label) || looksLikeId(label)) return undefined;
  const others = db.all<{ person: string; label: string }>(
    `SELECT n.person, n.label FROM names n WHERE n.label <> '' AND n.person <> :annotator
       AND EXISTS (SELECT 1 FROM answer_counts c WHERE c.annotator = n.person AND c.n > 0)`,
    { annotator },
  );
  const isTaken = others.some(
    (other) => !isUser(other.person) && foldedName(other.label) === foldedName(label),
  );
  return isTaken ? undefined : label;
}

/** The annotator whom an id, any of their names, or the name that exports call them by means. */
export function personCalled(db: Database, name: string): string {
  const person = personOf(db, name);
  if (person !== name || looksLikeId(name)) return person;
  const called = db.all<{ person: string }>('SELECT DISTINCT person FROM names WHERE label = :name', {
    name,
  });
  return called.find((one) => ownNameOf(db, one.person) === name)?.person ?? name;
}

export function isUser(annotator: string): boolean {
  return annotator.startsWith('argilla:');
}

/** Notes that these are two persons: about neither is the other asked again. */
export function keepApart(db: Database, name: string, other: string): void {
  const [person, apart] = [personOf(db, name), personOf(db, other)];
  if (person !== apart)
    db.run('INSERT OR IGNORE INTO strangers (person, other) VALUES (:person, :apart)', { person, apart });
}
