/**
 * Text for a notification. VS Code makes `[label](command:…)` in it a link that runs the command when it is clicked, and what
 * datasets, servers and projects say may hold such: the two parts are set apart, so that it is read and nothing else.
 */
export function notice(text: string): string {
  return text.replaceAll('](', '] (');
}
