import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../../platform/errors.ts';
import { orCancelled } from '../../platform/memoize.ts';
import { WorkerClient, workerProgram } from '../../platform/workerClient.ts';
import type { TemplateJob, TemplateThread } from './templateWorker.ts';

/** A template takes a millisecond. */
const limitMs = 5000;
/** The thread's start may wait for a busy machine. */
const startMs = 60_000;
const memoryMb = 256;

/**
 * How often templates had to be ended, and when last. All tasks of a model have the same: after a second time, which no sleep of the
 * machine explains, the others do not wait for it for a while.
 */
const ended = new Map<string, { times: number; at: number }>();
const mostEnded = 50;
const restMs = 10 * 60_000;

let thread: WorkerClient<TemplateThread> | undefined;
/** One after another, so that the limit is that of one. */
let before: Promise<unknown> = Promise.resolve();

/**
 * Renders in a thread of its own, which is ended where that takes too long or too much memory. `from`: where the template is from.
 * Errors: `template-invalid`, `cancelled`.
 */
export function renderInThread(
  model: string,
  from: string,
  job: TemplateJob,
  signal?: AbortSignal,
): Promise<string> {
  const rendering = before.then(() => (signal?.aborted ? '' : render(model, from, job)));
  before = rendering.catch(() => undefined);
  return orCancelled(rendering, signal);
}

async function render(model: string, from: string, job: TemplateJob): Promise<string> {
  const former = ended.get(job.template);
  if (former && former.times > 1 && Date.now() - former.at < restMs) throw endless(model);
  if (!thread || thread.ended) thread = start(model);
  const running = thread;
  const endIn = (ms: number) => setTimeout(() => void running.kill(new ThreadEnded()), ms);
  let timer = endIn(startMs);
  try {
    await running.call('ready', []);
    clearTimeout(timer);
    timer = endIn(limitMs);
    const rendered = await running.call('render', [job]);
    if ('text' in rendered) return rendered.text;
    throw new TouchstoneError(
      'template-invalid',
      l10n.t('The chat template from {0} cannot be rendered: {1}', from, rendered.fault),
      {
        detail: rendered.fault,
        action: l10n.t(
          'Put a chat template that works into the model’s chatTemplate, or use chat completions (provider "openai").',
        ),
      },
    );
  } catch (error) {
    if (!(error instanceof ThreadEnded)) throw error;
    if (ended.size >= mostEnded) ended.clear();
    ended.set(job.template, { times: (former?.times ?? 0) + 1, at: Date.now() });
    throw endless(model, error);
  } finally {
    clearTimeout(timer);
  }
}

/** It was ended for its time, or has ended by itself, as for its memory. */
class ThreadEnded extends Error {
  override name = 'ThreadEnded';
}

function start(model: string): WorkerClient<TemplateThread> {
  const program = workerProgram(import.meta.url, 'templateWorker', 'template-worker.js');
  if (!program)
    throw new TouchstoneError('internal', l10n.t('A part of the extension is missing: template-worker.js.'), {
      action: l10n.t('Install the extension again.'),
      detail: model,
    });
  return new WorkerClient<TemplateThread>(program, {
    name: 'touchstone-templates',
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    died: (cause) => new ThreadEnded('The thread of chat templates has ended.', { cause }),
  });
}

function endless(model: string, cause?: unknown): TouchstoneError {
  return new TouchstoneError(
    'template-invalid',
    l10n.t('The chat template of {0} takes too much time or memory to render.', model),
    {
      cause,
      action: l10n.t(
        'Put a chat template that works into the model’s chatTemplate, or use chat completions (provider "openai").',
      ),
    },
  );
}
