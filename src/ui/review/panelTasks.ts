import * as vscode from 'vscode';
import * as z from 'zod';
import { firstChoice } from '../queue/queueChoice.ts';
import type { Projects } from '../session/projects.ts';
import type { Session } from '../session/session.ts';

const key = 'shownTasks';
/** So many panels are remembered, those of closed windows among them. */
const most = 20;

/** Name of a panel and the task that it showed, the newest last. */
const shownSchema = z.array(z.tuple([z.string(), z.string()]));
type Shown = z.output<typeof shownSchema>;

/**
 * Keeps in the store which task a panel shows. VS Code keeps a page's own state as well, but writes it now and then: after a crash or
 * a reload it may be some tasks old.
 */
export async function rememberShown({ store }: Session, panel: string, taskId: string): Promise<void> {
  const others = (await read(store)).filter(([name]) => name !== panel);
  await store.setMeta(key, JSON.stringify([...others, [panel, taskId]].slice(-most)));
}

/** The task that a panel showed last; undefined where it is not known. */
export async function lastShown({ store }: Session, panel: string | undefined): Promise<string | undefined> {
  return (await read(store)).find(([name]) => name === panel)?.[1];
}

/** The project that a page belonged to, where it may still be opened; else the one that is open. */
export async function projectOf(folder: string | undefined, projects: Projects): Promise<Session> {
  if (folder === undefined) return projects.need();
  return projects.open(vscode.Uri.parse(folder).fsPath).catch(() => projects.need());
}

/** The first open task, or the first of all, in the order that the project begins with. */
export async function firstTask(session: Session): Promise<string | undefined> {
  const { store, annotator } = session;
  const { sort } = firstChoice(session);
  const [open] = await store.listTasks(annotator, { state: 'to-score', sort, limit: 1 });
  const [first] = open ? [open] : await store.listTasks(annotator, { sort, limit: 1 });
  return first?.id;
}

async function read(store: Session['store']): Promise<Shown> {
  const raw = await store.getMeta(key);
  return raw === undefined ? [] : (shownSchema.safeParse(JSON.parse(raw)).data ?? []);
}
