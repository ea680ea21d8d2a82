import { startPages, themes } from '../page/support/page.ts';
import { roomOf, roomStates } from '../page/support/room.ts';

/**
 * How much of the panel's height shows text of a response after the program and five inputs have run, at the sizes that the panel has
 * in practice: the least of four themes, and in German.
 */
export async function benchRoom(): Promise<void> {
  const pages = await startPages();
  const head = ['state', 'panel', 'aim', ...themes, 'German', 'lines', 'not in sight'];
  const rows: string[][] = [];
  try {
    for (const shown of roomStates) {
      const all = [...themes.map((theme) => ({ theme })), { theme: 'dark' as const, lang: 'de' }];
      const rooms = [];
      for (const options of all) rooms.push(await roomOf(pages.open, shown, options));
      const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;
      const least = Math.min(...rooms.map(({ share }) => share));
      const unseen = [...new Set(rooms.flatMap((room) => [...room.unseen, ...room.cut]))];
      if ((shown.least !== undefined && least < shown.least) || unseen.length > 0) process.exitCode = 1;
      rows.push([
        shown.name,
        `${shown.width}×${shown.height}`,
        shown.least === undefined ? '–' : `≥ ${percent(shown.least)}`,
        ...rooms.map(({ share }) => percent(share)),
        String(Math.min(...rooms.map(({ lines }) => lines))),
        unseen.join(', ') || '–',
      ]);
    }
  } finally {
    await pages.close();
  }
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)));
  for (const row of [head, ...rows])
    console.log(row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  '));
}
