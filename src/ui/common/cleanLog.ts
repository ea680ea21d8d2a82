import type * as vscode from 'vscode';
import { errorWithoutSecrets, withoutSecrets } from '../../platform/redaction/sentSecrets.ts';

/** By the number of VS Code's `LogLevel`; 0 is off. */
const levels = new Map<PropertyKey, number>([
  ['trace', 1],
  ['debug', 2],
  ['info', 3],
  ['warn', 4],
  ['error', 5],
]);
const always = new Set<PropertyKey>(['append', 'appendLine', 'replace']);

/** The same channel, which never shows a secret that was sent with a request, whoever writes to it. */
export function cleanLog(channel: vscode.LogOutputChannel): vscode.LogOutputChannel {
  const clean = (value: unknown): unknown =>
    typeof value === 'string' ? withoutSecrets(value) : errorWithoutSecrets(value);
  // What is not written need not be clean: to look through each line of a trace costs more than all else about it.
  const isOff = (level: number): boolean => {
    const least: number = channel.logLevel;
    return least === 0 || level < least;
  };
  // Over an empty object: VS Code's may be frozen, and a proxy has to give what a frozen one holds.
  return new Proxy({} as vscode.LogOutputChannel, {
    get(_, name) {
      const value: unknown = Reflect.get(channel, name, channel);
      if (typeof value !== 'function') return value;
      const method = value as (...given: unknown[]) => unknown;
      const level = levels.get(name);
      if (level === undefined && !always.has(name)) return method.bind(channel);
      return (...given: unknown[]) =>
        level !== undefined && isOff(level) ? undefined : method.apply(channel, given.map(clean));
    },
  });
}
