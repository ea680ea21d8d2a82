/** Tells a person what goes on. On stderr, so that what a script prints for programs stays clean. */
export function say(text) {
  process.stderr.write(`[touchstone] ${text}\n`);
}
