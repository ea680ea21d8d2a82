/** Path of the packaged extension: the one named by `TOUCHSTONE_VSIX`, else a new one. */
export function builtVsix(): Promise<string>;
