import type { ProjectConfig } from '../../project/config.ts';

/** A server of the project that a token may be for. */
export interface TokenAddress {
  url: string;
  /** Who is asked there: models by their names, or Argilla. */
  names: string[];
}

/** The addresses that a project names, each once; that of Argilla is the first where the token is to be for it. */
export function tokenAddresses(
  { models, argilla }: Pick<ProjectConfig, 'models' | 'argilla'>,
  forArgilla: boolean,
): TokenAddress[] {
  const named = models.flatMap(({ url, name }) => (url === undefined ? [] : [{ url, name }]));
  if (argilla) named.splice(forArgilla ? 0 : named.length, 0, { url: argilla.url, name: 'Argilla' });
  const found = new Map<string, TokenAddress>();
  for (const { url, name } of named) {
    const address = found.get(url) ?? { url, names: [] };
    if (!address.names.includes(name)) address.names.push(name);
    found.set(url, address);
  }
  return [...found.values()];
}
