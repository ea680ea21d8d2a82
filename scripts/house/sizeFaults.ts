import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, extname } from 'node:path/posix';

/** More files in one folder are not found again. */
const mostFiles = 15;
/** Lines of a file that is read in one go. */
const mostLines = 400;
/** What half of the files of `house` keep to: many short files outweigh a few long ones. */
const medianLines = 90;

/** What is written by hand, by the end of its name. */
const written = ['ts', 'mts', 'cts', 'tsx', 'mjs', 'cjs', 'js', 'jsx', 'css', 'py', 'sh', 'html'];

/** Where what ships lies: names are unique there, so that a file is found by its name. */
const house = /^(?:src|webview)\//;

/** Folders, files and names below `root` that are too large, too long or not unique, a line for each. */
export function sizeFaults(root: string): string[] {
  const files = globSync(`{src,webview,test,scripts}/**/*.{${written.join()}}`, {
    cwd: root,
    exclude: (name) => name === 'node_modules',
  })
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
  const lines = new Map(files.map((file) => [file, linesOf(readFileSync(`${root}/${file}`, 'utf8'))]));
  return [...folderFaults(files), ...lengthFaults(lines), ...nameFaults(files)];
}

function folderFaults(files: readonly string[]): string[] {
  return [...Map.groupBy(files, dirname)]
    .filter(([, inside]) => inside.length > mostFiles)
    .map(
      ([folder, { length }]) => `folder: ${folder} holds ${length} files, at most ${mostFiles} are wanted.`,
    );
}

function lengthFaults(lines: ReadonlyMap<string, number>): string[] {
  const long = [...lines]
    .filter(([, count]) => count > mostLines)
    .map(([file, count]) => `length: ${file} has ${count} lines, at most ${mostLines} are wanted.`);
  const median = medianOf([...lines].filter(([file]) => house.test(file)).map(([, count]) => count));
  if (median <= medianLines) return long;
  return [
    ...long,
    `median: files of src and webview have ${median} lines in the middle, at most ${medianLines} are wanted.`,
  ];
}

function nameFaults(files: readonly string[]): string[] {
  const named = Map.groupBy(
    files.filter((file) => house.test(file)),
    (file) => basename(file, extname(file)).toLowerCase(),
  );
  return [...named]
    .filter(([, same]) => same.length > 1)
    .map(([name, same]) => `name: ${same.join(' and ')} are both called ${name}.`);
}

function linesOf(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

function medianOf(numbers: number[]): number {
  return numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}
