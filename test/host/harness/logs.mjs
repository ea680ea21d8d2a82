import fs from 'node:fs';
import path from 'node:path';

/** VS Code's logs of the extension hosts that ran with this data folder, and the output channels of extensions in them. */
export function hostLogs(dataDir) {
  return logFiles(dataDir)
    .filter((file) => file.includes('exthost'))
    .map((file) => `--- ${path.relative(dataDir, file)}\n${fs.readFileSync(file, 'utf8').trimEnd()}`)
    .join('\n');
}

function logFiles(dataDir) {
  return ['user', 'server']
    .map((name) => path.join(dataDir, name))
    .filter((folder) => fs.existsSync(folder))
    .flatMap((folder) =>
      fs.readdirSync(folder, { recursive: true }).map((name) => path.join(folder, String(name))),
    )
    .filter((file) => file.endsWith('.log') && fs.statSync(file).isFile());
}
