import type { EvidenceMark } from '../../domain/run.ts';

const c =
  /^[ \t]*#[ \t]*define[ \t]+(?:assert|NDEBUG|exit|abort)\b|__attribute__\s*\(\(\s*(?:con|de)structor|\b(?:write|dprintf|fdopen)\s*\(\s*3\b|\/proc\/|\/dev\/fd|\bptrace\b|touchstone/m;
/** Also a class that is equal to values of other kinds as it likes. */
const cpp = new RegExp(
  `${c.source}|\\boperator\\s*[!=]=\\s*\\([^)]{0,200}\\b(?:int|long|short|char|bool|float|double|string|size_t|vector)\\b`,
  'm',
);
/** What the harness of JavaScript counts and reports with, put in the place of the language's own. */
const replacedBuiltins = [
  String.raw`\b(?:JSON|Reflect|Buffer|Symbol|Object|Promise|Array|Number|String|Function|fs)\.(?!prototype\b)\w+\s*=[^=>]`,
  String.raw`\b[A-Z]\w{1,20}\.prototype(?:\.(?:has|add|then|catch|call|apply|bind|exec|test|split|replace|slice|map|filter|find|findIndex|some|every|indexOf|includes|join|push|toString|valueOf|subarray)|\[[^\]\n]{1,60}\])\s*=[^=]`,
  String.raw`\bObject\.(?:assign|definePropert(?:y|ies)|setPrototypeOf)\s*\(\s*(?:require\s*\(|(?:assert|fs|util|console|Reflect|JSON|Object|Promise|Buffer|[A-Z]\w{1,20}\.prototype)\b)`,
  String.raw`\bsyncBuiltinESMExports\b|\bwriteSync\s*=[^=]|\b(?:const|let|var|class|function)\s+globalThis\b`,
].join('|');
const plainJavascript =
  /\bwriteSync\s*\(\s*3\b|\bfd\s*:\s*3\b|\/proc\/|\/dev\/fd|\bprepareStackTrace\b|\bObject\.(?:is|keys)\s*=[^=]|\b(?:ok|(?:deep|notDeep|not)?(?:Strict)?[eE]qual|deepStrictEqual|strictEqual|assert|isDeepStrictEqual)\s*=\s*(?:function|async|\(|\w+\s*=>)|touchstone/;
const javascript = new RegExp(`${plainJavascript.source}|${replacedBuiltins}`);

/** What in a program's text could reach what counts in its process, by language. A look, no proof: honest programs are rarely marked. */
const reaching: Readonly<Record<string, RegExp>> = {
  c,
  cpp,
  javascript,
  typescript: javascript,
  rust: /\bfrom_raw_fd\b|\/proc\/|\/dev\/fd|\bmacro_rules!\s*(?:assert\w*|panic)\b|\bset_hook\b|\blink_section\b|\bPartialEq\s*<|touchstone/,
  go: /\bos\.NewFile\s*\(|\bsyscall\.Write\s*\(\s*3\b|\/proc\/|\/dev\/fd|\bgo:linkname\b|touchstone/,
  java: /\bFileDescriptor\b|\bmisc\.Unsafe\b|\bsetAccessible\s*\(|\/proc\/|\/dev\/fd|[tT]ouchstone/,
  bash: />&\s*3\b|\/dev\/fd|\/proc\/|\btrap\b|\bBASH_COMMAND\b|^\s*(?:function\s+)?(?:\[|test|printf|builtin|declare)\s*\(\s*\)|\benable\s+-n\b|\bset\s+\+[ET]|touchstone/m,
};

export function suspicion(language: string, program: string): EvidenceMark[] {
  return reaching[language]?.test(program) ? ['may-judge-itself'] : [];
}
