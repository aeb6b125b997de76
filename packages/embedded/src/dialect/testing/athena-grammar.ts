import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** What is used of dt-sql-parser: ANTLR parsers made from the grammars of Trino and Hive. */
interface GrammarModule {
  readonly TrinoSQL: new () => Grammar;
  readonly HiveSQL: new () => Grammar;
}

interface Grammar {
  validate(sql: string): readonly {
    readonly startLine: number;
    readonly startColumn: number;
    readonly message: string;
  }[];
}

const require = createRequire(__filename);

let loaded: { readonly trino: Grammar; readonly hive: Grammar } | undefined;

/**
 * What an independent grammar of Athena's two dialects has against a statement, as `line L:C: message`; nothing where it
 * parses. Statements of Hive's kind are read by Hive's grammar, everything with a query in it by Trino's; of UNLOAD, which is
 * Athena's own, the query inside.
 */
export function grammarErrors(sql: string): readonly string[] {
  const text = sql.replace(/;\s*$/, '');
  const { trino, hive } = grammars();
  return (isHive(text) ? hive : trino)
    .validate(withoutUnload(text))
    .map((error) => `line ${error.startLine}:${error.startColumn}: ${error.message}`);
}

/**
 * A template with a sample in place of each placeholder: `:name` becomes a text (a number behind LIMIT and OFFSET),
 * `{{name}}` a name. A name glued to what stands before it is a fragment that may be empty, and is left out.
 */
export function withSamples(template: string): string {
  return template.replace(
    /(?<verbatim>'(?:[^']|'')*'|--[^\n]*|::)|(?<glued>(?<=[\w)}'])\{\{\w+\}\})|(?<name>\{\{\w+\}\})|(?<count>(?<=\b(?:LIMIT|OFFSET)\s+):[a-z_]\w*)|(?<value>:[a-z_]\w*)/gi,
    (match, ...rest) => {
      const groups = rest.at(-1) as Partial<
        Record<'verbatim' | 'glued' | 'name' | 'count' | 'value', string>
      >;
      if (groups.verbatim !== undefined) return match;
      if (groups.glued !== undefined) return '';
      if (groups.name !== undefined) return 'x';
      return groups.count === undefined ? "'x'" : '1';
    },
  );
}

const HIVE =
  /^(?:\s|--[^\n]*\n)*(?:CREATE\s+(?:EXTERNAL|DATABASE|SCHEMA)\b|DROP\s+(?:TABLE|DATABASE|SCHEMA)\b|ALTER\b|MSCK\b|SHOW\s+(?!CREATE\s+VIEW\b)|DESC\b|DESCRIBE\b)/i;

function isHive(sql: string): boolean {
  return HIVE.test(sql);
}

function withoutUnload(sql: string): string {
  const unload =
    /^(?:\s|--[^\n]*\n)*UNLOAD\s*\((?<query>[\s\S]*)\)\s*TO\s*'(?:[^']|'')*'\s*WITH\s*\([^()]*\)\s*$/i.exec(
      sql,
    );
  return unload?.groups?.['query'] ?? sql;
}

function grammars(): NonNullable<typeof loaded> {
  if (loaded === undefined) {
    const { TrinoSQL, HiveSQL } = require(bundle()) as GrammarModule;
    loaded = { trino: new TrinoSQL(), hive: new HiveSQL() };
  }
  return loaded;
}

/** dt-sql-parser is written for bundlers: its modules leave out the extensions that Node asks for. */
function bundle(): string {
  const root = findRoot(__dirname);
  const manifest = path.join(root, 'node_modules/dt-sql-parser/package.json');
  const file = path.join(root, 'node_modules/.cache/lakeward/dt-sql-parser.cjs');
  if (existsSync(file) && statSync(file).mtimeMs > statSync(manifest).mtimeMs) return file;
  mkdirSync(path.dirname(file), { recursive: true });
  // Several test processes may do this at once: each writes a file of its own and moves it into place.
  const own = `${file}.${process.pid}`;
  execFileSync(
    path.join(root, 'node_modules/.bin/esbuild'),
    [
      path.join(root, 'node_modules/dt-sql-parser/dist/index.js'),
      '--bundle',
      '--platform=node',
      '--format=cjs',
      '--log-level=error',
      `--outfile=${own}`,
    ],
    { stdio: 'inherit' },
  );
  renameSync(own, file);
  return file;
}

/** The directory that holds node_modules. */
function findRoot(directory: string): string {
  if (existsSync(path.join(directory, 'node_modules/dt-sql-parser'))) return directory;
  const parent = path.dirname(directory);
  if (parent === directory) throw new Error('dt-sql-parser is not installed: run npm ci.');
  return findRoot(parent);
}
