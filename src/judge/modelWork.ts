/** Whatever asks models about many tasks: loaded at first use, in one piece. */
export { GenerationEngine } from '../generation/generationEngine.ts';
export { createProvider } from '../models/providers/createProvider.ts';
export { JudgeEngine } from './judgeEngine.ts';
export { loadPrompt } from './loadPrompt.ts';
export { ownPrompt } from './prompt/judgePrompt.ts';
