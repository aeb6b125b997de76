import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { startAwsEmulator, whyNoAwsEmulator, type AwsEmulator } from '@lakeward/aws-emulator';
import type { Notice } from '../notifier';
import { notifierContract } from '../testing';
import { createSnsNotifier } from './sns-notifier';

const SKIP = 'skip';
const missing = whyNoAwsEmulator();
const suite = missing === undefined ? describe : describe[SKIP];

suite(missing ?? 'with the AWS emulator', () => {
  let emulator: AwsEmulator;
  beforeAll(async () => {
    const started = await startAwsEmulator();
    if ('unavailable' in started) throw new Error(started.unavailable);
    emulator = started;
  }, 90_000);
  afterAll(() => emulator.stop());

  notifierContract('SNS adapter', {
    unsupported: { 'received-attributes': 'the emulator posts no attributes to subscribers over HTTP' },
    makeNotifier: async () => {
      const { region, endpoint, credentials } = emulator;
      const where = { region, endpoint, credentials };
      const client = new SNSClient(where);
      const subscriber = await startSubscriber();
      const topic = (await client.send(new CreateTopicCommand({ Name: `contract-${subscriber.port}` })))
        .TopicArn!;
      await client.send(
        new SubscribeCommand({
          TopicArn: topic,
          Protocol: 'http',
          Endpoint: `http://127.0.0.1:${subscriber.port}/`,
        }),
      );
      return {
        notifier: createSnsNotifier(where),
        topic,
        unknownTopic: `${topic}-unknown`,
        received: () => Promise.resolve(subscriber.notices),
        close: async () => {
          client.destroy();
          await subscriber.stop();
        },
      };
    },
  });
});

/** What SNS posts to a subscriber over HTTP. */
interface Delivery {
  readonly Type: string;
  readonly TopicArn: string;
  readonly Subject: string;
  readonly Message: string;
}

/** A subscriber on loopback that keeps the notices it is sent. */
async function startSubscriber() {
  const notices: Notice[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const delivery = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Delivery;
      if (delivery.Type === 'Notification') notices.push(noticeOf(delivery));
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    notices,
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function noticeOf(delivery: Delivery): Notice {
  return { topic: delivery.TopicArn, subject: delivery.Subject, message: delivery.Message };
}
