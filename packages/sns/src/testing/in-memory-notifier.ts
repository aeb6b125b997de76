import { AppError } from '@lakeward/core';
import { checkNotice } from '../check-notice';
import type { Notice, Notifier } from '../notifier';

/** A {@link Notifier} that keeps what it was given. */
export class InMemoryNotifier implements Notifier {
  /** Everything published, in order. */
  readonly notices: Notice[] = [];
  readonly #topics: readonly string[] | undefined;

  /** `topics` are the ARNs that exist; without it every topic does. */
  constructor({ topics }: { readonly topics?: readonly string[] } = {}) {
    this.#topics = topics;
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- throws must become rejections
  async publish(notice: Notice): Promise<string> {
    checkNotice(notice);
    if (this.#topics?.includes(notice.topic) === false) {
      throw new AppError({
        code: 'SNS_TOPIC_NOT_FOUND',
        message: `There is no topic ${notice.topic}.`,
        remedy: 'Check the ARN, its region and its account.',
      });
    }
    this.notices.push(notice);
    return `00000000-0000-4000-8000-${String(this.notices.length).padStart(12, '0')}`;
  }
}
