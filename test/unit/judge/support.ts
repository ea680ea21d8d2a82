import type { JudgeQuestion } from '../../../src/domain/judgement.ts';
import { JudgeEngine } from '../../../src/judge/judgeEngine.ts';
import { ownPrompt, parsePrompt } from '../../../src/judge/prompt/judgePrompt.ts';
import type { GenerateRequest, ModelProvider } from '../../../src/models/api/provider.ts';
import { configSchema, type ProjectConfig } from '../../../src/project/config.ts';
import type { Store } from '../../../src/store/api/store.ts';
import { testDeps } from '../models/support.ts';

export const rubric = {
  criteria: [
    { id: 'style', title: 'Style', max: 2 },
    { id: 'works', title: 'Works', max: 3 },
  ],
};

/** An answer in the shape that is asked for. */
export function scoresOf(points: Record<string, number>, confidence?: number): string {
  const fields = Object.entries(points).map(([id, n]) => [id, { reason: `Seen: ${id}.`, points: n }]);
  return JSON.stringify({ ...Object.fromEntries(fields), ...(confidence !== undefined && { confidence }) });
}

export function winnerOf(winner: 'first' | 'second' | 'tie'): string {
  return JSON.stringify({ reason: 'Seen.', winner });
}

/** Which kind of question a judge is sent. */
export function isComparison({ instruction }: Pick<GenerateRequest, 'instruction'>): boolean {
  return instruction.includes('"winner"');
}

/** What stands in the fences of this name. */
export function fenced(text: string, name: string): string | undefined {
  return new RegExp(`<(${name}-[0-9a-f]{16})>\\n([\\s\\S]*?)\\n</\\1>`).exec(text)?.[2];
}

export type Script = (request: GenerateRequest, judge: string) => string | Promise<string>;

export function judgeConfig(judges: object[], more: object = {}): ProjectConfig {
  return configSchema.parse({
    name: 't',
    tasks: { source: 'sample' },
    models: [
      { name: 'owner/model-one', provider: 'vscode-lm' },
      { name: 'owner/model-two', provider: 'vscode-lm' },
    ],
    rubric,
    judges: judges.map((judge) => ({ provider: 'vscode-lm', ...judge })),
    ...more,
  });
}

/** An engine whose judges are functions. */
export function scriptedJudges(
  store: Store,
  script: Script,
  {
    judges = [{ name: 'judge-a' }],
    more = {},
    prompt = ownPrompt,
    guidelines = 'Be fair.',
    version = 'g1',
  }: {
    judges?: object[];
    more?: object;
    prompt?: string;
    guidelines?: string;
    version?: string;
  } = {},
): JudgeEngine {
  const languageModel = (name: string): ModelProvider => ({
    generate: async (request) => ({
      text: await script(request, name),
      sent: { seed: request.parameters.seed },
    }),
  });
  return new JudgeEngine({
    ...testDeps(),
    store,
    project: { config: judgeConfig(judges, more), guidelines: { text: guidelines, version } },
    prompt: parsePrompt(prompt, 'judge.md'),
    languageModel,
  });
}

export const allQuestions: JudgeQuestion[] = ['1', '1,2', '2', '2,1'];
