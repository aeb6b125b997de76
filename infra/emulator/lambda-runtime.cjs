/**
 * Runs one invocation as Lambda would: `node lambda-runtime.cjs FOLDER FILE.EXPORT TIMEOUT_SECONDS`, event on stdin. The
 * answer, or the error in Lambda's form, is the last line of stdout; the exit code is 1 for an error.
 */
const { existsSync } = require('node:fs');
const { text } = require('node:stream/consumers');
const path = require('node:path');

const [, , folder, handler, timeout] = process.argv;
const [file, name] = handler.split('.');
const started = performance.now();
const context = {
  awsRequestId: '00000000-0000-4000-8000-000000000000',
  functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
  getRemainingTimeInMillis: () => Number(timeout) * 1_000 - (performance.now() - started),
};

main().then(
  (answer) => finish(answer ?? null, 0),
  (error) => finish({ errorType: error.name, errorMessage: error.message }, 1),
);

async function main() {
  const event = JSON.parse(await text(process.stdin));
  // Lambda tries these endings in this order.
  const ending = ['.js', '.mjs', '.cjs'].find((each) => existsSync(path.join(folder, file + each)));
  const functions = await import(path.join(folder, file + ending));
  return functions[name](event, context);
}

function finish(answer, code) {
  process.stdout.write(`\n${JSON.stringify(answer)}\n`, () => process.exit(code));
}
