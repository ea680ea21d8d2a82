// Keeps what is translated in step with the source.
//   node scripts/l10n/index.ts           writes the English files, the translated schemas, and what is missing in which language
//   node scripts/l10n/index.ts --check   changes nothing; fails where a file is stale or a translation is not complete
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as prettier from 'prettier';
import { bundleTexts, mapSchema, schemaTexts, type Texts } from './extract.ts';
import { faults } from './faults.ts';

const root = new URL('../../', import.meta.url).pathname;
const check = process.argv.includes('--check');

/** All that is wrong, one line for each. `write` mends what can be made from the source. */
export async function run(write: boolean): Promise<string[]> {
  const found: string[] = [];
  const keep = async (file: string, value: unknown, format: boolean): Promise<void> => {
    const path = join(root, file);
    const json = `${JSON.stringify(value, null, 2)}\n`;
    const text = format ? await prettier.format(json, { parser: 'json', printWidth: 110 }) : json;
    if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
    if (write) writeFileSync(path, text);
    else found.push(`${file} is not up to date: run \`npm run l10n\``);
  };
  const schema = readJson('schemas/touchstone.schema.json');
  const english: Record<string, Texts> = {
    bundle: await bundleTexts(root),
    review: readTexts('l10n/review.l10n.json'),
    schema: schemaTexts(schema),
  };
  for (const [name, texts] of Object.entries(english)) await keep(`l10n/${name}.l10n.json`, texts, true);
  for (const language of languages()) {
    for (const [name, texts] of Object.entries(english)) {
      const file = `l10n/${name}.l10n.${language}.json`;
      const translated = readTexts(file);
      found.push(...faults(file, texts, translated));
      await keep(file, inOrder(texts, translated), true);
    }
    const manifest = `package.nls.${language}.json`;
    found.push(...faults(manifest, readTexts('package.nls.json'), readTexts(manifest)));
    const translation = readTexts(`l10n/schema.l10n.${language}.json`);
    const translated = mapSchema(schema, (text) => translation[text] ?? text);
    await keep(`schemas/touchstone.schema.${language}.json`, translated, false);
  }
  return found;
}

/** The languages that there is a bundle for. */
function languages(): string[] {
  return readdirSync(join(root, 'l10n')).flatMap(
    (file) => /^bundle\.l10n\.(.+)\.json$/.exec(file)?.[1] ?? [],
  );
}

/** A translation in the order of the English, without what is not used any more: two people's additions meet seldom. */
function inOrder(english: Texts, translated: Texts): Texts {
  const known = Object.keys(english).filter((key) => translated[key] !== undefined);
  return Object.fromEntries(known.map((key) => [key, translated[key] ?? '']));
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(join(root, file), 'utf8'));
}

function readTexts(file: string): Texts {
  return existsSync(join(root, file)) ? (readJson(file) as Texts) : {};
}

if (import.meta.filename === process.argv[1]) {
  const found = await run(!check);
  for (const line of found) process.stderr.write(`${line}\n`);
  if (check && found.length > 0) process.exitCode = 1;
}
