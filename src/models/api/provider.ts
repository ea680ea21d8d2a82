import type { GenerationParameters, ModelConfig } from '../../project/config.ts';
import type { Usage } from '../../domain/task.ts';

export interface GenerateRequest {
  model: ModelConfig;
  parameters: GenerationParameters;
  instruction: string;
  /** The JSON Schema that the answer is to keep to, where the server can see to it. */
  schema?: Readonly<Record<string, unknown>>;
  /** Aborting it must stop the server's work too: providers use the stream routes and close the connection. */
  signal: AbortSignal;
  /** Each piece of text as it comes. */
  onText?: (delta: string) => void;
  /** Each piece of what the model thinks before it, where that is told apart. */
  onThought?: (delta: string) => void;
  /** All text that has come so far was thought after all, and is told again as such. */
  onTurn?: () => void;
}

export interface GenerateResult {
  text: string;
  /** What the model thought before it, where the server tells it apart. */
  reasoning?: string;
  /** The server was given the schema. */
  shaped?: true;
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
