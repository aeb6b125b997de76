import { InMemoryNotifier } from './in-memory-notifier';
import { notifierContract } from './notifier-contract';

const topic = 'arn:aws:sns:eu-west-1:111122223333:alerts';

notifierContract('in-memory fake', {
  makeNotifier: () => {
    const notifier = new InMemoryNotifier({ topics: [topic] });
    return Promise.resolve({
      notifier,
      topic,
      unknownTopic: `${topic}-unknown`,
      received: () => Promise.resolve(notifier.notices),
    });
  },
});

describe('InMemoryNotifier', () => {
  test('knows every topic unless it is told which', async () => {
    const notifier = new InMemoryNotifier();
    await notifier.publish({ topic, subject: 's', message: 'm' });
    expect(notifier.notices).toEqual([{ topic, subject: 's', message: 'm' }]);
  });
});
