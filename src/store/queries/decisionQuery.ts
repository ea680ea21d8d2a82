import { countable } from '../../domain/unseenTasks.ts';
import { decisionOf, type Decision } from '../../stats/sequence/decision.ts';
import { FollowedDifferences } from '../../stats/sequence/followedDifferences.ts';
import { changesSince, newestChange } from '../queue/changesSince.ts';
import type { Database } from '../sqlite/database.ts';

/** A task with submitted answers, as `InsightRow`s tell of it. */
interface JudgedRow {
  position: number;
  /** When it was submitted first; ISO 8601, UTC. */
  first: string;
  /** Response 1 less Response 2, the mean of its annotators. */
  difference: number;
  /** Whether the annotator has submitted it. */
  own: 0 | 1;
  /** Whether it came to an annotator by unequal chances. */
  drawn: 0 | 1;
}

const followed = new WeakMap<Database, { of: string; judged: JudgedDifferences }>();

/**
 * Whether it is decided which model is better, by the answers that insights count, and about how many more tasks that takes.
 * `greatest`: the highest score of the rubric; `blind`: others' answers count as in `countable`.
 */
export function decision(
  db: Database,
  annotator: string,
  { greatest, blind }: { greatest: number; blind: boolean },
): Decision {
  const known = followed.get(db);
  const judged = known?.of === annotator ? known.judged : new JudgedDifferences(db, annotator);
  followed.set(db, { of: annotator, judged });
  return judged.decision(greatest, blind);
}

/** What was counted is gone on with: an answer that is new costs no look at the others. */
class JudgedDifferences {
  readonly #db: Database;
  readonly #annotator: string;
  #tasks = new Map<number, JudgedRow>();
  #seen = -1;
  #reach = 0;
  #counted = new FollowedDifferences(1);
  #told: { key: string; decision: Decision } | undefined;

  constructor(db: Database, annotator: string) {
    this.#db = db;
    this.#annotator = annotator;
  }

  decision(greatest: number, blind: boolean): Decision {
    const isNew = this.#catchUp();
    const key = `${greatest} ${blind}`;
    if (!isNew && this.#told?.key === key) return this.#told.decision;
    const tasks = [...this.#tasks.values()].sort(byTime);
    const counted = blind ? countable(tasks, ({ own }) => own === 0) : tasks;
    if (counted.some(({ drawn }) => drawn === 1)) return this.#tell(key, { is: 'drawn' });
    this.#count(
      counted.map(({ difference }) => difference),
      greatest,
    );
    return this.#tell(key, decisionOf(this.#counted));
  }

  #tell(key: string, decision: Decision): Decision {
    this.#told = { key, decision };
    return decision;
  }

  /** Goes on from what was counted, where that is how these begin. */
  #count(differences: readonly number[], greatest: number): void {
    const reach = differences.reduce((most, one) => Math.max(most, Math.abs(one)), greatest);
    const before = this.#counted.differences;
    const goesOn = reach === this.#reach && before.every((one, i) => one === differences[i]);
    if (!goesOn) this.#counted = new FollowedDifferences(reach);
    this.#reach = reach;
    for (const one of differences.slice(this.#counted.differences.length)) this.#counted.add(one);
  }

  /** Whether anything may have changed. */
  #catchUp(): boolean {
    const news = changesSince(this.#db, this.#seen, ['task']);
    if (news === 'all') {
      // First of all: what is written while the rest is read is looked at the next time.
      const seen = newestChange(this.#db);
      this.#tasks = this.#read();
      this.#seen = seen;
      return true;
    }
    const changed = [...news.positions];
    if (changed.length > 0) {
      const read = this.#read(changed);
      for (const position of changed) {
        const row = read.get(position);
        if (row) this.#tasks.set(position, row);
        else this.#tasks.delete(position);
      }
    }
    this.#seen = news.seen;
    return changed.length > 0;
  }

  #read(positions?: readonly number[]): Map<number, JudgedRow> {
    const rows = this.#db.all<JudgedRow>(
      `SELECT a.task AS position, min(a.updated_at) AS first, sum(a.score1 - a.score2) * 1.0 / count(*) AS difference,
         max(a.annotator = :annotator) AS own, max(d.n IS NOT NULL) AS drawn
       FROM annotations a JOIN tasks t ON t.position = a.task
       LEFT JOIN draws d ON d.annotator = a.annotator AND d.task = a.task
       WHERE ${positions ? 'a.task IN (SELECT value FROM json_each(:positions)) AND' : ''}
         a.status = 'submitted' AND t.generated = 3 AND a.score1 IS NOT NULL AND a.score2 IS NOT NULL
       GROUP BY a.task`,
      { annotator: this.#annotator, ...(positions && { positions: JSON.stringify(positions) }) },
    );
    return new Map(rows.map((row) => [row.position, row]));
  }
}

function byTime(a: JudgedRow, b: JudgedRow): number {
  return a.first < b.first ? -1 : a.first > b.first ? 1 : a.position - b.position;
}
