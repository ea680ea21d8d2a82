import type { PlacedUse, Tag } from '../../domain/tags.ts';
import type { Database } from '../sqlite/database.ts';

/** What a use is of by now, over uses `u`; NULL where that was removed. */
export const tagNow = `(SELECT n.id FROM tags g JOIN tags n ON n.id = coalesce(g.within, g.id) WHERE g.id = u.tag AND n.gone = 0)`;

const counts = 'count(*) AS n, count(*) FILTER (WHERE annotator = :annotator) AS own';
const merging = 'SELECT within FROM tags WHERE within IS NOT NULL';
/** Of those into which none was merged: an index says it. */
const plainCounts = `SELECT tag, ${counts} FROM tag_uses
  WHERE tag NOT IN (SELECT id FROM tags WHERE within IS NOT NULL) AND tag NOT IN (${merging}) GROUP BY tag`;
/** Of the others: what was merged into one in one place is one. */
const mergedCounts = `SELECT tag, ${counts} FROM (
  SELECT DISTINCT coalesce(g.within, g.id) AS tag, u.annotator, u.task, u.response, u.first_line, u.last_line
  FROM tags g JOIN tag_uses u ON u.tag = g.id WHERE g.within IS NOT NULL OR g.id IN (${merging})) GROUP BY tag`;

/** Failure modes that somebody has named in an answer that stands, those first that the annotator names most. */
export function tags(db: Database, annotator: string): Tag[] {
  const rows = db.all<Omit<Tag, 'former'> & { former: string }>(
    `SELECT n.id, n.name, u.own AS uses, u.n AS "all",
       (SELECT json_group_array(f.name) FROM tags f WHERE f.within = n.id) AS former
     FROM (${plainCounts} UNION ALL ${mergedCounts}) u JOIN tags n ON n.id = u.tag
     WHERE n.gone = 0 ORDER BY uses DESC, "all" DESC, n.key`,
    { annotator },
  );
  return rows.map((row) => ({ ...row, former: JSON.parse(row.former) as string[] }));
}

/** Where the annotator has named a failure mode, in the order of the tasks; at most so many. */
export function tagUses(db: Database, annotator: string, tag: string, limit: number): PlacedUse[] {
  const rows = db.all<Omit<PlacedUse, 'lines'> & { first: number; last: number }>(
    `SELECT DISTINCT t.id AS taskId, substr(t.instruction, 1, 1000) AS instruction, u.response, ${tagNow} AS tag,
       u.first_line AS first, u.last_line AS last, CASE coalesce(o.first, 1) WHEN u.response THEN 'A' ELSE 'B' END AS side
     FROM tag_uses u JOIN tasks t ON t.position = u.task
     LEFT JOIN orders o ON o.task = u.task AND o.annotator = u.annotator
     WHERE u.annotator = :annotator AND u.tag IN (SELECT id FROM tags WHERE id = :tag OR within = :tag)
     ORDER BY t.position, u.response, u.first_line LIMIT :limit`,
    { annotator, tag, limit },
  );
  return rows.map(({ first, last, ...use }) => ({
    ...use,
    ...(last > 0 && { lines: [first, last] as [number, number] }),
  }));
}
