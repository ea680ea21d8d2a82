/** Process ids of the extension hosts below a server. */
export function extensionHosts(serverPid: number): number[];
/** Kills the extension hosts among the descendants of a VS Code server. */
export function killExtensionHosts(serverPid: number): number;
