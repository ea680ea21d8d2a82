import { chunksOf } from '../../code/text/chunks.ts';
import { lineAt, withoutSurplus } from './snippetText.ts';
import type { Assembled } from '../../domain/run.ts';

/** The tests follow the program, with each of their commands looked at before it runs and where it fails. */
export function countedBash(program: string, snippet: string, word: string): Assembled {
  const tests = withoutSurplus(program, snippet);
  const functions = [
    ...tests.matchAll(/^[ \t]*(?:function[ \t]+([\w:.-]+)|([\w:.-]+)[ \t]*\([ \t]*\))/gm),
  ].map((match) => match[1] ?? match[2] ?? '');
  const text = `${goingOn(program)}\n# What follows runs the input.\n`;
  const head = bashChecks(word, functions);
  const base = lineAt(text, text.length) - 1 + head.split('\n').length;
  const uncalled = functions.filter((name) => isLoose(name, tests));
  const code = [
    `${text}${head.replace('BASE=0', () => `BASE=${String(base)}`).replace('LAST=0', () => `LAST=${String(base + tests.split('\n').length + uncalled.length)}`)}`,
    tests,
    ...uncalled,
    '{ __touchstone_end "$?"; } 2>/dev/null',
    '',
  ];
  return { code: code.join('\n'), reportsValue: true, counts: { word, marks: [] } };
}

const ends = /(^|[;&|{(]|\b(?:then|else|do)\b)([ \t]*)exit(?=[\s;)}]|$)/gm;

/**
 * The program, with `exit` outside of its functions as the end of its own part: what a script does with the arguments that it gets is not
 * what tests ask for, and must not keep them from running.
 */
function goingOn(program: string): string {
  const chunks = chunksOf('bash', program);
  const isEnd = (text: string): boolean => text.search(ends) >= 0;
  if (!chunks.some(({ kind, text }) => kind === 'other' && isEnd(text))) return program;
  const code = chunks.map(({ kind, text }) => (kind === 'other' ? text.replace(ends, '$1$2return') : text));
  // A file of its own can be left.
  return `source /dev/fd/9 9<<'__touchstone_program' || true\n${code.join('')}__touchstone_program\n`;
}

/** A function that is defined, and named nowhere else. */
function isLoose(name: string, tests: string): boolean {
  const escaped = name.replace(/[.]/g, '\\.');
  const found = [...tests.matchAll(new RegExp(`(?<![\\w:.-])${escaped}(?![\\w:.-])`, 'g'))];
  if (found.length > 1) return false;
  const body = tests.slice(found[0]?.index ?? 0);
  // What takes arguments is a helper, or stands for the program.
  return !/^[^{(]*\([ \t]*\)\s*[{(][^}]*\$(?:[1-9@*#]|\{[1-9@*#])/.test(body);
}

function bashChecks(word: string, functions: readonly string[]): string {
  return String.raw`unset -f [ test printf builtin trap declare exit return set local shopt eval echo true false 2>/dev/null
unalias -a
set +eu
__touchstone_BASE=0
__touchstone_LAST=0
__touchstone_checks=0 __touchstone_failures=0 __touchstone_line=0 __touchstone_over= __touchstone_kind= __touchstone_said= __touchstone_seen= __touchstone_command=
__touchstone_quoted() {
  local text=$1
  text=${'$'}{text//\\/\\\\}; text=${'$'}{text//\"/\\\"}; text=${'$'}{text//$'\n'/\\n}; text=${'$'}{text//$'\t'/\\t}; text=${'$'}{text//$'\r'/\\r}
  builtin printf '"%s"' "${'$'}{text//[[:cntrl:]]/?}"
}
__touchstone_lost() {
  __touchstone_failures=$((__touchstone_failures + 1))
  builtin printf '${word} {"failed":{"n":%d,"line":%d,"text":%s,"op":""}}\n' "$__touchstone_checks" "$1" "$(__touchstone_quoted "${'$'}{2:0:300}")" >&3
} 2>/dev/null
__touchstone_last() {
  [[ -n $__touchstone_said ]] && return
  __touchstone_said=1
  builtin printf '${word} {"end":{"checks":%d,"failed":%d%s}}\n' "$__touchstone_checks" "$__touchstone_failures" "$1" >&3
} 2>/dev/null
__touchstone_end() {
  builtin trap - DEBUG ERR EXIT
  if (( $1 != 0 && __touchstone_failures == 0 )); then
    if [[ -n $__touchstone_kind || $1 -eq 1 ]]; then [[ -z $__touchstone_kind ]] && __touchstone_checks=$((__touchstone_checks + 1)); __touchstone_lost "$__touchstone_line" "$__touchstone_command"
    else __touchstone_last ",\"obstacle\":{\"kind\":\"raised\",\"text\":\"exit $1\",\"line\":$__touchstone_line}"; builtin exit "$1"; fi
  fi
  __touchstone_last ''
  if (( $1 == 0 && __touchstone_failures > 0 )); then builtin exit 1; fi
  builtin exit "$1"
} 2>/dev/null
__touchstone_before() {
  (( $1 > __touchstone_BASE && $1 <= __touchstone_LAST )) || return 0
  # The trap of the failure asks once more for the command that failed.
  if [[ $3 != 0 && $1:$2 == "$__touchstone_seen" ]]; then return 0; fi
  __touchstone_seen=$1:$2
  __touchstone_line=$(( $1 - __touchstone_BASE )) __touchstone_command=$2 __touchstone_kind=
  case $2 in
    '['[[:space:]]*|'[['[[:space:]]*|test[[:space:]]*|'(('*) __touchstone_kind=1; __touchstone_checks=$((__touchstone_checks + 1)) ;;
    exit|exit[[:space:]]*) __touchstone_over=1 ;;
    echo[[:space:]]*|printf[[:space:]]*)
      if [[ $2 =~ ^(echo|printf)[[:space:]]+[^$]?.{0,12}(FAIL|✗|❌|not\ ok) ]]; then [[ $__touchstone_checks == 0 ]] && __touchstone_checks=1; __touchstone_lost "$__touchstone_line" "$2"; fi ;;
  esac
  [[ -n $__touchstone_functions ]] && builtin declare -ft $__touchstone_functions
  return 0
} 2>/dev/null
__touchstone_after() {
  __touchstone_seen=
  (( $1 > __touchstone_BASE && $1 <= __touchstone_LAST )) || return 0
  case $2 in
    '['[[:space:]]*|'[['[[:space:]]*|test[[:space:]]*|'(('*) __touchstone_lost "$(( $1 - __touchstone_BASE ))" "$2" ;;
  esac
} 2>/dev/null
__touchstone_exit() {
  if [[ $1 -eq 0 && -z $__touchstone_over ]]; then builtin exit 0; fi
  __touchstone_end "$1"
} 2>/dev/null
__touchstone_functions='${functions.join(' ')}'
set -E
trap '__touchstone_exit "$?"' EXIT
trap '__touchstone_after "$LINENO" "$BASH_COMMAND"' ERR
trap '__touchstone_before "$LINENO" "$BASH_COMMAND" "$?"' DEBUG`;
}
