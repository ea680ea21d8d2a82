import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { readdirSync, existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type ListenOptions, type Server } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { World } from '../../corpora/hostile-programs/index.ts';

/** A machine with secrets to find and sockets to reach, and what the programs made of it. */
export interface PlantedWorld extends World {
  /** No outcome may hold one of these. */
  secrets: string[];
  /** Where a run's folder is made, in the project. */
  runRoot: string;
  /** Connections and datagrams that came since the last call. */
  takeVisits(): number;
  /** Files with the mark in their name, wherever a program may try to leave one. */
  leftFiles(): string[];
  otherProcess: ChildProcess;
  remove(): Promise<void>;
}

export async function plantWorld(folder: string): Promise<PlantedWorld> {
  const secrets: string[] = [];
  const secret = (): string => {
    const text = `planted-${randomUUID()}`;
    secrets.push(text);
    return text;
  };
  const plant = async (...path: string[]): Promise<string> => {
    const file = join(...path);
    await mkdir(join(file, '..'), { recursive: true });
    await writeFile(file, `${secret()}\n`);
    return file;
  };

  const [home, project] = [join(folder, 'home'), join(folder, 'project')];
  const known = ['.ssh/id_ed25519', '.aws/credentials', '.netrc', '.gitconfig', '.bash_history'];
  for (const name of [...known, '.cache/huggingface/token']) await plant(home, name);
  for (const name of ['.touchstone/touchstone.sqlite', 'touchstone.json', '.env', 'src/main.py'])
    await plant(project, name);
  const runRoot = join(project, '.touchstone', 'runs');
  const otherRun = join(runRoot, 'ffffffffffffffff-others');
  await plant(otherRun, 'program', 'main.py');
  await plant(otherRun, 'work', 'data.txt');
  const realHomeFile = await plant(homedir(), `.touchstone-test-${randomUUID()}`);

  // In the environment that runs are started from, and in another process.
  process.env['TOUCHSTONE_TEST_TOKEN'] = secret();
  const otherProcess = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', secret()], {
    env: { TOKEN: secret() },
    stdio: 'ignore',
  });

  let visits = 0;
  const abstractName = `touchstone-${randomUUID()}`;
  const socketPath = join(folder, 'docker.sock');
  const servers: Server[] = [];
  const listen = async (where: ListenOptions): Promise<number> => {
    const server = createServer((socket) => {
      visits++;
      socket.on('error', () => undefined).end(secrets[0] ?? '');
    });
    servers.push(server);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(where, () => resolve());
    });
    return (server.address() as AddressInfo | null)?.port ?? 0;
  };
  const tcpPort = await listen({ port: 0, host: '127.0.0.1' });
  await listen({ path: socketPath });
  await listen({ path: `\0${abstractName}` });
  const udp: Socket = createSocket('udp4').on('message', () => visits++);
  await new Promise<void>((resolve) => {
    udp.bind(0, '127.0.0.1', () => resolve());
  });

  const mark = randomUUID();
  const outside = ['/', '/tmp', '/var/tmp', '/dev/shm', '/dev', '/usr/local/bin', '/etc', homedir(), '/run'];
  return {
    home,
    project,
    realHomeFile,
    otherRun,
    otherPid: otherProcess.pid ?? 0,
    hostPid: process.pid,
    tcpPort,
    udpPort: udp.address().port,
    socketPath,
    abstractName,
    mark,
    secrets,
    runRoot,
    otherProcess,
    takeVisits: () => {
      const count = visits;
      visits = 0;
      return count;
    },
    leftFiles: () =>
      [...outside, '/program', home, project].flatMap((place) =>
        existsSync(place)
          ? readdirSync(place)
              .filter((name) => name.includes(mark))
              .map((name) => join(place, name))
          : [],
      ),
    remove: async () => {
      otherProcess.kill('SIGKILL');
      for (const server of servers) server.close();
      udp.close();
      delete process.env['TOUCHSTONE_TEST_TOKEN'];
      await rm(realHomeFile, { force: true });
    },
  };
}

/** Processes whose root shows a file of this name beside the program: they live in that run's sandbox, whatever they call themselves. */
export function processesBeside(fileName: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && existsSync(`/proc/${name}/root/program/${fileName}`))
    .map(Number);
}
