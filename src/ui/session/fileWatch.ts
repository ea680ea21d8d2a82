import { watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';

/** Tells of files that are written, once VS Code looks at their folders. */
export function watchAll(pattern: vscode.GlobPattern, again: (uri: vscode.Uri) => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(pattern);
  watcher.onDidChange(again);
  watcher.onDidCreate(again);
  return watcher;
}

/**
 * Tells of a file that is written, from now on. VS Code begins to look some time after a window was opened or a folder was made, and
 * does not say when: what is written until then it never tells. A watcher of Node's is there at once, but does not hear of network
 * drives, nor of a folder that takes the place of its own.
 */
export function watchFile(file: string, again: () => void): vscode.Disposable {
  const [folder, name] = [path.dirname(file), path.basename(file)];
  return vscode.Disposable.from(
    watchAll(new vscode.RelativePattern(vscode.Uri.file(folder), name), again),
    watchNow(folder, (changed) => {
      if (changed === null || changed === name) again();
    }),
  );
}

/** The folder, since an editor may put another file in the place of the one that it saves. */
function watchNow(folder: string, changed: (name: string | null) => void): vscode.Disposable {
  try {
    const watcher = watch(folder, { persistent: false }, (_event, name) => changed(name));
    watcher.on('error', () => watcher.close());
    return { dispose: () => watcher.close() };
  } catch {
    return { dispose: () => undefined }; // not here, or too many are watched: VS Code looks as well
  }
}

/** What tells whether one of some files was written since. */
export async function stampOf(files: readonly string[]): Promise<string> {
  const stamps = files.map((file) =>
    stat(file, { bigint: true }).then(
      ({ ino, size, mtimeNs, ctimeNs }) => [file, ino, size, mtimeNs, ctimeNs].join(' '),
      () => file,
    ),
  );
  return (await Promise.all(stamps)).join('\n');
}
