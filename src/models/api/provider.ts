import type { GenerationParameters, ModelConfig } from '../../project/config.ts';
import type { Usage } from '../../domain/task.ts';

export interface GenerateRequest {
  model: ModelConfig;
  parameters: GenerationParameters;
  instruction: string;
  /** Aborting it must stop the server's work too: providers use the stream routes and close the connection. */
  signal: AbortSignal;
  /** Each piece of text as it comes. */
  onText?: (delta: string) => void;
}

export interface GenerateResult {
  text: string;
  /** `stop`, `length`, or the provider's own word. */
  finishReason?: string;
  usage?: Usage;
  /** The prompt as sent, where a chat template was rendered here. */
  prompt?: string;
  /** The address asked, without user name, password or query. */
  url?: string;
  /** The parameters as sent, in the API's own words. */
  sent: Record<string, unknown>;
}

/**
 * Asks one kind of server. Errors (all `TouchstoneError`): `model-missing`, `model-unauthorized`, `model-loading`,
 * `model-rate-limited`, `model-empty`, `model-bad-request`, `model-bad-answer`, `template-missing`, `template-invalid`,
 * `network-*`, `cancelled`.
 */
export interface ModelProvider {
  generate(request: GenerateRequest): Promise<GenerateResult>;
}
