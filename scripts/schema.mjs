// Writes schemas/touchstone.schema.json, the JSON Schema of touchstone.json, from the zod schema that reads the file.
//   node scripts/schema.mjs [--check]
import { readFile, writeFile } from 'node:fs/promises';
import * as z from 'zod';
import { configSchema } from '../src/project/config.ts';

const schema = z.toJSONSchema(configSchema, { io: 'input', target: 'draft-7' });
const text = `${JSON.stringify({ title: 'Touchstone project', ...schema }, null, 2)}\n`;
const file = new URL('../schemas/touchstone.schema.json', import.meta.url);
if (process.argv.includes('--check')) {
  if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
    console.error('schemas/touchstone.schema.json is not up to date: run `npm run schema`.');
    process.exit(1);
  }
} else await writeFile(file, text);
