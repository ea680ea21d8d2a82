import type { Browser } from 'playwright-core';

/** A picture as WebP, made by the browser itself: a quarter of the size of its PNG. `quality`: from 0 to 1. */
export async function toWebp(browser: Browser, png: Buffer, quality = 0.6): Promise<Buffer> {
  const page = await browser.newPage();
  try {
    const base64 = await page.evaluate(
      async ([source, q]) => {
        const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${source}`)).blob());
        const canvas = new OffscreenCanvas(image.width, image.height);
        canvas.getContext('2d')?.drawImage(image, 0, 0);
        const blob = await canvas.convertToBlob({ type: 'image/webp', quality: q });
        return new Promise<string>((resolve, reject) => {
          const reader = new FileReader();
          reader.onload = () => resolve((reader.result as string).replace(/^.*,/, ''));
          reader.onerror = () => reject(new Error('the picture cannot be read'));
          reader.readAsDataURL(blob);
        });
      },
      [png.toString('base64'), quality] as const,
    );
    return Buffer.from(base64, 'base64');
  } finally {
    await page.close();
  }
}
