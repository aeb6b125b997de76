import { AppError } from '@lakeward/core';
import type { BusEvent } from './event-bus';

/** Largest event, and largest request, in bytes as {@link eventSize} counts them ("Calculating PutEvents event entry size"). */
export const MAX_BYTES = 262_144;

/** Name or ARN of a bus (EventBridge API reference, PutEventsRequestEntry). */
const BUS = /^(?:arn:aws[\w-]*:events:[a-z]{2}-[a-z]+-[\w-]+:\d{12}:event-bus\/)?[/.\w-]{1,256}$/;
const MAX_SOURCE = 256;
const MAX_TYPE = 128;

/**
 * Throws `EVENTS_INVALID_EVENT` for what EventBridge would refuse. Every bus calls it first, so that an event accepted on one
 * machine is not refused in the cloud. The detail is never repeated in the error.
 */
export function checkEvents(bus: string, events: readonly BusEvent[]): void {
  if (!BUS.test(bus)) throw invalid(`"${bus}" is neither the name nor the ARN of an event bus.`);
  events.forEach((event, index) => {
    const problem = problemOf(event);
    if (problem !== undefined) throw invalid(`Event ${index} for ${bus} ${problem}`);
  });
}

/** How EventBridge counts an event: the UTF-8 bytes of its parts. */
export function eventSize({ source, type, detail, resources = [] }: BusEvent): number {
  const parts = [source, type, JSON.stringify(detail), ...resources];
  return parts.reduce((bytes, part) => bytes + Buffer.byteLength(part, 'utf8'), 0);
}

function problemOf(event: BusEvent): string | undefined {
  const { source, type } = event;
  if (source === '' || source.length > MAX_SOURCE) return `has a source of ${source.length} characters.`;
  if (source.startsWith('aws.')) return 'has a source that begins with "aws.", which is reserved.';
  if (type === '' || type.length > MAX_TYPE) return `has a type of ${type.length} characters.`;
  const size = eventSize(event);
  return size >= MAX_BYTES ? `has ${size} bytes; EventBridge takes less than ${MAX_BYTES}.` : undefined;
}

function invalid(message: string): AppError {
  return new AppError({
    code: 'EVENTS_INVALID_EVENT',
    message,
    remedy:
      'Correct it as the message says; put large facts into the store and their location into the event.',
  });
}
