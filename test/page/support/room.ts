import type { ReviewState } from '../../../src/protocol/reviewState.ts';
import { openChecks, openRow } from './choose.ts';
import type { OpenOptions, ReviewPage } from './page.ts';
import { runsA, runsB, tested } from './runStates.ts';
import { response } from './states.ts';

/** What is open while the room is measured. */
type Opened = 'nothing' | 'list' | 'details' | 'comment';

export interface RoomState {
  name: string;
  width: number;
  height: number;
  open: Opened;
  /** The least share (0–1) of the panel's height in which text of a response is to be in sight; none: measured and told alone. */
  least?: number;
}

/** Widths and heights of the panel (CSS pixels) in a window with VS Code's side bar, with and without a terminal beneath. */
const wide = [1082, 798] as const;
const wideLow = [1082, 502] as const;
const small = [922, 618] as const;
const smallLow = [922, 322] as const;

const of = (
  name: string,
  [width, height]: readonly [number, number],
  open: Opened,
  least?: number,
): RoomState => ({ name, width, height, open, ...(least === undefined ? {} : { least }) });

export const roomStates: readonly RoomState[] = [
  of('1440×900 after a run', wide, 'nothing', 0.7),
  of('1440×900 with the terminal', wideLow, 'nothing', 0.7),
  of('1440×900, list of checks', wide, 'list', 0.6),
  of('1440×900, comment', wide, 'comment', 0.6),
  of('1440×900, details', wide, 'details', 0.4),
  of('1440×900, terminal, list', wideLow, 'list', 0.6),
  of('1440×900, terminal, comment', wideLow, 'comment', 0.6),
  of('1440×900, terminal, details', wideLow, 'details', 0.4),
  of('1280×720 after a run', small, 'nothing', 0.65),
  of('1280×720 with the terminal', smallLow, 'nothing', 0.7),
  of('1280×720, list of checks', small, 'list', 0.6),
  of('1280×720, comment', small, 'comment', 0.6),
  of('1280×720, details', small, 'details', 0.4),
  of('150 % (960×600)', [902, 498], 'nothing', 0.7),
  of('150 %, terminal', [902, 202], 'nothing', 0.6),
  of('200 % (720×450)', [662, 348], 'nothing', 0.6),
  of('200 %, terminal', [662, 52], 'nothing', 0.6),
  of('320 px wide, 900 high', [320, 798], 'nothing', 0.7),
  of('320 px wide, 600 high', [320, 498], 'nothing', 0.7),
];

const method = (name: string, at: number): string =>
  `    def ${name}(self, key, value=None):\n        """Step ${at}: keep the value that was used last."""\n        self.data[key] = value  # the order of the dictionary is the order of use, oldest first\n        return self.data\n`;
const long = (title: string): string =>
  `${title}\n\n\`\`\`python\nclass LRUCache:\n${Array.from({ length: 60 }, (_, at) => method(`step_${at}`, at)).join('\n')}\`\`\`\n`;

/** Two responses of some 300 lines and a task of several, after the program and five inputs have run. */
export function roomState(): ReviewState {
  return tested({
    task: {
      instruction:
        'Implement a class `LRUCache` in Python that keeps the results of the most recently used keys.\n\n' +
        '- `LRUCache(capacity)`: `capacity` below 1 raises `ValueError`\n- `get(key, default=None)`: the stored value, or `default`; a hit makes the key the most recent one\n' +
        '- `put(key, value)`: stores the value; when there are more than `capacity` keys, the one unused for longest goes\n- `len(cache)`: how many keys it holds\n\nBoth methods have to work in constant time.',
    },
    responses: [
      response('A', { text: long('An `OrderedDict` already has all that is needed.'), runs: runsA() }),
      response('B', { text: long('Here is a class based on a plain `dict`.'), runs: runsB() }),
    ],
  });
}

export interface Room {
  share: number;
  lines: number;
  /** What ought to be in sight and is not. */
  unseen: string[];
  /** Texts that are cut, and whose whole no tooltip and no focus shows. */
  cut: string[];
  /** Points whose target is smaller than 24 pixels. */
  smallTargets: number;
}

/** Opens the page at the size of a state and measures it. */
export async function roomOf(
  open: (options: OpenOptions) => Promise<ReviewPage>,
  { width, height, open: opened }: RoomState,
  options: Pick<OpenOptions, 'theme' | 'lang'>,
): Promise<Room> {
  const review = await open({ state: roomState(), width, height, ...options });
  if (opened === 'list') await openChecks(review);
  if (opened === 'details') await openRow(review, 'get_value([[1, 2]], (0,))');
  if (opened === 'comment') await review.send({ type: 'do', action: 'comment', fromKey: false });
  await review.page.evaluate(() => document.fonts.ready);
  const room = await review.page.evaluate((): Room => {
    const inSight = (element: Element): boolean => {
      const box = element.getBoundingClientRect();
      if (!element.checkVisibility() || box.width === 0) return false;
      for (let at = element.parentElement; at; at = at.parentElement) {
        const frame = at.getBoundingClientRect();
        if (getComputedStyle(at).overflow === 'visible') continue;
        if (box.bottom > frame.bottom + 1 || box.right > frame.right + 1 || box.left < frame.left - 1)
          return false;
      }
      return box.top >= 0 && box.bottom <= window.innerHeight + 1 && box.right <= window.innerWidth + 1;
    };
    const texts = [...document.querySelectorAll('.response')].filter((one) => one.checkVisibility());
    const shown = Math.min(...texts.map((one) => one.clientHeight));
    const sides = texts.map((one) => one.closest('.column'));
    const wanted: [string, Element[]][] = [
      ['points', sides.flatMap((one) => [...(one?.querySelectorAll('.scored .segment > span') ?? [])])],
      ['result', [...document.querySelectorAll('.facts-of.tests .fact')]],
      ['Submit', [...document.querySelectorAll('.submit')]],
    ];
    const unseen = wanted.flatMap(([name, found]) =>
      found.length === 0 || !found.every(inSight) ? [name] : [],
    );
    const cut = [...document.querySelectorAll('.page *')]
      .filter((one) => one instanceof HTMLElement && one.checkVisibility())
      .filter(
        (one) => getComputedStyle(one).textOverflow === 'ellipsis' && one.scrollWidth > one.clientWidth + 1,
      )
      .filter((one) => {
        const told = one.closest('[title]')?.getAttribute('title');
        return !told && !one.closest('.scored, .task-text');
      })
      .map((one) => `${one.className}: ${one.textContent.slice(0, 60)}`);
    const points = wanted[0]?.[1] ?? [];
    const small = points.filter((one) => {
      const { width: w, height: h } = one.parentElement?.getBoundingClientRect() ?? { width: 0, height: 0 };
      return w < 24 || h < 24 - 2;
    });
    return {
      share: shown / window.innerHeight,
      lines: Math.floor(shown / 21),
      unseen,
      cut,
      smallTargets: small.length,
    };
  });
  await review.close();
  return room;
}
