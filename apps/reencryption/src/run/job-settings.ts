/** How jobs are made. */
export interface JobSettings {
  readonly account: string;
  readonly roles: {
    readonly update: string;
    readonly copy: string;
    readonly restore: string;
    readonly invoke: string;
  };
  readonly multipartCopyFunction: string;
  /** Jobs with more objects wait until somebody confirms them. */
  readonly confirmAboveObjects: number;
  readonly priority: number;
  readonly reportBucket: string;
  readonly reportPrefix: string;
  readonly reportScope: 'AllTasks' | 'FailedTasksOnly';
  /** Tag of new versions as `key=value`, or empty. */
  readonly copyTag: string;
}
