import {
  browserSuite,
  contrastFailures,
  elementsCutOff,
  elementsOverTheEdge,
  openFolds,
  printed,
  unnamedElements,
} from '@lakeward/report/testing';
import { reviewReport } from './review-report';
import {
  finding,
  HOSTILE,
  sampleReview,
  troubledReview,
  unverifiedReview,
  type SampleReview,
} from './testing/sample-review';

const pageOf = ({ manifest, findings, files, pack }: SampleReview): string =>
  reviewReport(manifest, findings, files, pack).html;

/** A troubled day whose events hold text that tries to be more. */
function hostileDay(): SampleReview {
  const review = troubledReview();
  const fields = Object.fromEntries(
    [
      'eventName',
      'eventSource',
      'userId',
      'userType',
      'awsRegion',
      'sourceIpAddress',
      'errorCode',
      'userAgent',
      'requestParameters',
      'file',
      'eventId',
      'eventTime',
    ].map((field) => [field, HOSTILE]),
  );
  return { ...review, findings: [finding('root-sign-in', 0, 11, fields), ...review.findings.slice(1)] };
}

browserSuite("the day's report in a browser", (browser) => {
  test('the first screen answers whether the day is complete, and begins with what needs a person', async () => {
    const { page, complaints, requests } = await browser().open(pageOf(troubledReview()));
    const inFirstScreen = async (selector: string): Promise<string> => {
      const element = page.locator(selector).first();
      const box = await element.boundingBox();
      expect(box!.y + box!.height).toBeLessThanOrEqual(800);
      return (await element.innerText()).trim();
    };
    expect(await inFirstScreen('h1')).toBe(
      '2026-03-09 is incomplete: events may be missing, and 1 finding needs a person',
    );
    expect(await inFirstScreen('.verdict .badge')).toBe('incomplete');
    expect(await inFirstScreen('.verdict .figure')).toBe('2\nproblems may hide events');
    expect(await inFirstScreen('#attention li:first-child code')).toBe(
      'aws s3api list-object-versions --bucket trail --prefix AWSLogs/1/CloudTrail-Digest/d.json.gz',
    );
    expect(complaints).toEqual([]);
    expect(requests).toEqual([]);
  });

  test('text of events that tries to be more stays text', async () => {
    const { page, complaints, requests } = await browser().open(pageOf(hostileDay()));
    await openFolds(page);
    expect(await page.title()).toBe('PCI DSS log review 2026-03-09: incomplete');
    expect(await page.locator('img, body script:not(:last-child)').count()).toBe(0);
    expect(await page.getByText('⟨U+202E⟩gnp.exe ⟨U+0000⟩ ⟨U+D800⟩').count()).toBeGreaterThan(8);
    expect(complaints).toEqual([]);
    expect(requests).toEqual([]);
  });

  test('an engineer finds a user over all rules, and copies what was found', async () => {
    const { page } = await browser().open(pageOf(troubledReview()));
    await page.getByLabel('Filter findings').fill('user/user-2 medium');
    await page.locator('#findings output', { hasText: '1 of 4 shown' }).first().waitFor();
    const rule = page.locator('details.fold:has(#rule-failed-sign-in)');
    expect(await rule.getAttribute('open')).toBe('');
    expect(await page.locator('details.fold:has(#rule-root-sign-in)').isVisible()).toBe(false);
    await rule.getByRole('button', { name: 'Copy table' }).click();
    const copied = await page.evaluate<string>('navigator.clipboard.readText()');
    const lines = copied.trim().split('\n');
    expect(lines[0]).toBe('time\twhat\twho\twhere\tsource address\terror');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain('2026-03-09 04:00:02\tCreateAccessKey');
    await rule.getByRole('button', { name: 'Copy: Condition' }).click();
    expect(await page.evaluate('navigator.clipboard.readText()')).toContain(`eventname IN ('ConsoleLogin'`);
  });

  test('what needs a person leads to the rule, and a finding has an address of its own', async () => {
    const { page } = await browser().open(pageOf(troubledReview()));
    await page
      .locator('#attention')
      .getByRole('link', { name: 'Root user signed in to the console' })
      .click();
    await page.locator('#rule-root-sign-in').waitFor({ state: 'visible' });
    const link = page.locator('#rule-root-sign-in tbody a').first();
    expect(await link.getAttribute('href')).toBe(
      '#finding-root-sign-in-5f0c5d5e-0000-4000-8000-000000000000',
    );
    const fragment = (await link.getAttribute('href')) ?? '';
    const direct = await browser().open(pageOf(troubledReview()), { fragment });
    await direct.page.locator(fragment).waitFor({ state: 'visible' });
  });

  test('the map shows the gap and says it in words', async () => {
    const { page } = await browser().open(pageOf(troubledReview()));
    const map = page.getByRole('img', { name: 'Accounts and Regions by hour of delivery' });
    expect(await map.locator('desc').textContent()).toBe(
      '4 rows, one for each account and Region, over the 24 hours of 2026-03-09; 1 row not proven for the whole day.',
    );
    expect(await map.locator('title').allTextContents()).toContain(
      '444455556666 eu-central-1, hour 10: 0 files, not proven',
    );
    expect(await page.locator('#completeness table').first().innerText()).toContain('199');
  });

  describe.each([
    ['a day in trouble', () => pageOf(hostileDay())],
    ['an unverified day', () => pageOf(unverifiedReview())],
    ['an empty, proven day', () => pageOf(sampleReview())],
  ])('%s', (_, html) => {
    test.each(['light', 'dark'] as const)(
      'stands out from its background in the %s scheme',
      async (scheme) => {
        const { page } = await browser().open(html(), { scheme });
        await openFolds(page);
        expect(await contrastFailures(page)).toEqual([]);
      },
    );

    test('fits a phone, and everything that needs a name has one', async () => {
      const { page } = await browser().open(html(), { width: 360, height: 740 });
      await openFolds(page);
      expect(await elementsOverTheEdge(page)).toEqual([]);
      expect(await unnamedElements(page)).toEqual([]);
    });

    test('is whole on paper', async () => {
      const { page } = await browser().open(html(), { width: 703 });
      await page.emulateMedia({ media: 'print' });
      expect(await elementsCutOff(page)).toEqual([]);
      expect(await elementsOverTheEdge(page)).toEqual([]);
      const { pages } = await printed(page);
      expect(pages).toBeGreaterThanOrEqual(6);
      expect(pages).toBeLessThanOrEqual(25);
    });
  });

  test('without script every finding and every command is there', async () => {
    const { page, complaints } = await browser().open(pageOf(troubledReview()), { script: false });
    expect(complaints).toEqual([]);
    await page.locator('details.fold:has(#rule-failed-sign-in) > summary').click();
    expect(await page.locator('#rule-failed-sign-in tbody:visible').count()).toBe(3);
    expect(await page.locator('button, input').count()).toBe(0);
  });

  test('a day of five thousand findings opens and filters', async () => {
    const review = sampleReview({ 'root-sign-in': { count: 5_000 }, 'root-change': { count: 5_000 } });
    const { page, complaints } = await browser().open(pageOf(review));
    await page.getByLabel('Filter findings').fill('203.0.113.77');
    await page.locator('#findings output:not(:empty)').first().waitFor();
    expect(await page.locator('#findings output').first().textContent()).toBe(
      '20 of 5,000 shown: 203.0.113.77',
    );
    expect(await page.locator('#findings tbody:visible').count()).toBe(20);
    expect(complaints).toEqual([]);
  });
});
