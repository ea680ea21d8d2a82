/** The setting `touchstone.run.sandbox`. */
export const sandboxModes = ['required', 'auto', 'off'] as const;
export type SandboxMode = (typeof sandboxModes)[number];

/** Command that brings a sandbox, by platform; undefined where there is none to install. */
export function sandboxInstall(platform: NodeJS.Platform = process.platform): string | undefined {
  return platform === 'linux' ? 'sudo apt install bubblewrap' : undefined;
}
