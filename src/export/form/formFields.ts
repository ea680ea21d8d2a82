import * as l10n from '@vscode/l10n';
import type { Rubric } from '../../domain/rubric.ts';
import { maxScore } from '../../project/rubricRules.ts';
import type { ExportField, ExportState } from '../../protocol/exportMessages.ts';
import type { ExportPreview } from '../exportPreview.ts';
import {
  everybody,
  faultsOf,
  formatsOf,
  isTrainingShape,
  onlyMe,
  type FormChoices,
  type NumberChoice,
} from './formChoices.ts';
import { counted } from './formWords.ts';

/** What the fields are made of. */
export interface FormContext {
  choices: FormChoices;
  rubric: Rubric;
  /** The chosen queue's title; `undefined`: none is chosen. */
  queue?: string;
  /** Of the project, for a folder: what counts where nothing is typed. */
  name: string;
  license?: string;
  preview?: ExportPreview;
  /** Whose answers there are. */
  people: readonly string[];
  /** The failure modes that answers name. */
  tags: readonly string[];
}

type Group = ExportState['groups'][number];

/** The fields that say something for what is chosen. */
export function fieldsOf(context: FormContext): Group[] {
  return [
    { id: 'what', title: l10n.t('What'), fields: whatFields(context) },
    { id: 'which', title: l10n.t('Which Tasks and Answers'), fields: whichFields(context) },
    { id: 'where', title: l10n.t('Files'), fields: fileFields(context) },
  ];
}

function whatFields({ choices, preview }: FormContext): ExportField[] {
  const formats = { csv: 'CSV', jsonl: 'JSON Lines', json: 'JSON', parquet: 'Parquet' };
  const fields: ExportField[] = [
    choice('shape', l10n.t('Shape'), choices.shape, shapes()),
    choice(
      'format',
      l10n.t('Format'),
      choices.format,
      formatsOf(choices).map((value) => ({
        value,
        text: value === 'arrow' ? l10n.t('Arrow folder, for load_from_disk of datasets') : formats[value],
      })),
    ),
  ];
  if (isTrainingShape(choices.shape))
    fields.push(
      check(
        'corrections',
        l10n.t('Corrections are what is to be learnt'),
        choices.corrections,
        l10n.t('Of submitted answers; several to one task count as one.'),
      ),
    );
  else fields.push(whatField(choices, preview));
  return fields;
}

/** Whose state counts, with how many there are. */
function whatField({ shape, what }: FormChoices, preview: ExportPreview | undefined): ExportField {
  const only = l10n.t('Submitted only');
  const all = l10n.t('Everything');
  const option = (value: FormChoices['what'], text: string) => ({ value, text });
  const label = l10n.t('Answers');
  if (!preview?.done)
    return choice('what', label, what, [option('submitted', only), option('everything', all)]);
  const { submitted, draft, discarded, none } = preview.statuses;
  // A row for each response says nothing of tasks that nobody has judged.
  const unanswered = shape === 'long' ? 0 : none;
  const hint = [
    l10n.t('{0} submitted', counted(submitted)),
    l10n.t('{0} in draft', counted(draft)),
    l10n.t('{0} discarded', counted(discarded)),
    ...(shape === 'long' ? [] : [l10n.t('{0} tasks without an answer', counted(none))]),
  ].join(' · ');
  const total = submitted + draft + discarded + unanswered;
  return {
    ...choice('what', label, what, [
      option('submitted', `${only} (${counted(submitted)})`),
      option('everything', `${all} (${counted(total)})`),
    ]),
    hint,
  };
}

function whichFields({ choices, queue, rubric, people: names, tags }: FormContext): ExportField[] {
  const max = maxScore(rubric);
  const fields: ExportField[] = [];
  if (queue !== undefined)
    fields.push(check('queue', l10n.t('Only the tasks of the queue'), choices.queue, queue));
  const people = names.map((value) => ({ value, text: value }));
  const known = people.some(({ value }) => value === choices.annotators);
  const isOther = choices.annotators !== everybody && choices.annotators !== onlyMe;
  fields.push(
    choice('annotators', l10n.t('Annotators'), choices.annotators, [
      { value: everybody, text: l10n.t('Everybody') },
      { value: onlyMe, text: l10n.t('Only me') },
      ...people,
      ...(isOther && !known ? [{ value: choices.annotators, text: choices.annotators }] : []),
    ]),
    ...(tags.length > 0 || choices.tag !== '' ? [tagField(choices, tags)] : []),
    line(choices, 'minScore', l10n.t('Least score'), l10n.t('any, up to {0}', max)),
    line(choices, 'minGap', l10n.t('Least difference'), l10n.t('any')),
    check('checks', l10n.t('Only code that passed its checks'), choices.checks),
    check('withoutFlagged', l10n.t('Without flagged tasks'), choices.withoutFlagged),
    {
      kind: 'files',
      id: 'benchmarks',
      label: l10n.t('Compare with benchmarks'),
      names: choices.benchmarks.map((path) => path.replace(/^.*[\\/]/, '')),
      action: l10n.t('Choose Files…'),
      hint: l10n.t(
        'HumanEval, MBPP and the like, as they are published: tasks that are like theirs are told.',
      ),
    },
  );
  if (choices.benchmarks.length > 0)
    fields.push(
      check(
        'withoutBenchmarks',
        l10n.t('Leave tasks out that are like one of a benchmark'),
        choices.withoutBenchmarks,
      ),
    );
  if (choices.shape.startsWith('kto'))
    fields.push(
      line(
        choices,
        'goodFrom',
        l10n.t('Good from this score on'),
        l10n.t('more than {0}', rubric.correctAtOrBelow ?? max / 2),
      ),
    );
  return fields;
}

function tagField({ tag }: FormChoices, tags: readonly string[]): ExportField {
  const all = tag === '' || tags.includes(tag) ? tags : [tag, ...tags];
  return choice('tag', l10n.t('Failure mode'), tag, [
    { value: '', text: l10n.t('Any or none') },
    ...all.map((value) => ({ value, text: value })),
  ]);
}

function fileFields({ choices, name, license }: FormContext): ExportField[] {
  const fields: ExportField[] = [
    check(
      'split',
      l10n.t('Divide into train, validation and test'),
      choices.split,
      l10n.t('Like instructions stay on one side, languages keep their shares.'),
    ),
  ];
  if (choices.split)
    fields.push(
      line(choices, 'train', l10n.t('Train, %'), '0'),
      line(choices, 'validation', l10n.t('Validation, %'), '0'),
      line(choices, 'test', l10n.t('Test, %'), '0'),
      line(choices, 'seed', l10n.t('Seed'), '42'),
    );
  if (choices.format !== 'arrow')
    fields.push(
      check(
        'folder',
        l10n.t('A folder for the Hub'),
        choices.folder,
        l10n.t('With a card and a manifest, as load_dataset loads it.'),
      ),
    );
  if (choices.folder)
    fields.push(
      text('name', l10n.t('Name of the dataset'), choices.name, name),
      text('license', l10n.t('License'), choices.license, license ?? l10n.t('none is stated')),
    );
  if (choices.format === 'csv')
    fields.push(
      check(
        'neutralise',
        l10n.t('Neutralise formulas of spreadsheets'),
        choices.neutralise,
        l10n.t('An apostrophe before texts that a spreadsheet would calculate. Do not train on such a file.'),
      ),
    );
  return fields;
}

type Option = { value: string; text: string };

function choice(id: keyof FormChoices, label: string, value: string, options: Option[]): ExportField {
  return { kind: 'choice', id, label, value, options };
}

function check(id: keyof FormChoices, label: string, value: boolean, hint?: string): ExportField {
  return { kind: 'check', id, label, value, ...(hint !== undefined && { hint }) };
}

function line(choices: FormChoices, id: NumberChoice, label: string, placeholder: string): ExportField {
  const error = faultsOf(choices).includes(id) ? { error: l10n.t('A number is needed here.') } : {};
  return { kind: 'line', type: 'number', id, label, value: choices[id], placeholder, ...error };
}

function text(id: 'name' | 'license', label: string, value: string, placeholder: string): ExportField {
  return { kind: 'line', type: 'text', id, label, value, placeholder };
}

function shapes(): Option[] {
  const of = (value: FormChoices['shape'], ...parts: string[]) => ({ value, text: parts.join(': ') });
  return [
    of('annotated', l10n.t('Annotated table'), l10n.t('responses, scores, corrections, runs, provenance')),
    of('long', l10n.t('One row per annotator and response'), 'id, response, score, points_…, annotator'),
    of('bare', l10n.t('Responses only'), 'instructions, response_model_1, response_model_2'),
    of('sft', l10n.t('Fine-tuning (SFT)'), 'messages'),
    of('sft-prompt-completion', l10n.t('Fine-tuning (SFT)'), l10n.t('prompt, completion')),
    of('sft-standard', l10n.t('Fine-tuning (SFT)'), l10n.t('prompt, completion as plain text')),
    of('dpo', l10n.t('Preference pairs (DPO, ORPO, CPO)'), 'prompt, chosen, rejected'),
    of('dpo-standard', l10n.t('Preference pairs (DPO, ORPO, CPO)'), l10n.t('as plain text')),
    of('kto', l10n.t('Good and bad answers (KTO)'), 'prompt, completion, label'),
    of('kto-standard', l10n.t('Good and bad answers (KTO)'), l10n.t('as plain text')),
    of('reward', l10n.t('Reward model'), 'chosen, rejected, margin'),
    of('reward-standard', l10n.t('Reward model'), l10n.t('as plain text')),
  ];
}
