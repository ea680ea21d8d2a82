import * as l10n from '@vscode/l10n';
import type * as z from 'zod';

/** What is wrong with a value, for the faults that people make by hand: zod's own words, but translatable. */
export function zodMessage(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return l10n.t('Invalid input: expected {0}, received {1}', issue.expected, kindOf(issue.input));
    case 'invalid_value': {
      const values = issue.values.map((value) => (typeof value === 'string' ? `"${value}"` : String(value)));
      return values.length === 1
        ? l10n.t('Invalid input: expected {0}', values[0] ?? '')
        : l10n.t('Invalid option: expected one of {0}', values.join('|'));
    }
    case 'too_big':
      return sizeMessage(issue.origin, issue.exact ? '=' : issue.inclusive ? '<=' : '<', issue.maximum, true);
    case 'too_small':
      return sizeMessage(
        issue.origin,
        issue.exact ? '=' : issue.inclusive ? '>=' : '>',
        issue.minimum,
        false,
      );
    case 'invalid_union':
      return l10n.t('Invalid input');
    default:
      return undefined;
  }
}

function sizeMessage(origin: string, sign: string, limit: number | bigint, big: boolean): string {
  const bound = sign === '=' ? String(limit) : `${sign}${limit}`;
  if (origin === 'string')
    return big
      ? l10n.t('Too big: expected string to have {0} characters', bound)
      : l10n.t('Too small: expected string to have {0} characters', bound);
  if (origin === 'array')
    return big
      ? l10n.t('Too big: expected array to have {0} items', bound)
      : l10n.t('Too small: expected array to have {0} items', bound);
  return big
    ? l10n.t('Too big: expected {0} to be {1}', origin, bound)
    : l10n.t('Too small: expected {0} to be {1}', origin, bound);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isNaN(value) ? 'NaN' : typeof value;
}
