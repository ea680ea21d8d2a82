import * as vscode from 'vscode';
import type { TouchstoneApi } from '../../../src/ui/api/api.ts';

/** The process-wide dispatchers of undici, which belong to Node and VS Code. */
const symbols = ['undici.globalDispatcher.1', 'undici.globalDispatcher.2'].map((name) => Symbol.for(name));

export function dispatchers(): (PropertyDescriptor | undefined)[] {
  return symbols.map((symbol) => Object.getOwnPropertyDescriptor(globalThis, symbol));
}

export interface Start {
  dispatchers: ReturnType<typeof dispatchers>;
  wasActive: boolean | undefined;
  activationMs: number;
  touchstone: TouchstoneApi | undefined;
}

let start: Promise<Start> | undefined;

/** What was so before anything activated the extension, and its activation: measured once, before the first file. */
export function atStart(): Promise<Start> {
  return (start ??= measure());
}

async function measure(): Promise<Start> {
  const extension = vscode.extensions.getExtension<TouchstoneApi>('touchstone.touchstone');
  const before = { dispatchers: dispatchers(), wasActive: extension?.isActive };
  const began = performance.now();
  const touchstone = await extension?.activate();
  return { ...before, touchstone, activationMs: performance.now() - began };
}
