import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { rooms } from '../../../scripts/house/rooms.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
const rows = [...text.matchAll(/^\| `([^`]+)` +\|[^|]+\|([^|]+)\|$/gm)].map(([, room = '', files = '']) => ({
  room,
  files: [...files.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file),
}));

test('the map of the house has each room once, in their order', () => {
  assert.deepEqual(
    rows.map(({ room }) => room),
    rooms,
  );
});

test('the files that the map names are there', () => {
  const places = rows.flatMap(({ room, files }) => files.map((file) => `${room}/${file}`));
  assert.ok(places.length >= rooms.length);
  const named = [...text.matchAll(/`((?:src|webview|test|scripts)\/[\w/.-]+\.\w+)`/g)].map(
    ([, file = '']) => file,
  );
  assert.ok(named.length > 20);
  assert.deepEqual(
    [...places, ...named].filter((file) => !existsSync(join(root, file))),
    [],
  );
});
