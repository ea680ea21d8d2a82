import { STEPS, VSIX } from './steps.mjs';

/** The packaged extension: the one named by `TOUCHSTONE_VSIX`, else a new one. */
export async function builtVsix() {
  if (process.env.TOUCHSTONE_VSIX) return process.env.TOUCHSTONE_VSIX;
  if ((await STEPS.build()).failed > 0) throw new Error('the extension was not packaged, see above');
  return VSIX;
}
