import type { TaskInput } from '../domain/task.ts';
import { canonicalLanguage } from '../code/text/languages.ts';
import { askedNames } from '../code/answer/askedNames.ts';
import { codeInInstruction, continued } from '../code/answer/instructionCode.ts';

type Asked = Pick<TaskInput, 'language' | 'instruction' | 'entryPoint' | 'tests'>;

/** Names beyond this are not the answer's. */
const mostNames = 50;
/** What a test calls beside the answer: a stub of these would fail for no fault of the test. */
const known =
  /^(?:check|candidate|print|len|range|sorted|list|dict|set|tuple|str|int|float|bool|abs|sum|min|max|round|isinstance|type|any|all|zip|map|enumerate|assert|if|for|while|and|or|not|in|is|return|lambda|raises|open|super|repr|reversed|frozenset|next|iter|console|expect|test|it|describe|require|function|deepEqual|equal|strictEqual|deepStrictEqual|ok|throws|log|JSON|Math|Object|Array|String|Number)$/;

/**
 * Bodies that end the program, whatever a test would catch: they go on from the function that an instruction breaks off, with its types.
 * A panic of Go can be recovered from; nothing that needs no import ends it otherwise.
 */
const bodies: Readonly<Record<string, string>> = {
  go: '\tpanic("stub")\n}\n',
  rust: '    std::process::abort()\n}\n',
  java: '        Runtime.getRuntime().halt(97);\n        throw new Error("stub");\n    }\n}\n',
  cpp: '    __builtin_trap();\n}\n',
};

/**
 * A program that must fail the tests of a task: everything that they may ask for is there and raises an error, or ends the program. As
 * markdown with one fence, as a response would be; `undefined` for a language in which none is made, or where nothing is asked for by name.
 * Python and JavaScript by name, Bash by the entry point, and Go, Rust, Java and C++ where the instruction breaks the function off: its head
 * says the types.
 */
export function stubOf(task: Asked): string | undefined {
  const language = canonicalLanguage(task.language ?? 'python') ?? 'python';
  const body = bodies[language];
  if (body !== undefined) {
    const given = codeInInstruction(task.instruction ?? '', language);
    return continued(given, body, language) === undefined ? undefined : fenced(language, body);
  }
  if (language === 'bash') return bashStub(task.entryPoint);
  if (language !== 'python' && language !== 'javascript') return undefined;
  const names = [...askedNames(task, language)].filter((name) => !known.test(name)).slice(0, mostNames);
  if (names.length === 0) return undefined;
  const stub =
    language === 'python'
      ? names.map((name) => `def ${name}(*args, **kwargs):\n    raise NotImplementedError("stub")\n`)
      : names.map((name) => `function ${name}() {\n  throw new Error('stub');\n}\n`);
  return fenced(language, stub.join('\n'));
}

/** It ends the shell that asked, too: an exit would end the subshell alone, and a test may want one. */
function bashStub(entryPoint = ''): string | undefined {
  const name = entryPoint.trim();
  if (!/^[A-Za-z_][\w-]{0,100}$/.test(name)) return undefined;
  return fenced('bash', `${name}() {\n  kill -KILL $$\n  exit 97\n}\n`);
}

function fenced(language: string, code: string): string {
  return `\`\`\`${language}\n${code}\`\`\`\n`;
}
