import { AppError } from '@lakeward/core';
import type { Notice } from './notifier';

/** Longest message with its attributes, in bytes of UTF-8 (SNS API reference, Publish). */
const MAX_BYTES = 262_144;
/** Standard topics only: a FIFO topic (`.fifo`) would want a message group. */
const TOPIC_ARN = /^arn:[a-z0-9-]+:sns:[a-z0-9-]+:\d{12}:(?<name>[A-Za-z0-9_-]{1,256})$/;
/** Printable ASCII that does not begin with a space, shorter than 100 characters (SNS API reference, Publish). */
const SUBJECT = /^[\x21-\x7e][\x20-\x7e]{0,98}$/;
/** Not reserved, no dot at an end or beside another ("Amazon SNS message attributes"). */
const ATTRIBUTE_NAME = /^(?!aws\.|amazon\.)(?=.{1,256}$)[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/i;

/**
 * Throws `SNS_INVALID_NOTICE` for a notice that SNS would refuse, and returns the topic's name. Every notifier calls it first, so
 * that a notice accepted on one machine is not refused in the cloud. The message is never repeated in the error.
 */
export function checkNotice({ topic, subject, message, attributes = {} }: Notice): string {
  const name = TOPIC_ARN.exec(topic)?.groups?.['name'];
  if (name === undefined) {
    throw invalid(
      `"${topic}" is not the ARN of a standard topic.`,
      'Give arn:aws:sns:<region>:<account>:<name>; FIFO topics are not supported.',
    );
  }
  if (!SUBJECT.test(subject)) {
    throw invalid(
      `The subject of a notice to ${name} is not 1 to 99 printable ASCII characters, the first of them no space.`,
      'Shorten the subject and keep names that people typed in the message.',
    );
  }
  if (message === '') throw invalid(`The message of a notice to ${name} is empty.`, 'Say what happened.');
  for (const [attribute, value] of Object.entries(attributes)) {
    if (!ATTRIBUTE_NAME.test(attribute) || value === '') {
      throw invalid(
        `Attribute "${attribute}" of a notice to ${name} has a name or a value that SNS refuses.`,
        'Use letters, digits, ".", "_" and "-" in names, and no empty values.',
      );
    }
  }
  const bytes = sizeOf(message, attributes);
  if (bytes > MAX_BYTES) {
    throw invalid(
      `A notice to ${name} has ${bytes} bytes with its attributes; SNS takes ${MAX_BYTES}.`,
      'Put the details into the store and their location into the message.',
    );
  }
  return name;
}

/** Name, type and value of each attribute count ("Amazon SNS message attributes"). */
function sizeOf(message: string, attributes: Readonly<Record<string, string>>): number {
  return Object.entries(attributes).reduce(
    (bytes, [name, value]) => bytes + Buffer.byteLength(`${name}String${value}`, 'utf8'),
    Buffer.byteLength(message, 'utf8'),
  );
}

function invalid(message: string, remedy: string): AppError {
  return new AppError({ code: 'SNS_INVALID_NOTICE', message, remedy });
}
