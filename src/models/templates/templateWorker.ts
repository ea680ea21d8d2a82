import { Template } from '@huggingface/jinja';
import { serve } from '../../platform/workerServer.ts';

/** What is rendered, for one user message. */
export interface TemplateJob {
  template: string;
  tokens: Record<string, string>;
  instruction: string;
}

/** The thread that renders chat templates: foreign programs, which may run for ever. */
export interface TemplateThread {
  /** Answered as soon as the thread has loaded what it needs. */
  ready(): void;
  /** What the template makes, or why it makes nothing. */
  render(job: TemplateJob): { text: string } | { fault: string };
}

serve<TemplateThread>({
  ready: () => undefined,
  render(_, { template, tokens, instruction }) {
    try {
      const text: unknown = new Template(template).render({
        messages: [{ role: 'user', content: instruction }],
        add_generation_prompt: true,
        ...tokens,
      });
      return { text: typeof text === 'string' ? text : '' };
    } catch (error) {
      return { fault: error instanceof Error ? error.message : String(error) };
    }
  },
});
