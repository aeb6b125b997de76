import * as v from 'valibot';
import { parseEnvironment } from './parse-environment';
import { parseInput } from './parse-input';
import { list, matching, optionalList, text, wholeNumber } from './variables';

const schema = v.object({
  BUCKET: text(),
  ACCOUNT: matching(/^\d{12}$/, 'is not a 12-digit account id'),
  CAP: wholeNumber(1),
  REGIONS: list(),
  TOPICS: optionalList(),
});

const good = { BUCKET: 'b', ACCOUNT: '444455556666', CAP: '10', REGIONS: 'eu-west-1, us-east-1', TOPICS: '' };

describe('parseEnvironment', () => {
  test('gives typed values and ignores other variables', () => {
    expect(parseEnvironment(schema, { ...good, PATH: '/bin' })).toEqual({
      BUCKET: 'b',
      ACCOUNT: '444455556666',
      CAP: 10,
      REGIONS: ['eu-west-1', 'us-east-1'],
      TOPICS: [],
    });
  });

  test('names every bad variable at once and shows no value', () => {
    const bad = { ACCOUNT: 'hunter2', CAP: '0', REGIONS: ' , ', TOPICS: 't' };
    let message = '';
    try {
      parseEnvironment(schema, bad);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toBe(
      '4 variables are wrong: BUCKET is not set; ACCOUNT is not a 12-digit account id; CAP is below 1; REGIONS has no items.',
    );
  });
});

describe('parseInput', () => {
  test('names the field, not its value', () => {
    const event = v.object({ detail: v.object({ day: v.string() }) });
    expect(() => parseInput(event, { detail: { day: 7 } }, 'The event')).toThrow(
      'The event has the wrong form: detail.day: expected string.',
    );
    expect(parseInput(event, { detail: { day: 'x' }, more: 1 }, 'The event')).toEqual({
      detail: { day: 'x' },
    });
  });
});
