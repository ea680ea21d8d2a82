import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { TouchstoneError } from '../../../src/platform/errors.ts';
import type { ErrorCode } from '../../../src/domain/errorCode.ts';
import { checkConfig, loadProject, parseConfig } from '../../../src/project/loadProject.ts';
import { configText, projectFolder } from './support.ts';

/** For `assert.rejects`: a typed error with this code whose message matches. */
function coded(code: ErrorCode, message: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof TouchstoneError);
    assert.equal(error.code, code);
    assert.match(error.message, message);
    return true;
  };
}

/** The first fault as `line:column field: message`. */
function fault(text: string): string {
  const { config, issues } = checkConfig(text);
  assert.equal(config, undefined);
  const [first] = issues;
  assert.ok(first);
  return `${first.line}:${first.column} ${first.field}: ${first.message}`;
}

// As the design and the documentation show it.
const example = `{
  "name": "code-llm",
  "tasks": {
    "source": "hub",                       // "sample" | "file" | "hub" | "argilla"
    "dataset": "bigcode/self-oss-instruct-sc2-exec-filter-50k", "config": "default", "split": "train[:3]",
    /* only instruction is needed */
    "columns": { "instruction": "instruction", "id": "id", "generations": ["response_model_1", "response_model_2"],
                 "tests": "test", "entryPoint": "entry_point", "language": "lang", "context": ["concepts"] },
  },
  "models": [
    { "name": "mistralai/Mixtral-8x7B-Instruct-v0.1", "provider": "hf-inference" },
    { "name": "meta-llama/Meta-Llama-3-70B-Instruct", "provider": "tgi", "url": "https://my-endpoint", "chatTemplate": "auto" }
  ],
  "parameters": { "temperature": 0.2, "top_p": 0.6, "max_new_tokens": 1024, "seed": 42, "repetition_penalty": 1.0 },
  "guidelines": "guidelines.md",
  "rubric": { "criteria": [ { "id": "documentation", "title": "…", "max": 2 }, { "id": "example", "title": "…", "max": 2 },
                            { "id": "correctness", "title": "…", "max": 3 } ],
              "correctAtOrBelow": 4 },
  "blind": true,
  "argilla": { "url": "http://127.0.0.1:6900", "workspace": "argilla", "dataset": "code-llm", "minSubmitted": 1 },
}
`;

describe('the text', () => {
  test('with comments and trailing commas is read in full', () => {
    const config = parseConfig(example);
    assert.equal(config.name, 'code-llm');
    assert.deepEqual(config.tasks, {
      source: 'hub',
      dataset: 'bigcode/self-oss-instruct-sc2-exec-filter-50k',
      config: 'default',
      split: 'train[:3]',
      columns: {
        instruction: 'instruction',
        id: 'id',
        generations: ['response_model_1', 'response_model_2'],
        tests: 'test',
        entryPoint: 'entry_point',
        language: 'lang',
        context: ['concepts'],
      },
    });
    assert.equal(config.models[1].url, 'https://my-endpoint');
    assert.equal(config.parameters.repetition_penalty, 1);
    assert.equal(config.rubric.criteria.length, 3);
    assert.equal(config.argilla?.dataset, 'code-llm');
  });

  test('with a byte order mark is read, and its faults are where the editor shows them', () => {
    assert.equal(parseConfig(`\uFEFF${example}`).name, 'code-llm');
    const wrong = '{\n"name":\n5}';
    assert.match(fault(wrong), /^3:1 name/);
    assert.equal(fault(`\uFEFF${wrong}`), fault(wrong));
    assert.equal(fault(`\uFEFF{"a": 1,,}`), fault('{"a": 1,,}'));
  });

  test('that is no JSON is a fault with its place', () => {
    assert.equal(fault('{\n  "name": "x",\n  "tasks": nonsense\n}'), '3:12 : not valid JSON (InvalidSymbol)');
    assert.match(fault('{"a": 1,,}'), /^1:9 : not valid JSON/);
    assert.match(fault('{"a": 1'), /not valid JSON \(CloseBraceExpected\)/);
    assert.match(fault(''), /^1:1 /);
    assert.match(fault('// nothing but a comment'), /^1:\d+ /);
  });
});

describe('a fault is named with line, column and field', () => {
  test('of a missing field: where its parent begins', () => {
    assert.equal(fault(configText({ name: undefined })), '1:1 name: this field is required');
    assert.match(
      fault(configText({ tasks: { source: 'file' } })),
      /^3:12 tasks\.path: this field is required$/,
    );
  });

  test('of a wrong type: what was expected', () => {
    assert.match(fault(configText({ blind: 'yes' })), /^16:12 blind: .*expected boolean, received string/);
    assert.match(fault(configText({ name: null })), /^2:11 name: .*expected string, received null/);
    assert.match(fault('[]'), /^1:1 : .*expected object, received array/);
  });

  test('of an unknown field: where it stands', () => {
    assert.equal(fault(configText({ colour: 'red' })), '16:13 : unknown field "colour"');
    const tasks = { source: 'sample', columns: { instruction: 'i', instructions: 'x' } };
    assert.match(fault(configText({ tasks })), /^7:23 tasks\.columns: unknown field "instructions"$/);
  });

  test('of an entry of a list', () => {
    const models = [
      { name: 'one', provider: 'hf-inference' },
      { name: 'two', provider: 'gradio' },
    ];
    assert.match(fault(configText({ models })), /^13:19 models\[1\]\.provider: .*"hf-inference"/);
  });

  test('all of them, the first in the message', () => {
    const text = configText({ blind: 1, name: '' });
    assert.equal(checkConfig(text).issues.length, 2);
    assert.throws(
      () => parseConfig(text),
      (error) => {
        assert.ok(error instanceof TouchstoneError);
        assert.equal(error.code, 'config-invalid');
        assert.equal(error.message, 'touchstone.json, line 2, name: Expected a name.');
        assert.match(error.detail ?? '', /^touchstone\.json:2:11 name: .*\ntouchstone\.json:16:12 blind: /);
        return true;
      },
    );
  });
});

describe('a folder', () => {
  test('is loaded with its guidelines', async () => {
    const folder = await projectFolder({ 'touchstone.json': configText(), 'guidelines.md': '# Be fair\n' });
    const project = await loadProject(folder);
    assert.equal(project.folder, folder);
    assert.equal(project.config.name, 'code-llm');
    assert.equal(project.guidelines.text, '# Be fair\n');
  });

  test('without touchstone.json', async () => {
    await assert.rejects(loadProject(await projectFolder({})), coded('config-missing', /touchstone\.json/));
  });

  test('whose guidelines are missing', async () => {
    const folder = await projectFolder({ 'touchstone.json': configText({ guidelines: 'mine.md' }) });
    await assert.rejects(loadProject(folder), coded('file-missing', /mine\.md/));
    await mkdir(join(folder, 'mine.md'));
    await assert.rejects(loadProject(folder), coded('file-missing', /mine\.md/));
  });
});

describe('guidelines', () => {
  const outside = coded('config-invalid', /guidelines: the file must lie inside/);

  test('have a version that is their content', async () => {
    const folder = await projectFolder({ 'touchstone.json': configText(), 'guidelines.md': 'Größe\n' });
    const first = (await loadProject(folder)).guidelines.version;
    assert.match(first, /^[0-9a-f]{12}$/);
    await writeFile(join(folder, 'guidelines.md'), 'Größe!\n');
    assert.notEqual((await loadProject(folder)).guidelines.version, first);
    const copy = await projectFolder({ 'touchstone.json': configText({ guidelines: 'g' }), g: 'Größe\n' });
    assert.equal((await loadProject(copy)).guidelines.version, first, 'wherever the same text lies');
  });

  test('in a folder of the project are read', async () => {
    const folder = await projectFolder({
      'touchstone.json': configText({ guidelines: 'docs/../docs/g.md' }),
    });
    await mkdir(join(folder, 'docs'));
    await writeFile(join(folder, 'docs/g.md'), 'inside');
    assert.equal((await loadProject(folder)).guidelines.text, 'inside');
  });

  test('outside of it are refused, by path or by link', async () => {
    const elsewhere = await projectFolder({ 'secret.md': 'a secret' });
    const up = `../${elsewhere.split(/[\\/]/).at(-1)}/secret.md`;
    for (const guidelines of [up, join(elsewhere, 'secret.md'), 'link.md', 'linked/secret.md']) {
      const folder = await projectFolder({ 'touchstone.json': configText({ guidelines }) });
      await symlink(join(elsewhere, 'secret.md'), join(folder, 'link.md'), 'file');
      await symlink(elsewhere, join(folder, 'linked'), 'dir');
      await assert.rejects(loadProject(folder), outside, guidelines);
    }
  });

  test('in a folder whose name begins like the project’s are outside', async () => {
    const folder = await projectFolder({});
    const project = join(folder, 'p');
    await mkdir(project);
    await mkdir(join(folder, 'p-other'));
    await writeFile(join(folder, 'p-other/g.md'), 'other');
    await writeFile(join(project, 'touchstone.json'), configText({ guidelines: '../p-other/g.md' }));
    await assert.rejects(loadProject(project), outside);
  });

  test('of a project that is opened through a link are inside', async () => {
    const real = await projectFolder({ 'touchstone.json': configText(), 'guidelines.md': 'text' });
    const link = join(await projectFolder({}), 'link');
    await symlink(real, link, 'dir');
    assert.equal((await loadProject(link)).guidelines.text, 'text');
  });
});
