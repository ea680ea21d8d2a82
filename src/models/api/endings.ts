/**
 * Why an answer ended. Only `stop` and `length`, whatever a server calls them, end an answer of the model's own; after anything else what
 * came is a part of one, or none.
 */
export type Ending = 'stop' | 'length' | 'filter' | 'refusal' | 'tool' | 'broken';

const stops =
  /^(?:stop|stopped|eos|eos_token|eos_found|end|end_turn|end_of_turn|end_of_sequence|stop_sequence|stop_token|stop_string|stop_str|stop_word|matched_stop|pause_turn|complete|completed|completion|finish|finished|finish_reason_stop|done|normal|success)$/;
const lengths =
  /^(?:length|max_length|length_capped|max_(?:new_|output_|completion_)?tokens|model_length|token_limit|tokens_limit|num_predict|limit|context_length|context_limit|model_context_window_exceeded|max_context_length|finish_reason_max_tokens|incomplete|truncated)$/;
const filters =
  /filter|safety|recitation|prohibited|blocklist|blocked|spii|sensitive|moderation|guardrail|risk|violation/;
const tools = /tool|function/;
const refusals = /refus|declin/;

/** The ending that a server's word stands for; `broken` for one that nobody knows. */
export function endingOf(word: string): Ending {
  const plain = word.trim().toLowerCase().replaceAll(/[\s-]/g, '_');
  if (stops.test(plain)) return 'stop';
  if (lengths.test(plain)) return 'length';
  if (refusals.test(plain)) return 'refusal';
  if (filters.test(plain)) return 'filter';
  if (tools.test(plain)) return 'tool';
  return 'broken';
}

/**
 * The same for what a router calls the reason and what the provider behind it had called it (OpenRouter: `native_finish_reason`): a
 * fault that the provider names is one, whatever the router makes of it.
 */
export function endingOfBoth(word: string, native: string | undefined): { ending: Ending; reason: string } {
  const ending = endingOf(word);
  if (native === undefined || (ending !== 'stop' && ending !== 'length')) return { ending, reason: word };
  const behind = endingOf(native);
  if (behind === 'broken')
    // Its word for a good end may be any.
    return /err|abort|cancel|time_?out|network|malformed|overload|insufficient|exhaust|fail|unavail|disconnect|interrupt|kill|crash/i.test(
      native,
    )
      ? { ending: 'broken', reason: native }
      : { ending, reason: word };
  if (behind === 'stop') return { ending, reason: word };
  return { ending: behind, reason: native };
}
