/**
 * Programs that are written as a session in an interpreter: prompts are taken off, what the interpreter answered is left
 * out. The first line must be a prompt: `>>>` inside a docstring stays.
 */

/** `>>> ` and `... ` of Python's interpreter, `In [1]: ` of IPython. */
export function withoutPythonPrompts(code: string): string {
  if (!/^\s*(?:>>>|In \[\d+\]:)(?: |$)/.test(code)) return code;
  const kept: string[] = [];
  let block = false;
  for (const line of code.split('\n')) {
    const prompt = /^\s*(?:>>>|In \[\d+\]:)(?: (.*))?$/.exec(line);
    const more = /^\s*\.\.\.:?(?: (.*))?$/.exec(line);
    if (prompt) {
      kept.push(prompt[1] ?? '');
      block = true;
    } else if (more && block) kept.push(more[1] ?? '');
    else block = false;
  }
  return kept.join('\n') + '\n';
}

/** `$ ` and `> ` of a shell. */
export function withoutShellPrompts(code: string): string {
  if (!/^\s*\$ /.test(code)) return code;
  const kept: string[] = [];
  let open = false;
  for (const line of code.split('\n')) {
    const prompt = /^\s*\$ (.*)$/.exec(line);
    const more = /^\s*> ?(.*)$/.exec(line);
    if (prompt) kept.push(prompt[1] ?? '');
    else if (more && open) kept.push(more[1] ?? '');
    open = (kept.at(-1) ?? '').endsWith('\\') && (prompt !== null || more !== null);
  }
  return kept.join('\n') + '\n';
}

const installLine =
  /^(?:[!%$]\s*)?(?:sudo )?(?:(?:python3?|py) -m )?(?:pip3?|conda|npm|yarn|pnpm|apt|apt-get|brew)\s+(?:install|add|i)\s/;

/** Leaves out lines such as `!pip install numpy`, which are for a notebook or a shell, not for the program. */
export function withoutInstallLines(code: string): string {
  if (!/\b(?:install|add|i)\b/.test(code)) return code;
  return code
    .split('\n')
    .filter((line) => !installLine.test(line))
    .join('\n');
}

/** Whether nothing but installing, remarks and prompts is in it. */
export function onlyInstalls(code: string): boolean {
  const lines = code.split('\n').filter((line) => line.trim() !== '' && !/^\s*#/.test(line));
  return (
    lines.length > 0 &&
    lines.every((line) => installLine.test(line.trimStart()) || /^\s*(?:sudo|cd|mkdir)\s/.test(line))
  );
}
