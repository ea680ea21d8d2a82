import * as path from 'node:path';
import { lstat, realpath } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Together } from '../../insights/insightsJob.ts';
import type { ProjectFacts, RefusedProject } from '../../insights/several/comparedProject.ts';
import { asTouchstoneError } from '../../platform/errors.ts';
import { configFileName, loadProject, type Project } from '../../project/loadProject.ts';
import { isOwnFile } from '../../store/file/ownFiles.ts';
import type { Session } from '../session/session.ts';
import { storeKey } from '../session/projectStore.ts';

/** Projects that are compared at once. */
const most = 12;

/** The projects whose models are ranked with those of the open one; each workspace remembers its own for each project. */
export class OtherProjects {
  readonly #memory: vscode.Memento;

  constructor({ workspaceState }: Pick<vscode.ExtensionContext, 'workspaceState'>) {
    this.#memory = workspaceState;
  }

  /** Absolute paths of their folders. */
  foldersOf(session: Session): string[] {
    const kept: unknown = this.#memory.get(keyOf(session));
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : [];
  }

  /** Once each, and never the open one itself. */
  async set(session: Session, folders: readonly string[]): Promise<void> {
    const own = path.resolve(session.folder);
    const others = [...new Set(folders.map((folder) => path.resolve(folder)))].filter((one) => one !== own);
    await this.#memory.update(keyOf(session), others.length > 0 ? others.slice(0, most) : undefined);
  }

  /** Asks for folders and adds them. Resolves to whether any was chosen. */
  async ask(session: Session): Promise<boolean> {
    const chosen = await vscode.window.showOpenDialog({
      canSelectFolders: true,
      canSelectFiles: false,
      canSelectMany: true,
      defaultUri: vscode.Uri.file(path.dirname(session.folder)),
      title: vscode.l10n.t('Folders of Other Projects'),
      openLabel: vscode.l10n.t('Add Projects'),
    });
    if (!chosen || chosen.length === 0) return false;
    await this.set(session, [...this.foldersOf(session), ...chosen.map(({ fsPath }) => fsPath)]);
    return true;
  }

  async remove(session: Session, folder: string): Promise<void> {
    await this.set(
      session,
      this.foldersOf(session).filter((one) => one !== folder),
    );
  }

  /** For the thread; undefined where there are none. `showsNames`: those of the open project's models. */
  async together(session: Session, showsNames: boolean): Promise<Together | undefined> {
    const folders = this.foldersOf(session);
    if (folders.length === 0) return undefined;
    return {
      own: factsOf(session.project),
      showsNames,
      others: await Promise.all(folders.map(read)),
      key: storeKey(session.services.extension.globalStorageUri.fsPath),
      names: session.names,
    };
  }
}

function keyOf({ folder }: Session): string {
  return `insightsWith:${folder}`;
}

/** Through no link: what lies elsewhere was not chosen. */
async function read(folder: string): Promise<ProjectFacts | RefusedProject> {
  const refused = (text: string): RefusedProject => ({ folder, name: path.basename(folder), refused: text });
  try {
    if (!(await lstat(folder)).isDirectory() || (await realpath(folder)) !== folder)
      return refused(vscode.l10n.t('A link leads there: choose the folder itself.'));
    if (!isOwnFile(folder, configFileName))
      return refused(vscode.l10n.t('There is no {0} in it.', configFileName));
    return factsOf(await loadProject(folder));
  } catch (error) {
    return refused(asTouchstoneError(error).message);
  }
}

function factsOf({ folder, config, guidelines }: Project): ProjectFacts {
  const { name, models, blind, rubric } = config;
  return {
    folder,
    name,
    models: [models[0].name, models[1].name],
    blind,
    guidelinesVersion: guidelines.version,
    rubric,
  };
}
