import type * as z from 'zod';
import type { ErrorCode } from '../../domain/errorCode.ts';
import { TouchstoneError } from '../../platform/errors.ts';

/** What came from outside, as it must be. Errors: `code`, in the `words` for the first fault. */
export function checked<T>(
  schema: z.ZodType<T>,
  given: unknown,
  code: ErrorCode,
  words: (fault: { path: string; message: string }) => string,
): T {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new TouchstoneError(
    code,
    words({ path: issue?.path.join('.') ?? '', message: issue?.message ?? '' }),
  );
}
