import { equal, rejects } from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import german from '../../../l10n/bundle.l10n.de.json' with { type: 'json' };
import { asTouchstoneError } from '../../../src/platform/errors.ts';
import { decimal, displayLanguage, setDisplayLanguage } from '../../../src/platform/displayLanguage.ts';
import { openStore } from '../../../src/store/thread/storeClient.ts';

afterEach(() => setDisplayLanguage({ tag: 'en' }));

const abort = Object.assign(new Error('aborted'), { name: 'AbortError' });

test('errors of plain modules speak the display language', () => {
  equal(asTouchstoneError(abort).message, 'Cancelled.');
  setDisplayLanguage({ tag: 'de', bundle: german });
  equal(asTouchstoneError(abort).message, 'Abgebrochen.');
});

test('so do those of a worker thread', async () => {
  setDisplayLanguage({ tag: 'de', bundle: german });
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-language-'));
  const worker = new URL('../../../src/store/thread/storeWorker.ts', import.meta.url);
  const store = await openStore(folder, { worker });
  try {
    await rejects(store.taskDetail('none', 'somebody'), {
      code: 'task-missing',
      message: 'In diesem Projekt gibt es keine Aufgabe „none“.',
    });
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
});

test('numbers follow the language; a tag that nobody knows is English', () => {
  equal(decimal(1234.56, 1), '1234.6');
  setDisplayLanguage({ tag: 'de', bundle: german });
  equal(decimal(1234.56, 1), '1234,6');
  setDisplayLanguage({ tag: 'qps-ploc' });
  equal(decimal(0.5, 1), '0.5');
  equal(displayLanguage().tag, 'qps-ploc', 'other threads are told what the editor says');
  setDisplayLanguage({ tag: 'not a tag' });
  equal(decimal(0.5, 2), '0.50');
});
