import assert from 'node:assert/strict';
import { test } from 'node:test';
import type * as vscode from 'vscode';
import { rememberSecret } from '../../../../src/platform/redaction/sentSecrets.ts';
import { cleanLog } from '../../../../src/ui/common/cleanLog.ts';

test('a log shows no secret, and looks through no line that is not written', () => {
  rememberSecret('a-secret-in-a-header');
  const written: string[] = [];
  let level = 1;
  const write =
    (name: string) =>
    (text: string): void =>
      void written.push(`${name}: ${text}`);
  const names = ['trace', 'debug', 'info', 'warn', 'error', 'appendLine'] as const;
  const channel = Object.fromEntries(names.map((name) => [name, write(name)]));
  Object.defineProperty(channel, 'logLevel', { get: () => level });
  const log = cleanLog(channel as unknown as vscode.LogOutputChannel);
  const all = (): string[] => {
    written.length = 0;
    for (const name of names) log[name]('sent a-secret-in-a-header');
    return written;
  };
  assert.deepEqual(
    all(),
    names.map((name) => `${name}: sent …`),
  );
  level = 3;
  assert.deepEqual(
    all(),
    names.slice(2).map((name) => `${name}: sent …`),
  );
  level = 0;
  assert.deepEqual(all(), ['appendLine: sent …']);
});
