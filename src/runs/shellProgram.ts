import * as l10n from '@vscode/l10n';
import { TouchstoneError } from '../platform/errors.ts';
import type { Program } from '../code/program.ts';
import type { Assembled } from '../domain/run.ts';

/**
 * A program that loads the given one (whatever it does at its top level happens) and then reads statements from stdin and answers on
 * stdout, as the language's own shell does. There is no tty behind it. Errors: `run-language`.
 */
export function shellOf(program: Program): Assembled {
  const code = JSON.stringify(program.code).replace(/[\u007f-\uffff]/g, escaped);
  switch (program.language) {
    case 'python':
      return { code: pythonShell(JSON.stringify(code)), reportsValue: false };
    case 'javascript':
    case 'typescript':
      return { code: nodeShell(code), reportsValue: false };
    default:
      throw new TouchstoneError('run-language', l10n.t('There is no shell for {0}.', program.language), {
        action: l10n.t(
          'Shells are there for Python, JavaScript and TypeScript. Add an input to try the response.',
        ),
      });
  }
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** `code.interact` answers errors on stderr: both streams become one, or their lines would change places. */
function pythonShell(code: string): string {
  return `import code as _code, json as _json, linecache as _linecache, sys as _sys, traceback as _traceback
_sys.stderr = _sys.stdout
_source = _json.loads(${code})
_names = {"__name__": "__main__", "__builtins__": __builtins__}
_linecache.cache["<response>"] = (len(_source), None, _source.splitlines(True), "<response>")
try:
    exec(compile(_source, "<response>", "exec"), _names)
except BaseException:
    _traceback.print_exc()
_code.interact(banner="Python " + _sys.version.split()[0], local=_names, exitmsg="")
`;
}

/** Names at the top level are shared with the shell, as in a page; a module's are what it exports. */
function nodeShell(code: string): string {
  return `const vm = require('node:vm');
const modules = require('node:module');
const source = ${code};
const strip = (text) => (modules.stripTypeScriptTypes ? modules.stripTypeScriptTypes(text) : text);
Object.assign(globalThis, { require, module, exports });
process.removeAllListeners('warning');
async function load() {
  let text = source;
  try {
    new vm.Script(text);
  } catch {
    try { text = strip(source); } catch {}
  }
  try {
    vm.runInThisContext(text, { filename: 'response.js' });
  } catch (error) {
    if (!(error instanceof SyntaxError) || !/import|export|await/.test(error.message)) throw error;
    Object.assign(globalThis, await import('data:text/javascript,' + encodeURIComponent(text)));
  }
}
load()
  .catch((error) => console.log(error))
  .finally(() => {
    console.log('Node.js ' + process.version);
    require('node:repl').start({ prompt: '> ', terminal: false, useGlobal: true }).on('exit', () => process.exit());
  });
`;
}
