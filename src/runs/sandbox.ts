/** A program to start: no shell is involved, arguments are passed on as they are. */
export interface Command {
  exe: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
}

/** What stands between a run and the machine. */
export interface Sandbox {
  /** Stored with each run: `none`, or the sandbox's name. */
  readonly name: string;
  /** One sentence for people: what the program can and cannot reach. */
  describe(): string;
  /** The command that runs the given one inside the sandbox. */
  wrap(command: Command): Command;
}

/** No protection but a separate folder, a bare environment and a time limit. */
export const noSandbox: Sandbox = {
  name: 'none',
  describe: () =>
    'Runs without a sandbox: with your rights, your files and your network, in a folder of its own, under a time limit.',
  wrap: (command) => command,
};
