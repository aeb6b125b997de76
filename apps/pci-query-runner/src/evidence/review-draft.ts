import type { Answer } from '../query/ask-rules';
import type { DayFile } from '../logs/day-files';
import { sha256, type EvidenceFile, type Manifest, type Retention } from './manifest';
import type { Finding } from '../query/review-answer';
import type { RulePack } from '../query/rule';
import { documentBytes } from './chained-document';
import type { NamedFile } from './evidence-store';
import { filesCsv, findingsCsv } from './evidence-tables';
import { findingsParquet } from './findings-parquet';
import type { AdoptedDocument, BuiltDocument, Draft, Publication } from './publish';

/** What the reviewed day's bundle is made of. */
export interface ReviewContent {
  /** `<day>/<version>`: folder below the pack's. */
  readonly folder: string;
  readonly answer: Answer;
  readonly findings: readonly Finding[];
  readonly files: readonly DayFile[];
  readonly pack: RulePack;
  readonly retention: Retention | null;
  readonly report: ReportWriter;
}

/** Makes the day's report. The manifest it is given vouches for the lists only: it cannot hold the report's own hash. */
export type ReportWriter = (
  manifest: Manifest,
  findings: readonly Finding[],
  files: readonly DayFile[],
  pack: RulePack,
) => { readonly html: string; readonly json: string };

/** Name of the signed document of a bundle. */
export const MANIFEST_NAME = 'manifest.json';

/** Tries with other content that a run may leave behind before it gives up. */
const FOLDERS = 20;

/** The bundle of a reviewed day: lists, report and manifest. The same content at the same place is the same bytes. */
export async function reviewDraft(content: ReviewContent): Promise<Draft> {
  const { folder, answer, findings, files, pack } = content;
  const lists = [
    listed('findings.csv', 'text/csv; charset=utf-8', findingsCsv(findings, pack), findings.length),
    listed(
      'findings.parquet',
      'application/vnd.apache.parquet',
      await findingsParquet(findings, pack),
      findings.length,
    ),
    listed('files.csv', 'text/csv; charset=utf-8', filesCsv(files), files.length),
  ];
  const listedFiles = lists.map(({ file }) => file);
  /** The bundle's document at this place of the chain. The report tells the place, so it is another one at another place. */
  const build = (publication: Publication): BuiltDocument => {
    const manifest = manifestOf(content, publication, listedFiles);
    const report = reportsOf(content, manifest);
    const complete = { ...manifest, evidence: [...listedFiles, ...report.map(({ file }) => file)] };
    return { document: documentBytes(complete), files: report.map(({ named }) => named) };
  };
  /** The report of an earlier try's manifest, which may differ from ours in what the lists do not show, such as the query's id. */
  const adopt = (document: Buffer): AdoptedDocument | undefined => {
    const manifest = JSON.parse(document.toString('utf8')) as Manifest;
    const report = reportsOf(content, { ...manifest, evidence: listedFiles });
    const ours = [...listedFiles, ...report.map(({ file }) => file)];
    if (JSON.stringify(manifest.evidence) !== JSON.stringify(ours)) return undefined;
    const publication = { folder: manifest.bundle, chain: manifest.chain, seal: manifest.seal };
    return { publication, files: report.map(({ named }) => named) };
  };
  return {
    kind: 'review',
    runKey: answer.runKey,
    folders: [folder, ...Array.from({ length: FOLDERS - 1 }, (_, index) => `${folder}-${index + 2}`)],
    documentName: MANIFEST_NAME,
    files: lists.map(({ named }) => named),
    build,
    adopt,
  };
}

function manifestOf(
  { answer, retention }: ReviewContent,
  { folder, chain, seal }: Publication,
  evidence: readonly EvidenceFile[],
): Manifest {
  return { ...answer, bundle: folder, evidence, retention, chain, seal };
}

function reportsOf({ report, findings, files, pack }: ReviewContent, manifest: Manifest): Listed[] {
  const { html, json } = report(manifest, findings, files, pack);
  return [
    listed('report.html', 'text/html; charset=utf-8', Buffer.from(html, 'utf8'), 0),
    listed('report.json', 'application/json', Buffer.from(json, 'utf8'), 0),
  ];
}

/** A file and what the manifest says of it. */
interface Listed {
  readonly named: NamedFile;
  readonly file: EvidenceFile;
}

function listed(name: string, contentType: string, body: Buffer, rows: number): Listed {
  return {
    named: { name, body, contentType },
    file: { name, sha256: sha256(body), bytes: body.length, rows },
  };
}
