import { responsesIn, type JudgeQuestion } from '../../domain/judgement.ts';
import type { Criterion, Rubric } from '../../domain/rubric.ts';
import type { ResponseNumber } from '../../domain/annotation.ts';
import type { TaskDetail } from '../../domain/task.ts';
import { comparisonFields, type JsonSchema, scoreFields, shapeInWords } from './answerShape.ts';
import { Fences, withoutNames } from './fencedText.ts';
import { asksForTags, fillPrompt, type JudgePrompt } from './judgePrompt.ts';
import { tagsInWords } from './proposedTags.ts';
import { toldRuns } from './toldRuns.ts';

export interface AskedAbout {
  prompt: JudgePrompt;
  rubric: Rubric;
  guidelines: string;
  detail: TaskDetail;
  question: JudgeQuestion;
  /** Names of failure modes that it may choose from, where it is to propose any. */
  tags?: readonly string[];
  /** Names of the models under test, which no judge is shown. */
  models: readonly string[];
}

export interface JudgeRequest {
  text: string;
  schema: JsonSchema;
  /** How many lines the response has, where failure modes are asked for. */
  lines?: number;
}

/**
 * What a judge is sent for one question, and the shape in which it is to answer. It names no model and no number of a response: a judge that
 * sees one alone does not know whether it is Response 1 or 2, and one that sees both knows a first and a second.
 */
export function judgeRequest(about: AskedAbout): JudgeRequest {
  const { prompt, rubric, detail, models, tags } = about;
  const responses = responsesIn(about.question);
  const clean = (text: string): string => withoutNames(text, models);
  const texts = responses.map((n) => clean(textOf(detail, n)));
  const evidence = responses.map((n) => clean(toldRuns(detail, n)));
  const { instruction } = detail.task;
  const fences = new Fences([instruction, ...texts, ...evidence]);
  const isOne = responses.length === 1;
  const asked = isOne && tags ? tagsInWords(tags) : undefined;
  const schema = isOne ? scoreFields(rubric, asked !== undefined) : comparisonFields();
  const shape = shapeInWords(isOne ? rubric : undefined, asked !== undefined);
  const common = {
    instruction: fences.put('task', instruction),
    guidelines: about.guidelines.trim() || '(There are none.)',
    rubric: rubricInWords(rubric),
    failureModes: asked ?? '',
    // A prompt that does not say where they belong has them before the shape.
    answer: asked === undefined || asksForTags(prompt.one) ? shape : `${asked}\n\n${shape}`,
  };
  const [first = '', second = ''] = texts;
  const [evidence1 = '', evidence2 = ''] = evidence;
  const values: Record<string, string> = isOne
    ? { response: fences.put('response', first), evidence: fences.put('runs', evidence1) }
    : {
        first: fences.put('first-response', first),
        second: fences.put('second-response', second),
        evidence1: fences.put('first-runs', evidence1),
        evidence2: fences.put('second-runs', evidence2),
      };
  return {
    text: fillPrompt(isOne ? prompt.one : prompt.both, { ...common, ...values }),
    schema,
    ...(asked !== undefined && { lines: first.split(/\r\n?|\n/).length }),
  };
}

function textOf({ generations }: TaskDetail, response: ResponseNumber): string {
  return generations.find((one) => one.response === response)?.text ?? '';
}

function rubricInWords({ criteria }: Rubric): string {
  return criteria.map(criterionInWords).join('\n\n');
}

function criterionInWords({ id, title, max, description, levels }: Criterion): string {
  return [
    `- "${id}": ${title}, 0 to ${max} points.${description ? ` ${description}` : ''}`,
    ...(levels ?? []).map((level, points) => `  - ${points}: ${level}`),
  ].join('\n');
}
