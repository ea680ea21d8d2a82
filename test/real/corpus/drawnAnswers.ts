import type { Answer, Pick } from './kind.ts';
import { kindsOfLanguages } from './kindsOfLanguages.ts';
import { kindsOfMarks } from './kindsOfMarks.ts';
import { kindsOfPython } from './kindsOfPython.ts';
import { kindsOfSeveral } from './kindsOfSeveral.ts';
import { kindsOfText } from './kindsOfText.ts';
import type { Problem } from './problem.ts';
import { problemsOfCompiled } from './problemsOfCompiled.ts';
import { problemsOfScripts } from './problemsOfScripts.ts';

export interface DrawnAnswer extends Answer {
  /** Language, kind, problem, and what is meant to be in it. */
  name: string;
  problem: Problem;
  verdict: 'passed' | 'differs' | 'none';
}

const kinds = [
  ...kindsOfMarks,
  ...kindsOfSeveral,
  ...kindsOfText,
  ...kindsOfPython.map((kind) => ({ ...kind, languages: ['python'] })),
  ...kindsOfLanguages,
];

/** Numbers below one, the same for the same seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * Answers with the verdict that each deserves: every kind in every language that it is for, of a problem that is drawn, two in three with a right
 * program; then drawn ones of kind and language up to `count`. The same seed gives the same.
 */
export function drawnAnswers(count: number, seed: number): DrawnAnswer[] {
  const next = random(seed);
  const pick: Pick = (list) => list[Math.floor(next() * list.length)]!;
  const problems = [...problemsOfScripts, ...problemsOfCompiled];
  const languages = [...new Set(problems.map(({ language }) => language))];
  const found: DrawnAnswer[] = [];
  const seen = new Set<string>();
  const draw = (kind: (typeof kinds)[number], language: string, mostTries = 12): void => {
    for (let tries = 0; tries < mostTries; tries++) {
      const problem = pick(problems.filter((one) => one.language === language));
      const ok = next() < 2 / 3;
      const made = kind.make(problem, ok, pick);
      if (made === undefined) continue;
      const answer = typeof made === 'string' ? { text: made } : made;
      const verdict = answer.verdict ?? (ok ? 'passed' : 'differs');
      const key = `${language}\n${problem.name}\n${answer.text}\n${answer.instruction ?? ''}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const name = `${found.length + 1} ${language}: ${kind.name} (${problem.name}, ${verdict})`;
      found.push({ ...answer, name, problem, verdict });
      return;
    }
  };
  for (const kind of kinds) for (const language of kind.languages ?? languages) draw(kind, language);
  const quick = languages.filter((language) => /^(?:python|javascript|bash)$/.test(language));
  while (found.length < count) {
    const kind = pick(kinds);
    draw(kind, pick(kind.languages ?? quick), 1);
  }
  return found;
}
