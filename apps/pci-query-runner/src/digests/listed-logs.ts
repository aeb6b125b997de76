import { s3Uri, type ObjectRef } from '@lakeward/s3';
import type { DayFile } from '../logs/day-files';
import type { ReviewProblem } from '../review/review-problem';
import { dayFolder, type LogFileName } from '../logs/log-file-name';
import type { DigestedLogFile } from './digest-file';
import { trailPlace, withoutGzip } from './digest-name';
import { digestProblem } from './digest-problems';

/**
 * Holds the log files of one account, Region and day against what verified digests list. A file is found by its path below
 * `AWSLogs/`, wherever the trail's files were copied to and whether they were unpacked on the way.
 */
export class ListedLogs {
  readonly #root: ObjectRef;
  readonly #folder: string;
  readonly #byPath = new Map<string, DayFile>();
  readonly #byBarePath = new Map<string, DayFile>();
  readonly #unlisted: Set<DayFile>;
  readonly #intact = new Set<string>();
  readonly #missing = new Set<string>();

  /** `files` are those of the cell; `root` is the trail's, in the bucket that is reviewed. */
  constructor(cell: LogFileName, root: ObjectRef, files: readonly DayFile[]) {
    this.#root = root;
    this.#folder = dayFolder(cell);
    this.#unlisted = new Set(files);
    const start = s3Uri(root).length;
    for (const file of files) {
      const path = file.file.slice(start);
      this.#byPath.set(path, file);
      this.#byBarePath.set(withoutGzip(path), file);
    }
  }

  /** Takes note that a verified digest lists the file, and says what is wrong with it; files of other days and kinds are passed over. */
  check(log: DigestedLogFile): ReviewProblem | undefined {
    const path = trailPlace(log.key)?.path;
    if (path?.startsWith(this.#folder) !== true) return undefined;
    const file = this.#byPath.get(path) ?? this.#byBarePath.get(withoutGzip(path));
    if (file === undefined) return this.#isMissing(path, log);
    this.#unlisted.delete(file);
    if (file.sha256 === log.sha256) this.#intact.add(file.sha256);
    // What is wrong with a damaged file has been said.
    else if (file.problem === undefined || file.problem === 'PCI_LOG_DUPLICATE') {
      return digestProblem(
        'PCI_LOG_ALTERED',
        `its SHA-256 is ${file.sha256}, the digest says ${log.sha256}. Restore the version of the object that was delivered, and find out who wrote the other one.`,
        file.file,
      );
    }
    return undefined;
  }

  /** Files that were read and that no verified digest lists; copies of files that one does list are none. */
  unlisted(): readonly DayFile[] {
    return [...this.#unlisted].filter(
      ({ problem, sha256 }) =>
        (problem === undefined || problem === 'PCI_LOG_DUPLICATE') && !this.#intact.has(sha256),
    );
  }

  #isMissing(path: string, log: DigestedLogFile): ReviewProblem | undefined {
    if (this.#missing.has(path)) return undefined;
    this.#missing.add(path);
    return digestProblem(
      'PCI_LOG_MISSING',
      `CloudTrail delivered it as ${s3Uri(log)}. Restore it from an older version or a copy; without one its events are lost.`,
      s3Uri({ bucket: this.#root.bucket, key: this.#root.key + path }),
    );
  }
}
