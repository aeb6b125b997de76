/**
 * Lints texts as if they were the content of files of the workspace, by the workspace's own configuration.
 *
 * stdin: JSON list of `{file, text}`; stdout: JSON list of lists of the rules that each breaks.
 */
import { text } from 'node:stream/consumers';
import { ESLint } from 'eslint';

const cases = JSON.parse(await text(process.stdin));
const eslint = new ESLint();
const rules = [];
for (const { file, text: content } of cases) {
  const [result] = await eslint.lintText(content, { filePath: file });
  rules.push(result.messages.map(({ ruleId, message }) => ruleId ?? message));
}
process.stdout.write(JSON.stringify(rules));
