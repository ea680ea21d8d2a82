import type { TaskQueue } from '../../domain/queue.ts';
import { sha256 } from '../../platform/hash.ts';
import { SeededRandom } from '../../stats/base/seededRandom.ts';
import type { Database } from '../sqlite/database.ts';
import { drawChances } from './drawChances.ts';
import { queueMembers } from './queueCounter.ts';

/** Tasks that are weighed for one draw, themselves drawn with equal chances: weighing all of a large project would hold up who types. */
const mostWeighed = 500;

interface DrawRow {
  n: number;
  task: number;
}

/**
 * The task that is judged after `from` where tasks are drawn by chances, with the chance kept that it had. What was drawn last stays drawn until it
 * is judged or left: asked again, the same comes. Undefined: nothing of the queue is to be scored that was not begun.
 */
export function drawTask(
  db: Database,
  annotator: string,
  from: string | undefined,
  queue: TaskQueue,
): string | undefined {
  const { sort: _sort, ...rest } = queue;
  const members = queueMembers(db, annotator, { ...rest, states: ['to-score'], state: undefined });
  const here =
    from === undefined
      ? undefined
      : db.get<{ position: number }>('SELECT position FROM tasks WHERE id = :from', { from })?.position;
  const last = db.get<DrawRow>(
    'SELECT n, task FROM draws WHERE annotator = :annotator ORDER BY n DESC LIMIT 1',
    { annotator },
  );
  if (last && last.task !== here && members.has(last.task)) return idOf(db, last.task);
  const open = members.positions().filter((position) => position !== here);
  if (open.length === 0) return undefined;
  // Nothing but what is stored: a transaction that is begun anew draws the same.
  const seed = Number.parseInt(sha256(`draw ${annotator} ${last?.n ?? 0} ${from ?? ''}`, 13), 16);
  const random = new SeededRandom(seed);
  const weighed = someOf(open, random);
  const chances = drawChances(db, annotator, weighed);
  const place = placeOf(chances, random.unit());
  const task = weighed[place] as number;
  const chance = ((chances[place] as number) * weighed.length) / open.length;
  db.run('DELETE FROM draws WHERE annotator = :annotator AND task = :task', { annotator, task });
  db.run('INSERT INTO draws (annotator, task, chance, tasks) VALUES (:annotator, :task, :chance, :tasks)', {
    annotator,
    task,
    chance,
    tasks: open.length,
  });
  return idOf(db, task);
}

function idOf(db: Database, position: number): string | undefined {
  return db.get<{ id: string }>('SELECT id FROM tasks WHERE position = :position', { position })?.id;
}

/** All, or so many by lot. */
function someOf(positions: number[], random: SeededRandom): number[] {
  if (positions.length <= mostWeighed) return positions;
  for (let i = 0; i < mostWeighed; i++) {
    const j = i + random.below(positions.length - i);
    [positions[i], positions[j]] = [positions[j] as number, positions[i] as number];
  }
  return positions.slice(0, mostWeighed);
}

/** Where `at` (from 0 to 1) falls among chances whose sum is 1. */
function placeOf(chances: readonly number[], at: number): number {
  let sum = 0;
  const place = chances.findIndex((chance) => {
    sum += chance;
    return at < sum;
  });
  return place < 0 ? chances.length - 1 : place;
}
