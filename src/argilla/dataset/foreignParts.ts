import * as l10n from '@vscode/l10n';
import type { Named } from '../api/wire.ts';
import type { ExistingSettings, WantedSettings } from './datasetSettings.ts';

interface Draft extends ExistingSettings {
  vectors: Named[];
}

type Titled = Named & { title: string };

/** The server's own, of whoever has not said how many answers a record is to get. */
const usualMinSubmitted = 1;

/**
 * What a draft has that Touchstone would not have made, in plain words: then somebody else is setting it up, and publishing it is theirs to
 * do. Names alone do not tell: the cookbook's notebook uses the same. Touchstone's guidelines do, which go up with the dataset itself.
 */
export function foreignParts(
  { dataset, fields, questions, metadata, vectors }: Draft,
  wanted: WantedSettings,
): string[] {
  const { guidelines, distribution } = dataset;
  const isOurs = guidelines != null && guidelines === wanted.guidelines;
  const minSubmitted = distribution?.min_submitted ?? usualMinSubmitted;
  return [
    ...compare(fields, wanted.fields, isOurs, (name) => l10n.t('the field "{0}"', name)),
    ...compare(questions, [...wanted.questions, ...(wanted.extra ?? [])], isOurs, (name) =>
      l10n.t('the question "{0}"', name),
    ),
    ...compare(metadata, wanted.metadata, isOurs, (name) => l10n.t('the metadata "{0}"', name)),
    ...vectors.map(({ name }) => l10n.t('the vectors "{0}" are not Touchstone’s', name)),
    ...(guidelines != null && !isOurs
      ? [l10n.t('it has guidelines of its own and is not published yet')]
      : []),
    ...(!isOurs && minSubmitted !== usualMinSubmitted && minSubmitted !== wanted.minSubmitted
      ? [l10n.t('it asks for {0} answers to each record and is not published yet', minSubmitted)]
      : []),
  ];
}

function compare(
  have: Titled[],
  want: Titled[],
  anyTitle: boolean,
  called: (name: string) => string,
): string[] {
  return have.flatMap(({ name, title }) => {
    const ours = want.find((one) => one.name === name);
    if (!ours) return [l10n.t('{0} is not Touchstone’s', called(name))];
    return anyTitle || ours.title === title
      ? []
      : [l10n.t('{0} has a title of its own and is not published yet', called(name))];
  });
}
