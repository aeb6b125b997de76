import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { isAppError } from '@lakeward/core';
import { statusConflict } from '../../batch-errors';
import type { CreateJobRequest, JobSummary } from '../../batch-jobs';
import { jobStatuses, type JobStatus } from '../../job-status';
import { contractOperation, type InMemoryBatchJobs } from '../../testing';

/** An S3 Control on loopback: speaks its REST and XML, while jobs in memory live their lives. */
export interface S3ControlWireStub {
  readonly port: number;
  /** How requests fail before they reach the jobs, the next one first; `lost`: after they did, without an answer. */
  readonly failures: (Transient | 'lost')[];
  /** Tokens of the requests for jobs that arrived, in order. */
  readonly tokens: string[];
  stop(): Promise<void>;
}

/** What a client is to ride out. */
type Transient = 'TooManyRequestsException' | 'SlowDown' | 'InternalServiceException';

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Error codes of S3 Control for the port's refusals. */
const wireErrors: Readonly<Record<string, readonly [status: number, code: string]>> = {
  S3_BATCH_JOB_NOT_FOUND: [404, 'NotFoundException'],
  S3_BATCH_TOKEN_REUSED: [400, 'IdempotencyException'],
  S3_BATCH_STATUS_CONFLICT: [400, 'JobStatusException'],
  S3_BATCH_INVALID_REQUEST: [400, 'BadRequestException'],
};

/** What of a job is told again as it came: the service's words on the way in and on the way out are the same. */
const echoed = ['Operation', 'Manifest', 'Report', 'Description', 'RoleArn'] as const;

/** Starts the stub on a free port. */
export async function startS3ControlWireStub(
  jobs: InMemoryBatchJobs,
  accountId: string,
): Promise<S3ControlWireStub> {
  const operations = new Operations(jobs);
  const failures: S3ControlWireStub['failures'] = [];
  const server = createServer((request, response) => {
    const failed = failures.shift();
    const answered =
      failed === undefined || failed === 'lost'
        ? answer(operations, request, accountId)
        : Promise.resolve(failure(failed === 'TooManyRequestsException' ? 400 : 503, failed, 'try again'));
    void answered.then(({ status, body }) => {
      if (failed === 'lost') {
        response.destroy();
        return;
      }
      response.writeHead(status, { 'content-type': 'application/xml' });
      response.end(`<?xml version="1.0" encoding="UTF-8"?>\n${body}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    failures,
    tokens: operations.tokens,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(operations: Operations, request: IncomingMessage, accountId: string): Promise<Answer> {
  const body = await text(request);
  const url = new URL(request.url ?? '', 'http://localhost');
  if (request.headers['x-amz-account-id'] !== accountId) return failure(403, 'AccessDenied', 'no account');
  try {
    return { status: 200, body: await operations.run(request.method ?? '', url, body) };
  } catch (error) {
    const [status, code] = (isAppError(error) ? wireErrors[error.code] : undefined) ?? [
      500,
      'InternalServiceException',
    ];
    return failure(status, code, error instanceof Error ? error.message : '');
  }
}

function failure(status: number, code: string, message: string): Answer {
  const body = `<ErrorResponse><Error><Code>${code}</Code><Message>${escaped(message)}</Message></Error></ErrorResponse>`;
  return { status, body };
}

class Operations {
  readonly tokens: string[] = [];
  readonly #jobs: InMemoryBatchJobs;
  /** The body of CreateJob, by the job's id. */
  readonly #bodies = new Map<string, string>();

  constructor(jobs: InMemoryBatchJobs) {
    this.#jobs = jobs;
  }

  async run(method: string, url: URL, body: string): Promise<string> {
    const [, id = '', part] =
      /^\/v20180820\/jobs(?:\/([^/]+))?(?:\/(status|priority))?$/.exec(url.pathname) ?? [];
    const query = url.searchParams;
    if (method === 'POST' && id === '') return this.#create(body);
    if (method === 'GET' && id === '') return this.#list(query);
    if (method === 'GET') return this.#describe(id);
    if (part === 'priority') {
      const priority = await this.#jobs.updatePriority(id, Number(query.get('priority')));
      return `<UpdateJobPriorityResult><JobId>${id}</JobId><Priority>${priority}</Priority></UpdateJobPriorityResult>`;
    }
    return this.#updateStatus(id, query);
  }

  async #create(body: string): Promise<string> {
    // What the request says in the port's terms matters to the life of the job alone, and its text to whether it is the same as
    // another one; the rest is told again as it came.
    const request: CreateJobRequest = {
      token: element(body, 'ClientRequestToken') ?? '',
      operation: contractOperation,
      manifest: {
        location: { bucket: 'lists', key: body },
        etag: 'e',
        format: { name: 'S3InventoryReport_CSV_20161130' },
      },
      priority: Number(element(body, 'Priority')),
      roleArn: element(body, 'RoleArn') ?? '',
      confirmationRequired: element(body, 'ConfirmationRequired') === 'true',
    };
    this.tokens.push(request.token);
    const id = await this.#jobs.createJob(request);
    this.#bodies.set(id, body);
    return `<CreateJobResult><JobId>${id}</JobId></CreateJobResult>`;
  }

  async #describe(id: string): Promise<string> {
    const job = await this.#jobs.describe(id);
    const body = this.#bodies.get(id) ?? '';
    const { suspendedAt, suspendedCause, endedAt, statusUpdateReason } = job;
    return [
      '<DescribeJobResult><Job>',
      `<JobId>${id}</JobId><JobArn>${job.arn}</JobArn><Status>${job.status}</Status>`,
      `<ConfirmationRequired>${job.confirmationRequired}</ConfirmationRequired><Priority>${job.priority}</Priority>`,
      ...echoed.map((name) => whole(body, name)),
      progress(job),
      `<CreationTime>${job.createdAt.toISOString()}</CreationTime>`,
      suspendedAt === undefined ? '' : `<SuspendedDate>${suspendedAt.toISOString()}</SuspendedDate>`,
      suspendedCause === undefined ? '' : `<SuspendedCause>${suspendedCause}</SuspendedCause>`,
      endedAt === undefined ? '' : `<TerminationDate>${endedAt.toISOString()}</TerminationDate>`,
      statusUpdateReason === undefined
        ? ''
        : `<StatusUpdateReason>${escaped(statusUpdateReason)}</StatusUpdateReason>`,
      '<FailureReasons/></Job></DescribeJobResult>',
    ].join('');
  }

  /** S3 Batch refuses to do again what is done: that it is no error is the adapter's doing. */
  async #updateStatus(id: string, query: URLSearchParams): Promise<string> {
    const requested = query.get('requestedJobStatus') === 'Ready' ? 'Ready' : 'Cancelled';
    const before = (await this.#jobs.describe(id)).status;
    const after = await this.#jobs.updateStatus(id, requested, query.get('statusUpdateReason') ?? undefined);
    if (before === after) throw statusConflict(id, `it is ${before}.`);
    return `<UpdateJobStatusResult><JobId>${id}</JobId><Status>${after}</Status></UpdateJobStatusResult>`;
  }

  async #list(query: URLSearchParams): Promise<string> {
    const wanted = query.getAll('jobStatuses');
    const statuses = jobStatuses.filter(
      (status: JobStatus) => wanted.length === 0 || wanted.includes(status),
    );
    const jobs: JobSummary[] = [];
    for await (const job of this.#jobs.list({ statuses })) jobs.push(job);
    const from = Number(query.get('nextToken') ?? 0);
    const to = from + Number(query.get('maxResults') ?? 1_000);
    const members = jobs.slice(from, to).map((job) => this.#member(job));
    const next = to < jobs.length ? `<NextToken>${to}</NextToken>` : '';
    return `<ListJobsResult>${next}<Jobs>${members.join('')}</Jobs></ListJobsResult>`;
  }

  #member(job: JobSummary): string {
    const body = this.#bodies.get(job.id) ?? '';
    const operation = /<Operation><(\w+)/.exec(body)?.[1] ?? '';
    const end =
      job.endedAt === undefined ? '' : `<TerminationDate>${job.endedAt.toISOString()}</TerminationDate>`;
    return [
      `<member><JobId>${job.id}</JobId>${whole(body, 'Description')}<Operation>${operation}</Operation>`,
      `<Priority>${job.priority}</Priority><Status>${job.status}</Status>`,
      `<CreationTime>${job.createdAt.toISOString()}</CreationTime>${end}${progress(job)}</member>`,
    ].join('');
  }
}

function progress({
  progress: { total, succeeded, failed, activeSeconds },
}: Pick<JobSummary, 'progress'>): string {
  return (
    `<ProgressSummary><TotalNumberOfTasks>${total}</TotalNumberOfTasks>` +
    `<NumberOfTasksSucceeded>${succeeded}</NumberOfTasksSucceeded><NumberOfTasksFailed>${failed}</NumberOfTasksFailed>` +
    `<Timers><ElapsedTimeInActiveSeconds>${activeSeconds}</ElapsedTimeInActiveSeconds></Timers></ProgressSummary>`
  );
}

/** The element with its tags, or nothing. */
function whole(body: string, name: string): string {
  return new RegExp(`<${name}>.*</${name}>`, 's').exec(body)?.[0] ?? '';
}

/** The text of an element that has no others in it. */
function element(body: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(body)?.[1];
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
