import * as vscode from 'vscode';
import * as z from 'zod';

/** The part of the Python extension's API that is used (https://www.npmjs.com/package/@vscode/python-extension). */
interface PythonApi {
  environments: {
    getActiveEnvironmentPath(resource?: vscode.Uri): unknown;
    resolveEnvironment(environment: unknown): Promise<unknown>;
  };
}

const resolvedSchema = z.object({
  executable: z.object({ uri: z.object({ fsPath: z.string() }).optional() }),
});

/**
 * The interpreter that was chosen in the Python extension, or the one that the user's settings name; undefined where neither says
 * any. A workspace's own setting counts in trusted workspaces alone: VS Code's rule for that extension, and nothing runs elsewhere.
 */
export async function preferredPython(): Promise<string | undefined> {
  return (await chosen()) ?? configured();
}

async function chosen(): Promise<string | undefined> {
  const extension = vscode.extensions.getExtension<PythonApi>('ms-python.python');
  if (!extension) return undefined;
  try {
    const { environments } = await extension.activate();
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    // Its path may be a folder, or nothing at all: resolved, it names the interpreter.
    const environment = await environments.resolveEnvironment(environments.getActiveEnvironmentPath(folder));
    return resolvedSchema.safeParse(environment).data?.executable.uri?.fsPath;
  } catch {
    return undefined; // another version of it, or one that failed: what else is there counts
  }
}

function configured(): string | undefined {
  const value: unknown = vscode.workspace.getConfiguration('python').get('defaultInterpreterPath');
  if (typeof value !== 'string' || !/[\\/]/.test(value)) return undefined; // a bare name is found in PATH anyway
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  const path = folder === undefined ? value : value.replaceAll('${workspaceFolder}', folder);
  return path.includes('${') ? undefined : path;
}
