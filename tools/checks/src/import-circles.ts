import { readFileSync } from 'node:fs';
import path from 'node:path';
import { preProcessFile } from 'typescript';

/** Files by the files they import, all relative to the root. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** What TypeScript files import of each other by relative paths, types too: projects import others by name, which lint watches. */
export function importGraph(root: string, files: readonly string[]): ImportGraph {
  const known = new Set(files);
  const imported = (file: string): string[] =>
    preProcessFile(readFileSync(path.join(root, file), 'utf8'), true, true)
      .importedFiles.filter(({ fileName }) => fileName.startsWith('.'))
      .flatMap(({ fileName }) => {
        const target = path.posix.join(path.posix.dirname(file), fileName);
        return [`${target}.ts`, `${target}/index.ts`].find((candidate) => known.has(candidate)) ?? [];
      });
  return new Map(files.map((file) => [file, imported(file)]));
}

/** One circle for each group of files that reach each other, as the files on the way; none where imports go in one direction. */
export function circlesOf(graph: ImportGraph): string[][] {
  const done = new Set<string>();
  const circles: string[][] = [];
  const visit = (file: string, way: readonly string[]): void => {
    const seenAt = way.indexOf(file);
    if (seenAt !== -1) {
      circles.push(way.slice(seenAt));
      return;
    }
    if (done.has(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...way, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return circles;
}
