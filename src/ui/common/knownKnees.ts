import type { Memento } from 'vscode';
import type { Knees } from '../../generation/endpoint/endpoints.ts';

const key = 'generation.atOnce';
/** The servers that were asked last are known. */
const mostServers = 50;

/** How many requests at once each server answered best, kept for all projects of this editor. */
export function knownKnees(memory: Memento): Knees {
  const all = (): Record<string, unknown> => ({ ...memory.get<Record<string, unknown>>(key) });
  return {
    get(server) {
      const known = all()[server];
      return typeof known === 'number' && known >= 1 ? known : undefined;
    },
    set(server, atOnce) {
      const { [server]: _, ...others } = all();
      const kept = Object.entries(others).slice(1 - mostServers);
      void memory.update(key, Object.fromEntries([...kept, [server, Math.round(atOnce)]]));
    },
  };
}
