import { drawOrder } from '../../annotation/shownOrder.ts';
import type { ShownOrder } from '../../domain/annotation.ts';
import {
  contradictsRuns,
  outcomes,
  type MatrixResponse,
  type MatrixTask,
  type Outcome,
} from '../../domain/matrix.ts';
import type { Criterion } from '../../domain/rubric.ts';
import { countable } from '../../domain/unseenTasks.ts';
import { blindFailure } from '../../generation/blindErrors.ts';
import { plain } from '../../platform/text.ts';
import type { ProjectConfig } from '../../project/config.ts';
import { worksCriterion } from '../../project/rubricRules.ts';
import type { MatrixRow, MatrixSide, MatrixState } from '../../protocol/matrixMessages.ts';
import { taskTitle } from '../../code/text/taskTitle.ts';

/** What decides what of a task may be told. */
export interface MatrixRules {
  annotator: string;
  config: Pick<ProjectConfig, 'blind' | 'suggestions' | 'rubric'>;
  /** Names are told once a task is submitted. */
  reveals: boolean;
}

/** As the annotator sees it, or is going to. */
export function orderOf({ id, shownOrder }: MatrixTask, { annotator, config }: MatrixRules): ShownOrder {
  return shownOrder ?? drawOrder(id, annotator, config.blind);
}

/** Whether it may be told of a task which model is which. */
export function isOpen({ state }: Pick<MatrixTask, 'state'>, { config, reveals }: MatrixRules): boolean {
  return !config.blind || (reveals && state === 'submitted');
}

export function matrixRow(task: MatrixTask, rules: MatrixRules): MatrixRow {
  const order = orderOf(task, rules);
  const { responses, updatedAt } = task;
  const scored = responses.every(({ score }) => score !== undefined);
  const { suggestions } = rules.config;
  const judged = suggestions === 'before' || (suggestions === 'after' && scored);
  const works = worksCriterion(rules.config.rubric);
  const side = (number: 1 | 2): MatrixSide =>
    toSide(responses[number - 1] as MatrixResponse, { ...rules, works, judged });
  return {
    id: task.id,
    position: task.position,
    title: plain(taskTitle(task.instruction, task.id)),
    ...(task.language !== undefined && { language: plain(task.language) }),
    state: task.state,
    ...(task.flag !== undefined && { flagged: true as const }),
    sides: [side(order[0]), side(order[1])],
    ...(isOpen(task, rules) && { first: order[0] === 1 ? (0 as const) : (1 as const) }),
    ...(updatedAt !== undefined && { changed: Date.parse(updatedAt) }),
  };
}

function toSide(
  { outcome, tests, own, lines, score, points, judge, tags, failure }: MatrixResponse,
  { config, works, judged }: MatrixRules & { works: Criterion | undefined; judged: boolean },
): MatrixSide {
  return {
    outcome,
    tests,
    own,
    lines,
    ...(score !== undefined && { score }),
    ...(works && contradictsRuns(points?.[works.id], works.max, outcome) && { odd: true as const }),
    ...(judged && judge !== undefined && { judge }),
    ...(tags.length > 0 && { tags: tags.map(plain) }),
    ...(failure && { failure: config.blind ? blindFailure(failure.code) : plain(failure.message) }),
  };
}

/** Tasks that figures of one model may count: of those that one is still to judge blind at least eight, or none. */
export function countedTasks<T>(
  tasks: readonly T[],
  stateOf: (task: T) => MatrixTask['state'],
  blind: boolean,
): readonly T[] {
  return blind ? countable(tasks, (task) => stateOf(task) !== 'submitted') : tasks;
}

/** The models that wrote the responses, which may be others than the project names now. */
export function writersOf(tasks: Iterable<MatrixTask>, named: readonly [string, string]): [string, string] {
  const writers: [Set<string>, Set<string>] = [new Set(), new Set()];
  for (const { responses } of tasks)
    for (const i of [0, 1] as const) {
      const { model } = responses[i];
      if (model) writers[i].add(plain(model));
    }
  const [first, second] = writers;
  return [[...first].join(', ') || named[0], [...second].join(', ') || named[1]];
}

/**
 * How many responses came to what: of each model, and of both together as long as something is left to judge blind, where the only one that
 * crashed would tell which model it is.
 */
export function kindsOf(
  tasks: Iterable<MatrixTask>,
  labels: readonly [string, string],
  together: string | undefined,
): MatrixState['kinds'] {
  const found = [new Map<Outcome, number>(), new Map<Outcome, number>()] as const;
  for (const { responses } of tasks)
    for (const i of [0, 1] as const) {
      const { outcome } = responses[i];
      const counts = found[together === undefined ? i : 0];
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    }
  const counted = (of: Map<Outcome, number>): Partial<Record<Outcome, number>> =>
    Object.fromEntries(outcomes.filter((one) => of.has(one)).map((one) => [one, of.get(one)]));
  if (together !== undefined) return [{ label: together, counts: counted(found[0]) }];
  return ([0, 1] as const).map((i) => ({ label: labels[i], counts: counted(found[i]) }));
}
