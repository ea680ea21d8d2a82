import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startPages, themes } from '../support/page.ts';
import { roomOf, roomStates } from '../support/room.ts';

/** How much of the panel shows text of the responses, at the sizes that it has in practice and with each thing open. */

let pages: Awaited<ReturnType<typeof startPages>>;
before(async () => {
  pages = await startPages();
});
after(() => pages.close());

for (const shown of roomStates)
  test(`${shown.name}: the responses have their share, and points, result and Submit are in sight`, async () => {
    for (const options of [...themes.map((theme) => ({ theme })), { theme: 'dark' as const, lang: 'de' }]) {
      const room = await roomOf(pages.open, shown, options);
      const about = JSON.stringify(options);
      if (shown.least !== undefined)
        assert.ok(room.share >= shown.least, `${about}: ${(room.share * 100).toFixed(1)} %`);
      assert.deepEqual(room.unseen, [], about);
      assert.deepEqual(room.cut, [], about);
      assert.equal(room.smallTargets, 0, about);
    }
  });
