import { logEvent } from './log-event';
import { createPowertoolsLog } from './powertools-log';

const READ = logEvent({
  code: 'PCI_DAY_READ',
  level: 'INFO',
  sentence: 'The day was read.',
  fields: ['events'],
});

describe('createPowertoolsLog', () => {
  const lines: string[] = [];
  beforeEach(() => {
    lines.length = 0;
    // Powertools writes through a console of its own, onto the process's streams.
    for (const stream of [process.stdout, process.stderr]) {
      jest.spyOn(stream, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
    }
  });
  afterEach(() => jest.restoreAllMocks());

  test('writes one JSON line with code, sentence, service and declared fields', () => {
    createPowertoolsLog('pci-query-runner').write(READ, { events: 2900 });
    expect(JSON.parse(lines[0]!)).toMatchObject({
      level: 'INFO',
      message: 'The day was read.',
      service: 'pci-query-runner',
      code: 'PCI_DAY_READ',
      events: 2900,
    });
  });

  test('publishes counted metrics in embedded metric format on flush, once', () => {
    const log = createPowertoolsLog('pci-query-runner');
    log.count('Findings', 2);
    log.count('Findings', 3);
    log.flush();
    const published = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(published).toHaveLength(1);
    expect(published[0]).toMatchObject({ service: 'pci-query-runner', Findings: [2, 3] });
    expect(JSON.stringify(published[0]?.['_aws'])).toContain('"Namespace":"Lakeward"');
  });
});
