import type { RateLimit } from './adaptiveLimiter.ts';

/**
 * A limit by requests that fills evenly until `reset`, from the headers of an answer: OpenAI's (and of those who copy them) and
 * Anthropic's. Limits in fixed windows, which other headers tell, do not fill so.
 * https://platform.openai.com/docs/guides/rate-limits#rate-limits-in-headers, https://docs.anthropic.com/en/api/rate-limits#response-headers
 */
export function rateLimitIn(
  headers: Readonly<Record<string, string>>,
  now = Date.now(),
): RateLimit | undefined {
  const openai = ['limit', 'remaining', 'reset'].map((name) => headers[`x-ratelimit-${name}-requests`]);
  const anthropic = ['limit', 'remaining', 'reset'].map(
    (name) => headers[`anthropic-ratelimit-requests-${name}`],
  );
  for (const [limit, remaining, reset] of [openai, anthropic]) {
    const found = {
      limit: count(limit),
      remaining: count(remaining),
      reset: seconds(reset, now),
    };
    if (found.limit > 0 && found.remaining <= found.limit && found.reset > 0) return found;
  }
  return undefined;
}

function count(text: string | undefined): number {
  return text !== undefined && /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : NaN;
}

/** `6m0s`, `1.5s`, `20ms`, or a time of day as in RFC 3339. */
function seconds(text: string | undefined, now: number): number {
  if (text === undefined) return NaN;
  const at = Date.parse(text);
  if (/^\d{4}-/.test(text)) return (at - now) / 1000;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text.trim()) return NaN;
  const unit: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };
  return parts.reduce((sum, [, value, name]) => sum + Number(value) * (unit[name ?? ''] ?? NaN), 0);
}
