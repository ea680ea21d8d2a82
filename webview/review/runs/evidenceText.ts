import type { RunView } from '../../../src/protocol/reviewViews.ts';
import { format, strings } from '../../common/strings.ts';

type Evidence = NonNullable<RunView['evidence']>;

/** What was checked, in a line: how many checks held, the first that did not, and what kept others from being made. */
export function evidenceText({ checks, passed, failed, obstacle, complete }: Evidence): string {
  const words: string[] = [];
  if (checks > 0) words.push(countText(checks, passed));
  const [first] = failed;
  if (first) words.push(format('checkFailed', failedText(first)));
  if (obstacle) words.push(obstacleText(obstacle, checks));
  else if (!complete) words.push(format('endedBefore', checks + 1));
  else if (checks === 0) words.push(strings.checkedNothing);
  return words.join('; ');
}

/** `4 checks`, or `3 of 4 checks` where not all of them held. */
function countText(checks: number, passed: number): string {
  if (passed < checks) return format('checksOf', passed, checks);
  return checks === 1 ? strings.checksOne : format('checksMany', checks);
}

function failedText(check: Evidence['failed'][number]): string {
  const { text, expected, got, raised, message, programLine, op } = check;
  const what = text ? `\`${text}\`` : (check.case ?? '');
  const sides =
    expected !== undefined && got !== undefined
      ? format('checkSides', op && op !== '==' ? `${op} ${expected}` : expected, got)
      : undefined;
  const said = sides ?? (raised === undefined ? message : atLine(raised, programLine));
  return [what, said].filter(Boolean).join(', ');
}

function obstacleText(
  { kind, text = '', programLine }: NonNullable<Evidence['obstacle']>,
  checks: number,
): string {
  switch (kind) {
    case 'ended':
      return format('endedBefore', checks + 1);
    case 'needs':
      return format('needsPackage', text);
    case 'missing':
      return text === '' ? strings.missingFunction : format('missingName', text);
    case 'tests':
      return format('testsUnreadable', text);
    case 'raised':
      return atLine(text, programLine);
  }
}

function atLine(text: string, line: number | undefined): string {
  return line === undefined ? text : format('programLine', text, line);
}

/** What weakens the proof. */
export function markWords({ marks }: Evidence): string[] {
  const words: Record<Evidence['marks'][number], string> = {
    'in-process': strings.markInProcess,
    'own-class': strings.markOwnClass,
    'may-judge-itself': strings.markMayJudge,
  };
  return marks.map((mark) => words[mark]);
}
