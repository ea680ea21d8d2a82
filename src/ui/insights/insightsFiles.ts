import * as path from 'node:path';
import * as vscode from 'vscode';
import type { InsightsState } from '../../protocol/insightsMessages.ts';
import { offer } from '../common/notifications.ts';
import type { Session } from '../session/session.ts';

/** A picture that the page has drawn, where the user wants it. Resolves to the file. */
export async function saveImage(
  session: Session,
  { section, type, data }: { section: string; type: 'svg' | 'png'; data: string },
): Promise<string | undefined> {
  const filters = { [type.toUpperCase()]: [type] };
  const uri = await ask(session, `insights-${section.replace(/[^a-z0-9-]/gi, '')}.${type}`, filters);
  if (!uri) return undefined;
  await vscode.workspace.fs.writeFile(uri, Buffer.from(data, type === 'svg' ? 'utf8' : 'base64'));
  return uri.fsPath;
}

/** All that is shown, as a page that needs nothing else. Resolves to the file. */
export async function saveReport(session: Session, state: InsightsState): Promise<string | undefined> {
  const uri = await ask(session, 'insights-report.html', { HTML: ['html'] });
  if (!uri) return undefined;
  const { insightsReport } = await import('../../insights/insightsTexts.ts');
  const { guidelines, config } = session.project;
  const html = insightsReport(state, {
    project: config.name,
    at: new Date().toISOString(),
    guidelinesVersion: guidelines.version,
    language: vscode.env.language,
  });
  await vscode.workspace.fs.writeFile(uri, Buffer.from(html, 'utf8'));
  const open = () => vscode.env.openExternal(uri);
  offer(session.services.log, vscode.l10n.t('The report is in {0}.', path.basename(uri.fsPath)), {
    [vscode.l10n.t('Open in Browser')]: open,
  });
  return uri.fsPath;
}

function ask(
  session: Session,
  name: string,
  filters: Record<string, string[]>,
): Thenable<vscode.Uri | undefined> {
  const defaultUri = vscode.Uri.file(path.join(session.folder, name));
  return vscode.window.showSaveDialog({ defaultUri, filters });
}
