import { TouchstoneError } from '../../../src/platform/errors.ts';
import { serve } from '../../../src/platform/workerServer.ts';

/** Shows what a thread's answers, events, errors, cancelling and end look like to its client. */
export interface EchoThread {
  size(bytes: ArrayBuffer): number;
  fail(): void;
  count(to: number): Promise<string>;
  say(text: string): void;
  hang(): Promise<string>;
  die(): void;
}

const tell: (event: string) => void = serve<EchoThread, string>(
  {
    size: (_, bytes) => bytes.byteLength,
    fail: () => {
      throw new TouchstoneError('file-missing', 'Gone.', { action: 'Look.', data: { n: 1 } });
    },
    count: async ({ emit }, to) => {
      for (let n = 1; n <= to; n++) emit(`${n}`);
      return 'counted';
    },
    say: (_, text) => tell(text),
    hang: ({ signal }) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve('cancelled'), { once: true })),
    die: () => process.exit(3),
  },
  { alongside: () => 'alongside' },
);
