import type { Answer } from '../ask-rules';
import type { DayFile } from '../day-files';
import { sha256, type EvidenceFile, type Manifest, type Retention } from '../manifest';
import type { Finding } from '../review-answer';
import type { RulePack } from '../rule';
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
}

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
  const evidence = lists.map(({ file }) => file);

  const build = (publication: Publication): Promise<BuiltDocument> => {
    const manifest = manifestOf(content, publication, evidence);
    return Promise.resolve({ document: documentBytes(manifest), files: [] });
  };
  const adopt = (document: Buffer): Promise<AdoptedDocument | undefined> => {
    const manifest = JSON.parse(document.toString('utf8')) as Manifest;
    const isOurs = JSON.stringify(manifest.evidence) === JSON.stringify(evidence);
    const publication = { folder: manifest.bundle, chain: manifest.chain, seal: manifest.seal };
    return Promise.resolve(isOurs ? { publication, files: [] } : undefined);
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

function listed(
  name: string,
  contentType: string,
  body: Buffer,
  rows: number,
): { named: NamedFile; file: EvidenceFile } {
  return {
    named: { name, body, contentType },
    file: { name, sha256: sha256(body), bytes: body.length, rows },
  };
}
