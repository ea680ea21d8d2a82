import * as vscode from 'vscode';
import { publicUrl } from '../../platform/http.ts';
import { askSecret, inputBox, noIcons, pickItem } from '../common/quickPicks.ts';
import type { Projects } from '../session/projects.ts';
import { tokenAddresses } from './tokenAddresses.ts';

interface TokenParts {
  projects: Projects;
  argilla: { secretChanged(): void };
}

/**
 * Saves a token for a server of one's own (a dedicated endpoint, a private Space, a local server with a key), or forgets it. Resolves to
 * the server's address.
 */
export async function saveToken(
  { projects, argilla }: TokenParts,
  { address: given, forArgilla = false }: { address?: string; forArgilla?: boolean } = {},
): Promise<string | undefined> {
  const { secrets } = projects.session ?? projects.services;
  const address = given ?? (await askAddress(projects, forArgilla));
  if (!address || !(await secrets.mayGoTo(address, true))) return undefined;
  const token = await askSecret(
    vscode.l10n.t('Token for {0} (leave empty to forget it)', publicUrl(address)),
  );
  if (token === undefined) return undefined;
  if (token.trim()) await secrets.saveToken(address, token.trim());
  else await secrets.deleteToken(address);
  argilla.secretChanged();
  return publicUrl(address);
}

/** One that the project names, or another. */
async function askAddress({ session }: Projects, forArgilla: boolean): Promise<string | undefined> {
  const known = session ? tokenAddresses(session.project.config, forArgilla) : [];
  if (known.length > 1) {
    const another = { label: vscode.l10n.t('$(edit) Another address…'), url: '' };
    const items = known.map(({ url, names }) => ({
      label: noIcons(publicUrl(url)),
      description: noIcons(names.join(', ')),
      url,
    }));
    const placeHolder = vscode.l10n.t('Which server is the token for? It is sent nowhere else.');
    const chosen = await pickItem([...items, another], placeHolder);
    if (chosen !== another) return chosen?.url;
  }
  return inputBox({
    prompt: vscode.l10n.t('Address of the server the token is for, with its path; it is sent nowhere else'),
    value: (known.length === 1 && known[0]?.url) || 'https://',
    validateInput: (v) =>
      /^https?:\/\/[^/]/.test(v) && URL.canParse(v) ? undefined : vscode.l10n.t('An http or https address.'),
  });
}
