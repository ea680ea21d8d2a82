import type { Counted } from './chunks.ts';
import {
  anthropic,
  azure,
  deepSeek,
  gemini,
  mistral,
  openAi,
  openAiReasoning,
  openRouter,
} from './hostedServers.ts';
import { llamaNew, llamaOld, lmStudio, ollama, sglang, tgi, vllm } from './localServers.ts';

/**
 * Streams of chat completions as servers send them, written after their documentation and their sources (named at each). All give the same
 * answer, so that what differs is the server.
 */
export interface RecordedStream {
  server: string;
  kind: 'whole' | 'reasoning' | 'error';
  body: string;
  type?: string;
  /** What it comes to: the default answer, or what the server says. */
  usage?: Counted;
  finishReason?: 'stop' | 'length';
  words?: RegExp;
}

const servers = [
  ...[openAi, openAiReasoning, azure, mistral, anthropic, gemini, openRouter, deepSeek],
  ...[vllm, sglang, llamaOld, llamaNew, ollama, lmStudio, tgi],
].map((make) => make());

/** Each server's streams: whole, with reasoning where it tells it apart, with an error in the middle. */
export const recordedStreams: readonly RecordedStream[] = servers.flatMap(
  ({
    server,
    plain,
    thinking,
    failing,
    words,
    usage: ofPlain,
    thinkingUsage = ofPlain,
  }): RecordedStream[] => [
    { server, kind: 'whole', body: plain, ...(ofPlain && { usage: ofPlain }) },
    ...(thinking === undefined
      ? []
      : [
          {
            server,
            kind: 'reasoning' as const,
            body: thinking,
            ...(thinkingUsage && { usage: thinkingUsage }),
          },
        ]),
    { server, kind: 'error', body: failing, words },
  ],
);
