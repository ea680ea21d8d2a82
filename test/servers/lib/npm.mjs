// Started by `npm test` or `npm start`, we find that npm's settings in our environment, and another npm would take them for its own: the user
// agent (from which packages read the version of Node), the log level, the folder.
const OUTER =
  /^(npm_config_(user_agent|loglevel|local_prefix|prefix|global_prefix)|npm_(lifecycle|package|command|execpath|node_execpath).*|INIT_CWD)$/;

/** Environment entries that let an npm started by us run as if from a shell: the outer npm's variables, each undefined. */
export function freshNpmEnv() {
  const outer = Object.keys(process.env).filter((key) => OUTER.test(key));
  return Object.fromEntries(outer.map((key) => [key, undefined]));
}
