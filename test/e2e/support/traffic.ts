import { eventually } from './wait.ts';

/** What the extension writes into its log at the level `trace`: commands, calls of the store, messages of pages, drawings of the tree. */
export class Traffic {
  readonly #log: () => string;
  #from = 0;

  constructor(log: () => string) {
    this.#log = log;
  }

  /** The lines since `begin`. */
  since(): string[] {
    return this.#lines().slice(this.#from);
  }

  #lines(): string[] {
    return this.#log()
      .split('\n')
      .flatMap((line) => /\[trace\] ((?:command|store|page|project|tree) .*)$/.exec(line)?.[1] ?? []);
  }

  /** Waits until nothing goes on, and counts from here. */
  async begin(): Promise<void> {
    await this.quiet();
    this.#from = this.#lines().length;
  }

  /** Waits until nothing was written for a while. */
  async quiet(): Promise<void> {
    let seen = -1;
    let since = performance.now();
    await eventually(
      'nothing goes on any more',
      async () => {
        const now = this.#lines().length;
        if (now !== seen) since = performance.now();
        seen = now;
        return performance.now() - since > 1500;
      },
      60_000,
    );
  }

  /** SQL statements of the calls of the store, but the count of time, which goes by the clock. */
  statements(lines: readonly string[]): { total: number; calls: string[] } {
    const calls = lines.flatMap(
      (line) => /^store (\w+): (\d+) statements/.exec(line)?.slice(1, 3).join(' ') ?? [],
    );
    const counted = calls.filter((call) => !/^(?:addTime|refresh)/.test(call));
    return { total: counted.reduce((sum, call) => sum + Number(call.split(' ')[1]), 0), calls: counted };
  }

  /** Names of the review page's messages, but what it says of its focus. */
  messages(lines: readonly string[], way: 'in' | 'out'): string[] {
    return lines
      .flatMap((line) => new RegExp(`^page review ${way} (\\S+)`).exec(line)?.[1] ?? [])
      .filter((name) => name !== 'focus' && name !== 'typing');
  }

  bytes(lines: readonly string[], way: 'in' | 'out'): number {
    return lines.reduce(
      (sum, line) => sum + Number(new RegExp(`^page review ${way} .* (\\d+) B$`).exec(line)?.[1] ?? 0),
      0,
    );
  }
}
