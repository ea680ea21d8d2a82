export function startOf(pid: number): string | undefined;
export function isAlive(pid: number, start: string | undefined): boolean;
export function signalGroup(pid: number, start: string | undefined, signal: NodeJS.Signals): void;
