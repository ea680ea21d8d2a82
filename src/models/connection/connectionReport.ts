import type { TouchstoneError } from '../../platform/errors.ts';

/** What a connection test looks at, in its order. */
export const checkedThings = [
  'host',
  'path',
  'key',
  'model',
  'template',
  'context',
  'parameters',
  'streaming',
  'reasoning',
  'speed',
] as const;
export type CheckedThing = (typeof checkedThings)[number];

export interface Finding {
  of: CheckedThing;
  /** `note`: it works, but one may want to know. */
  state: 'good' | 'note' | 'fault';
  /** One sentence, or a few words. */
  text: string;
}

/** What can be done about a fault. */
export type WayOut =
  | { do: 'edit'; field: 'name' | 'url' | 'max_new_tokens'; value: string | number }
  | { do: 'saveKey'; url: string }
  | { do: 'signIn' }
  | { do: 'openConfig' };

export interface ConnectionReport {
  /** Its name. */
  model: string;
  findings: Finding[];
  /** What is wrong: the finding says it in one sentence. */
  fault?: { of: CheckedThing; error: TouchstoneError; action: string; ways: WayOut[] };
  /** What the server lists; undefined where it has no list. */
  names?: string[];
  tokensPerSecond?: number;
}
