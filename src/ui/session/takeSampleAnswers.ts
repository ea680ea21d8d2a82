import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { readSampleAnswers, sampleFileName } from '../../answers/sampleFile.ts';
import { guidelinesVersion } from '../../project/guidelinesVersion.ts';
import type { Session } from './session.ts';

/** Guidelines that the sample's annotators followed first. */
const earlierGuidelines = 'guidelines-before.md';

/**
 * Has the store take what came with a sample, once: under the names of its annotators, of whom the user is none. To be called of the
 * editor's own copy of a sample alone, with its tasks loaded.
 */
export async function takeSampleAnswers({ store, services, project, folder }: Session): Promise<void> {
  const file = path.join(folder, sampleFileName);
  if (!existsSync(file)) return;
  const { rubric } = project.config;
  const guidelines = [await readFile(path.join(folder, earlierGuidelines), 'utf8'), project.guidelines.text];
  const versions = guidelines.map((text) => ({ text, version: guidelinesVersion(text, rubric) }));
  const tasks = await store.listTasks('');
  const taskIds = tasks.map(({ id }) => id);
  const sample = readSampleAnswers(await readFile(file, 'utf8'), rubric, { guidelines: versions, taskIds });
  const count = await store.putSampleAnswers(sample);
  if (count > 0) services.log.info(`answers of the sample's annotators: ${count}`);
}
