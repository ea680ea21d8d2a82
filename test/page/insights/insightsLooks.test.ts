import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import english from '../../../l10n/review.l10n.json' with { type: 'json' };
import german from '../../../l10n/review.l10n.de.json' with { type: 'json' };
import { each } from '../../each.ts';
import { insights, insightsStates } from '../support/insights/insightsState.ts';
import { judgesState } from '../support/judgesState.ts';
import { startPages, themes, type ReviewPage } from '../support/page.ts';

let pages: Awaited<ReturnType<typeof startPages>>;
before(async () => {
  pages = await startPages();
});
after(() => pages.close());

/** What reaches further than the page, and words of a chart that lie over others. */
function faults({ page }: ReviewPage): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const root = document.documentElement;
    for (const one of [root, document.querySelector('main')!])
      if (one.scrollWidth > one.clientWidth) found.push(`${one.localName} scrolls sideways`);
    const out = (box: DOMRect): boolean => box.right > root.clientWidth + 0.5 || box.left < -0.5;
    for (const one of document.querySelectorAll('.insights *'))
      if (
        one.checkVisibility() &&
        !one.closest('.visually-hidden, .figures') &&
        out(one.getBoundingClientRect())
      )
        found.push(`${one.outerHTML.slice(0, 100)} sticks out`);
    for (const svg of document.querySelectorAll('svg.drawing')) {
      if (!svg.checkVisibility()) continue;
      const all = [...svg.querySelectorAll('text')].filter((text) => text.textContent !== '');
      const boxes = all.map((text) => text.getBoundingClientRect());
      boxes.forEach((a, i) =>
        boxes.slice(i + 1).forEach((b, j) => {
          const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
          const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
          if (across > 1 && down > 4)
            found.push(`"${all[i]?.textContent}" lies over "${all[i + 1 + j]?.textContent}"`);
        }),
      );
    }
    return found;
  });
}

for (const name of ['full', 'long', 'few', 'chosen', 'judges'])
  test(`${name}: in any width nothing is wider than the page, and no words lie over others`, async () => {
    const review = await pages.openInsights(name === 'judges' ? await judgesState() : insightsStates[name]);
    for (const width of [320, 360, 420, 560, 700, 1019, 1020, 1280, 1800]) {
      await review.page.setViewportSize({ width, height: 800 });
      await review.page.waitForFunction(() => {
        const drawings = [...document.querySelectorAll('svg.drawing')];
        return drawings.every((one) => {
          const ruler = one.closest('figure')?.querySelector('.ruler');
          return ruler?.clientWidth === one.clientWidth;
        });
      });
      assert.deepEqual(await faults(review), [], `${width} pixels`);
    }
    await review.close();
  });

test('tables scroll in themselves', async () => {
  const review = await pages.openInsights(insightsStates['long'], { width: 320 });
  for (const toggle of each(await review.page.getByRole('button', { name: /^As a table/ }).all()))
    await toggle.click();
  assert.deepEqual(await faults(review), []);
  await review.close();
});

/** The least contrast of the marks of all charts with the page, by what they are filled or drawn with, and of counts with their cells. */
function markContrasts({
  page,
}: ReviewPage): Promise<{ least: number; what: string; measured: number; cells: number[] }> {
  return page.evaluate(() => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
    const luminance = (colour: string, share = 1, paperColour = '#fff'): number => {
      canvas.globalAlpha = 1;
      canvas.fillStyle = paperColour;
      canvas.fillRect(0, 0, 1, 1);
      canvas.globalAlpha = share;
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      const [r = 0, g = 0, b = 0] = [...canvas.getImageData(0, 0, 1, 1).data].map((value) => {
        const part = value / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const background = getComputedStyle(document.body).backgroundColor;
    const paper = luminance(background);
    let [least, what, measured] = [Infinity, '', 0];
    for (const one of document.querySelectorAll(
      '.glyph, .interval, .bar, .hatch, .estimate, .band-edge, .cell-against, .cell-same, .warning-sign, .zero, .sign',
    )) {
      const { fill, stroke, color } = getComputedStyle(one);
      const drawn = one instanceof HTMLElement ? color : one.matches('.glyph:not(.hollow)') ? fill : stroke;
      const other = luminance(drawn);
      const ratio = (Math.max(paper, other) + 0.05) / (Math.min(paper, other) + 0.05);
      measured += 1;
      if (ratio < least) [least, what] = [ratio, `${one.getAttribute('class')}: ${drawn}`];
    }
    const cells = [...document.querySelectorAll('.depth')].flatMap((depth) => {
      const text = depth.parentElement?.querySelector('.words');
      if (!text?.textContent) return [];
      const { fill, fillOpacity } = getComputedStyle(depth);
      const behind = luminance(fill === 'none' ? background : fill, Number(fillOpacity), background);
      const words = luminance(getComputedStyle(text).color, 1, background);
      return [(Math.max(behind, words) + 0.05) / (Math.min(behind, words) + 0.05)];
    });
    return { least, what, measured, cells };
  });
}

test('marks stand out from the page in every theme, counts from their cells', async () => {
  const review = await pages.openInsights(insights());
  for (const theme of themes) {
    await review.setTheme(theme);
    const { least, what, measured, cells } = await markContrasts(review);
    assert.ok(measured > 200, `${measured} marks measured`);
    assert.ok(cells.length > 30 && Math.min(...cells) >= 4.5, `${theme}: ${Math.min(...cells)} in a cell`);
    assert.ok(least >= 3, `${theme}: ${least.toFixed(2)} ${what}`);
    console.log(
      `${theme}: marks at least ${least.toFixed(2)} : 1 (${what}), counts ${Math.min(...cells).toFixed(2)} : 1`,
    );
  }
  await review.close();
});

test('what is shown already is not drawn again, and 3,000 dots cost at most ten times as much as twelve sections', async () => {
  const review = await pages.openInsights(insightsStates['empty']);
  const cdp = await review.context.newCDPSession(review.page);
  // Time of the page's own thread: on a busy machine the clock tells of the others.
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  const spent = async (): Promise<number> => {
    const { metrics } = await cdp.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN);
  };
  const drawn = async (name: string): Promise<number> => {
    const before = await spent();
    await review.send({ type: 'state', state: insightsStates[name]! });
    // Its painting, too: else the next one is charged with it.
    await review.page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
    return (await spent()) - before;
  };
  const times: number[] = [];
  for (let i = 0; i < 7; i += 1) {
    await drawn('empty');
    times.push(await drawn('full'));
  }
  times.sort((a, b) => a - b);
  const unchanged = await drawn('full');
  await drawn('empty');
  const dots = await drawn('many-dots');
  const again = Math.min(await drawn('many-dots'), await drawn('many-dots'));
  console.log(
    `12 sections: median ${times[3]?.toFixed(0)} ms, unchanged ${unchanged.toFixed(0)} ms; 3,000 dots ${dots.toFixed(0)} ms, unchanged ${again.toFixed(0)} ms`,
  );
  assert.equal(await review.page.locator('svg.drawing').count(), 1);
  const sections = times[3] ?? NaN;
  assert.ok(unchanged < sections && again < dots, 'unchanged');
  assert.ok(dots < 10 * sections, `${dots} ms beside ${times.join()} ms`);
  await cdp.detach();
  await review.close();
});

test('forced colours: marks keep their shapes, the focus its ring; nothing moves where motion is not wanted', async () => {
  const review = await pages.openInsights(insightsStates['busy']);
  const { page } = review;
  await page.emulateMedia({ forcedColors: 'active' });
  const seen = await page.evaluate(() => {
    const paper = getComputedStyle(document.documentElement).backgroundColor;
    return [...document.querySelectorAll('.glyph, .interval')].filter((one) => {
      const { fill, stroke } = getComputedStyle(one);
      return fill === paper && stroke === paper;
    }).length;
  });
  assert.equal(seen, 0);
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  const ring = await page
    .locator('.target:focus-visible > .hit')
    .evaluate((hit) => getComputedStyle(hit).strokeWidth);
  assert.equal(ring, '2px');
  await page.emulateMedia({ forcedColors: 'none' });
  const moving = (): Promise<number> =>
    page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === 'running').length);
  assert.equal(await moving(), 0);
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  assert.equal(await moving(), 1, 'the sign of work would turn');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await review.close();
});

test('German: what the page itself says is translated, and nothing sticks out at 320 pixels', async () => {
  const review = await pages.openInsights(insights(), { width: 320, lang: 'de' });
  assert.deepEqual(await faults(review), []);
  const told = JSON.stringify(insights());
  const own = Object.entries(english).filter(
    ([key, text]) =>
      key.startsWith('insights') && german[key as keyof typeof german] !== text && !told.includes(text),
  );
  assert.ok(own.length > 15);
  const words = await review.page.evaluate(() =>
    [...document.querySelectorAll('*')].flatMap((one) => [
      ...[...one.childNodes].flatMap((node) => (node.nodeType === 3 ? [node.nodeValue?.trim() ?? ''] : [])),
      ...['aria-label', 'title'].flatMap((name) => one.getAttribute(name) ?? []),
    ]),
  );
  const texts = new Set(own.map(([, text]) => text));
  assert.deepEqual(
    words.filter((word) => texts.has(word)),
    [],
  );
  assert.ok(words.includes(german.insightsReport));
  await review.close();
});
