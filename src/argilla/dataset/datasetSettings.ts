import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';
import { truncate } from '../../platform/text.ts';
import { maxScore } from '../../project/rubricRules.ts';
import type { ArgillaConfig } from '../../project/config.ts';
import type { Rubric } from '../../domain/rubric.ts';
import { correctedChoices } from '../../domain/annotation.ts';
import {
  limits,
  wireText,
  type Dataset,
  type Field,
  type MetadataProperty,
  type Question,
} from '../api/wire.ts';

/**
 * The settings of a Touchstone dataset in Argilla: names, types, options and required flags are those of the Hugging Face
 * cookbook's notebook "Data Annotation with Argilla Spaces", so that what reads the one reads the other.
 */

export const fieldNames = {
  instruction: 'instruction',
  generation1: 'generation_1',
  generation2: 'generation_2',
} as const;

export const questionNames = {
  score1: 'score_response_1',
  score2: 'score_response_2',
  corrected: 'which_response_corrected',
  correction: 'correction',
  comments: 'comments',
} as const;

export const sourceProperty = 'source-dataset';

export type WantedQuestion = Omit<Question, 'id'>;

export interface WantedSettings {
  guidelines: string | null;
  minSubmitted: number;
  fields: Field[];
  questions: WantedQuestion[];
  /** Asked in a dataset that is made; one that is there may do without. */
  extra?: WantedQuestion[];
  metadata: (MetadataProperty & { visible_for_annotators: boolean })[];
}

/** What an existing dataset has; `questions` may be more than ours. */
export interface ExistingSettings {
  dataset: Dataset;
  fields: Field[];
  questions: Question[];
  metadata: MetadataProperty[];
}

/** The settings for a rubric. Throws `argilla-rubric`: Argilla's ratings have 2 to 11 whole values from 0 to 10. */
export function datasetSettings(
  rubric: Rubric,
  config: Pick<ArgillaConfig, 'minSubmitted'>,
  guidelines: string,
  extra: WantedQuestion[] = [],
): WantedSettings {
  const max = maxScore(rubric);
  if (max > 10)
    throw new TouchstoneError(
      'argilla-rubric',
      l10n.t("The rubric's scores go up to {0}, but a rating in Argilla ends at 10.", max),
      l10n.t(
        'Lower the maxima of the criteria in touchstone.json to a sum of at most 10, or work without Argilla.',
      ),
    );
  const criteria = rubric.criteria.map((c) => `${c.title} (up to ${c.max})`).join(', ');
  const rating = (n: 1 | 2): WantedQuestion => ({
    name: n === 1 ? questionNames.score1 : questionNames.score2,
    title: `Score of response ${n}`,
    description: truncate(`The sum of the points for: ${criteria}.`, 1000, ''),
    required: true,
    settings: { type: 'rating', options: Array.from({ length: max + 1 }, (_, value) => ({ value })) },
  });
  const text = (name: string, title: string, description: string): WantedQuestion => ({
    name,
    title,
    description,
    required: false,
    settings: { type: 'text', use_markdown: true },
  });
  const limit = rubric.correctAtOrBelow;
  return {
    guidelines: guidelinesText(guidelines),
    minSubmitted: config.minSubmitted,
    fields: [
      field(fieldNames.instruction, 'Instruction'),
      field(fieldNames.generation1, 'Response 1'),
      field(fieldNames.generation2, 'Response 2'),
    ],
    questions: [
      rating(1),
      rating(2),
      {
        name: questionNames.corrected,
        title: 'Which response is corrected?',
        description:
          limit === undefined
            ? 'The response that the correction below starts from.'
            : `If both scores are ${limit} or less: the response that the correction below starts from.`,
        required: false,
        settings: { type: 'label_selection', options: correctedChoices.map((value) => ({ value })) },
      },
      text(
        questionNames.correction,
        'Correction',
        'The whole corrected response; it meets all criteria of the guidelines.',
      ),
      text(
        questionNames.comments,
        'Comments',
        'Anything worth knowing: edge cases, doubts, faults of the task.',
      ),
    ],
    ...(extra.length > 0 && { extra }),
    metadata: [
      {
        name: sourceProperty,
        title: 'Source of the task',
        settings: { type: 'terms' },
        visible_for_annotators: true,
      },
    ],
  };
}

/** The body of `POST …/questions` for a wanted question: labels need a text and the number of visible options. */
export function questionBody(question: WantedQuestion): WantedQuestion {
  if (question.settings.type !== 'label_selection') return question;
  const options = (question.settings.options ?? []).map(({ value }) => ({ value, text: String(value) }));
  return {
    ...question,
    settings: { ...question.settings, options, visible_options: options.length },
  };
}

/**
 * What of an existing dataset does not fit, in plain words; empty when it can be used. Titles, descriptions, guidelines, markdown
 * flags, order and further optional questions may differ. `partial`: parts of a draft that are still missing are no difference.
 */
export function compareSettings(
  existing: ExistingSettings,
  wanted: WantedSettings,
  partial = false,
): string[] {
  const differences = [
    ...compareNamed(existing.fields, wanted.fields, partial, {
      called: (name) => l10n.t('the field "{0}"', name),
      missing: (name) => l10n.t('the field "{0}" is missing', name),
      required: (name) => l10n.t('the field "{0}" is required there, but Touchstone does not fill it', name),
    }),
    ...compareNamed(existing.questions, wanted.questions, partial, {
      called: (name) => l10n.t('the question "{0}"', name),
      missing: (name) => l10n.t('the question "{0}" is missing', name),
      required: (name) =>
        l10n.t('the question "{0}" is required there, but Touchstone does not ask it', name),
    }),
  ];
  for (const want of wanted.metadata) {
    const have = existing.metadata.find((m) => m.name === want.name);
    if (have && have.settings.type !== want.settings.type)
      differences.push(
        l10n.t(
          '{0} is of type {1} instead of {2}',
          l10n.t('the metadata "{0}"', want.name),
          have.settings.type,
          want.settings.type,
        ),
      );
    else if (!have && !partial && !existing.dataset.allow_extra_metadata)
      differences.push(l10n.t('the metadata "{0}" is missing', want.name));
  }
  return differences;
}

function compareNamed(
  existing: (Field | Question)[],
  wanted: (Field | WantedQuestion)[],
  partial: boolean,
  words: Record<'called' | 'missing' | 'required', (name: string) => string>,
): string[] {
  const compared = wanted.flatMap((want) => {
    const have = existing.find(({ name }) => name === want.name);
    if (have) return compareOne(words.called(want.name), have, want);
    return partial ? [] : [words.missing(want.name)];
  });
  const others = existing.filter((have) => have.required && !wanted.some(({ name }) => name === have.name));
  return [...compared, ...others.map(({ name }) => words.required(name))];
}

function compareOne(name: string, have: Field | Question, want: Field | WantedQuestion): string[] {
  if (have.settings.type !== want.settings.type)
    return [l10n.t('{0} is of type {1} instead of {2}', name, have.settings.type, want.settings.type)];
  const differences: string[] = [];
  if (have.required !== want.required)
    differences.push(
      have.required
        ? l10n.t('{0} is required instead of optional', name)
        : l10n.t('{0} is optional instead of required', name),
    );
  const [haveOptions, wantOptions] = [optionValues(have), optionValues(want)];
  if (
    wantOptions &&
    JSON.stringify([...wantOptions].sort()) !== JSON.stringify([...(haveOptions ?? [])].sort())
  )
    differences.push(
      l10n.t('{0} takes {1} instead of {2}', name, listed(haveOptions ?? []), listed(wantOptions)),
    );
  return differences;
}

/** The error for a dataset that cannot be used. */
export function settingsDiffer(name: string, differences: string[]): TouchstoneError {
  return new TouchstoneError(
    'argilla-settings-differ',
    l10n.t('The dataset "{0}" in Argilla has other settings: {1}.', name, differences.join('; ')),
    l10n.t(
      'Choose another dataset name in touchstone.json ("argilla.dataset"): Touchstone does not rebuild a dataset.',
    ),
  );
}

/** Guidelines as Argilla takes them: 1 to 10,000 characters. What is longer is cut with a line that says so. */
export function guidelinesText(text: string): string | null {
  const clean = wireText(text);
  if (clean.trim() === '') return null;
  // The server counts code points.
  if ([...clean].length <= limits.guidelines) return clean;
  const note = '\n\n*(The guidelines go on; their whole text is in the project’s guidelines file.)*';
  return truncate(clean, limits.guidelines - note.length, '') + note;
}

function field(name: string, title: string): Field {
  return { name, title, required: true, settings: { type: 'text', use_markdown: true } };
}

function optionValues(item: Field | WantedQuestion): (number | string)[] | undefined {
  return 'options' in item.settings ? item.settings.options?.map((o) => o.value) : undefined;
}

function listed(values: (number | string)[]): string {
  if (values.length > 0 && values.every((v) => typeof v === 'number')) {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    if (high - low + 1 === values.length) return l10n.t('{0} to {1}', low, high);
  }
  return values.length > 0 ? values.map((v) => JSON.stringify(v)).join(', ') : l10n.t('nothing');
}
