import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { AppError } from '@lakeward/core';
import { clientSettings, type AwsClientOptions } from '@lakeward/aws-client';
import { checkNotice } from '../check-notice';
import type { Notice, Notifier } from '../notifier';
import { snsError } from './sns-error';

/**
 * A notice is often the last thing a run does, so little time is left for it. A try whose answer was lost is made again: receivers
 * bear duplicates anyway, and a lost alert is worse than one that comes twice.
 */
const PATIENCE = { connectMs: 1_000, answerMs: 5_000, attempts: 4 };

export interface SnsNotifierOptions extends AwsClientOptions {
  /** Takes the place of a client made from the other options. */
  readonly client?: SNSClient;
}

/** The {@link Notifier} that publishes to topics of Amazon SNS. */
export function createSnsNotifier({ client, ...where }: SnsNotifierOptions = {}): Notifier {
  return new SnsNotifier(client ?? new SNSClient(clientSettings(where, PATIENCE)));
}

class SnsNotifier implements Notifier {
  readonly #client: SNSClient;

  constructor(client: SNSClient) {
    this.#client = client;
  }

  async publish(notice: Notice): Promise<string> {
    checkNotice(notice);
    const command = new PublishCommand({
      TopicArn: notice.topic,
      Subject: notice.subject,
      Message: notice.message,
      MessageAttributes: Object.fromEntries(
        Object.entries(notice.attributes ?? {}).map(([name, value]) => [
          name,
          { DataType: 'String', StringValue: value },
        ]),
      ),
    });
    const id = await this.#send(command, notice.topic);
    if (id !== undefined) return id;
    throw new AppError({
      code: 'SNS_UNAVAILABLE',
      message: `SNS: topic ${notice.topic}: the answer has no message id.`,
      remedy: 'Try again later; the notice may come twice.',
      retryable: true,
    });
  }

  async #send(command: PublishCommand, topic: string): Promise<string | undefined> {
    try {
      return (await this.#client.send(command)).MessageId;
    } catch (error) {
      throw snsError(error, topic);
    }
  }
}
