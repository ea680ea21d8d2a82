import type { StoredSuggestion } from '../../domain/annotationHistory.ts';

/** What Argilla takes as an agent: letters, digits and - _ : . / of ASCII, and spaces; 200 at most (server 2.8.0, `AGENT_REGEX`). */
export function agentName(agent: string): string {
  const clean = agent.replace(/[^a-zA-Z0-9\-_:./\s]/g, '-').slice(0, 200);
  return /[a-zA-Z0-9]/.test(clean) ? clean : 'judge';
}

/** Whether a suggestion of Argilla's is what was pushed of a judge whose points are here: it is not shown twice. */
export function isOwnSuggestion(
  there: { agent: string; field: string },
  here: readonly StoredSuggestion[],
): boolean {
  return here.some(
    ({ origin, agent, field, outdated }) =>
      origin === 'judge' &&
      !outdated &&
      agentName(agent) === there.agent &&
      field.startsWith('points') &&
      field.replace('points', 'score') === there.field,
  );
}
