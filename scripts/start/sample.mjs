import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { REPO } from '../../test/servers/lib/node.mjs';

/** What `npm start` keeps for the person between starts: `TOUCHSTONE_DATA`, else the place that the XDG convention names. */
export function dataHome() {
  const home = process.env.XDG_DATA_HOME || path.join(os.homedir(), '.local', 'share');
  const folder = path.resolve(process.env.TOUCHSTONE_DATA || path.join(home, 'touchstone'));
  fs.mkdirSync(folder, { recursive: true });
  return folder;
}

/** A copy of the bundled sample project, made at the first start and the person's own from then on. */
export function sampleProject(name) {
  const folder = path.join(dataHome(), name);
  if (!fs.existsSync(path.join(folder, 'touchstone.json'))) {
    fs.cpSync(path.join(REPO, 'media', 'sample'), folder, { recursive: true });
  }
  return folder;
}

/**
 * Lets a sample project ask real models instead of showing its recorded responses, and push to a real Argilla.
 * @param {Record<string, string>} env what the servers told of themselves
 */
export function connectSample(folder, env) {
  const file = path.join(folder, 'touchstone.json');
  const project = JSON.parse(fs.readFileSync(file, 'utf8'));
  // With columns of recorded generations no model would be asked.
  delete project.tasks.columns.generations;
  project.models = ['A', 'B'].map((letter) => ({
    name: env[`LLM_${letter}_MODEL`],
    provider: 'openai',
    url: `${env[`LLM_${letter}_URL`]}/v1`,
  }));
  // Small models ramble: a shorter limit keeps an answer to seconds on a laptop.
  project.parameters = {
    ...project.parameters,
    max_new_tokens: Math.min(project.parameters?.max_new_tokens ?? 256, 256),
  };
  project.argilla = {
    workspace: 'argilla',
    dataset: 'touchstone-sample',
    minSubmitted: 1,
    ...project.argilla,
    url: env.ARGILLA_API_URL,
  };
  fs.writeFileSync(file, `${JSON.stringify(project, null, 2)}\n`);
}
