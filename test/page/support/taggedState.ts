import type { TagUse } from '../../../src/domain/tags.ts';
import type { ReviewState } from '../../../src/protocol/reviewState.ts';
import { state, type Scene } from './states.ts';

export const presets = ['Off by one', 'Wrong type', 'Does not run', 'Ignores the instruction'];

/** What was named before, as the host tells it. */
export const knownTags = [
  { name: 'Off by one', uses: 41, former: ['fencepost'] },
  { name: 'Slow', uses: 12, former: [] },
  { name: 'Infinite loop', uses: 3, former: [] },
  { name: 'Off-topic prose before the code', uses: 1, former: [] },
];

/** A use on Response 1, which is B. */
export function use(name: string, more: Partial<TagUse> = {}): TagUse {
  return { response: 1, tag: name.toLowerCase(), name, ...more };
}

export const uses = [
  use('Off by one'),
  use('Slow', { response: 2, lines: [12, 14] }),
  use('Wrong type', { response: 2 }),
  use('A failure mode whose name takes as much room as a name may take', { response: 2 }),
];

/** A task with failure modes of both responses. */
export function tagged(scene: Scene = {}): ReviewState {
  return state({ tags: uses, status: 'draft', ...scene, config: { failureModes: presets, ...scene.config } });
}
