import * as l10n from '@vscode/l10n';
import type { Hit, Mark, Snippet, TaskSummary } from '../../domain/queue.ts';
import { scoresText } from '../answers/answerText.ts';
import { clip, plain, taskTitle } from '../common/taskText.ts';

/** Scores as A and B, the way the annotator saw them: "A 5 · B 3". */
export function shownScores({ score1, score2, shownOrder }: TaskSummary): string {
  const [A, B] = shownOrder?.[0] === 2 ? [score2, score1] : [score1, score2];
  return scoresText({ scores: { A, B } });
}

/** The order on screen is known for tasks that were opened before. */
export function hitPlace({ in: where }: Hit, task: Pick<TaskSummary, 'shownOrder'>): string {
  if (where === 'id') return l10n.t('in the id');
  if (where === 'instruction') return '';
  if (!task.shownOrder) return l10n.t('in a response');
  const first = where === 'response1' ? 1 : 2;
  return l10n.t('in Response {0}', task.shownOrder[0] === first ? 'A' : 'B');
}

/** A sidebar is narrow: few words stand before the first hit. */
function nearHit({ text, marks }: Snippet): Snippet {
  const first = marks[0]?.start ?? 0;
  const from = text.indexOf(' ', Math.max(0, first - 16)) + 1;
  if (first <= 16 || from === 0 || from > first) return { text, marks };
  const moved = marks.map(({ start, end }) => ({ start: start - from + 1, end: end - from + 1 }));
  return { text: `…${text.slice(from)}`, marks: moved };
}

/** The title, and behind it what was found around the text looked for, with the hits highlighted. */
export function taskLabel(task: TaskSummary): { label: string; highlights: [number, number][] } {
  const title = plain(taskTitle(task.instruction, task.id));
  if (!task.hit) return { label: title, highlights: [] };
  const { text, marks } = nearHit(task.hit.snippet);
  const before = `${clip(title, 20)}: `;
  const at = ({ start, end }: Mark): [number, number] => [before.length + start, before.length + end];
  return { label: before + plain(text), highlights: marks.map(at) };
}
